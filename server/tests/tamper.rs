//! Whoever has the database, and not the key, cannot change, drop or cut off what was received without `verify` naming it.

mod cast;

use std::fs;

use cast::{Phone, World, meddle, stderr, stdout};
use domain::session::{SessionOpen, SignInMethod};
use protocol::Body;

fn record(phone: &mut Phone, count: usize) {
    for _ in 0..count {
        phone.record(&Body::SessionOpen(SessionOpen { method: SignInMethod::Tile }), None);
    }
}

/// The tail of the longer stream, gone with everything that belongs to it.
const CUT: &str = "CREATE TEMP TABLE cut AS SELECT stream_id FROM streams WHERE next_seq = 6; \
    DELETE FROM sessions WHERE record_id IN (SELECT record_id FROM records WHERE seq > 3 AND stream_id IN cut); \
    DELETE FROM events WHERE seq > 3 AND stream_id IN cut; \
    DELETE FROM records WHERE seq > 3 AND stream_id IN cut; \
    DELETE FROM seals WHERE last_seq > 3 AND stream_id IN cut; \
    UPDATE projection_queue SET upto = 3 WHERE stream_id IN cut; \
    UPDATE streams SET next_seq = 4, head_hash = (SELECT hash FROM records r WHERE r.stream_id = streams.stream_id AND seq = 3) \
        WHERE stream_id IN cut;";
/// The note of the cut stream's head too.
const LEAF: &str = "UPDATE root_leaves SET seq = 3, hash = (SELECT hash FROM records r \
    WHERE r.stream_id = root_leaves.stream_id AND r.seq = 3) WHERE seq = 5;";
/// The other stream, with everything that belongs to it.
const WHOLE: &str = "CREATE TEMP TABLE cut AS SELECT stream_id FROM streams WHERE next_seq = 3; \
    DELETE FROM sessions WHERE record_id IN (SELECT record_id FROM records WHERE stream_id IN cut); \
    DELETE FROM events WHERE stream_id IN cut; DELETE FROM records WHERE stream_id IN cut; \
    DELETE FROM seals WHERE stream_id IN cut; DELETE FROM projection_queue WHERE stream_id IN cut; \
    DELETE FROM streams WHERE stream_id IN cut;";

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_did_to_the_database_is_named() {
    let world = World::embedded().await;
    let (mut phone, mut other) = (world.phone().await, world.phone().await);
    record(&mut phone, 5);
    phone.push(1, 3).await.expect("taken");
    phone.push(4, 5).await.expect("taken");
    record(&mut other, 2);
    other.push_all().await;
    let roots = world.run(&["roots", "--now", "--json"]).await;
    let roots: serde_json::Value = serde_json::from_slice(&roots.stdout).expect("JSON");
    let newest = roots["roots"].as_array().and_then(|roots| roots.last()).expect("a root");
    assert_eq!((newest["streams"].as_u64(), newest["records"].as_u64()), (Some(2), Some(7)), "{newest}");
    world.until(async || stdout(&world.run(&["verify"]).await).contains("7 projected records")).await;
    let World { dir, server, .. } = world;
    server.stop().await;

    let (data, file) = (dir.path().to_owned(), dir.path().join("huxiao.sqlite"));
    let pristine = fs::read(&file).expect("the file");
    let after = async |sql: &str| {
        fs::write(&file, &pristine).expect("as it was");
        meddle(&data, sql).await;
        let output = cast::run(&data, &["verify"]);
        assert_eq!(output.status.code(), Some(1), "{sql}: {}", stdout(&output));
        stderr(&output)
    };
    let expect = async |sql: &str, sentence: String| {
        let said = after(sql).await;
        assert!(said.contains(&sentence), "{sql}\nsaid: {said}\nexpected: {sentence}");
    };
    let (longer, shorter) = (phone.stream_id, other.stream_id);
    let edited = "UPDATE records SET bytes = CAST(substr(bytes, 1, length(bytes) - 1) || x'FF' AS BLOB) \
        WHERE seq = 2 AND stream_id IN (SELECT stream_id FROM streams WHERE next_seq = 6)";
    expect(edited, format!("record 2 of stream {longer} is not the one")).await;
    let deleted = "DELETE FROM records WHERE seq = 4";
    expect(deleted, format!("record 4 of stream {longer} is missing")).await;
    expect(CUT, format!("stream {longer} ended with record 5 when root")).await;
    expect(&format!("{CUT}{LEAF}"), "and the heads kept of it are 2 streams with 5 records".into()).await;
    expect(&format!("{CUT}{LEAF} DELETE FROM roots WHERE no > 1;"), "stands in roots.log, and not so".into()).await;
    expect(WHOLE, format!("stream {shorter} stood in root")).await;
    expect(&format!("{WHOLE} DELETE FROM streams WHERE next_seq = 3"), format!("stream {shorter} stood in root")).await;
    expect("DELETE FROM streams WHERE next_seq = 3", format!("record 1 of stream {shorter} belongs to no stream"))
        .await;
    for hidden in ["unknown", "quarantined"] {
        let hide = format!(
            "UPDATE records SET status = '{hidden}' WHERE seq = 4; \
             DELETE FROM sessions WHERE record_id IN (SELECT record_id FROM records WHERE seq = 4); \
             DELETE FROM events WHERE seq = 4"
        );
        expect(&hide, format!("record 4 of stream {longer} can be read, and is kept as one that cannot")).await;
    }
    let garbled = "UPDATE feed SET payload = x'80' WHERE rowid = (SELECT min(rowid) FROM feed)";
    expect(garbled, "does not tell the thing it is named after".into()).await;
    expect("DELETE FROM roots WHERE no = 1", "root 1 is missing".into()).await;
    // The last byte of an Ed25519 signature is never above 0x10, so this one is always another.
    expect(
        "UPDATE roots SET bytes = CAST(substr(bytes, 1, length(bytes) - 1) || x'FF' AS BLOB) WHERE no = 2",
        "the signature of root 2".into(),
    )
    .await;

    fs::write(&file, &pristine).expect("as it was");
    let output = cast::run(&data, &["verify"]);
    assert!(output.status.success(), "{}", stderr(&output));
}
