//! Stories of a patrol point: what proves a visit, and that nothing is a reason to refuse one.

mod cast;

use cast::{GATE, GUARD, POINT, Phone};
use domain::{
    check_in::VisitResult,
    ids::PointId,
    patrol_route::MissReason,
    presence::{ProofCode, ProofLevel},
};
use field::{
    check_in::{self, Signals, Visit},
    points, records, scan, session,
    views::Position,
};
use protocol::{Body, Kind, SigningKey, Tag};
use uuid::Uuid;

fn visit() -> Visit {
    Visit::of(POINT, VisitResult::Normal)
}

fn at_the_gate() -> Option<Position> {
    let (lat, lon) = (GATE.lat(), GATE.lon());
    Some(Position { lat, lon, accuracy_m: 8.4, fix_age_ms: 1_000.0, provider: "webview".into(), mock: false })
}

fn last(phone: &Phone) -> domain::check_in::CheckIn {
    let rows = phone.home.store().read(|tx| store::records::page(tx, None, &[Kind::CheckIn], 1)).expect("rows");
    match rows[0].record().expect("reads").read_body() {
        Ok(Body::CheckIn(body)) => body,
        other => panic!("a visit: {other:?}"),
    }
}

#[test]
fn tag_and_position_are_an_a_and_the_point_is_done_once() {
    let phone = Phone::enrolled();
    let guard = session::sign_in(&phone.home, GUARD, None).expect("signed in");
    let tag = Tag::sign(&phone.server, POINT, 1).text();
    let saved = check_in::record(&phone.home, guard, Visit { position: at_the_gate(), tag_text: Some(tag), ..visit() })
        .expect("saved");
    assert_eq!(saved.proof.level, ProofLevel::A);
    assert_eq!(last(&phone).shown_proof, ProofLevel::A);
    let point = points::points(&phone.home, at_the_gate().as_ref(), Some("0042")).expect("points").remove(0);
    assert_eq!((point.done_today, point.need_today, point.distance_m), (1, 2, Some(0)));
}

#[test]
fn a_tag_of_another_point_or_another_signer_proves_nothing_and_is_kept() {
    let phone = Phone::enrolled();
    let guard = session::sign_in(&phone.home, GUARD, None).expect("signed in");
    let other_point = Tag::sign(&phone.server, PointId(Uuid::from_u128(1)), 1).text();
    let forged = Tag::sign(&SigningKey::from_seed(&[9; 32]), POINT, 1).text();
    for text in [other_point, forged, "https://example.com".to_owned()] {
        let saved =
            check_in::record(&phone.home, guard, Visit { tag_text: Some(text.clone()), ..visit() }).expect("saved");
        assert_eq!(saved.proof.level, ProofLevel::C);
        assert_eq!(last(&phone).tag, Some(text), "the server judges it again");
    }
}

#[test]
fn the_proof_grows_before_anything_is_saved() {
    let phone = Phone::enrolled();
    let mut signals = Signals::default();
    let level = |signals: &Signals| check_in::preview(&phone.home, POINT, signals).expect("judged").level;
    assert_eq!(level(&signals), ProofLevel::C);
    signals.photo_count = 1;
    assert_eq!(level(&signals), ProofLevel::B);
    signals.tag_text = Some(Tag::sign(&phone.server, POINT, 1).text());
    assert_eq!(level(&signals), ProofLevel::A);
}

#[test]
fn a_fix_off_the_globe_is_no_fix_and_no_reason_to_refuse() {
    let phone = Phone::enrolled();
    let guard = session::sign_in(&phone.home, GUARD, None).expect("signed in");
    let position = at_the_gate().map(|p| Position { lat: f64::NAN, ..p });
    check_in::record(&phone.home, guard, Visit { position, ..visit() }).expect("saved");
    assert_eq!(last(&phone).position, None);
}

#[test]
fn a_point_is_found_by_its_number_and_a_note_must_fit() {
    let phone = Phone::enrolled();
    let guard = session::sign_in(&phone.home, GUARD, None).expect("signed in");
    assert_eq!(points::find(&phone.home, " 0042 ").expect("found"), POINT);
    assert_eq!(points::find(&phone.home, "0043").expect_err("refused").problem().code, "unknown-point");
    let long = check_in::record(&phone.home, guard, Visit { note: "长".repeat(201), ..visit() });
    assert_eq!(long.expect_err("refused").problem().to_string(), "text-too-long max=200");
    let named = check_in::record(&phone.home, guard, Visit { note: "找 13800000000".into(), ..visit() });
    assert_eq!(named.expect_err("refused").problem().code, "text-has-identity");
}

#[test]
fn the_picture_a_tag_was_read_in_is_kept_by_its_digest_and_the_record_says_what_speaks_for_it() {
    let phone = Phone::enrolled();
    let guard = session::sign_in(&phone.home, GUARD, None).expect("signed in");
    let picture = cast::picture::of_code(&Tag::sign(&phone.server, POINT, 1).text());
    let read = scan::scan(&phone.home, &picture).expect("read");
    let (tag_text, tag_image) = (Some(read.text.clone()), read.image.clone());
    let saved = check_in::record(&phone.home, guard, Visit { tag_text, tag_image, ..visit() }).expect("saved").saved;
    let kept = last(&phone).detail.and_then(|detail| detail.tag_image);
    assert_eq!(kept, Some(scan::digest_of(&picture)));
    let shown = records::detail(&phone.home, saved.record_id).expect("read").expect("there").proof.expect("judged");
    let reasons: Vec<_> = shown.reasons.iter().map(|it| (it.code, it.ok)).collect();
    assert_eq!((shown.level, reasons[0]), (ProofLevel::B, (ProofCode::TagValid, true)));

    let typed = Visit { tag_text: Some(read.text), tag_image: Some("not a digest".into()), ..visit() };
    check_in::record(&phone.home, guard, typed).expect("saved");
    assert_eq!(last(&phone).detail, None, "what is no digest is not kept");
    let blocked = Visit { miss: Some(MissReason::Locked), ..Visit::of(POINT, VisitResult::Unreachable) };
    let saved = check_in::record(&phone.home, guard, blocked).expect("saved").saved;
    assert_eq!(records::detail(&phone.home, saved.record_id).expect("read").expect("there").proof, None);
}
