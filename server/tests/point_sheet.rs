//! Points as a sheet: out, changed by hand, in again; wrong rows are named, and nothing changes unless all is right.

mod cast;

use std::io::Cursor;

use calamine::{Data, DataType as _, Reader as _, Xlsx};
use cast::{Clerk, OTHER_SCHOOL, SCHOOL, World, stderr, stdout};
use reqwest::Method;
use serde_json::{Value, json};

const HEAD: &str = "编号,学校代码,点位名称,类型,纬度,经度,坐标系,到点半径（米）,每日次数,凭证要求";

async fn ground(clerk: &Clerk) -> Value {
    clerk.get(&format!("/api/schools/{SCHOOL}/ground")).await
}

fn csv(rows: &[String]) -> Vec<u8> {
    format!("{HEAD}\r\n{}\r\n", rows.join("\r\n")).into_bytes()
}

/// A row for a new point near the school, whose place is given in GCJ-02.
fn new_point(ground: &Value, name: &str) -> String {
    let degrees = |name: &str| ground[name].as_f64().expect("degrees");
    format!(",{SCHOOL},{name},围墙周界,{:.6},{:.6},GCJ-02,80,3,B", degrees("lat"), degrees("lon"))
}

#[tokio::test]
async fn a_sheet_makes_and_changes_points_once_however_often_it_is_sent() {
    let world = World::new().await;
    let clerk = world.clerk("leader01").await;
    let before = ground(&clerk).await;
    let kept = &before["points"][1];
    let (number, name) = (kept["point_no"].as_str().expect("a number"), kept["name"].as_str().expect("a name"));
    // As a program for sheets saves it: without the noughts in front.
    let change = format!("{},{SCHOOL},{name},,,,,120,4,", number.trim_start_matches('0'));
    let rows = csv(&[change, new_point(&before, "东侧围墙")]);

    let looked = clerk.send("/api/points/sheet", rows.clone()).await;
    assert_eq!((&looked["faults"], &looked["applied"]), (&json!([]), &json!(false)), "{looked}");
    let fields: Vec<&str> = looked["rows"][0]["differences"]
        .as_array()
        .expect("differences")
        .iter()
        .filter_map(|it| it["field"].as_str())
        .collect();
    assert_eq!(fields, ["radius", "per_day"]);
    assert_eq!(ground(&clerk).await["points"], before["points"], "a look changes nothing");

    let done = clerk.send("/api/points/sheet?apply=true", rows.clone()).await;
    assert_eq!(done["applied"], true, "{done}");
    let after = ground(&clerk).await;
    let points = after["points"].as_array().expect("points");
    let found = |name: &str| points.iter().find(|it| it["name"] == name).expect("the point");
    assert_eq!((&found(name)["radius_m"], &found(name)["per_day"]), (&json!(120), &json!(4)));
    assert_eq!(found(name)["lat"], kept["lat"], "what no cell names stays");
    let made = found("东侧围墙");
    let shifted = (made["lat"].as_f64().expect("degrees") - before["lat"].as_f64().expect("degrees")).abs();
    assert!(shifted > 0.0005, "GCJ-02 is kept as WGS-84: {shifted}");

    let again = clerk.send("/api/points/sheet?apply=true", rows).await;
    assert_eq!((&again["rows"], &again["same"]), (&json!([]), &json!(2)), "{again}");
    assert_eq!(ground(&clerk).await["points"], after["points"], "no point is made twice");
}

#[tokio::test]
async fn what_is_wrong_is_named_row_by_row_and_nothing_is_changed() {
    let world = World::new().await;
    let clerk = world.clerk("leader01").await;
    let before = ground(&clerk).await;
    let good = new_point(&before, "北侧围墙");
    let rows = csv(&[
        good.clone(),
        good.replace("北侧围墙", "南侧围墙").replace("围墙周界", "树林"),
        good.replace(SCHOOL, OTHER_SCHOOL),
        good.replace(",80,", ",10,").replace("北侧围墙", "西侧围墙"),
        good.clone(),
        format!("9999,{SCHOOL},没有的点,,,,,,,"),
        format!(",{SCHOOL},缺位置,围墙周界,,,,,,"),
        format!(",{SCHOOL},太远,围墙周界,39.9,116.4,,,,"),
    ]);
    let looked = clerk.send("/api/points/sheet?apply=true", rows).await;
    let said: Vec<(u64, &str, &str)> = looked["faults"]
        .as_array()
        .expect("faults")
        .iter()
        .map(|it| {
            let text = |name: &str| it[name].as_str().expect("a text");
            (it["row"].as_u64().expect("a number"), text("cell"), text("code"))
        })
        .collect();
    let expected = [
        (3, "D3", "points-kind"),
        (4, "B4", "points-no-school"),
        (5, "H5", "point-radius"),
        (6, "C6", "points-row-twice"),
        (7, "A7", "points-no-point"),
        (8, "E8", "points-cell-missing"),
        (9, "E9", "point-far-from-school"),
    ];
    assert_eq!(said, expected);
    assert_eq!(looked["applied"], false);
    assert_eq!(ground(&clerk).await["points"], before["points"]);
    for bytes in [b"PK\x03\x04no workbook".to_vec(), b"just words".to_vec(), Vec::new()] {
        let looked = clerk.send("/api/points/sheet", bytes).await;
        assert_eq!(looked["faults"].as_array().map(Vec::len), Some(1), "{looked}");
    }
    let town = world.clerk("town01").await;
    let refused = town.order(Method::POST, "/api/points/sheet?apply=true").await;
    assert_eq!(refused.status(), 403, "who may not set points may not import them");
}

#[tokio::test]
async fn a_schools_sheet_sets_key_positions_alone() {
    let world = World::new().await;
    let clerk = world.clerk("school01").await;
    let before = ground(&clerk).await;
    let wall = new_point(&before, "东侧围墙");
    let rows = csv(&[
        wall.clone(),
        wall.replace("东侧围墙", "财务室").replace("围墙周界", "重点部位").replace(",3,B", ",5,B"),
    ]);
    let looked = clerk.send("/api/points/sheet?apply=true", rows).await;
    assert_eq!(
        (&looked["faults"][0]["code"], &looked["faults"][1]),
        (&json!("points-not-yours"), &Value::Null),
        "{looked}"
    );
    assert_eq!(looked["applied"], false);
}

#[tokio::test]
async fn what_is_written_out_is_read_back_as_it_is() {
    let world = World::new().await;
    let clerk = world.clerk("station01").await;
    for lang in ["zh", "en"] {
        let sheet = clerk.ask(Method::GET, &format!("/api/points/sheet?lang={lang}")).await;
        let bytes = sheet.bytes().await.expect("a file").to_vec();
        let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes.clone())).expect("it opens");
        let range = book.worksheet_range_at(0).expect("a sheet").expect("it reads");
        let rows: Vec<&[Data]> = range.rows().skip(1).collect();
        assert!(rows[0][0].is_string() && rows[0][1].is_string() && rows[0][5].is_float(), "{:?}", rows[0]);
        let read = clerk.send("/api/points/sheet?apply=true", bytes).await;
        assert_eq!((&read["faults"], &read["rows"]), (&json!([]), &json!([])), "{lang}");
        assert_eq!(read["same"], json!(rows.len()));
    }
}

#[tokio::test]
async fn the_command_line_looks_first_and_says_in_both_languages_what_is_wrong() {
    let world = World::new().await;
    let clerk = world.clerk("leader01").await;
    let before = ground(&clerk).await;
    let folder = tempfile::TempDir::new().expect("a folder");
    let file = folder.path().join("points.csv");
    let path = file.display().to_string();
    std::fs::write(&file, csv(&[new_point(&before, "东侧围墙").replace("围墙周界", "树林")])).expect("written");
    let refused = world.run(&["import-points", &path, "--apply"]).await;
    assert_eq!(refused.status.code(), Some(1));
    assert!(stderr(&refused).contains("D2  没有“树林”这种类型。 There is no kind 树林."), "{}", stderr(&refused));

    std::fs::write(&file, csv(&[new_point(&before, "东侧围墙")])).expect("written");
    let looked = world.run(&["import-points", &path]).await;
    assert!(stdout(&looked).contains("1 new, 0 changed, 0 as they are; nothing is changed without --apply"));
    assert_eq!(ground(&clerk).await["points"], before["points"]);
    let done = world.run(&["import-points", &path, "--apply", "--json"]).await;
    let done: Value = serde_json::from_str(&stdout(&done)).expect("an object");
    assert_eq!((&done["applied"], &done["rows"][0]["name"]), (&json!(true), &json!("东侧围墙")));
    let points = ground(&clerk).await["points"].as_array().map(Vec::len);
    assert_eq!(points, before["points"].as_array().map(|it| it.len() + 1), "beside a running server");
}
