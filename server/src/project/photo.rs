//! Pictures and thumbnails that a record promises; their bytes come apart.

use domain::{
    ids::{PhotoId, RecordId},
    photo::{Digest, Photo, PhotoRole},
    time::UtcMs,
};

/// A picture or a thumbnail, as projected.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PhotoRow {
    pub(crate) photo_id: PhotoId,
    pub(crate) record_id: RecordId,
    /// Place among the record's pictures; a picture and its thumbnail share it.
    pub(crate) place: i64,
    pub(crate) role: PhotoRole,
    pub(crate) sha256: Digest,
    pub(crate) bytes: u32,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) taken: Option<UtcMs>,
}

/// Two rows for each picture.
pub(super) fn promised(record_id: RecordId, photos: &[Photo]) -> Vec<PhotoRow> {
    let rows = (0..).zip(photos).flat_map(|(place, photo)| {
        let picture = PhotoRow {
            photo_id: photo.id,
            record_id,
            place,
            role: PhotoRole::Picture,
            sha256: photo.sha256,
            bytes: photo.bytes,
            width: photo.width,
            height: photo.height,
            taken: photo.taken,
        };
        let thumb = PhotoRow {
            photo_id: photo.thumb_id,
            role: PhotoRole::Thumb,
            sha256: photo.thumb_sha256,
            bytes: photo.thumb_bytes,
            ..picture.clone()
        };
        [picture, thumb]
    });
    rows.collect()
}
