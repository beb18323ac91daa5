//! What the phone has to report about itself: storage, its database, pictures that are gone. The office reads it per phone.

use minicbor::{Decode, Encode, bytes::ByteVec};
use serde::{Deserialize, Serialize};

/// What happened. What `count` and `subject` of the event mean stands with each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum DeviceFinding {
    /// Little room is left: `count` megabytes.
    #[n(0)]
    StorageLow,
    /// The database could not be read and was put aside, whole; a new one began.
    #[n(1)]
    DatabaseSetAside,
    /// `count` records were taken over from a database that was put aside.
    #[n(2)]
    RecordsSalvaged,
    /// The file of picture `subject` is gone or torn; the server will not get it.
    #[n(3)]
    PhotoLost,
    /// Stream `subject` was frozen because the server holds another history of it; `count` records were written again.
    #[n(4)]
    StreamFrozen,
    /// The server took away `count` things, most of what the phone has; that was not applied.
    #[n(5)]
    RemovalHeldBack,
    /// Somebody who is not the server, or an answer of earlier, told the phone to stop; that was not believed.
    #[n(6)]
    OrderNotBelieved,
    /// The server will never take picture `subject`; `detail` is the code that it gave for it.
    #[n(7)]
    PhotoRefused,
}

/// Something the phone itself notes; it has no actor.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct DeviceEvent {
    /// What; `None` for something that came after this build.
    #[n(0)]
    pub finding: Option<DeviceFinding>,
    /// How many, where that means something.
    #[n(1)]
    pub count: u64,
    /// The sixteen bytes of what it is about.
    #[n(2)]
    pub subject: Option<ByteVec>,
    /// A technical detail for whoever looks closer, never a sentence for people.
    #[n(3)]
    pub detail: String,
}

impl DeviceEvent {
    /// Something that has a number.
    #[must_use]
    pub fn counted(finding: DeviceFinding, count: u64) -> Self {
        Self { finding: Some(finding), count, subject: None, detail: String::new() }
    }

    /// It is about this.
    #[must_use]
    pub fn about(mut self, subject: &[u8; 16]) -> Self {
        self.subject = Some(subject.to_vec().into());
        self
    }

    /// With this detail.
    #[must_use]
    pub fn saying(mut self, detail: &str) -> Self {
        detail.clone_into(&mut self.detail);
        self
    }
}
