//! Adding a chunk: stored under its digest first, then counted if the offset still stands where it begins.

use bytes::Bytes;
use domain::defect::{self, Defect};
use protocol::sha256;

use super::{Told, UploadRefusal, name, settle};
use crate::{
    clock,
    state::State,
    tables::{
        upload_chunks::StoredChunk,
        uploads::{self, Upload, UploadState},
    },
};

/// Appends bytes at `offset`; gives the offset that holds now. The upload is read again, because receiving the bytes
/// may have taken long.
pub(crate) async fn append(state: &State, upload: &Upload, offset: u64, bytes: Bytes) -> Told<u64> {
    let now = uploads::get(&mut *state.db.snapshot().await?, upload.photo_id).await?;
    let upload = match now {
        Some(now) if now.attempt == upload.attempt => now,
        _ => return Ok(Err(UploadRefusal::Gone)),
    };
    let length = bytes.len() as u64;
    if upload.state == UploadState::Stored || offset != upload.received || length == 0 {
        return stands(state, upload, offset, length).await;
    }
    if length > upload.length - offset {
        return Ok(Err(UploadRefusal::TooLarge));
    }
    let chunk = StoredChunk { start: offset, length, sha256: sha256(&[&bytes]) };
    let early = defect::has(Defect::OffsetBeforeBytes);
    if !early {
        state.objects.put_chunk(&name(&upload, &chunk), bytes.clone()).await?;
    }
    let mut tx = state.db.begin().await?;
    let moved = uploads::advance(&mut tx, &upload, &chunk, clock::now()).await?;
    let now = uploads::get(&mut tx, upload.photo_id).await?;
    tx.commit().await?;
    if early {
        state.objects.put_chunk(&name(&upload, &chunk), bytes).await?;
    }
    match now {
        Some(now) if moved => settle(state, now).await,
        Some(now) if now.attempt == upload.attempt => stands(state, now, offset, length).await,
        _ => Ok(Err(UploadRefusal::Gone)),
    }
}

/// Where the upload stands, for a sender that did not move it: an end is told only when the picture is stored.
async fn stands(state: &State, upload: Upload, offset: u64, length: u64) -> Told<u64> {
    Ok(match settle(state, upload).await? {
        Ok(at) if at == offset && length == 0 => Ok(at),
        Ok(at) => Err(UploadRefusal::Offset(at)),
        Err(refusal) => Err(refusal),
    })
}
