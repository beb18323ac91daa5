//! A database that cannot be read is put aside whole, a new one works at once, and what is readable comes over.

use std::{
    fs,
    path::{Path, PathBuf},
};

use domain::hazard::SuspectedSeverity;
use rusqlite::Connection;
use store::{SetAside, Store, StoreKey, identity, photos, put_aside, records, renewal, stream, uploads};

use crate::phone::{Phone, check_in, hazard, key, photo};

fn opened(home: &Path) -> (Store, SetAside) {
    let (store, aside) = Store::open_or_set_aside(home, &key()).expect("opens");
    (store, aside.expect("was put aside"))
}

/// Leaves the folder as a killed program does: with the log that was not folded in.
fn killed(phone: Phone, sql: &str) -> tempfile::TempDir {
    let Phone { store, home } = phone;
    drop(store);
    let connection = Connection::open(home.path().join("huxiao.db")).expect("opens");
    connection.pragma_update(None, "key", format!("x'{}'", "07".repeat(32))).expect("unlocks");
    let keep = rusqlite::config::DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE;
    connection.set_db_config(keep, true).expect("keeps the log");
    connection.execute_batch(sql).expect("meddles");
    home
}

fn bytes(home: &Path) -> PathBuf {
    home.join("huxiao.db")
}

#[test]
fn what_is_no_database_is_kept_and_a_new_one_works() {
    let home = tempfile::tempdir().expect("a folder");
    fs::write(bytes(home.path()), vec![0x41; 8192]).expect("writes");
    let (store, aside) = opened(home.path());
    assert_eq!(aside.records, 0);
    assert_eq!(fs::read(aside.folder.join("huxiao.db")).expect("kept"), vec![0x41; 8192]);
    assert_eq!(store.read(stream::get).expect("reads"), None, "the phone enrolls anew");
    drop(store);
    let (_, again) = Store::open_or_set_aside(home.path(), &key()).expect("opens");
    assert_eq!(again, None, "once is enough");
}

#[test]
fn damaged_pages_take_only_their_own_rows_along() {
    let phone = Phone::enrolled();
    phone.save_many(2_000);
    phone.acknowledge(500);
    let Phone { store, home } = phone;
    drop(store);
    let file = bytes(home.path());
    let mut content = fs::read(&file).expect("reads");
    // Four pages in the second half: rows of the largest table, and of its indices.
    let pages = content.len() / 4096;
    for page in [pages / 2, pages * 5 / 8, pages * 3 / 4, pages * 7 / 8] {
        content[page * 4096..(page + 1) * 4096].fill(0x5a);
    }
    fs::write(&file, content).expect("damages");
    fs::write(home.path().join("huxiao.db-wal"), b"left over").expect("as after a kill");
    let (store, aside) = opened(home.path());
    assert!(aside.records > 1_800, "{} of 2000", aside.records);
    let identity = store.read(identity::get).expect("reads").expect("still enrolled");
    assert_eq!(identity.device_no, "0007");
    let stream = store.read(stream::current).expect("reads");
    assert_eq!(stream.acked_upto, 500, "what the server signed for stays known");
    assert!(store.read(renewal::is_running).expect("reads"), "the lists are fetched anew");
    store.write(|tx| store::fork::branch(tx, domain::ids::StreamId(uuid::Uuid::from_u128(9)), 500)).expect("branches");
    let new = store.write(|tx| records::append(tx, check_in(3_000))).expect("a new record is saved");
    assert!(new.seq > 1_300, "after what was written again: {}", new.seq);
}

#[test]
fn a_record_that_was_changed_behind_our_back_is_noticed_after_a_kill() {
    for sql in [
        "UPDATE records SET bytes = zeroblob(40) WHERE place = 7",
        "DELETE FROM records WHERE place = 7",
        "DELETE FROM records WHERE place = 9",
        "UPDATE streams SET next_seq = 8",
    ] {
        let phone = Phone::enrolled();
        phone.save_many(9);
        phone.acknowledge(3);
        let home = killed(phone, sql);
        let (store, aside) = opened(home.path());
        assert!(aside.records >= 8, "{sql}: {aside:?}");
        assert_eq!(store.read(stream::current).expect("reads").acked_upto, 3);
    }
}

#[test]
fn a_kill_alone_puts_nothing_aside() {
    let phone = Phone::enrolled();
    phone.save_many(9);
    let home = killed(phone, "UPDATE session SET since = since");
    let home = killed(
        Phone { store: Store::open(home.path(), &key()).expect("checks and opens"), home },
        "INSERT INTO drafts VALUES ('a', '{}')",
    );
    let (_, aside) = Store::open_or_set_aside(home.path(), &key()).expect("opens");
    assert_eq!(aside, None);
}

#[test]
fn pictures_come_over_with_their_records() {
    let phone = Phone::enrolled();
    let picture = photo(1);
    let saved = phone.store.write(|tx| {
        photos::add_draft(tx, "hazard", &picture, domain::time::UtcMs(1))?;
        let stored = records::append(tx, hazard(1, SuspectedSeverity::General, vec![picture.clone()]))?;
        photos::attach(tx, &[picture.id], stored.seq)
    });
    saved.expect("saves");
    let home = killed(phone, "UPDATE streams SET head = zeroblob(32)");
    let (store, aside) = opened(home.path());
    assert_eq!(aside.records, 1);
    assert_eq!(store.read(uploads::waiting_files).expect("counts"), 2);
}

#[test]
fn what_only_another_key_opens_waits_for_that_key() {
    let phone = Phone::enrolled();
    phone.save_many(5);
    let Phone { store, home } = phone;
    drop(store);
    let (other, aside) = Store::open_or_set_aside(home.path(), &StoreKey::new([8; 32])).expect("opens");
    assert_eq!(aside.expect("put aside").records, 0);
    drop(other);
    let (store, aside) = opened(home.path());
    assert_eq!(aside.records, 5, "the key came back, and with it what it locked");
    assert_eq!(store.read(records::count).expect("counts"), 5);
}

#[test]
fn a_home_without_its_key_is_put_aside_with_all_that_belongs_to_it() {
    let phone = Phone::enrolled();
    fs::create_dir(phone.home.path().join("photos")).expect("a folder");
    let Phone { store, home } = phone;
    assert!(put_aside(home.path(), &["photos"]).is_err(), "not while it is open");
    drop(store);
    let folder = put_aside(home.path(), &["photos", "device.key"]).expect("puts aside");
    assert!(folder.join("huxiao.db").exists() && folder.join("photos").exists());
    assert!(!bytes(home.path()).exists() && !home.path().join("photos").exists());
}
