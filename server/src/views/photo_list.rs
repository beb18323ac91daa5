//! Pictures, newest first.

use domain::{
    ids::{PhotoId, RecordId},
    time::{ClockQuality, UtcMs},
};
use serde::Serialize;

/// A picture.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct GalleryPhoto {
    #[schema(value_type = String)]
    pub(crate) photo_id: PhotoId,
    pub(crate) sha256: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) stored: bool,
    pub(crate) thumb_stored: bool,
    /// Its phone said that it will not come.
    pub(crate) lost: bool,
    /// Why: `damaged` for a file that is gone on the phone, else the code by which the server refused it.
    pub(crate) lost_why: Option<String>,
    /// The record that names it.
    #[schema(value_type = String)]
    pub(crate) record_id: RecordId,
    /// Its place in the feed; pages end between two of these.
    pub(crate) no: i64,
    pub(crate) kind: String,
    /// The school it is about; empty where it is about none.
    pub(crate) school: String,
    pub(crate) who: String,
    /// What a hazard or an answer says, or where it was.
    pub(crate) text: String,
    #[schema(value_type = i64)]
    pub(crate) at_ms: UtcMs,
    #[schema(value_type = String)]
    pub(crate) quality: ClockQuality,
}

/// A page of the gallery.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct Gallery {
    /// Newest first.
    pub(crate) photos: Vec<GalleryPhoto>,
    /// Ask with `before` = this for more.
    pub(crate) next: Option<i64>,
}

/// Pictures to compare those of a record with, each list newest first.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct PhotosBeside {
    /// Of answers to the record, or of what it answers.
    pub(crate) chain: Vec<GalleryPhoto>,
    /// Of the same point or post.
    pub(crate) place: Vec<GalleryPhoto>,
    /// Of the same school.
    pub(crate) school: Vec<GalleryPhoto>,
    /// Ask with `before` = this for more of the school's.
    pub(crate) next: Option<i64>,
}
