//! A town or street 镇（街） as an administrative division 行政区划.

use serde::{Deserialize, Serialize};

/// A division.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Division {
    /// Nine digits (GB/T 10114).
    pub code: String,
    /// Name.
    pub name: String,
}
