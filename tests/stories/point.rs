//! 必巡点: what the office asks of a point is the same on the phone and on the board.

use domain::{day::Day, time::UtcMs};
use field::views::{Due, PointDue};
use reqwest::{Method, StatusCode};
use serde_json::json;
use tests::{Office, Phone, World, world::SCHOOL};

const NAME: &str = "食堂后门";

fn on_phone(phone: &Phone) -> PointDue {
    let points = phone.points();
    let found = points.iter().find(|it| it.name == NAME).cloned();
    found.unwrap_or_else(|| panic!("the phone was not given it: {points:?}"))
}

/// How many visits the board wants today, and the server's time.
async fn on_board(office: &Office) -> (u64, UtcMs) {
    let board = office.board().await;
    let rows = board["points"].as_array().cloned().unwrap_or_default();
    // A point that wants nothing today has no row.
    let row = rows.into_iter().find(|row| row["name"] == NAME).unwrap_or_default();
    (row["need"].as_u64().unwrap_or(0), UtcMs(board["now_ms"].as_i64().unwrap_or(0)))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_point_made_today_is_wanted_from_tomorrow_on_the_phone_as_on_the_board() {
    let world = World::new().await;
    let (phone, office) = (world.phone().await, world.office("station01").await);
    let beside = phone.points().remove(0);
    let point = json!({
        "name": NAME, "kind": "perimeter", "lat": beside.lat, "lon": beside.lon, "radius_m": 100, "per_day": 2,
        "min_proof": beside.min_proof, "frequency": null, "responsible": null,
    });
    let (status, report) = office.tell(Method::POST, "/api/points", &json!({ "school": SCHOOL, "point": point })).await;
    assert_eq!(status, StatusCode::OK, "{report}");
    phone.deliver().await;
    let today = on_phone(&phone);
    assert_eq!((today.due, today.need_today), (Due::Done, 0), "half of the day was over when it was made");
    let (need, now) = on_board(&office).await;
    assert_eq!(need, 0);

    phone.wait_hours(24);
    let tomorrow = on_phone(&phone);
    assert_eq!((tomorrow.due, tomorrow.need_today), (Due::Now, 2));
    let first = Day::of(now);
    let history = office.page(&format!("/api/patrol?school={SCHOOL}&first={first}&last={}", first.plus(1))).await;
    let rows = history["points"].as_array().cloned().unwrap_or_default();
    let row = rows.iter().find(|row| row["name"] == NAME).expect("it is in the history");
    assert_eq!((&row["days"][0]["due"], &row["days"][1]["due"]), (&json!(0), &json!(2)));
    world.end().await;
}
