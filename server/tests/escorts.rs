//! 总值审阅: a day of an escort team is looked at on a phone and in the office, and one rule says which word holds.

mod cast;

use cast::{Clerk, Phone, SCHOOL, World, clerk::json_of, stderr};
use domain::{
    day::Day,
    duty_note::Situation,
    escort::{DayReview, EscortSheet, Handed},
    ids::{RecordId, SchoolId, StaffId},
    ruling::Verdict,
};
use protocol::{Body, Entity, EntityKind};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// What a phone was given anew.
async fn given(phone: &mut Phone) -> Vec<Entity> {
    let mut given = Vec::new();
    loop {
        let pull = phone.sync(None).await.expect("asks").pull;
        let things = pull.changes.iter();
        given.extend(
            things.filter_map(|it| Entity::decode(EntityKind::from_number(it.kind)?, it.payload.as_ref()?).ok()),
        );
        if !pull.more {
            return given;
        }
    }
}

/// The phone's school, and who works there.
async fn at_home(phone: &mut Phone) -> (SchoolId, Vec<StaffId>) {
    let (mut school, mut people) = (None, Vec::new());
    for thing in given(phone).await {
        match thing {
            Entity::School(it) => school = Some(it.id),
            Entity::Staff(it) => people.push(it.id),
            _ => {}
        }
    }
    (school.expect("its school"), people)
}

fn sheet(school_id: SchoolId, out: u16) -> Body {
    Body::EscortSheet(EscortSheet {
        school_id,
        route_id: None,
        window: None,
        out,
        handed: vec![Handed { stop: "公交站".into(), count: out }],
        returned: 0,
        remaining_reason: None,
        situation: Situation::Normal,
        note: String::new(),
        weather: None,
        effort: None,
    })
}

fn signature(school_id: SchoolId, day: Day) -> Body {
    signature_over(school_id, day, None)
}

/// One that names the sheets it was made with.
fn signature_over(school_id: SchoolId, day: Day, sheets: Option<Vec<RecordId>>) -> Body {
    let text = "已核对".into();
    Body::DayReview(DayReview { school_id, day, situation: Situation::Normal, text, effort: None, sheets })
}

/// The school's only day with sheets, as somebody sees it.
async fn day(clerk: &Clerk) -> Value {
    clerk.get(&format!("/api/escorts?school={SCHOOL}")).await["days"][0].clone()
}

/// The words about the day: verdict and whose.
fn words(day: &Value) -> Vec<(String, String)> {
    let text = |it: &Value| it.as_str().unwrap_or_default().to_owned();
    day["words"].as_array().expect("words").iter().map(|it| (text(&it["verdict"]), text(&it["who"]))).collect()
}

/// How many of the report's days were looked at.
async fn reviewed(clerk: &Clerk) -> Value {
    clerk.get(&format!("/api/reports/duty?school={SCHOOL}")).await["escorts"]["reviewed"].clone()
}

/// What a phone is told about its records.
async fn told(phone: &mut Phone) -> Vec<(RecordId, Verdict, String)> {
    let rulings = given(phone).await.into_iter().filter_map(|it| match it {
        Entity::Ruling(ruling) => Some((ruling.record_id, ruling.verdict, ruling.note)),
        _ => None,
    });
    rulings.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_is_confirmed_or_sent_back_in_the_office_beside_what_a_phone_signed() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let (school, people) = at_home(&mut phone).await;
    phone.record(&sheet(school, 42), people.first().copied());
    let last = phone.record(&sheet(school, 17), people.get(1).copied());
    phone.push_all().await;
    let clerk = world.clerk("school01").await;
    world.until(async || day(&clerk).await["out"] == 59).await;
    let waits = day(&clerk).await;
    assert_eq!((&waits["review"], words(&waits)), (&Value::Null, vec![]));
    let today = Day::parse(waits["day"].as_str().expect("a day")).expect("reads");
    let path = format!("/api/escorts/{school}/{today}/review");

    let wish = |verdict: &str, text: &str| json!({ "verdict": verdict, "text": text });
    let say = async |clerk: &Clerk, wish: Value| {
        let answer = clerk.tell(Method::POST, &path, &wish).await;
        (answer.status(), json_of(answer).await)
    };
    for (name, may, status) in [
        ("station01", false, StatusCode::FORBIDDEN),
        ("town01", false, StatusCode::FORBIDDEN),
        ("school02", true, StatusCode::NOT_FOUND),
    ] {
        let other = world.clerk(name).await;
        assert_eq!(other.get("/api/escorts").await["may_review"], may, "{name}");
        assert_eq!(say(&other, wish("confirmed", "")).await.0, status, "{name}");
    }
    assert_eq!(say(&clerk, wish("sent_back", " ")).await.1["code"], "reason-missing");
    assert_eq!(say(&clerk, wish("normal", "")).await.1["code"], "bad-question", "only a phone signs");
    let empty = clerk.tell(Method::POST, &path.replace(&today.to_string(), "2020-01-06"), &wish("confirmed", "")).await;
    assert_eq!(empty.status(), StatusCode::NOT_FOUND, "nobody walked then");

    // Sent back: whoever kept the last sheet is asked on the phone.
    let (status, back) = say(&clerk, wish("sent_back", "人数对不上")).await;
    assert_eq!((status, &back["review"]["text"]), (StatusCode::OK, &json!("人数对不上")));
    say(&clerk, wish("sent_back", "人数对不上")).await;
    let office = clerk.session["user"]["label"].as_str().expect("a label").to_owned();
    assert_eq!(words(&day(&clerk).await), [("sent_back".into(), office)], "said twice, written once");
    assert_eq!(told(&mut phone).await, [(last, Verdict::Asked, "人数对不上".into())]);
    assert_eq!(reviewed(&clerk).await, 0, "what is sent back is not reviewed");

    // The head of the day signs on the phone: the newer word holds.
    phone.record(&signature(school, today), people.get(2).copied());
    phone.push_all().await;
    world.until(async || day(&clerk).await["review"]["verdict"] == "normal").await;
    assert_eq!(reviewed(&clerk).await, 1);

    // The bureau confirms: the question is settled. A sheet that comes later is told, whenever it was made.
    let bureau = world.clerk("edu01").await;
    let (_, confirmed) = say(&bureau, wish("confirmed", "")).await;
    assert_eq!((&confirmed["review"]["verdict"], &confirmed["later"]), (&json!("confirmed"), &json!(0)));
    assert_eq!(told(&mut phone).await, [(last, Verdict::Accepted, String::new())]);
    phone.record(&sheet(school, 5), people.first().copied());
    phone.push_all().await;
    world.until(async || day(&clerk).await["later"] == 1).await;
    assert_eq!(say(&bureau, wish("confirmed", "")).await.1["later"], 0, "once more, with all of it");
    let said = words(&day(&clerk).await);
    let verdicts: Vec<&str> = said.iter().map(|(verdict, _)| verdict.as_str()).collect();
    assert_eq!(verdicts, ["sent_back", "normal", "confirmed", "confirmed"]);
    let log = bureau.get("/api/audit?action=day_reviewed").await;
    assert_eq!(log["rows"].as_array().map(Vec::len), Some(3), "{log}");

    // The office's words are rows of their own: what is projected can be lost and comes again under them.
    assert!(world.run(&["verify"]).await.status.success());
    let lost = "DELETE FROM escort_sheets; DELETE FROM day_reviews; DELETE FROM events; \
        UPDATE projection_queue SET upto = 0, dirty = 1";
    let world = world.meddled(lost).await;
    let clerk = world.clerk("school01").await;
    world.until(async || day(&clerk).await["out"] == 64 && words(&day(&clerk).await).len() == 4).await;
    assert_eq!(words(&day(&clerk).await), said);
    let checked = world.run(&["verify"]).await;
    assert!(checked.status.success(), "{}", stderr(&checked));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signature_says_nothing_of_sheets_that_were_kept_on_another_phone() {
    let world = World::new().await;
    let (mut theirs, mut mine) = (world.phone().await, world.phone().await);
    let (school, people) = at_home(&mut mine).await;
    let lost = theirs.record(&sheet(school, 30), people.first().copied());
    let seen = mine.record(&sheet(school, 17), people.get(1).copied());
    let clerk = world.clerk("school01").await;
    theirs.push_all().await;
    mine.push_all().await;
    world.until(async || day(&clerk).await["out"] == 47).await;
    let today = Day::parse(day(&clerk).await["day"].as_str().expect("a day")).expect("reads");

    // Both were walked before it was signed, and only one of them was on the phone it was signed on.
    mine.record(&signature_over(school, today, Some(vec![seen])), people.get(2).copied());
    mine.push_all().await;
    world.until(async || day(&clerk).await["review"]["verdict"] == "normal").await;
    assert_eq!(day(&clerk).await["later"], 1, "the other was not looked at");
    mine.record(&signature_over(school, today, Some(vec![seen, lost])), people.get(2).copied());
    mine.push_all().await;
    world.until(async || day(&clerk).await["later"] == 0).await;
    let checked = world.run(&["verify"]).await;
    assert!(checked.status.success(), "{}", stderr(&checked));
}
