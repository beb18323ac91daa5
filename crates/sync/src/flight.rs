//! What is on its way at one time: records, and one piece of a picture beside them.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    task::Poll,
};

use crate::Event;

/// Work that ends in an event.
type Work<'a> = Pin<Box<dyn Future<Output = Event> + Send + 'a>>;

/// At most one exchange of each sort. Dropping it drops both.
#[derive(Default)]
pub(crate) struct Flight<'a> {
    pub(crate) records: Option<Work<'a>>,
    pub(crate) picture: Option<Work<'a>>,
}

impl Flight<'_> {
    pub(crate) fn is_empty(&self) -> bool {
        self.records.is_none() && self.picture.is_none()
    }

    /// Waits for the first to end; records first, where both have. May be dropped at any point and called again.
    pub(crate) async fn landed(&mut self) -> Event {
        poll_fn(|cx| {
            for slot in [&mut self.records, &mut self.picture] {
                if let Some(work) = slot
                    && let Poll::Ready(event) = work.as_mut().poll(cx)
                {
                    *slot = None;
                    return Poll::Ready(event);
                }
            }
            Poll::Pending
        })
        .await
    }
}
