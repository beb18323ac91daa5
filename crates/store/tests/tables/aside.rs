//! A database that cannot be read is put aside whole, a new one works at once, and what is readable comes over.

use std::{
    fs,
    path::{Path, PathBuf},
};

use domain::hazard::SuspectedSeverity;
use rusqlite::Connection;
use store::{
    SetAside, Store, StoreError, StoreKey, Tx, finish_putting_aside, identity, is_in_doubt, naming, photos, put_aside,
    records, renewal, stream, uploads,
};

use crate::phone::{Phone, check_in, hazard, key, photo};

fn nothing_more(_: &Tx<'_>, _: &SetAside) -> Result<(), StoreError> {
    Ok(())
}

/// What was put aside at this opening, and all is done about it.
fn opened_with(home: &Path, key: &StoreKey) -> (Store, Vec<SetAside>) {
    let (store, asides) = Store::open_or_set_aside(home, key, nothing_more).expect("opens");
    asides.iter().try_for_each(SetAside::finish).expect("marks");
    (store, asides)
}

fn opened(home: &Path) -> (Store, SetAside) {
    let (store, mut asides) = opened_with(home, &key());
    assert_eq!(asides.len(), 1, "{asides:?}");
    (store, asides.remove(0))
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
    assert_eq!(opened_with(home.path(), &key()).1, [], "once is enough");
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
    assert_eq!(opened_with(home.path(), &key()).1, []);
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
    let (other, asides) = opened_with(home.path(), &StoreKey::new([8; 32]));
    assert!(asides[0].locked && asides[0].records == 0, "{asides:?}");
    drop(other);
    let (store, asides) = opened_with(home.path(), &key());
    let records: Vec<(u64, bool)> = asides.iter().map(|aside| (aside.records, aside.locked)).collect();
    assert_eq!(records, [(5, false), (0, true)], "the key came back, and with it what it locked");
    assert_eq!(store.read(records::count).expect("counts"), 5);
}

#[test]
fn a_home_without_its_key_is_put_aside_with_all_that_belongs_to_it() {
    let phone = Phone::enrolled();
    fs::create_dir(phone.home.path().join("photos")).expect("a folder");
    let Phone { store, home } = phone;
    assert!(put_aside(home.path(), &["photos"], "a test").is_err(), "not while it is open");
    drop(store);
    let folder = put_aside(home.path(), &["photos", "device.key"], "a test").expect("puts aside");
    assert!(folder.join("huxiao.db").exists() && folder.join("photos").exists());
    assert!(!bytes(home.path()).exists() && !home.path().join("photos").exists());
}

/// Every state that a kill can leave while files move: the list is written, and so many of its names have moved.
#[test]
fn moving_is_finished_by_the_next_start_wherever_it_was_cut_off() {
    let names = ["huxiao.db", "huxiao.db-wal", "photos", "device.key"];
    for moved in 0..=names.len() {
        let home = tempfile::tempdir().expect("a folder");
        let aside = home.path().join("set-aside/001");
        fs::create_dir_all(&aside).expect("a folder");
        fs::create_dir(home.path().join("photos")).expect("a folder");
        for name in ["huxiao.db", "huxiao.db-wal", "device.key", "photos/a.photo"] {
            fs::write(home.path().join(name), name).expect("written");
        }
        fs::write(aside.join("moving"), names.join("\n")).expect("listed");
        for name in &names[..moved] {
            fs::rename(home.path().join(name), aside.join(name)).expect("moved");
        }
        finish_putting_aside(home.path()).expect("finishes");
        for name in ["huxiao.db", "huxiao.db-wal", "device.key", "photos/a.photo"] {
            assert_eq!(fs::read_to_string(aside.join(name)).expect("moved"), name, "{moved} were moved before");
            assert!(!home.path().join(name).exists());
        }
        assert!(!aside.join("moving").exists());
    }
}

/// A start that was killed after it had taken everything over, and before it could say so.
#[test]
fn taking_over_again_adds_nothing() {
    let phone = Phone::enrolled();
    phone.save_many(9);
    phone.acknowledge(3);
    let home = killed(phone, "DELETE FROM records WHERE place = 7");
    let branch = |tx: &Tx<'_>, aside: &SetAside| {
        assert!(!aside.joined);
        let number = stream::current(tx)?.number;
        let id = domain::ids::StreamId(uuid::Uuid::from_u128(77 + u128::from(number)));
        store::fork::branch(tx, id, 3).map(drop)
    };
    let (first, asides) = Store::open_or_set_aside(home.path(), &key(), branch).expect("opens");
    assert_eq!(asides[0].records, 8);
    let before = first.read(|tx| records::page(tx, None, &[], 99)).expect("reads");
    drop(first);
    let (second, asides) = Store::open_or_set_aside(home.path(), &key(), branch).expect("opens");
    assert_eq!(asides[0].records, 8, "the person hears the same");
    let after = second.read(|tx| records::page(tx, None, &[], 99)).expect("reads");
    assert_eq!(before, after);
    assert_eq!(second.read(stream::all).expect("reads").len(), 2, "no third stream");
}

/// An earlier version of the app let a phone join anew beside what it had put aside.
#[test]
fn a_phone_that_went_on_in_the_meantime_gets_its_unsent_records_at_the_end() {
    let phone = Phone::enrolled();
    phone.save_many(9);
    phone.acknowledge(3);
    let Phone { store, home } = phone;
    drop(store);
    put_aside(home.path(), &[], "a test").expect("puts aside");
    let phone = Phone { store: crate::phone::open_enrolled(home.path()).expect("joins anew"), home };
    for n in 101..=104 {
        phone.save(n);
    }
    let Phone { store, home } = phone;
    drop(store);
    let (store, aside) = opened(home.path());
    assert!(aside.joined);
    assert_eq!(aside.records, 6, "those that were signed for are at the server");
    let phone = Phone { store, home };
    assert_eq!(phone.stream().last_seq(), 10);
    phone.assert_chains();
}

/// Each page of a database that was closed in order is damaged in turn.
#[test]
fn whichever_page_is_damaged_the_records_of_the_others_come_over_and_are_known_again() {
    let phone = Phone::enrolled();
    phone.save_many(60);
    let picture = photo(1);
    let saved = phone.store.write(|tx| {
        photos::add_draft(tx, "hazard", &picture, domain::time::UtcMs(1))?;
        let stored = records::append(tx, hazard(900, SuspectedSeverity::General, vec![picture.clone()]))?;
        photos::attach(tx, &[picture.id], stored.seq)
    });
    saved.expect("saves");
    let Phone { store, home } = phone;
    drop(store);
    let whole = fs::read(bytes(home.path())).expect("reads");
    let salt = fs::read_to_string(home.path().join("huxiao.db-salt")).expect("kept");
    let pages = whole.len() / 4096;
    let mut most_lost = 0;
    for page in 0..pages {
        let home = tempfile::tempdir().expect("a folder");
        let mut damaged = whole.clone();
        damaged[page * 4096..(page + 1) * 4096].fill(0x5a);
        fs::write(bytes(home.path()), damaged).expect("damages");
        fs::write(home.path().join("huxiao.db-doubt"), b"").expect("somebody met it");
        fs::write(home.path().join("huxiao.db-salt"), &salt).expect("as every opening leaves it");
        let again = |tx: &Tx<'_>, _: &SetAside| naming::name_again(tx, |_| true);
        let (store, asides) = Store::open_or_set_aside(home.path(), &key(), again).expect("opens");
        assert!(!is_in_doubt(home.path()));
        let Some(aside) = asides.first() else { continue };
        most_lost = most_lost.max(61 - aside.records);
        let kept = store.read(|tx| records::by_id(tx, hazard_id())).expect("reads").is_some();
        let files = store.read(uploads::waiting_files).expect("counts");
        assert_eq!(files, if kept { 2 } else { 0 }, "page {page}: a record has its pictures");
    }
    assert!(most_lost > 0 && most_lost < 40, "a page takes only its own rows along: {most_lost}");
}

fn hazard_id() -> domain::ids::RecordId {
    hazard(900, SuspectedSeverity::General, Vec::new()).record_id
}
