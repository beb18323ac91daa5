//! Another history under our name: the stream is frozen, and all that the server may lack goes on under a new one.

use domain::photo::Digest;
use protocol::{Kind, ProblemClass, Record, WireProblem, chain, quarantine::QuarantineRequest};
use store::{records, stream};

use crate::{
    line::{ours, refusal, unpacked},
    phone::{Phone, epoch},
};

/// The server's refusal of a branch, with what it holds instead.
fn fork(head_seq: u64, epoch_number: u32) -> protocol::WireProblem {
    WireProblem {
        head_seq: Some(head_seq),
        head_hash: Some(Digest::from([4; 32])),
        epoch: Some(epoch(epoch_number)),
        ..WireProblem::new(ProblemClass::Fork, "fork")
    }
}

/// The names of the work that the last request carried, without what the phone noted about the fork itself.
fn names(phone: &Phone) -> Vec<u128> {
    let push = phone.line.syncs().pop().expect("a request").push.expect("a push");
    let records = push.records.iter().map(|bytes| Record::decode(bytes).expect("a record"));
    records.filter(|it| it.kind != Kind::DeviceEvent).map(|it| it.record_id.0.as_u128()).collect()
}

#[tokio::test]
async fn what_no_receipt_covers_goes_on_under_a_new_stream_at_once() {
    let phone = Phone::enrolled();
    phone.save_many(3);
    phone.line.answers(ours(&phone.held(3)));
    phone.round().await;
    phone.save_many(2);
    let frozen = phone.stream();
    phone.line.answers(refusal(409, &fork(4, 1)));
    phone.line.is_cut();
    phone.round().await;
    let opened = phone.stream();
    assert_ne!(opened.stream_id, frozen.stream_id);
    assert_eq!((opened.number, opened.last_seq(), opened.acked_upto), (1, 3, 0));
    assert_eq!(names(&phone), [4, 5], "the two that had no receipt, under their own names");
    phone.line.answers(ours(&phone.held(3)));
    let report = phone.round().await;
    assert_eq!((report.pending_records, report.failure), (0, None));
    let rows = phone.store.read(|tx| records::page(tx, None, &[], 10)).expect("reads");
    let noted = rows.iter().filter(|row| row.kind == Kind::DeviceEvent).count();
    assert_eq!((rows.len(), noted), (6, 1), "each is listed once, and the fork is noted for the office");
    assert!(rows.iter().all(|row| row.delivered));
    assert_eq!(phone.store.read(stream::all).expect("reads").len(), 2, "the frozen one is kept");
}

#[tokio::test]
async fn where_no_receipt_of_this_life_speaks_for_them_all_records_go_again() {
    for told in [fork(4, 2), fork(1, 1), WireProblem::new(ProblemClass::Fork, "fork")] {
        let phone = Phone::enrolled();
        phone.save_many(3);
        phone.line.answers(ours(&phone.held(3)));
        phone.round().await;
        phone.save();
        phone.line.answers(refusal(409, &told));
        phone.round().await;
        assert_eq!(names(&phone), [1, 2, 3, 4], "{told:?}");
    }
}

#[tokio::test]
async fn a_receipt_over_another_history_opens_a_branch_too() {
    let phone = Phone::enrolled();
    phone.save_many(3);
    let other = phone.signed(2, Digest::from([0; 32]), 1);
    let ahead = phone.signed(4, Digest::from([1; 32]), 1);
    for (forks, make) in [(1, other), (2, ahead)] {
        let receipt = make.ack.receipt;
        phone.line.answers(ours(&phone.signed(receipt.acked_upto, receipt.head, 1)));
        phone.round().await;
        let now = phone.stream();
        assert_eq!((now.number, now.acked_upto), (forks, 0));
        assert_eq!(names(&phone), [1, 2, 3], "all three go again");
    }
}

#[tokio::test]
async fn a_gap_or_a_broken_seal_beside_a_foreign_head_is_a_fork() {
    for class in [ProblemClass::Resync, ProblemClass::Poison] {
        let phone = Phone::enrolled();
        phone.save_many(2);
        let foreign = WireProblem { class, ..fork(1, 1) };
        phone.line.answers(refusal(409, &foreign));
        phone.round().await;
        assert_eq!((phone.stream().number, phone.acked()), (1, 0), "{class:?}");
    }
}

#[tokio::test]
async fn pictures_move_along_and_wait_for_their_record() {
    let phone = Phone::enrolled();
    phone.save_with_picture(b"picture", b"thumb");
    phone.line.answers(refusal(409, &fork(3, 1)));
    phone.line.is_cut();
    phone.round().await;
    assert_eq!(phone.upload(), None, "their record is not delivered yet");
    phone.line.answers(ours(&phone.held(2)));
    phone.round().await;
    let upload = phone.upload().expect("now they may go");
    assert_eq!((upload.stream_id, upload.seq), (phone.stream().stream_id, 1));
}

#[tokio::test]
async fn one_record_that_is_not_read_is_given_as_opaque_bytes_and_the_rest_goes_on() {
    let phone = Phone::enrolled();
    phone.save_many(2);
    let unreadable = || refusal(422, &WireProblem::new(ProblemClass::Poison, "bad-envelope"));
    let whole = phone.held(2);
    let first = phone.held(1);
    for _ in 0..9 {
        let first = first.clone();
        let whole = whole.clone();
        phone.line.then(move |exchange| {
            let poisoned = exchange.path == protocol::sync::PATH;
            let push = poisoned.then(|| crate::line::read_sync(exchange).push).flatten();
            match push.map(|push| (push.seal.first, push.seal.last)) {
                Some((1, _)) => Ok(unreadable()),
                Some(_) => Ok(ours(&whole)),
                None => Ok(ours(&first)),
            }
        });
    }
    let report = phone.round().await;
    assert_eq!((report.pending_records, report.failure), (0, None));
    let given = phone.line.seen().into_iter().find(|it| it.path == protocol::quarantine::PATH).expect("it was given");
    let given: QuarantineRequest = protocol::from_cbor(&unpacked(&given)).expect("its shape");
    assert_eq!((given.seal.first, given.seal.last), (1, 1));
    let head = chain::next(&phone.stream().genesis, &given.record);
    let device = protocol::SigningKey::from_seed(&[5; 32]).public();
    given.seal.verify(&device, given.stream_id, &head).expect("sealed like any other");
}
