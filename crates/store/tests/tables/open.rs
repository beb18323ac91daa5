//! Opening: whose file it is, who has it open, and what is refused without a byte changed.

use std::fs;

use rusqlite::Connection;
use store::{SCHEMA_VERSION, Store, StoreError, StoreKey, settings};

use crate::phone::{Phone, key};

#[test]
fn what_was_saved_is_there_after_a_restart() {
    let phone = Phone::enrolled();
    phone.save_many(3);
    let phone = phone.restarted();
    phone.assert_chains();
    assert_eq!(phone.stream().last_seq(), 3);
    assert!(phone.store.file_bytes() > 0);
}

#[test]
fn a_home_folder_is_opened_once_at_a_time() {
    let phone = Phone::enrolled();
    let second = Store::open(phone.home.path(), &key());
    let error = second.expect_err("refused");
    assert!(matches!(error, StoreError::InUse));
    assert_eq!(error.problem().code, "home-in-use");
    phone.restarted();
}

#[test]
fn a_wrong_key_opens_nothing_and_harms_nothing() {
    let phone = Phone::enrolled();
    phone.save(1);
    let Phone { store, home } = phone;
    drop(store);
    let before = fs::read(home.path().join("huxiao.db")).expect("reads");
    let error = Store::open(home.path(), &StoreKey::new([8; 32])).expect_err("refused");
    assert!(matches!(error, StoreError::Broken(_)), "{error:?}");
    assert_eq!(error.problem().code, "database-broken");
    assert_eq!(fs::read(home.path().join("huxiao.db")).expect("reads"), before);
    let store = Store::open(home.path(), &key()).expect("the right key still opens it");
    Phone { store, home }.assert_chains();
}

#[test]
fn the_file_tells_nothing_without_the_key() {
    let phone = Phone::enrolled();
    phone.store.write(|tx| settings::put(tx, "a secret in plain words")).expect("saves");
    let home = phone.restarted().home;
    for entry in fs::read_dir(home.path()).expect("lists") {
        let bytes = fs::read(entry.expect("an entry").path()).expect("reads");
        assert!(!bytes.windows(15).any(|window| window == b"a secret in pla"));
        assert!(!bytes.starts_with(b"SQLite format 3"));
    }
}

#[test]
fn a_file_of_a_later_version_is_refused_and_stays_as_it_is() {
    let phone = Phone::enrolled();
    phone.save_many(2);
    let Phone { store, home } = phone;
    drop(store);
    let file = home.path().join("huxiao.db");
    leave_as_a_later_version_killed(&file);
    let before = contents(home.path());
    let error = Store::open(home.path(), &key()).expect_err("refused");
    assert!(
        matches!(error, StoreError::NewerSchema { found, known } if found == SCHEMA_VERSION + 1 && known == SCHEMA_VERSION)
    );
    assert_eq!(error.problem().args["version"], (SCHEMA_VERSION + 1).to_string());
    assert_eq!(contents(home.path()), before, "neither the file nor its log changed");
}

/// Raises the version in the log alone, as an app that was killed leaves it.
fn leave_as_a_later_version_killed(file: &std::path::Path) {
    let connection = Connection::open(file).expect("opens");
    let raw_key = format!("x'{}'", "07".repeat(32));
    connection.pragma_update(None, "key", raw_key).expect("unlocks");
    connection
        .set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)
        .expect("keeps the log");
    connection.pragma_update(None, "user_version", SCHEMA_VERSION + 1).expect("writes");
}

fn contents(home: &std::path::Path) -> Vec<Vec<u8>> {
    ["huxiao.db", "huxiao.db-wal"].map(|name| fs::read(home.join(name)).unwrap_or_default()).to_vec()
}

#[test]
fn a_file_that_is_no_database_is_broken_and_stays_as_it_is() {
    let home = tempfile::tempdir().expect("a folder");
    let file = home.path().join("huxiao.db");
    fs::write(&file, vec![0x41; 8192]).expect("writes");
    let error = Store::open(home.path(), &key()).expect_err("refused");
    assert!(matches!(error, StoreError::Broken(_)), "{error:?}");
    assert_eq!(fs::read(&file).expect("reads"), vec![0x41; 8192]);
}

#[test]
fn a_home_that_is_no_folder_is_said_to_be_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let home = folder.path().join("home");
    fs::write(&home, b"a file").expect("writes");
    assert!(matches!(Store::open(&home, &key()), Err(StoreError::Io(_))));
}

#[test]
fn reading_cannot_write_and_a_refusal_leaves_nothing() {
    let phone = Phone::enrolled();
    assert!(phone.store.read(|tx| settings::put(tx, "{}")).is_err());
    let refused: Result<(), StoreError> = phone.store.write(|tx| {
        settings::put(tx, "{}")?;
        Err(StoreError::NotEnrolled)
    });
    assert!(refused.is_err());
    assert_eq!(phone.store.read(settings::get).expect("reads"), None);
}

#[test]
fn a_panic_in_the_middle_leaves_nothing_and_the_database_usable() {
    let phone = Phone::enrolled();
    let store = phone.store.clone();
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        store.write(|tx| -> Result<(), StoreError> {
            settings::put(tx, "{}")?;
            panic!("a fault of the program")
        })
    }));
    assert!(panicked.is_err());
    assert_eq!(phone.store.read(settings::get).expect("reads"), None);
    phone.save(1);
    phone.assert_chains();
}
