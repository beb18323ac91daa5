//! Stories of room: a picture is refused before a record could be, and leaves only when it is safe elsewhere.

mod cast;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, SystemTime},
};

use cast::{GUARD, POST, Phone, SCHOOL_CODE, picture};
use domain::{hazard::SuspectedSeverity, time::Anchor};
use field::{
    Reading, Worker, camera_files, draft,
    duty::{self, When},
    hazard::{self, Sighting},
    photo, session,
    space::{self, Room},
};
use protocol::Receipt;
use store::{photos as rows, records, stream, uploads};

const DAY_MS: u64 = 24 * 3_600_000;

/// A file system of 64 megabytes, gone with the test; `None` where mounting is not allowed.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(at: &Path) -> Option<Self> {
        let options = ["-t", "tmpfs", "-o", "size=64m", "tmpfs"];
        let mounted = Command::new("mount").args(options).arg(at).output().is_ok_and(|it| it.status.success());
        mounted.then(|| Self(at.to_owned()))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _gone_anyway = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

fn guard(phone: &Phone) -> Worker {
    session::act_as(&phone.home, GUARD, None).expect("no PIN")
}

fn other_apps_take(folder: &Path, megabytes: usize) {
    fs::write(folder.join(format!("video-{megabytes}")), vec![7; megabytes * 1024 * 1024]).expect("fits");
}

#[test]
fn records_go_on_when_there_is_no_room_for_pictures() {
    let dir = tempfile::tempdir().expect("a folder");
    let Some(_disk) = SmallDisk::mount(dir.path()) else { return };
    let phone = Phone::enrolled_in(dir);
    assert_eq!(space::room(&phone.home), Room::Low, "said early");
    photo::add(&phone.home, draft::HAZARD, &picture::gray(1)).expect("there is room for one");

    other_apps_take(phone.dir.path(), 20);
    assert_eq!(space::room(&phone.home), Room::RecordsOnly);
    let refused = photo::add(&phone.home, draft::HAZARD, &picture::gray(2)).expect_err("refused").problem();
    let missing: u64 = refused.args["megabytes"].parse().expect("how much to free");
    assert_eq!((refused.code.as_str(), (1..48).contains(&missing)), ("storage-low", true));
    assert_eq!(photo::progress(&phone.home).expect("progress").photos, 0);

    other_apps_take(phone.dir.path(), 34);
    assert!(phone.dir.path().join("ballast").exists());
    let worker = guard(&phone);
    duty::on(&phone.home, worker, POST, When::Now).expect("a record is saved all the same");
    assert!(!phone.dir.path().join("ballast").exists(), "the ballast was given up for it");
    for _ in 0..20 {
        hazard::report(&phone.home, worker, sighting(Vec::new())).expect("and more of them");
    }
}

fn sighting(photo_ids: Vec<domain::ids::PhotoId>) -> Sighting {
    Sighting {
        school_code: SCHOOL_CODE.into(),
        category: "PHY".into(),
        text: "护栏松动".into(),
        severity: SuspectedSeverity::General,
        photo_ids,
        position: None,
        effort: None,
    }
}

/// A receipt says that the server would not lose the records up to this one.
fn durable(phone: &Phone, seq: u64) {
    let acknowledged = phone.home.store().write(|tx| {
        let stream = stream::current(tx)?;
        let head = records::hash_at(tx, seq)?.expect("a record");
        let (at, epoch) = (domain::time::UtcMs(0), protocol::ServerEpoch { number: 1, tag: [1; 8].into() });
        stream::acknowledge(tx, &Receipt::sign(&phone.server, stream.stream_id, seq, head, at, epoch), seq)
    });
    acknowledged.expect("acknowledged");
}

#[test]
fn a_delivered_picture_leaves_after_a_month_and_its_thumbnail_stays() {
    let phone = Phone::enrolled();
    let kept = photo::add(&phone.home, draft::HAZARD, &picture::gray(3)).expect("kept");
    let seq = hazard::report(&phone.home, guard(&phone), sighting(vec![kept.id])).expect("saved").seq;
    phone.clocks.advance(31 * DAY_MS);
    assert_eq!(space::give_room(&phone.home).expect("looks"), 0, "nothing is delivered");

    let facts = phone.home.store().read(|tx| rows::get(tx, kept.id)).expect("reads").expect("a picture").photo;
    durable(&phone, seq);
    phone.home.store().write(|tx| uploads::stored(tx, facts.id)).expect("noted");
    assert_eq!(space::give_room(&phone.home).expect("looks"), 0, "its thumbnail is not stored");
    phone.home.store().write(|tx| uploads::stored(tx, facts.thumb_id)).expect("noted");
    assert_eq!(space::give_room(&phone.home).expect("looks"), 0, "no backup is known to have been begun since");
    durable(&phone, hazard::report(&phone.home, guard(&phone), sighting(Vec::new())).expect("saved").seq);
    assert_eq!(space::give_room(&phone.home).expect("looks"), 1);
    assert!(phone.home.vault().get(*facts.sha256).is_err(), "its file has left");
    assert_eq!(space::give_room(&phone.home).expect("looks"), 0);
    let phone = phone.reopened();
    assert!(!photo::thumb(&phone.home, kept.id).expect("still shown").is_empty());
}

/// What the camera app of a phone wrote, so long ago.
fn camera_wrote(folder: &Path, name: &str, bytes: &[u8], age: Duration) {
    fs::write(folder.join(name), bytes).expect("written");
    let file = fs::File::options().write(true).open(folder.join(name)).expect("opens");
    file.set_modified(SystemTime::now() - age).expect("dated");
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("read").flatten();
    entries.map(|it| it.file_name().to_string_lossy().into_owned()).collect()
}

#[test]
fn a_picture_that_was_finished_while_the_app_was_killed_is_offered_to_its_form_and_then_swept() {
    let pictures = tempfile::tempdir().expect("a folder");
    let (folder, minute) = (pictures.path(), Duration::from_secs(60));
    let phone = Phone::enrolled();
    camera_files::opens(&phone.home, draft::HAZARD).expect("noted");
    camera_files::opens(&phone.home, "no form").expect_err("a form must be known");
    camera_wrote(folder, "JPEG_20261123_073405_1.jpg", &picture::gray(1), 3 * minute);
    camera_wrote(folder, "JPEG_20261123_073605_2.jpg", &picture::gray(2), minute);
    camera_wrote(folder, "JPEG_20261123_073705_3.jpg", b"", Duration::ZERO);
    camera_wrote(folder, "kept.jpg", b"of somebody else", Duration::ZERO);

    let phone = phone.reopened();
    camera_files::sweep(folder);
    assert_eq!(names(folder).len(), 2, "the newest that is not empty stays, and what is not ours: {:?}", names(folder));
    assert_eq!(camera_files::waits_for(&phone.home, folder).expect("looks").as_deref(), Some(draft::HAZARD));
    let bytes = camera_files::read(folder).expect("there");
    assert_eq!(bytes, picture::gray(2));
    photo::add(&phone.home, draft::HAZARD, &bytes).expect("kept");
    camera_files::forget(&phone.home, folder).expect("forgotten");
    assert_eq!(names(folder), ["kept.jpg"]);
    assert_eq!(camera_files::waits_for(&phone.home, folder).expect("looks"), None);
    assert_eq!(camera_files::read(folder).expect_err("gone").problem().code, "photo-missing");
}

#[test]
fn a_picture_that_nobody_asked_for_in_a_day_is_swept_and_so_is_a_folder_never_made() {
    let folder = tempfile::tempdir().expect("a folder");
    camera_wrote(folder.path(), "JPEG_20261122_073405_1.jpg", b"a picture", Duration::from_secs(25 * 3600));
    camera_files::sweep(folder.path());
    assert!(names(folder.path()).is_empty());
    camera_files::sweep(&folder.path().join("never made"));
}

/// The wall clock was set back by a year; a receipt of the server has told the true time.
#[test]
fn the_days_until_a_picture_leaves_are_counted_by_the_corrected_time() {
    let phone = Phone::enrolled();
    let now = phone.clocks.read();
    let anchor = Anchor { boot_id: now.boot_id, boot_ms: now.boot_ms, server: now.wall, err_ms: 500 };
    phone.home.store().write(|tx| store::anchors::put(tx, &anchor)).expect("noted");
    phone.clocks.set(Reading { wall: now.wall.plus(-365 * 24 * 3_600_000), ..now });
    let kept = photo::add(&phone.home, draft::HAZARD, &picture::gray(3)).expect("kept");
    let seq = hazard::report(&phone.home, guard(&phone), sighting(vec![kept.id])).expect("saved").seq;
    let facts = phone.home.store().read(|tx| rows::get(tx, kept.id)).expect("reads").expect("a picture").photo;
    for file in [facts.id, facts.thumb_id] {
        phone.home.store().write(|tx| uploads::stored(tx, file)).expect("noted");
    }
    let later = hazard::report(&phone.home, guard(&phone), sighting(Vec::new())).expect("saved").seq;
    assert!(later > seq);
    durable(&phone, later);
    assert_eq!(space::give_room(&phone.home).expect("looks"), 0, "it is minutes old, whatever the clock shows");
    phone.clocks.advance(31 * DAY_MS);
    assert_eq!(space::give_room(&phone.home).expect("looks"), 1);
}
