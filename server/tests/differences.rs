//! What somebody did to the database is named, on either engine: each change is made by plain SQL behind a stopped
//! server's back, `verify` says what is not as it was received, and when the change is taken back it finds nothing.
//! What only a whole file can be made to suffer stands in `tamper.rs`.

mod cast;

use cast::{Phone, World, stderr, stdout};
use domain::session::{SessionOpen, SignInMethod};
use protocol::Body;

fn record(phone: &mut Phone, count: usize) {
    for _ in 0..count {
        phone.record(&Body::SessionOpen(SessionOpen { method: SignInMethod::Tile }), None);
    }
}

/// Everything as it was, beside the tables themselves.
const KEEP: &str = "CREATE TABLE kept_records AS SELECT * FROM records; CREATE TABLE kept_events AS SELECT * FROM events; \
    CREATE TABLE kept_seals AS SELECT * FROM seals; CREATE TABLE kept_streams AS SELECT * FROM streams;";
/// And back again.
const BACK: &str = "DELETE FROM records; INSERT INTO records SELECT * FROM kept_records; \
    DELETE FROM events; INSERT INTO events SELECT * FROM kept_events; \
    DELETE FROM seals; INSERT INTO seals SELECT * FROM kept_seals; \
    DELETE FROM streams; INSERT INTO streams SELECT * FROM kept_streams;";

#[tokio::test(flavor = "multi_thread")]
async fn what_was_changed_is_named_on_either_engine() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    record(&mut phone, 5);
    phone.push(1, 3).await.expect("taken");
    phone.push(4, 5).await.expect("taken");
    world.until(async || stdout(&world.run(&["verify"]).await).contains("5 projected records")).await;
    let World { dir, server, database, .. } = world;
    server.stop().await;

    let (data, file) = (dir.path().to_owned(), format!("sqlite:{}", dir.path().join("huxiao.sqlite").display()));
    let url = database.clone().unwrap_or(file);
    let verify = || {
        let at = database.iter().flat_map(|url| ["--database", url.as_str()]);
        cast::run(&data, &["verify"].into_iter().chain(at).collect::<Vec<_>>())
    };
    cast::meddle_at(&url, KEEP).await;
    assert!(verify().status.success(), "{}", stderr(&verify()));
    let stream = phone.stream_id;
    let changes = [
        (
            "UPDATE records SET bytes = (SELECT k.bytes FROM kept_records k WHERE k.stream_id = records.stream_id \
             AND k.seq = 3) WHERE seq = 2",
            format!("record 2 of stream {stream} is not the one that was chained"),
        ),
        ("DELETE FROM records WHERE seq = 4", format!("record 4 of stream {stream} is missing")),
        (
            "UPDATE records SET kind = kind + 1 WHERE seq = 1",
            format!("the columns of record 1 of stream {stream} are not what its bytes say"),
        ),
        (
            "UPDATE streams SET next_seq = 6 - 1 WHERE next_seq = 6; DELETE FROM records WHERE seq = 5",
            format!("stream {stream} is projected up to record 5, and ends with record 4"),
        ),
        ("DELETE FROM seals WHERE last_seq = 5", format!("record 4 of stream {stream} is under no seal")),
        (
            "UPDATE seals SET bytes = (SELECT k.bytes FROM kept_seals k WHERE k.last_seq = 3) WHERE last_seq = 5",
            format!("of stream {stream}"),
        ),
        ("DELETE FROM events WHERE seq = 2", format!("record 2 of stream {stream} is not projected")),
        (
            "UPDATE events SET best_ms = best_ms + 60000 WHERE seq = 3",
            format!("record 3 of stream {stream} is projected otherwise than it reads"),
        ),
        ("DELETE FROM streams", format!("record 1 of stream {stream} belongs to no stream")),
    ];
    for (sql, sentence) in changes {
        cast::meddle_at(&url, sql).await;
        let output = verify();
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(1), "{sql}: {}", stdout(&output));
        assert!(said.contains(&sentence), "{sql}\nsaid: {said}\nexpected: {sentence}");
        cast::meddle_at(&url, BACK).await;
        let output = verify();
        assert!(output.status.success(), "after {sql} was taken back: {}", stderr(&output));
    }
}
