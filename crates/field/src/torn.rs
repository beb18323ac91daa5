//! Pictures whose file on this phone is gone or torn, found by their digests: before a record names one, and among those
//! that still have to be sent, when the program starts. What the server has needs no file here.

use domain::{
    device_event::{DeviceEvent, DeviceFinding},
    ids::RecordId,
    photo::{Digest, Photo},
};
use photos::vault::VaultError;
use store::{findings, uploads};
use uuid::Uuid;

use crate::{Error, Home, Tag};

/// Whether picture or thumbnail cannot be read any more.
///
/// # Errors
/// Those of the folder, when it does not say.
pub(crate) fn is_torn(home: &Home, photo: &Photo) -> Result<bool, Error> {
    Ok(!is_whole(home, photo.thumb_sha256)? || !is_whole(home, photo.sha256)?)
}

/// Looks through every file that waits to be sent. One that cannot be sent any more is out of the queue, its record says
/// so on this phone, and the office hears of it; how many. Reads as many bytes as wait, so it is not for the way of a tap.
///
/// # Errors
/// Those of the database and the folder.
pub fn look_through(home: &Home) -> Result<u64, Error> {
    let waiting = home.read(|tx| Ok(uploads::all_waiting(tx)?))?;
    let mut found = 0;
    for upload in waiting {
        if is_whole(home, upload.sha256)? {
            continue;
        }
        found += u64::from(home.write(&[Tag::Records, Tag::Photos, Tag::Sync], |tx, moment| {
            // Meanwhile it may have been sent, or found by the one who sends.
            if uploads::get(tx, upload.photo_id)?.is_none() {
                return Ok(false);
            }
            uploads::lost(tx, upload.photo_id)?;
            let event = DeviceEvent::counted(DeviceFinding::PhotoLost, 1).about(upload.photo_id.as_bytes());
            findings::note(tx, RecordId(Uuid::now_v7()), moment.block(), event)?;
            Ok(true)
        })?);
    }
    if found > 0 {
        tracing::error!(found, "files of pictures are gone from this phone");
    }
    Ok(found)
}

fn is_whole(home: &Home, sha256: Digest) -> Result<bool, Error> {
    match home.vault().get(*sha256) {
        Ok(_) => Ok(true),
        Err(VaultError::Missing | VaultError::Torn) => Ok(false),
        Err(error) => Err(error.into()),
    }
}
