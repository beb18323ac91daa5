//! What became of shifts: a morning of last week is recorded afterwards, corrected, judged, and seen by those whose school
//! it is; and all of it comes again from the raw records.

mod cast;

use cast::{Clerk, Phone, World, clerk::json_of, stderr};
use domain::{
    answer::Answer,
    correction::{Change, Correction},
    day::Day,
    duty::{DutyOff, DutyOn, OffDetail, OnDetail},
    duty_note::{AbsenceReason, Close, DutyEntry, DutyNote, Headcount, LogCategory, LogEntry, RollCall, Situation},
    duty_window::{DutyWindow, WindowKind},
    effort::Effort,
    escort::{DayReview, EscortSheet, Handed},
    ids::{PostId, RecordId, RunId, SchoolId, StaffId},
    patrol_point::PatrolPoint,
    patrol_route::{MissReason, Missed, PatrolKind, PatrolMethod, PatrolRun, RunStep},
};
use protocol::{Body, Entity, EntityKind};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

/// What the phone of a school was given.
struct School {
    id: SchoolId,
    post: PostId,
    window: DutyWindow,
    point: PatrolPoint,
    staff: Vec<(String, StaffId)>,
}

impl School {
    async fn of(phone: &mut Phone) -> Self {
        let pull = phone.sync(None).await.expect("asks").pull;
        let given = pull
            .changes
            .iter()
            .filter_map(|c| Entity::decode(EntityKind::from_number(c.kind)?, c.payload.as_ref()?).ok());
        let (mut school, mut post, mut window, mut point, mut staff) = (None, None, None, None, Vec::new());
        for thing in given {
            match thing {
                Entity::School(it) => school = Some(it.id),
                Entity::Post(it) => post = post.or(Some(it.id)),
                Entity::Window(it) if it.kind == WindowKind::In => window = Some(it),
                Entity::Point(it) => point = point.or(Some(it)),
                Entity::Staff(it) => staff.push((it.name, it.id)),
                _ => {}
            }
        }
        let [school, post] = [school.map(|it| it.0), post.map(|it| it.0)].map(|it| it.expect("given"));
        Self {
            id: SchoolId(school),
            post: PostId(post),
            window: window.expect("a morning"),
            point: point.expect("a point"),
            staff,
        }
    }

    fn person(&self, name: &str) -> StaffId {
        self.staff.iter().find(|(known, _)| known == name).expect("they work there").1
    }
}

/// The Monday of last week: it lies more than a day back, whatever day it is.
fn monday() -> Day {
    Day::of(server::clock::now()).monday().plus(-7)
}

fn on(school: &School, minute: u16, people: Option<Vec<StaffId>>) -> Body {
    let effort = Some(Effort { taps: 2, open_ms: 3_000 });
    let detail = Some(OnDetail { people, effort, ..OnDetail::default() });
    let stated_at = Some(monday().at(minute));
    let window = Some(WindowKind::In);
    Body::DutyOn(DutyOn { post_id: school.post, window, stated_at, position: None, photos: vec![], detail })
}

fn off(school: &School, minute: u16, early: Option<AbsenceReason>) -> Body {
    let detail = Some(OffDetail { early, ..OffDetail::default() });
    let stated_at = Some(monday().at(minute));
    let window = Some(WindowKind::In);
    Body::DutyOff(DutyOff { post_id: school.post, window, stated_at, position: None, detail })
}

fn note(school: &School, entry: DutyEntry) -> Body {
    Body::DutyNote(DutyNote { post_id: school.post, window: Some(WindowKind::In), entry, photos: vec![], effort: None })
}

fn correction(of: RecordId, change: Change) -> Body {
    Body::Correction(Correction { of, change, reason: "点错了".into(), effort: None })
}

/// The shift of that Monday morning, and the list around it.
async fn shift(clerk: &Clerk, school: &School) -> Value {
    let path = format!("/api/shifts/{}/{}/{}", school.post, school.window.id, monday());
    clerk.get(&path).await
}

async fn projected(world: &World, count: i64) {
    world.until(async || world.metric("huxiao_records_projected_total").await >= count).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_morning_of_last_week_is_recorded_by_a_lead_corrected_and_closed() {
    let world = World::of_old().await;
    let mut phone = world.phone().await;
    let school = School::of(&mut phone).await;
    let clerk = world.clerk("station01").await;
    assert_eq!(shift(&clerk, &school).await["shift"]["state"], "missed", "nobody came and more than a day has passed");

    let start = school.window.start_min;
    let (lead, second) = (school.person("教师01"), school.person("教师02"));
    let guard = school.person("保安01");
    phone.record(&on(&school, start - 25, Some(vec![lead, second])), Some(lead));
    let late = phone.record(&on(&school, start + 5, None), Some(guard));
    phone.record(&off(&school, start + 20, Some(AbsenceReason::Duty)), Some(guard));
    let roll = RollCall {
        present: vec![lead, second],
        headcount: Headcount { parents: 3, ..Headcount::default() },
        ..RollCall::default()
    };
    let called = phone.record(&note(&school, DutyEntry::RollCall(roll)), Some(lead));
    let entry = LogEntry {
        category: LogCategory::Traffic,
        situation: Situation::Abnormal,
        text: "堵车".into(),
        handed_to: "交警".into(),
    };
    let logged = phone.record(&note(&school, DutyEntry::Log(entry)), Some(lead));
    let closed = phone.record(
        &note(&school, DutyEntry::Close(Close { situation: Situation::Normal, text: String::new() })),
        Some(lead),
    );
    for (of, minute) in [(called, start), (logged, start + 10), (closed, school.window.end_min)] {
        phone.record(&correction(of, Change::Time(monday().at(minute))), Some(lead));
    }
    phone.record(&correction(logged, Change::Text("堵车，已疏导".into())), Some(lead));
    phone.push_all().await;
    projected(&world, 10).await;

    let seen = shift(&clerk, &school).await;
    let held = &seen["shift"];
    assert_eq!((&held["state"], &held["came"], &held["headcount"]), (&json!("closed"), &json!(3), &json!(3)), "{held}");
    assert_eq!((&held["late"], &held["situation"]), (&json!(true), &json!("normal")));
    let people = held["people"].as_array().expect("people");
    let of = |name: &str| people.iter().find(|it| it["name"] == name).expect("they came");
    assert_eq!((&of("教师01")["recorder"], &of("教师02")["recorder"]), (&Value::Null, &json!("教师01")));
    assert_eq!((&of("保安01")["late"], &of("保安01")["early"]), (&json!(true), &json!("duty")));
    assert_eq!(held["gaps"][0]["kind"], "guard");
    let notes = seen["notes"].as_array().expect("notes");
    let kinds: Vec<&str> = notes.iter().filter_map(|it| it["kind"].as_str()).collect();
    assert_eq!(kinds, ["roll_call", "log", "close"]);
    assert_eq!((&notes[1]["entry"]["text"], &notes[1]["revisions"]), (&json!("堵车，已疏导"), &json!(2)));

    // The guard was on time after all, and says so; the office sees both.
    phone.record(&correction(late, Change::Time(monday().at(start - 30))), Some(guard));
    let last = phone.records.len();
    phone.push(last, last).await.expect("taken");
    projected(&world, 11).await;
    assert_eq!(shift(&clerk, &school).await["shift"]["late"], false);
    let evidence = clerk.get(&format!("/api/records/{late}")).await;
    assert_eq!(evidence["remarks"][0]["what"], "time");
    assert_eq!(evidence["body"]["stated_at"], json!(monday().at(start + 5)), "the old record is as it was");

    let burden = clerk.get("/api/burden").await;
    let row = |kind: &str| burden["rows"].as_array().expect("rows").iter().find(|it| it["kind"] == kind).cloned();
    let came = row("duty_on").expect("they came");
    assert_eq!((&came["records"], &came["taps"], &came["of_shift"]), (&json!(2), &json!(4), &json!(true)));
    assert_eq!(burden["shifts"], 1, "two came by one record, one by another: it was one shift");

    comes_again(world, &school).await;
}

/// All of the projection is lost, and comes again.
async fn comes_again(world: World, school: &School) {
    let before = shift(&world.clerk("station01").await, school).await;
    let tables = ["duty_people", "duty_events", "duty_notes", "corrections", "efforts", "events"];
    let sql: String = tables.iter().map(|table| format!("DELETE FROM {table}; ")).collect();
    let world = world.meddled(&format!("{sql} UPDATE projection_queue SET upto = 0, dirty = 1")).await;
    let clerk = world.clerk("station01").await;
    world.until(async || shift(&clerk, school).await["shift"]["state"] == "closed").await;
    let after = shift(&clerk, school).await;
    assert_eq!((&after["shift"], &after["notes"]), (&before["shift"], &before["notes"]));
    let checked = world.run(&["verify"]).await;
    assert!(checked.status.success(), "{}", stderr(&checked));
    let world = world.meddled("UPDATE duty_people SET place = place + 1, staff_id = record_id WHERE place = 1").await;
    let checked = world.run(&["verify"]).await;
    assert!(!checked.status.success(), "whom it counts for was changed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shift_that_closed_by_itself_is_closed_by_its_lead_or_its_head_with_a_revision() {
    let world = World::of_old().await;
    let mut phone = world.phone().await;
    let school = School::of(&mut phone).await;
    let (lead, guard) = (school.person("教师01"), school.person("保安01"));
    // A roll-call at a quarter past: they are there, and nobody is called late for it.
    let Body::DutyOn(called) = on(&school, school.window.start_min + 15, Some(vec![guard])) else { unreachable!() };
    let detail = called.detail.clone().map(|detail| OnDetail { called: Some(true), ..detail });
    phone.record(&Body::DutyOn(DutyOn { detail, ..called }), Some(lead));
    let closing = DutyEntry::Close(Close { situation: Situation::Normal, text: "忘了收岗".into() });
    let clerk = world.clerk("head01").await;
    phone.push_all().await;
    projected(&world, 1).await;
    let path = format!("/api/shifts/{}/{}/{}/decision", school.post, school.window.id, monday());
    let wish = json!({ "decision": "close", "reason": "核对过，平安", "leader": "校长" });
    let before = shift(&clerk, &school).await["shift"].clone();
    assert_eq!(
        (&before["state"], &before["revisions"], &before["came"]),
        (&json!("auto_closed"), &json!(0), &json!(1))
    );
    let person = &before["people"][0];
    assert_eq!((&person["called"], &person["late"], &before["late"]), (&json!(true), &json!(false), &json!(false)));

    let seen = json_of(clerk.tell(Method::POST, &path, &wish).await).await;
    assert_eq!((&seen["shift"]["state"], &seen["shift"]["revisions"]), (&json!("closed"), &json!(1)), "{seen}");
    assert_eq!(clerk.tell(Method::POST, &path, &wish).await.status(), StatusCode::CONFLICT, "it is closed");
    let written = phone.records.len();
    let closed = phone.record(&note(&school, closing), Some(lead));
    let hours_after = Change::Time(monday().at(school.window.end_min + 180));
    phone.record(&correction(closed, hours_after), Some(lead));
    phone.push(written + 1, written + 2).await.expect("taken");
    projected(&world, 3).await;
    let seen = shift(&clerk, &school).await;
    assert_eq!(seen["notes"][0]["kind"], "close", "three hours after its end it is still of that morning");
    assert_eq!((&seen["shift"]["state"], &seen["shift"]["revisions"]), (&json!("closed"), &json!(3)));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_new_kind_is_projected_as_it_reads_and_shown_with_what_was_said_about_it() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let school = School::of(&mut phone).await;
    let lead = Some(school.person("教师01"));
    let sheet = EscortSheet {
        school_id: school.id,
        route_id: None,
        window: Some(WindowKind::Out),
        out: 30,
        handed: vec![Handed { stop: "公交站".into(), count: 27 }],
        returned: 3,
        remaining_reason: None,
        situation: Situation::Normal,
        note: String::new(),
        weather: None,
        effort: Some(Effort { taps: 9, open_ms: 40_000 }),
    };
    let walked = phone.record(&Body::EscortSheet(sheet), lead);
    let review = DayReview {
        school_id: school.id,
        day: monday(),
        situation: Situation::Normal,
        text: "平安".into(),
        effort: None,
        sheets: None,
    };
    phone.record(&Body::DayReview(review), lead);
    let run = |step, missed| {
        Body::PatrolRun(PatrolRun {
            run_id: RunId(Uuid::from_u128(7)),
            route_id: None,
            kind: PatrolKind::Grid,
            method: PatrolMethod::Foot,
            step,
            planned: vec![school.point.id],
            party: Headcount::default(),
            missed,
            note: String::new(),
            effort: Some(Effort { taps: 3, open_ms: 6_000 }),
        })
    };
    phone.record(&run(RunStep::Start, vec![]), lead);
    let missed = Missed { point_id: school.point.id, reason: MissReason::Weather };
    phone.record(&run(RunStep::Finish, vec![missed]), lead);
    phone.record(&Body::Answer(Answer { about: walked, text: "数过两遍".into(), photos: vec![], effort: None }), lead);
    phone.record(&correction(walked, Change::Void), lead);
    phone.push_all().await;
    projected(&world, 6).await;
    let clerk = world.clerk("school01").await;
    let evidence = clerk.get(&format!("/api/records/{walked}")).await;
    let remarks = evidence["remarks"].as_array().expect("remarks");
    let mut said: Vec<&str> = remarks.iter().filter_map(|it| it["what"].as_str()).collect();
    said.sort_unstable();
    assert_eq!(said, ["answer", "void"]);
    assert_eq!(evidence["standing"]["void"], true);
    let voided = remarks.iter().find(|it| it["what"] == "void").and_then(|it| it["record_id"].as_str()).expect("an id");
    assert_eq!(clerk.get(&format!("/api/records/{voided}")).await["about"], walked.to_string());
    let checked = world.run(&["verify"]).await;
    assert!(checked.status.success(), "{}", stderr(&checked));
    let world = world.meddled("UPDATE escort_sheets SET out_count = 31").await;
    assert!(!world.run(&["verify"]).await.status.success(), "a changed count is found");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_due_before_the_first_phone_is_not_missed_and_what_is_entered_of_it_counts() {
    let world = World::new().await;
    let clerk = world.clerk("station01").await;
    let monday = monday();
    let board = async || clerk.get(&format!("/api/board?date={monday}&window=in")).await;
    let before = board().await;
    let states = |board: &Value| -> std::collections::BTreeSet<String> {
        board["posts"]
            .as_array()
            .expect("posts")
            .iter()
            .map(|it| it["state"].as_str().expect("a word").to_owned())
            .collect()
    };
    assert_eq!(states(&before), ["not_recorded_yet".to_owned()].into(), "no school has a phone");
    assert_eq!((&before["totals"]["posts"], &before["points"]), (&json!(0), &json!([])));

    let mut phone = world.phone().await;
    let school = School::of(&mut phone).await;
    assert_eq!(shift(&clerk, &school).await["shift"]["state"], "not_recorded_yet", "it came a week later");
    let excuse = json!({ "decision": "excuse", "reason": "还没有手机", "leader": "校长" });
    let path = format!("/api/shifts/{}/{}/{}/decision", school.post, school.window.id, monday);
    let mine = world.clerk("school01").await;
    assert_eq!(mine.tell(Method::POST, &path, &excuse).await.status(), StatusCode::CONFLICT, "nothing to excuse");
    let span = format!("school={}&first={monday}&last={monday}", cast::SCHOOL);
    let report = clerk.get(&format!("/api/reports/duty?{span}")).await;
    let (shifts, patrol) = (&report["shifts"], &report["patrol"]);
    assert_eq!((&shifts["due"], &shifts["missed"], &shifts["silent"]), (&json!(0), &json!(0), &json!(0)));
    assert_eq!((&patrol["due"], &patrol["missed"]), (&json!(0), &json!(0)));
    assert!(shifts["unrecorded"].as_u64() > Some(0) && patrol["unrecorded"].as_u64() > Some(0), "{report}");

    phone.record(&on(&school, school.window.start_min - 30, None), Some(school.person("保安01")));
    phone.push_all().await;
    projected(&world, 1).await;
    assert_eq!(shift(&clerk, &school).await["shift"]["state"], "auto_closed", "what is entered afterwards counts");
    let mine = board().await["posts"].as_array().expect("posts").clone();
    let post = mine.iter().find(|it| it["id"] == school.post.to_string()).expect("the post");
    assert_eq!(post["shift"], "auto_closed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_sees_no_shift_and_takes_nothing_back() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let school = School::of(&mut phone).await;
    let came = phone.record(&on(&school, school.window.start_min, None), Some(school.person("保安01")));
    phone.push_all().await;
    let mut stranger = world.phone_of(cast::OTHER_SCHOOL).await;
    let away = School::of(&mut stranger).await;
    stranger.record(&correction(came, Change::Void), Some(away.person("保安01")));
    stranger.push_all().await;
    projected(&world, 2).await;

    let clerk = world.clerk("station01").await;
    assert_eq!(shift(&clerk, &school).await["shift"]["came"], 1);
    let evidence = clerk.get(&format!("/api/records/{came}")).await;
    assert_eq!((&evidence["remarks"][0]["counts"], &evidence["standing"]["void"]), (&json!(false), &json!(false)));
    let path = format!("/api/shifts/{}/{}/{}", away.post, away.window.id, monday());
    assert_eq!(clerk.ask(Method::GET, &path).await.status(), StatusCode::NOT_FOUND);
    let list = clerk.ask(Method::GET, &format!("/api/shifts?school={}", cast::OTHER_SCHOOL)).await;
    assert_eq!(list.status(), StatusCode::NOT_FOUND);
    let decision = json!({ "decision": "cancel", "reason": "停课", "leader": "校长" });
    let refused = clerk.tell(Method::POST, &format!("{path}/decision"), &decision).await;
    assert_eq!(refused.status(), StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_office_gives_the_reason_for_a_missed_shift_and_it_is_noted_who_did() {
    let world = World::of_old().await;
    let mut phone = world.phone().await;
    let school = School::of(&mut phone).await;
    let clerk = world.clerk("school01").await;
    let path = format!("/api/shifts/{}/{}/{}/decision", school.post, school.window.id, monday());
    let wish = json!({ "decision": "excuse", "reason": "全员参加演练", "leader": "分管校长" });
    let empty = json!({ "decision": "excuse", "reason": " ", "leader": "分管校长" });
    assert_eq!(clerk.tell(Method::POST, &path, &empty).await.status(), StatusCode::BAD_REQUEST);
    let town = world.clerk("town01").await;
    assert_eq!(town.tell(Method::POST, &path, &wish).await.status(), StatusCode::FORBIDDEN);
    let answer = clerk.tell(Method::POST, &path, &wish).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let seen = json_of(answer).await;
    assert_eq!((&seen["shift"]["state"], &seen["shift"]["reason"]), (&json!("missed_excused"), &json!("全员参加演练")));
    assert_eq!(seen["decided"][0]["leader"], "分管校长");

    // What comes late after all is not excused away.
    phone.record(&on(&school, school.window.start_min - 30, None), Some(school.person("保安01")));
    phone.push_all().await;
    projected(&world, 1).await;
    assert_eq!(shift(&clerk, &school).await["shift"]["state"], "auto_closed");
    let refused =
        clerk.tell(Method::POST, &path, &json!({ "decision": "cancel", "reason": "停课", "leader": "校长" })).await;
    assert_eq!(refused.status(), StatusCode::CONFLICT);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_that_is_changed_added_or_taken_away_today_changes_no_shift_of_before() {
    let world = World::of_old().await;
    let mut phone = world.phone().await;
    let school = School::of(&mut phone).await;
    phone.record(&on(&school, school.window.start_min - 25, None), Some(school.person("保安01")));
    phone.push_all().await;
    projected(&world, 1).await;
    let clerk = world.clerk("school01").await;
    let (first, last) = (monday(), monday().plus(6));
    let week = async || {
        let list = clerk.get(&format!("/api/shifts?school={}&first={first}&last={last}", cast::SCHOOL)).await;
        list["shifts"].clone()
    };
    let (before, morning) = (week().await, shift(&clerk, &school).await);
    assert_eq!(morning["shift"]["state"], "auto_closed");

    let wish = |kind: &str, start: u16| {
        json!({ "school": cast::SCHOOL, "kind": kind, "start_min": start, "end_min": start + 20, "weekdays": 127,
            "arrive_before_min": 10, "leave_after_min": 5, "grades": "", "from": null, "to": null, "exam_only": false })
    };
    let path = format!("/api/windows/{}", school.window.id);
    for start in [700, 720] {
        let changed = clerk.tell(Method::PUT, &path, &wish("in", start)).await;
        assert_eq!(changed.status(), StatusCode::OK);
        assert_eq!(shift(&clerk, &school).await["shift"], morning["shift"]);
    }
    assert_eq!(clerk.tell(Method::POST, "/api/windows", &wish("evening", 1200)).await.status(), StatusCode::OK);
    assert_eq!(week().await, before, "nothing was missed that nobody asked for then");
    let taken = clerk.order(Method::DELETE, &format!("{path}?school={}", cast::SCHOOL)).await;
    assert_eq!(taken.status(), StatusCode::OK);
    assert_eq!(week().await, before);
    assert_eq!(shift(&clerk, &school).await["shift"], morning["shift"]);
}
