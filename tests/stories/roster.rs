//! 排班: what the office publishes stands on the phone without network, and what a worker asks for comes back decided.

use domain::{
    duty_window::Phase,
    roster::{RosterAsk, RosterReason},
};
use field::{
    app, roster, roster_request,
    views::{Effort, RequestState, RosterTurn, RosterWish},
};
use reqwest::{Method, StatusCode};
use serde_json::json;
use tests::{Office, Phone, World, world::SCHOOL};

/// A calendar without any holiday, so that the stories hold on every day of every year.
async fn ordinary_days(world: &World) {
    let bureau = world.office("edu01").await;
    let rev = bureau.page("/api/calendar").await["rev"].clone();
    let wish = json!({ "school": null, "rev": rev, "terms": [], "spans": [] });
    let (status, said) = bureau.tell(Method::PUT, "/api/calendar", &wish).await;
    assert_eq!(status, StatusCode::OK, "{said}");
}

/// The worker's next turn, of tomorrow or later.
fn next_turn(phone: &Phone) -> RosterTurn {
    let roster = roster::roster(&phone.home, None).expect("it opens");
    let today = roster.today;
    let ahead = |turn: &RosterTurn| turn.phase == Phase::Next && turn.called_off.is_none() && turn.day > today;
    roster.mine.into_iter().find(ahead).expect("two weeks ahead are given")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_published_says_now_and_next_without_network() {
    let mut world = World::new().await;
    ordinary_days(&world).await;
    let phone = world.phone().await;
    let guard = phone.guard();
    let turn = next_turn(&phone);
    let office = world.office("school01").await;
    let view = office.page(&format!("/api/roster?school={SCHOOL}&edition=draft")).await;
    let post = view["posts"].as_array().into_iter().flatten().find(|it| it["id"] == json!(turn.post_id));
    let rev = post.expect("the post")["rev_school"].clone();
    // Somebody else leads from now on, and the guard stays.
    let teacher = turn.people.iter().find(|it| it.staff_id != guard.staff_id).expect("a colleague").staff_id;
    let wish = json!({
        "post_id": turn.post_id, "window_id": turn.window_id, "weekdays": [turn.day.weekday()],
        "staff": [guard.staff_id, teacher], "open": [], "rev": rev,
    });
    let (status, said) = office.tell(Method::PUT, "/api/roster/turn", &wish).await;
    assert_eq!(status, StatusCode::NO_CONTENT, "{said}");
    let (status, said) = office.tell(Method::POST, "/api/roster/publish", &json!({ "school": SCHOOL })).await;
    assert_eq!(status, StatusCode::OK, "{said}");
    phone.deliver().await;
    world.stop_server().await;

    let _signed_in = phone.guard();
    let led = |phone: &Phone| roster::roster(&phone.home, None).expect("it opens").mine;
    let changed = led(&phone).into_iter().find(|it| (it.day, it.window_id) == (turn.day, turn.window_id));
    let changed = changed.expect("it is still mine");
    assert!(changed.lead && changed.people[0].me, "the guard leads: {changed:?}");
    // Days later, still without network, an hour before it begins.
    let ms = u64::try_from(changed.start_ms.since(phone.wall())).expect("ahead") - 1_800_000;
    phone.wait_ms(ms);
    let home = app::home(&phone.home).expect("home");
    let now = home.turn.expect("now");
    assert_eq!((now.day, now.window_id, now.phase), (turn.day, turn.window_id, Phase::Now));
    world.start_server().await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leave_asked_for_offline_is_decided_and_the_phone_is_told() {
    let mut world = World::new().await;
    ordinary_days(&world).await;
    let phone = world.phone().await;
    let guard = phone.guard();
    let turn = next_turn(&phone);
    world.stop_server().await;
    let wish = RosterWish {
        post_id: turn.post_id,
        day: turn.day,
        window_id: turn.window_id,
        ask: RosterAsk::Leave,
        with_id: None,
        reason: RosterReason::Sick,
        text: String::new(),
        effort: Some(Effort { taps: 2, open_ms: 5_000 }),
    };
    let asked = roster_request::request(&phone.home, guard, &wish).expect("saved");
    let state = |phone: &Phone| {
        let _signed_in = phone.guard();
        roster_request::requests(&phone.home).expect("listed").into_iter().find(|it| it.record_id == asked.record_id)
    };
    assert_eq!(state(&phone).expect("mine").state, RequestState::Saved);

    world.start_server().await;
    phone.deliver().await;
    assert_eq!(state(&phone).expect("mine").state, RequestState::Delivered);
    let office = world.office("school01").await;
    let open = office.page("/api/roster-requests?state=open").await;
    let row = &open["requests"][0];
    assert_eq!(
        (&row["record_id"], &row["reason"], &row["mine"]),
        (&json!(asked.record_id), &json!("sick"), &json!(true))
    );
    decide(&office, &json!(asked.record_id)).await;
    phone.deliver().await;
    let told = state(&phone).expect("mine");
    assert_eq!((told.state, told.note.as_str()), (RequestState::Accepted, "同意，注意休息"));
    let still = roster::roster(&phone.home, None).expect("it opens").mine;
    assert!(still.iter().all(|it| (it.day, it.window_id) != (turn.day, turn.window_id)), "the turn is no longer mine");
    let open = office.page("/api/roster-requests?state=open").await;
    assert_eq!(open["open"], json!(0));
    world.end().await;
}

async fn decide(office: &Office, record_id: &serde_json::Value) {
    let yes = json!({ "verdict": "accepted", "note": "同意，注意休息", "with": null });
    let path = format!("/api/roster-requests/{}", record_id.as_str().expect("an id"));
    let (status, said) = office.tell(Method::POST, &path, &yes).await;
    assert_eq!(status, StatusCode::NO_CONTENT, "{said}");
}
