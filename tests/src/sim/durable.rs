//! What survives the loss of the server's disk is what the newest backup holds, and nothing else (I2, I6). It is read
//! out of the backup itself.

use std::path::PathBuf;

use protocol::sha256;
use store::stream;

use super::{
    Broken, Held, Phone,
    held::{self, object},
};

/// A backup that was copied to its end.
#[derive(Debug)]
pub(super) struct Backup {
    /// Where it lies.
    pub(super) folder: PathBuf,
    held: Held,
}

impl Backup {
    /// Reads the one in a folder.
    pub(super) fn read(folder: PathBuf) -> Result<Self, Broken> {
        let manifest = std::fs::read(folder.join("backup.json"))?;
        let manifest: serde_json::Value =
            serde_json::from_slice(&manifest).map_err(|error| Broken::new("run", error.to_string()))?;
        let held = Held::read_file(&folder.join(manifest["database"].as_str().unwrap_or_default()))?;
        Ok(Self { folder, held })
    }

    fn records_of(&self, stream: &stream::Stream) -> u64 {
        self.held.stream(stream.stream_id).map_or(0, |it| it.next_seq - 1)
    }

    fn has_picture(&self, photo: &domain::photo::Photo) -> bool {
        let known = self.held.uploads.get(photo.id.as_bytes());
        known.is_some_and(|(digest, place): &(_, held::Place)| place.stored && *digest == photo.sha256)
            && object(&self.folder, &photo.sha256).is_some_and(|bytes| sha256(&[&bytes]) == photo.sha256)
    }
}

/// Checks that no phone takes for durable, and lets go, what the newest backup lacks.
pub(super) fn check(phones: &[Phone], backup: Option<&Backup>) -> Result<(), Broken> {
    for phone in phones {
        for stream in phone.home().store().read(stream::all)? {
            let held = backup.map_or(0, |backup| backup.records_of(&stream));
            Broken::unless(stream.durable_upto <= held, "I2", || {
                let told = stream.durable_upto;
                format!("phone {} takes {told} records for durable and the backup holds {held}", phone.index)
            })?;
        }
        for photo in phone.gone()? {
            Broken::unless(backup.is_some_and(|backup| backup.has_picture(&photo)), "I6", || {
                format!("a picture left phone {} and is not in the newest backup", phone.index)
            })?;
        }
    }
    Ok(())
}
