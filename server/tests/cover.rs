//! 24 小时值守: where nobody watches over boarders, on the roster page and on the board, also when no roster says anything.

mod cast;

use cast::{Clerk, Phone, World};
use domain::{
    day::Day,
    duty::DutyOn,
    duty_window::{DutyWindow, WindowKind},
    ids::{PostId, StaffId},
};
use protocol::{Body, Entity, EntityKind};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// Every day is an ordinary one then, whenever this story is told.
const NO_CALENDAR: &str = "DELETE FROM calendars";
const NO_ROSTER: &str = "DELETE FROM roster_weeks; DELETE FROM roster_plans";

/// The code of a school with boarders.
async fn boarding(clerk: &Clerk) -> String {
    let schools = clerk.get("/api/schools").await["schools"].as_array().cloned().expect("schools");
    for school in schools {
        let code = school["code"].as_str().expect("a code");
        if clerk.get(&format!("/api/windows?school={code}")).await["boarders"] != 0 {
            return code.to_owned();
        }
    }
    panic!("no school of the district has boarders")
}

/// The gaps of a week on the roster page.
async fn of_week(clerk: &Clerk, school: &str, monday: Day) -> Vec<Value> {
    let page = clerk.get(&format!("/api/roster?school={school}&week={monday}")).await;
    page["gaps"].as_array().cloned().expect("gaps")
}

/// What the board says of a school's boarders on a day.
async fn on_board(clerk: &Clerk, school: &str, day: Day) -> Vec<Value> {
    let board = clerk.get(&format!("/api/board?date={day}")).await;
    let rows = board["unwatched"].as_array().cloned().expect("gaps");
    rows.into_iter().filter(|row| row["code"] == school).collect()
}

/// A night window of this weekday, a post and a guard, as a phone of the school is given them.
async fn night(phone: &mut Phone, day: Day) -> (DutyWindow, PostId, StaffId) {
    let (mut window, mut post, mut guard) = (None, None, None);
    loop {
        let pull = phone.sync(None).await.expect("asks").pull;
        for change in &pull.changes {
            let (Some(kind), Some(bytes)) = (EntityKind::from_number(change.kind), change.payload.as_ref()) else {
                continue;
            };
            match Entity::decode(kind, bytes) {
                Ok(Entity::Window(it))
                    if it.kind == WindowKind::Night && it.end_min > 1440 && it.weekdays & (1 << day.weekday()) != 0 =>
                {
                    window = Some(it);
                }
                Ok(Entity::Post(it)) => post = post.or(Some(it.id)),
                Ok(Entity::Staff(it)) if it.name.starts_with("保安") => guard = guard.or(Some(it.id)),
                _ => {}
            }
        }
        if !pull.more {
            return (window.expect("a night"), post.expect("a post"), guard.expect("a guard"));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_night_without_anybody_is_told_on_the_roster_and_on_the_board() {
    let world = World::new().await.meddled(NO_CALENDAR).await;
    let clerk = world.clerk("edu01").await;
    let school = boarding(&clerk).await;
    let monday = Day::of(server::clock::now()).monday().plus(7);
    let tuesday = monday.plus(1);
    let _phone = world.phone_of(&school).await;
    assert_eq!(of_week(&clerk, &school, monday).await, Vec::<Value>::new(), "somebody is named for every watch");
    // Phones are told the weeks of the changed calendar soon after the start.
    world.until(async || on_board(&clerk, &school, tuesday).await.is_empty()).await;

    let world = world.meddled(NO_ROSTER).await;
    let clerk = world.clerk("edu01").await;
    let gaps = of_week(&clerk, &school, monday).await;
    let at = |day: Day, minute: u16| day.at(minute).0;
    let covers = |gap: &Value, moment: i64| {
        gap["from_ms"].as_i64().is_some_and(|from| from <= moment)
            && gap["to_ms"].as_i64().is_some_and(|to| moment < to)
    };
    for (day, told) in
        [(monday, true), (tuesday, true), (monday.plus(4), false), (monday.plus(5), false), (monday.plus(6), true)]
    {
        let midnight = at(day, 1430);
        assert_eq!(gaps.iter().any(|gap| covers(gap, midnight)), told, "the night after {day}: {gaps:?}");
    }
    assert!(gaps.iter().all(|gap| gap["window_id"].is_string()), "each names its watch: {gaps:?}");
    let rows = on_board(&clerk, &school, tuesday).await;
    assert!(rows.iter().any(|row| covers(row, at(tuesday, 60)) && row["window"] == true), "the night before: {rows:?}");
    assert!(rows.iter().any(|row| covers(row, at(tuesday, 1430))), "and its own: {rows:?}");
    let path = format!("/api/board?date={tuesday}&q=没有这样的学校");
    assert_eq!(clerk.get(&path).await["unwatched"], json!([]), "a search narrows it");
    let without = clerk.get("/api/schools").await["schools"][0]["code"].as_str().expect("a code").to_owned();
    assert_ne!(without, school);
    assert_eq!(of_week(&clerk, &without, monday).await, Vec::<Value>::new(), "a school without boarders");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_came_watched_over_them_rostered_or_not() {
    let world = World::of_old().await.meddled(&format!("{NO_CALENDAR}; {NO_ROSTER}")).await;
    let clerk = world.clerk("edu01").await;
    let school = boarding(&clerk).await;
    let tuesday = Day::of(server::clock::now()).monday().plus(-6);
    let mut phone = world.phone_of(&school).await;
    let (window, post_id, guard) = night(&mut phone, tuesday).await;
    let midnight = tuesday.at(1430).0;
    let alone = async || {
        let rows = on_board(&clerk, &school, tuesday).await;
        rows.iter().any(|row| row["from_ms"].as_i64() <= Some(midnight) && row["to_ms"].as_i64() > Some(midnight))
    };
    assert!(alone().await, "nobody was named and nobody came");
    let stated_at = Some(tuesday.at(window.start_min));
    let came =
        DutyOn { post_id, window: Some(WindowKind::Night), stated_at, position: None, photos: vec![], detail: None };
    phone.record(&Body::DutyOn(came), Some(guard));
    phone.push_all().await;
    world.until(async || !alone().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_the_eve_of_a_return_whoever_came_holds_the_night_that_there_was() {
    let world = World::of_old().await.meddled(NO_CALENDAR).await;
    let clerk = world.clerk("edu01").await;
    let school = boarding(&clerk).await;
    // Last week's Tuesday and Wednesday were days off: the boarders came back on Wednesday evening.
    let eve = Day::of(server::clock::now()).monday().plus(-5);
    let calendar = clerk.get(&format!("/api/calendar?school={school}")).await;
    let off = json!({ "first": eve.plus(-1), "last": eve, "kind": "no_class", "reason": "放假", "follows": null,
        "until_min": null });
    let wish = json!({ "school": school, "rev": calendar["rev"], "terms": calendar["terms"], "spans": [off] });
    assert_eq!(clerk.tell(Method::PUT, "/api/calendar", &wish).await.status(), StatusCode::OK);

    let mut phone = world.phone_of(&school).await;
    let (_, post_id, guard) = night(&mut phone, eve).await;
    let nights = async |held: bool| -> Vec<Value> {
        let list = clerk.get(&format!("/api/shifts?school={school}&first={eve}&last={eve}")).await;
        let rows = list["shifts"].as_array().cloned().expect("shifts").into_iter();
        let is_asked = |it: &Value| {
            let mine = it["post_id"] == json!(post_id) && it["kind"] == "night";
            mine && (it["state"] != "cancelled") == held
        };
        rows.filter(is_asked).collect()
    };
    let [night] = <[Value; 1]>::try_from(nights(true).await).expect("the night of the return");
    let evening = |it: &Value| it["start_ms"].as_i64() < night["start_ms"].as_i64();
    assert!(nights(false).await.iter().any(evening), "a night of the weekday would have begun before");

    // Three quarters before, nearer to when the other would have begun.
    let start = domain::time::UtcMs(night["start_ms"].as_i64().expect("a start"));
    let (stated_at, window) = (Some(start.plus(-45 * 60_000)), Some(WindowKind::Night));
    let came = DutyOn { post_id, window, stated_at, position: None, photos: vec![], detail: None };
    phone.record(&Body::DutyOn(came), Some(guard));
    phone.push_all().await;
    let came = |rows: &[Value]| rows.iter().filter_map(|it| it["came"].as_u64()).sum::<u64>();
    world.until(async || came(&nights(true).await) == 1).await;
    let held = nights(true).await;
    assert_eq!((&held[0]["state"], &held[0]["late"]), (&json!("auto_closed"), &json!(false)), "{held:?}");
    assert_eq!(came(&nights(false).await), 0, "nobody was at what was called off");
}
