//! One phone and the hand that kills it: each operation is a program, ended at a random moment or let run.

use std::{
    path::{Path, PathBuf},
    process::{Child, Output, Stdio},
    sync::atomic::Ordering,
    thread::sleep,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use super::{
    day::{Day, text},
    history::{Home, Told},
};
use crate::{programs, random::Random};

/// A program that is not done by then is killed.
const PATIENCE: Duration = Duration::from_secs(30);

/// A phone at work.
#[derive(Clone, Debug)]
pub(super) struct Worker {
    number: usize,
    home: String,
    staff: String,
    points: Vec<String>,
    school: String,
}

/// How a program is treated.
enum Treatment {
    Left,
    KilledAfter(Duration),
    PausedAfter(Duration, Duration),
}

impl Worker {
    pub(super) fn enroll(number: usize, home: &Path, url: &str, code: &str) -> Self {
        let home = text(home);
        let phone =
            |arguments: &[&str]| programs::json("huxiao-field", &[&["--home", &home, "--json"], arguments].concat());
        phone(&["enroll", "--server", url, "--code", code]);
        phone(&["sync"]);
        let (staff, points) = (phone(&["staff"]), phone(&["points"]));
        let word = |value: &Value, key: &str| value[key].as_str().expect("text").to_owned();
        let points = points["points"].as_array().expect("a list");
        Self {
            number,
            staff: word(&staff["staff"][0], "id"),
            school: word(&points[0], "school_code"),
            points: points.iter().map(|it| word(it, "id")).collect(),
            home,
        }
    }

    /// Works until the day is over.
    pub(super) fn work(&self, day: &Day, mut random: Random) {
        let mut typical = Duration::from_millis(400);
        for number in 0.. {
            if day.is_over() {
                return;
            }
            match random.below(100) {
                0..58 => self.record(day, &mut random, number, &mut typical),
                58..92 => self.sync(day, &mut random),
                _ => self.look(day),
            }
        }
    }

    fn record(&self, day: &Day, random: &mut Random, number: u64, typical: &mut Duration) {
        let mark = format!("巡查 {}-{number}", self.number);
        let point: &String = random.of(&self.points);
        let mut arguments = if random.percent(70) {
            vec!["check-in", "--point", point, "--staff", &self.staff, "--note", &mark]
        } else {
            let place = ["hazard", "--school", &self.school, "--staff", &self.staff];
            [&place[..], &["--category", "PHY", "--text", &mark]].concat()
        };
        let picture: &PathBuf = random.of(&day.pictures);
        let picture = text(picture);
        if random.percent(35) {
            arguments.extend(["--photo", &picture]);
        }
        let begun = Instant::now();
        let treatment = self.treatment(random, *typical);
        let (output, killed) = self.run(day, &arguments, treatment);
        if !killed {
            *typical = (*typical * 3 + begun.elapsed()) / 4;
        }
        let said: Option<Value> = serde_json::from_slice(&output.stdout).ok();
        let told = match said {
            Some(said) => Told::Saved {
                record: said["record_id"].as_str().unwrap_or_default().to_owned(),
                seq: said["seq"].as_u64().unwrap_or_default(),
            },
            None if killed => Told::Nothing,
            None => Told::Refused(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
        };
        day.history.recorded(self.number, mark, told);
    }

    fn sync(&self, day: &Day, random: &mut Random) {
        let treatment = self.treatment(random, Duration::from_millis(1_500));
        self.run(day, &["sync", "--once"], treatment);
        day.history.synced();
    }

    /// Looks at the list: what it shows as delivered is a promise.
    fn look(&self, day: &Day) {
        let (output, _) = self.run(day, &["list"], Treatment::Left);
        if let Ok(listed) = serde_json::from_slice(&output.stdout) {
            day.history.ticked(&Home::read(self.number, &listed));
        }
    }

    fn treatment(&self, random: &mut Random, typical: Duration) -> Treatment {
        let most = u64::try_from(typical.as_micros()).unwrap_or(u64::MAX).saturating_mul(5) / 4;
        let at = Duration::from_micros(random.below(most));
        match random.below(100) {
            0..60 => Treatment::KilledAfter(at),
            60..70 => Treatment::PausedAfter(at, Duration::from_millis(random.below(1_500))),
            _ => Treatment::Left,
        }
    }

    /// Runs the program; the second value tells whether it was killed before it was done.
    fn run(&self, day: &Day, arguments: &[&str], treatment: Treatment) -> (Output, bool) {
        let arguments = [&["--home", &self.home, "--json"], arguments].concat();
        let mut command = programs::command("huxiao-field", &arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("starts");
        match treatment {
            Treatment::Left => {}
            Treatment::KilledAfter(at) => {
                if !ends_within(&mut child, at) {
                    return (killed(day, child), true);
                }
            }
            Treatment::PausedAfter(at, pause) => {
                if !ends_within(&mut child, at) && signal(&child, Signal::STOP) {
                    sleep(pause);
                    signal(&child, Signal::CONT);
                    day.history.paused();
                }
            }
        }
        if ends_within(&mut child, PATIENCE) {
            return (child.wait_with_output().expect("its words"), false);
        }
        (killed(day, child), true)
    }

    /// Sends everything, and gives what the phone shows then; a complaint if it does not get there.
    pub(super) fn come_home(&self) -> (Home, Option<String>) {
        let mut said = String::new();
        for _ in 0..20 {
            let arguments = ["--home", &self.home, "--json", "sync", "--once"];
            let output = programs::run("huxiao-field", &arguments);
            let report: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
            let waits = |key: &str| report[key].as_u64().unwrap_or(1);
            if output.status.success() && waits("pending_records") + waits("pending_photos") == 0 {
                return (self.list(), None);
            }
            said = format!("{report} {}", String::from_utf8_lossy(&output.stderr));
            sleep(Duration::from_secs(1));
        }
        (self.list(), Some(format!("stuck: phone {} could not deliver in clear weather: {said}", self.number)))
    }

    fn list(&self) -> Home {
        Home::read(self.number, &programs::json("huxiao-field", &["--home", &self.home, "--json", "list"]))
    }
}

fn killed(day: &Day, mut child: Child) -> Output {
    let _it_may_just_have_ended = child.kill();
    day.kills.fetch_add(1, Ordering::Relaxed);
    day.history.phone_killed();
    child.wait_with_output().expect("its words")
}

fn ends_within(child: &mut Child, most: Duration) -> bool {
    let begun = Instant::now();
    loop {
        if child.try_wait().expect("our child").is_some() {
            return true;
        }
        let left = most.saturating_sub(begun.elapsed());
        if left.is_zero() {
            return false;
        }
        sleep(left.min(Duration::from_millis(2)));
    }
}

pub(super) fn signal(child: &Child, signal: Signal) -> bool {
    kill_process(Pid::from_child(child), signal).is_ok()
}
