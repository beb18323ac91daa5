//! Enrollment: a one-time code and a fresh device key become a device the server knows.
//!
//! `POST /v1/enroll`, CBOR both ways. The same code with the same key gives the same answer again, because the
//! first answer may have been lost on the way; the same code with another key is refused when its uses are spent.

use domain::time::{TimeBlock, UtcMs};
use minicbor::{Decode, Encode, bytes::ByteArray};

use domain::ids::DeviceId;

use crate::{ProtocolError, PublicKey, ServerEpoch, Signature, SigningKey, VouchedKey, to_cbor};

/// Path of the exchange.
pub const PATH: &str = "/v1/enroll";

/// The phone asks.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct EnrollRequest {
    /// The code without hyphens.
    #[n(0)]
    pub code: String,
    /// The key the phone made for itself.
    #[n(1)]
    pub public_key: PublicKey,
    /// What the office will see the phone as, such as `Linux` or a model.
    #[n(2)]
    pub label: String,
    /// Version of the app.
    #[n(3)]
    pub app_version: String,
    /// The phone's clocks.
    #[n(4)]
    pub now: TimeBlock,
    /// By the key itself, over the fields before: proves that the phone holds it.
    #[n(5)]
    pub signature: Signature,
}

impl EnrollRequest {
    /// Makes and signs a request.
    #[must_use]
    pub fn sign(key: &SigningKey, code: String, label: String, app_version: String, now: TimeBlock) -> Self {
        let public_key = key.public();
        let signature = key.sign(&statement(&code, &public_key, &label, &app_version, &now));
        Self { code, public_key, label, app_version, now, signature }
    }

    /// Verifies that the phone holds the key it names.
    ///
    /// # Errors
    /// [`ProtocolError::BadSignature`].
    pub fn verify(&self) -> Result<(), ProtocolError> {
        let statement = statement(&self.code, &self.public_key, &self.label, &self.app_version, &self.now);
        self.public_key.verify(&statement, &self.signature)
    }
}

fn statement(code: &str, key: &PublicKey, label: &str, app: &str, now: &TimeBlock) -> Vec<u8> {
    to_cbor(&("huxiao-enroll-1", code, key, label, app, now))
}

/// The server answers.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct EnrollResponse {
    /// Who the phone now is.
    #[n(0)]
    pub device_id: DeviceId,
    /// A short number for people, such as `0007`.
    #[n(1)]
    pub device_no: String,
    /// The organization, such as 福清市护校安园行动办公室.
    #[n(2)]
    pub organization: String,
    /// The school or station the phone belongs to.
    #[n(3)]
    pub place: String,
    /// What request signatures name the server by.
    #[n(4)]
    pub audience: String,
    /// The key that signs receipts and tags.
    #[n(5)]
    pub server_key: PublicKey,
    /// Life of the server's storage.
    #[n(6)]
    pub epoch: ServerEpoch,
    /// Goes into the genesis of every stream of this device.
    #[n(7)]
    pub nonce: ByteArray<16>,
    /// Server time, for the first anchor.
    #[n(8)]
    pub server_time: UtcMs,
    /// What rescue bundles are encrypted to; earlier servers gave none.
    #[n(9)]
    pub organization_key: Option<VouchedKey>,
}
