//! The phone's disk is full to the last byte: real processes on a real file system. What was called saved is there and
//! arrives once; what does not fit is refused in words and leaves nothing behind; with room again work goes on.

use std::{
    fs::File,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use serde_json::Value;
use tests::{
    programs::{self, Served},
    world::SCHOOL,
};

/// More check-ins than what is left of the disk has room for.
const MOST: usize = 200;

/// A file system of some megabytes, gone with the story. The system refuses its every byte beyond that.
struct SmallDisk(PathBuf);

impl SmallDisk {
    /// `None` where mounting is not allowed.
    fn mount(at: &Path, megabytes: u32) -> Option<Self> {
        let size = format!("size={megabytes}m");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &size, "tmpfs"])
            .arg(at)
            .output()
            .is_ok_and(|it| it.status.success());
        mounted.then(|| Self(at.to_owned()))
    }

    /// Other apps take everything that is left but for so many bytes.
    fn others_take_all_but(&self, left: u64) -> PathBuf {
        let path = self.0.join("video");
        let mut file = File::create(&path).expect("begins");
        while file.write_all(&[7; 4096]).is_ok() {}
        let full = file.metadata().expect("its length").len();
        file.set_len(full - left).expect("leaves some");
        path
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _gone_anyway = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

struct Guard {
    home: String,
    staff: String,
    point: String,
}

impl Guard {
    fn enrolled(home: &Path, url: &str, code: &str) -> Self {
        let home = home.display().to_string();
        let ask = |verb: &[&str]| programs::json("huxiao-field", &[&["--home", &home, "--json"], verb].concat());
        ask(&["enroll", "--server", url, "--code", code]);
        ask(&["sync"]);
        let first = |list: Value| list[0]["id"].as_str().expect("an id").to_owned();
        let (staff, point) = (first(ask(&["staff"])["staff"].take()), first(ask(&["points"])["points"].take()));
        Self { home, staff, point }
    }

    fn run(&self, verb: &[&str]) -> Output {
        programs::run("huxiao-field", &[&["--home", &self.home, "--json"], verb].concat())
    }

    fn check_in(&self) -> Result<String, Output> {
        let output = self.run(&["check-in", "--point", &self.point, "--staff", &self.staff]);
        if !output.status.success() {
            return Err(output);
        }
        let saved: Value = serde_json::from_slice(&output.stdout).expect("what was saved");
        Ok(saved["record_id"].as_str().expect("a record").to_owned())
    }

    fn listed(&self) -> Vec<(String, String)> {
        let listed = programs::json("huxiao-field", &["--home", &self.home, "--json", "list"]);
        let word = |it: &Value, key: &str| it[key].as_str().expect("a word").to_owned();
        let records = listed["records"].as_array().expect("a list");
        records.iter().map(|it| (word(it, "record_id"), word(it, "state"))).collect()
    }
}

/// The demo's server in one folder, and a guard of its school with the phone in another.
fn at_work(data: &Path, home: &Path) -> (Served, Guard) {
    let text = data.display().to_string();
    programs::json("huxiao-server", &["demo", "--data", &text, "--json"]);
    let served = Served::start(data);
    let given = programs::json("huxiao-server", &["enroll", "--data", &text, "--school", SCHOOL, "--json"]);
    let code = given["code"].as_str().expect("a code");
    let guard = Guard::enrolled(&home.join("phone"), &format!("http://{}", served.addr), code);
    (served, guard)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_without_a_byte_left_refuses_in_words_and_loses_nothing_it_called_saved() {
    let (dir, home) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let Some(disk) = SmallDisk::mount(home.path(), 24) else {
        println!("nothing can be mounted here: crates/store has this story with a limit on the length of files");
        return;
    };
    let data = dir.path().join("server");
    let text = data.display().to_string();
    let (mut served, guard) = at_work(&data, home.path());

    let mut saved = vec![guard.check_in().expect("there is room")];
    let video = disk.others_take_all_but(96 * 1024);
    let refused = loop {
        match guard.check_in() {
            Ok(record) => saved.push(record),
            Err(refused) => break refused,
        }
        assert!(saved.len() < MOST, "the disk has an end");
    };
    assert_eq!(refused.status.code(), Some(1));
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("no room") || said.contains("full"), "{said:?}");
    assert!(refused.stdout.is_empty(), "nothing is called saved");

    // It goes on being refused, and the refusals leave nothing behind either.
    guard.check_in().expect_err("still full");
    std::fs::remove_file(video).expect("makes room");
    let listed = guard.listed();
    let own = |record: &String| listed.iter().filter(|(id, _)| id == record).count();
    assert!(saved.iter().all(|record| own(record) == 1), "{} were saved, listed are {listed:?}", saved.len());

    saved.push(guard.check_in().expect("work goes on"));
    assert!(guard.run(&["sync"]).status.success());
    assert!(guard.listed().iter().all(|(_, state)| state == "delivered"));
    served.kill();
    let exported = programs::run("huxiao-server", &["export", "--data", &text, "--kind", "check_in"]);
    let lines = String::from_utf8(exported.stdout).expect("JSON lines");
    assert!(saved.iter().all(|record| lines.matches(record.as_str()).count() == 1), "each arrived once");
    assert_eq!(lines.lines().count(), saved.len(), "and nothing that was refused");
    programs::verify(&data);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ballast_is_given_up_before_anything_is_opened_and_every_verb_works() {
    let (dir, home) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let Some(disk) = SmallDisk::mount(home.path(), 150) else { return };
    let (_served, guard) = at_work(&dir.path().join("server"), home.path());
    let ballast = home.path().join("phone/ballast");
    assert!(ballast.exists(), "there was plenty of room");
    let stick = dir.path().join("rescue.hxrescue").display().to_string();
    for verb in [&["status"][..], &["list"], &["sync"], &["bundle", "export", &stick], &["check-in"]] {
        let video = disk.others_take_all_but(0);
        let done = match verb {
            ["check-in"] => guard.check_in().map(drop),
            _ => Some(guard.run(verb)).filter(|it| !it.status.success()).map_or(Ok(()), Err),
        };
        assert!(done.is_ok(), "{verb:?}: {done:?}");
        assert!(!ballast.exists(), "{verb:?} needed it");
        std::fs::remove_file(video).expect("makes room");
        assert!(guard.run(&["status"]).status.success() && ballast.exists(), "it is laid up anew");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_verb_that_saves_nothing_does_not_speak_of_saving_on_a_full_disk() {
    let (dir, home) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let Some(disk) = SmallDisk::mount(home.path(), 24) else { return };
    let (_served, guard) = at_work(&dir.path().join("server"), home.path());
    assert!(!home.path().join("phone/ballast").exists(), "there was never room for it");
    disk.others_take_all_but(0);
    for verb in ["status", "list", "sync"] {
        let refused = guard.run(&[verb]);
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(refused.status.success() || said.contains("no room to do this"), "{verb}: {said:?}");
    }
}
