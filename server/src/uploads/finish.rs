//! Making the picture out of its chunks. May run twice, at once, and at any time after the last chunk.

use bytes::BytesMut;
use domain::defect::{self, Defect};
use protocol::sha256;

use super::{Told, UploadRefusal, create::is_same, drop_staged, name};
use crate::{
    clock,
    db::Conn,
    error::Result,
    live::Tag,
    state::State,
    tables::{
        devices::{self, Delivered},
        dropped_photos, photos, upload_chunks,
        upload_chunks::StoredChunk,
        uploads::{self, Owner, Upload, UploadState},
    },
};

/// The offset to tell: one at the end is told only when the picture is whole and stored.
pub(crate) async fn settle(state: &State, upload: Upload) -> Told<u64> {
    if upload.state == UploadState::Stored || upload.received < upload.length {
        return Ok(Ok(upload.received));
    }
    finish(state, &upload).await
}

/// Puts the chunks together.
pub(super) async fn finish(state: &State, upload: &Upload) -> Told<u64> {
    let (chunks, promised) = {
        let mut conn = state.db.snapshot().await?;
        (upload_chunks::of(&mut conn, upload).await?, photos::get(&mut conn, upload.photo_id).await?)
    };
    let mut whole = BytesMut::with_capacity(usize::try_from(upload.length).unwrap_or(0));
    for chunk in &chunks {
        match state.objects.get_chunk(&name(upload, chunk)).await? {
            Some(bytes) => whole.extend_from_slice(&bytes),
            None => return begin_anew(state, upload, &chunks, UploadRefusal::Gone).await,
        }
    }
    let whole = whole.freeze();
    let signed = promised.is_none_or(|promised| promised.sha256 == upload.sha256);
    let true_bytes = sha256(&[&whole]) == upload.sha256 || defect::has(Defect::DigestUnchecked);
    if !signed || whole.len() as u64 != upload.length || !true_bytes {
        return begin_anew(state, upload, &chunks, UploadRefusal::HashMismatch).await;
    }
    state.objects.put_photo(&upload.sha256, whole).await?;
    let mut tx = state.db.begin().await?;
    let first = uploads::finish(&mut tx, upload, clock::now()).await?;
    if first {
        note_delivered(&mut tx, upload).await?;
    } else if uploads::get(&mut tx, upload.photo_id).await?.is_none() {
        // Its owner ended it meanwhile: the bytes just stored are nobody's.
        dropped_photos::add_unused(&mut tx, &upload.sha256, clock::now()).await?;
    }
    tx.commit().await?;
    if first {
        tell(state, upload);
    }
    drop_staged(state, upload, &chunks).await?;
    Ok(Ok(upload.length))
}

/// Notes an upload that came whole, and whose bytes lie under their digest; nothing when it had been begun before.
pub(super) async fn store_at_once(state: &State, wanted: &Upload) -> Result<Option<Upload>> {
    let stored = Upload { received: wanted.length, state: UploadState::Stored, ..wanted.clone() };
    let mut tx = state.db.begin().await?;
    if !uploads::insert(&mut tx, &stored).await? {
        return Ok(None);
    }
    note_delivered(&mut tx, &stored).await?;
    tx.commit().await?;
    tell(state, &stored);
    Ok(Some(stored))
}

async fn note_delivered(conn: &mut Conn, upload: &Upload) -> Result<()> {
    match upload.owner {
        Owner::Phone { device_id, .. } => devices::delivered(conn, device_id, Delivered::Photo).await,
        Owner::Account(_) => Ok(()),
    }
}

fn tell(state: &State, upload: &Upload) {
    state.metrics.photo(upload.length);
    if matches!(upload.owner, Owner::Phone { .. }) {
        state.live.changed([Tag::Photos]);
    }
}

/// What lies there is not the picture: unless another request finished it meanwhile, the next attempt begins.
async fn begin_anew(state: &State, upload: &Upload, chunks: &[StoredChunk], why: UploadRefusal) -> Told<u64> {
    let mut tx = state.db.begin().await?;
    let now = uploads::get(&mut tx, upload.photo_id).await?;
    if now.is_some_and(|now| now.state == UploadState::Stored && is_same(&now, upload)) {
        return Ok(Ok(upload.length));
    }
    uploads::restart(&mut tx, upload, clock::now()).await?;
    tx.commit().await?;
    tracing::warn!(photo = %upload.photo_id, attempt = upload.attempt, ?why, "an upload begins anew");
    drop_staged(state, upload, chunks).await?;
    Ok(Err(why))
}
