//! `GET /api/live`: server-sent events. A tag says what became stale; the page re-reads what it shows of it.

use std::{convert::Infallible, time::Duration};

use axum::{
    Router,
    extract::State,
    response::sse::{Event, KeepAlive, Sse},
    routing::get,
};
use futures_util::{Stream, StreamExt as _, stream};
use tokio_stream::wrappers::{BroadcastStream, WatchStream, errors::BroadcastStreamRecvError};

use crate::{live::Tag, scope::Viewer, state::Shared};

/// All tags, for a page that may have missed some.
const ALL: [Tag; 5] = [Tag::Duty, Tag::CheckIns, Tag::Hazards, Tag::Photos, Tag::Devices];

pub(crate) fn router() -> Router<Shared> {
    Router::new().route("/api/live", get(live))
}

async fn live(State(state): State<Shared>, _viewer: Viewer) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let hello = stream::once(async { Ok(Event::default().event("hello").data("{}")) });
    let changes = BroadcastStream::new(state.live.subscribe()).map(|news| {
        let tags = match news {
            Ok(tags) => tags,
            // So much happened that some was passed over: all of it may be stale.
            Err(BroadcastStreamRecvError::Lagged(_)) => ALL.to_vec(),
        };
        let data = serde_json::json!({ "tags": tags }).to_string();
        Ok(Event::default().event("changed").data(data))
    });
    let stopped = WatchStream::new(state.stopping.clone()).filter(|stop| std::future::ready(*stop)).into_future();
    let stream = hello.chain(changes).take_until(stopped);
    Sse::new(stream).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)).text("ping"))
}
