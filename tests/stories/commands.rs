//! The two programs by their names, flags, keys and exit codes: other programs call these, so they do not change.

use reqwest::Method;
use serde_json::Value;
use tests::{World, picture, programs, world::SCHOOL};

/// What each line of `export` has.
const EXPORTED: [&str; 11] = [
    "record_id",
    "kind",
    "device_id",
    "stream_id",
    "seq",
    "staff_id",
    "recorded_at",
    "time",
    "status",
    "photos",
    "body",
];

fn exported(data: &str, more: &[&str]) -> Vec<Value> {
    let output = programs::run("huxiao-server", &[&["export", "--data", data], more].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("JSON lines are text");
    text.lines().map(|line| serde_json::from_str(line).expect("one object a line")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_stored_can_be_taken_out_while_the_server_runs() {
    let mut world = World::new().await;
    let phone = world.phone().await;
    let checked_in = phone.check_in(&phone.points()[0]).saved.record_id.to_string();
    let hazard = phone.hazard("围墙有缺口", &[picture::from_camera()]).record_id.to_string();
    phone.deliver().await;

    let data = world.data().display().to_string();
    let lines = exported(&data, &[]);
    for line in &lines {
        for key in EXPORTED {
            assert!(line.get(key).is_some(), "no {key} in {line}");
        }
        assert_eq!(line["status"], "ok");
    }
    let of = |record: &str| lines.iter().filter(|line| line["record_id"] == record).count();
    assert_eq!((of(&checked_in), of(&hazard)), (1, 1));
    let only = exported(&data, &["--kind", "hazard_report"]);
    assert_eq!(only.len(), 1);
    let seq = only[0]["seq"].as_u64().expect("a number").to_string();
    assert!(exported(&data, &["--since", &seq]).is_empty(), "the hazard was the last");

    let photo = &only[0]["photos"][0];
    assert_eq!(photo["stored"], true);
    let out = tempfile::tempdir().expect("a folder");
    let file = out.path().join("photo.jpg").display().to_string();
    let sha256 = photo["sha256"].as_str().expect("a digest");
    let written = programs::run("huxiao-server", &["photo", "--data", &data, sha256, "--out", &file]);
    assert!(written.status.success());
    assert!(std::fs::read(&file).expect("written").starts_with(&[0xff, 0xd8]));
    let why = ["--reason", "核对铁门隐患"];
    let written = [&["photo", "--data", &data, sha256, "--out", &file], &why[..]].concat();
    assert!(programs::run("huxiao-server", &written).status.success());

    // Who takes something out where no account signs in is written down all the same, with the word they left.
    let city = world.office("city01").await;
    let subjects = async |action: &str| {
        let (_, log) = city.ask(Method::GET, &format!("/api/audit?action={action}")).await;
        let rows = log["rows"].as_array().expect("a list").clone();
        assert!(rows.iter().all(|row| row["account"] == "command-line"), "{rows:?}");
        rows.iter().filter_map(|row| row["subject"].as_str().map(str::to_owned)).collect::<Vec<_>>()
    };
    let since = format!("--since {seq}");
    assert_eq!(subjects("records_export").await, [since.as_str(), "--kind hazard_report", "--all"], "the newest first");
    assert_eq!(subjects("photo_original").await, [format!("{sha256} 核对铁门隐患"), sha256.to_owned()]);
    world.stop_server().await;
    exported(&data, &["--reason", "备查"]);
    world.start_server().await;
    let city = world.office("city01").await;
    let (_, log) = city.ask(Method::GET, "/api/audit?action=records_export").await;
    assert_eq!(log["rows"][0]["subject"], "--all 备查", "also when no server runs");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reference_data_is_what_phones_are_given() {
    let world = World::new().await;
    let phone = world.phone().await;
    let data = world.data().display().to_string();
    let points = programs::json("huxiao-server", &["points", "--data", &data, "--school", SCHOOL, "--json"]);
    let mut ids: Vec<&str> =
        points["points"].as_array().expect("a list").iter().filter_map(|it| it["id"].as_str()).collect();
    let mut given: Vec<String> = phone.points().iter().map(|it| it.id.to_string()).collect();
    ids.sort_unstable();
    given.sort_unstable();
    assert_eq!(ids, given);
    world.end().await;
}

#[test]
fn a_refusal_is_one_sentence_and_one_wrong_usage_two() {
    let nowhere = tempfile::tempdir().expect("a folder");
    let [phone, data] = ["phone", "server"].map(|name| nowhere.path().join(name).display().to_string());
    let refused: [(&str, &[&str]); 3] = [
        ("huxiao-field", &["--home", &phone, "enroll", "--server", "http://127.0.0.1:1", "--code", "no code"]),
        ("huxiao-field", &["qr", "/dev/null"]),
        ("huxiao-server", &["photo", "--data", &data, &"0".repeat(64), "--out", "/dev/null"]),
    ];
    for (name, arguments) in refused {
        let output = programs::run(name, arguments);
        let said = String::from_utf8(output.stderr).expect("a sentence is text");
        assert_eq!(output.status.code(), Some(1), "{name} {arguments:?}: {said}");
        assert_eq!(said.trim().lines().count(), 1, "{name} {arguments:?}: {said}");
    }
    for name in ["huxiao-field", "huxiao-server"] {
        assert_eq!(programs::run(name, &["no-such-verb"]).status.code(), Some(2), "{name}");
        let help = programs::run(name, &["--help"]);
        assert!(help.status.success() && help.stdout.len() > 400, "{name} --help helps");
    }
}
