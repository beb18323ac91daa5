//! 必巡点: what the office asks of a point is the same on the phone and on the board.

use domain::time::UtcMs;
use field::views::{Due, PointDue};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::{Office, Phone, World, world::SCHOOL};

const NAME: &str = "食堂后门";

fn on_phone(phone: &Phone) -> PointDue {
    phone.points().into_iter().find(|it| it.name == NAME).expect("the phone was given it")
}

async fn on_board(office: &Office) -> Value {
    let board = office.board().await;
    let rows = board["points"].as_array().cloned().unwrap_or_default();
    rows.into_iter().find(|row| row["name"] == NAME).unwrap_or_else(|| panic!("{board}"))
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
    assert_eq!(on_board(&office).await["need"], 0);

    phone.wait_hours(24);
    let tomorrow = on_phone(&phone);
    assert_eq!((tomorrow.due, tomorrow.need_today), (Due::Now, 2));
    let first = domain::day::Day::of(UtcMs(on_board_ms(&office).await));
    let history = office.page(&format!("/api/patrol?school={SCHOOL}&first={first}&last={}", first.plus(1))).await;
    let rows = history["points"].as_array().cloned().unwrap_or_default();
    let row = rows.iter().find(|row| row["name"] == NAME).expect("it is in the history");
    assert_eq!((&row["days"][0]["due"], &row["days"][1]["due"]), (&json!(0), &json!(2)));
    world.end().await;
}

/// The server's time, as the board tells it.
async fn on_board_ms(office: &Office) -> i64 {
    office.board().await["now_ms"].as_i64().unwrap_or(0)
}
