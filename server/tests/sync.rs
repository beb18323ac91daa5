//! A push is taken as a contiguous prefix, once, whatever the network did to the answers before.

mod cast;

use cast::{OTHER_SCHOOL, World};
use domain::{
    duty::DutyOn,
    ids::PostId,
    session::{SessionOpen, SignInMethod},
};
use protocol::{Body, EntityKind, Kind, ProblemClass};
use uuid::Uuid;

fn session() -> Body {
    Body::SessionOpen(SessionOpen { method: SignInMethod::Tile })
}

fn duty() -> Body {
    Body::DutyOn(DutyOn {
        post_id: PostId(Uuid::nil()),
        window: None,
        stated_at: None,
        position: None,
        photos: Vec::new(),
        detail: None,
    })
}

#[tokio::test]
async fn records_are_taken_in_order_and_the_receipt_names_their_hash() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    for _ in 0..3 {
        phone.record(&duty(), None);
    }
    let answer = phone.push(1, 2).await.expect("taken");
    assert_eq!((answer.ack.receipt.acked_upto, answer.ack.receipt.head), (2, phone.head(2)));
    assert_eq!(answer.ack.durable_upto, 0, "nothing is backed up yet");
    let answer = phone.push(3, 3).await.expect("taken");
    assert_eq!((answer.ack.receipt.acked_upto, answer.ack.receipt.head), (3, phone.head(3)));
}

#[tokio::test]
async fn a_lost_answer_costs_nothing_the_same_push_is_answered_again() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    phone.record(&session(), None);
    phone.record(&duty(), None);
    phone.push(1, 2).await.expect("taken");
    let again = phone.push(1, 2).await.expect("known already");
    assert_eq!(again.ack.receipt.acked_upto, 2);
    let part = phone.push(2, 2).await.expect("a retry may be cut anew");
    assert_eq!(part.ack.receipt.head, phone.head(2));
    phone.record(&duty(), None);
    let overlapping = phone.push(1, 3).await.expect("the known part is passed over");
    assert_eq!(overlapping.ack.receipt.acked_upto, 3);
    let world = world.restarted().await;
    phone.server = world.server.url.clone();
    let after = phone.sync(None).await.expect("the head is kept");
    assert_eq!((after.ack.receipt.acked_upto, after.ack.receipt.head), (3, phone.head(3)));
}

#[tokio::test]
async fn a_gap_is_answered_with_the_head_to_go_on_from() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    for _ in 0..4 {
        phone.record(&duty(), None);
    }
    phone.push(1, 1).await.expect("taken");
    let refused = phone.push(3, 4).await.expect_err("record 2 is missing");
    assert_eq!((refused.status.as_u16(), refused.problem.class), (409, ProblemClass::Resync));
    assert_eq!((refused.problem.code.as_str(), refused.problem.head_seq), ("gap", Some(1)));
    assert_eq!(refused.problem.head_hash, Some(phone.head(1)));
    phone.push(2, 4).await.expect("from there on it is taken");
}

#[tokio::test]
async fn another_history_under_the_same_stream_is_a_fork() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    phone.record(&session(), None);
    phone.record(&duty(), None);
    phone.push(1, 2).await.expect("taken");
    phone.records.truncate(1);
    phone.record(&session(), None);
    phone.record(&duty(), None);
    for (first, last) in [(1, 3), (2, 3), (2, 2)] {
        let refused = phone.push(first, last).await.expect_err("record 2 was another one");
        assert_eq!((refused.status.as_u16(), refused.problem.class), (409, ProblemClass::Fork));
        assert_eq!(refused.problem.head_seq, Some(2));
    }
}

#[tokio::test]
async fn the_stream_of_another_phone_is_closed_to_me() {
    let world = World::new().await;
    let (mut mine, mut theirs) = (world.phone().await, world.phone().await);
    theirs.record(&duty(), None);
    theirs.push_all().await;
    mine.stream_id = theirs.stream_id;
    mine.record(&duty(), None);
    assert_eq!(mine.push(1, 1).await.expect_err("not mine").problem.class, ProblemClass::Fork);
    assert_eq!(mine.sync(None).await.expect_err("not mine either").problem.class, ProblemClass::Fork);
}

#[tokio::test]
async fn a_seal_that_does_not_verify_stops_the_push_and_nothing_of_it_is_stored() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    phone.record(&duty(), None);
    phone.record(&duty(), None);
    let mut push = phone.sealed(1, 2);
    push.records.swap(0, 1);
    let refused = phone.sync(Some(push)).await.expect_err("the order is wrong");
    assert_eq!((refused.status.as_u16(), refused.problem.code.as_str()), (422, "bad-envelope"));
    let mut push = phone.sealed(1, 2);
    push.seal.signature[7] ^= 1;
    let refused = phone.sync(Some(push)).await.expect_err("the seal is broken");
    assert_eq!((refused.status.as_u16(), refused.problem.class), (422, ProblemClass::Poison));
    assert_eq!(refused.problem.code, "bad-seal");
    let head = phone.sync(None).await.expect("asks").ack.receipt;
    assert_eq!((head.acked_upto, head.head), (0, phone.head(0)));
}

#[tokio::test]
async fn a_record_of_a_later_version_is_kept_and_so_is_one_that_nobody_can_read() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    phone.record_raw((Kind::Unknown(4711), 1), vec![0x81, 0x01], None);
    phone.record_raw((Kind::DutyOn, 1), vec![0x81, 0x61, b'x'], None);
    phone.record_raw((Kind::DutyOn, 2), vec![0x80], None);
    phone.record(&duty(), None);
    let answer = phone.push(1, 4).await.expect("all four are taken");
    let outcomes: Vec<_> = answer.ack.outcomes.iter().map(|o| (o.seq, o.code.as_str())).collect();
    assert_eq!(outcomes, [(1, "unknown"), (2, "quarantined"), (3, "unknown")]);
    assert_eq!(answer.ack.receipt.acked_upto, 4);
}

#[tokio::test]
async fn strangers_and_tampered_requests_are_turned_away() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let audience = std::mem::take(&mut phone.identity.as_mut().expect("enrolled").audience);
    let refused = phone.sync(None).await.expect_err("signed for another server");
    assert_eq!((refused.status.as_u16(), refused.problem.code.as_str()), (401, "bad-sig"));
    phone.identity.as_mut().expect("enrolled").audience = audience;
    phone.sync(None).await.expect("signed for this one");
    phone.key = protocol::SigningKey::from_seed(&[9; 32]);
    let refused = phone.sync(None).await.expect_err("nobody enrolled this key");
    assert_eq!((refused.status.as_u16(), refused.problem.code.as_str()), (401, "unknown-key"));
    assert_eq!(refused.problem.class, ProblemClass::Auth);
}

#[tokio::test]
async fn a_station_is_given_all_its_schools_page_by_page() {
    let world = World::new().await;
    let station = server::Belongs::Station("350181510000".into());
    let code = world.server.enroll_code(&station, 1).await.expect("a code").code;
    let mut phone = cast::Phone::new(&world.server.url, world.http.clone());
    phone.enroll(&code).await.expect("enrolled");
    let (mut pages, mut changes) = (0, Vec::new());
    loop {
        let mut request = phone.request(None);
        request.want_bytes = 4 * 1024;
        let answer = phone.ask(&request).await.expect("asks");
        pages += 1;
        changes.extend(answer.pull.changes);
        if !answer.pull.more {
            break;
        }
    }
    let of = |kind: EntityKind| changes.iter().filter(|c| c.kind == kind.number()).count();
    // The station itself, and the bureau whose calendar holds for its schools.
    assert_eq!((of(EntityKind::School), of(EntityKind::Agency)), (20, 2));
    // An officer on the roster of a school's post is told to that school too.
    let staff = changes.iter().filter(|c| c.kind == EntityKind::Staff.number()).map(|c| *c.id);
    assert_eq!(staff.collect::<std::collections::BTreeSet<_>>().len(), 20 * 7 + 6);
    assert!(pages > 3, "{pages} pages");
    let mut seen = std::collections::BTreeSet::new();
    assert!(changes.iter().all(|c| seen.insert((c.scope, c.scope_seq))), "nothing came twice");
}

#[tokio::test]
async fn a_phone_is_given_its_school_and_afterwards_only_what_is_new() {
    let world = World::new().await;
    let mut phone = world.phone_of(OTHER_SCHOOL).await;
    let first = phone.sync(None).await.expect("asks");
    let of = |kind: EntityKind| first.pull.changes.iter().filter(|c| c.kind == kind.number()).count();
    assert_eq!((of(EntityKind::School), of(EntityKind::Staff), of(EntityKind::Point)), (1, 7, 4));
    assert!(of(EntityKind::Post) >= 1 && of(EntityKind::Window) >= 2 && !first.pull.more);
    let idle = phone.sync(None).await.expect("asks again");
    assert!(idle.pull.changes.is_empty() && idle.pull.cursor.is_none());
    assert!(protocol::to_cbor(&idle).len() <= 600, "an idle answer is small");
    phone.cursor = Some(vec![1, 2, 3]);
    let gone = phone.sync(None).await.expect_err("nobody knows where a broken cursor was");
    assert_eq!((gone.status.as_u16(), gone.problem.class), (410, ProblemClass::Resync));
    assert_eq!(gone.problem.code, "cursor-gone");
    phone.cursor = None;
    let anew = phone.sync(None).await.expect("begins anew");
    assert_eq!(anew.pull.changes.len(), first.pull.changes.len());
}

#[tokio::test]
async fn a_push_is_taken_from_every_version_and_only_the_pull_asks_for_a_newer_one() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    phone.record(&duty(), None);
    let push = phone.sealed(1, 1);
    let mut old = phone.request(Some(push));
    old.proto = 0;
    let answer = phone.ask(&old).await.expect("taken and signed for");
    assert_eq!((answer.ack.receipt.acked_upto, answer.pull.changes.len()), (1, 0));
    old.push = None;
    let refused = phone.ask(&old).await.expect_err("there is nothing for it here");
    assert_eq!((refused.status.as_u16(), refused.problem.code.as_str()), (426, "server-upgraded"));
    let mut newer = phone.request(None);
    newer.proto = 99;
    phone.ask(&newer).await.expect("a newer one is spoken with");
}
