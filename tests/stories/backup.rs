//! The disk is lost, and the backup of last night comes back on another: what came since, pictures too, the phones send
//! again; what the office sees afterwards is all of it, once.

use std::fs;

use field::views::RecordState;
use reqwest::Method;
use serde_json::Value;
use tests::{World, picture, programs};

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_last_night_and_the_phones_give_everything_back() {
    let mut world = World::new().await;
    let phone = world.phone().await;
    let kept = phone.hazard("围墙裂缝", &[picture::from_camera()]).record_id;
    phone.deliver().await;
    let (data, backup) = (world.data().display().to_string(), tempfile::tempdir().expect("a folder"));
    let to = backup.path().display().to_string();
    tokio::task::spawn_blocking({
        let (data, to) = (data.clone(), to.clone());
        let command = ["backup", "--data", &data, "--to", &to, "--reason", "每夜备份", "--json"].map(str::to_owned);
        move || programs::json("huxiao-server", &command.each_ref().map(String::as_str))
    })
    .await
    .expect("the backup is made while the server runs");

    let lost = phone.hazard("后门路灯不亮", &[picture::from_camera()]).record_id;
    phone.deliver().await;
    assert_eq!(phone.record(lost).state, RecordState::Delivered);

    world.stop_server().await;
    fs::remove_dir_all(world.data()).expect("the disk is gone");
    let restored = programs::run("huxiao-server", &["restore", "--data", &data, "--from", &to]);
    assert!(restored.status.success(), "{}", String::from_utf8_lossy(&restored.stderr));
    world.start_server().await;

    phone.sync().await;
    phone.deliver().await;
    let office = world.office("station01").await;
    for record in [kept, lost] {
        assert_eq!(office.events_of(record).await.len(), 1, "{record}");
        assert_eq!(phone.record(record).state, RecordState::Delivered);
    }
    // Whoever carried everything away is in the log, and the copy that came back has it too.
    let (_, log) = world.office("city01").await.ask(Method::GET, "/api/audit?action=backup_taken").await;
    let subjects: Vec<_> = log["rows"].as_array().expect("a list").iter().map(|it| it["subject"].clone()).collect();
    assert_eq!(subjects, [Value::from(format!("--to {to} 每夜备份"))]);
    world.end().await;
}
