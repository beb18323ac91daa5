//! Two histories of one stream, and records that nobody can read: both are kept, and neither stops anything.

mod cast;

use cast::{Phone, World, phone};
use domain::{
    duty::DutyOn,
    ids::{PostId, StreamId},
};
use protocol::{Body, Origin, ProblemClass, Record};
use uuid::Uuid;

fn duty() -> Body {
    Body::DutyOn(DutyOn {
        post_id: PostId(Uuid::nil()),
        window: None,
        stated_at: None,
        position: None,
        photos: vec![],
        detail: None,
    })
}

/// The same records under a new stream, as a phone writes them again after a fork.
fn branched(phone: &Phone, from: usize) -> Phone {
    let mut branch = phone.twin();
    branch.stream_id = StreamId(Uuid::from_bytes(phone::random()));
    branch.records.clear();
    for bytes in &phone.records[from..] {
        let record = Record::decode(bytes).expect("a record");
        let seq = branch.records.len() as u64 + 1;
        let origin = Some(Origin { stream_id: record.stream_id, seq: record.seq });
        branch.records.push(Record { stream_id: branch.stream_id, seq, origin, ..record }.encode());
    }
    branch
}

async fn detail(world: &World, phone: &Phone) -> serde_json::Value {
    let clerk = world.clerk("city01").await;
    clerk.get(&format!("/api/devices/{}", phone.identity().device_id)).await
}

async fn verified(world: &World) -> String {
    let output = world.run(&["verify"]).await;
    assert!(output.status.success(), "{}", cast::stderr(&output));
    cast::stdout(&output)
}

#[tokio::test]
async fn the_other_history_is_kept_as_evidence_and_the_office_sees_it() {
    let world = World::new().await;
    let mut first = world.phone().await;
    first.record(&duty(), None);
    first.push_all().await;
    let mut second = first.twin();
    first.record(&duty(), None);
    first.push(2, 2).await.expect("came first");
    second.record(&duty(), None);
    for _ in 0..3 {
        let refused = second.push(2, 2).await.expect_err("another record stands there");
        assert_eq!((refused.problem.class, refused.problem.head_seq), (ProblemClass::Fork, Some(2)));
        assert_eq!(refused.problem.epoch, Some(second.identity().epoch));
    }
    let seen = detail(&world, &first).await;
    assert_eq!(seen["streams"][0]["rejected_pushes"], 1, "the same push is kept once: {seen}");
    assert!(seen["streams"][0]["forked_ms"].as_i64().is_some());
    let kept = cast::stdout(&world.run(&["export", "--rejected"]).await);
    let line: serde_json::Value = serde_json::from_str(&kept).expect("one object");
    assert_eq!((&line["code"], &line["first"], &line["last"]), (&"fork".into(), &2.into(), &2.into()), "{line}");
    let bytes = data_encoding::HEXLOWER.decode(line["bytes_hex"].as_str().expect("hex").as_bytes()).expect("hex");
    let push: protocol::sync::Push = protocol::from_cbor(&bytes).expect("the push as it came");
    assert_eq!(push.records[0].as_slice(), second.records[1]);
    push.seal.verify(&second.key.public(), second.stream_id, &second.head(2)).expect("it is proof by itself");
    first.record(&duty(), None);
    first.push(3, 3).await.expect("the phone that came first goes on");
    verified(&world).await;
}

#[tokio::test]
async fn a_record_on_two_branches_counts_once_and_the_one_that_came_first_counts() {
    let world = World::new().await;
    let mut first = world.phone().await;
    first.record(&duty(), None);
    first.record(&duty(), None);
    let mut branch = branched(&first, 0);
    branch.push_all().await;
    first.push_all().await;
    let said = verified(&world).await;
    world.until(async || verified(&world).await.contains("2 projected records, 2 copies")).await;
    assert!(said.contains("4 records"), "{said}");
}

#[tokio::test]
async fn a_record_nobody_can_read_is_taken_alone_and_the_chain_goes_on() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    phone.record(&duty(), None);
    phone.records.push(vec![0xff; 40]);
    phone.record(&duty(), None);
    let refused = phone.push(1, 3).await.expect_err("not as a batch");
    assert_eq!((refused.status.as_u16(), refused.problem.class), (422, ProblemClass::Poison));
    phone.push(1, 1).await.expect("the one before it");
    let answer = phone.give(&phone.unread(2)).await.expect("taken as it is");
    assert_eq!((answer.ack.receipt.acked_upto, answer.ack.receipt.head), (2, phone.head(2)));
    assert_eq!(answer.ack.outcomes[0].code, "quarantined");
    phone.give(&phone.unread(2)).await.expect("and again, if the answer was lost");
    phone.push(3, 3).await.expect("the one behind it");
    let seen = detail(&world, &phone).await;
    assert_eq!(
        (seen["unread"][0]["seq"].as_u64(), seen["unread"][0]["status"].as_str()),
        (Some(2), Some("quarantined"))
    );
    let exported = cast::stdout(&world.run(&["export"]).await);
    assert_eq!(exported.lines().count(), 3, "it is exported with the others: {exported}");
    let unread: serde_json::Value = serde_json::from_str(exported.lines().nth(1).expect("a line")).expect("JSON");
    assert_eq!((&unread["body"], &unread["bytes_hex"]), (&serde_json::Value::Null, &"ff".repeat(40).into()));
    world.until(async || verified(&world).await.contains("2 projected records, 1 quarantined")).await;
}

#[tokio::test]
async fn a_record_beyond_the_limit_is_taken_alone_too() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    phone.records.push(vec![0x40; 20 * 1024]);
    let refused = phone.push(1, 1).await.expect_err("too large");
    assert_eq!((refused.problem.class, refused.problem.code.as_str()), (ProblemClass::Shrink, "record-too-large"));
    phone.give(&phone.unread(1)).await.expect("taken as it is");
    verified(&world).await;
}

#[tokio::test]
async fn quarantine_keeps_the_rules_of_the_chain() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    phone.records.extend([vec![0xff; 9], vec![0xfe; 9]]);
    let gap = phone.give(&phone.unread(2)).await.expect_err("record 1 is missing");
    assert_eq!((gap.problem.class, gap.problem.head_seq), (ProblemClass::Resync, Some(0)));
    phone.give(&phone.unread(1)).await.expect("taken");
    let mut other = phone.twin();
    other.records[0] = vec![0xfd; 9];
    assert_eq!(other.give(&other.unread(1)).await.expect_err("another one").problem.class, ProblemClass::Fork);
    let mut forged = phone.twin();
    forged.records[1] = vec![0xfc; 9];
    let mut request = forged.unread(2);
    request.seal.signature[3] ^= 1;
    let refused = forged.give(&request).await.expect_err("no seal");
    assert_eq!(refused.problem.code, "bad-seal");
}

#[tokio::test]
async fn a_kind_that_becomes_known_is_projected_after_the_upgrade() {
    let world = World::embedded().await;
    let mut phone = world.phone().await;
    phone.record(&duty(), None);
    phone.record_raw((protocol::Kind::Unknown(4711), 1), vec![0x80], None);
    phone.push_all().await;
    world.until(async || verified(&world).await.contains("1 projected records, 1 of later kinds")).await;
    // As the earlier program left it: it did not know what 到岗 is.
    let world = world
        .meddled(
            "UPDATE records SET status = 'unknown' WHERE seq = 1; \
             DELETE FROM events; DELETE FROM duty_events;",
        )
        .await;
    world.until(async || verified(&world).await.contains("1 projected records, 1 of later kinds")).await;
}
