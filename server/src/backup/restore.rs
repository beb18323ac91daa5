//! Puts a backup back, and begins the next life of the storage. What phones were told in the life that was lost does
//! not bind the new one: they notice by its number, send again what they still have, and take anew what they were given.

use std::{fs, path::Path};

use protocol::ServerEpoch;
use zeroize::Zeroizing;

use super::manifest::Manifest;
use crate::{
    Error, ServeOptions, clock,
    db::Database,
    error::Result,
    folder::{self, Folder},
    high_water::HighWater,
    identity::{self, Identity},
    objects::{Lying, Objects},
    roots,
    tables::{streams, uploads},
};

/// Uploads looked at in one transaction.
const UPLOADS: i64 = 200;

/// A life that began.
#[derive(Debug)]
pub struct Begun {
    /// Its number and tag.
    pub epoch: ServerEpoch,
    /// Photos that the database believed in and the store does not have; phones send them again.
    pub photos_missing: u64,
}

/// Begins the next life of a database that was put back by other means. No server may run on it.
///
/// # Errors
/// [`Error`] when the folder is in use or holds no database, or the database refuses.
pub async fn raise_epoch(options: &ServeOptions) -> Result<Begun> {
    let folder = Folder::new(&options.data)?;
    if options.database.is_none() && !folder.database().exists() {
        return Err(Error::NoData(folder.path().to_owned()));
    }
    let _lock = folder.lock()?;
    let objects = Objects::open(&folder, options.objects.as_deref())?;
    let db = Database::open(&folder, options.database.as_deref()).await?;
    let high_water = HighWater::open(options.high_water.clone(), &objects);
    let begun = begin_life(&folder, &db, &objects, &high_water).await;
    db.close().await;
    begun
}

/// Puts the backup in the folder `from` back as the embedded database of `options`, and begins the next life there.
///
/// # Errors
/// [`Error`] when a database is there already, the folder is in use, or `from` holds no sound backup.
pub async fn restore(options: &ServeOptions, from: &Path) -> Result<Begun> {
    let folder = Folder::new(&options.data)?;
    let _lock = folder.lock()?;
    let objects = Objects::open(&folder, options.objects.as_deref())?;
    let high_water = HighWater::open(options.high_water.clone(), &objects);
    Ok(put_back_and_begin((&folder, &objects), from, &high_water).await?.1)
}

/// The same in a folder whose lock the caller holds; what was put back, and the life that began.
pub(crate) async fn put_back_and_begin(
    (folder, objects): (&Folder, &Objects),
    from: &Path,
    high_water: &HighWater,
) -> Result<(Manifest, Begun)> {
    let manifest = put_back(folder, objects, from).await?;
    let db = Database::open(folder, None).await?;
    all_is_durable(&db).await?;
    let begun = begin_life(folder, &db, objects, high_water).await;
    db.close().await;
    Ok((manifest, begun?))
}

/// Copies a backup into a folder that holds no database. The caller holds the folder's lock.
async fn put_back(folder: &Folder, objects: &Objects, from: &Path) -> Result<Manifest> {
    if folder.database().exists() {
        return Err(Error::refused(format!(
            "there is a database in {}; a backup is put back beside it, never over it: move that folder away first",
            folder.path().display()
        )));
    }
    let (manifest, file) = Manifest::read_checked(from)?;
    put_back_key(folder, from)?;
    let kept = Objects::at(&from.join("objects"))?;
    put_back_photos(&file, &kept, objects).await?;
    // The database last: until it is there, the same command begins anew.
    let part = folder.path().join("huxiao.sqlite.part");
    fs::copy(&file, &part)
        .and_then(|_| fs::File::open(&part)?.sync_all())
        .and_then(|()| fs::rename(&part, folder.database()))
        .map_err(Error::io(format!("cannot copy {} to {}", file.display(), folder.path().display())))?;
    Ok(manifest)
}

fn put_back_key(folder: &Folder, from: &Path) -> Result<()> {
    let kept = folder::read_if_there(&from.join("server.key"))?.map(Zeroizing::new);
    let own = folder::read_if_there(&folder.keys())?.map(Zeroizing::new);
    match (own, kept) {
        // The same keys, or fewer: the key was rotated since. Its owner still has what was made with the newest.
        (Some(own), Some(kept)) if own.ends_with(&kept) => Ok(()),
        (Some(own), Some(kept)) if kept.ends_with(&own) => folder::replace(&folder.keys(), &kept),
        (None, Some(kept)) => folder::replace(&folder.keys(), &kept),
        (Some(_), Some(_)) => Err(Error::refused(format!(
            "server.key in {} is another one than in the backup; move it away first",
            folder.path().display()
        ))),
        _ => Ok(()),
    }
}

async fn put_back_photos(database: &Path, kept: &Objects, objects: &Objects) -> Result<()> {
    let copied = Database::open_copy(database).await?;
    let mut conn = copied.snapshot().await?;
    let mut after = None;
    loop {
        let page = uploads::stored_page(&mut conn, after, UPLOADS).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.photo_id);
        for upload in &page {
            if objects.has_photo(&upload.sha256).await? {
                continue;
            }
            // One that the backup lost too, or damaged, is noticed below, and asked for again.
            if let Some(bytes) = kept.get_photo(&upload.sha256).await?.and_then(Lying::into_signed) {
                objects.put_photo(&upload.sha256, bytes).await?;
            }
        }
    }
    drop(conn);
    copied.close().await;
    Ok(())
}

/// Begins the next life of a database that was put back, by this program or by other means, with a root of its own.
async fn begin_life(folder: &Folder, db: &Database, objects: &Objects, high_water: &HighWater) -> Result<Begun> {
    let noted = high_water.epoch().await?;
    let photos_missing = ask_again_for_lost(db, objects).await?;
    let mut tx = db.begin().await?;
    let epoch = identity::raise_epoch(&mut tx, noted).await?;
    tx.commit().await?;
    high_water.write(epoch, &Vec::new()).await?;
    let identity = Identity::open(folder, db).await?;
    roots::take(folder, db, &identity).await?;
    Ok(Begun { epoch, photos_missing })
}

/// Everything that a backup held when it was put back is durable: it lies there still.
async fn all_is_durable(db: &Database) -> Result<()> {
    let mut tx = db.begin().await?;
    streams::all_durable(&mut tx).await?;
    tx.commit().await?;
    Ok(())
}

/// Pictures whose bytes are not in the store count as not received.
async fn ask_again_for_lost(db: &Database, objects: &Objects) -> Result<u64> {
    let (mut after, mut missing) = (None, 0);
    loop {
        let page = uploads::stored_page(&mut *db.snapshot().await?, after, UPLOADS).await?;
        let Some(last) = page.last() else { return Ok(missing) };
        after = Some(last.photo_id);
        for upload in &page {
            if !objects.has_photo(&upload.sha256).await? {
                let mut tx = db.begin().await?;
                uploads::lose(&mut tx, upload, clock::now()).await?;
                tx.commit().await?;
                missing += 1;
            }
        }
    }
}
