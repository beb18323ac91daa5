//! A code for new phones, asked for and given.

use serde::Deserialize;

/// For whom, and for how many phones.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub(crate) struct CodeWanted {
    /// Code of the school.
    pub(crate) school: Option<String>,
    /// Code of the police station.
    pub(crate) station: Option<String>,
    /// How many phones may use it; 1 when left out.
    pub(crate) uses: Option<u32>,
}

/// A code as given out.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(crate) struct Code {
    /// Four groups of four characters.
    pub(crate) code: String,
    /// The address to scan or paste.
    pub(crate) url: String,
    /// RFC 3339.
    pub(crate) expires_at: String,
}
