//! Pictures that wait for their record, and the text typed beside them.

use domain::{hazard::SuspectedSeverity, ids::PhotoId, photo::Photo};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A picture added to a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DraftPhoto {
    /// Identity; the record will name it.
    pub id: PhotoId,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Bytes to send later.
    pub bytes: u32,
    /// Places that were covered.
    pub masks: u32,
    /// What was written under it.
    pub caption: String,
    /// The place that its stamp names; nothing without a stamp.
    pub stamped_place: Option<String>,
    /// Its file is gone or torn: it must be taken again.
    pub damaged: bool,
}

impl DraftPhoto {
    pub(crate) fn of(photo: &Photo, stamped_place: Option<String>, damaged: bool) -> Self {
        let notes = photo.notes.clone().unwrap_or_default();
        Self {
            id: photo.id,
            width: photo.width,
            height: photo.height,
            bytes: photo.bytes,
            masks: notes.masks.unwrap_or(0),
            caption: notes.caption.unwrap_or_default(),
            stamped_place,
            damaged,
        }
    }
}

/// A form that is not sent yet; it survives a kill of the app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Draft {
    /// Text as typed so far.
    pub text: String,
    /// Category chosen so far.
    pub category: Option<String>,
    /// Severity chosen so far.
    pub severity: SuspectedSeverity,
    /// Pictures taken so far.
    pub photo_ids: Vec<PhotoId>,
    /// School chosen so far.
    pub school_code: Option<String>,
}

/// How far a picture of a record is on its way to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PhotoProgress {
    /// The picture.
    pub id: PhotoId,
    /// The record that names it, as in the list of records.
    pub seq: u64,
    /// Bytes of picture and thumbnail.
    pub bytes: u64,
    /// Bytes of them the server has.
    pub sent_bytes: u64,
}

/// How far all pictures are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// Pictures that records of this phone name.
    pub photos: u64,
    /// Of them, those the server has and has checked.
    pub stored: u64,
    /// Pictures of which something is still to be sent.
    pub left: u64,
    /// Bytes still to be sent.
    pub bytes_left: u64,
    /// They wait for a network that costs nothing, as the settings say.
    pub held: bool,
    /// Those under way or waiting, most urgent first; at most fifty.
    pub waiting: Vec<PhotoProgress>,
}
