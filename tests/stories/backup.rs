//! The disk is lost, and the backup of last night comes back on another: what came since, pictures too, the phones send
//! again; what the office sees afterwards is all of it, once.

use std::fs;

use field::views::RecordState;
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
        move || programs::json("huxiao-server", &["backup", "--data", &data, "--to", &to, "--json"])
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
    world.end().await;
}
