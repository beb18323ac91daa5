//! Pictures: resumed from what the server has, never from what the phone believes, and none blocks another.

use std::sync::{Arc, Mutex};

use domain::{device_event::DeviceFinding, photo::PhotoRole};
use protocol::{
    Body, ProblemClass, WireProblem, sha256,
    tus::{UploadMetadata, read_upload_checksum},
};
use store::{photos, records, uploads::UploadProgress};
use sync::{Failure, Sendable};

use crate::{
    line::{ours, portal, refusal, tus},
    phone::{Phone, epoch},
};

const THUMB: &[u8] = &[1; 5_000];

fn picture() -> Vec<u8> {
    (0..150_000u32).map(|n| n.to_le_bytes()[0]).collect()
}

/// A phone whose hazard with one picture was just delivered.
fn phone_with_picture() -> (Phone, domain::photo::Photo) {
    let phone = Phone::enrolled();
    let photo = phone.save_with_picture(&picture(), THUMB);
    phone.line.answers(ours(&phone.held(1)));
    (phone, photo)
}

fn created(photo: domain::ids::PhotoId, attempt: u32, offset: u64) -> sync::Answer {
    tus(201, &[("location", &format!("/v1/photos/{photo}.{attempt}")), ("upload-offset", &offset.to_string())])
}

fn at(offset: u64) -> sync::Answer {
    tus(204, &[("upload-offset", &offset.to_string())])
}

#[tokio::test]
async fn a_thumbnail_goes_in_one_request_and_a_picture_in_pieces() {
    let (phone, photo) = phone_with_picture();
    phone.line.answers(created(photo.thumb_id, 1, 5_000));
    phone.line.answers(created(photo.id, 1, 0)).answers(at(65_536)).answers(at(150_000));
    let report = phone.round().await;
    assert_eq!((report.photos_sent, report.pending_photos, report.failure), (1, 0, None));
    assert_eq!(phone.line.left(), 0);
    let seen = phone.line.seen();
    let [_, thumb, create, first, second] = &seen[..] else { panic!("five requests") };
    assert_eq!((thumb.path.as_str(), thumb.body.as_slice()), ("/v1/photos", THUMB));
    let metadata = UploadMetadata::read(&thumb.headers["upload-metadata"]).expect("metadata");
    assert_eq!((metadata.role, metadata.seq, metadata.sha256), (PhotoRole::Thumb, 1, photo.thumb_sha256));
    assert!(create.body.is_empty());
    assert_eq!(create.headers["upload-length"], "150000");
    assert_eq!((first.method.word(), first.path.clone()), ("PATCH", format!("/v1/photos/{}.1", photo.id)));
    assert_eq!((first.headers["upload-offset"].as_str(), second.headers["upload-offset"].as_str()), ("0", "65536"));
    let sent = [first.body.as_slice(), second.body.as_slice()].concat();
    assert_eq!(sent, picture());
    assert_eq!(read_upload_checksum(&second.headers["upload-checksum"]), Some(sha256(&[&second.body])));
}

#[tokio::test]
async fn a_server_whose_life_is_over_stores_no_picture_for_anybody() {
    let (phone, photo) = phone_with_picture();
    let head = phone.stream().head;
    phone.line.forget();
    phone.line.answers(ours(&phone.signed(1, head, 2)));
    let mut stored = created(photo.thumb_id, 1, 5_000);
    stored.headers.insert("huxiao-epoch".into(), protocol::tus::epoch(&epoch(1)));
    phone.line.answers(stored.clone());
    assert_eq!(phone.fails().await.problem_code(), "epoch-behind");
    let waits = phone.store.read(store::uploads::unstored).expect("reads");
    assert_eq!(waits.len(), 2, "neither thumbnail nor picture counts as stored");
    stored.headers.insert("huxiao-epoch".into(), protocol::tus::epoch(&epoch(2)));
    phone.line.answers(ours(&phone.signed(1, head, 2))).answers(stored);
    phone.round().await;
    assert_eq!(phone.store.read(store::uploads::unstored).expect("reads").len(), 1);
}

#[tokio::test]
async fn a_cut_upload_goes_on_from_what_the_server_has() {
    let (phone, photo) = phone_with_picture();
    phone.line.answers(created(photo.thumb_id, 1, 5_000));
    phone.line.answers(created(photo.id, 1, 0)).answers(at(65_536)).is_cut();
    assert_eq!(phone.fails().await, Failure::Unreachable { captive: false });
    assert_eq!(phone.upload().map(|it| (it.offset, it.attempt)), Some((65_536, 1)));
    // Part of the piece had arrived; the phone asks before it sends, and the server says so.
    phone.line.answers(ours(&phone.held(1)));
    phone.line.answers(tus(200, &[("upload-offset", "98304")])).answers(at(150_000));
    let report = phone.round().await;
    assert_eq!((report.photos_sent, report.failure), (1, None));
    let [.., asks, sends] = &phone.line.seen()[..] else { panic!("two requests") };
    assert_eq!((asks.method.word(), asks.path.clone()), ("HEAD", format!("/v1/photos/{}.1", photo.id)));
    assert_eq!((sends.headers["upload-offset"].as_str(), sends.body.len()), ("98304", 150_000 - 98_304));
}

#[tokio::test]
async fn a_small_file_whose_answer_was_lost_is_asked_about_before_it_is_sent_again() {
    let (phone, photo) = phone_with_picture();
    phone.line.is_cut();
    assert_eq!(phone.fails().await, Failure::Unreachable { captive: false });
    phone.line.answers(ours(&phone.held(1)));
    phone.line.answers(created(photo.thumb_id, 1, 4_500)).answers(at(5_000));
    phone.line.answers(created(photo.id, 1, 150_000));
    assert_eq!(phone.round().await.photos_sent, 1);
    let seen = phone.line.seen();
    let [_, _, _, asks, rest, _] = &seen[..] else { panic!("six requests, not {}", seen.len()) };
    assert!(asks.body.is_empty());
    assert_eq!((rest.headers["upload-offset"].as_str(), rest.body.len()), ("4500", 500));
}

#[tokio::test]
async fn what_may_be_sent_is_asked_before_each_piece() {
    let (phone, photo) = phone_with_picture();
    let allowed = Arc::new(Mutex::new(Sendable::Nothing));
    let rule = allowed.clone();
    phone.syncer.ask_before_pictures(move || *rule.lock().expect("sound"));
    let report = phone.round().await;
    assert_eq!((report.pending_records, report.pending_photos, report.failure), (0, 1, None));
    *allowed.lock().expect("sound") = Sendable::Thumbnails;
    phone.line.answers(ours(&phone.held(1))).answers(created(photo.thumb_id, 1, 5_000));
    let report = phone.round().await;
    assert_eq!((report.photos_sent, report.pending_photos, report.failure), (0, 1, None));
    *allowed.lock().expect("sound") = Sendable::All;
    phone.line.answers(ours(&phone.held(1))).answers(created(photo.id, 1, 150_000));
    assert_eq!(phone.round().await.photos_sent, 1);
    assert_eq!(phone.line.left(), 0);
}

#[tokio::test]
async fn a_place_that_is_gone_or_damaged_is_made_anew() {
    for status in [404, 410, 422] {
        let (phone, photo) = phone_with_picture();
        phone.line.answers(created(photo.thumb_id, 1, 5_000));
        phone.line.answers(created(photo.id, 1, 0)).answers(tus(status, &[]));
        phone.line.answers(created(photo.id, 2, 0)).answers(at(70_000)).answers(at(150_000));
        let report = phone.round().await;
        assert_eq!((report.photos_sent, report.pending_photos), (1, 0), "after {status}");
        let last = phone.line.seen().pop().expect("a request");
        assert_eq!(last.path, format!("/v1/photos/{}.2", photo.id));
    }
}

#[tokio::test]
async fn a_picture_that_is_refused_for_good_is_told_to_the_office_and_tried_no_more() {
    let (phone, photo) = phone_with_picture();
    phone.line.answers(created(photo.thumb_id, 1, 5_000));
    phone.line.answers(refusal(413, &WireProblem::new(ProblemClass::Refused, "photo-too-large")));
    let report = phone.round().await;
    assert_eq!((report.photos_sent, report.pending_photos), (0, 0));
    let told = phone.store.read(|tx| records::get(tx, 2)).expect("reads").expect("a note, for the next round");
    let Ok(Body::DeviceEvent(note)) = told.record().expect("a record").read_body() else { panic!("not a note") };
    assert_eq!((note.finding, note.detail.as_str()), (Some(DeviceFinding::PhotoRefused), "photo-too-large"));
    assert_eq!(note.subject.map(|subject| subject.to_vec()), Some(photo.id.as_bytes().to_vec()));
    let kept = phone.store.read(|tx| photos::get(tx, photo.id)).expect("reads").expect("kept");
    assert_eq!(kept.picture.map(|it| it.progress), Some(UploadProgress::Refused));
    assert_eq!(kept.refused.as_deref(), Some("photo-too-large"));
}

#[tokio::test]
async fn a_picture_waits_where_the_refusal_does_not_speak_of_it() {
    let (phone, photo) = phone_with_picture();
    phone.line.answers(created(photo.thumb_id, 1, 5_000));
    phone.line.answers(refusal(400, &WireProblem::new(ProblemClass::Refused, "malformed")));
    let report = phone.round().await;
    assert_eq!((report.photos_sent, report.pending_photos), (0, 1), "a header was lost on the way, not the picture");
    phone.line.answers(ours(&phone.held(1))).answers(created(photo.id, 1, 150_000));
    let report = phone.round().await;
    assert_eq!((report.photos_sent, report.pending_photos, report.failure), (1, 0, None));
}

#[tokio::test]
async fn damage_found_when_the_place_is_asked_for_begins_anew_too() {
    let (phone, photo) = phone_with_picture();
    phone.line.answers(tus(422, &[])).answers(created(photo.id, 1, 150_000)).answers(created(photo.thumb_id, 2, 5_000));
    let report = phone.round().await;
    assert_eq!((report.photos_sent, report.pending_photos, report.failure), (1, 0, None));
}

#[tokio::test]
async fn a_piece_damaged_on_the_way_is_sent_again() {
    let (phone, photo) = phone_with_picture();
    phone.line.answers(created(photo.thumb_id, 1, 5_000)).answers(created(photo.id, 1, 0));
    phone.line.answers(tus(460, &[])).answers(at(65_536)).answers(at(150_000));
    assert_eq!(phone.round().await.photos_sent, 1);
    let seen = phone.line.seen();
    assert_eq!(seen[3].body, seen[4].body);
}

#[tokio::test]
async fn a_picture_the_server_already_has_is_not_sent() {
    let (phone, photo) = phone_with_picture();
    phone.line.answers(created(photo.thumb_id, 1, 5_000)).answers(created(photo.id, 3, 150_000));
    assert_eq!(phone.round().await.photos_sent, 1);
    assert_eq!(phone.line.seen().len(), 3);
}

#[tokio::test]
async fn a_torn_file_is_never_sent_and_lets_the_others_pass() {
    let phone = Phone::enrolled();
    let torn = phone.save_with_picture(&picture(), THUMB);
    let whole = phone.save_with_picture(&[7; 900], &[8; 90]);
    phone.vault.remove(*torn.thumb_sha256).expect("removes");
    phone.vault.remove(*torn.sha256).expect("removes");
    phone.line.answers(ours(&phone.held(2)));
    phone.line.answers(created(whole.thumb_id, 1, 90)).answers(created(whole.id, 1, 900));
    let report = phone.round().await;
    assert_eq!((report.photos_sent, report.pending_photos, report.failure), (1, 0, None));
}

#[tokio::test]
async fn a_picture_the_server_will_never_take_lets_the_others_pass() {
    let (phone, photo) = phone_with_picture();
    phone.line.answers(refusal(409, &WireProblem::new(ProblemClass::Refused, "photo-mismatch")));
    phone.line.answers(created(photo.id, 1, 150_000));
    let report = phone.round().await;
    assert_eq!((report.photos_sent, report.pending_photos, report.failure), (1, 0, None));
}

#[tokio::test]
async fn nobody_but_our_server_stores_a_picture() {
    let (phone, photo) = phone_with_picture();
    let somewhere_else = tus(201, &[("location", "/v1/photos/other.1"), ("upload-offset", "5000")]);
    let beyond = created(photo.thumb_id, 1, 5_001);
    let mut unmarked = created(photo.thumb_id, 1, 5_000);
    unmarked.headers.remove("tus-resumable");
    phone.line.answers(portal(200));
    assert_eq!(phone.fails().await, Failure::Unreachable { captive: true });
    for answer in [somewhere_else, beyond, unmarked] {
        phone.line.answers(ours(&phone.held(1))).answers(answer);
        assert!(matches!(phone.fails().await, Failure::Unreachable { .. }));
    }
    assert_eq!(phone.round().await.pending_photos, 1);
}

#[tokio::test]
async fn a_server_that_loses_every_piece_is_not_asked_in_a_circle() {
    let (phone, photo) = phone_with_picture();
    phone.line.answers(created(photo.thumb_id, 1, 5_000)).answers(created(photo.id, 1, 0));
    for _ in 0..50 {
        phone.line.answers(tus(409, &[("upload-offset", "0")]));
    }
    let report = phone.round().await;
    assert_eq!(report.pending_photos, 1);
    assert!(phone.line.left() > 40, "it waits before it tries again");
}

#[tokio::test]
async fn pictures_wait_until_the_server_has_their_record() {
    let phone = Phone::enrolled();
    phone.save_with_picture(&picture(), THUMB);
    phone.line.is_cut();
    let report = phone.round().await;
    assert_eq!((report.pending_records, report.pending_photos), (1, 1));
    assert_eq!(phone.line.seen().len(), 1);
    let backlog = phone.line.syncs()[0].backlog;
    assert_eq!((backlog.records, backlog.photos), (1, 2), "the office hears of both files");
}
