//! Stories of the program itself: its exit codes, its one sentence, its JSON.

mod cast;

use std::{
    fs,
    path::Path,
    process::{Command, Output},
    time::Duration,
};

use cast::{GUARD, POST, Phone, SCHOOL_CODE, picture};
use data_encoding::HEXLOWER;
use domain::hazard::SuspectedSeverity;
use field::{
    Home, draft,
    hazard::{self, Sighting},
    photo, session, torn,
};
use serde_json::Value;

fn run(home: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_huxiao-field"));
    command.env_remove("HUXIAO_HOME").env("LANG", "zh_CN.UTF-8").env_remove("LC_ALL").env_remove("LC_MESSAGES");
    command.arg("--home").arg(home).args(args).output().expect("runs")
}

fn json(output: &Output) -> Value {
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("one JSON object")
}

fn sentence(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stdout));
    let text = String::from_utf8(output.stderr.clone()).expect("text");
    assert_eq!(text.lines().count(), 1, "one sentence: {text}");
    text.trim().to_owned()
}

/// A folder as an enrolled phone leaves it when its program ends. Its key is the folder's own file.
fn enrolled() -> tempfile::TempDir {
    let Phone { dir, home, .. } = Phone::enrolled();
    drop(home);
    dir
}

#[test]
fn wrong_usage_is_two_and_help_is_zero() {
    let dir = tempfile::tempdir().expect("a folder");
    for args in [
        &["fly"][..],
        &["duty", "on"],
        &["duty", "on", "--post", "x", "--staff", "y"],
        &["check-in", "--point", "0042", "--staff", &GUARD.to_string(), "--lat", "25"],
        &["check-in", "--point", "0042", "--staff", &GUARD.to_string(), "--lat", "95", "--lon", "119"],
        &["duty", "on", "--post", &POST.to_string(), "--staff", &GUARD.to_string(), "--at", "yesterday"],
    ] {
        assert_eq!(run(dir.path(), args).status.code(), Some(2), "{args:?}");
    }
    assert_eq!(run(dir.path(), &["--help"]).status.code(), Some(0));
    assert!(!dir.path().join("huxiao.db").exists(), "nothing was opened");
}

#[test]
fn a_morning_on_the_command_line_is_five_records() {
    let dir = enrolled();
    let (post, guard, at) = (POST.to_string(), GUARD.to_string(), "2026-11-23T07:05");
    let photo = dir.path().join("gate.png");
    fs::write(&photo, picture::gray(40)).expect("written");
    let photo = photo.to_str().expect("text");

    let on = json(&run(dir.path(), &["duty", "on", "--post", &post, "--staff", &guard, "--at", at, "--json"]));
    assert_eq!(on["seq"], 2, "the session came first");
    let check_in = [
        "check-in", "--point", "0042", "--staff", &guard, "--lat", "25.7213", "--lon", "119.384", "--photo", photo,
        "--json",
    ];
    let check_in = json(&run(dir.path(), &check_in));
    let hazard = ["hazard", "--school", SCHOOL_CODE, "--staff", &guard, "--category", "PHY", "--text", "隔离墩少了"];
    let hazard = json(&run(dir.path(), &[&hazard[..], &["--photo", photo, photo, "--json"]].concat()));
    let off = json(&run(dir.path(), &["duty", "off", "--post", &post, "--staff", &guard, "--json"]));
    assert_eq!((&check_in["seq"], &hazard["seq"], &off["seq"]), (&3.into(), &4.into(), &5.into()));

    let list = json(&run(dir.path(), &["list", "--pending", "--json"]));
    let kinds: Vec<_> = list["records"].as_array().expect("records").iter().map(|r| r["kind"].clone()).collect();
    assert_eq!(kinds, ["duty_off", "hazard_report", "check_in", "duty_on", "session_open"]);
    assert_eq!(list["records"][1]["photos"].as_array().expect("photos").len(), 2);
    assert_eq!(list["records"][1]["photos"][0]["stored"], false);
    assert_eq!(list["records"][1]["state"], "saved");
    let status = json(&run(dir.path(), &["status", "--json"]));
    assert_eq!((&status["next_seq"], &status["pending_records"]), (&6.into(), &5.into()));
    let points = json(&run(dir.path(), &["points", "--json"]));
    assert_eq!(points["points"][0]["done_today"], 1);
}

#[test]
fn lists_have_the_keys_that_programs_read() {
    let dir = enrolled();
    let keys = |value: &Value| value.as_object().expect("an object").keys().cloned().collect::<Vec<_>>().join(" ");
    let points = json(&run(dir.path(), &["points", "--json"]));
    assert_eq!(
        keys(&points["points"][0]),
        "done_today id kind lat lon name per_day point_no radius_m school school_code typed_no"
    );
    let staff = json(&run(dir.path(), &["staff", "--json"]));
    assert_eq!(keys(&staff["staff"][0]), "has_pin id kind name post");
    let duties = json(&run(dir.path(), &["duties", "--json"]));
    assert_eq!(keys(&duties["duties"][0]), "on post post_id school school_code turn window");
    let status = json(&run(dir.path(), &["status", "--json"]));
    assert_eq!(
        keys(&status),
        "acked_upto device_no durable_upto enrolled last_contact_ms last_failure next_seq oldest_pending_ms \
         organization pending_photos pending_records photos_lost place server_url stream_id"
    );
}

#[test]
fn a_duty_a_sheet_and_a_patrol_go_by_their_words() {
    let dir = enrolled();
    let (post, guard) = (POST.to_string(), GUARD.to_string());
    let at = ["--post", &post, "--staff", &guard];
    let duty = |verb: &str, more: &[&str]| run(dir.path(), &[&["duty", verb], &at[..], more, &["--json"]].concat());
    let on = json(&duty("on", &["--for", &guard]));
    json(&duty("roll-call", &["--present", &guard, "--volunteers", "3", "--weather", "rain"]));
    let bare = duty("close", &["--abnormal"]);
    assert_eq!(sentence(&bare), "有异常要写清楚：请先记一条，或在收岗时用 --text 说明。");
    json(&duty("note", &["--category", "traffic", "--abnormal", "--text", "车辆逆行", "--handed-to", "交警"]));
    json(&duty("close", &["--abnormal"]));

    let sheet =
        ["escort", "--school", SCHOOL_CODE, "--staff", &guard, "--out", "42", "--handed", "公交站=25", "村口=15"];
    let left = run(dir.path(), &sheet);
    assert_eq!(sentence(&left), "还有 2 人没有交接也没有带回，请核对人数，或用 --reason 说明原因。");
    json(&run(dir.path(), &[&sheet[..], &["--returned", "2", "--json"]].concat()));

    let started = ["patrol", "start", "--staff", &guard, "--point", "0042", "--method", "bike", "--json"];
    let started = json(&run(dir.path(), &started));
    let finish = ["patrol", "finish", "--staff", &guard];
    assert!(sentence(&run(dir.path(), &finish)).starts_with("还有 1 个点"));
    let missed = [&finish[..], &["--missed", "0042=locked", "--json"]].concat();
    assert_eq!(json(&run(dir.path(), &missed))["run_id"], started["run_id"]);

    let record = on["record_id"].as_str().expect("an id");
    let void = ["correct", "--record", record, "--staff", &guard, "--void", "--reason", "点错了", "--json"];
    json(&run(dir.path(), &void));
    let duties = json(&run(dir.path(), &["duties", "--json"]));
    assert_eq!(duties["duties"][0]["on"].as_array().expect("a list").len(), 0);
    let roster = json(&run(dir.path(), &["roster", "--staff", &guard, "--json"]));
    assert_eq!(roster["mine"].as_array().expect("a list").len(), 0);
    assert_eq!(
        run(dir.path(), &["correct", "--record", record, "--staff", &guard, "--reason", "x"]).status.code(),
        Some(2)
    );
}

#[test]
fn refusals_are_one_sentence_in_the_persons_language() {
    let dir = tempfile::tempdir().expect("a folder");
    let staff = run(dir.path(), &["staff", "--json"]);
    assert_eq!(sentence(&staff), "本机还没有注册，请先运行 huxiao-field enroll。");
    assert!(staff.stdout.is_empty());
    let english = run(dir.path(), &["--lang", "en", "staff"]);
    assert_eq!(sentence(&english), "This device is not enrolled; run huxiao-field enroll first.");
    let bad = run(dir.path(), &["enroll", "--server", "http://127.0.0.1:9", "--code", "NOT-A-CODE"]);
    assert!(sentence(&bad).starts_with("注册码不对"));
}

#[test]
fn a_server_that_is_not_there_fails_the_round_and_keeps_the_records() {
    let dir = enrolled();
    let guard = GUARD.to_string();
    json(&run(dir.path(), &["check-in", "--point", "0042", "--staff", &guard, "--json"]));
    let sync = run(dir.path(), &["sync", "--once", "--json"]);
    assert!(sentence(&sync).starts_with("连不上服务器"));
    let figures: Value = serde_json::from_slice(&sync.stdout).expect("the figures are printed all the same");
    assert_eq!(
        figures.to_string(),
        r#"{"acked":0,"pending_photos":0,"pending_records":2,"photos_lost":0,"photos_sent":0,"pulled":0,"pushed":0}"#
    );
}

#[test]
fn a_file_that_is_no_picture_records_nothing() {
    let dir = enrolled();
    let (guard, letter) = (GUARD.to_string(), dir.path().join("letter.txt"));
    fs::write(&letter, "not a picture").expect("written");
    let letter = letter.to_str().expect("text");
    let hazard =
        ["hazard", "--school", SCHOOL_CODE, "--staff", &guard, "--category", "PHY", "--text", "x", "--photo", letter];
    assert!(sentence(&run(dir.path(), &hazard)).starts_with("这个文件不是照片"));
    let missing = ["check-in", "--point", "0042", "--staff", &guard, "--photo", "/nowhere/photo.jpg"];
    assert_eq!(sentence(&run(dir.path(), &missing)), "读不了文件 /nowhere/photo.jpg。");
    let list = json(&run(dir.path(), &["list", "--json"]));
    assert_eq!(list["records"].as_array().expect("records").len(), 1, "the session alone");
}

#[test]
fn of_several_files_the_one_that_is_refused_is_named() {
    let dir = enrolled();
    let (guard, good, empty) = (GUARD.to_string(), dir.path().join("good.png"), dir.path().join("empty.jpg"));
    fs::write(&good, picture::gray(7)).expect("written");
    fs::write(&empty, "").expect("written");
    let (good, empty) = (good.display().to_string(), empty.display().to_string());
    let hazard = ["hazard", "--school", SCHOOL_CODE, "--staff", &guard, "--category", "PHY", "--text", "x", "--photo"];
    let told = run(dir.path(), &[&hazard[..], &[&good, &empty]].concat());
    assert_eq!(sentence(&told), format!("{empty}：这个文件是空的，请重拍，或换一张照片。"));
    let english = run(dir.path(), &[&["--lang", "en"], &hazard[..], &[&good, &empty]].concat());
    assert!(sentence(&english).starts_with(&format!("{empty}: This file is empty")));
}

/// Three gigabytes on a disk that has them, and a device that never ends: neither is read beyond what a picture may have.
#[test]
fn a_file_without_an_end_is_refused_by_its_length_and_in_little_memory() {
    let dir = tempfile::tempdir().expect("a folder");
    let huge = dir.path().join("huge.jpg");
    fs::File::create(&huge).and_then(|file| file.set_len(3_000_000_000)).expect("a file with a hole");
    for file in [huge.to_str().expect("text"), "/dev/zero"] {
        let out = dir.path().join("out").display().to_string();
        for args in [&["photo", file, "--out", &out][..], &["qr", file]] {
            let limited = ["-c", "ulimit -v 400000; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_huxiao-field")];
            let mut command = Command::new("sh");
            command.env("LANG", "zh_CN.UTF-8").env_remove("LC_ALL").args(limited).args(args);
            assert_eq!(
                sentence(&command.output().expect("runs")),
                "照片太大（最多 40 MB），请换一张小的。",
                "{args:?}"
            );
        }
    }
}

#[test]
fn a_place_for_the_output_that_is_a_file_is_told_in_the_persons_language() {
    let dir = tempfile::tempdir().expect("a folder");
    let (gray, taken) = (dir.path().join("gray.png"), dir.path().join("taken"));
    fs::write(&gray, picture::gray(9)).expect("written");
    fs::write(&taken, "a letter").expect("written");
    let (gray, taken) = (gray.display().to_string(), taken.display().to_string());
    let photo = ["photo", &gray, "--out", &taken];
    assert!(sentence(&run(dir.path(), &photo)).starts_with(&format!("{taken} 不是能写的文件夹")));
    let english = sentence(&run(dir.path(), &[&["--lang", "en"], &photo[..]].concat()));
    assert!(english.starts_with(&format!("{taken} is not a folder")) && !english.contains("os error"), "{english}");
    assert_eq!(fs::read_to_string(&taken).expect("there"), "a letter");
}

#[test]
fn the_photo_pipeline_and_the_reader_of_codes_need_no_device() {
    let dir = tempfile::tempdir().expect("a folder");
    let (code, gray) = (dir.path().join("code.png"), dir.path().join("gray.png"));
    fs::write(&code, picture::of_code("HX1.TEST")).expect("written");
    fs::write(&gray, picture::gray(90)).expect("written");
    let out = dir.path().join("out");
    let photo = ["photo", gray.to_str().expect("text"), "--out", out.to_str().expect("text"), "--json"];
    let photo = json(&run(dir.path(), &photo));
    assert_eq!((&photo["width"], &photo["height"], &photo["taken_at"]), (&400.into(), &400.into(), &Value::Null));
    assert_eq!(fs::read(out.join("picture.jpg")).expect("there").len() as u64, photo["bytes"]);
    assert_eq!(fs::read(out.join("thumb.jpg")).expect("there").len() as u64, photo["thumb_bytes"]);

    let read = json(&run(dir.path(), &["qr", code.to_str().expect("text"), "--json"]));
    assert_eq!(read["found"][0]["text"], "HX1.TEST");
    let none = run(dir.path(), &["qr", gray.to_str().expect("text"), "--json"]);
    assert!(sentence(&none).contains("二维码"));
    assert_eq!(String::from_utf8_lossy(&none.stdout).trim(), r#"{"found":[]}"#);
    assert!(!dir.path().join("huxiao.db").exists());
}

#[test]
fn a_second_program_waits_for_the_first_and_then_goes_on() {
    let dir = enrolled();
    let held = Home::open(dir.path()).expect("opens");
    let waiting = std::thread::spawn({
        let dir = dir.path().to_owned();
        move || run(&dir, &["status", "--json"])
    });
    std::thread::sleep(Duration::from_millis(500));
    drop(held);
    json(&waiting.join().expect("ends"));
}

#[test]
fn a_picture_whose_file_is_damaged_is_said_wherever_delivery_is_told() {
    let phone = Phone::enrolled();
    let guard = session::sign_in(&phone.home, GUARD, None).expect("signed in");
    let ids = [10, 20].map(|shade| photo::add(&phone.home, draft::HAZARD, &picture::gray(shade)).expect("kept").id);
    let sighting = Sighting {
        school_code: SCHOOL_CODE.into(),
        category: "phy".into(),
        text: "东门隔离墩少了一个".into(),
        severity: SuspectedSeverity::General,
        photo_ids: ids.to_vec(),
        position: None,
        effort: None,
    };
    let torn = protocol::sha256(&[&photo::picture(&phone.home, ids[1]).expect("whole yet")]);
    hazard::report(&phone.home, guard, sighting).expect("saved");
    let file = phone.home.dir().join("photos").join(format!("{}.photo", HEXLOWER.encode(&*torn)));
    fs::write(&file, b"half").expect("torn");
    assert_eq!(torn::look_through(&phone.home).expect("looked"), 1);
    let Phone { dir, home, .. } = phone;
    drop(home);

    let told = |args: &[&str]| String::from_utf8(run(dir.path(), args).stdout).expect("text");
    assert!(told(&["list"]).contains("照片 0/2，1 张送不到"), "{}", told(&["list"]));
    let listed = json(&run(dir.path(), &["list", "--json"]));
    let hazard = listed["records"].as_array().expect("a list").iter().find(|it| it["kind"] == "hazard_report");
    let lost: Vec<_> =
        hazard.expect("listed")["photos"].as_array().expect("two").iter().map(|it| &it["lost"]).collect();
    assert_eq!(lost, [false, true]);
    assert!(told(&["status"]).contains("有 1 张照片送不到办公室"), "{}", told(&["status"]));
    assert_eq!(json(&run(dir.path(), &["status", "--json"]))["photos_lost"], 1);
}
