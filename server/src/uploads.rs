//! Receiving pictures, without locks: a chunk is stored first, then the offset is moved past it if it still stands
//! where the chunk begins. Of two that try, one loses and is told the true offset.
//!
//! Bytes become a picture only when the digest of the whole is the announced one, and the one in the signed record
//! if that is here already. Finishing may be repeated at any time: a crash between the last chunk and the picture is
//! normal. Profile: sync-and-reliability §2.8.

use bytes::{Bytes, BytesMut};
use domain::{
    ids::{DeviceId, PhotoId},
    limits::PHOTO_BYTES_MAX,
};
use protocol::{sha256, tus::UploadMetadata};

use crate::{
    clock,
    db::Database,
    error::Result,
    live::Tag,
    objects::Chunk,
    state::State,
    tables::{
        devices::{self, Delivered},
        photos, streams,
        uploads::{self, StoredChunk, Upload, UploadState},
    },
};

/// Why a request about a picture was not done. Each is an answer to the phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum UploadRefusal {
    /// No upload of this name.
    Unknown,
    /// The attempt is over; create again to learn the next.
    Gone,
    /// Another picture has this name.
    Mismatch,
    /// Longer than a picture may be, or than it said.
    TooLarge,
    /// The offset is another one.
    Offset(u64),
    /// The bytes are not those that were announced or signed for.
    HashMismatch,
    /// The stream is another phone's.
    NotYours,
}

type Told<T> = Result<Result<T, UploadRefusal>>;

/// Finds or begins the upload of a picture; the second value tells whether it is new.
pub(crate) async fn create(
    db: &Database,
    device: DeviceId,
    length: u64,
    wanted: &UploadMetadata,
) -> Told<(Upload, bool)> {
    if length == 0 || length > PHOTO_BYTES_MAX {
        return Ok(Err(UploadRefusal::TooLarge));
    }
    let mut tx = db.begin().await?;
    let stream = streams::get(&mut tx, wanted.stream_id).await?;
    if stream.is_some_and(|stream| stream.device_id != device) {
        return Ok(Err(UploadRefusal::NotYours));
    }
    let promised = photos::get(&mut tx, wanted.photo_id).await?;
    if promised.is_some_and(|p| p.sha256 != wanted.sha256 || p.role != wanted.role || u64::from(p.bytes) != length) {
        return Ok(Err(UploadRefusal::HashMismatch));
    }
    if let Some(upload) = uploads::get(&mut tx, wanted.photo_id).await? {
        let same = upload.device_id == device && upload.length == length && upload.sha256 == wanted.sha256;
        return Ok(if same { Ok((upload, false)) } else { Err(UploadRefusal::Mismatch) });
    }
    let upload = Upload {
        photo_id: wanted.photo_id,
        device_id: device,
        stream_id: wanted.stream_id,
        seq: wanted.seq,
        role: wanted.role,
        attempt: 1,
        length,
        received: 0,
        sha256: wanted.sha256,
        state: UploadState::Open,
    };
    uploads::insert(&mut tx, &upload, clock::now()).await?;
    tx.commit().await?;
    Ok(Ok((upload, true)))
}

/// The upload of this name and attempt.
pub(crate) async fn find(db: &Database, device: DeviceId, (id, attempt): (PhotoId, u32)) -> Told<Upload> {
    let mut conn = db.snapshot().await?;
    Ok(match uploads::get(&mut conn, id).await? {
        Some(upload) if upload.device_id == device && upload.attempt == attempt => Ok(upload),
        Some(upload) if upload.device_id == device => Err(UploadRefusal::Gone),
        _ => Err(UploadRefusal::Unknown),
    })
}

/// Appends bytes at `offset`; gives the offset that holds now.
pub(crate) async fn append(state: &State, upload: &Upload, offset: u64, bytes: Bytes) -> Told<u64> {
    let length = bytes.len() as u64;
    if upload.state == UploadState::Stored || offset != upload.received {
        return Ok(if offset == upload.received && length == 0 {
            Ok(offset)
        } else {
            Err(UploadRefusal::Offset(upload.received))
        });
    }
    if length > upload.length - offset {
        return Ok(Err(UploadRefusal::TooLarge));
    }
    if length == 0 {
        return settle(state, upload.clone()).await;
    }
    let digest = sha256(&[&bytes]);
    if length == upload.length && digest == upload.sha256 {
        // The whole picture in one piece: no staging, one write.
        state.objects.put_photo(&digest, bytes).await?;
        mark_stored(state, upload).await?;
        return Ok(Ok(length));
    }
    let chunk = StoredChunk { start: offset, length, sha256: digest };
    state.objects.put_chunk(&name(upload, &chunk), bytes).await?;
    let mut tx = state.db.begin().await?;
    let moved = uploads::advance(&mut tx, upload, &chunk, clock::now()).await?;
    let now = uploads::get(&mut tx, upload.photo_id).await?;
    tx.commit().await?;
    match now {
        Some(now) if moved => settle(state, now).await,
        Some(now) if now.attempt == upload.attempt => Ok(Err(UploadRefusal::Offset(now.received))),
        _ => Ok(Err(UploadRefusal::Gone)),
    }
}

/// The offset to tell: one at the end is told only when the picture is whole and stored.
pub(crate) async fn settle(state: &State, upload: Upload) -> Told<u64> {
    if upload.state == UploadState::Stored || upload.received < upload.length {
        return Ok(Ok(upload.received));
    }
    finish(state, &upload).await
}

/// Puts the chunks together; may run twice, and at any time after the last chunk.
async fn finish(state: &State, upload: &Upload) -> Told<u64> {
    let chunks = uploads::chunks(&mut *state.db.snapshot().await?, upload).await?;
    let mut whole = BytesMut::with_capacity(usize::try_from(upload.length).unwrap_or(0));
    for chunk in &chunks {
        match state.objects.get_chunk(&name(upload, chunk)).await? {
            Some(bytes) => whole.extend_from_slice(&bytes),
            None => break,
        }
    }
    let whole = whole.freeze();
    if whole.len() as u64 != upload.length || sha256(&[&whole]) != upload.sha256 {
        return begin_anew(state, upload, &chunks).await;
    }
    state.objects.put_photo(&upload.sha256, whole).await?;
    mark_stored(state, upload).await?;
    drop_staged(state, upload, &chunks).await?;
    Ok(Ok(upload.length))
}

async fn mark_stored(state: &State, upload: &Upload) -> Result<()> {
    let mut tx = state.db.begin().await?;
    let first = uploads::finish(&mut tx, upload, clock::now()).await?;
    if first {
        devices::delivered(&mut tx, upload.device_id, Delivered::Photo).await?;
    }
    tx.commit().await?;
    if first {
        state.metrics.photo(upload.length);
        state.live.changed([Tag::Photos]);
    }
    Ok(())
}

/// What lies there is not the picture: unless another request finished it meanwhile, the next attempt begins.
async fn begin_anew(state: &State, upload: &Upload, chunks: &[StoredChunk]) -> Told<u64> {
    let mut tx = state.db.begin().await?;
    let now = uploads::get(&mut tx, upload.photo_id).await?;
    if now.is_some_and(|now| now.state == UploadState::Stored) {
        return Ok(Ok(upload.length));
    }
    uploads::restart(&mut tx, upload, clock::now()).await?;
    tx.commit().await?;
    tracing::warn!(photo = %upload.photo_id, attempt = upload.attempt, "an upload was damaged and begins anew");
    drop_staged(state, upload, chunks).await?;
    Ok(Err(UploadRefusal::HashMismatch))
}

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

/// Finishes what a crash left between the last chunk and the picture.
pub(crate) async fn finish_left_over(state: &State) -> Result<()> {
    let left = uploads::unfinished(&mut *state.db.snapshot().await?).await?;
    for upload in left {
        if let Err(refusal) = finish(state, &upload).await? {
            tracing::warn!(photo = %upload.photo_id, ?refusal, "an upload could not be finished");
        }
    }
    Ok(())
}
