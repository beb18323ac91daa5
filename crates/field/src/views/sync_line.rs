//! The one honest line about delivery.

use domain::time::UtcMs;
use serde::Serialize;
use ts_rs::TS;

/// How delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SyncState {
    /// The server has everything.
    AllDelivered,
    /// Nothing waits, but pictures of this phone were damaged before they could be sent, or the server does not take them.
    PhotosLost,
    /// Something waits and will be sent.
    Waiting,
    /// Being sent right now.
    Sending,
    /// Something waits and there is no network.
    Offline,
    /// Something waits; there is a network, but our server does not answer.
    NoServer,
    /// Somebody has to do something: `reason` says what.
    Attention,
}

/// Delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SyncLine {
    /// How it stands.
    pub state: SyncState,
    /// Records without a receipt.
    pub pending_records: u64,
    /// Pictures the server does not hold.
    pub pending_photos: u64,
    /// Pictures that never reached the server and never will, of records that count.
    pub photos_lost: u64,
    /// All that is left of those that wait waits for a network that costs nothing, as the settings say.
    pub photos_held: bool,
    /// Last moment the server answered.
    pub last_contact_ms: Option<UtcMs>,
    /// When the oldest of what waits was recorded.
    pub oldest_pending_ms: Option<UtcMs>,
    /// Problem code of the last failure.
    pub reason: Option<String>,
    /// When it is tried again by itself; nothing while it is being tried, or when nothing waits for a time.
    pub next_try_ms: Option<UtcMs>,
}
