//! Real programs on a home whose storage failed: killed while they put it aside, and with each page damaged in turn. What
//! was saved and can be read is there afterwards, with its pictures, and the person is told.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Output, Stdio},
    time::{Duration, Instant},
};

use serde_json::Value;
use tests::{
    phone::copy_folder,
    picture,
    programs::{self, Served},
    random::Random,
    world::SCHOOL,
};

const PAGE: usize = 4096;
/// Records with a picture each that wait, on the phone that is damaged again and again.
const WAIT: u64 = 3;
const KILLS: u64 = 30;

/// A phone as a folder, run by the program.
struct Field(PathBuf);

impl Field {
    fn run(&self, verb: &[&str]) -> Output {
        let home = self.0.display().to_string();
        programs::run("huxiao-field", &[&["--home", &home, "--json"], verb].concat())
    }

    /// What it answers; the story ends here when it refuses.
    fn ask(&self, verb: &[&str]) -> Value {
        let output = self.run(verb);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{verb:?}: {said}");
        serde_json::from_slice(&output.stdout).expect("one object")
    }

    fn ids(&self) -> Vec<String> {
        let listed = self.ask(&["list"]);
        let records = listed["records"].as_array().expect("a list");
        records.iter().map(|it| it["record_id"].as_str().expect("an id").to_owned()).collect()
    }

    /// The id of the first in a list.
    fn first(&self, list: &str) -> Option<String> {
        self.ask(&[list])[list][0]["id"].as_str().map(str::to_owned)
    }

    fn damage(&self, page: usize) {
        let file = self.0.join("huxiao.db");
        let mut bytes = fs::read(&file).expect("the database");
        bytes[page * PAGE..(page + 1) * PAGE].fill(0x5a);
        fs::write(&file, bytes).expect("damaged");
    }

    fn pages(&self) -> usize {
        usize::try_from(fs::metadata(self.0.join("huxiao.db")).expect("the database").len()).expect("small") / PAGE
    }

    /// Files of pictures, here and aside.
    fn pictures(&self) -> usize {
        let aside = fs::read_dir(self.0.join("set-aside")).into_iter().flatten().flatten().map(|it| it.path());
        let folders = aside.chain([self.0.clone()]).map(|it| it.join("photos"));
        folders.map(|folder| fs::read_dir(folder).map_or(0, Iterator::count)).sum()
    }
}

struct Demo {
    dir: tempfile::TempDir,
    served: Served,
    whole: Field,
    staff: String,
    point: String,
    /// The records with pictures.
    hazards: Vec<String>,
}

impl Demo {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let data = dir.path().join("server").display().to_string();
        programs::json("huxiao-server", &["demo", "--data", &data, "--json"]);
        let served = Served::start(Path::new(&data));
        let given = programs::json("huxiao-server", &["enroll", "--data", &data, "--school", SCHOOL, "--json"]);
        let whole = Field(dir.path().join("phone"));
        let url = format!("http://{}", served.addr);
        whole.ask(&["enroll", "--server", &url, "--code", given["code"].as_str().expect("a code")]);
        whole.ask(&["sync"]);
        let [staff, point] = ["staff", "points"].map(|list| whole.first(list).expect("a demo school has some"));
        let hazards = (0..WAIT).map(|number| {
            let file = dir.path().join(format!("{number}.png"));
            fs::write(&file, picture::noise(number)).expect("written");
            let report = ["hazard", "--school", SCHOOL, "--staff", &staff, "--category", "FIR", "--text", "灭火器过期"];
            let saved = whole.ask(&[&report[..], &["--photo", &file.display().to_string()]].concat());
            saved["record_id"].as_str().expect("an id").to_owned()
        });
        let hazards = hazards.collect();
        Self { dir, served, whole, staff, point, hazards }
    }

    /// A copy of the phone, in a folder that is written over by the next.
    fn copy(&self) -> Field {
        let copy = Field(self.dir.path().join("copy"));
        let _there_is_none_yet = fs::remove_dir_all(&copy.0);
        copy_folder(&self.whole.0, &copy.0);
        copy
    }
}

/// A copy with a page damaged, left by a kill.
fn damaged(demo: &Demo, page: usize) -> Field {
    let copy = demo.copy();
    copy.damage(page);
    fs::write(copy.0.join("huxiao.db-wal"), b"as a kill leaves it").expect("written");
    copy
}

#[test]
fn a_kill_while_a_database_is_put_aside_loses_nothing() {
    let mut demo = Demo::new();
    let figures = |phone: &Field| {
        let status = phone.ask(&["status"]);
        ["enrolled", "pending_records", "pending_photos", "photos_lost"].map(|name| status[name].clone())
    };
    // One that is put aside, and takes nothing along that is needed here.
    let (page, uninterrupted, lasts) = (1..demo.whole.pages())
        .find_map(|page| {
            let copy = damaged(&demo, page);
            let begun = Instant::now();
            let figures = figures(&copy);
            let good = copy.0.join("set-aside").exists() && figures[0] == true && figures[2] == WAIT;
            good.then(|| (page, figures, begun.elapsed()))
        })
        .expect("such a page");
    let files = damaged(&demo, page).pictures();
    let mut random = Random::new(7);
    let mut asides = 0;
    for kill in 0..KILLS {
        let copy = damaged(&demo, page);
        let home = copy.0.display().to_string();
        let mut command = programs::command("huxiao-field", &["--home", &home, "status"]);
        let mut process = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("starts");
        std::thread::sleep(Duration::from_micros(random.below(u64::try_from(lasts.as_micros()).expect("short"))));
        process.kill().expect("SIGKILL");
        process.wait().expect("gone");
        asides += u64::from(copy.0.join("set-aside").exists());
        assert_eq!(figures(&copy), uninterrupted, "kill {kill}");
        assert_eq!(copy.pictures(), files, "kill {kill}");
    }
    println!("kills: {KILLS}, of which {asides} after the putting aside had begun; lost: 0");

    let copy = Field(demo.dir.path().join("copy"));
    let sent = copy.ask(&["sync"]);
    assert_eq!(
        (&sent["pending_records"], &sent["pending_photos"], &sent["photos_lost"]),
        (&0.into(), &0.into(), &0.into())
    );
    demo.served.kill();
    programs::verify(&demo.dir.path().join("server"));
}

#[test]
fn whichever_page_is_damaged_every_verb_works_after_two_starts_and_what_is_readable_is_there() {
    let demo = Demo::new();
    let before = demo.whole.ids();
    let (mut put_aside, mut lost_of_all) = (0, 0);
    for page in 0..demo.whole.pages() {
        let copy = demo.copy();
        copy.damage(page);
        let check_in = ["check-in", "--point", demo.point.as_str(), "--staff", demo.staff.as_str()];
        let first = copy.run(&check_in);
        let told = String::from_utf8_lossy(&first.stderr).into_owned();
        let aside = copy.0.join("set-aside").exists();
        put_aside += u64::from(aside);
        assert_eq!(aside, told.contains("put aside"), "page {page}: {told}");
        if copy.ask(&["status"])["enrolled"] == false {
            // Who it is was on that very page. It says so, and keeps what it has.
            assert!(told.contains("not enrolled"), "page {page}: {told}");
        } else if let (Some(staff), Some(point)) = (copy.first("staff"), copy.first("points")) {
            // Who or what was on that very page comes again with the next sync.
            let known = ["check-in", "--point", &point, "--staff", &staff];
            assert!(first.status.success() || copy.run(&known).status.success(), "page {page}: {told}");
        }
        let after = copy.ids();
        let lost = before.iter().filter(|id| !after.contains(id)).count();
        lost_of_all += lost;
        assert!(lost <= before.len(), "page {page}");
        assert_eq!(copy.pictures(), demo.whole.pictures(), "page {page}: no picture is thrown away");
        let kept = demo.hazards.iter().filter(|id| after.contains(id)).count() as u64;
        let waiting = copy.ask(&["status"]);
        assert_eq!(waiting["pending_photos"], kept, "page {page}: each record has its picture");
        assert_eq!(waiting["photos_lost"], 0, "page {page}");
        if waiting["enrolled"] == true {
            let file = demo.dir.path().join(format!("{page}.hxrescue")).display().to_string();
            let output = copy.run(&["bundle", "export", &file]);
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            if output.status.success() {
                let saved: Value = serde_json::from_slice(&output.stdout).expect("an object");
                assert_eq!(saved["photos"], kept, "page {page}");
            } else {
                assert!(said.contains("sync once"), "page {page}: {said}");
            }
        }
    }
    let pages = demo.whole.pages();
    println!("pages: {pages}, put aside: {put_aside}, records that lay on a damaged page: {lost_of_all}");
    assert!(put_aside > 0 && lost_of_all <= 2 * before.len(), "{lost_of_all} of {} a page", before.len());
}
