//! What the server gave: the highest revision holds, what is gone stays gone, scopes come and go.

use domain::{
    agency::{Agency, AgencyKind},
    ids::{AgencyId, StaffId, UnitId},
    staff::{StaffKind, StaffMember},
};
use protocol::{
    Entity, EntityKind,
    sync::{Change, Floor},
};
use store::{cursor, entities, floors, renewal};
use uuid::Uuid;

use crate::phone::Phone;

fn agency(name: &str) -> Entity {
    Entity::Agency(Agency {
        id: AgencyId(Uuid::from_u128(1)),
        code: "350181001000".into(),
        name: name.into(),
        kind: AgencyKind::PoliceStation,
    })
}

fn change(scope: u32, rev: u64, entity: &Entity) -> Change {
    Change {
        scope,
        scope_seq: rev,
        kind: entity.kind().number(),
        id: entity.id().into(),
        rev,
        payload: Some(entity.encode().into()),
    }
}

fn gone(scope: u32, rev: u64, entity: &Entity) -> Change {
    Change { payload: None, ..change(scope, rev, entity) }
}

fn names(phone: &Phone) -> Vec<String> {
    let agencies = phone.store.read(entities::agencies).expect("reads");
    agencies.into_iter().map(|it| it.name).collect()
}

fn apply(phone: &Phone, changes: &[Change]) -> usize {
    phone.store.write(|tx| entities::apply(tx, changes)).expect("applies")
}

#[test]
fn the_higher_revision_holds_whatever_the_order() {
    let phone = Phone::enrolled();
    assert_eq!(apply(&phone, &[change(1, 2, &agency("新")), change(1, 1, &agency("旧"))]), 1);
    assert_eq!(apply(&phone, &[change(1, 2, &agency("又"))]), 0, "equal is the same");
    assert_eq!(names(&phone), ["新"]);
}

#[test]
fn what_is_gone_does_not_come_back_with_an_older_revision() {
    let phone = Phone::enrolled();
    apply(&phone, &[change(1, 1, &agency("城关所")), gone(1, 3, &agency(""))]);
    apply(&phone, &[change(1, 2, &agency("城关所"))]);
    assert!(names(&phone).is_empty());
    assert_eq!(phone.store.read(entities::count).expect("reads"), 0);
    apply(&phone, &[change(1, 4, &agency("城关派出所"))]);
    assert_eq!(names(&phone), ["城关派出所"]);
}

#[test]
fn a_thing_of_two_scopes_stays_until_both_are_dropped() {
    let phone = Phone::enrolled();
    apply(&phone, &[change(1, 1, &agency("城关所")), change(2, 1, &agency("城关所"))]);
    assert_eq!(names(&phone).len(), 1, "it is listed once");
    phone.store.write(|tx| entities::purge_scope(tx, 1)).expect("forgets");
    assert_eq!(names(&phone), ["城关所"]);
    phone.store.write(|tx| entities::purge_scope(tx, 2)).expect("forgets");
    assert!(names(&phone).is_empty());
}

#[test]
fn kinds_and_shapes_of_a_later_version_are_kept_unread() {
    let phone = Phone::enrolled();
    let unknown = Change { kind: 999, ..change(1, 1, &agency("城关所")) };
    let other_shape = Change { payload: Some(vec![0xff].into()), ..change(1, 1, &agency("")) };
    assert_eq!(apply(&phone, &[unknown, other_shape]), 2);
    assert!(names(&phone).is_empty());
    let got = phone.store.read(|tx| entities::get(tx, EntityKind::Agency, &agency("").id())).expect("reads");
    assert_eq!(got, None);
}

#[test]
fn lists_have_the_order_people_expect() {
    let phone = Phone::enrolled();
    let staff = |n: u128, name: &str| {
        Entity::Staff(StaffMember {
            id: StaffId(Uuid::from_u128(n)),
            name: name.into(),
            kind: StaffKind::Guard,
            post: "门卫".into(),
            unit: UnitId(Uuid::nil()),
        })
    };
    apply(&phone, &[change(1, 1, &staff(1, "保安03")), change(1, 2, &staff(2, "保安01"))]);
    let listed = phone.store.read(entities::staff).expect("reads");
    assert_eq!(listed.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["保安01", "保安03"]);
    let one = phone.store.read(|tx| entities::get(tx, EntityKind::Staff, Uuid::from_u128(2).as_bytes()));
    assert_eq!(one.expect("reads"), Some(staff(2, "保安01")));
    assert!(phone.store.read(entities::schools).expect("reads").is_empty());
}

#[test]
fn page_and_cursor_come_together_or_not_at_all() {
    let phone = Phone::enrolled();
    let torn = phone.store.write(|tx| {
        entities::apply(tx, &[change(1, 1, &agency("城关所"))])?;
        cursor::put(tx, b"page 1")?;
        Err::<(), _>(store::StoreError::Full)
    });
    assert!(torn.is_err());
    assert!(names(&phone).is_empty());
    assert_eq!(phone.store.read(cursor::get).expect("reads"), None);
    phone.store.write(|tx| cursor::put(tx, b"page 1")).expect("keeps");
    assert_eq!(phone.store.read(cursor::get).expect("reads"), Some(b"page 1".to_vec()));
    phone.store.write(renewal::begin).expect("begins anew");
    assert_eq!(phone.store.read(cursor::get).expect("reads"), None);
}

#[test]
fn a_new_beginning_keeps_all_in_use_until_it_is_complete_and_then_drops_what_is_not_there_any_more() {
    let phone = Phone::enrolled();
    let other = Entity::Agency(Agency {
        id: AgencyId(Uuid::from_u128(9)),
        code: "350181009000".into(),
        name: "旧所".into(),
        kind: AgencyKind::PoliceStation,
    });
    apply(&phone, &[change(1, 7, &agency("城关所")), change(1, 8, &other)]);
    phone.store.write(renewal::begin).expect("begins");
    assert_eq!(phone.store.read(entities::count).expect("counts"), 2, "in use meanwhile");
    assert_eq!(phone.store.write(renewal::complete).expect("asks"), None, "nothing came: nothing goes");
    apply(&phone, &[change(1, 3, &agency("城关派出所"))]);
    assert_eq!(names(&phone), ["城关派出所", "旧所"], "a lower revision counts in a new beginning");
    assert_eq!(phone.store.write(renewal::complete).expect("completes"), Some(1));
    assert_eq!(names(&phone), ["城关派出所"]);
    apply(&phone, &[change(1, 2, &agency("从前"))]);
    assert_eq!(names(&phone), ["城关派出所"], "and afterwards revisions count again");
}

#[test]
fn what_is_above_a_floor_is_named_and_repaired_whatever_its_revision() {
    let phone = Phone::enrolled();
    assert_eq!(phone.store.read(|tx| floors::above(tx, 9)).expect("asks"), None, "no floors, no question");
    apply(&phone, &[change(1, 5, &agency("丢失的更名"))]);
    phone.store.write(|tx| floors::put(tx, &[Floor { scope: 1, seq: 5 }])).expect("keeps");
    assert_eq!(phone.store.read(|tx| floors::above(tx, 9)).expect("asks"), Some(vec![]), "nothing is above it");
    phone.store.write(|tx| floors::put(tx, &[Floor { scope: 1, seq: 4 }])).expect("keeps");
    let above = phone.store.read(|tx| floors::above(tx, 9)).expect("asks").expect("floors");
    assert_eq!(above.iter().map(|it| (it.scope, *it.id)).collect::<Vec<_>>(), [(1, agency("").id())]);
    phone.store.write(|tx| entities::repair(tx, &[change(1, 2, &agency("城关所"))])).expect("repairs");
    assert_eq!(names(&phone), ["城关所"]);
    phone.store.write(|tx| cursor::put(tx, b"next")).expect("goes on");
    assert_eq!(phone.store.read(|tx| floors::above(tx, 9)).expect("asks"), None, "the cursor is past the repair");
}
