//! The report as files: what a page shows stands in the workbook and on paper too, and can be read back.

mod cast;

use std::{io::Cursor, path::Path, process::Command};

use calamine::{Data, DataType as _, Reader as _, Xlsx};
use cast::{Clerk, SCHOOL, World};
use domain::{
    day::Day,
    duty::{DutyOff, DutyOn, OffDetail},
    duty_note::{AbsenceReason, Situation},
    duty_window::{DutyWindow, WindowKind},
    escort::{EscortSheet, Handed},
    ids::{PostId, StaffId},
};
use protocol::{Body, Entity, EntityKind};
use reqwest::Method;
use serde_json::Value;

/// The Monday of last week: it lies more than a day back, whatever day it is.
fn monday() -> Day {
    Day::of(server::clock::now()).monday().plus(-7)
}

fn span() -> String {
    format!("school={SCHOOL}&first={}&last={}", monday(), monday().plus(4))
}

/// A guard comes late on that Monday, and leaves early.
async fn a_bad_morning(world: &World) {
    let mut phone = world.phone().await;
    let pull = phone.sync(None).await.expect("asks").pull;
    let given = pull
        .changes
        .iter()
        .filter_map(|it| Entity::decode(EntityKind::from_number(it.kind)?, it.payload.as_ref()?).ok());
    let (mut post, mut window, mut guard): (Option<PostId>, Option<DutyWindow>, Option<StaffId>) = (None, None, None);
    for thing in given {
        match thing {
            Entity::Post(it) => post = post.or(Some(it.id)),
            Entity::Window(it) if it.kind == WindowKind::In => window = Some(it),
            Entity::Staff(it) if it.name == "保安01" => guard = Some(it.id),
            _ => {}
        }
    }
    let (post_id, window) = (post.expect("a post"), window.expect("a morning"));
    let at = |minute| Some(monday().at(minute));
    let kind = Some(WindowKind::In);
    let (came, left) = (window.start_min + 5, window.start_min + 20);
    let on = DutyOn { post_id, window: kind, stated_at: at(came), position: None, photos: vec![], detail: None };
    phone.record(&Body::DutyOn(on), guard);
    let detail = Some(OffDetail { early: Some(AbsenceReason::Duty), ..OffDetail::default() });
    let off = DutyOff { post_id, window: kind, stated_at: at(left), position: None, detail };
    phone.record(&Body::DutyOff(off), guard);
    phone.push_all().await;
    world.until(async || world.metric("huxiao_records_projected_total").await >= 2).await;
}

async fn file(clerk: &Clerk, path: &str) -> (String, Vec<u8>) {
    let answer = clerk.ask(Method::GET, path).await;
    assert!(answer.status().is_success(), "{path}: {}", answer.status());
    let kind = answer.headers()["content-type"].to_str().expect("a type").to_owned();
    (kind, answer.bytes().await.expect("a file").to_vec())
}

/// The text of a PDF as any reader sees it, page after page.
fn text_of(pdf: &[u8], folder: &Path) -> String {
    let path = folder.join("report.pdf");
    std::fs::write(&path, pdf).expect("written");
    let told = Command::new("pdftotext").args(["-layout"]).arg(&path).arg("-").output();
    let told = told.expect("pdftotext of poppler-utils; `cargo xtask test` sees to it");
    assert!(told.status.success() && told.stderr.is_empty(), "{}", String::from_utf8_lossy(&told.stderr));
    String::from_utf8_lossy(&told.stdout).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_report_on_paper_says_what_the_page_says() {
    let world = World::of_old().await;
    a_bad_morning(&world).await;
    let clerk = world.clerk("station01").await;
    let report = clerk.get(&format!("/api/reports/duty?{}", span())).await;
    let (kind, pdf) = file(&clerk, &format!("/api/reports/duty.pdf?{}", span())).await;
    assert_eq!(kind, "application/pdf");
    let folder = tempfile::TempDir::new().expect("a folder");
    let text = text_of(&pdf, folder.path());
    // Every line of a table with its blanks taken out, as `合计 12 1 …` is told apart from its neighbors.
    let row_of = |head: &str| -> Vec<String> {
        let is = |line: &&str| line.trim_start().starts_with(head) && line.split_whitespace().count() > 8;
        let found = text.lines().find(is);
        let found = found.unwrap_or_else(|| panic!("{head} in {text}"));
        found.split_whitespace().skip(1).map(str::to_owned).collect()
    };
    let sums = row_of("合计");
    let names = ["due", "held", "full", "missed", "excused", "pending", "silent", "unrecorded"];
    for (name, printed) in names.iter().zip(&sums) {
        assert_eq!(report["shifts"][name].to_string(), *printed, "{name} in {text}");
    }
    let day = row_of(&monday().to_string());
    assert_eq!(day[1], "1", "held on that Monday: {text}");
    for words in ["护学岗与巡逻统计表", "需要说明的班次", "保安01", "迟到", "脱岗", "缺岗", "第 1 页，共"]
    {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert!(!text.contains('\u{fffd}'), "every letter can be copied");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_workbook_has_real_dates_and_the_rows_behind_the_sums() {
    let world = World::of_old().await;
    a_bad_morning(&world).await;
    let clerk = world.clerk("station01").await;
    let report = clerk.get(&format!("/api/reports/duty?{}", span())).await;
    let (_, bytes) = file(&clerk, &format!("/api/reports/duty.xlsx?{}", span())).await;
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).expect("it opens");
    assert_eq!(book.sheet_names(), ["汇总", "护学岗", "必巡点", "护导"]);
    let shifts = book.worksheet_range("护学岗").expect("a sheet");
    let rows: Vec<&[Data]> = shifts.rows().skip(2).collect();
    let of = |state: &str| rows.iter().filter(|row| row[6].get_string() == Some(state)).count();
    assert_eq!(report["shifts"]["missed"], Value::from(of("缺岗")));
    let first = rows[0];
    let serial = first[0].get_datetime().map(|it| it.as_f64());
    assert_eq!(serial, Some(f64::from(monday().0 + 25_569)), "a date of Excel, not a text");
    let held = rows.iter().find(|row| row[8].as_i64() == Some(1)).expect("somebody came");
    assert!(held[10].get_string().is_some_and(|it| it.contains("保安01")), "{held:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_week_of_a_school_can_be_hung_up_on_paper() {
    let world = World::new().await;
    let clerk = world.clerk("school01").await;
    let (kind, pdf) = file(&clerk, &format!("/api/roster/sheet.pdf?school={SCHOOL}&week={}", monday())).await;
    assert_eq!(kind, "application/pdf");
    let folder = tempfile::TempDir::new().expect("a folder");
    let text = text_of(&pdf, folder.path());
    for words in ["第一小学（测试）", "周一", "周日", "护学岗"] {
        assert!(text.contains(words), "{words} in {text}");
    }
}

/// Escort sheets with words that a program for sheets could take for more than words.
async fn odd_notes(world: &World) {
    let mut phone = world.phone().await;
    let pull = phone.sync(None).await.expect("asks").pull;
    let mut given = pull
        .changes
        .iter()
        .filter_map(|it| Entity::decode(EntityKind::from_number(it.kind)?, it.payload.as_ref()?).ok());
    let school = given.find_map(|thing| match thing {
        Entity::School(it) => Some(it.id),
        _ => None,
    });
    let notes =
        ["=HYPERLINK(\"http://x\",\"y\")", "+86 的电话", "-1 人\n换行\n再换行", "@交警 已到\u{1}", "_x0041_ 平安"];
    for note in notes {
        phone.record(
            &Body::EscortSheet(EscortSheet {
                school_id: school.expect("its school"),
                route_id: None,
                window: None,
                out: 20,
                handed: vec![Handed { stop: "公交站".into(), count: 23 }],
                returned: 0,
                remaining_reason: None,
                situation: Situation::Normal,
                note: note.into(),
                weather: None,
                effort: None,
            }),
            None,
        );
    }
    phone.push_all().await;
    world.until(async || world.metric("huxiao_records_projected_total").await >= 5).await;
}

/// The parts of a workbook, by name.
fn parts(bytes: &[u8]) -> std::collections::BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let count = archive.len();
    let read = |at| {
        let mut part = archive.by_index(at).expect("a part");
        let mut text = String::new();
        std::io::Read::read_to_string(&mut part, &mut text).expect("XML");
        (part.name().expect("a name").into_owned(), text)
    };
    (0..count).map(read).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workbook_keeps_to_what_excel_is_strict_about() {
    let world = World::new().await;
    odd_notes(&world).await;
    let clerk = world.clerk("station01").await;
    for path in [
        format!("/api/reports/duty.xlsx?school={SCHOOL}"),
        format!("/api/roster/sheet?school={SCHOOL}&lang=zh-CN"),
        "/api/points/sheet?lang=zh-CN".to_owned(),
    ] {
        let (_, bytes) = file(&clerk, &path).await;
        let book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes.clone())).expect("it opens");
        for name in book.sheet_names() {
            let fits = name.chars().count() <= 31 && !name.contains(['[', ']', ':', '*', '?', '/', '\\']);
            assert!(fits, "{path}: {name}");
        }
        for (name, xml) in parts(&bytes).iter().filter(|(name, _)| name.starts_with("xl/worksheets/sheet")) {
            assert!(!xml.contains("<f>") && !xml.contains("<f "), "{path} {name}: no formula");
            let page = "<pageSetup paperSize=\"9\" fitToHeight=\"0\" orientation=\"landscape\"";
            assert!(xml.contains(page) && xml.contains("<oddFooter>"), "{path} {name}: A4 across, numbered");
        }
        let titles = parts(&bytes)["xl/workbook.xml"].matches("_xlnm.Print_Titles").count();
        assert_eq!(titles, book.sheet_names().len(), "{path}: the heads come again on each page");
    }

    let (_, bytes) = file(&clerk, &format!("/api/reports/duty.xlsx?school={SCHOOL}")).await;
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes.clone())).expect("it opens");
    let escorts = book.worksheet_range("护导").expect("a sheet");
    let rows: Vec<&[Data]> = escorts.rows().skip(2).collect();
    let notes: Vec<&str> = rows.iter().filter_map(|row| row[10].get_string()).collect();
    for note in ["=HYPERLINK(\"http://x\",\"y\")", "+86 的电话", "-1 人\n换行\n再换行", "@交警 已到"] {
        assert!(notes.contains(&note), "{note} stands as it was typed: {notes:?}");
    }
    assert!(
        rows.iter().all(|row| row[8].as_i64() == Some(-3)),
        "more handed over than went out, as a number: {rows:?}"
    );
    let all = parts(&bytes);
    assert!(all["xl/styles.xml"].contains("quotePrefix=\"1\""), "typing into such a cell makes no formula of it");
    let sheet = &all["xl/worksheets/sheet4.xml"];
    assert!(sheet.contains("ht=\"49.5\""), "three typed lines are seen: {sheet}");
}
