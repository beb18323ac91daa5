//! School days from the office to the phones: calendars, windows, and classes stopped with one click.

mod cast;

use cast::{Clerk, OTHER_SCHOOL, Phone, SCHOOL, World, clerk::json_of};
use domain::{
    calendar::{Calendars, DayKind, SchoolCalendar},
    day::Day,
    duty_window::DutyWindow,
    ids::SchoolId,
};
use protocol::{Entity, EntityKind};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// What a phone was told: kind, id, and the bytes, or that it is gone.
type Told = (u16, [u8; 16], Option<Vec<u8>>);

/// What a phone holds after it asked again.
async fn held(phone: &mut Phone, had: &mut Vec<Told>) -> Vec<Entity> {
    loop {
        let pull = phone.sync(None).await.expect("asks").pull;
        for change in &pull.changes {
            had.retain(|(kind, id, _)| (*kind, *id) != (change.kind, *change.id));
            had.push((change.kind, *change.id, change.payload.as_ref().map(|bytes| bytes.to_vec())));
        }
        if !pull.more {
            break;
        }
    }
    let live =
        had.iter().filter_map(|(kind, _, bytes)| Entity::decode(EntityKind::from_number(*kind)?, bytes.as_ref()?).ok());
    live.collect()
}

fn calendars(things: &[Entity]) -> Vec<SchoolCalendar> {
    things.iter().filter_map(|it| if let Entity::Calendar(it) = it { Some(it.clone()) } else { None }).collect()
}

fn windows(things: &[Entity]) -> Vec<DutyWindow> {
    things.iter().filter_map(|it| if let Entity::Window(it) = it { Some(it.clone()) } else { None }).collect()
}

fn school(things: &[Entity]) -> SchoolId {
    things.iter().find_map(|it| if let Entity::School(it) = it { Some(it.id) } else { None }).expect("its school")
}

async fn status(clerk: &Clerk, method: Method, path: &str, body: &Value) -> (StatusCode, Value) {
    let answer = clerk.tell(method, path, body).await;
    (answer.status(), json_of(answer).await)
}

#[tokio::test]
async fn one_click_stops_the_classes_of_a_school_a_town_or_the_district_by_those_entitled() {
    let world = World::new().await;
    let (mut phone, mut had) = (world.phone().await, Vec::new());
    let things = held(&mut phone, &mut had).await;
    let (school, today) = (school(&things), Day::of(server::clock::now()));
    let kind = |things: &[Entity]| Calendars::of(school, &calendars(things)).day(today).kind;
    assert_ne!(kind(&things), DayKind::WeatherStop);
    assert!(calendars(&things).iter().any(|it| it.district), "the bureau's calendar is with the school's phones");

    let stop = |place: Value, lift: bool| {
        let mut wish = json!({ "reason": if lift { "" } else { "台风" }, "lift": lift });
        wish.as_object_mut().expect("an object").extend(place.as_object().cloned().unwrap_or_default());
        wish
    };
    let path = "/api/calendar/stop";
    let mine = world.clerk("school01").await;
    let (answer, _) = status(&mine, Method::POST, path, &stop(json!({ "school": OTHER_SCHOOL }), false)).await;
    assert_eq!(answer, StatusCode::NOT_FOUND, "a school of others is not there");
    let (answer, _) = status(&mine, Method::POST, path, &stop(json!({}), false)).await;
    assert_eq!(answer, StatusCode::FORBIDDEN, "a school does not stop the district");
    let (answer, problem) =
        status(&mine, Method::POST, path, &json!({ "school": SCHOOL, "reason": " ", "lift": false })).await;
    assert_eq!((answer, &problem["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("reason-missing")));
    let police = world.clerk("leader01").await;
    let (answer, _) = status(&police, Method::POST, path, &stop(json!({ "school": SCHOOL }), false)).await;
    assert_eq!(answer, StatusCode::FORBIDDEN, "the police do not stop classes");

    for (account, place, schools) in [
        ("school01", json!({ "school": SCHOOL }), 1),
        ("town01", json!({ "town": town_of(&world, "town01").await }), 0),
        ("edu01", json!({}), 544),
    ] {
        let clerk = world.clerk(account).await;
        let (answer, said) = status(&clerk, Method::POST, path, &stop(place.clone(), false)).await;
        assert_eq!(answer, StatusCode::OK, "{account}");
        assert!(schools == 0 || said["schools"] == json!(schools), "{said}");
        assert_eq!(kind(&held(&mut phone, &mut had).await), DayKind::WeatherStop, "{account}");
        let (answer, _) = status(&clerk, Method::POST, path, &stop(place, true)).await;
        assert_eq!(answer, StatusCode::OK);
        assert_ne!(kind(&held(&mut phone, &mut had).await), DayKind::WeatherStop, "{account} lifts it");
    }
    let left = calendars(&held(&mut phone, &mut had).await);
    assert!(left.iter().all(|it| it.district), "a school's own calendar with nothing in it is gone");
}

async fn town_of(world: &World, account: &str) -> String {
    let view = world.clerk(account).await.get("/api/calendar").await;
    view["towns"][0]["code"].as_str().expect("a town").to_owned()
}

#[tokio::test]
async fn a_schools_own_days_lie_over_the_bureaus_and_reach_its_phones() {
    let world = World::new().await;
    let (mut phone, mut had) = (world.phone().await, Vec::new());
    let school = school(&held(&mut phone, &mut had).await);
    let mine = world.clerk("head01").await;
    let before = mine.get(&format!("/api/calendar?school={SCHOOL}")).await;
    assert_eq!((&before["rev"], &before["spans"]), (&json!(0), &json!([])));
    assert!(before["district_terms"].as_array().is_some_and(|terms| !terms.is_empty()));
    assert!((365..=366).contains(&before["days"].as_array().expect("days").len()));
    let span = json!({ "first": "2026-12-31", "last": "2026-12-31", "kind": "half", "reason": "元旦前半天",
        "follows": null, "until_min": 690 });
    let wish = |spans: Value, rev: i64| json!({ "school": SCHOOL, "rev": rev, "terms": [], "spans": spans });
    let (answer, after) = status(&mine, Method::PUT, "/api/calendar", &wish(json!([span]), 0)).await;
    assert_eq!((answer, &after["rev"]), (StatusCode::OK, &json!(1)));
    let all = calendars(&held(&mut phone, &mut had).await);
    let day = Calendars::of(school, &all).day(Day::parse("2026-12-31").expect("a day"));
    assert_eq!((day.kind, day.until_min), (DayKind::Half, Some(690)));

    let (answer, problem) = status(&mine, Method::PUT, "/api/calendar", &wish(json!([span]), 0)).await;
    assert_eq!((answer, &problem["code"]), (StatusCode::CONFLICT, &json!("changed-meanwhile")));
    let backwards = json!([{ "first": "2026-12-31", "last": "2026-12-30", "kind": "no_class", "reason": "元旦" }]);
    let (answer, problem) = status(&mine, Method::PUT, "/api/calendar", &wish(backwards, 1)).await;
    assert_eq!((answer, &problem["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("calendar-span-days")));
    assert_eq!(problem["args"]["line"], json!("1"));

    let stranger = world.clerk("school02").await;
    let asked = stranger.ask(Method::GET, &format!("/api/calendar?school={SCHOOL}")).await;
    assert_eq!(asked.status(), StatusCode::NOT_FOUND);
    let (answer, _) = status(&stranger, Method::PUT, "/api/calendar", &wish(json!([]), 1)).await;
    assert_eq!(answer, StatusCode::NOT_FOUND);
    let district = json!({ "school": null, "rev": 1, "terms": [], "spans": [] });
    let (answer, _) = status(&mine, Method::PUT, "/api/calendar", &district).await;
    assert_eq!(answer, StatusCode::FORBIDDEN, "a school does not keep the district's days");

    let (answer, _) = status(&mine, Method::PUT, "/api/calendar", &wish(json!([]), 1)).await;
    assert_eq!(answer, StatusCode::OK);
    assert!(calendars(&held(&mut phone, &mut had).await).iter().all(|it| it.district), "taken back from phones");
}

#[tokio::test]
async fn windows_are_kept_by_their_school_and_a_removed_one_leaves_the_phones() {
    let world = World::new().await;
    let (mut phone, mut had) = (world.phone().await, Vec::new());
    let begun = windows(&held(&mut phone, &mut had).await).len();
    let mine = world.clerk("school01").await;
    let wish = json!({ "school": SCHOOL, "kind": "out", "start_min": 990, "end_min": 1020, "weekdays": 31,
        "arrive_before_min": 10, "leave_after_min": 5, "grades": "一至三年级", "from": "2026-09-01", "to": null,
        "exam_only": false });
    let (answer, view) = status(&mine, Method::POST, "/api/windows", &wish).await;
    assert_eq!(answer, StatusCode::OK, "{view}");
    let told = windows(&held(&mut phone, &mut had).await);
    let fresh = told.iter().find(|it| it.terms.is_some()).expect("the phone has it");
    assert_eq!((told.len(), fresh.arrive_before_min, fresh.leave_after_min), (begun + 1, 10, 5));
    assert_eq!(fresh.terms.as_ref().and_then(|it| it.grades.as_deref()), Some("一至三年级"));

    let id = fresh.id.to_string();
    let path = format!("/api/windows/{id}");
    let mut late = wish.clone();
    late["end_min"] = json!(900);
    let (answer, problem) = status(&mine, Method::PUT, &path, &late).await;
    assert_eq!((answer, &problem["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("window-times")));
    for (account, expected) in [("school02", StatusCode::NOT_FOUND), ("leader01", StatusCode::FORBIDDEN)] {
        let clerk = world.clerk(account).await;
        assert_eq!(status(&clerk, Method::PUT, &path, &wish).await.0, expected, "{account}");
        let gone = clerk.order(Method::DELETE, &format!("{path}?school={SCHOOL}")).await;
        assert_eq!(gone.status(), expected, "{account}");
    }
    let other = world.clerk("school02").await;
    let theirs = other.get("/api/roster").await["school"].as_str().expect("a code").to_owned();
    let mut stolen = wish.clone();
    stolen["school"] = json!(theirs);
    assert_eq!(status(&other, Method::PUT, &path, &stolen).await.0, StatusCode::NOT_FOUND, "not by naming one's own");

    let gone = mine.order(Method::DELETE, &format!("{path}?school={SCHOOL}")).await;
    assert_eq!(gone.status(), StatusCode::OK);
    assert_eq!(windows(&held(&mut phone, &mut had).await).len(), begun);
}

#[tokio::test]
async fn a_boarding_school_is_shown_the_hours_nobody_watches() {
    let world = World::new().await;
    let edu = world.clerk("edu01").await;
    let schools = edu.get("/api/schools").await["schools"].as_array().expect("schools").clone();
    let mut boarding = None;
    for row in &schools {
        if row["name"].as_str().is_some_and(|name| name.contains("高级中学")) {
            let view = edu.get(&format!("/api/windows?school={}", row["code"].as_str().expect("a code"))).await;
            if view["boarders"].as_u64() > Some(0) {
                boarding = Some(view);
                break;
            }
        }
    }
    let view = boarding.expect("seven of ten senior schools have boarders");
    assert_eq!(view["gaps"], json!([]), "what a school begins with leaves nobody alone");
    let nights = view["windows"].as_array().expect("windows").iter().filter(|it| it["kind"] == "night");
    let late = nights.max_by_key(|it| it["end_min"].as_u64()).expect("a night");
    let path =
        format!("/api/windows/{}?school={}", late["id"].as_str().expect("id"), view["school"].as_str().expect("code"));
    let after = json_of(edu.order(Method::DELETE, &path).await).await;
    let today = Day::of(server::clock::now());
    let terms = edu.get("/api/calendar").await["days"].as_array().expect("days").clone();
    let soon = |day: &&Value| {
        let day = day["day"].as_str().and_then(Day::parse).expect("a day");
        today.monday() <= day && day <= today.monday().plus(11)
    };
    let ordinary = terms.iter().filter(soon).all(|day| day["kind"] == "class");
    assert!(!ordinary || after["gaps"].as_array().is_some_and(|gaps| gaps.len() >= 2), "{}", after["gaps"]);
}

#[tokio::test]
async fn a_window_whose_place_another_takes_in_examinations_is_not_called_off() {
    let world = World::new().await;
    let edu = world.clerk("edu01").await;
    let schools = edu.get("/api/schools").await["schools"].as_array().expect("schools").clone();
    let senior = schools.iter().find(|it| it["name"].as_str().is_some_and(|name| name.contains("高级中学")));
    let code = senior.and_then(|it| it["code"].as_str()).expect("a senior school");
    let calendar = edu.get(&format!("/api/calendar?school={code}")).await;
    // A Wednesday; the bureau's own days must not say otherwise.
    let day = Day::of(server::clock::now()).monday().plus(9).to_string();
    let mut spans = calendar["spans"].as_array().expect("spans").clone();
    spans.push(json!({ "first": day, "last": day, "kind": "exam", "reason": "期中考试", "follows": null,
        "until_min": null }));
    let wish = json!({ "school": code, "rev": calendar["rev"], "terms": calendar["terms"], "spans": spans });
    let (answer, view) = status(&edu, Method::PUT, "/api/calendar", &wish).await;
    assert_eq!(answer, StatusCode::OK, "{view}");

    let shifts = edu.get(&format!("/api/shifts?school={code}&first={day}&last={day}")).await;
    let rows = shifts["shifts"].as_array().expect("shifts");
    let posts: std::collections::BTreeSet<&str> = rows.iter().filter_map(|it| it["post_id"].as_str()).collect();
    let noon: Vec<&Value> = rows.iter().filter(|it| it["kind"] == "noon_out").collect();
    assert_eq!(noon.len(), posts.len(), "one dismissal at noon at each gate: {noon:?}");
    assert!(noon.iter().all(|it| it["state"] != "cancelled"), "{noon:?}");
    let minutes =
        |it: &Value| (it["end_ms"].as_i64().expect("an end") - it["start_ms"].as_i64().expect("a start")) / 60_000;
    assert!(noon.iter().all(|it| minutes(it) == 60), "at the hours of examinations: {noon:?}");
}
