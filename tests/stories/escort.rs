//! 护导: heads out, stop by stop, back; signed by the head of the day, and read in the office as it was walked.

use domain::{
    duty_note::{Situation, Weather},
    escort::Handed,
    staff::StaffKind,
};
use field::{
    day_review, escort,
    views::{EscortForm, ReviewForm},
};
use serde_json::json;
use tests::{World, world::SCHOOL};

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_with_stops_and_a_return_is_signed_and_read_in_the_office() {
    let mut world = World::new().await;
    let phone = world.phone().await;
    world.stop_server().await;

    let page = escort::page(&phone.home).expect("the page opens");
    let (school_id, route) = (page.schools[0].school_id, &page.routes[0]);
    let [first, second] = [&route.stops[0].name, &route.stops[1].name];
    let handed = |counts: [u16; 2]| {
        let stop = |(stop, count): (&String, u16)| Handed { stop: stop.clone(), count };
        [first, second].into_iter().zip(counts).map(stop).collect::<Vec<_>>()
    };
    let form = |counts, returned| EscortForm {
        school_id,
        route_id: Some(route.id),
        out: 42,
        handed: handed(counts),
        returned,
        reason: None,
        situation: Situation::Normal,
        note: "两名学生家长未到".into(),
        weather: Some(Weather::Rain),
    };
    let teacher = phone.person(StaffKind::Teacher);
    let refused = escort::save(&phone.home, teacher, &form([25, 15], 0), None).expect_err("two heads are left");
    assert_eq!(refused.problem().to_string(), "heads-remain left=2");
    let sheet = escort::save(&phone.home, teacher, &form([25, 15], 2), None).expect("saved");

    let head = phone.person(StaffKind::SchoolSafety);
    let day = day_review::page(&phone.home, school_id, None).expect("the day opens");
    assert_eq!((day.sum.out, day.sum.handed, day.sum.returned, day.sum.remaining), (42, 40, 2, 0));
    let signed =
        ReviewForm { school_id, day: day.day, situation: Situation::Normal, text: "平安".into(), effort: None };
    day_review::review(&phone.home, head, &signed).expect("signed");

    world.start_server().await;
    phone.deliver().await;
    let days = world.office("station01").await.page(&format!("/api/escorts?school={SCHOOL}")).await;
    let seen = &days["days"][0];
    assert_eq!(
        (&seen["out"], &seen["handed"], &seen["returned"], &seen["remaining"]),
        (&json!(42), &json!(40), &json!(2), &json!(0))
    );
    let walked = &seen["sheets"][0];
    assert_eq!(walked["record_id"], json!(sheet.record_id), "{days}");
    assert_eq!(walked["route"], json!(route.name));
    assert_eq!((&walked["handed"][0]["stop"], &walked["handed"][0]["count"]), (&json!(first), &json!(25)));
    assert_eq!((&seen["review"]["text"], &seen["later"]), (&json!("平安"), &json!(0)));
    world.end().await;
}
