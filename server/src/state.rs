//! What every request needs: the database, who we are, the writer's door, the live channel.

use std::{sync::Arc, time::Duration};

use tokio::sync::{Notify, watch};

use crate::{
    audit::Audit, db::Database, identity::Identity, ingest::Writer, live::Live, metrics::Metrics, objects::Objects,
    rate::Buckets,
};

/// The parts of a running server.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) db: Database,
    pub(crate) identity: Identity,
    pub(crate) objects: Objects,
    pub(crate) writer: Writer,
    pub(crate) audit: Audit,
    pub(crate) live: Live,
    /// The address of this server for people and phones.
    pub(crate) url: String,
    /// True once the server is to end; open pages are told.
    pub(crate) stopping: watch::Receiver<bool>,
    /// Wakes the projection.
    pub(crate) stored: Arc<Notify>,
    pub(crate) metrics: Arc<Metrics>,
    /// By address: wrong enrollment codes.
    pub(crate) enroll_tries: Buckets,
    /// By account and by address: wrong passwords.
    pub(crate) sign_in_tries: Buckets,
}

/// As handlers hold it.
pub(crate) type Shared = Arc<State>;

/// Buckets for enrollment: a school that types a code wrong a few times is not held up.
pub(crate) fn enroll_buckets() -> Buckets {
    Buckets::new(20, Duration::from_secs(6))
}

/// Buckets for sign-in.
pub(crate) fn sign_in_buckets() -> Buckets {
    Buckets::new(8, Duration::from_secs(20))
}
