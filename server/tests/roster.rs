//! Rosters from the office to the phones and requests from phones to the office.

mod cast;

use cast::{Clerk, OTHER_SCHOOL, Phone, SCHOOL, World, clerk::json_of};
use domain::{
    day::Day,
    ids::{RecordId, StaffId, WindowId},
    roster::{RosterAsk, RosterReason, RosterRequest, RosterWeek},
    ruling::{Ruling, Verdict},
    staff::{StaffKind, StaffMember},
};
use protocol::{Body, Entity, EntityKind};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// What a phone was given, the newest of each.
#[derive(Default)]
struct Held {
    weeks: Vec<RosterWeek>,
    staff: Vec<StaffMember>,
    rulings: Vec<Ruling>,
}

impl Held {
    async fn pull(&mut self, phone: &mut Phone) {
        loop {
            let pull = phone.sync(None).await.expect("asks").pull;
            for change in &pull.changes {
                let Some(kind) = EntityKind::from_number(change.kind) else { continue };
                if kind == EntityKind::Roster {
                    self.weeks.retain(|it| *it.id.as_bytes() != *change.id);
                }
                let Some(bytes) = change.payload.as_ref() else { continue };
                match Entity::decode(kind, bytes).expect("it reads") {
                    Entity::Roster(it) => self.weeks.push(it),
                    Entity::Staff(it) => self.staff.push(it),
                    Entity::Ruling(it) => self.rulings.push(it),
                    _ => {}
                }
            }
            if !pull.more {
                return;
            }
        }
    }

    fn week(&self, post: &str, monday: Day) -> Option<&RosterWeek> {
        self.weeks.iter().find(|it| it.post_id.to_string() == post && it.monday == monday)
    }

    fn named(&self, name: &str) -> StaffId {
        self.staff.iter().find(|it| it.name == name).expect("somebody of that name").id
    }
}

async fn status(clerk: &Clerk, method: Method, path: &str, body: &Value) -> (StatusCode, Value) {
    let answer = clerk.tell(method, path, body).await;
    (answer.status(), json_of(answer).await)
}

/// A calendar without any holiday from here on, so that the stories hold on every day of every year.
async fn ordinary_days(world: &World) {
    let edu = world.clerk("edu01").await;
    let rev = edu.get("/api/calendar").await["rev"].clone();
    let wish = json!({ "school": null, "rev": rev, "terms": [], "spans": [] });
    let (answer, said) = status(&edu, Method::PUT, "/api/calendar", &wish).await;
    assert_eq!(answer, StatusCode::OK, "{said}");
}

/// Post, morning window and next Monday of the first school, as its safety officer sees them.
struct Place {
    post: String,
    window: String,
    monday: Day,
    rev: i64,
}

async fn place(clerk: &Clerk) -> Place {
    let view = clerk.get(&format!("/api/roster?school={SCHOOL}&edition=draft")).await;
    let window = view["windows"].as_array().expect("windows").iter().find(|it| it["kind"] == "in").expect("a morning");
    let monday = view["week"].as_str().and_then(Day::parse).expect("a week").plus(7);
    Place {
        post: view["posts"][0]["id"].as_str().expect("a post").to_owned(),
        window: window["id"].as_str().expect("an id").to_owned(),
        monday,
        rev: view["posts"][0]["rev_school"].as_i64().expect("a number"),
    }
}

#[tokio::test]
async fn a_published_pattern_reaches_the_phones_two_weeks_ahead_and_a_draft_does_not() {
    let world = World::new().await;
    ordinary_days(&world).await;
    let (mut phone, mut held) = (world.phone().await, Held::default());
    held.pull(&mut phone).await;
    let mine = world.clerk("school01").await;
    let at = place(&mine).await;
    let guard = held.named("保安02");
    let wish = json!({ "post_id": at.post, "window_id": at.window, "weekdays": [0, 2], "staff": [guard],
        "open": [{ "kind": "teacher", "count": 2 }], "rev": at.rev });
    let (answer, said) = status(&mine, Method::PUT, "/api/roster/turn", &wish).await;
    assert_eq!(answer, StatusCode::NO_CONTENT, "{said}");
    let (answer, said) = status(&mine, Method::PUT, "/api/roster/turn", &wish).await;
    assert_eq!((answer, &said["code"]), (StatusCode::CONFLICT, &json!("changed-meanwhile")), "seen before the change");
    let view = mine.get(&format!("/api/roster?school={SCHOOL}&edition=draft")).await;
    let office = &mine.session["user"]["label"];
    assert_eq!((&view["sides"][0]["differs"], &view["sides"][0]["changed_by"]), (&json!(true), office));
    let before = held.week(&at.post, at.monday).cloned();
    held.pull(&mut phone).await;
    assert_eq!(held.week(&at.post, at.monday), before.as_ref(), "a draft stays in the office");

    let (answer, said) = status(&mine, Method::POST, "/api/roster/publish", &json!({ "school": SCHOOL })).await;
    assert_eq!(answer, StatusCode::OK, "{said}");
    held.pull(&mut phone).await;
    for weeks in 1..3 {
        let week = held.week(&at.post, at.monday.plus(7 * (weeks - 1))).expect("two weeks ahead");
        let turn = |weekday: u8| {
            let of = |it: &&domain::roster::Turn| it.weekday == weekday && it.window_id.to_string() == at.window;
            week.turns.iter().find(of).cloned().expect("a turn")
        };
        assert_eq!(turn(0).staff.first(), Some(&guard), "the school's people lead");
        let teachers = turn(2).open.iter().find(|it| it.kind == StaffKind::Teacher).map(|it| it.count);
        assert_eq!(teachers, Some(2));
        let known = |id: &StaffId| held.staff.iter().any(|it| it.id == *id);
        assert!(week.turns.iter().flat_map(|it| &it.staff).all(known), "every name in it is known on the phone");
    }
    let view = mine.get(&format!("/api/roster?school={SCHOOL}")).await;
    assert_eq!((&view["sides"][0]["differs"], &view["sides"][0]["published_by"]), (&json!(false), office));
}

#[tokio::test]
async fn each_side_plans_its_own_people_and_nobody_elses_school() {
    let world = World::new().await;
    ordinary_days(&world).await;
    let (mut phone, mut held) = (world.phone().await, Held::default());
    held.pull(&mut phone).await;
    let (mine, police) = (world.clerk("school01").await, world.clerk("leader01").await);
    let at = place(&mine).await;
    let officer = {
        let view = police.get(&format!("/api/roster?school={SCHOOL}&edition=draft")).await;
        let people = view["staff"].as_array().expect("staff").clone();
        people.iter().find(|it| it["kind"] == "officer").expect("an officer")["id"].as_str().expect("an id").to_owned()
    };
    let guard = held.named("保安01").to_string();
    let turn = |staff: &str| json!({ "post_id": at.post, "window_id": at.window, "weekdays": [1], "staff": [staff], "open": [], "rev": at.rev });
    let path = "/api/roster/turn";
    let (answer, said) = status(&mine, Method::PUT, path, &turn(&officer)).await;
    assert_eq!((answer, &said["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("roster-not-yours")));
    assert_eq!(status(&police, Method::PUT, path, &turn(&guard)).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(status(&police, Method::PUT, path, &turn(&officer)).await.0, StatusCode::NO_CONTENT);
    for (account, expected) in [
        ("school02", StatusCode::NOT_FOUND),
        ("leader02", StatusCode::NOT_FOUND),
        ("edu01", StatusCode::FORBIDDEN),
        ("town01", StatusCode::FORBIDDEN),
    ] {
        let clerk = world.clerk(account).await;
        assert_eq!(status(&clerk, Method::PUT, path, &turn(&guard)).await.0, expected, "{account}");
        let publish = status(&clerk, Method::POST, "/api/roster/publish", &json!({ "school": SCHOOL })).await;
        assert_eq!(publish.0, expected, "{account}");
    }
    for account in ["school02", "leader02"] {
        let clerk = world.clerk(account).await;
        for path in ["/api/roster?school=", "/api/windows?school=", "/api/roster/sheet?school="] {
            let asked = clerk.ask(Method::GET, &format!("{path}{SCHOOL}")).await;
            assert_eq!(asked.status(), StatusCode::NOT_FOUND, "{account} {path}");
        }
    }
    let asked = mine.ask(Method::GET, &format!("/api/roster?school={OTHER_SCHOOL}")).await;
    assert_eq!(asked.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn one_day_that_differs_and_a_leave_reach_the_phones_at_once() {
    let world = World::new().await;
    ordinary_days(&world).await;
    let (mut phone, mut held) = (world.phone().await, Held::default());
    held.pull(&mut phone).await;
    let mine = world.clerk("head01").await;
    let at = place(&mine).await;
    let [guard, teacher] = [held.named("保安02"), held.named("教师04")];
    let day = at.monday.plus(1);
    let wish = json!({ "post_id": at.post, "day": day, "window_id": at.window, "staff": [teacher, guard], "open": [],
        "reason": "运动会" });
    let (answer, said) = status(&mine, Method::PUT, "/api/roster/day", &wish).await;
    assert_eq!(answer, StatusCode::NO_CONTENT, "{said}");
    held.pull(&mut phone).await;
    let turn = |held: &Held, weekday: u8| {
        let week = held.week(&at.post, at.monday).expect("the week");
        let of = |it: &&domain::roster::Turn| it.weekday == weekday && it.window_id.to_string() == at.window;
        week.turns.iter().find(of).cloned().expect("a turn")
    };
    assert_eq!(turn(&held, 1).staff[..2], [teacher, guard]);
    let silent = json!({ "staff_id": teacher, "first": day, "last": day, "reason": " " });
    let (answer, said) = status(&mine, Method::POST, "/api/staff-leaves", &silent).await;
    assert_eq!((answer, &said["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("reason-missing")));
    let leave = json!({ "staff_id": teacher, "first": day, "last": day, "reason": "培训" });
    let (answer, said) = status(&mine, Method::POST, "/api/staff-leaves", &leave).await;
    assert_eq!(answer, StatusCode::NO_CONTENT, "{said}");
    held.pull(&mut phone).await;
    let away = turn(&held, 1);
    assert_eq!(away.staff[0], guard);
    assert!(away.open.iter().any(|it| it.kind == StaffKind::Teacher), "somebody is sought");
    let view = mine.get(&format!("/api/roster?school={SCHOOL}&week={}", at.monday)).await;
    let kinds: Vec<&str> =
        view["conflicts"].as_array().expect("conflicts").iter().filter_map(|it| it["kind"].as_str()).collect();
    assert!(kinds.contains(&"on_leave") && kinds.contains(&"not_enough"), "{kinds:?}");

    let stranger = world.clerk("school02").await;
    assert_eq!(status(&stranger, Method::POST, "/api/staff-leaves", &leave).await.0, StatusCode::NOT_FOUND);
    assert_eq!(status(&stranger, Method::PUT, "/api/roster/day", &wish).await.0, StatusCode::NOT_FOUND);
    let over = json!({ "post_id": at.post, "day": at.monday.plus(-30), "window_id": at.window, "staff": [], "open": [],
        "reason": "" });
    let (answer, said) = status(&mine, Method::PUT, "/api/roster/day", &over).await;
    assert_eq!((answer, &said["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("roster-day-over")));
}

/// The week says what somebody was excused for: by choice, and in words.
async fn shows_why(clerk: &Clerk, monday: Day) {
    let week = clerk.get(&format!("/api/roster?school={SCHOOL}&week={monday}")).await.to_string();
    assert!(week.contains(r#""asked_for":"sick""#) && week.contains("发烧，去医院"), "{week}");
}

/// Only the school decides about its people. The review desk decides about records; a request changes a roster, and is
/// decided with it.
async fn nobody_else_decides(world: &World, request: RecordId) {
    let yes = json!({ "verdict": "accepted", "note": "同意", "with": null });
    for (account, expected) in [
        ("school02", StatusCode::NOT_FOUND),
        ("leader02", StatusCode::NOT_FOUND),
        ("leader01", StatusCode::FORBIDDEN),
        ("station01", StatusCode::FORBIDDEN),
        ("edu01", StatusCode::FORBIDDEN),
    ] {
        let clerk = world.clerk(account).await;
        let path = format!("/api/roster-requests/{request}");
        assert_eq!(status(&clerk, Method::POST, &path, &yes).await.0, expected, "{account}");
    }
    let desk = world.clerk("station01").await;
    let by_the_way = json!({ "verdict": "accepted", "note": "同意" });
    let (answer, said) = status(&desk, Method::POST, &format!("/api/records/{request}/ruling"), &by_the_way).await;
    assert_eq!((answer, &said["code"]), (StatusCode::CONFLICT, &json!("decided-with-roster")));
}

#[tokio::test]
async fn a_request_from_a_phone_is_decided_by_its_own_side_and_the_phone_is_told() {
    let world = World::new().await;
    ordinary_days(&world).await;
    let (mut phone, mut held) = (world.phone().await, Held::default());
    held.pull(&mut phone).await;
    let mine = world.clerk("school01").await;
    let at = place(&mine).await;
    let window = WindowId(at.window.parse().expect("an id"));
    let post = domain::ids::PostId(at.post.parse().expect("an id"));
    let week = held.week(&at.post, at.monday).expect("the demo is published").clone();
    let turn = week.turns.iter().find(|it| it.weekday == 0 && it.window_id == window).expect("Monday morning");
    let actor = turn.staff[0];
    let with = [held.named("教师03"), held.named("教师04"), held.named("教师01")];
    let with = *with.iter().find(|id| !turn.staff.contains(id)).expect("a colleague who is free");
    let ask = |ask: RosterAsk, with: Option<StaffId>| {
        Body::RosterRequest(RosterRequest {
            post_id: post,
            day: at.monday,
            window_id: window,
            ask,
            with,
            reason: RosterReason::Sick,
            text: "发烧，去医院".into(),
            effort: None,
        })
    };
    let swap = phone.record(&ask(RosterAsk::Swap, Some(with)), Some(actor));
    phone.push_all().await;
    let open = async || mine.get("/api/roster-requests?state=open").await;
    world.until(async || open().await["open"] == json!(1)).await;
    let row = open().await["requests"][0].clone();
    assert_eq!((&row["ask"], &row["reason"], &row["mine"]), (&json!("swap"), &json!("sick"), &json!(true)));
    let path = |id: RecordId| format!("/api/roster-requests/{id}");
    let yes = json!({ "verdict": "accepted", "note": "同意，注意休息", "with": null });
    nobody_else_decides(&world, swap).await;
    let desk = world.clerk("station01").await;
    let stranger = world.clerk("school02").await.get("/api/roster-requests").await;
    assert_eq!(stranger["requests"], json!([]));

    let (answer, said) = status(&mine, Method::POST, &path(swap), &yes).await;
    assert_eq!(answer, StatusCode::NO_CONTENT, "{said}");
    held.pull(&mut phone).await;
    let told = held.rulings.iter().find(|it| it.record_id == swap).expect("a ruling");
    assert_eq!((told.verdict, told.staff_id, told.note.as_str()), (Verdict::Accepted, Some(actor), "同意，注意休息"));
    let monday = |held: &Held| {
        let week = held.week(&at.post, at.monday).expect("the week").clone();
        week.turns.into_iter().find(|it| it.weekday == 0 && it.window_id == window).expect("Monday morning")
    };
    assert_eq!(monday(&held).staff[0], with, "the colleague stands there");
    assert_eq!(desk.get("/api/reviews").await["rows"], json!([]), "nobody doubted a record");
    shows_why(&mine, at.monday).await;
    let (answer, said) = status(&mine, Method::POST, &path(swap), &yes).await;
    assert_eq!((answer, &said["code"]), (StatusCode::CONFLICT, &json!("already-decided")));

    let leave = phone.record(&ask(RosterAsk::Leave, None), Some(with));
    phone.push_all().await;
    world.until(async || open().await["open"] == json!(1)).await;
    let question = json!({ "verdict": "asked", "note": "哪一天回来？" });
    assert_eq!(status(&mine, Method::POST, &path(leave), &question).await.0, StatusCode::NO_CONTENT);
    assert_eq!(open().await["open"], json!(1), "a question decides nothing");
    assert_eq!(status(&mine, Method::POST, &path(leave), &yes).await.0, StatusCode::NO_CONTENT);
    held.pull(&mut phone).await;
    let left = monday(&held);
    assert!(!left.staff.contains(&with));
    assert!(left.open.iter().any(|it| it.kind == StaffKind::Teacher), "somebody is sought: {:?}", left.open);
    assert!(world.run(&["verify"]).await.status.success(), "the requests project as they read");
}

#[tokio::test]
async fn a_request_that_comes_after_its_day_is_answered_and_changes_no_roster() {
    let world = World::new().await;
    ordinary_days(&world).await;
    let (mut phone, mut held) = (world.phone().await, Held::default());
    held.pull(&mut phone).await;
    let mine = world.clerk("school01").await;
    let at = place(&mine).await;
    let request = RosterRequest {
        post_id: domain::ids::PostId(at.post.parse().expect("an id")),
        day: Day::of(server::clock::now()).plus(-2),
        window_id: WindowId(at.window.parse().expect("an id")),
        ask: RosterAsk::Leave,
        with: None,
        reason: RosterReason::Family,
        text: String::new(),
        effort: None,
    };
    let asked = phone.record(&Body::RosterRequest(request), Some(held.named("教师01")));
    phone.push_all().await;
    let open = async || mine.get("/api/roster-requests?state=open").await;
    world.until(async || open().await["open"] == json!(1)).await;
    let yes = json!({ "verdict": "accepted", "note": "手机没网，事后补批", "with": null });
    let (answer, said) = status(&mine, Method::POST, &format!("/api/roster-requests/{asked}"), &yes).await;
    assert_eq!(answer, StatusCode::NO_CONTENT, "{said}");
    assert_eq!(open().await["open"], json!(0));
    held.pull(&mut phone).await;
    let told = held.rulings.iter().find(|it| it.record_id == asked).expect("a ruling");
    assert_eq!(told.verdict, Verdict::Accepted, "the worker hears it");
}

#[tokio::test]
async fn a_workbook_comes_back_changed_and_changes_nothing_unless_the_whole_of_it_is_right() {
    let world = World::new().await;
    ordinary_days(&world).await;
    let mine = world.clerk("school01").await;
    let at = place(&mine).await;
    let path = format!("/api/roster/sheet?school={SCHOOL}");
    let written = mine.ask(Method::GET, &format!("{path}&lang=zh-CN")).await;
    assert!(written.headers()["content-disposition"].to_str().expect("text").contains(".xlsx"));
    let book = written.bytes().await.expect("bytes");
    let same = mine.send(&path, book.to_vec()).await;
    assert_eq!((&same["faults"], &same["changes"]), (&json!([]), &json!([])), "nothing was changed in it");

    let english = mine.ask(Method::GET, &format!("{path}&lang=en")).await.bytes().await.expect("bytes");
    let windows: Vec<String> = sheet::cells(&english).into_values().map(|cells| cells[1].clone()).collect();
    assert!(
        windows.iter().any(|it| it == "Morning arrival") && !windows.iter().any(|it| it.contains('_')),
        "{windows:?}"
    );
    let same = mine.send(&path, english.to_vec()).await;
    assert_eq!((&same["faults"], &same["changes"]), (&json!([]), &json!([])), "its own English is read back");

    let cells = sheet::cells(&book);
    let (row, _) = cells.iter().find(|(_, cells)| cells[1] == "早护学").expect("a morning");
    let wrong = sheet::book(&cells, &[(*row, 3, "教师02、教师09"), (*row, 4, "教师×9人x")]);
    let refused = mine.send(&format!("{path}&apply=true"), wrong).await;
    let faults: Vec<(&str, &str)> = refused["faults"]
        .as_array()
        .expect("faults")
        .iter()
        .map(|it| (it["cell"].as_str().unwrap_or(""), it["code"].as_str().unwrap_or("")))
        .collect();
    let cell = |column: char| format!("{column}{}", row + 1);
    assert_eq!(faults, [(cell('D').as_str(), "sheet-no-person"), (cell('E').as_str(), "sheet-no-person")]);
    assert_eq!(refused["applied"], json!(false));
    let held = place(&mine).await;
    assert_eq!(held.rev, at.rev, "nothing changed");

    let monday = cells[row][3].split('、').filter(|name| !name.starts_with("教师")).collect::<Vec<_>>().join("、");
    let right = sheet::book(&cells, &[(*row, 3, &format!("教师04、教师×1、{monday}"))]);
    let preview = mine.send(&path, right.clone()).await;
    assert_eq!((&preview["faults"], &preview["applied"]), (&json!([]), &json!(false)));
    assert_eq!(preview["changes"].as_array().expect("changes").len(), 1, "{preview}");
    assert_eq!((place(&mine).await.rev, &preview["changes"][0]["weekday"]), (at.rev, &json!(0)));
    let applied = mine.send(&format!("{path}&apply=true"), right).await;
    assert_eq!(applied["applied"], json!(true));
    assert_eq!(place(&mine).await.rev, at.rev + 1);

    let police = world.clerk("leader01").await;
    let foreign = sheet::book(&cells, &[(*row, 3, "教师01、民警×1")]);
    let refused = police.send(&format!("{path}&apply=true"), foreign).await;
    assert_eq!(refused["faults"][0]["code"], json!("sheet-not-yours"), "{refused}");
    let nonsense = mine.send(&path, b"PK\x03\x04 not a workbook".to_vec()).await;
    assert_eq!(nonsense["faults"][0]["code"], json!("sheet-unreadable"));
}

/// A workbook in a person's hands: read, changed, written again by another program.
mod sheet {
    use std::{collections::BTreeMap, io::Cursor};

    use calamine::{Data, Reader as _, Xlsx, open_workbook_from_rs};

    pub type Cells = BTreeMap<u32, Vec<String>>;

    pub fn cells(bytes: &[u8]) -> Cells {
        let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).expect("a workbook");
        let first = book.sheet_names()[0].clone();
        let range = book.worksheet_range(&first).expect("a sheet");
        let (top, left) = range.start().expect("not empty");
        assert_eq!((top, left), (0, 0));
        let text = |cell: &Data| cell.to_string();
        (0..).zip(range.rows()).map(|(row, cells)| (row, cells.iter().map(text).collect())).collect()
    }

    pub fn book(cells: &Cells, changes: &[(u32, u16, &str)]) -> Vec<u8> {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        for (row, texts) in cells {
            for (column, text) in (0..).zip(texts) {
                let changed = changes.iter().find(|(r, c, _)| (*r, *c) == (*row, column)).map(|(.., text)| *text);
                sheet.write_string(*row, column, changed.unwrap_or(text)).expect("a cell");
            }
        }
        book.save_to_buffer().expect("a workbook")
    }
}
