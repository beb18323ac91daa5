//! How an uploaded file of the office becomes a picture beside a record: made by the same pipeline as a phone's, so that it
//! is upright, small and without a word of its camera's in it.
//!
//! The file itself is named by nothing from then on and goes with what is dropped; its digest stays. The bytes of picture and
//! thumbnail are noted as nobody's before they are stored, and no longer when the line is written: whatever is cut short
//! leaves nothing behind that is not swept.

use std::time::Duration;

use axum::http::StatusCode;
use bytes::Bytes;
use domain::{
    Problem,
    attachment::Rectification,
    ids::{PhotoId, RecordId},
    limits::{ATTACHMENTS_MAX, PHOTO_BYTES_MAX},
    photo::{Digest, PhotoRole},
    time::UtcMs,
};
use photos::{Limits, PhotoError, Prepared, Taken};
use tokio::sync::Semaphore;

use crate::{
    audit::Entry,
    clock,
    db::Conn,
    error::Result,
    live::Tag,
    objects::Lying,
    problem::ApiProblem,
    random,
    state::State,
    tables::{
        attachments::{self, Attachment},
        audit_log::{self, Action},
        dropped_photos, photos as promised,
        uploads::{self, Owner, Upload, UploadState},
    },
};

/// Pictures made at once: one takes a processor for a moment, and up to 160 MB.
static MAKING: Semaphore = Semaphore::const_new(1);
/// The zone of a camera that named none: China's.
const CHINA_MIN: i32 = 480;

/// What somebody adds, and to which record.
#[derive(Clone, Debug)]
pub(crate) struct Wish {
    pub(crate) upload: PhotoId,
    pub(crate) record_id: RecordId,
    pub(crate) account: String,
    pub(crate) shows: Rectification,
    pub(crate) caption: String,
}

/// Adds it. The same wish again finds what it did the first time; the second value says whether this was the first.
pub(crate) async fn attach(state: &State, wish: &Wish) -> Result<(Attachment, bool), ApiProblem> {
    let upload = {
        let mut conn = state.db.snapshot().await?;
        if let Some(known) = attachments::get(&mut conn, wish.upload).await? {
            return already(wish, known);
        }
        finished(&mut conn, wish).await?
    };
    let made = make(state, &upload).await?;
    let files = [Digest::from(made.sha256), Digest::from(made.thumb_sha256)];
    note_as_nobodys(state, &files).await?;
    let length = made.picture.len() as u64;
    let thumb_length = made.thumb.len() as u64;
    let attachment = Attachment {
        photo_id: upload.photo_id,
        record_id: wish.record_id,
        account: wish.account.clone(),
        at: clock::now(),
        shows: wish.shows,
        caption: wish.caption.clone(),
        sha256: files[0],
        bytes: u32::try_from(length).unwrap_or(u32::MAX),
        width: made.width,
        height: made.height,
        thumb_id: PhotoId(random::id()),
        thumb_sha256: files[1],
        source_sha256: upload.sha256,
        taken: made.taken.map(taken_at),
        withdrawn: None,
    };
    state.objects.put_photo(&files[0], Bytes::from(made.picture)).await?;
    state.objects.put_photo(&files[1], Bytes::from(made.thumb)).await?;
    keep(state, wish, (&upload, attachment), (length, thumb_length)).await
}

/// Takes a picture away again: whoever added it may, the line and its digest stay, and so does what the log says.
pub(crate) async fn withdraw(
    state: &State,
    account: &str,
    (record, id): (RecordId, PhotoId),
) -> Result<(), ApiProblem> {
    let mut tx = state.db.begin().await?;
    let known = attachments::get(&mut tx, id).await?.filter(|it| it.record_id == record);
    let known = known.ok_or_else(ApiProblem::not_found)?;
    if known.account != account {
        return Err(ApiProblem::new(StatusCode::FORBIDDEN, "attachment-of-another"));
    }
    let now = clock::now();
    if !attachments::withdraw(&mut tx, id, now).await? {
        return Ok(());
    }
    for (photo_id, sha256) in [(known.photo_id, known.sha256), (known.thumb_id, known.thumb_sha256)] {
        if let Some(upload) = uploads::get(&mut tx, photo_id).await? {
            let gone = uploads::delete_unnamed(&mut tx, &upload).await?;
            if !gone {
                // Its bytes were lost, and it holds nothing.
                uploads::delete_open(&mut tx, &upload).await?;
            }
        }
        dropped_photos::add_unused(&mut tx, &sha256, now).await?;
    }
    log(&mut tx, account, (now, Action::PhotoWithdrawn), &known.sha256).await?;
    tx.commit().await.map_err(crate::Error::from)?;
    state.live.changed([Tag::Photos]);
    Ok(())
}

/// What the same wish did before.
fn already(wish: &Wish, known: Attachment) -> Result<(Attachment, bool), ApiProblem> {
    match known {
        it if it.account != wish.account || it.record_id != wish.record_id => Err(unknown()),
        it if it.withdrawn.is_some() => Err(ApiProblem::new(StatusCode::CONFLICT, "attachment-withdrawn")),
        it => Ok((it, false)),
    }
}

/// The upload, when it is theirs, whole, and named by no record.
async fn finished(conn: &mut Conn, wish: &Wish) -> Result<Upload, ApiProblem> {
    let upload = uploads::get(conn, wish.upload).await?.ok_or_else(unknown)?;
    let theirs = matches!(&upload.owner, Owner::Account(name) if *name == wish.account);
    if !theirs || promised::get(conn, wish.upload).await?.is_some() {
        return Err(unknown());
    }
    match upload.state {
        UploadState::Stored => Ok(upload),
        UploadState::Open => Err(ApiProblem::new(StatusCode::CONFLICT, "upload-unfinished")),
    }
}

/// Makes picture and thumbnail, away from the threads that answer. One file after another: who waits holds none in memory.
async fn make(state: &State, upload: &Upload) -> Result<Prepared, ApiProblem> {
    let fault = || ApiProblem::new(StatusCode::INTERNAL_SERVER_ERROR, "server-unwell");
    let limits = Limits {
        max_bytes: usize::try_from(PHOTO_BYTES_MAX).unwrap_or(usize::MAX),
        max_time: Duration::from_secs(15),
        ..Limits::default()
    };
    let _slot = MAKING.acquire().await.map_err(|_| fault())?;
    let Some(file) = state.objects.get_photo(&upload.sha256).await?.and_then(Lying::into_signed) else {
        tracing::error!(photo = %upload.photo_id, "an uploaded picture is damaged or gone");
        return Err(ApiProblem::new(StatusCode::INTERNAL_SERVER_ERROR, "photo-damaged"));
    };
    let made = tokio::task::spawn_blocking(move || photos::prepare(&file, &limits)).await.map_err(|_| fault())?;
    made.map_err(|error| {
        tracing::info!(%error, "an uploaded file did not become a picture");
        let problem = Problem::new(error.code());
        match error {
            PhotoError::Unsupported { kind } => problem.with("kind", kind),
            PhotoError::TooLarge { what, max } => problem.with("what", what).with("max", max),
            PhotoError::Empty | PhotoError::NotAnImage | PhotoError::Broken { .. } => problem,
        }
        .into()
    })
}

/// Puts digests on the list of what is dropped, with a month from now: until the line is written they are nobody's.
async fn note_as_nobodys(state: &State, files: &[Digest]) -> Result<(), ApiProblem> {
    let mut tx = state.db.begin().await?;
    for sha256 in files {
        if !dropped_photos::keep(&mut tx, sha256).await? {
            return Err(ApiProblem::new(StatusCode::SERVICE_UNAVAILABLE, "busy"));
        }
        dropped_photos::add_unused(&mut tx, sha256, clock::now()).await?;
    }
    tx.commit().await.map_err(crate::Error::from)?;
    Ok(())
}

/// Writes the line, and has the upload stand for the picture that was made of it.
async fn keep(
    state: &State,
    wish: &Wish,
    (upload, attachment): (&Upload, Attachment),
    (length, thumb_length): (u64, u64),
) -> Result<(Attachment, bool), ApiProblem> {
    let now = attachment.at;
    let mut tx = state.db.begin().await?;
    if !attachments::insert(&mut tx, &attachment).await? {
        let known = attachments::get(&mut tx, wish.upload).await?.ok_or_else(unknown)?;
        return already(wish, known);
    }
    if attachments::standing(&mut tx, wish.record_id).await? > ATTACHMENTS_MAX as u64 {
        return Err(Problem::new("attachments-full").with("max", ATTACHMENTS_MAX).into());
    }
    for sha256 in [&attachment.sha256, &attachment.thumb_sha256] {
        dropped_photos::keep(&mut tx, sha256).await?;
    }
    if !uploads::become_picture(&mut tx, upload, (&attachment.sha256, length), now).await? {
        return Err(unknown());
    }
    let thumb = Upload {
        photo_id: attachment.thumb_id,
        metadata: None,
        role: PhotoRole::Thumb,
        attempt: 1,
        length: thumb_length,
        received: thumb_length,
        sha256: attachment.thumb_sha256,
        updated_at: now,
        ..upload.clone()
    };
    uploads::insert(&mut tx, &thumb).await?;
    dropped_photos::add_unused(&mut tx, &upload.sha256, now).await?;
    log(&mut tx, &wish.account, (now, Action::PhotoAttached), &attachment.sha256).await?;
    tx.commit().await.map_err(crate::Error::from)?;
    state.live.changed([Tag::Photos]);
    Ok((attachment, true))
}

async fn log(conn: &mut Conn, account: &str, (at, action): (UtcMs, Action), sha256: &Digest) -> Result<()> {
    let subject = data_encoding::HEXLOWER.encode(&**sha256);
    audit_log::insert(conn, &[Entry { at, account: account.to_owned(), action, subject }]).await
}

fn taken_at(taken: Taken) -> UtcMs {
    UtcMs(taken.local_ms).plus(-60_000 * i64::from(taken.offset_min.unwrap_or(CHINA_MIN)))
}

fn unknown() -> ApiProblem {
    ApiProblem::new(StatusCode::NOT_FOUND, "photo-unknown")
}
