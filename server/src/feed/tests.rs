//! Nobody who reads while others write is ever passed by a change: the order of numbers is the order of commits.

use std::{collections::BTreeSet, time::Duration};

use domain::{
    ids::{StaffId, UnitId},
    staff::{StaffKind, StaffMember},
    time::UtcMs,
};
use uuid::Uuid;

use super::{Ask, forget_gone_before, publish, pull, withdraw};
use crate::{
    db::{Database, Engine, tests::database},
    folder::Folder,
    identity::Identity,
    random,
    tables::settings,
};
use protocol::Entity;

const WRITERS: usize = 16;
const EACH: usize = 12;

async fn open() -> (tempfile::TempDir, Database, Identity) {
    let dir = tempfile::tempdir().expect("a folder");
    let folder = Folder::new(dir.path()).expect("a path");
    folder.create().expect("the folder is there");
    let url = database::own_database().await;
    let db = Database::open(&folder, url.as_deref()).await.expect("opens");
    let identity = Identity::open(&folder, &db).await.expect("an identity");
    (dir, db, identity)
}

fn person(unit: UnitId) -> Entity {
    let id = StaffId(random::id());
    Entity::Staff(StaffMember { id, name: "保安01".into(), kind: StaffKind::Guard, post: String::new(), unit })
}

/// Writes changes in transactions of one to three, some of which take their time before they commit.
async fn write(db: Database, unit: UnitId, writer: usize) -> Vec<[u8; 16]> {
    let mut written = Vec::new();
    while written.len() < EACH {
        let people: Vec<Entity> = (0..=written.len() % 3).map(|_| person(unit)).collect();
        let mut tx = db.begin().await.expect("begins");
        publish(&mut tx, unit, &people).await.expect("published");
        if (writer + written.len()).is_multiple_of(5) {
            tokio::time::sleep(Duration::from_millis(15)).await;
        }
        tx.commit().await.expect("committed");
        written.extend(people.iter().map(Entity::id));
    }
    written
}

#[tokio::test(flavor = "multi_thread")]
async fn on_either_engine_a_reader_misses_nothing_under_sixteen_writers_and_a_long_transaction() {
    let (_dir, db, identity) = open().await;
    let unit = UnitId(Uuid::from_u128(1));
    // A transaction that has written, and stays open for as long as the engine lets others write beside it.
    let long = if db.engine == Engine::Postgres {
        let mut tx = db.begin().await.expect("begins");
        settings::put(&mut tx, "long", "open").await.expect("written");
        Some(tx)
    } else {
        None
    };
    let writers: Vec<_> = (0..WRITERS).map(|n| tokio::spawn(write(db.clone(), unit, n))).collect();
    let (mut cursor, mut seen) = (None::<Vec<u8>>, BTreeSet::new());
    let mut read = async || {
        let mut conn = db.snapshot().await.expect("reads");
        let ask = Ask { cursor: cursor.as_deref(), repair: None, want_bytes: 4096 };
        let page = pull(&mut conn, &identity, unit, ask).await.expect("reads").expect("the cursor is good");
        for change in &page.changes {
            seen.insert(*change.id);
        }
        if let Some(next) = page.cursor {
            cursor = Some(next.to_vec());
        }
        (page.more, seen.len())
    };
    while !writers.iter().all(tokio::task::JoinHandle::is_finished) {
        read().await;
    }
    let mut written = BTreeSet::new();
    for writer in writers {
        written.extend(writer.await.expect("a writer ends well"));
    }
    while read().await.0 {}
    assert_eq!(seen, written, "each change came to the reader");
    if let Some(tx) = long {
        tx.rollback().await.expect("ends");
    }
}

/// A point that was paused for longer than its tombstone is kept comes back: phones that still have the tombstone must take
/// what they are told then for newer.
#[tokio::test]
async fn on_either_engine_what_comes_back_after_it_was_forgotten_is_newer_than_when_it_went() {
    let (_dir, db, identity) = open().await;
    let unit = UnitId(Uuid::from_u128(1));
    let one = person(unit);
    let told = async || {
        let ask = Ask { cursor: None, repair: None, want_bytes: 4096 };
        let page = pull(&mut db.snapshot().await.expect("reads"), &identity, unit, ask).await.expect("reads");
        let page = page.expect("from the beginning");
        page.changes.first().map(|change| (change.rev, change.payload.is_some()))
    };
    let mut tx = db.begin().await.expect("begins");
    publish(&mut tx, unit, std::slice::from_ref(&one)).await.expect("published");
    withdraw(&mut tx, unit, &[(one.kind(), one.id())]).await.expect("withdrawn");
    tx.commit().await.expect("committed");
    let (gone, exists) = told().await.expect("a tombstone");
    assert!(!exists);
    forget_gone_before(&db, UtcMs(i64::MAX)).await.expect("swept");
    assert_eq!(told().await, None);
    let mut tx = db.begin().await.expect("begins");
    publish(&mut tx, unit, &[one]).await.expect("published");
    tx.commit().await.expect("committed");
    let (back, exists) = told().await.expect("it is back");
    assert!(exists && back > gone, "{back} after {gone}");
}
