//! Stories of a gate: coming, leaving, forgetting, entering afterwards.

mod cast;

use cast::{GATE, GUARD, POINT, POST, Phone, TEACHER};
use domain::{
    duty_window::WindowKind,
    ids::{PointId, PostId},
    presence::{Proof, ProofCode, ProofLevel},
    time::UtcMs,
};
use field::{
    duty::{self, When},
    posts, records, session,
    views::{Coming, DutyState, Position},
};
use protocol::{Body, Kind, Tag};
use uuid::Uuid;

fn bodies(phone: &Phone) -> Vec<Body> {
    let rows = phone.home.store().read(|tx| store::records::page(tx, None, &[Kind::DutyOn, Kind::DutyOff], 50));
    let body = |row: store::records::Row| row.record().expect("reads").read_body().expect("known");
    rows.expect("rows").into_iter().rev().map(body).collect()
}

#[test]
fn coming_in_time_and_leaving_are_two_records_of_one_window() {
    let phone = Phone::enrolled();
    let guard = session::sign_in(&phone.home, GUARD, None).expect("signed in");
    let on = duty::on(&phone.home, guard, POST, When::Now).expect("on");
    assert_eq!((on.seq, on.on_time), (2, Some(true)), "the first record is the session's");
    phone.set_time("2026-11-23T08:25:00");
    duty::off(&phone.home, guard, POST, When::Now).expect("off");

    let [Body::DutyOn(on), Body::DutyOff(off)] = &bodies(&phone)[..] else { panic!("two records") };
    assert_eq!((on.window, off.window), (Some(WindowKind::In), Some(WindowKind::In)));
    assert_eq!((on.stated_at, off.stated_at), (None, None));
}

#[test]
fn tapping_twice_gives_the_same_record_and_the_afternoon_a_new_one() {
    let phone = Phone::enrolled();
    let guard = session::sign_in(&phone.home, GUARD, None).expect("signed in");
    let first = duty::on(&phone.home, guard, POST, When::Now).expect("on");
    phone.set_time("2026-11-23T07:10:00");
    let again = duty::on(&phone.home, guard, POST, When::Now).expect("on again");
    assert_eq!(again, first, "nothing was written a second time");

    phone.set_time("2026-11-23T15:40:00");
    let afternoon = duty::on(&phone.home, guard, POST, When::Now).expect("on in the afternoon");
    assert_ne!(afternoon.record_id, first.record_id, "a forgotten leaving does not swallow the next duty");
    assert_eq!(bodies(&phone).len(), 2);
}

#[test]
fn the_post_says_who_is_there_and_who_is_missing() {
    let phone = Phone::enrolled();
    let guard = session::sign_in(&phone.home, GUARD, None).expect("signed in");
    duty::on(&phone.home, guard, POST, When::Now).expect("on");
    let now = |phone: &Phone| posts::posts(&phone.home).expect("posts").remove(0).post;
    let post = now(&phone);
    assert_eq!((post.me, post.mine), (DutyState::On, true));
    assert_eq!(post.on.iter().map(|on| on.name.as_str()).collect::<Vec<_>>(), ["保安02"]);
    assert_eq!(post.missing.len(), 1, "the teacher");

    let teacher = session::sign_in(&phone.home, TEACHER, None).expect("switched");
    assert_eq!(now(&phone).me, DutyState::Off, "the teacher is not there yet");
    duty::on(&phone.home, teacher, POST, When::Now).expect("on");
    assert!(now(&phone).missing.is_empty());

    phone.set_time("2026-11-23T12:00:00");
    assert!(now(&phone).on.is_empty(), "nobody stands at a gate because nobody tapped 离岗");
}

#[test]
fn duty_entered_afterwards_says_when_it_was() {
    let phone = Phone::enrolled();
    let guard = session::sign_in(&phone.home, GUARD, None).expect("signed in");
    phone.set_time("2026-11-23T17:00:00");
    let at = UtcMs::parse("2026-11-23T07:05").expect("reads");
    let saved = duty::on(&phone.home, guard, POST, When::Stated(at)).expect("on");
    assert_eq!((saved.at_ms, saved.on_time), (at, Some(false)));
    let [Body::DutyOn(on)] = &bodies(&phone)[..] else { panic!("one record") };
    assert_eq!((on.stated_at, on.window), (Some(at), Some(WindowKind::In)));
}

#[test]
fn leaving_without_having_come_is_kept() {
    let phone = Phone::enrolled();
    let guard = session::sign_in(&phone.home, GUARD, None).expect("signed in");
    duty::off(&phone.home, guard, POST, When::Now).expect("off");
    assert!(matches!(bodies(&phone)[..], [Body::DutyOff(_)]));
}

#[test]
fn a_post_nobody_knows_is_refused_and_writes_nothing() {
    let phone = Phone::enrolled();
    let guard = session::sign_in(&phone.home, GUARD, None).expect("signed in");
    let refused = duty::on(&phone.home, guard, PostId(Uuid::nil()), When::Now).expect_err("refused");
    assert_eq!(refused.problem().code, "unknown-post");
    assert!(bodies(&phone).is_empty());
}

#[test]
fn a_coming_is_proven_as_a_visit_is_and_nothing_is_demanded() {
    let phone = Phone::enrolled();
    let guard = session::sign_in(&phone.home, GUARD, None).expect("signed in");
    let proof = |hour: u32, when: When, coming: Coming| -> Proof {
        phone.set_time(&format!("2026-11-{hour}T07:05:00"));
        let saved = duty::come(&phone.home, guard, POST, when, &coming).expect("saved");
        records::detail(&phone.home, saved.record_id).expect("read").expect("there").proof.expect("judged")
    };
    let (lat, lon) = (GATE.lat(), GATE.lon());
    let fix = Position { lat, lon, accuracy_m: 9.0, fix_age_ms: 500.0, provider: "webview".into(), mock: false };
    let far = Position { lat: lat + 0.02, ..fix.clone() };
    let tag = |point| Some(Tag::sign(&phone.server, point, 1).text());
    let bare = proof(23, When::Now, Coming::default());
    assert_eq!((bare.level, bare.reasons[0].code), (ProofLevel::C, ProofCode::PositionMissing));
    let there = proof(24, When::Now, Coming { position: Some(fix.clone()), ..Coming::default() });
    assert_eq!((there.level, there.reasons[0].code), (ProofLevel::B, ProofCode::PositionInside));
    let both = Coming { position: Some(fix.clone()), tag_text: tag(POINT), ..Coming::default() };
    assert_eq!(proof(25, When::Now, both).level, ProofLevel::A, "a tag of the school hangs at its gates");
    let strange = Coming { position: Some(far), tag_text: tag(PointId(Uuid::from_u128(9))), ..Coming::default() };
    let strange = proof(26, When::Now, strange);
    let codes: Vec<_> = strange.reasons.iter().map(|it| it.code).collect();
    assert_eq!(codes, [ProofCode::TagInvalid, ProofCode::PositionOutside, ProofCode::Manual]);
    let earlier = When::Stated(UtcMs::parse("2026-11-27T06:40").expect("reads"));
    let stated = proof(27, earlier, Coming { position: Some(fix), ..Coming::default() });
    assert_eq!(stated.level, ProofLevel::C, "where it is entered afterwards says nothing of where one was");
}
