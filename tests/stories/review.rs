//! 审核: what does not fit is asked about, the worker answers without network, somebody decides; and what was recorded by
//! mistake is put right by who recorded it.

use domain::{check_in::VisitResult, ruling::Verdict};
use field::{
    answer,
    check_in::{self, Visit},
    correction, ruling,
    views::{AnswerForm, Correction, Position, RulingRow},
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::{Office, Phone, World, phone::position};

async fn desk(office: &Office, show: &str) -> Vec<Value> {
    office.page(&format!("/api/reviews?show={show}")).await["rows"].as_array().cloned().unwrap_or_default()
}

fn told(phone: &Phone) -> Vec<RulingRow> {
    let _signed_in = phone.guard();
    ruling::rulings(&phone.home).expect("listed")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_finding_is_asked_about_answered_and_decided() {
    let mut world = World::new().await;
    let phone = world.phone().await;
    let point = phone.points().remove(0);
    let mock = Position { mock: true, ..position(point.lat, point.lon) };
    let visit = Visit { position: Some(mock), ..Visit::of(point.id, VisitResult::Normal) };
    let saved = check_in::record(&phone.home, phone.guard(), visit).expect("a mocked fix refuses nothing").saved;
    phone.deliver().await;

    let office = world.office("station01").await;
    let open = loop {
        let rows = desk(&office, "open").await;
        if !rows.is_empty() {
            break rows;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    };
    assert_eq!(open[0]["record_id"], json!(saved.record_id));
    let doubts: Vec<&str> =
        open[0]["doubts"].as_array().into_iter().flatten().filter_map(|it| it["doubt"].as_str()).collect();
    assert!(doubts.contains(&"mock_position"), "{doubts:?}");
    let path = format!("/api/records/{}/ruling", saved.record_id);
    let ask = json!({ "verdict": "asked", "note": "当时在哪里？" });
    assert_eq!(office.tell(Method::POST, &path, &ask).await.0, StatusCode::NO_CONTENT);

    phone.deliver().await;
    let asked = told(&phone).remove(0);
    assert!(asked.open && asked.note == "当时在哪里？" && asked.reasons.iter().any(|it| it == "mock_position"));
    world.stop_server().await;
    let said = AnswerForm {
        record_id: saved.record_id,
        text: "借用的手机，定位软件没关".into(),
        photo_ids: vec![],
        effort: None,
    };
    answer::answer(&phone.home, phone.guard(), &said).expect("saved");
    assert!(!told(&phone)[0].open, "answered here and now");

    world.start_server().await;
    phone.deliver().await;
    let office = world.office("station01").await;
    let answered = desk(&office, "answered").await;
    assert_eq!(answered[0]["answered"]["text"], "借用的手机，定位软件没关", "{answered:?}");
    let accept = json!({ "verdict": "accepted", "note": "情况属实" });
    assert_eq!(office.tell(Method::POST, &path, &accept).await.0, StatusCode::NO_CONTENT);
    phone.deliver().await;
    assert_eq!(told(&phone)[0].verdict, Verdict::Accepted);
    assert!(desk(&office, "open").await.is_empty());
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_tapped_by_mistake_is_put_right_and_the_old_record_stays() {
    let mut world = World::new().await;
    let phone = world.phone().await;
    let point = phone.points().remove(0);
    let wrong = phone.check_in(&point).saved;
    phone.deliver().await;
    let office = world.office("station01").await;
    let done = async |office: &Office| {
        let board = office.board().await;
        let rows = board["points"].as_array().cloned().unwrap_or_default();
        rows.iter().find(|it| it["id"] == json!(point.id)).and_then(|it| it["done"].as_u64())
    };
    assert_eq!(done(&office).await, Some(1));
    world.stop_server().await;
    let guard = phone.guard();
    correction::correct(&phone.home, guard, (wrong.record_id, None), &Correction::Void, "点错了地方").expect("saved");
    let again = correction::correct(&phone.home, guard, (wrong.record_id, None), &Correction::Void, "x");
    assert_eq!(again.expect_err("once is enough").problem().code, "already-void");

    world.start_server().await;
    phone.deliver().await;
    let office = world.office("station01").await;
    assert_eq!(done(&office).await, Some(0), "it counts no longer");
    let evidence = office.evidence(wrong.record_id).await;
    assert_eq!(
        (&evidence["standing"]["void"], &evidence["status"]),
        (&json!(true), &json!("ok")),
        "and is still there"
    );
    assert_eq!(
        (&evidence["remarks"][0]["what"], &evidence["remarks"][0]["reason"]),
        (&json!("void"), &json!("点错了地方"))
    );
    world.end().await;
}
