//! Receiving pictures, without locks: a chunk is stored first, then the offset is moved past it if it still stands
//! where the chunk begins. Of two that try, one loses and is told the true offset.
//!
//! Bytes become a picture only when the digest of the whole is the announced one, which for a phone is the one in
//! its signed record. Each step may be repeated at any time; a crash between two of them is normal, and what it
//! leaves is finished by the next request or by [`sweep`]. Profile: docs/PROTOCOL.md.

mod append;
mod create;
mod finish;
mod receiving;
pub(crate) mod sweep;

use domain::ids::{DeviceId, PhotoId};

use crate::{
    clock,
    db::Database,
    error::Result,
    objects::Chunk,
    state::State,
    tables::{
        dropped_photos,
        upload_chunks::StoredChunk,
        uploads::{self, Owner, Upload, UploadState},
    },
};

pub(crate) use append::append;
pub(crate) use create::{Wanted, create};
pub(crate) use finish::settle;
pub(crate) use receiving::{Receiving, Reception};

/// Days an unfinished upload is kept after its last byte, and a finished one that no record names.
pub(crate) const KEPT_DAYS: i64 = 60;

/// Who asks about an upload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asker<'a> {
    /// A phone that signed the request.
    Phone(DeviceId),
    /// An account that is signed in to the dashboard.
    Account(&'a str),
}

impl Asker<'_> {
    fn owns(self, upload: &Upload) -> bool {
        match (self, &upload.owner) {
            (Self::Phone(asks), Owner::Phone { device_id, .. }) => asks == *device_id,
            (Self::Account(asks), Owner::Account(name)) => asks == name,
            _ => false,
        }
    }
}

/// Why a request about a picture was not done. Each is an answer to its sender.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum UploadRefusal {
    /// No upload of this name.
    Unknown,
    /// The attempt is over, or what it had was lost; create again to learn the next.
    Gone,
    /// Another picture has this name.
    Mismatch,
    /// No picture is zero bytes long.
    Empty,
    /// Longer than a picture may be, or than it said.
    TooLarge,
    /// The offset is another one.
    Offset(u64),
    /// The bytes are not those that were announced or signed for.
    HashMismatch,
    /// The stream is another phone's.
    NotYours,
    /// The record that names the picture has not arrived.
    RecordMissing,
    /// The record is here and does not name the picture, or names it with another digest or length.
    NotNamed,
    /// Its owner has begun more than it may have unfinished.
    TooMany,
    /// The same picture is being deleted at this moment; come again.
    Busy,
    /// It is finished and named, and evidence is not taken back.
    Stored,
}

pub(crate) type Told<T> = Result<Result<T, UploadRefusal>>;

/// The upload of this name and attempt.
pub(crate) async fn find(db: &Database, asker: Asker<'_>, (id, attempt): (PhotoId, u32)) -> Told<Upload> {
    let mut conn = db.snapshot().await?;
    Ok(match uploads::get(&mut conn, id).await? {
        Some(upload) if asker.owns(&upload) && upload.attempt == attempt => Ok(upload),
        Some(upload) if asker.owns(&upload) => Err(UploadRefusal::Gone),
        _ => Err(UploadRefusal::Unknown),
    })
}

/// Ends an upload at its owner's wish: an unfinished one, or one of the office that nothing names yet. A picture that a
/// record names is evidence and stays.
pub(crate) async fn terminate(state: &State, upload: &Upload) -> Told<()> {
    if upload.state == UploadState::Stored {
        return take_back(state, upload).await;
    }
    let mut tx = state.db.begin().await?;
    let chunks = crate::tables::upload_chunks::of(&mut tx, upload).await?;
    let gone = forget(&mut tx, upload).await?;
    let now = uploads::get(&mut tx, upload.photo_id).await?;
    tx.commit().await?;
    if gone {
        drop_staged(state, upload, &chunks).await?;
        return Ok(Ok(()));
    }
    Ok(Err(match now {
        Some(now) if now.state == UploadState::Stored => UploadRefusal::Stored,
        Some(_) => UploadRefusal::Gone,
        None => UploadRefusal::Unknown,
    }))
}

/// Forgets a finished upload of the office that is attached to nothing; its bytes go with those that nobody names.
async fn take_back(state: &State, upload: &Upload) -> Told<()> {
    let mut tx = state.db.begin().await?;
    let gone = uploads::delete_unnamed(&mut tx, upload).await?;
    if gone {
        dropped_photos::add_unused(&mut tx, &upload.sha256, clock::now()).await?;
    }
    tx.commit().await?;
    Ok(if gone { Ok(()) } else { Err(UploadRefusal::Stored) })
}

/// Forgets an unfinished upload; bytes that a crash left under its digest are noted for deletion.
async fn forget(conn: &mut crate::db::Conn, upload: &Upload) -> Result<bool> {
    let gone = uploads::delete_open(conn, upload).await?;
    if gone {
        dropped_photos::add_unused(conn, &upload.sha256, clock::now()).await?;
    }
    Ok(gone)
}

/// Deletes chunks that no longer count; one that stays is an orphan, which the sweep finds.
async fn drop_staged(state: &State, upload: &Upload, chunks: &[StoredChunk]) -> Result<()> {
    for chunk in chunks {
        state.objects.drop_chunk(&name(upload, chunk)).await?;
    }
    Ok(())
}

fn name<'a>(upload: &Upload, chunk: &'a StoredChunk) -> Chunk<'a> {
    Chunk {
        photo_id: upload.photo_id,
        attempt: upload.attempt,
        start: chunk.start,
        length: chunk.length,
        sha256: &chunk.sha256,
    }
}
