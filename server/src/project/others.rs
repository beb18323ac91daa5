//! Other nodes on the same database: what one of them stored and left unprojected when it died is found here, and
//! pages that are open here hear of what the others projected. The embedded database has no other nodes.

use std::time::Duration;

use crate::{
    db::Engine,
    error::Result,
    live::Tag,
    state::State,
    tables::{counters, projection_queue, retime_queue},
};

/// How often we look.
const GLANCE: Duration = Duration::from_secs(1);

/// What was seen of the others' work.
#[derive(Debug, Default)]
pub(crate) struct Others {
    events: i64,
}

impl Others {
    /// Returns when something waits for projection that no push of this node will tell of.
    pub(crate) async fn left_something(&mut self, state: &State) {
        if state.db.engine == Engine::Sqlite {
            return std::future::pending().await;
        }
        loop {
            tokio::time::sleep(GLANCE).await;
            match self.look(state).await {
                Ok(false) => {}
                Ok(true) => return,
                Err(error) => tracing::warn!(%error, "the queue of the projection was not read"),
            }
        }
    }

    async fn look(&mut self, state: &State) -> Result<bool> {
        let mut conn = state.db.snapshot().await?;
        let events = counters::given(&mut conn, counters::EVENT_NO).await?;
        if events != self.events {
            self.events = events;
            state.live.changed([
                Tag::Duty,
                Tag::CheckIns,
                Tag::Escorts,
                Tag::Reviews,
                Tag::Hazards,
                Tag::Photos,
                Tag::Rosters,
            ]);
        }
        Ok(projection_queue::any(&mut conn).await? || retime_queue::any(&mut conn).await?)
    }
}
