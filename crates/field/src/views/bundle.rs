//! The rescue bundle: what it would hold, and what was written.

use serde::Serialize;
use ts_rs::TS;

/// What a rescue bundle would hold now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BundleContents {
    /// Records.
    pub records: u64,
    /// Bytes of the records.
    pub record_bytes: u64,
    /// Pictures.
    pub photos: u64,
    /// Bytes of the pictures and their thumbnails.
    pub photo_bytes: u64,
    /// The organization's key is here; without it nothing can be written.
    pub ready: bool,
}

/// A rescue bundle was written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BundleSaved {
    /// Where.
    pub file: String,
    /// Its bytes.
    pub bytes: u64,
    /// Records in it.
    pub records: u64,
    /// Pictures in it.
    pub photos: u64,
    /// Pictures whose files are gone from this phone.
    pub photos_missing: u64,
}
