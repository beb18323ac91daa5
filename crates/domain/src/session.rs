//! Who used a shared phone from when to when. A PIN says who acted; it is attribution, not a signature.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

/// How the person was told apart from colleagues.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum SignInMethod {
    /// Tapped the own name.
    #[n(0)]
    Tile,
    /// Tapped the own name and typed the PIN.
    #[n(1)]
    Pin,
    /// Named on the command line.
    #[n(2)]
    CommandLine,
}

/// A session began; the record's actor is the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct SessionOpen {
    /// How.
    #[n(0)]
    pub method: SignInMethod,
}

/// Why a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum CloseReason {
    /// Signed out.
    #[n(0)]
    SignedOut,
    /// Somebody else took over the phone.
    #[n(1)]
    Switched,
}

/// A session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct SessionClose {
    /// Why.
    #[n(0)]
    pub reason: CloseReason,
}
