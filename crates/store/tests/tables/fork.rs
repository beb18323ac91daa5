//! A frozen stream is kept as it was; its unsent records stand again in a new one, with their names and pictures.

use domain::{hazard::SuspectedSeverity, ids::StreamId, photo::Photo};
use protocol::Record;
use store::{fork, photos, records, stream, uploads};
use uuid::Uuid;

use crate::phone::{Phone, hazard, photo};

const NEXT: StreamId = StreamId(Uuid::from_u128(2));

fn save_with_picture(phone: &Phone, n: u64, picture: &Photo) {
    let saved = phone.store.write(|tx| {
        photos::add_draft(tx, "hazard", picture, domain::time::UtcMs(1))?;
        let stored = records::append(tx, hazard(n, SuspectedSeverity::General, vec![picture.clone()]))?;
        photos::attach(tx, &[picture.id], stored.seq)
    });
    saved.expect("saves");
}

fn decoded(phone: &Phone) -> Vec<Record> {
    let all = phone.store.read(|tx| records::batch(tx, 1, 1000, usize::MAX)).expect("reads");
    all.iter().map(|it| Record::decode(&it.bytes).expect("a record")).collect()
}

#[test]
fn unsent_records_stand_again_word_for_word() {
    let phone = Phone::enrolled();
    phone.save_many(700);
    phone.acknowledge(90);
    let before: Vec<Record> = decoded(&phone).into_iter().skip(90).collect();
    let forked = phone.store.write(|tx| fork::branch(tx, NEXT, 90)).expect("branches");
    assert_eq!((forked.again, forked.unreadable), (610, 0));
    assert_eq!((forked.opened.number, forked.opened.last_seq(), forked.opened.pending()), (1, 610, 610));
    let again: Vec<Record> = decoded(&phone)
        .into_iter()
        .map(|it| {
            let first = it.origin.expect("it says where it stood");
            Record { stream_id: first.stream_id, seq: first.seq, origin: None, ..it }
        })
        .collect();
    assert_eq!(again, before, "only stream and place are new");
    assert_eq!(phone.store.read(records::count).expect("counts"), 700);
    assert_eq!(phone.store.read(|tx| records::page(tx, None, &[], 1000)).expect("lists").len(), 700);
    phone.restarted().assert_chains();
}

#[test]
fn a_page_of_many_branches_is_moved_whole_and_counts_each_record_once() {
    for records in [0, 1, 499, 500, 501, 1000] {
        let phone = Phone::enrolled();
        phone.save_many(records);
        for n in 2..5 {
            phone.store.write(|tx| fork::branch(tx, StreamId(Uuid::from_u128(n)), 0)).expect("branches");
        }
        assert_eq!(phone.stream().last_seq(), records, "{records}");
        assert_eq!(phone.store.read(records::count).expect("counts"), records);
        let first: Vec<u64> = decoded(&phone).iter().filter_map(|it| it.origin.map(|first| first.seq)).collect();
        assert_eq!(first, (1..=records).collect::<Vec<_>>(), "the first place is kept through every copy");
    }
}

#[test]
fn pictures_of_moved_records_move_and_others_stay() {
    let phone = Phone::enrolled();
    save_with_picture(&phone, 1, &photo(1));
    save_with_picture(&phone, 2, &photo(2));
    phone.acknowledge(1);
    let first = phone.stream().stream_id;
    phone.store.write(|tx| fork::branch(tx, NEXT, 1)).expect("branches");
    let next = phone.store.read(uploads::next_upload).expect("reads").expect("one may go");
    assert_eq!((next.stream_id, next.seq), (first, 1), "of the record that was delivered before");
    let rows = phone.store.read(|tx| records::page(tx, None, &[], 10)).expect("lists");
    let totals: Vec<_> = rows.iter().map(|row| (row.record_id.0.as_u128() - 10_000, row.photos_total)).collect();
    assert_eq!(totals, [(2, 1), (1, 1)]);
    let of_second = phone.store.read(|tx| photos::of_record(tx, rows[0].place)).expect("reads");
    assert_eq!(of_second.len(), 1);
}

#[test]
fn what_frozen_streams_alone_hold_is_gathered_when_the_server_may_have_lost_it() {
    let phone = Phone::enrolled();
    phone.save_many(5);
    phone.acknowledge(3);
    phone.store.write(|tx| fork::branch(tx, NEXT, 3)).expect("branches");
    assert_eq!(phone.store.write(fork::gather).expect("gathers"), 3);
    assert_eq!(phone.store.write(fork::gather).expect("gathers"), 0, "once is enough");
    assert_eq!(phone.stream().last_seq(), 5);
    assert_eq!(phone.store.read(|tx| records::page(tx, None, &[], 10)).expect("lists").len(), 5);
}

#[test]
fn a_fork_that_is_cut_short_changes_nothing() {
    let phone = Phone::enrolled();
    phone.save_many(4);
    let cut: Result<(), store::StoreError> = phone.store.write(|tx| {
        fork::branch(tx, NEXT, 0)?;
        Err(store::StoreError::Full)
    });
    cut.expect_err("cut");
    assert_eq!(phone.store.read(stream::all).expect("reads").len(), 1);
    assert_eq!(phone.stream().kept_upto, None);
}
