//! Copies an embedded database and its photos into a folder, beside a running server.
//!
//! The database is copied as of one moment (`VACUUM INTO`), checked, and flushed; then come the photos it names, each
//! compared with its digest. The same folder again gets what is new: photos never change. `backup.json` is written last.

use std::{
    fs::{self, File},
    path::Path,
};

use domain::ids::PhotoId;
use zeroize::Zeroizing;

use super::manifest::{self, Manifest};
use crate::{
    Error,
    db::{self, Database},
    error::Result,
    folder::Folder,
    objects::{Lying, Objects},
    tables::{streams, uploads},
};

/// Uploads read at once.
const UPLOADS: i64 = 500;

/// Copies what the folder holds to `target`, as the backup that began with `mark`.
pub(crate) async fn copy(folder: &Folder, objects: &Objects, target: &Path, mark: i64) -> Result<Manifest> {
    create_private(target)?;
    let name = format!("huxiao-{mark}.sqlite");
    let file = target.join(&name);
    db::copy_sqlite(&folder.database(), &file).await?;
    flush(&file)?;
    let copied = Database::open_copy(&file).await?;
    let counted = count(&copied, objects, target).await;
    copied.close().await;
    let (streams, records, photos) = counted?;
    if let Some(keys) = crate::folder::read_if_there(&folder.keys())?.map(Zeroizing::new) {
        crate::folder::replace(&target.join("server.key"), &keys)?;
    }
    let (bytes, sha256) = manifest::digest_of(&file)?;
    let manifest = Manifest { began_ms: mark, database: name, bytes, sha256, streams, records, photos };
    manifest.write(target)?;
    manifest::drop_earlier(target, &manifest);
    Ok(manifest)
}

/// Copies the photos that the copied database names, and counts what is in it.
async fn count(copied: &Database, objects: &Objects, target: &Path) -> Result<(u64, u64, u64)> {
    let mut conn = copied.snapshot().await?;
    let (streams, records) = streams::totals(&mut conn).await?;
    let place = Objects::at(&target.join("objects"))?;
    let (mut after, mut photos): (Option<PhotoId>, u64) = (None, 0);
    loop {
        let page = uploads::stored_page(&mut conn, after, UPLOADS).await?;
        let Some(last) = page.last() else { return Ok((streams, records, photos)) };
        after = Some(last.photo_id);
        for upload in &page {
            if !place.has_photo(&upload.sha256).await? {
                let sound = objects.get_photo(&upload.sha256).await?.and_then(Lying::into_signed);
                let Some(bytes) = sound else {
                    return Err(Error::refused(format!(
                        "photo {} is missing or damaged in the store, so this backup would lack it; \
                         `huxiao-server verify` tells more",
                        data_encoding::HEXLOWER.encode(&*upload.sha256)
                    )));
                };
                place.put_photo(&upload.sha256, bytes).await?;
            }
            photos += 1;
        }
    }
}

fn create_private(target: &Path) -> Result<()> {
    Folder::new(target)?.create()
}

fn flush(file: &Path) -> Result<()> {
    let what = || Error::io(format!("cannot flush {}", file.display()));
    File::open(file).and_then(|file| file.sync_all()).map_err(what())?;
    match file.parent() {
        Some(folder) if cfg!(unix) => fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(what()),
        _ => Ok(()),
    }
}
