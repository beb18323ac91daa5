//! The server's disk is lost and yesterday's backup comes back: the phones still have what it forgot, and refill it.

use std::fs;

use field::views::RecordState;
use tests::{World, phone::copy_folder, picture};

#[tokio::test(flavor = "multi_thread")]
async fn a_server_restored_from_a_backup_is_refilled_by_its_phones() {
    let mut world = World::new().await;
    let phone = world.phone().await;
    let kept = phone.check_in(&phone.points()[0]).saved.record_id;
    phone.deliver().await;

    world.stop_server().await;
    let backup = tempfile::tempdir().expect("a folder");
    copy_folder(world.data(), backup.path());
    world.start_server().await;

    let lost = phone.hazard("后门路灯不亮", &[picture::from_camera()]).record_id;
    phone.deliver().await;
    assert_eq!(phone.record(lost).state, RecordState::Delivered);

    world.stop_server().await;
    fs::remove_dir_all(world.data()).expect("the disk is gone");
    copy_folder(backup.path(), world.data());
    world.raise_epoch().await;
    world.start_server().await;

    let points = phone.points().len();
    phone.sync().await;
    phone.deliver().await;
    assert_eq!(phone.points().len(), points, "its lists were mended, not emptied");
    let office = world.office("station01").await;
    for record in [kept, lost] {
        assert_eq!(office.events_of(record).await.len(), 1, "{record}");
        assert_eq!(phone.record(record).state, RecordState::Delivered);
    }
    world.end().await;
}
