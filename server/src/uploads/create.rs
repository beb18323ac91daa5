//! Beginning an upload, or finding it begun: the same picture, length and digest give the same place each time.
//!
//! A phone's picture must be one that its signed record names; facts go before bytes, so the record is here first.
//! Nobody may have more than a few hundred megabytes unfinished: one phone cannot fill the disk.

use bytes::Bytes;
use domain::{
    defect::{self, Defect},
    ids::{DeviceId, PhotoId},
    limits::PHOTO_BYTES_MAX,
    photo::{Digest, PhotoRole},
};
use protocol::{
    Record, sha256,
    tus::{OfficeMetadata, UploadMetadata},
};

use super::{Asker, Told, UploadRefusal, append, finish, settle};
use crate::{
    clock,
    db::Conn,
    state::State,
    tables::{
        dropped_photos, photos, records, rejected_pushes, streams,
        uploads::{self, Owner, Upload, UploadState},
    },
};

/// Uploads an owner may have begun and not finished.
const BEGUN_MOST: u64 = 200;
/// Bytes they may take.
const BEGUN_BYTES_MOST: u64 = 256 * 1024 * 1024;

/// What a sender asks for.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    upload: Upload,
}

impl Wanted {
    /// A picture that a phone's record names.
    pub(crate) fn of_phone(device_id: DeviceId, told: &UploadMetadata, length: u64) -> Self {
        let owner = Owner::Phone { device_id, stream_id: told.stream_id, seq: told.seq };
        Self::new(owner, (told.photo_id, told.role, told.sha256), length, None)
    }

    /// A picture of somebody in the office.
    pub(crate) fn of_account(account: &str, told: OfficeMetadata, length: u64) -> Self {
        let what = (told.photo_id, PhotoRole::Picture, told.sha256);
        Self::new(Owner::Account(account.to_owned()), what, length, Some(told.header))
    }

    pub(crate) fn photo_id(&self) -> PhotoId {
        self.upload.photo_id
    }

    fn new(owner: Owner, what: (PhotoId, PhotoRole, Digest), length: u64, metadata: Option<String>) -> Self {
        let (photo_id, role, sha256) = what;
        let (attempt, received, state) = (1, 0, UploadState::Open);
        let updated_at = clock::now();
        Self {
            upload: Upload { photo_id, owner, metadata, role, attempt, length, received, sha256, state, updated_at },
        }
    }
}

/// Finds or begins an upload, and takes the bytes that came along if it stands at their beginning. Gives the upload
/// as it is then, and whether it is new.
pub(crate) async fn create(state: &State, wanted: Wanted, bytes: Bytes) -> Told<(Upload, bool)> {
    let wanted = wanted.upload;
    if wanted.length == 0 {
        return Ok(Err(UploadRefusal::Empty));
    }
    if wanted.length > PHOTO_BYTES_MAX || bytes.len() as u64 > wanted.length {
        return Ok(Err(UploadRefusal::TooLarge));
    }
    let (found, dropped) = {
        let mut conn = state.db.snapshot().await?;
        let found = uploads::get(&mut conn, wanted.photo_id).await?;
        if found.is_none()
            && let Err(refusal) = admit(&mut conn, &wanted).await?
        {
            return Ok(Err(refusal));
        }
        (found, dropped_photos::has(&mut conn, &wanted.sha256).await?)
    };
    if found.is_none()
        && defect::has(Defect::SkippedByHash)
        && state.objects.has_photo(&wanted.sha256).await?
        && let Some(stored) = finish::store_at_once(state, &wanted).await?
    {
        return Ok(Ok((stored, true)));
    }
    if found.is_none() && !dropped && is_whole(&wanted, &bytes) {
        // The whole picture in one piece: no staging, one write, one commit.
        state.objects.put_photo(&wanted.sha256, bytes.clone()).await?;
        if let Some(stored) = finish::store_at_once(state, &wanted).await? {
            return Ok(Ok((stored, true)));
        }
    }
    let (upload, new) = match begin(state, &wanted).await? {
        Ok(begun) => begun,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let told = match upload.received {
        0 if !bytes.is_empty() => append(state, &upload, 0, bytes).await?,
        _ => settle(state, upload.clone()).await?,
    };
    Ok(match told {
        // Another request was quicker: where it stands now is the answer.
        Ok(received) | Err(UploadRefusal::Offset(received)) => Ok((Upload { received, ..upload }, new)),
        Err(refusal) => Err(refusal),
    })
}

fn is_whole(wanted: &Upload, bytes: &Bytes) -> bool {
    bytes.len() as u64 == wanted.length && sha256(&[bytes]) == wanted.sha256
}

/// Notes the upload, or finds it.
async fn begin(state: &State, wanted: &Upload) -> Told<(Upload, bool)> {
    let mut tx = state.db.begin().await?;
    if !dropped_photos::keep(&mut tx, &wanted.sha256).await? {
        return Ok(Err(UploadRefusal::Busy));
    }
    let new = uploads::insert(&mut tx, wanted).await?;
    if !new && defect::has(Defect::CreateRestarts) {
        uploads::restart(&mut tx, wanted, clock::now()).await?;
    }
    let upload = uploads::get(&mut tx, wanted.photo_id).await?;
    tx.commit().await?;
    Ok(match upload {
        Some(upload) if is_same(&upload, wanted) => Ok((upload, new)),
        _ => Err(UploadRefusal::Mismatch),
    })
}

/// Whether the upload that has the name is the wanted one.
pub(super) fn is_same(upload: &Upload, wanted: &Upload) -> bool {
    let owner = match &wanted.owner {
        Owner::Phone { device_id, .. } => Asker::Phone(*device_id),
        Owner::Account(name) => Asker::Account(name),
    };
    owner.owns(upload) && upload.length == wanted.length && upload.sha256 == wanted.sha256
}

/// Whether a new upload may begin.
async fn admit(conn: &mut Conn, wanted: &Upload) -> Told<()> {
    if let Err(refusal) = is_named(conn, wanted).await? {
        return Ok(Err(refusal));
    }
    let begun = uploads::begun(conn, &wanted.owner).await?;
    if begun.uploads >= BEGUN_MOST || begun.bytes + wanted.length > BEGUN_BYTES_MOST {
        return Ok(Err(UploadRefusal::TooMany));
    }
    Ok(Ok(()))
}

/// Whether the signed record names the picture with this digest and length. A record that this build cannot read may
/// name any picture; it is kept, so its pictures are too. What a record names is not for an account to send: its phone
/// would find the place taken, and give its picture up.
async fn is_named(conn: &mut Conn, wanted: &Upload) -> Told<()> {
    let Owner::Phone { device_id, stream_id, seq } = wanted.owner else {
        let named = photos::get(conn, wanted.photo_id).await?.is_some();
        return Ok(if named { Err(UploadRefusal::Mismatch) } else { Ok(()) });
    };
    match streams::get(conn, stream_id).await? {
        Some(stream) if stream.device_id == device_id => {}
        Some(_) => return Ok(Err(UploadRefusal::NotYours)),
        None => return Ok(Err(UploadRefusal::RecordMissing)),
    }
    let Some(record) = records::at(conn, stream_id, seq).await? else { return Ok(Err(UploadRefusal::RecordMissing)) };
    let Some(body) = Record::decode(&record.bytes).ok().and_then(|record| record.read_body().ok()) else {
        return Ok(Ok(()));
    };
    let files = body.photos().iter().flat_map(|photo| {
        [
            (photo.id, PhotoRole::Picture, photo.sha256, photo.bytes),
            (photo.thumb_id, PhotoRole::Thumb, photo.thumb_sha256, photo.thumb_bytes),
        ]
    });
    let named = files.into_iter().find(|(id, ..)| *id == wanted.photo_id);
    Ok(match named {
        // It may be named by the other branch of a history that forked.
        None if rejected_pushes::holds_branch(conn, stream_id).await? => Ok(()),
        None => Err(UploadRefusal::NotNamed),
        Some((_, role, sha256, bytes)) => {
            let same = role == wanted.role && sha256 == wanted.sha256 && u64::from(bytes) == wanted.length;
            // Nothing will make the record name another file: it is signed.
            if same { Ok(()) } else { Err(UploadRefusal::NotNamed) }
        }
    })
}
