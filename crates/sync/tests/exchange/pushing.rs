//! Up: only a receipt that verifies moves a mark, and whatever is cut is done again without loss or doubling.

use protocol::{
    ProblemClass, Receipt, ServerEpoch, SigningKey, WireProblem,
    auth::{DeviceSig, Request, read_content_digest},
    chain, sha256,
    sync::{RecordOutcome, SyncResponse},
};
use store::{anchors, receipts, records};
use sync::Failure;

use crate::{
    line::{ours, portal, read_sync, refusal},
    phone::{BOOT, Phone, epoch, server_key},
};

#[tokio::test]
async fn records_go_up_sealed_and_the_receipt_moves_the_mark() {
    let phone = Phone::enrolled();
    phone.save_many(3);
    phone.line.answers(ours(&phone.held(3)));
    let report = phone.round().await;
    assert_eq!((report.pushed, report.acked, report.pending_records, report.failure), (3, 3, 0, None));
    assert_eq!(phone.acked(), 3);
    let sent = phone.line.syncs().remove(0);
    let push = sent.push.expect("a push");
    let device = SigningKey::from_seed(&[5; 32]).public();
    let head = chain::extend(&phone.stream().genesis, push.records.iter().map(|it| it.as_slice()));
    assert_eq!((push.seal.first, push.seal.last), (1, 3));
    push.seal.verify(&device, sent.stream_id, &head).expect("the seal holds");
    assert_eq!((sent.backlog.records, sent.backlog.photos), (3, 0));
    let kept = phone.store.read(receipts::last).expect("reads").expect("kept");
    kept.verify(&server_key().public()).expect("the phone keeps the evidence");
    let anchor = phone.store.read(|tx| anchors::best(tx, BOOT, 9_000)).expect("reads");
    assert!(anchor.is_some_and(|it| it.err_ms < 200), "the exchange tied the boot clock to server time");
}

#[tokio::test]
async fn each_request_is_signed_over_what_is_really_sent() {
    let phone = Phone::enrolled();
    phone.save_many(20);
    phone.line.answers(ours(&phone.held(20)));
    phone.line.answers(ours(&phone.held(20)));
    phone.round().await;
    phone.round().await;
    let device = SigningKey::from_seed(&[5; 32]).public();
    let mut counters = Vec::new();
    for exchange in phone.line.seen() {
        let digest = read_content_digest(&exchange.headers["content-digest"]).expect("a digest");
        assert_eq!(digest, sha256(&[&exchange.body]));
        let signature = DeviceSig::read(&exchange.headers["authorization"]).expect("a signature");
        let request = Request { method: "POST", path: "/v1/sync", body: &digest, audience: "huxiao-test" };
        signature.verify(&device, request).expect("verifies");
        counters.push(signature.ctr);
    }
    assert_eq!(counters, [1, 2]);
    let [packed, idle] = &phone.line.seen()[..] else { panic!("two requests") };
    assert_eq!(packed.headers["content-encoding"], "zstd");
    assert!(idle.body.len() <= 600, "an idle sync is small: {} bytes", idle.body.len());
}

#[tokio::test]
async fn fifty_records_take_at_most_seventy_bytes_each_on_the_wire() {
    let phone = Phone::enrolled();
    (0..50).for_each(|n| phone.save_lively(n));
    phone.line.answers(ours(&phone.held(50)));
    let report = phone.round().await;
    let bytes = phone.line.seen()[0].body.len();
    assert_eq!((report.pushed, phone.line.seen().len()), (50, 1));
    assert!(bytes <= 50 * 70, "{bytes} bytes, {} a record", bytes / 50);
}

#[tokio::test]
async fn a_lost_answer_costs_nothing() {
    let phone = Phone::enrolled();
    phone.save_many(2);
    phone.line.is_cut();
    assert_eq!(phone.fails().await, Failure::Unreachable { captive: false });
    assert_eq!((phone.acked(), phone.last_failure().as_deref()), (0, Some("server-unreachable")));
    phone.save();
    phone.line.answers(ours(&phone.held(3)));
    let report = phone.round().await;
    assert_eq!((report.acked, report.pending_records, phone.last_failure()), (3, 0, None));
    let [lost, again] = &phone.line.syncs()[..] else { panic!("two requests") };
    let records = |it: &protocol::sync::SyncRequest| it.push.clone().expect("a push").records;
    assert_eq!(records(again)[..2], records(lost)[..], "the same bytes, and one more");
}

#[tokio::test]
async fn a_receipt_that_is_not_our_servers_moves_nothing() {
    let phone = Phone::enrolled();
    phone.save_many(2);
    let stranger = SigningKey::from_seed(&[66; 32]);
    let honest = phone.held(2);
    let receipt = honest.ack.receipt.clone();
    let forged = Receipt::sign(&stranger, receipt.stream_id, 2, receipt.head, receipt.received_at, epoch(1));
    let mut by_a_stranger = honest.clone();
    by_a_stranger.ack.receipt = forged;
    let mut altered = honest.clone();
    altered.ack.receipt.acked_upto = 1;
    let mut of_another_epoch = honest.clone();
    of_another_epoch.epoch = epoch(2);
    for answer in [by_a_stranger, altered, of_another_epoch] {
        phone.line.answers(ours(&answer));
        assert_eq!(phone.fails().await, Failure::Unreachable { captive: true });
        assert_eq!(phone.acked(), 0);
        assert_eq!(phone.store.read(receipts::last).expect("reads"), None);
    }
}

#[tokio::test]
async fn a_restored_server_is_filled_again_from_the_phone() {
    let phone = Phone::enrolled();
    phone.save_many(5);
    phone.line.answers(ours(&phone.held(5)));
    phone.round().await;
    let back = phone.store.read(|tx| records::hash_at(tx, 2)).expect("reads").expect("record 2");
    phone.line.answers(ours(&phone.signed(2, back, 2)));
    let full = phone.store.read(|tx| records::hash_at(tx, 5)).expect("reads").expect("record 5");
    phone.line.answers(ours(&phone.signed(5, full, 2)));
    let report = phone.round().await;
    assert_eq!((report.pushed, report.pending_records, report.failure), (3, 0, None));
    let again = phone.line.syncs().pop().expect("a request").push.expect("a push");
    assert_eq!((again.seal.first, again.seal.last), (3, 5));
    assert_eq!(phone.store.read(store::identity::get).expect("reads").expect("enrolled").epoch, epoch(2));
}

/// A phone that has seen life 2 of the storage, and has sent two of its three records to it.
async fn of_a_second_life() -> Phone {
    let phone = Phone::enrolled();
    phone.save_many(2);
    let head = phone.stream().head;
    phone.line.answers(ours(&phone.signed(2, head, 2)));
    phone.round().await;
    assert_eq!(phone.acked(), 2);
    phone.save();
    phone
}

fn same_number_another_tag(mut answer: SyncResponse) -> SyncResponse {
    let other = ServerEpoch { tag: [7; 8].into(), ..answer.epoch };
    let it = answer.ack.receipt;
    answer.ack.receipt = Receipt::sign(&server_key(), it.stream_id, it.acked_upto, it.head, it.received_at, other);
    SyncResponse { epoch: other, ..answer }
}

#[tokio::test]
async fn a_server_whose_life_is_over_ticks_nothing_and_moves_nothing() {
    let phone = of_a_second_life().await;
    let (before, known) = (phone.stream(), phone.store.read(store::identity::get).expect("reads"));
    let kept = phone.store.read(receipts::last).expect("reads");
    let (all, one) = (phone.stream().head, phone.held(1).ack.receipt.head);
    let zombie = |upto, head| phone.signed(upto, head, 1);
    for answer in [zombie(3, all), zombie(1, one), same_number_another_tag(phone.signed(3, all, 2))] {
        phone.line.answers(ours(&answer));
        let failure = phone.fails().await;
        assert_eq!(failure, Failure::Retryable { after_s: Some(60), code: "epoch-behind".into() });
        assert_eq!((failure.problem_code(), phone.last_failure().as_deref()), ("epoch-behind", Some("epoch-behind")));
        assert_eq!(phone.stream(), before);
        assert_eq!(phone.store.read(store::identity::get).expect("reads"), known);
        assert_eq!(phone.store.read(receipts::last).expect("reads"), kept);
    }
    phone.line.answers(ours(&phone.signed(3, all, 2)));
    assert_eq!((phone.round().await.acked, phone.acked()), (1, 3), "the living one is believed");
}

#[tokio::test]
async fn what_a_life_that_is_over_refuses_neither_rewinds_nor_forks() {
    let phone = of_a_second_life().await;
    let before = phone.stream();
    let of_life_one = |class, code, head| WireProblem {
        head_seq: Some(1),
        head_hash: Some(head),
        epoch: Some(epoch(1)),
        ..WireProblem::new(class, code)
    };
    let own = phone.held(1).ack.receipt.head;
    let told = [
        (409, of_life_one(ProblemClass::Resync, "gap", own)),
        (409, of_life_one(ProblemClass::Fork, "fork", sha256(&[b"another history"]))),
        (422, of_life_one(ProblemClass::Poison, "bad-seal", sha256(&[b"another history"]))),
    ];
    for (status, problem) in told {
        phone.line.answers(refusal(status, &problem));
        assert_eq!(phone.fails().await.problem_code(), "epoch-behind", "{problem:?}");
        assert_eq!(phone.stream(), before);
    }
}

#[tokio::test]
async fn a_later_life_is_a_restore_also_when_it_skips_numbers() {
    let phone = of_a_second_life().await;
    let (one, all) = (phone.held(1).ack.receipt.head, phone.stream().head);
    phone.line.answers(ours(&phone.signed(1, one, 8_029)));
    phone.round().await;
    assert_eq!(phone.acked(), 1);
    phone.line.answers(ours(&phone.signed(3, all, 8_029)));
    let report = phone.round().await;
    assert_eq!((report.failure, report.pending_records, phone.acked()), (None, 0, 3));
    let again = phone.line.syncs().pop().expect("a request").push.expect("a push");
    assert_eq!((again.seal.first, again.seal.last), (2, 3));
}

#[tokio::test]
async fn a_gap_moves_the_mark_back_and_goes_on_at_once() {
    let phone = Phone::enrolled();
    phone.save_many(4);
    phone.line.answers(ours(&phone.held(3)));
    phone.line.answers(ours(&phone.held(4)));
    phone.round().await;
    phone.save();
    let gap = WireProblem {
        head_seq: Some(1),
        head_hash: Some(phone.held(1).ack.receipt.head),
        ..WireProblem::new(ProblemClass::Resync, "gap")
    };
    phone.line.answers(refusal(409, &gap));
    phone.line.answers(ours(&phone.held(5)));
    let report = phone.round().await;
    assert_eq!((report.failure, report.pending_records), (None, 0));
    let again = phone.line.syncs().pop().expect("a request").push.expect("a push");
    assert_eq!((again.seal.first, again.seal.last), (2, 5));
}

#[tokio::test]
async fn a_batch_that_is_too_large_is_cut_until_it_fits() {
    let phone = Phone::enrolled();
    phone.save_many(40);
    let too_large = || refusal(413, &WireProblem::new(ProblemClass::Shrink, "too-large"));
    phone.line.answers(too_large()).answers(too_large());
    // Nothing more is scripted: the third, smaller one is lost.
    phone.fails().await;
    let sizes: Vec<_> =
        phone.line.syncs().iter().map(|it| it.push.as_ref().map_or(0, |push| push.records.len())).collect();
    assert_eq!(sizes.len(), 3);
    assert!(sizes[0] > sizes[1] && sizes[1] > sizes[2] && sizes[2] >= 1, "{sizes:?}");
}

#[tokio::test]
async fn too_large_by_the_word_of_a_gateway_is_no_word_of_our_server() {
    let phone = Phone::enrolled();
    phone.save();
    phone.line.answers(portal(413));
    assert_eq!(phone.fails().await, Failure::Shrink { ours: false });
    assert_eq!(phone.last_failure().as_deref(), Some("server-unreachable"));
    assert_eq!(phone.store.read(store::sync_state::get).expect("reads").last_contact, None);
}

#[tokio::test]
async fn records_the_server_did_not_understand_are_delivered_with_its_remark() {
    let phone = Phone::enrolled();
    phone.save_many(2);
    let mut answer = phone.held(2);
    answer.ack.outcomes = vec![RecordOutcome { seq: 2, code: "quarantined".into() }];
    phone.line.answers(ours(&answer));
    phone.round().await;
    let row = phone.store.read(|tx| records::get(tx, 2)).expect("reads").expect("record 2");
    assert_eq!((row.delivered, row.remark.as_deref()), (true, Some("quarantined")));
}

#[tokio::test]
async fn somebody_else_who_answers_is_not_our_server() {
    let phone = Phone::enrolled();
    phone.save();
    let honest = ours(&phone.held(1));
    let mut mislabeled = honest.clone();
    mislabeled.headers.insert("content-type".into(), "application/octet-stream".into());
    for answer in [portal(200), portal(302), portal(511), portal(404), mislabeled] {
        phone.line.answers(answer);
        assert_eq!(phone.fails().await, Failure::Unreachable { captive: true });
        assert_eq!((phone.acked(), phone.last_failure().as_deref()), (0, Some("not-our-server")));
    }
    let mut cut = honest.clone();
    cut.body.truncate(40);
    let mut not_zstd = honest;
    not_zstd.headers.insert("content-encoding".into(), "zstd".into());
    for answer in [cut, not_zstd] {
        phone.line.answers(answer);
        assert_eq!(phone.fails().await, Failure::Unreachable { captive: false });
        assert_eq!(phone.acked(), 0);
    }
}

#[tokio::test]
async fn a_busy_server_is_asked_again_later_and_that_is_remembered() {
    let phone = Phone::enrolled();
    phone.save();
    let busy = WireProblem { retry_after_s: Some(90), ..WireProblem::new(ProblemClass::Retryable, "busy") };
    phone.line.answers(refusal(503, &busy));
    let failure = phone.fails().await;
    assert_eq!(failure.problem_code(), "server-busy");
    let state = phone.store.read(store::sync_state::get).expect("reads");
    let wait = state.not_before.expect("a time").since(state.last_contact.expect("our server spoke"));
    assert!((90_000..=112_500).contains(&wait), "{wait}");
    phone.line.answers(portal(502));
    let spoke = phone.store.read(store::sync_state::get).expect("reads").last_contact;
    assert_eq!(phone.fails().await.problem_code(), "server-unreachable", "a gateway before a server that is down");
    let contact = phone.store.read(store::sync_state::get).expect("reads").last_contact;
    assert_eq!(contact, spoke, "the server itself said nothing");
}

#[tokio::test]
async fn a_phone_that_was_revoked_is_told_so_and_loses_nothing() {
    let phone = Phone::enrolled();
    phone.save();
    for (code, problem) in [("device-revoked", "device-revoked"), ("unknown-key", "device-unknown")] {
        phone.line.answers(refusal(403, &WireProblem::new(ProblemClass::Auth, code)));
        assert_eq!(phone.fails().await.problem_code(), problem);
        assert_eq!(phone.last_failure().as_deref(), Some(problem));
    }
    assert_eq!(phone.stream().pending(), 1);
    phone.save();
    assert_eq!(phone.stream().pending(), 2, "recording goes on");
}

#[tokio::test]
async fn a_phone_that_is_not_enrolled_sends_nothing() {
    let phone = Phone::blank();
    assert_eq!(phone.fails().await, Failure::NotEnrolled);
    assert!(phone.line.seen().is_empty());
}

#[tokio::test]
async fn many_records_go_in_several_requests_of_one_round() {
    let phone = Phone::enrolled();
    phone.save_many(700);
    for _ in 0..20 {
        let stream = phone.stream();
        let hashes: Vec<_> = phone
            .store
            .read(|tx| records::batch(tx, 1, 1_000, usize::MAX))
            .expect("reads")
            .iter()
            .map(|it| it.hash)
            .collect();
        phone.line.then(move |exchange| {
            let last = read_sync(exchange).push.map_or(700, |push| push.seal.last);
            let head = hashes[usize::try_from(last).expect("small") - 1];
            let at = domain::time::UtcMs(0);
            let receipt = Receipt::sign(&server_key(), stream.stream_id, last, head, at, epoch(1));
            Ok(ours(&protocol::sync::SyncResponse {
                epoch: epoch(1),
                server_time: at,
                ack: protocol::sync::Ack { receipt, durable_upto: 0, outcomes: Vec::new() },
                pull: protocol::sync::Pull::default(),
                pacing: protocol::sync::Pacing { next_sync_after_s: 120, max_batch_bytes: 262_144 },
                organization_key: None,
            }))
        });
    }
    let report = phone.round().await;
    assert_eq!((report.pushed, report.acked, report.pending_records), (700, 700, 0));
    let seals: Vec<_> =
        phone.line.syncs().iter().filter_map(|it| it.push.as_ref()).map(|it| (it.seal.first, it.seal.last)).collect();
    assert!(seals.len() > 2);
    assert!(seals.windows(2).all(|pair| pair[0].1 + 1 == pair[1].0), "without a gap or an overlap: {seals:?}");
}
