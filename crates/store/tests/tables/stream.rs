//! The marks of a stream move only by what the phone's own chain confirms.

use domain::{ids::StreamId, photo::Digest};
use store::{StoreError, receipts, records, stream};
use uuid::Uuid;

use crate::phone::{Phone, open_stream, receipt};

#[test]
fn a_receipt_moves_the_mark_to_what_it_states() {
    let phone = Phone::enrolled();
    phone.save_many(5);
    let receipt = phone.receipt(3);
    let now = phone.store.write(|tx| {
        receipts::put(tx, &receipt)?;
        stream::acknowledge(tx, &receipt, 2)
    });
    let now = now.expect("acknowledges");
    assert_eq!((now.acked_upto, now.durable_upto, now.pending()), (3, 2, 2));
    assert_eq!(phone.store.read(receipts::last).expect("reads"), Some(receipt));
    let delivered = phone.store.read(|tx| records::page(tx, None, &[], 10)).expect("reads");
    assert_eq!(delivered.iter().map(|row| row.delivered).collect::<Vec<_>>(), [false, false, true, true, true]);
}

#[test]
fn a_receipt_that_is_not_for_this_chain_moves_nothing() {
    let phone = Phone::enrolled();
    phone.save_many(3);
    phone.acknowledge(1);
    let own = phone.stream();
    let head = phone.receipt(2).head;
    let other_stream = receipt(StreamId(Uuid::from_u128(77)), 2, head);
    let other_head = receipt(own.stream_id, 2, Digest::from([0; 32]));
    let shifted = receipt(own.stream_id, 3, head);
    let beyond = receipt(own.stream_id, 4, head);
    for wrong in [other_stream, other_head, shifted, beyond] {
        let refused = phone.store.write(|tx| stream::acknowledge(tx, &wrong, 2));
        assert!(matches!(refused, Err(StoreError::Mismatch)), "{wrong:?}");
        assert_eq!(phone.stream(), own);
    }
}

#[test]
fn a_late_receipt_does_not_take_ticks_back() {
    let phone = Phone::enrolled();
    phone.save_many(3);
    phone.acknowledge(3);
    phone.acknowledge(1);
    assert_eq!(phone.stream().acked_upto, 3);
}

#[test]
fn a_restored_server_gets_again_what_it_lost() {
    let phone = Phone::enrolled();
    phone.save_many(4);
    phone.acknowledge(4);
    let now = phone.store.write(|tx| stream::rewind(tx, 1)).expect("rewinds");
    assert_eq!((now.acked_upto, now.durable_upto, now.pending()), (1, 1, 3));
    let batch = phone.store.read(|tx| records::batch(tx, 2, 10, 10_000)).expect("reads");
    assert_eq!(batch.len(), 3);
    let forward = phone.store.write(|tx| stream::rewind(tx, 3)).expect("nothing to do");
    assert_eq!(forward.acked_upto, 1, "rewinding never moves forward");
    phone.acknowledge(4);
    phone.assert_chains();
}

#[test]
fn durable_never_passes_what_is_acknowledged() {
    let phone = Phone::enrolled();
    phone.save_many(2);
    let receipt = phone.receipt(1);
    let now = phone.store.write(|tx| stream::acknowledge(tx, &receipt, 99)).expect("acknowledges");
    assert_eq!(now.durable_upto, 1);
}

#[test]
fn a_second_stream_freezes_the_first_and_keeps_its_records() {
    let phone = Phone::enrolled();
    phone.save_many(2);
    phone.store.write(|tx| open_stream(tx, 2)).expect("opens");
    assert_eq!(phone.save(3).seq, 1, "a new stream counts from one");
    let rows = phone.store.read(|tx| records::page(tx, None, &[], 10)).expect("reads");
    assert_eq!(rows.iter().map(|row| row.seq).collect::<Vec<_>>(), [1, 2, 1]);
    let older = phone.store.read(|tx| records::page(tx, Some(rows[0].place), &[], 10)).expect("reads");
    assert_eq!(older.len(), 2);
    phone.acknowledge(1);
    let streams = phone.store.read(stream::all).expect("reads");
    assert_eq!(streams.iter().map(|it| (it.last_seq(), it.acked_upto)).collect::<Vec<_>>(), [(2, 0), (1, 1)]);
    assert_eq!(phone.store.read(records::count).expect("reads"), 3);
    phone.assert_chains();
}
