//! Room on this phone: pictures leave it when they are safe elsewhere, and the office hears when little room is left.
//!
//! A picture leaves only when the server has checked its bytes, a receipt says that a record made after that would survive
//! the loss of the server's disk (the bytes then do, too), and the time that the office asks for has passed; its thumbnail
//! stays. A phone that records nothing more keeps its last pictures.

use domain::{
    device_event::{DeviceEvent, DeviceFinding},
    ids::RecordId,
};
use store::{findings, photos as rows};
use uuid::Uuid;

pub use crate::disk::Room;
use crate::{Error, Home, Tag, policy};

/// Pictures let go in one transaction.
const AT_ONCE: u32 = 50;

/// How much room there is on this phone.
#[must_use]
pub fn room(home: &Home) -> Room {
    home.disk().room()
}

/// Lets pictures go that are safe elsewhere; how many.
///
/// # Errors
/// Those of the database and the folder.
pub fn give_room(home: &Home) -> Result<u64, Error> {
    let mut gone = 0;
    loop {
        let _together = home.hold_pictures();
        let unnamed = home.write(&[], |tx, moment| {
            let before = moment.now().plus(-policy::rules(tx)?.stays.ms());
            let leaving = rows::may_leave(tx, before, AT_ONCE)?;
            for photo in &leaving {
                rows::leave(tx, photo.id, moment.now())?;
            }
            let named = rows::all_digests(tx)?;
            Ok(leaving.into_iter().map(|photo| (named.contains(&photo.sha256), photo.sha256)).collect::<Vec<_>>())
        })?;
        if unnamed.is_empty() {
            break;
        }
        for (named, digest) in unnamed {
            gone += 1;
            if !named {
                // A kill before this leaves a file that no row names; it is swept at the next start.
                home.vault().remove(*digest)?;
            }
        }
    }
    if gone > 0 {
        home.changed(&[Tag::Photos]);
    }
    Ok(gone)
}

/// Notes that little room is left, once a day: as soon as the pages of this phone say so too.
pub(crate) fn note_low(home: &Home) -> Result<(), Error> {
    let Some(free) = home.disk().low_mib() else { return Ok(()) };
    home.write(&[], |tx, moment| {
        if store::stream::get(tx)?.is_none() {
            return Ok(());
        }
        let event = DeviceEvent::counted(DeviceFinding::StorageLow, free);
        Ok(findings::note_daily(tx, RecordId(Uuid::now_v7()), moment.block(), event)?)
    })
}
