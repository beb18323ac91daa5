//! What proves a visit beside a tag: a live code, and a colleague with the own PIN.

use domain::{
    check_in::VisitResult,
    presence::{ProofCode, ProofLevel},
    time::UtcMs,
};
use field::{
    check_in::{self, Signals, Visit},
    pin, scan,
    views::{Position, ScanKind, Witness},
};
use protocol::{Body, Kind, LiveKey, Tag};

use crate::{
    cast::{GATE, GUARD, POINT, Phone, TEACHER},
    given::{bodies, code, phone, sign_in},
};

fn live_text() -> String {
    LiveKey::derive(&[3; 32], POINT, 1).code_at(POINT, UtcMs(1_795_390_261_234)).text()
}

fn last(phone: &Phone) -> domain::check_in::CheckIn {
    match bodies(phone, Kind::CheckIn).pop() {
        Some((_, Body::CheckIn(visit))) => visit,
        other => panic!("a visit: {other:?}"),
    }
}

#[test]
fn a_live_code_is_kept_with_the_moment_it_was_read_and_left_to_the_server() {
    let phone = phone();
    let guard = sign_in(&phone, GUARD);
    let read = scan::read(&phone.home, live_text()).expect("read");
    assert_eq!((read.kind, read.point_id, read.point.as_str()), (ScanKind::Live, Some(POINT), "后围墙巡查点"));
    phone.clocks.advance(45_000);
    let signals = Signals { tag_text: Some(read.text.clone()), ..Signals::default() };
    let proof = check_in::preview(&phone.home, POINT, &signals).expect("judged");
    assert_eq!((proof.level, proof.reasons[0].code), (ProofLevel::B, ProofCode::LiveUnjudged));
    let visit =
        Visit { tag_text: Some(read.text), tag_boot_ms: Some(read.boot_ms), ..Visit::of(POINT, VisitResult::Normal) };
    check_in::record(&phone.home, guard, visit.clone()).expect("saved");
    let kept = last(&phone);
    let live = kept.detail.and_then(|it| it.live).expect("kept");
    assert_eq!((kept.tag, live.text, live.boot_ms), (None, live_text(), read.boot_ms));

    phone.restart();
    check_in::record(&phone.home, guard, visit).expect("saved");
    let live = last(&phone).detail.and_then(|it| it.live).expect("kept");
    assert!(live.boot_ms < read.boot_ms, "a reading of another boot is not believed to be of this one");
}

#[test]
fn a_tag_is_a_tag_and_anything_else_something_else() {
    let phone = phone();
    let tag = Tag::sign(&phone.server, POINT, 1).text();
    let kind = |text: &str| scan::read(&phone.home, text.to_owned()).expect("read").kind;
    assert_eq!(
        (kind(&tag), kind("https://example.com"), kind("HX2.!!")),
        (ScanKind::Tag, ScanKind::Other, ScanKind::Other)
    );
}

#[test]
fn a_colleague_confirms_with_the_own_pin_and_nobody_confirms_for_himself() {
    let phone = phone();
    sign_in(&phone, TEACHER);
    pin::set(&phone.home, Some("2468"), None).expect("set");
    let guard = sign_in(&phone, GUARD);
    let by = |staff_id, pin: &str| Visit {
        witness: Some(Witness { staff_id, pin: pin.into() }),
        ..Visit::of(POINT, VisitResult::Normal)
    };
    assert_eq!(code(check_in::record(&phone.home, guard, by(GUARD, "2468"))), "witness-is-self");
    assert_eq!(code(check_in::record(&phone.home, guard, by(TEACHER, "1111"))), "wrong-pin");
    assert_eq!(code(check_in::record(&phone.home, guard, by(crate::given::SECOND, ""))), "witness-without-pin");
    assert!(bodies(&phone, Kind::CheckIn).is_empty(), "nothing was written");
    let saved = check_in::record(&phone.home, guard, by(TEACHER, "2468")).expect("saved");
    assert!(saved.proof.reasons.iter().any(|it| it.code == ProofCode::Witness && it.ok));
    let [(actor, Body::CheckIn(visit))] = &bodies(&phone, Kind::CheckIn)[..] else { panic!("one visit") };
    assert_eq!((*actor, visit.detail.as_ref().and_then(|it| it.witness)), (Some(GUARD), Some(TEACHER)));
}

/// A fix with this accuracy, a little beside the gate.
fn fix(accuracy_m: f64) -> Position {
    let (lat, lon) = (GATE.lat() + 0.000_2, GATE.lon());
    Position { lat, lon, accuracy_m, fix_age_ms: 800.0, provider: "webview".into(), mock: false }
}

#[test]
fn whoever_walks_to_points_says_where_one_is_by_a_fix_that_the_office_can_take() {
    let phone = phone();
    let guard = sign_in(&phone, GUARD);
    let at = |position| Visit { position, places_point: true, ..Visit::of(POINT, VisitResult::Normal) };
    assert_eq!(code(check_in::record(&phone.home, guard, at(None))), "fix-too-rough");
    assert_eq!(code(check_in::record(&phone.home, guard, at(Some(fix(60.0))))), "fix-too-rough");
    check_in::record(&phone.home, guard, at(Some(fix(9.0)))).expect("saved");
    let kept = last(&phone);
    assert_eq!(kept.detail.and_then(|it| it.places_point), Some(true));
    check_in::record(&phone.home, guard, Visit::of(POINT, VisitResult::Normal)).expect("saved");
    assert_eq!(last(&phone).detail, None, "a visit that says nothing of it is as it was");
    let teacher = sign_in(&phone, TEACHER);
    assert_eq!(code(check_in::record(&phone.home, teacher, at(Some(fix(9.0))))), "cannot-place-points");
    assert_eq!(bodies(&phone, Kind::CheckIn).len(), 2, "nothing of what was refused was written");
}
