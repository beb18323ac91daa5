//! What proves a visit beside a tag: a live code, and a colleague with the own PIN.

use domain::{
    check_in::VisitResult,
    presence::{ProofCode, ProofLevel},
    time::UtcMs,
};
use field::{
    check_in::{self, Signals, Visit},
    pin, scan,
    views::{ScanKind, Witness},
};
use protocol::{Body, Kind, LiveKey, Tag};

use crate::{
    cast::{GUARD, POINT, Phone, TEACHER},
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
