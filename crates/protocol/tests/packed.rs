//! What is packed for slow lines: small, and the same when it is unpacked.

use domain::{
    ids::{PointId, SchoolId},
    patrol_point::{PatrolPoint, PointKind},
    position::Place,
    presence::ProofLevel,
};
use minicbor::bytes::ByteArray;
use protocol::{Entity, pack, pack_closely, sha256, sync::Change, to_cbor, unpack};
use uuid::Uuid;

/// Points as one import brings them, with ids nobody can guess.
fn changes(count: u64) -> Vec<u8> {
    let change = |n: u64| {
        // As version 7 makes them: the moment, then ten bytes of chance.
        let mut id = [1, 0x9a, 0xc5, 0x3e, 0x71, 0x2f, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        id[6..].copy_from_slice(&sha256(&[b"id", &n.to_be_bytes()])[..10]);
        let spread = i32::try_from(n * 7_919 % 100_000).expect("small");
        let point = Entity::Point(PatrolPoint {
            id: PointId(Uuid::from_bytes(id)),
            point_no: format!("{n:04}"),
            school_id: SchoolId(Uuid::from_u128(1)),
            name: format!("{} 号必巡点", n + 1),
            kind: PointKind::Perimeter,
            place: Place { lat_e7: 257_213_000 + spread, lon_e7: 1_193_840_000 - spread },
            radius_m: 100,
            per_day: 1,
            min_proof: ProofLevel::B,
            frequency: None,
            responsible: None,
            tag_serial: None,
            made: None,
            asked_since: None,
        });
        Change {
            scope: 7,
            scope_seq: 500 + n,
            kind: point.kind().number(),
            id: ByteArray::from(point.id()),
            rev: 1,
            payload: Some(point.encode().into()),
        }
    };
    to_cbor(&(0..count).map(change).collect::<Vec<_>>())
}

#[test]
fn a_page_of_changes_is_packed_closer_than_at_a_usual_level() {
    let page = changes(1_000);
    let packed = pack_closely(&page).expect("smaller");
    assert!(packed.len() < 24 * 1_000, "{} bytes, of which 10,000 are chance", packed.len());
    assert!(packed.len() < pack(&page, 9).expect("smaller").len());
    assert_eq!(unpack(&packed, page.len()).expect("unpacks"), page);
}

#[test]
fn of_any_length_it_unpacks_to_what_it_was_or_is_sent_as_it_is() {
    for count in [0, 1, 2, 3, 50, 3_000] {
        let page = changes(count);
        if let Some(packed) = pack_closely(&page) {
            assert!(packed.len() < page.len());
            assert_eq!(unpack(&packed, page.len()).expect("unpacks"), page, "{count}");
        }
    }
    assert_eq!(pack_closely(&sha256(&[b"random"])[..]), None);
}
