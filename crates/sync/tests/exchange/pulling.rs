//! Down: page and cursor together, asked for until there is no more, and nothing deleted by absence.

use domain::{
    agency::{Agency, AgencyKind},
    ids::AgencyId,
};
use protocol::{
    Entity, ProblemClass, WireProblem,
    sync::{Change, Pull},
};
use store::{cursor, entities};
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
    let first = Pull { changes: vec![agency(1, 1)], cursor: cursor("a"), more: true, dropped_scopes: vec![] };
    let second = Pull { changes: vec![agency(2, 1)], cursor: cursor("b"), more: false, dropped_scopes: vec![] };
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
    let stuck = Pull { changes: vec![agency(1, 1)], cursor: cursor("a"), more: true, dropped_scopes: vec![] };
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
