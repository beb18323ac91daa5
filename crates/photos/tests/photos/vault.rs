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

/// A kill can come before, between and after the steps of `put`: aside and empty, aside and half, aside and whole, renamed.
/// Whatever it left, the next start sees a whole photo or none, and storing it again works.
#[test]
fn a_kill_between_any_two_steps_leaves_a_whole_photo_or_none() {
    let photo = b"a photo of a broken railing ".repeat(300);
    let (whole_home, vault) = opened();
    vault.put(digest(&photo), &photo).unwrap();
    let [finished] = files(&whole_home).try_into().unwrap();
    let sealed = fs::read(&finished).unwrap();
    for written in [0, 1, 4, 28, sealed.len() / 2, sealed.len() - 1, sealed.len()] {
        for is_renamed in [false, true] {
            if is_renamed && written < sealed.len() {
                // The file is flushed before it is renamed, so this cannot be left.
                continue;
            }
            let (home, vault) = opened();
            let name = finished.file_name().unwrap();
            let left = home.path().join("photos").join(name);
            let left = if is_renamed { left } else { left.with_extension("0011.part") };
            fs::write(left, &sealed[..written]).unwrap();
            drop(vault);
            let vault = Vault::open(home.path().join("photos"), KEY).unwrap();
            assert_eq!(vault.sweep_temp().unwrap(), usize::from(!is_renamed));
            match vault.get(digest(&photo)) {
                Ok(bytes) => assert!(is_renamed && bytes == photo),
                Err(error) => assert!(!is_renamed && matches!(error, VaultError::Missing), "{error}"),
            }
            vault.put(digest(&photo), &photo).unwrap();
            assert_eq!(vault.get(digest(&photo)).unwrap(), photo);
            assert_eq!(files(&home).len(), 1);
        }
    }
}

/// The real thing: a process that stores photo after photo is killed at a moment of its own.
#[cfg(unix)]
#[test]
fn a_process_killed_while_storing_leaves_only_whole_photos() {
    const STORING: &str = "HUXIAO_TEST_STORING";
    let photo = |n: u32| n.to_le_bytes().repeat(20_000);
    if let Some(dir) = std::env::var_os(STORING) {
        let vault = Vault::open(dir, KEY).unwrap();
        for n in 0.. {
            vault.put(digest(&photo(n)), &photo(n)).unwrap();
            println!("stored {n}");
        }
    }
    let program = std::env::current_exe().unwrap();
    for round in 0..20_u64 {
        let home = TempDir::new().unwrap();
        let mut child = std::process::Command::new(&program)
            .args(["--exact", "--nocapture", "vault::a_process_killed_while_storing_leaves_only_whole_photos"])
            .env(STORING, home.path().join("photos"))
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(30 + round * 7));
        child.kill().unwrap();
        let told = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
        // A line that was printed half names nothing.
        let stored = told.split_inclusive('\n').filter_map(|line| line.split_once("stored ")?.1.strip_suffix('\n'));
        let stored: Vec<u32> = stored.filter_map(|n| n.parse().ok()).collect();
        let vault = Vault::open(home.path().join("photos"), KEY).unwrap();
        assert!(vault.sweep_temp().unwrap() <= 1);
        let found = vault.list().unwrap();
        assert!(found.len() >= stored.len() && found.len() <= stored.len() + 1, "{} {}", found.len(), stored.len());
        for n in stored {
            assert_eq!(vault.get(digest(&photo(n))).unwrap(), photo(n), "called stored, round {round}");
        }
        for it in found {
            vault.get(it).unwrap();
        }
    }
}

#[test]
fn a_folder_that_is_gone_is_a_fault_of_the_storage() {
    let (home, vault) = opened();
    drop(home);
    assert!(matches!(vault.list(), Err(VaultError::Io(_))));
    assert!(matches!(vault.get(digest(b"photo")), Err(VaultError::Missing)));
    assert!(matches!(vault.put(digest(b"photo"), b"photo"), Err(VaultError::Io(_))));
}
