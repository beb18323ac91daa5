//! What every request needs: the database, who we are, the writer's door, the live channel.

use std::{sync::Arc, time::Duration};

use tokio::sync::{Notify, Semaphore, watch};

use crate::{
    Durability, admission::Admission, audit::Audit, base_map::BaseMap, db::Database, folder::Folder,
    identity::Identity, ingest::Writer, live::Live, metrics::Metrics, objects::Objects, rate::Buckets,
    uploads::Receiving,
};

/// The parts of a running server.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) db: Database,
    /// The data folder, which this process holds.
    pub(crate) folder: Folder,
    pub(crate) identity: Identity,
    pub(crate) objects: Objects,
    pub(crate) writer: Writer,
    pub(crate) admission: Admission,
    /// Chunks of pictures on their way in.
    pub(crate) receiving: Receiving,
    pub(crate) audit: Audit,
    pub(crate) live: Live,
    /// The address of this server for people and phones.
    pub(crate) url: String,
    /// What phones are told of the loss of this machine's disk.
    pub(crate) durability: Durability,
    /// What lies under the drawn maps.
    pub(crate) base_map: BaseMap,
    /// True once the server is to end; open pages are told.
    pub(crate) stopping: watch::Receiver<bool>,
    /// Wakes the projection.
    pub(crate) stored: Arc<Notify>,
    /// Wakes the keeper of rosters: days or windows of many schools changed.
    pub(crate) days_changed: Notify,
    pub(crate) metrics: Arc<Metrics>,
    /// By address: wrong enrollment codes.
    pub(crate) enroll_tries: Buckets,
    /// Passwords checked at once: each takes 19 MiB and a processor.
    pub(crate) password_slots: Semaphore,
    /// By account: wrong passwords.
    pub(crate) account_tries: Buckets,
    /// By address: wrong passwords of any account. A whole office may stand behind one address.
    pub(crate) address_tries: Buckets,
}

/// As handlers hold it.
pub(crate) type Shared = Arc<State>;

/// Buckets for enrollment: a school that types a code wrong a few times is not held up.
pub(crate) fn enroll_buckets() -> Buckets {
    Buckets::new(20, Duration::from_secs(6))
}

/// Buckets for passwords of one account.
pub(crate) fn account_buckets() -> Buckets {
    Buckets::new(8, Duration::from_secs(20))
}

/// Buckets for passwords from one address.
pub(crate) fn address_buckets() -> Buckets {
    Buckets::new(60, Duration::from_secs(2))
}
