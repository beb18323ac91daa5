//! Photos at rest: whole or not there, unreadable to others, and honest about damage.

use std::fs;
use std::path::PathBuf;

use photos::vault::{Vault, VaultError};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

const KEY: [u8; 32] = [7; 32];

fn opened() -> (TempDir, Vault) {
    let home = TempDir::new().unwrap();
    let vault = Vault::open(home.path().join("photos"), KEY).unwrap();
    (home, vault)
}

fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

fn files(home: &TempDir) -> Vec<PathBuf> {
    fs::read_dir(home.path().join("photos")).unwrap().map(|entry| entry.unwrap().path()).collect()
}

#[test]
fn a_stored_photo_comes_back_whole_and_is_not_readable_on_the_disk() {
    let (home, vault) = opened();
    let photo = b"a photo of a broken railing ".repeat(5000);
    vault.put(digest(&photo), &photo).unwrap();
    assert_eq!(Vault::open(home.path().join("photos"), KEY).unwrap().get(digest(&photo)).unwrap(), photo);
    let [file] = files(&home).try_into().unwrap();
    let on_disk = fs::read(&file).unwrap();
    assert!(!on_disk.windows(7).any(|part| part == b"railing"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o077, 0);
    }
}

#[test]
fn every_damage_to_a_file_is_called_torn() {
    let (home, vault) = opened();
    let photo = b"photo".repeat(40);
    vault.put(digest(&photo), &photo).unwrap();
    let [file] = files(&home).try_into().unwrap();
    let whole = fs::read(&file).unwrap();
    for at in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[at] ^= 1;
        fs::write(&file, damaged).unwrap();
        assert!(matches!(vault.get(digest(&photo)), Err(VaultError::Torn)), "byte {at}");
    }
    for length in 0..whole.len() {
        fs::write(&file, &whole[..length]).unwrap();
        assert!(matches!(vault.get(digest(&photo)), Err(VaultError::Torn)), "length {length}");
    }
    // Storing it again mends it.
    vault.put(digest(&photo), &photo).unwrap();
    assert_eq!(vault.get(digest(&photo)).unwrap(), photo);
}

#[test]
fn a_file_moved_to_another_name_does_not_open() {
    let (home, vault) = opened();
    vault.put(digest(b"one"), b"one").unwrap();
    let [one] = files(&home).try_into().unwrap();
    vault.put(digest(b"two"), b"two").unwrap();
    let two = files(&home).into_iter().find(|file| *file != one).unwrap();
    fs::rename(&one, &two).unwrap();
    assert!(matches!(vault.get(digest(b"two")), Err(VaultError::Torn)));
    assert!(matches!(vault.get(digest(b"one")), Err(VaultError::Missing)));
}

#[test]
fn another_key_opens_nothing() {
    let (home, vault) = opened();
    vault.put(digest(b"photo"), b"photo").unwrap();
    let other = Vault::open(home.path().join("photos"), [8; 32]).unwrap();
    assert!(matches!(other.get(digest(b"photo")), Err(VaultError::Torn)));
}

#[test]
fn bytes_that_do_not_match_their_digest_are_not_stored() {
    let (home, vault) = opened();
    assert!(matches!(vault.put(digest(b"photo"), b"phot0"), Err(VaultError::WrongDigest)));
    assert!(files(&home).is_empty());
}

#[test]
fn removing_and_listing_tell_the_truth() {
    let (_home, vault) = opened();
    let mut digests: Vec<[u8; 32]> = [b"a", b"b", b"c"].iter().map(|photo| digest(*photo)).collect();
    for photo in [b"a", b"b", b"c"] {
        vault.put(digest(photo), photo).unwrap();
    }
    digests.sort_unstable();
    assert_eq!(vault.list().unwrap(), digests);
    vault.remove(digest(b"b")).unwrap();
    vault.remove(digest(b"b")).unwrap();
    assert!(matches!(vault.get(digest(b"b")), Err(VaultError::Missing)));
    assert_eq!(vault.list().unwrap().len(), 2);
}

#[test]
fn what_a_kill_left_behind_is_swept_and_never_listed() {
    let (home, vault) = opened();
    vault.put(digest(b"photo"), b"photo").unwrap();
    let [file] = files(&home).try_into().unwrap();
    let unfinished = file.with_extension("0011.part");
    fs::write(&unfinished, b"HXV1 half").unwrap();
    assert_eq!(vault.list().unwrap(), [digest(b"photo")]);
    assert_eq!(vault.sweep_temp().unwrap(), 1);
    assert_eq!(vault.sweep_temp().unwrap(), 0);
    assert!(!unfinished.exists());
    assert_eq!(vault.get(digest(b"photo")).unwrap(), b"photo");
}

#[test]
fn a_folder_that_is_gone_is_a_fault_of_the_storage() {
    let (home, vault) = opened();
    drop(home);
    assert!(matches!(vault.list(), Err(VaultError::Io(_))));
    assert!(matches!(vault.get(digest(b"photo")), Err(VaultError::Missing)));
    assert!(matches!(vault.put(digest(b"photo"), b"photo"), Err(VaultError::Io(_))));
}
