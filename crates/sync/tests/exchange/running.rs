//! The endless loop of the app: woken, told, dropped and begun again.

use std::sync::Arc;

use sync::{Change, Wake};
use tokio::sync::mpsc;

use crate::{
    line::{ours, tus},
    phone::Phone,
};

#[tokio::test]
async fn a_save_is_delivered_by_the_loop_and_the_page_hears_of_it() {
    let phone = Arc::new(Phone::enrolled());
    phone.line.answers(ours(&phone.held(0)));
    let (told, mut heard) = mpsc::unbounded_channel();
    let running = tokio::spawn({
        let phone = phone.clone();
        async move { phone.syncer.run(|change| drop(told.send(change))).await }
    });
    while heard.recv().await.expect("runs") != Change::Ended {}
    phone.save();
    phone.line.answers(ours(&phone.held(1)));
    phone.syncer.wake(Wake::Manual);
    while heard.recv().await.expect("runs") != Change::Delivered {}
    assert_eq!(phone.acked(), 1);
    running.abort();
}

#[tokio::test]
async fn a_loop_that_is_dropped_in_the_middle_leaves_nothing_stuck() {
    let phone = Phone::enrolled();
    phone.save();
    let reached = Arc::new(tokio::sync::Notify::new());
    let held = phone.held(1);
    phone.line.then({
        let reached = reached.clone();
        move |_| {
            reached.notify_one();
            Err(sync::Failure::Unreachable { captive: false })
        }
    });
    tokio::select! {
        () = phone.syncer.run(|_| {}) => unreachable!("runs for ever"),
        () = reached.notified() => {}
    }
    phone.line.answers(ours(&held));
    let report = phone.round().await;
    assert_eq!((report.acked, report.pending_records), (1, 0));
}

#[tokio::test]
async fn a_record_is_delivered_while_a_picture_is_stuck_on_its_way() {
    let phone = Arc::new(Phone::enrolled());
    let photo = phone.save_with_picture(&[3; 20_000], &[1; 5_000]);
    phone.line.answers(ours(&phone.held(1)));
    let place = format!("/v1/photos/{}.1", photo.thumb_id);
    let gate = phone.line.holds(tus(201, &[("location", &place), ("upload-offset", "5000")]));
    let (told, mut heard) = mpsc::unbounded_channel();
    let running = tokio::spawn({
        let phone = phone.clone();
        async move { phone.syncer.run(|change| drop(told.send(change))).await }
    });
    while phone.line.seen().len() < 2 {
        tokio::task::yield_now().await;
    }
    phone.save();
    phone.line.answers(ours(&phone.held(2)));
    phone.syncer.wake(Wake::Manual);
    while phone.acked() < 2 {
        heard.recv().await.expect("runs");
    }
    assert_eq!(phone.line.syncs().len(), 2, "the record has its receipt, and the piece has no answer yet");
    let stored = || phone.store.read(store::uploads::waiting_files).expect("reads");
    assert_eq!(stored(), 2);
    gate.notify_one();
    while stored() == 2 {
        heard.recv().await.expect("runs");
    }
    running.abort();
}

#[tokio::test]
async fn two_who_ask_at_once_take_turns() {
    let phone = Phone::enrolled();
    phone.save_many(2);
    phone.line.answers(ours(&phone.held(2))).answers(ours(&phone.held(2)));
    let (one, other) = tokio::join!(phone.round(), phone.round());
    assert_eq!(one.acked + other.acked, 2);
    assert_eq!(phone.line.syncs().iter().filter(|it| it.push.is_some()).count(), 1, "nothing is sent twice");
}
