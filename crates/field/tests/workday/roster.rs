//! The roster of the next two weeks without a network, and asking about a turn.

use domain::{
    calendar::DayKind,
    duty_window::{Phase, WindowKind},
    roster::{RosterAsk, RosterReason},
    ruling::Verdict,
};
use field::{
    app, correction, roster, roster_request,
    views::{Correction, RequestState, RosterWish},
};

use crate::{
    cast::{GUARD, POST, Phone, TEACHER},
    given::{AFTERNOON, MORNING, SECOND, code, day, give, phone, ruling, sign_in, storm, time},
};

fn leave(window_id: domain::ids::WindowId, on: &str) -> RosterWish {
    RosterWish {
        post_id: POST,
        day: day(on),
        window_id,
        ask: RosterAsk::Leave,
        with_id: None,
        reason: RosterReason::Sick,
        text: String::new(),
        effort: None,
    }
}

#[test]
fn my_turns_are_told_with_who_leads_and_what_is_open() {
    let phone = phone();
    sign_in(&phone, GUARD);
    let roster = roster::roster(&phone.home, None).expect("told");
    let mine: Vec<_> = roster.mine.iter().map(|it| (it.day.to_string(), it.kind, it.phase, it.lead)).collect();
    assert_eq!(
        mine,
        [
            ("2026-11-23".to_owned(), WindowKind::In, Phase::Now, false),
            ("2026-11-23".to_owned(), WindowKind::Out, Phase::Next, true),
            ("2026-11-24".to_owned(), WindowKind::Out, Phase::Next, false),
        ]
    );
    let post = &roster.posts[0];
    assert_eq!((post.mine, post.turns.len(), post.until), (true, 4, Some(day("2026-11-24"))));
    assert_eq!(post.turns[1].open.len(), 1, "a teacher is still to be found");
    assert_eq!(post.turns[0].people[0].name, "教师01");
    assert_eq!(post.turns[0].arrive_ms, time("2026-11-23T07:00"));
}

#[test]
fn the_home_page_says_what_is_due_now_and_next_for_me_and_for_the_post() {
    let phone = phone();
    sign_in(&phone, GUARD);
    let home = app::home(&phone.home).expect("home");
    assert_eq!(home.turn.expect("running").kind, WindowKind::In);
    assert_eq!(home.next_turn.expect("later").kind, WindowKind::Out);
    let expected = home.posts[0].turn.as_ref().expect("who is expected");
    assert_eq!(expected.people.iter().map(|it| it.staff_id).collect::<Vec<_>>(), [TEACHER, GUARD]);
    sign_in(&phone, SECOND);
    let home = app::home(&phone.home).expect("home");
    assert!(home.turn.is_none());
    assert_eq!(home.next_turn.expect("tomorrow").day, day("2026-11-24"));
}

#[test]
fn a_storm_calls_turns_off_without_a_new_roster() {
    let phone = phone();
    sign_in(&phone, GUARD);
    give(&phone, &[storm("2026-11-24")]);
    let roster = roster::roster(&phone.home, None).expect("told");
    let off = roster.mine.iter().find(|it| it.day == day("2026-11-24")).expect("still listed");
    let called_off = off.called_off.as_ref().expect("called off");
    assert_eq!((called_off.kind, called_off.reason.as_str()), (DayKind::WeatherStop, "台风停课"));
    assert!(roster.mine[0].called_off.is_none(), "today is held");
}

#[test]
fn a_request_goes_from_saved_to_decided_and_can_be_taken_back() {
    let phone = phone();
    let guard = sign_in(&phone, GUARD);
    let saved = roster_request::request(&phone.home, guard, &leave(AFTERNOON, "2026-11-24")).expect("saved");
    let state = |phone: &Phone| roster_request::requests(&phone.home).expect("listed")[0].state;
    assert_eq!(state(&phone), RequestState::Saved);
    let again = roster_request::request(&phone.home, guard, &leave(AFTERNOON, "2026-11-24"));
    assert_eq!(code(again), "already-requested");
    for (verdict, wanted) in [
        (Verdict::Asked, RequestState::Asked),
        (Verdict::Accepted, RequestState::Accepted),
        (Verdict::Rejected, RequestState::Rejected),
    ] {
        let at = time("2026-11-23T07:30");
        let mut newer = vec![ruling(saved.record_id, GUARD, verdict, at)];
        // A later revision of the same thing.
        newer.splice(0..0, std::iter::repeat_n(storm("2026-12-01"), 1 + wanted as usize));
        give(&phone, &newer);
        assert_eq!(state(&phone), wanted);
    }
    let turn = roster::roster(&phone.home, None).expect("told").mine.pop().expect("tomorrow");
    assert_eq!(turn.request.expect("mine").state, RequestState::Rejected);
    correction::correct(&phone.home, guard, (saved.record_id, None), &Correction::Void, "好了").expect("taken back");
    assert_eq!(state(&phone), RequestState::Withdrawn);
    let turn = roster::roster(&phone.home, None).expect("told").mine.pop().expect("tomorrow");
    assert!(turn.request.is_none());
}

#[test]
fn a_request_is_about_a_turn_of_mine_and_a_swap_names_a_colleague() {
    let phone = phone();
    let guard = sign_in(&phone, GUARD);
    let ask = |wish: &RosterWish| roster_request::request(&phone.home, guard, wish);
    assert_eq!(code(ask(&leave(MORNING, "2026-11-24"))), "unknown-turn", "only the teacher stands there");
    let swap = |with_id| RosterWish { ask: RosterAsk::Swap, with_id, ..leave(AFTERNOON, "2026-11-23") };
    assert_eq!(code(ask(&swap(None))), "swap-needs-colleague");
    assert_eq!(code(ask(&swap(Some(GUARD)))), "swap-with-self");
    let other = RosterWish { reason: RosterReason::Other, ..leave(AFTERNOON, "2026-11-23") };
    assert_eq!(code(ask(&other)), "text-missing");
    ask(&swap(Some(TEACHER))).expect("saved");
    assert_eq!(roster_request::requests(&phone.home).expect("listed")[0].with_name, "教师01");
    let choices = roster::swap_choices(&phone.home, POST, day("2026-11-24"), AFTERNOON).expect("listed");
    let busy: Vec<_> = choices.iter().map(|it| (it.name.as_str(), it.busy)).collect();
    assert_eq!(busy, [("教师01", false), ("教师02", true)]);
}
