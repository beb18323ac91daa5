//! The facts about a picture that a signed record carries; the bytes travel apart, named by their digest.

use std::fmt::Write as _;

use minicbor::{Decode, Encode, bytes::ByteArray};
use serde::{Deserialize, Serialize, Serializer};

use crate::{ids::PhotoId, position::Place, time::UtcMs};

/// A SHA-256 digest.
pub type Digest = ByteArray<32>;

/// A digest as people and programs read it: 64 hex digits.
#[must_use]
pub fn hex(digest: &Digest) -> String {
    digest.iter().fold(String::with_capacity(64), |mut text, byte| {
        let _text_takes_it = write!(text, "{byte:02x}");
        text
    })
}

/// Reads one back.
#[must_use]
pub fn from_hex(text: &str) -> Option<Digest> {
    let digits = text.as_bytes().chunks(2).map(|two| u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok());
    let bytes: Vec<u8> = digits.collect::<Option<_>>()?;
    <[u8; 32]>::try_from(bytes).ok().map(Digest::from)
}

/// For serde: an optional digest in hex.
///
/// # Errors
/// Those of the serializer.
pub fn serialize_hex<S: Serializer>(digest: &Option<Digest>, serializer: S) -> Result<S::Ok, S::Error> {
    digest.as_ref().map(hex).serialize(serializer)
}

/// One picture with its thumbnail. Each of the two has an identity of its own, because each is uploaded on its own.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Photo {
    /// The picture.
    #[n(0)]
    pub id: PhotoId,
    /// Digest of its JPEG bytes: no metadata, upright, masked.
    #[n(1)]
    pub sha256: Digest,
    /// Its length in bytes.
    #[n(2)]
    pub bytes: u32,
    /// Pixels across.
    #[n(3)]
    pub width: u32,
    /// Pixels down.
    #[n(4)]
    pub height: u32,
    /// The thumbnail.
    #[n(5)]
    pub thumb_id: PhotoId,
    /// Digest of the thumbnail.
    #[n(6)]
    pub thumb_sha256: Digest,
    /// Its length in bytes.
    #[n(7)]
    pub thumb_bytes: u32,
    /// When the camera says it was taken, if it said so.
    #[n(8)]
    pub taken: Option<UtcMs>,
    /// Where the camera says it was taken, if it said so.
    #[n(9)]
    pub place: Option<Place>,
    /// What was done with it before it was saved; `None` from apps that did not say.
    #[n(10)]
    pub notes: Option<PhotoNotes>,
}

/// A file that says it was taken this long before the record was made counts as taken there and then.
const FRESH_MS: i64 = 15 * 60_000;

impl Photo {
    /// Whether it was taken there and then: by a camera opened from the form, or, of a file, by what its camera says.
    /// `recorded` is the record's wall clock, because a phone's camera reads the same one. Apps that did not tell the
    /// source had no other way than the camera.
    #[must_use]
    pub fn is_fresh(&self, recorded: UtcMs) -> bool {
        match self.notes.as_ref().and_then(|notes| notes.source) {
            None | Some(PhotoSource::Camera | PhotoSource::SystemCamera) => true,
            Some(PhotoSource::File) => {
                self.taken.is_some_and(|taken| (-FRESH_MS..=FRESH_MS).contains(&recorded.since(taken)))
            }
        }
    }
}

/// What was done with a picture before it was saved. New facts go to the end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct PhotoNotes {
    /// Where it came from.
    #[n(0)]
    pub source: Option<PhotoSource>,
    /// Places that were covered: faces, number plates.
    #[n(1)]
    pub masks: Option<u32>,
    /// Lines of the stamp that were drawn into it.
    #[n(2)]
    pub stamp_lines: Option<u32>,
    /// What the worker wrote under it, at most [`crate::limits::CAPTION_CHARS_MAX`] characters.
    #[n(3)]
    pub caption: Option<String>,
    /// Digest of the file that it was made of, as it was chosen or as the camera gave it: a stamp or a mask makes another
    /// picture of the same file each time.
    #[n(4)]
    pub original: Option<Digest>,
    /// Minutes that the camera said its clock was ahead of UTC. `None` where [`Photo::taken`] took China's for granted
    /// because the camera named no zone.
    #[n(5)]
    pub offset_min: Option<i16>,
}

/// Where a picture came from, by the word of the phone's own app.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum PhotoSource {
    /// The camera in the app.
    #[n(0)]
    Camera,
    /// The phone's own camera app, opened from the form.
    #[n(1)]
    SystemCamera,
    /// A file that was there before: the gallery, a folder.
    #[n(2)]
    File,
}

impl PhotoSource {
    /// The code word used in JSON and tables.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Camera => "camera",
            Self::SystemCamera => "system_camera",
            Self::File => "file",
        }
    }

    /// Reads the code word back.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Camera, Self::SystemCamera, Self::File].into_iter().find(|it| it.code() == code)
    }
}

/// Which of the two files of a [`Photo`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhotoRole {
    /// 320 px, sent first.
    Thumb,
    /// 1600 px.
    Picture,
}

impl PhotoRole {
    /// The code word used in upload metadata and tables.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Thumb => "thumb",
            Self::Picture => "picture",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_of_earlier_apps_are_read_and_the_offset_stands_in_its_own_place() {
        let earlier = PhotoNotes { caption: Some("缺口近照".into()), ..PhotoNotes::default() };
        let bytes = minicbor::to_vec(&earlier).expect("encodes");
        assert_eq!(bytes[0], 0x84, "nothing is written for what is not said");
        assert_eq!(minicbor::decode::<PhotoNotes>(&bytes).expect("decodes"), earlier);
        let stated = PhotoNotes { offset_min: Some(480), ..earlier };
        let bytes = minicbor::to_vec(&stated).expect("encodes");
        assert_eq!(bytes[0], 0x86);
        assert_eq!(minicbor::decode::<PhotoNotes>(&bytes).expect("decodes"), stated);
    }
}
