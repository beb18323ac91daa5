//! Beginning again when the phone's own storage failed: the database is damaged or gone, or the key that opens it is.
//!
//! What was there is put aside and kept; what can be read goes on under a new stream; the person is told. A guard must be
//! able to record within seconds, whatever happened. Everything here may be cut off by a kill and is then done again at the
//! next start, to the same end: a picture's file is never removed while it is not known whose it is.

use std::{
    collections::HashSet,
    fs::{self, File},
    path::{Path, PathBuf},
};

use domain::{
    Problem,
    device_event::{DeviceEvent, DeviceFinding},
    ids::{RecordId, StreamId},
    photo::Digest,
    time::TimeBlock,
};
use photos::vault::Vault;
use store::{SetAside, Store, StoreError, Tx, findings, fork, identity, naming, stream, uploads};
use uuid::Uuid;

use crate::Error;

/// Files and folders of a home that are of no use without its key.
pub(crate) const LOCKED: [&str; 2] = ["photos", "device.key"];
/// Where pictures lie in a home, and in a folder that was put aside.
pub(crate) const PICTURES: &str = "photos";

/// What was taken over goes on: its unsent records under a new stream, with their pictures and a word to the office. In the
/// transaction that takes it over.
pub(crate) fn go_on(
    tx: &Tx<'_>,
    aside: &SetAside,
    now: TimeBlock,
    is_here: impl Fn(&Digest) -> bool,
) -> Result<(), StoreError> {
    naming::name_again(tx, is_here)?;
    let (Some(_), Some(stream)) = (identity::get(tx)?, stream::get(tx)?) else { return Ok(()) };
    if !aside.joined {
        fork::branch(tx, StreamId(Uuid::new_v4()), stream.acked_upto)?;
    }
    let mut event = DeviceEvent::counted(DeviceFinding::DatabaseSetAside, 1);
    event.detail = aside.why.chars().take(200).collect();
    findings::note(tx, RecordId(Uuid::now_v7()), now, event)?;
    let salvaged = DeviceEvent::counted(DeviceFinding::RecordsSalvaged, aside.records);
    findings::note(tx, RecordId(Uuid::now_v7()), now, salvaged)
}

/// The pictures that were put aside, each folder as a vault under the key at hand.
pub(crate) fn vaults_aside(home: &Path, key: [u8; 32]) -> Vec<Vault> {
    let folders = store::folders_aside(home).into_iter().map(|(folder, _)| folder.join(PICTURES));
    folders.filter(|folder| folder.is_dir()).filter_map(|folder| Vault::open(folder, key).ok()).collect()
}

/// Whether a picture's file is among the others, or lies aside and is whole.
pub(crate) fn is_somewhere(here: &HashSet<[u8; 32]>, aside: &[Vault], file: &Digest) -> bool {
    here.contains(&**file) || aside.iter().any(|vault| vault.get(**file).is_ok())
}

/// Pictures that rows name and that lie aside come back: their rows were lost for a while, or the key was.
pub(crate) fn bring_back(
    home: &Path,
    store: &Store,
    here: &HashSet<[u8; 32]>,
    aside: &[Vault],
    named: &HashSet<[u8; 32]>,
) -> Result<(), Error> {
    let lying_in = |file: &[u8; 32]| aside.iter().find(|vault| vault.get(*file).is_ok());
    let found: Vec<_> = named.difference(here).filter_map(|file| Some((*file, lying_in(file)?))).collect();
    if found.is_empty() {
        return Ok(());
    }
    // First they count as waiting: a start that is cut off here finds them aside again.
    let files: Vec<Digest> = found.iter().map(|(file, _)| Digest::from(*file)).collect();
    store.write(|tx| uploads::found_again(tx, &files))?;
    move_pictures(found, &home.join(PICTURES))
}

/// Moves pictures into a folder, sealed as they are.
fn move_pictures(pictures: Vec<([u8; 32], &Vault)>, to: &Path) -> Result<(), Error> {
    for (picture, from) in pictures {
        from.move_to(picture, to)?;
    }
    if cfg!(unix) {
        File::open(to)?.sync_all()?;
    }
    Ok(())
}

/// Where pictures go that no row names, when they may belong to rows that were lost: beside the database that was put
/// aside, or into a folder of their own where the database itself is gone. `None` when they are left over from a form.
pub(crate) fn refuge(home: &Path, store: &Store, asides: &mut Vec<SetAside>) -> Result<Option<PathBuf>, Error> {
    // Before it is enrolled a phone takes no pictures, so these were here before the database was.
    if asides.is_empty() && store.read(stream::get)?.is_none() {
        asides.push(store::new_folder_aside(home, "the database is gone")?);
    }
    if let Some(aside) = asides.last() {
        return Ok(Some(aside.folder.clone()));
    }
    let unread = store::folders_aside(home).into_iter().rfind(|(_, dealt_with)| !dealt_with);
    Ok(unread.map(|(folder, _)| folder))
}

/// Moves pictures that no row names there.
pub(crate) fn keep_pictures(vault: &Vault, orphans: Vec<[u8; 32]>, refuge: &Path) -> Result<(), Error> {
    let folder = refuge.join(PICTURES);
    fs::create_dir_all(&folder)?;
    move_pictures(orphans.into_iter().map(|orphan| (orphan, vault)).collect(), &folder)
}

/// What the person is told: how many records came over, and where the rest lies.
pub(crate) fn told(folder: &Path, records: u64) -> Problem {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    Problem::new("database-set-aside").with("records", records).with("folder", name)
}
