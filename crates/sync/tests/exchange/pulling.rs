//! Down: page and cursor together, asked for until there is no more, and nothing deleted by absence.

use domain::{
    agency::{Agency, AgencyKind},
    ids::AgencyId,
};
use protocol::{
    Entity, Kind, ProblemClass, WireProblem,
    sync::{Change, Floor, Pull},
};
use store::{cursor, entities, records, renewal};
use uuid::Uuid;

use crate::{
    line::{ours, refusal},
    phone::Phone,
};

fn agency(n: u128, scope: u32) -> Change {
    let entity = Entity::Agency(Agency {
        id: AgencyId(Uuid::from_u128(n)),
        code: format!("35018100{n:04}"),
        name: format!("派出所{n:02}"),
        kind: AgencyKind::PoliceStation,
    });
    Change {
        scope,
        scope_seq: 1,
        kind: entity.kind().number(),
        id: entity.id().into(),
        rev: 1,
        payload: Some(entity.encode().into()),
    }
}

fn names(phone: &Phone) -> Vec<String> {
    phone.store.read(entities::agencies).expect("reads").into_iter().map(|it| it.name).collect()
}

fn page(phone: &Phone, pull: Pull) -> sync::Answer {
    ours(&protocol::sync::SyncResponse { pull, ..phone.held(0) })
}

fn cursor(text: &str) -> Option<minicbor::bytes::ByteVec> {
    Some(text.as_bytes().to_vec().into())
}

#[tokio::test]
async fn pages_are_asked_for_until_there_is_no_more() {
    let phone = Phone::enrolled();
    let first = Pull { changes: vec![agency(1, 1)], cursor: cursor("a"), more: true, ..Pull::default() };
    let second = Pull { changes: vec![agency(2, 1)], cursor: cursor("b"), ..Pull::default() };
    phone.line.answers(page(&phone, first)).answers(page(&phone, second));
    let report = phone.round().await;
    assert_eq!((report.pulled, report.failure), (2, None));
    assert_eq!(names(&phone), ["派出所01", "派出所02"]);
    let asked: Vec<_> = phone.line.syncs().into_iter().map(|it| it.cursor).collect();
    assert_eq!(asked, [None, cursor("a")]);
    assert_eq!(phone.store.read(cursor::get).expect("reads"), Some(b"b".to_vec()));
}

#[tokio::test]
async fn a_page_that_leads_nowhere_is_not_asked_for_in_a_circle() {
    let phone = Phone::enrolled();
    let stuck = Pull { changes: vec![agency(1, 1)], cursor: cursor("a"), more: true, ..Pull::default() };
    phone.line.answers(page(&phone, stuck.clone())).answers(page(&phone, stuck));
    phone.round().await;
    assert_eq!(phone.line.seen().len(), 2);
}

#[tokio::test]
async fn a_dropped_scope_is_forgotten_and_an_empty_page_forgets_nothing() {
    let phone = Phone::enrolled();
    let both = Pull { changes: vec![agency(1, 1), agency(2, 2)], cursor: cursor("a"), ..Pull::default() };
    phone.line.answers(page(&phone, both));
    phone.line.answers(page(&phone, Pull::default()));
    phone.round().await;
    phone.round().await;
    assert_eq!(names(&phone).len(), 2);
    phone.line.answers(page(&phone, Pull { dropped_scopes: vec![1], cursor: cursor("b"), ..Pull::default() }));
    phone.round().await;
    assert_eq!(names(&phone), ["派出所02"]);
}

#[tokio::test]
async fn a_cursor_the_server_has_forgotten_begins_anew_at_once() {
    let phone = Phone::enrolled();
    phone.store.write(|tx| cursor::put(tx, b"ancient")).expect("keeps");
    phone.line.answers(refusal(410, &WireProblem::new(ProblemClass::Resync, "cursor-gone")));
    phone.line.answers(page(&phone, Pull { changes: vec![agency(1, 1)], cursor: cursor("new"), ..Pull::default() }));
    let report = phone.round().await;
    assert_eq!((report.pulled, report.failure), (1, None));
    assert_eq!(phone.line.syncs()[1].cursor, None);
}

fn gone(n: u128, scope: u32) -> Change {
    Change { payload: None, rev: 2, ..agency(n, scope) }
}

/// A phone that has these agencies, at cursor `a`.
async fn with(agencies: std::ops::Range<u128>) -> Phone {
    let phone = Phone::enrolled();
    let changes = agencies.map(|n| agency(n, 1)).collect();
    phone.line.answers(page(&phone, Pull { changes, cursor: cursor("a"), ..Pull::default() }));
    phone.round().await;
    phone
}

#[tokio::test]
async fn a_page_that_takes_away_most_of_all_is_held_back_and_reported() {
    let phone = with(0..40).await;
    let most = Pull { changes: (0..21).map(|n| gone(n, 1)).collect(), cursor: cursor("b"), ..Pull::default() };
    for _ in 0..3 {
        // The first time it notes that, and sends the note at once.
        phone.server_gives(most.clone()).server_gives(most.clone());
        phone.round().await;
        assert_eq!((names(&phone).len(), phone.last_failure().as_deref()), (40, Some("mass-delete")));
        assert_eq!(phone.store.read(cursor::get).expect("reads"), Some(b"a".to_vec()));
    }
    let noted = phone.store.read(|tx| records::page(tx, None, &[Kind::DeviceEvent], 9)).expect("lists");
    assert_eq!(noted.len(), 1, "once a day is enough");
    let few = Pull { changes: (0..20).map(|n| gone(n, 1)).collect(), cursor: cursor("b"), ..Pull::default() };
    phone.line.forget();
    phone.server_gives(few);
    phone.round().await;
    assert_eq!((names(&phone).len(), phone.last_failure()), (20, None), "half of it may go");
}

#[tokio::test]
async fn a_page_that_was_held_back_goes_through_once_the_office_has_lists_begun_anew() {
    let phone = with(0..40).await;
    let most = Pull { changes: (0..30).map(|n| gone(n, 1)).collect(), cursor: cursor("b"), ..Pull::default() };
    phone.server_gives(most.clone()).server_gives(most);
    phone.round().await;
    assert_eq!((names(&phone).len(), phone.last_failure().as_deref()), (40, Some("mass-delete")));
    phone.line.forget();
    phone.line.answers(refusal(410, &WireProblem::new(ProblemClass::Resync, "cursor-gone")));
    let left = (30..40).map(|n| agency(n, 1)).collect();
    phone.server_gives(Pull { changes: left, cursor: cursor("c"), ..Pull::default() });
    phone.round().await;
    assert_eq!((names(&phone).len(), phone.last_failure()), (10, None));
}

#[tokio::test]
async fn after_a_loss_the_phone_asks_once_what_became_of_the_rest() {
    let phone = with(1..4).await;
    phone.store.write(|tx| entities::apply(tx, &[Change { scope_seq: 9, rev: 9, ..agency(4, 1) }])).expect("has");
    phone.save();
    let floors = Some(vec![Floor { scope: 1, seq: 5 }]);
    phone.server_gives(Pull { floors, ..Pull::default() });
    let lost = Change { payload: None, rev: 1, ..agency(4, 1) };
    let held = phone.held(1);
    let mended = Pull { changes: vec![lost], cursor: cursor("n"), more: true, ..Pull::default() };
    phone.line.answers(ours(&protocol::sync::SyncResponse { pull: mended, ..held.clone() })).answers(ours(&held));
    phone.round().await;
    let asked = phone.line.syncs();
    let repair = asked[2].repair.clone().expect("it names what it has");
    assert_eq!(repair.iter().map(|it| *it.id).collect::<Vec<_>>(), [*agency(4, 1).id]);
    assert_eq!(asked[2].cursor, cursor("a"), "with the cursor it had");
    assert_eq!((asked[3].repair.clone(), asked[3].cursor.clone()), (None, cursor("n")));
    assert_eq!(names(&phone).len(), 3, "no ghost is left, although its revision was higher");
    assert_eq!(phone.acked(), 1, "and records went on");
}

#[tokio::test]
async fn a_phone_that_has_too_much_from_above_the_floor_begins_anew() {
    let phone = Phone::enrolled();
    let many: Vec<_> = (0..4_001).map(|n| Change { scope_seq: 7, ..agency(n, 1) }).collect();
    phone.line.answers(page(&phone, Pull { changes: many, cursor: cursor("a"), ..Pull::default() }));
    phone.round().await;
    let floors = Some(vec![Floor { scope: 1, seq: 5 }]);
    phone.line.answers(page(&phone, Pull { floors, ..Pull::default() }));
    phone.round().await;
    let last = phone.line.syncs().pop().expect("asks again");
    assert_eq!((last.cursor, last.repair), (None, None));
}

#[tokio::test]
async fn a_new_beginning_goes_on_from_page_to_page_and_drops_ghosts_at_its_end() {
    let phone = with(1..5).await;
    phone.line.answers(refusal(410, &WireProblem::new(ProblemClass::Resync, "cursor-gone")));
    let first = Pull { changes: vec![agency(1, 1)], cursor: cursor("p1"), more: true, ..Pull::default() };
    phone.line.answers(page(&phone, first)).is_cut();
    phone.round().await;
    assert_eq!(names(&phone).len(), 4, "all is in use while pages come");
    let last = Pull { changes: vec![agency(2, 1)], cursor: cursor("p2"), ..Pull::default() };
    phone.line.answers(page(&phone, last));
    phone.round().await;
    assert_eq!(phone.line.syncs().pop().expect("asks").cursor, cursor("p1"), "from where it was cut");
    assert_eq!(names(&phone), ["派出所01", "派出所02"]);
    assert!(!phone.store.read(renewal::is_running).expect("reads"));
}

#[tokio::test]
async fn a_page_of_a_life_that_is_over_changes_nothing() {
    let phone = with(1..3).await;
    let head = phone.stream().head;
    phone.line.answers(ours(&phone.signed(0, head, 2)));
    phone.round().await;
    let pull = Pull { changes: vec![gone(1, 1), agency(9, 1)], cursor: cursor("z"), ..Pull::default() };
    phone.line.answers(ours(&protocol::sync::SyncResponse { pull, ..phone.signed(0, head, 1) }));
    assert_eq!(phone.fails().await.problem_code(), "epoch-behind");
    assert_eq!(names(&phone), ["派出所01", "派出所02"]);
    assert_eq!(phone.store.read(cursor::get).expect("reads"), Some(b"a".to_vec()));
}

#[tokio::test]
async fn an_empty_beginning_takes_nothing_away() {
    let phone = with(1..5).await;
    phone.line.answers(refusal(410, &WireProblem::new(ProblemClass::Resync, "cursor-gone")));
    phone.server_gives(Pull { cursor: cursor("b"), ..Pull::default() }).server_gives(Pull::default());
    phone.round().await;
    assert_eq!((names(&phone).len(), phone.last_failure().as_deref()), (4, Some("mass-delete")));
}
