//! Stories of a shared phone: whose turn it is, and PINs that pause.

mod cast;

use cast::{GUARD, Phone, TEACHER};
use domain::session::{CloseReason, SignInMethod};
use field::{pin, session};
use protocol::{Body, Kind};

fn sessions(phone: &Phone) -> Vec<Body> {
    let kinds = [Kind::SessionOpen, Kind::SessionClose];
    let rows = phone.home.store().read(|tx| store::records::page(tx, None, &kinds, 50)).expect("rows");
    rows.into_iter().rev().map(|row| row.record().expect("reads").read_body().expect("known")).collect()
}

fn code(result: Result<field::Worker, field::Error>) -> String {
    result.expect_err("refused").problem().to_string()
}

#[test]
fn switching_closes_the_one_session_and_opens_the_other() {
    let phone = Phone::enrolled();
    let guard = session::sign_in(&phone.home, GUARD, None).expect("signed in");
    assert_eq!(session::act_as(&phone.home, GUARD, None).expect("still the guard"), guard);
    session::act_as(&phone.home, TEACHER, None).expect("the teacher");
    session::sign_out(&phone.home).expect("signed out");
    let told = sessions(&phone);
    let [Body::SessionOpen(first), Body::SessionClose(switched), Body::SessionOpen(second), Body::SessionClose(out)] =
        &told[..]
    else {
        panic!("four records: {told:?}")
    };
    assert_eq!((first.method, second.method), (SignInMethod::Tile, SignInMethod::CommandLine));
    assert_eq!((switched.reason, out.reason), (CloseReason::Switched, CloseReason::SignedOut));
    assert_eq!(session::worker(&phone.home).expect_err("nobody").problem().code, "not-signed-in");
}

#[test]
fn five_wrong_pins_pause_and_a_restart_does_not_shorten_it() {
    let phone = Phone::enrolled();
    session::sign_in(&phone.home, GUARD, None).expect("signed in");
    pin::set(&phone.home, Some("1234"), None).expect("set");
    session::sign_in(&phone.home, TEACHER, None).expect("the teacher has none");
    let guess = |typed| session::sign_in(&phone.home, GUARD, typed);

    assert_eq!(code(guess(None)), "wrong-pin left=5", "nothing typed is no guess");
    for left in (1..5).rev() {
        assert_eq!(code(guess(Some("0000"))), format!("wrong-pin left={left}"));
    }
    assert_eq!(code(guess(Some("0000"))), "pin-locked minutes=5");
    assert_eq!(code(guess(Some("1234"))), "pin-locked minutes=5", "even the right one waits");
    phone.clocks.advance(4 * 60_000);
    assert_eq!(code(guess(Some("1234"))), "pin-locked minutes=1");
    phone.restart();
    assert_eq!(code(guess(Some("1234"))), "pin-locked minutes=5", "the pause begins anew");
    phone.clocks.advance(5 * 60_000);
    assert_eq!(code(guess(Some("9999"))), "wrong-pin left=4");
    guess(Some("1234")).expect("signed in");
    assert_eq!(code(session::act_as(&phone.home, GUARD, None)), "wrong-pin left=5", "the count began anew");
}

#[test]
fn a_wall_clock_put_forward_does_not_end_a_pause() {
    let phone = Phone::enrolled();
    session::sign_in(&phone.home, GUARD, None).expect("signed in");
    pin::set(&phone.home, Some("1234"), None).expect("set");
    for _ in 0..5 {
        let _wrong = session::sign_in(&phone.home, GUARD, Some("0000")).expect_err("wrong");
    }
    let now = phone.clocks.read();
    phone.clocks.set(field::Reading { wall: now.wall.plus(86_400_000), ..now });
    assert_eq!(code(session::sign_in(&phone.home, GUARD, Some("1234"))), "pin-locked minutes=5");
}

#[test]
fn a_pin_is_four_to_six_digits_and_changed_only_by_its_owner() {
    let phone = Phone::enrolled();
    session::sign_in(&phone.home, GUARD, None).expect("signed in");
    for bad in ["123", "1234567", "12a4", "一二三四"] {
        assert_eq!(pin::set(&phone.home, Some(bad), None).expect_err("refused").problem().code, "bad-pin-shape");
    }
    pin::set(&phone.home, Some("123456"), None).expect("set");
    assert_eq!(pin::set(&phone.home, None, Some("1")).expect_err("refused").problem().code, "wrong-pin");
    pin::set(&phone.home, None, Some("123456")).expect("removed");
    session::sign_in(&phone.home, GUARD, None).expect("by tile again");
}

#[test]
fn names_come_with_their_place_and_a_stranger_is_refused() {
    let phone = Phone::enrolled();
    let people = session::people(&phone.home).expect("people");
    assert_eq!(people.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(), ["保安02", "教师01"]);
    assert!(people.iter().all(|p| p.place == "福清市第一实验小学" && !p.has_pin));
    let stranger = domain::ids::StaffId(uuid::Uuid::nil());
    assert_eq!(code(session::sign_in(&phone.home, stranger, None)), "unknown-staff");
}
