//! Whoever gives up while a transaction begins leaves a connection behind on which nothing has begun.

use std::{
    future::poll_fn,
    task::Poll,
    time::{Duration, Instant},
};

use super::{Database, Engine, Tx};
use crate::{folder::Folder, tables::settings};

#[path = "../../tests/cast/database.rs"]
pub(crate) mod database;

/// So many try in each of so many rounds, with patience for 0 % to 150 % of the time that a beginning takes.
const EACH: u32 = 8;
const ROUNDS: u32 = 100;
/// As many as the pool has connections.
const AT_ONCE: usize = 16;

/// Begins on all connections at once and writes on each.
async fn all_can_write(db: &Database) {
    let at_once = if db.engine == Engine::Postgres { AT_ONCE } else { 1 };
    let begun: Vec<Tx> = futures_util::future::try_join_all((0..at_once).map(|_| db.begin())).await.expect("all begin");
    for (number, mut tx) in begun.into_iter().enumerate() {
        settings::put(&mut tx, &format!("writer {number}"), "was here").await.expect("a new transaction writes");
        tx.rollback().await.expect("undone");
    }
}

/// Ready from that moment on; finer than the runtime's timer, which knows whole milliseconds.
async fn passed(moment: Instant) {
    poll_fn(|context| {
        if Instant::now() >= moment {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_either_engine_who_gives_up_while_beginning_leaves_nothing_begun() {
    let dir = tempfile::tempdir().expect("a folder");
    let folder = Folder::new(dir.path()).expect("a path");
    folder.create().expect("the folder is there");
    let url = database::own_database().await;
    let db = Database::open(&folder, url.as_deref()).await.expect("opens");
    let (mut given_up, mut taken) = (0, Duration::from_millis(1));
    for round in 0..ROUNDS {
        for time in 0..EACH {
            let began = Instant::now();
            let moment = began + taken * ((round * EACH + time) % 150) / 100;
            tokio::select! {
                biased;
                _begun = db.snapshot() => taken = (taken * 7 + began.elapsed()) / 8,
                () = passed(moment) => given_up += 1,
            };
        }
        all_can_write(&db).await;
    }
    assert!(given_up > ROUNDS, "only {given_up} gave up");
    db.close().await;
}
