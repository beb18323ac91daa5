//! A phone whose storage runs out while it is used: its office hears of it with the next exchange, a picture is refused
//! before its record is begun, and whatever was taken before arrives.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use field::{
    photo,
    space::{self, Room},
    views::RecordState,
};
use serde_json::Value;
use tests::{Office, Phone, World, picture};

/// Enough for a phone that has no worry yet; what it holds is in memory, and little of it is ever filled.
const SIZE_MB: usize = 340;

/// A file system of its own, gone with the story; `None` where mounting is not allowed.
struct Disk(PathBuf);

impl Disk {
    fn mount(at: &Path) -> Option<Self> {
        let size = format!("size={SIZE_MB}m");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(at).output();
        mounted.is_ok_and(|it| it.status.success()).then(|| Self(at.to_owned()))
    }

    /// Other apps take room, until so much is left.
    fn fill_up_to(&self, left_mb: u64) {
        let disk = rustix::fs::statvfs(&self.0).expect("a disk");
        let free = disk.f_bavail * disk.f_frsize;
        let file = fs::File::create(self.0.join(format!("videos-{left_mb}"))).expect("made");
        let length = free.saturating_sub(left_mb << 20);
        rustix::fs::fallocate(file, rustix::fs::FallocateFlags::empty(), 0, length).expect("there is that much room");
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _gone_anyway = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_office_hears_early_that_a_phone_runs_out_of_room_and_no_picture_is_lost() {
    let dir = tempfile::tempdir().expect("a folder");
    let Some(disk) = Disk::mount(dir.path()) else { return };
    let world = World::new().await;
    let phone = Phone::on(dir);
    phone.enroll(&world.network.url(), &world.code().await).await.expect("enrolls");
    phone.deliver().await;
    let office = world.office("station01").await;
    assert_eq!((space::room(&phone.home), told(&office, &phone).await), (Room::Enough, Vec::new()));
    let early = phone.hazard("护栏松动", &[picture::from_camera()]);

    disk.fill_up_to(200);
    assert_eq!(space::room(&phone.home), Room::Low, "its pages say so, and pictures are still taken");
    let warned = phone.hazard("井盖破损", &[picture::noise(2)]);
    phone.deliver().await;
    phone.deliver().await;
    let evidence = office.evidence(warned.record_id).await; // by now the server has read all that came
    assert_eq!(evidence["photos"][0]["stored"], true, "{evidence}");
    let told_now = told(&office, &phone).await;
    assert!(matches!(told_now[..], [190..=200]), "one line a day, with the megabytes left: {told_now:?}");

    disk.fill_up_to(20);
    assert_eq!(space::room(&phone.home), Room::RecordsOnly);
    let before = phone.records().len();
    let refused = photo::add_all(&phone.home, &[picture::noise(3)]).expect_err("refused").problem();
    assert_eq!((refused.code.as_str(), phone.records().len()), ("storage-low", before), "before a record was begun");
    let worded = phone.hazard("通道堵塞", &[]);
    phone.wait_hours(25);
    phone.deliver().await;
    let _read = office.evidence(worded.record_id).await;
    let told_later = told(&office, &phone).await;
    assert!(matches!(told_later[..], [5..=20, 190..=200]), "and again the next day: {told_later:?}");

    for saved in [early, warned, worded] {
        assert_eq!(phone.record(saved.record_id).state, RecordState::Delivered);
    }
    for saved in [early, warned] {
        let evidence = office.evidence(saved.record_id).await;
        assert_eq!(evidence["photos"][0]["stored"], true, "{evidence}");
    }
    world.end().await;
}

/// The megabytes left that the office reads of with the phone, newest first.
async fn told(office: &Office, phone: &Phone) -> Vec<i64> {
    let no = field::status::status(&phone.home).expect("status").device.expect("enrolled").device_no;
    let devices = office.devices().await;
    let id = devices.iter().find(|it| it["no"] == no).and_then(|it| it["id"].as_str()).expect("the office knows it");
    let (_, report) = office.ask(reqwest::Method::GET, &format!("/api/devices/{id}")).await;
    let low = |it: &&Value| it["code"] == "storage_low";
    report["findings"].as_array().expect("a list").iter().filter(low).filter_map(|it| it["amount"].as_i64()).collect()
}
