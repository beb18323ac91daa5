//! Pictures: of a draft, then of a record, then sent in the order of their weight.

use domain::{hazard::SuspectedSeverity, photo::PhotoRole, time::UtcMs};
use store::{StoreError, photos, records, uploads};

use crate::phone::{Phone, hazard, open_stream, photo};

const NOW: UtcMs = UtcMs(5);

/// Saves a hazard with these pictures, as the verb does: one transaction.
fn report(phone: &Phone, n: u64, severity: SuspectedSeverity, pictures: &[u128]) -> u64 {
    let pictures: Vec<_> = pictures.iter().map(|n| photo(*n)).collect();
    let saved = phone.store.write(|tx| {
        for picture in &pictures {
            photos::add_draft(tx, "hazard", picture, NOW)?;
        }
        let stored = records::append(tx, hazard(n, severity, pictures.clone()))?;
        photos::attach(tx, &pictures.iter().map(|it| it.id).collect::<Vec<_>>(), stored.seq)?;
        Ok(stored.seq)
    });
    saved.expect("saves")
}

fn next(phone: &Phone) -> Option<uploads::Upload> {
    phone.store.read(photos::next_upload).expect("reads")
}

#[test]
fn a_draft_keeps_its_pictures_over_a_restart_and_sends_none() {
    let phone = Phone::enrolled();
    phone.store.write(|tx| photos::add_draft(tx, "hazard", &photo(1), NOW)).expect("adds");
    phone.store.write(|tx| photos::add_draft(tx, "check_in:9", &photo(2), NOW)).expect("adds");
    let phone = phone.restarted();
    let drafts = phone.store.read(|tx| photos::drafts(tx, "hazard")).expect("reads");
    assert_eq!(drafts.len(), 1);
    assert_eq!((drafts[0].photo.clone(), drafts[0].seq, drafts[0].picture), (photo(1), None, None));
    assert_eq!((next(&phone), phone.store.read(photos::pending_count).expect("reads")), (None, 0));
    let dropped = phone.store.write(|tx| photos::drop_draft(tx, photo(1).id)).expect("drops");
    assert_eq!(dropped, photo(1));
    assert!(phone.store.read(|tx| photos::drafts(tx, "hazard")).expect("reads").is_empty());
}

#[test]
fn facts_go_before_bytes() {
    let phone = Phone::enrolled();
    let seq = report(&phone, 1, SuspectedSeverity::General, &[1]);
    assert_eq!(phone.store.read(photos::pending_count).expect("reads"), 1);
    assert_eq!(phone.store.read(uploads::waiting_files).expect("reads"), 2, "the picture and its thumbnail");
    assert_eq!(next(&phone), None, "the server does not know the record yet");
    phone.acknowledge(seq);
    let first = next(&phone).expect("now it waits");
    assert_eq!((first.photo_id, first.role, first.seq), (photo(1).thumb_id, PhotoRole::Thumb, seq));
    assert_eq!((first.offset, first.attempt, first.bytes), (0, 0, 9_000));
    assert_eq!((first.sha256, first.stream_id), (photo(1).thumb_sha256, phone.stream().stream_id));
}

#[test]
fn thumbnails_go_first_then_what_looks_dangerous() {
    let phone = Phone::enrolled();
    report(&phone, 1, SuspectedSeverity::General, &[1]);
    report(&phone, 2, SuspectedSeverity::SuspectedMajor, &[2]);
    phone.acknowledge(2);
    let mut order = Vec::new();
    while let Some(upload) = next(&phone) {
        order.push(upload.photo_id);
        phone.store.write(|tx| photos::stored(tx, upload.photo_id)).expect("notes");
    }
    assert_eq!(order, [photo(1).thumb_id, photo(2).thumb_id, photo(2).id, photo(1).id]);
    let counts = phone.store.read(|tx| photos::counts_for(tx, 2)).expect("reads");
    assert_eq!((counts.total, counts.stored), (1, 1));
    assert_eq!(phone.store.read(photos::pending_count).expect("reads"), 0);
}

#[test]
fn progress_outlives_a_restart() {
    let phone = Phone::enrolled();
    let seq = report(&phone, 1, SuspectedSeverity::General, &[1, 2]);
    phone.acknowledge(seq);
    let thumb = next(&phone).expect("waits").photo_id;
    phone.store.write(|tx| photos::progress(tx, thumb, 4_096, 2)).expect("notes");
    let phone = phone.restarted();
    let upload = next(&phone).expect("waits");
    assert_eq!((upload.photo_id, upload.offset, upload.attempt), (thumb, 4_096, 2));
    let row = phone.store.read(|tx| records::get(tx, seq)).expect("reads").expect("the record");
    assert_eq!((row.photos_total, row.photos_stored), (2, 0), "thumbnails are not counted");
}

#[test]
fn a_picture_that_is_lost_lets_the_others_pass() {
    let phone = Phone::enrolled();
    let seq = report(&phone, 1, SuspectedSeverity::General, &[1]);
    phone.acknowledge(seq);
    phone.store.write(|tx| photos::lost(tx, photo(1).thumb_id)).expect("notes");
    assert_eq!(next(&phone).expect("waits").photo_id, photo(1).id);
    assert_eq!(phone.store.read(photos::pending_count).expect("reads"), 1);
    assert_eq!(phone.store.read(uploads::lost_files).expect("reads"), 1, "it is not passed over in silence");
    assert_eq!(phone.store.read(uploads::lost_pictures).expect("reads"), [], "only its thumbnail");
    phone.store.write(|tx| photos::lost(tx, photo(1).id)).expect("notes");
    let row = phone.store.read(|tx| records::get(tx, seq)).expect("reads").expect("the record");
    assert_eq!(phone.store.read(uploads::lost_pictures).expect("reads"), [row.record_id], "and whose it is");
}

#[test]
fn a_file_that_begins_anew_lets_the_others_go_first() {
    let phone = Phone::enrolled();
    let seq = report(&phone, 1, SuspectedSeverity::General, &[1]);
    phone.acknowledge(seq);
    phone.store.write(|tx| photos::progress(tx, photo(1).thumb_id, 100, 1)).expect("notes");
    phone.store.write(|tx| uploads::restart(tx, photo(1).thumb_id)).expect("notes");
    assert_eq!(next(&phone).expect("waits").photo_id, photo(1).id);
    phone.store.write(|tx| photos::stored(tx, photo(1).id)).expect("notes");
    let upload = next(&phone).expect("waits");
    assert_eq!((upload.photo_id, upload.offset, upload.attempt), (photo(1).thumb_id, 0, 0));
}

#[test]
fn after_the_server_was_restored_every_picture_is_asked_about_again() {
    let phone = Phone::enrolled();
    let seq = report(&phone, 1, SuspectedSeverity::General, &[1]);
    phone.acknowledge(seq);
    phone.store.write(|tx| photos::stored(tx, photo(1).thumb_id)).expect("notes");
    assert_eq!(phone.store.write(uploads::ask_again).expect("queues"), 1);
    assert_eq!(next(&phone).expect("waits").offset, 0);
    let oldest = phone.store.read(uploads::oldest_pending).expect("reads");
    assert_eq!(oldest, Some(UtcMs(1_800_000_000_000 + 1_000)));
}

#[test]
fn a_picture_of_a_record_is_never_taken_back() {
    let phone = Phone::enrolled();
    report(&phone, 1, SuspectedSeverity::General, &[1]);
    let refused = phone.store.write(|tx| photos::drop_draft(tx, photo(1).id));
    assert!(matches!(refused, Err(StoreError::UnknownPhoto)));
    let digests = phone.store.read(photos::all_digests).expect("reads");
    assert_eq!(digests, [photo(1).thumb_sha256, photo(1).sha256]);
    assert_eq!(phone.store.read(photos::totals).expect("reads"), (1, 209_000));
}

#[test]
fn a_record_that_names_an_unknown_picture_is_not_saved() {
    let phone = Phone::enrolled();
    let saved = phone.store.write(|tx| {
        let stored = records::append(tx, hazard(1, SuspectedSeverity::General, vec![photo(1)]))?;
        photos::attach(tx, &[photo(1).id], stored.seq)
    });
    assert!(matches!(saved, Err(StoreError::UnknownPhoto)));
    assert_eq!(phone.stream().last_seq(), 0);
}

#[test]
fn a_picture_leaves_only_when_it_is_durable_stored_and_old_enough() {
    let phone = Phone::enrolled();
    report(&phone, 1, SuspectedSeverity::General, &[1, 2]);
    let second = report(&phone, 2, SuspectedSeverity::General, &[3]);
    let may_leave = |before: i64| {
        let leaving = phone.store.read(|tx| photos::may_leave(tx, UtcMs(before), 10)).expect("reads");
        leaving.into_iter().map(|photo| photo.id).collect::<Vec<_>>()
    };
    let stored = |n: u128| {
        for file in [photo(n).thumb_id, photo(n).id] {
            phone.store.write(|tx| uploads::stored(tx, file)).expect("notes");
        }
    };
    assert!(may_leave(100).is_empty(), "no receipt");
    phone.acknowledge(second);
    assert!(may_leave(100).is_empty(), "not stored");
    stored(1);
    phone.store.write(|tx| uploads::stored(tx, photo(2).id)).expect("notes");
    assert!(may_leave(100).is_empty(), "the backup that holds the records may have been begun before the bytes came");
    let third = phone.save(3).seq;
    stored(3);
    phone.acknowledge(third);
    assert_eq!(may_leave(100), [photo(1).id], "of 2 the thumbnail is missing, of 3 a record made after its bytes came");
    assert!(may_leave(NOW.0).is_empty(), "too young");
    let fourth = phone.save(4).seq;
    assert_eq!(may_leave(100), [photo(1).id], "made, and not durable");
    phone.acknowledge(fourth);
    assert_eq!(may_leave(100), [photo(1).id, photo(3).id]);

    phone.store.write(|tx| photos::leave(tx, photo(1).id, UtcMs(200))).expect("notes");
    assert_eq!(may_leave(100), [photo(3).id]);
    let named = phone.store.read(photos::all_digests).expect("reads");
    assert!(named.contains(&photo(1).thumb_sha256) && !named.contains(&photo(1).sha256), "its thumbnail stays");
    assert_eq!(phone.store.write(uploads::ask_again).expect("notes"), 3, "what has left cannot be asked for again");
}

#[test]
fn a_record_of_a_stream_begun_since_vouches_too() {
    let phone = Phone::enrolled();
    let seq = report(&phone, 1, SuspectedSeverity::General, &[1]);
    phone.acknowledge(seq);
    for file in [photo(1).thumb_id, photo(1).id] {
        phone.store.write(|tx| uploads::stored(tx, file)).expect("notes");
    }
    phone.store.write(|tx| open_stream(tx, 2)).expect("begins");
    let leaving = || phone.store.read(|tx| photos::may_leave(tx, UtcMs(100), 10)).expect("reads").len();
    let later = phone.save(2).seq;
    assert_eq!(leaving(), 0);
    phone.acknowledge(later);
    assert_eq!(leaving(), 1);
}

#[test]
fn sums_and_a_list_tell_how_far_all_pictures_are() {
    let phone = Phone::enrolled();
    report(&phone, 1, SuspectedSeverity::General, &[1]);
    let danger = report(&phone, 2, SuspectedSeverity::SuspectedMajor, &[2]);
    phone.acknowledge(danger);
    let sums = || phone.store.read(uploads::sums).expect("reads");
    let both = u64::from(photo(1).bytes) + u64::from(photo(1).thumb_bytes);
    assert_eq!((sums().photos, sums().stored, sums().bytes_left), (2, 0, 2 * both));
    assert_eq!(sums().waiting, 2);
    phone.store.write(|tx| uploads::stored(tx, photo(2).thumb_id)).expect("notes");
    phone.store.write(|tx| uploads::progress(tx, photo(2).id, 1_000, 1)).expect("notes");
    let waiting = phone.store.read(|tx| uploads::waiting(tx, 10)).expect("reads");
    let told: Vec<_> = waiting.iter().map(|it| (it.photo_id, it.bytes, it.sent)).collect();
    let sent = u64::from(photo(2).thumb_bytes) + 1_000;
    assert_eq!(told, [(photo(2).id, both, sent), (photo(1).id, both, 0)], "the dangerous one first");
    phone.store.write(|tx| uploads::stored(tx, photo(2).id)).expect("notes");
    phone.store.write(|tx| uploads::lost(tx, photo(1).id)).expect("notes");
    assert_eq!((sums().photos, sums().stored), (2, 1));
    assert_eq!(sums().bytes_left, u64::from(photo(1).thumb_bytes), "a thumbnail is sent even so");
    let thumb = phone.store.read(uploads::next_thumb).expect("reads").expect("waits");
    assert_eq!(thumb.photo_id, photo(1).thumb_id);
}
