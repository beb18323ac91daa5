//! Chunks on their way in, so that a sender who lost its line hears the truth at once.
//!
//! A phone notices a dead connection long before the server does. When it asks where an upload stands, whoever still
//! waits for bytes of that upload on another connection is told to stop and hand over what it has. This is a hint
//! within one process, not a lock: without it the answer is only a smaller offset.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use domain::{
    defect::{self, Defect},
    ids::PhotoId,
};
use tokio::sync::watch;

/// Longest wait for another request to hand over.
const PATIENCE: Duration = Duration::from_secs(5);

/// The chunks being received, by upload.
#[derive(Clone, Debug, Default)]
pub(crate) struct Receiving(Arc<Mutex<Receptions>>);

type Receptions = HashMap<PhotoId, Vec<Arc<watch::Sender<bool>>>>;

impl Receiving {
    /// Notes that bytes of an upload are being received, until the value is dropped.
    pub(crate) fn begin(&self, photo_id: PhotoId) -> Reception {
        let (stop, asked) = watch::channel(false);
        let stop = Arc::new(stop);
        self.held().entry(photo_id).or_default().push(stop.clone());
        Reception { receiving: self.clone(), photo_id, stop, asked }
    }

    /// Asks all who receive bytes of this upload to hand over what they have, and waits until they did.
    pub(crate) async fn hand_over(&self, photo_id: PhotoId) {
        let others = self.held().get(&photo_id).cloned().unwrap_or_default();
        for other in &others {
            other.send_replace(true);
        }
        let gone = async {
            for other in others {
                other.closed().await;
            }
        };
        let _at_the_latest = tokio::time::timeout(PATIENCE, gone).await;
    }

    /// Whether somebody else has the upload to himself. Nobody ever has, but on purpose.
    pub(crate) fn is_locked(&self, photo_id: PhotoId) -> bool {
        defect::has(Defect::UploadLocked) && self.held().contains_key(&photo_id)
    }

    fn held(&self) -> MutexGuard<'_, Receptions> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A chunk being received. Kept until what came is stored.
#[derive(Debug)]
pub(crate) struct Reception {
    receiving: Receiving,
    photo_id: PhotoId,
    stop: Arc<watch::Sender<bool>>,
    asked: watch::Receiver<bool>,
}

impl Reception {
    /// Waits until somebody asks for what is here.
    pub(crate) async fn asked(&mut self) {
        let _or_for_ever = self.asked.wait_for(|asked| *asked).await;
    }
}

impl Drop for Reception {
    fn drop(&mut self) {
        let mut held = self.receiving.held();
        if let Some(all) = held.get_mut(&self.photo_id) {
            all.retain(|other| !Arc::ptr_eq(other, &self.stop));
            if all.is_empty() {
                held.remove(&self.photo_id);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[tokio::test]
    async fn who_asks_waits_until_the_other_has_handed_over() {
        let (receiving, id) = (Receiving::default(), PhotoId(Uuid::from_u128(1)));
        receiving.hand_over(id).await; // nobody receives: at once
        let mut reception = receiving.begin(id);
        let stored = Arc::new(Mutex::new(false));
        let other = tokio::spawn({
            let stored = stored.clone();
            async move {
                reception.asked().await;
                tokio::task::yield_now().await;
                *stored.lock().expect("sound") = true;
            }
        });
        receiving.hand_over(id).await;
        assert!(*stored.lock().expect("sound"), "told before the bytes were stored");
        other.await.expect("ends");
        assert!(receiving.held().is_empty());
    }
}
