//! Taking in a rescue bundle: what a phone could not send, brought by cable.
//!
//! The file is read twice. First to its signed end, so that a torn or changed one leaves nothing behind; then part by
//! part through the doors that a sync uses, `ingest` and `uploads`. Those know what they have, so the same bundle may
//! come twice, and before or after the phone itself. A record that cannot be read stops none of the others.

mod read;

use std::{path::Path, time::Duration};

use bytes::Bytes;
use domain::limits::PHOTO_BYTES_MAX;
use protocol::{
    PublicKey,
    bundle::{BundleError, Part, Picture, Run},
    sha256,
};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

use crate::{
    Error,
    audit::Entry,
    clock,
    device_state::COMMAND_LINE,
    error::Result,
    ingest::{self, Job, PushRefusal, Sender},
    live::Tag,
    state::Shared,
    tables::{
        audit_log::{self, Action},
        devices::{self, Device, DeviceState},
        uploads::UploadState,
    },
    told::{Deed, Told},
    uploads::{self, UploadRefusal, Wanted},
};

/// What a bundle brought.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Imported {
    /// The phone's number.
    pub(crate) device_no: String,
    /// Records in it.
    pub(crate) records: u64,
    /// Of them, those that were not here.
    pub(crate) new_records: u64,
    /// Of them, those that nobody can read: kept as they are, and listed with what was not understood.
    pub(crate) unread_records: u64,
    /// Picture files in it, thumbnails included.
    pub(crate) photos: u64,
    /// Of them, those that were not here.
    pub(crate) new_photos: u64,
    /// Records that tell another history than the one stored here: kept as evidence, counted nowhere.
    pub(crate) set_aside: u64,
    /// The phone is suspended or revoked: what came is late evidence, and is marked as such in the audit log.
    pub(crate) late: bool,
    /// What was not taken in, each with its reason.
    pub(crate) refused: Vec<String>,
}

/// Takes a bundle in.
///
/// # Errors
/// One sentence; nothing is stored of a file that is no whole bundle of a phone known here.
pub(crate) async fn import(state: &Shared, file: &Path) -> Result<Imported> {
    let key = check(state, file).await?;
    let device = known_device(state, &key, file).await?;
    let late = device.state != DeviceState::Active;
    let mut imported = Imported { device_no: device.number(), late, ..Imported::default() };
    let (parts, mut coming) = mpsc::channel(1);
    let reading = {
        let (state, file) = (state.clone(), file.to_owned());
        tokio::task::spawn_blocking(move || {
            read::parts(&state.identity, &file, |part| {
                parts.blocking_send(part).map_err(|_| Error::refused("the import was given up"))
            })
        })
    };
    while let Some(part) = coming.recv().await {
        match part {
            Part::Run(run) => take_run(state, &device, run, &mut imported).await?,
            Part::Picture(picture) => take_picture(state, &device, &picture, &mut imported).await?,
            Part::Opening(_) | Part::End(_) => {}
        }
    }
    reading.await.map_err(|_| Error::refused("reading the bundle was cut off"))??;
    note(state, &device, &imported).await?;
    state.stored.notify_one();
    state.live.changed([Tag::Devices, Tag::Photos]);
    Ok(imported)
}

/// Writes down that evidence came in by another way than the phone's own, and whose.
async fn note(state: &Shared, device: &Device, imported: &Imported) -> Result<()> {
    let told = Told::of(Deed::BundleIn).with("no", &imported.device_no).with("late", imported.late);
    let told = told.with("new_records", imported.new_records).with("records", imported.records);
    let subject = told.with("new_photos", imported.new_photos).with("photos", imported.photos).subject();
    if imported.late {
        tracing::warn!(device = %device.id, "a bundle of a phone that is not active was taken in");
    }
    let entry = Entry { at: clock::now(), account: COMMAND_LINE.to_owned(), action: Action::BundleImport, subject };
    let mut tx = state.db.begin().await?;
    audit_log::insert(&mut tx, &[entry]).await?;
    Ok(tx.commit().await?)
}

/// Reads the file to its end without storing anything; gives the key of the phone that made it.
async fn check(state: &Shared, file: &Path) -> Result<PublicKey> {
    let (state, file) = (state.clone(), file.to_owned());
    let reading = tokio::task::spawn_blocking(move || {
        let mut key = None;
        read::parts(&state.identity, &file, |part| {
            let sound = match part {
                Part::Opening(opening) => {
                    key = Some(opening.device);
                    true
                }
                Part::Run(run) => ingest::is_run(&run.push),
                Part::Picture(picture) => is_sound(&picture),
                Part::End(_) => true,
            };
            if sound { Ok(()) } else { Err(read::sentence(&file, BundleError::Damaged)) }
        })?;
        key.ok_or_else(|| read::sentence(&file, BundleError::Damaged))
    });
    reading.await.map_err(|_| Error::refused("reading the bundle was cut off"))?
}

fn is_sound(picture: &Picture) -> bool {
    let length = picture.bytes.len() as u64;
    length > 0 && length <= PHOTO_BYTES_MAX && sha256(&[&picture.bytes]) == picture.sha256
}

async fn known_device(state: &Shared, key: &PublicKey, file: &Path) -> Result<Device> {
    let mut conn = state.db.snapshot().await?;
    let device = devices::by_key_id(&mut conn, key.id()).await?.filter(|device| device.public_key == *key);
    device.ok_or_else(|| {
        Error::refused(format!(
            "{} was made by a phone that this server does not know; was the phone enrolled with another server?",
            file.display()
        ))
    })
}

async fn take_run(state: &Shared, device: &Device, run: Run, imported: &mut Imported) -> Result<()> {
    let (first, last) = (run.push.seal.first, run.push.seal.last);
    imported.records += run.push.records.len() as u64;
    let refused = match ingest::prepare_brought(run.stream_id, run.push) {
        Err(refusal) => refusal,
        Ok(incoming) => {
            let unread = incoming.unread();
            match write(state, device, incoming).await? {
                Some(Ok(accepted)) => {
                    imported.new_records += accepted.fresh as u64;
                    imported.unread_records += unread;
                    return Ok(());
                }
                Some(Err(refusal)) => refusal,
                None => return Ok(()),
            }
        }
    };
    let why = match refused {
        PushRefusal::Fork(_) => {
            imported.set_aside += last - first + 1;
            return Ok(());
        }
        PushRefusal::Gap(head) => format!("records after {} are missing here and in the bundle", head.seq),
        PushRefusal::Poison(code, _) | PushRefusal::Shrink(code) => code.to_owned(),
    };
    imported.refused.push(format!("records {first} to {last} of stream {}: {why}", run.stream_id));
    Ok(())
}

/// Through the writer's door, waiting while it is crowded: phones come first, and a bundle has time.
async fn write(state: &Shared, device: &Device, incoming: ingest::Incoming) -> Result<ingest::Answer> {
    const PAUSE: Duration = Duration::from_millis(200);
    const TRIES: u32 = 150;
    let sender = Sender { device_id: device.id, public_key: device.public_key, nonce: device.nonce };
    let incoming = Some(incoming);
    let mut job = Job { sender, at: clock::now(), contact: None, anchor: None, arrival: None, incoming };
    for _ in 0..TRIES {
        job = match state.writer.try_write(job).await {
            Ok(answer) => return answer,
            Err(crowded) => *crowded,
        };
        tokio::time::sleep(PAUSE).await;
    }
    Err(Error::refused("the server is too busy to take a bundle in; import it again later"))
}

async fn take_picture(state: &Shared, device: &Device, picture: &Picture, imported: &mut Imported) -> Result<()> {
    imported.photos += 1;
    let metadata = picture.metadata();
    let length = picture.bytes.len() as u64;
    let bytes = Bytes::copy_from_slice(&picture.bytes);
    // What the phone uploaded of it before may be damaged: then the next attempt begins at nothing.
    const TRIES: u32 = 3;
    let mut refusal = UploadRefusal::Gone;
    for _ in 0..TRIES {
        let wanted = Wanted::of_phone(device.id, &metadata, length);
        let (upload, new) = match uploads::create(state, wanted, bytes.clone()).await? {
            Ok(begun) => begun,
            Err(other) => {
                refusal = other;
                continue;
            }
        };
        if upload.state == UploadState::Stored {
            imported.new_photos += u64::from(new);
            return Ok(());
        }
        let at = usize::try_from(upload.received).unwrap_or(usize::MAX).min(bytes.len());
        let told = match bytes.slice(at..) {
            rest if rest.is_empty() => Ok(length),
            rest => uploads::append(state, &upload, upload.received, rest).await?,
        };
        match told {
            Ok(offset) if offset == length => {
                imported.new_photos += 1;
                return Ok(());
            }
            Ok(_) => {}
            Err(other) => refusal = other,
        }
    }
    let why = match refusal {
        UploadRefusal::HashMismatch => "it is not the picture that was signed for",
        UploadRefusal::Mismatch => "another picture has its name",
        UploadRefusal::NotYours => "its stream is another phone's",
        UploadRefusal::RecordMissing => "the record that names it is not here",
        UploadRefusal::NotNamed => "the record that is here does not name it",
        _ => "it could not be stored; import the bundle again",
    };
    imported.refused.push(format!("photo {}: {why}", picture.photo_id));
    Ok(())
}
