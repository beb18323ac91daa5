//! Duty posts from the office to the phones: what each needs, when it is paused, and that the past stays as it was.

mod cast;

use cast::{Clerk, Phone, SCHOOL, World, clerk::json_of};
use domain::{day::Day, duty_post::DutyPost, staff::StaffKind};
use protocol::{Entity, EntityKind};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

async fn told(clerk: &Clerk, method: Method, path: &str, body: &Value) -> (StatusCode, Value) {
    let answer = clerk.tell(method, path, body).await;
    (answer.status(), json_of(answer).await)
}

/// The posts a phone hears of anew.
async fn heard(phone: &mut Phone) -> Vec<DutyPost> {
    let mut posts = Vec::new();
    loop {
        let pull = phone.sync(None).await.expect("asks").pull;
        let things =
            pull.changes.iter().filter_map(|it| Some((EntityKind::from_number(it.kind)?, it.payload.as_ref()?)));
        posts.extend(things.filter_map(|(kind, bytes)| match Entity::decode(kind, bytes) {
            Ok(Entity::Post(post)) => Some(post),
            _ => None,
        }));
        if !pull.more {
            return posts;
        }
    }
}

/// What was wished of a post, as the page sends it back.
fn wish(of: &Value, need: &[(&str, u8)]) -> Value {
    let requirement: Vec<Value> = need.iter().map(|(kind, count)| json!({ "kind": kind, "count": count })).collect();
    json!({ "school": SCHOOL, "name": of["name"], "gate": of["gate"], "lat": of["lat"], "lon": of["lon"],
        "radius_m": of["radius_m"], "requirement": requirement })
}

/// The shifts of a post on a day.
async fn shifts(clerk: &Clerk, post: &str, day: Day) -> Vec<Value> {
    let list = clerk.get(&format!("/api/shifts?school={SCHOOL}&first={day}&last={day}")).await;
    let of_post = list["shifts"].as_array().expect("shifts").iter().filter(|it| it["post_id"] == post);
    of_post.cloned().collect()
}

/// Every day of this week is a day with classes, whatever the season is.
async fn ordinary_days(world: &World) {
    let edu = world.clerk("edu01").await;
    let rev = edu.get("/api/calendar").await["rev"].clone();
    let wish = json!({ "school": null, "rev": rev, "terms": [], "spans": [] });
    let (answer, said) = told(&edu, Method::PUT, "/api/calendar", &wish).await;
    assert_eq!(answer, StatusCode::OK, "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_need_reaches_phones_and_leaves_past_shifts_as_they_were_judged() {
    let world = World::of_old().await;
    ordinary_days(&world).await;
    let mut phone = world.phone().await;
    let begun = heard(&mut phone).await;
    let clerk = world.clerk("head01").await;
    let view = clerk.get(&format!("/api/posts?school={SCHOOL}")).await;
    assert_eq!((view["posts"].as_array().map(Vec::len), &view["may_edit"]), (Some(begun.len()), &json!(true)));
    let post = view["posts"][0].clone();
    let id = post["id"].as_str().expect("an id").to_owned();
    let monday = Day::of(server::clock::now()).monday();
    let (past, ahead) = (monday.plus(-7), monday.plus(7));
    let before = shifts(&clerk, &id, past).await;
    assert!(
        !before.is_empty() && before.iter().all(|it| it["need"] == json!(4) && it["state"] == "missed"),
        "{before:?}"
    );

    let path = format!("/api/posts/{id}");
    let more = wish(&post["asks"], &[("officer", 1), ("guard", 2), ("teacher", 3)]);
    let (answer, view) = told(&clerk, Method::PUT, &path, &more).await;
    assert_eq!(answer, StatusCode::OK, "{view}");
    let fresh = heard(&mut phone).await;
    assert_eq!((fresh.len(), fresh[0].need()), (1, 6), "the phone hears of it");
    assert_eq!(shifts(&clerk, &id, past).await, before, "history is not written anew");
    assert!(shifts(&clerk, &id, ahead).await.iter().all(|it| it["need"] == json!(6)));

    for (code, wrong) in [
        ("post-need-empty", wish(&post["asks"], &[])),
        ("post-need-twice", wish(&post["asks"], &[("guard", 1), ("guard", 1)])),
    ] {
        let (answer, problem) = told(&clerk, Method::PUT, &path, &wrong).await;
        assert_eq!((answer, &problem["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(code)));
    }
    for (account, expected) in [
        ("school02", StatusCode::NOT_FOUND),
        ("station02", StatusCode::NOT_FOUND),
        ("town01", StatusCode::FORBIDDEN),
        ("city01", StatusCode::FORBIDDEN),
        ("leader01", StatusCode::OK),
    ] {
        let other = world.clerk(account).await;
        assert_eq!(told(&other, Method::PUT, &path, &more).await.0, expected, "{account}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_post_is_not_missed_and_stays_on_phones_until_it_is_taken_up_again() {
    let world = World::of_old().await;
    ordinary_days(&world).await;
    let mut phone = world.phone().await;
    heard(&mut phone).await;
    let clerk = world.clerk("school01").await;
    let post = clerk.get(&format!("/api/posts?school={SCHOOL}")).await["posts"][0].clone();
    let id = post["id"].as_str().expect("an id").to_owned();
    let path = format!("/api/posts/{id}/state");
    let turn = |state: &str, reason: &str| json!({ "school": SCHOOL, "state": state, "reason": reason });
    let (answer, problem) = told(&clerk, Method::POST, &path, &turn("paused", " ")).await;
    assert_eq!((answer, &problem["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("reason-missing")));

    let (answer, view) = told(&clerk, Method::POST, &path, &turn("paused", "校门施工")).await;
    assert_eq!((answer, &view["posts"][0]["paused"]), (StatusCode::OK, &json!(true)), "{view}");
    assert_eq!(view["posts"][0]["reason"], "校门施工");
    let fresh = heard(&mut phone).await;
    assert_eq!((fresh.len(), fresh[0].paused), (1, Some(true)), "whoever is there must be able to leave");
    let monday = Day::of(server::clock::now()).monday();
    let ahead = shifts(&clerk, &id, monday.plus(7)).await;
    assert!(!ahead.is_empty() && ahead.iter().all(|it| it["state"] == "cancelled" && it["reason"] == "校门施工"));
    assert!(shifts(&clerk, &id, monday.plus(-7)).await.iter().all(|it| it["state"] == "missed"), "the past stays");
    let board = clerk.get(&format!("/api/board?date={}&window=in", monday.plus(7))).await;
    let row = board["posts"].as_array().expect("posts").iter().find(|it| it["id"] == id.as_str()).expect("shown");
    assert_eq!((&row["state"], &row["reason"]), (&json!("cancelled"), &json!("校门施工")));

    let (answer, view) = told(&clerk, Method::POST, &path, &turn("active", "完工")).await;
    assert_eq!((answer, &view["posts"][0]["paused"]), (StatusCode::OK, &json!(false)));
    assert!(shifts(&clerk, &id, monday.plus(7)).await.iter().all(|it| it["state"] == "planned"));
    assert_eq!(heard(&mut phone).await[0].paused, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_post_begins_with_what_is_usual_and_asks_nothing_of_the_time_before_it() {
    let world = World::of_old().await;
    ordinary_days(&world).await;
    let mut phone = world.phone().await;
    let begun = heard(&mut phone).await.len();
    let clerk = world.clerk("school01").await;
    let view = clerk.get(&format!("/api/posts?school={SCHOOL}")).await;
    let mut west = wish(&view["usual"], &[("officer", 1), ("guard", 1), ("teacher", 2)]);
    assert_eq!((&west["name"], &west["radius_m"]), (&json!("正门护学岗"), &json!(100)));
    west["name"] = json!("西门护学岗");
    let (answer, view) = told(&clerk, Method::POST, "/api/posts", &west).await;
    assert_eq!(answer, StatusCode::OK, "{view}");
    let made = view["posts"].as_array().expect("posts").iter().find(|it| it["asks"]["name"] == "西门护学岗");
    let id = made.expect("listed")["id"].as_str().expect("an id").to_owned();
    let fresh = heard(&mut phone).await;
    assert_eq!((fresh.len(), begun + 1), (1, view["posts"].as_array().map_or(0, Vec::len)));
    let need: Vec<_> = fresh[0].requirement.iter().map(|it| (it.kind, it.count)).collect();
    assert_eq!(need, [(StaffKind::Officer, 1), (StaffKind::Guard, 1), (StaffKind::Teacher, 2)]);
    let monday = Day::of(server::clock::now()).monday();
    assert!(shifts(&clerk, &id, monday.plus(-7)).await.is_empty(), "it did not stand then");
    assert!(!shifts(&clerk, &id, monday.plus(7)).await.is_empty());
}
