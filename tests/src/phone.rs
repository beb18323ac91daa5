//! A phone of a story: the real client library in a folder of its own, with clocks that the story moves.

use domain::{
    ids::{BootId, PointId, PostId, RecordId},
    staff::StaffKind,
    time::UtcMs,
};
use field::{
    Clocks, Error, Home, Reading, Worker,
    check_in::{self, Visit},
    duty::{self, When},
    enroll,
    hazard::{self, Sighting},
    photo, points, posts,
    records::{self, Whose},
    session, settings,
    sync::{Delivery, RoundReport},
    views::{CheckInSaved, MobileData, PointDue, Position, RecordRow, Saved, SettingsPatch},
};
use tempfile::TempDir;
use uuid::Uuid;

/// The client, without its window.
pub struct Phone {
    dir: TempDir,
    clocks: Clocks,
    /// The opened folder.
    pub home: Home,
    delivery: Delivery,
}

impl Default for Phone {
    fn default() -> Self {
        Self::new()
    }
}

impl Phone {
    /// Out of the box, with a clock that is right.
    #[must_use]
    pub fn new() -> Self {
        Self::on(tempfile::tempdir().expect("a folder"))
    }

    /// The same, with its folder here.
    #[must_use]
    pub fn on(dir: TempDir) -> Self {
        let Reading { wall, tz_min, .. } = Clocks::system().read();
        let clocks = Clocks::by_hand(Reading { wall, tz_min, boot_id: new_boot(), boot_ms: 3_600_000 });
        Self::open(dir, clocks)
    }

    /// Its folder.
    #[must_use]
    pub fn folder(&self) -> &std::path::Path {
        self.dir.path()
    }

    fn open(dir: TempDir, clocks: Clocks) -> Self {
        let home = Home::open_with_clocks(dir.path(), clocks.clone()).expect("the folder opens");
        let delivery = Delivery::new(&home).expect("the engine starts");
        Self { dir, clocks, home, delivery }
    }

    /// Everything in memory is forgotten, as after a kill; the folder is all that is left.
    #[must_use]
    pub fn reopened(self) -> Self {
        let Self { dir, clocks, home, delivery } = self;
        drop(delivery);
        drop(home);
        Self::open(dir, clocks)
    }

    /// A second phone with a copy of this one's folder: a backup put onto another phone. Both go on from here.
    #[must_use]
    pub fn copied(self) -> (Self, Self) {
        let Self { dir, clocks, home, delivery } = self;
        drop(delivery);
        drop(home);
        let copy = tempfile::tempdir().expect("a folder");
        copy_folder(dir.path(), copy.path());
        let Reading { wall, tz_min, boot_ms, .. } = clocks.read();
        let other_clocks = Clocks::by_hand(Reading { wall, tz_min, boot_id: new_boot(), boot_ms });
        (Self::open(dir, clocks), Self::open(copy, other_clocks))
    }

    /// It was killed, and its storage lost a page of the database.
    #[must_use]
    pub fn damaged(self, page: impl Fn(usize) -> usize) -> Self {
        const PAGE: usize = 4096;
        let Self { dir, clocks, home, delivery } = self;
        drop(delivery);
        drop(home);
        let file = dir.path().join("huxiao.db");
        let mut bytes = std::fs::read(&file).expect("the database");
        let at = page(bytes.len() / PAGE) * PAGE;
        bytes[at..at + PAGE].fill(0x5a);
        std::fs::write(&file, bytes).expect("damaged");
        std::fs::write(dir.path().join("huxiao.db-wal"), b"as a kill leaves it").expect("written");
        Self::open(dir, clocks)
    }

    /// Its folder as it is now, to be put back later.
    #[must_use]
    pub fn backed_up(self) -> (Self, TempDir) {
        let Self { dir, clocks, home, delivery } = self;
        drop(delivery);
        drop(home);
        let backup = tempfile::tempdir().expect("a folder");
        copy_folder(dir.path(), backup.path());
        (Self::open(dir, clocks), backup)
    }

    /// A backup was put back in place of its folder.
    #[must_use]
    pub fn rolled_back(self, backup: TempDir) -> Self {
        let Self { clocks, home, delivery, .. } = self;
        drop(delivery);
        drop(home);
        Self::open(backup, clocks)
    }

    /// The battery was empty: a new boot, whose clocks cannot be compared with the last one's.
    pub fn restart(&self) {
        let now = self.clocks.read();
        self.clocks.set(Reading { boot_id: new_boot(), boot_ms: 20_000, ..now });
    }

    /// Time passes.
    pub fn wait_hours(&self, hours: u64) {
        self.clocks.advance(hours * 3_600_000);
    }

    /// A little time passes.
    pub fn wait_ms(&self, ms: u64) {
        self.clocks.advance(ms);
    }

    /// Somebody sets the wall clock.
    pub fn set_wall_clock(&self, ahead_ms: i64) {
        let now = self.clocks.read();
        self.clocks.set(Reading { wall: now.wall.plus(ahead_ms), ..now });
    }

    /// What its wall clock says.
    #[must_use]
    pub fn wall(&self) -> UtcMs {
        self.clocks.read().wall
    }

    /// Joins the office.
    ///
    /// # Errors
    /// As [`enroll::enroll`].
    pub async fn enroll(&self, server: &str, code: &str) -> Result<(), Error> {
        enroll::enroll(&self.home, server, code).await
    }

    /// One exchange, whatever comes of it.
    pub async fn sync(&self) -> RoundReport {
        self.delivery.round().await
    }

    /// The network costs money and the worker has said that pictures wait for another one, or it does not.
    pub fn holds_pictures(&self, holds: bool) {
        let patch = SettingsPatch { mobile_data: Some(MobileData::RecordsOnly), ..SettingsPatch::default() };
        settings::patch(&self.home, patch).expect("saved");
        self.delivery.set_metered(holds);
    }

    /// Exchanges until nothing waits; the story ends here if that does not happen soon.
    pub async fn deliver(&self) {
        let mut failures = Vec::new();
        for _ in 0..50 {
            let report = self.sync().await;
            if report.failure.is_none() && report.pending_records + report.pending_photos == 0 {
                return;
            }
            failures.extend(report.failure.map(|failure| failure.problem_code().to_owned()));
        }
        panic!("fifty rounds did not deliver everything; on the way: {failures:?}");
    }

    /// The first person of this kind.
    #[must_use]
    pub fn person(&self, kind: StaffKind) -> Worker {
        let people = session::people(&self.home).expect("the list opens");
        let person = people.iter().find(|person| person.kind == kind).expect("the demo school has one");
        session::act_as(&self.home, person.id, None).expect("demo people have no PIN")
    }

    /// The guard of the school.
    #[must_use]
    pub fn guard(&self) -> Worker {
        self.person(StaffKind::Guard)
    }

    /// The first post it looks after.
    #[must_use]
    pub fn post(&self) -> PostId {
        posts::posts(&self.home).expect("the list opens").first().expect("the demo school has a post").post.id
    }

    /// The points it looks after, in the order of their numbers.
    #[must_use]
    pub fn points(&self) -> Vec<PointDue> {
        let mut points = points::points(&self.home, None, None).expect("the list opens");
        points.sort_by(|a, b| a.point_no.cmp(&b.point_no));
        points
    }

    /// 到岗
    pub fn duty_on(&self) -> Saved {
        duty::on(&self.home, self.guard(), self.post(), When::Now).expect("saved")
    }

    /// 离岗
    pub fn duty_off(&self) -> Saved {
        duty::off(&self.home, self.guard(), self.post(), When::Now).expect("saved")
    }

    /// 到点打卡, standing on the point.
    pub fn check_in(&self, point: &PointDue) -> CheckInSaved {
        self.visit(point.id, Some(position(point.lat, point.lon)), "")
    }

    /// 到点打卡 with these signals.
    pub fn visit(&self, point_id: PointId, position: Option<Position>, note: &str) -> CheckInSaved {
        let found = domain::check_in::VisitResult::Normal;
        let visit = Visit { note: note.to_owned(), position, ..Visit::of(point_id, found) };
        check_in::record(&self.home, self.guard(), visit).expect("saved")
    }

    /// 隐患随手拍 with these pictures.
    pub fn hazard(&self, text: &str, pictures: &[Vec<u8>]) -> Saved {
        let photo_ids = photo::add_all(&self.home, pictures).expect("the pictures are good");
        let form = hazard::form(&self.home).expect("the form opens");
        let sighting = Sighting {
            school_code: form.schools.first().expect("a school").code.clone(),
            category: form.categories.first().expect("a category").code.clone(),
            text: text.to_owned(),
            severity: domain::hazard::SuspectedSeverity::General,
            photo_ids,
            position: None,
            effort: None,
        };
        hazard::report(&self.home, self.guard(), sighting).expect("saved")
    }

    /// My records, newest first.
    #[must_use]
    pub fn records(&self) -> Vec<RecordRow> {
        records::page(&self.home, Whose::All, None, 200).expect("the list opens")
    }

    /// How far one of my records has come.
    #[must_use]
    pub fn record(&self, id: RecordId) -> RecordRow {
        self.records().into_iter().find(|row| row.record_id == id).expect("what was saved is in my records")
    }
}

/// A good position here, as the app's page gets it from the web view.
#[must_use]
pub fn position(lat: f64, lon: f64) -> Position {
    Position { lat, lon, accuracy_m: 12.0, fix_age_ms: 500.0, provider: "webview".to_owned(), mock: false }
}

/// Copies a folder with all that is in it.
pub fn copy_folder(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if source.is_dir() {
            copy_folder(&source, &target);
        } else if entry.file_type().is_ok_and(|it| it.is_file()) {
            std::fs::copy(&source, &target).expect("copied");
        }
    }
}

fn new_boot() -> BootId {
    BootId(Uuid::new_v4())
}
