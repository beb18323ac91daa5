//! Records: chained in order, paged at every boundary, pending by arithmetic.

use domain::{ids::RecordId, time::UtcMs};
use proptest::prelude::*;
use protocol::{Body, Kind};
use store::{StoreError, records, stream};
use uuid::Uuid;

use crate::phone::{Phone, check_in, hazard, new_record};

#[test]
fn each_record_is_chained_to_the_one_before() {
    let phone = Phone::enrolled();
    let seqs: Vec<u64> = (1..=5).map(|n| phone.save(n).seq).collect();
    assert_eq!(seqs, [1, 2, 3, 4, 5]);
    phone.assert_chains();
    let row = phone.store.read(|tx| records::get(tx, 3)).expect("reads").expect("record 3");
    let record = row.record().expect("decodes");
    assert_eq!((record.seq, record.stream_id, row.delivered), (3, phone.stream().stream_id, false));
    assert!(matches!(record.read_body().expect("a body"), Body::CheckIn(it) if it.note == "第 3 次"));
}

/// Somebody set the wall clock back between two of them: what is sent follows the numbers all the same.
#[test]
fn a_clock_that_is_set_back_changes_no_order() {
    let phone = Phone::enrolled();
    for n in [40, 7, 23, 1] {
        phone.save(n);
    }
    let walls = phone.store.read(|tx| records::page(tx, None, &[], 9)).expect("reads");
    assert!(!walls.is_sorted_by_key(|row| std::cmp::Reverse(row.recorded_at)), "the clock was set");
    phone.assert_chains();
}

#[test]
fn pages_and_batches_meet_every_boundary() {
    const PAGE: usize = 7;
    for count in [0, 1, PAGE - 1, PAGE, PAGE + 1, 3 * PAGE] {
        let phone = Phone::enrolled();
        phone.save_many(count as u64);
        let expected: Vec<u64> = (1..=count as u64).collect();
        for kinds in [&[][..], &[Kind::CheckIn], &[Kind::CheckIn, Kind::DutyOn]] {
            let mut listed = paged(&phone, kinds, PAGE);
            listed.reverse();
            assert_eq!(listed, expected, "{count} records, kinds {kinds:?}");
        }
        assert_eq!(batched(&phone, PAGE, usize::MAX), expected, "{count} records");
    }
}

fn paged(phone: &Phone, kinds: &[Kind], limit: usize) -> Vec<u64> {
    let (mut before, mut listed) = (None, Vec::new());
    loop {
        let page = phone.store.read(|tx| records::page(tx, before, kinds, limit)).expect("reads");
        let Some(last) = page.last() else { return listed };
        before = Some(last.place);
        listed.extend(page.iter().map(|row| row.seq));
    }
}

fn batched(phone: &Phone, max_records: usize, max_bytes: usize) -> Vec<u64> {
    let mut sent = Vec::new();
    loop {
        let first = sent.last().map_or(1, |last| last + 1);
        let batch = phone.store.read(|tx| records::batch(tx, first, max_records, max_bytes)).expect("reads");
        if batch.is_empty() {
            return sent;
        }
        assert!(batch.len() <= max_records);
        assert!(batch.len() == 1 || batch.iter().map(|it| it.bytes.len()).sum::<usize>() <= max_bytes);
        sent.extend(batch.iter().map(|it| it.seq));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn however_batches_are_cut_every_record_is_sent_once(count in 0u64..40, records in 1usize..12, bytes in 1usize..2_000) {
        let phone = Phone::enrolled();
        phone.save_many(count);
        prop_assert_eq!(batched(&phone, records, bytes), (1..=count).collect::<Vec<_>>());
    }

    #[test]
    fn whatever_happens_to_the_marks_the_chain_holds(steps in prop::collection::vec((0u8..4, 0u64..20), 1..25)) {
        let mut phone = Phone::enrolled();
        for (step, value) in steps {
            let last = phone.stream().last_seq();
            match step {
                0 => drop(phone.save(value)),
                1 => phone.acknowledge(value.min(last)),
                2 => drop(phone.store.write(|tx| stream::rewind(tx, value)).expect("rewinds")),
                _ => phone = phone.restarted(),
            }
            let now = phone.stream();
            prop_assert!(now.durable_upto <= now.acked_upto && now.acked_upto <= now.last_seq());
            let pending = phone.store.read(records::pending_count).expect("reads");
            prop_assert_eq!(pending, now.last_seq() - now.acked_upto);
            let at_mark = phone.store.read(|tx| records::hash_at(tx, now.acked_upto)).expect("reads");
            prop_assert_eq!(at_mark, Some(now.acked_head));
        }
        phone.assert_chains();
    }
}

#[test]
fn a_record_that_is_too_large_is_refused_and_takes_no_number() {
    let phone = Phone::enrolled();
    let mut large = check_in(1);
    if let Body::CheckIn(body) = &mut large.body {
        body.note = "字".repeat(6_000);
    }
    let error = phone.store.write(|tx| records::append(tx, large)).expect_err("refused");
    assert!(matches!(error, StoreError::RecordTooLarge { bytes } if bytes > 16 * 1024));
    assert_eq!(phone.save(2).seq, 1);
    phone.assert_chains();
}

#[test]
fn a_verb_that_fails_after_its_record_leaves_none() {
    let phone = Phone::enrolled();
    let failed: Result<(), StoreError> = phone.store.write(|tx| {
        records::append(tx, check_in(1))?;
        Err(StoreError::UnknownPhoto)
    });
    assert!(failed.is_err());
    assert_eq!(phone.save(2).seq, 1);
    phone.assert_chains();
}

#[test]
fn a_phone_that_is_not_enrolled_says_so() {
    let home = tempfile::tempdir().expect("a folder");
    let store = store::Store::open(home.path(), &crate::phone::key()).expect("opens");
    assert!(matches!(store.write(|tx| records::append(tx, check_in(1))), Err(StoreError::NotEnrolled)));
    assert_eq!(store.read(records::pending_count).expect("reads"), 0);
    assert!(store.read(|tx| records::page(tx, None, &[], 10)).expect("reads").is_empty());
}

#[test]
fn lists_are_by_kind_by_time_and_by_name() {
    let phone = Phone::enrolled();
    phone.save_many(4);
    let hazard = hazard(9, domain::hazard::SuspectedSeverity::General, Vec::new());
    let name = hazard.record_id;
    phone.store.write(|tx| records::append(tx, hazard)).expect("saves");
    let kinds = |kinds: &[Kind]| -> Vec<u64> {
        let rows = phone.store.read(|tx| records::page(tx, None, kinds, 10)).expect("reads");
        rows.iter().map(|row| row.seq).collect()
    };
    assert_eq!(kinds(&[Kind::HazardReport]), [5]);
    assert_eq!(kinds(&[Kind::HazardReport, Kind::CheckIn]), [5, 4, 3, 2, 1]);
    let from = UtcMs(1_800_000_000_000 + 3_000);
    let since = phone.store.read(|tx| records::since(tx, from, &[Kind::CheckIn])).expect("reads");
    assert_eq!(since.iter().map(|row| row.seq).collect::<Vec<_>>(), [4, 3]);
    let seqs = |rows: Vec<records::Row>| rows.iter().map(|row| row.seq).collect::<Vec<_>>();
    let place = phone.store.read(|tx| records::get(tx, 2)).expect("reads").expect("record 2").place;
    let after = phone.store.read(|tx| records::after(tx, place, &[Kind::CheckIn])).expect("reads");
    assert_eq!(seqs(after), [4, 3], "what was recorded since, whatever the clock said");
    let actor = phone.store.read(|tx| records::get(tx, 1)).expect("reads").expect("record 1").actor;
    let last = |who| phone.store.read(|tx| records::last_of(tx, who, Kind::CheckIn, 2)).expect("reads");
    assert_eq!(seqs(last(actor.expect("somebody"))), [4, 3]);
    assert_eq!(seqs(last(domain::ids::StaffId(Uuid::max()))), [0u64; 0], "a colleague has none");
    let found = phone.store.read(|tx| records::by_id(tx, name)).expect("reads").expect("found");
    assert_eq!((found.seq, found.kind), (5, Kind::HazardReport));
    let missing = phone.store.read(|tx| records::by_id(tx, RecordId(Uuid::nil()))).expect("reads");
    assert_eq!(missing, None);
}

#[test]
fn what_the_server_remarked_is_shown_with_the_record() {
    let phone = Phone::enrolled();
    phone.save(1);
    phone.store.write(|tx| records::remark(tx, 1, "quarantined")).expect("notes");
    phone.acknowledge(1);
    let row = phone.store.read(|tx| records::get(tx, 1)).expect("reads").expect("record 1");
    assert_eq!((row.remark.as_deref(), row.delivered), (Some("quarantined"), true));
    phone.assert_chains();
}

#[test]
fn the_oldest_pending_record_is_the_one_after_the_receipt() {
    let phone = Phone::enrolled();
    assert_eq!(phone.store.read(records::oldest_pending).expect("reads"), None);
    phone.save_many(3);
    phone.acknowledge(1);
    let oldest = phone.store.read(records::oldest_pending).expect("reads");
    assert_eq!(oldest, Some(UtcMs(1_800_000_000_000 + 2_000)));
    phone.acknowledge(3);
    assert_eq!(phone.store.read(records::oldest_pending).expect("reads"), None);
}

#[test]
fn what_the_phone_itself_notes_has_no_actor() {
    let phone = Phone::enrolled();
    let mut note = new_record(1, check_in(1).body);
    note.actor = None;
    phone.store.write(|tx| records::append(tx, note)).expect("saves");
    let row = phone.store.read(|tx| records::get(tx, 1)).expect("reads").expect("record 1");
    assert_eq!(row.actor, None);
}
