//! The account: everything that was ever called saved, against what the server holds and what the phones show.
//!
//! A recording whose program was killed before a word may be there or not, but not twice and not in part. Everything
//! else is decided: lost, doubled, phantom (nobody recorded it), reordered, or falsely ticked.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::{Mutex, MutexGuard},
};

use serde_json::Value;

use super::{Report, day::text};
use crate::programs;

/// What a recording program said.
#[derive(Clone, Debug)]
pub enum Told {
    /// That it is saved.
    Saved {
        /// Its name.
        record: String,
        /// Its place.
        seq: u64,
    },
    /// Nothing: it was killed.
    Nothing,
    /// That it is not saved, and why.
    Refused(String),
}

/// A record as the server exports it.
#[derive(Clone, Debug)]
pub struct Stored {
    /// Its name.
    pub record: String,
    stream: String,
    seq: u64,
    mark: Option<String>,
    status: String,
    /// Digests of its pictures, and whether each is stored.
    pub photos: Vec<(String, bool)>,
}

/// What a phone shows.
#[derive(Clone, Debug)]
pub struct Home {
    phone: usize,
    records: Vec<Shown>,
}

/// One line of a phone's list.
#[derive(Clone, Debug)]
struct Shown {
    record: String,
    seq: u64,
    ticked: bool,
    /// Digests of its pictures, and whether each is ticked.
    photos: Vec<(String, bool)>,
}

impl Home {
    /// From `huxiao-field list --json`.
    #[must_use]
    pub fn read(phone: usize, listed: &Value) -> Self {
        let records = listed["records"].as_array().into_iter().flatten().map(|it| Shown {
            record: word(&it["record_id"]),
            seq: it["seq"].as_u64().unwrap_or(0),
            ticked: it["state"] == "delivered",
            photos: photos(it),
        });
        Self { phone, records: records.collect() }
    }
}

/// Everything that happened, as it happens.
#[derive(Debug, Default)]
pub struct History(Mutex<Inner>);

#[derive(Debug, Default)]
struct Inner {
    /// By phone, in the order of its work: the mark in the record, and what was said.
    recordings: BTreeMap<usize, Vec<(String, Told)>>,
    ticks: BTreeSet<String>,
    figures: Report,
    violations: Vec<String>,
}

impl History {
    fn held(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().expect("nobody panics with it")
    }

    pub(super) fn recorded(&self, phone: usize, mark: String, told: Told) {
        let mut inner = self.held();
        match &told {
            Told::Saved { .. } => inner.figures.said += 1,
            Told::Nothing => inner.figures.in_doubt += 1,
            Told::Refused(why) => inner.violations.push(format!("refused: {mark}: {why}")),
        }
        inner.recordings.entry(phone).or_default().push((mark, told));
    }

    pub(super) fn synced(&self) {
        self.held().figures.syncs += 1;
    }

    pub(super) fn paused(&self) {
        self.held().figures.pauses += 1;
    }

    pub(super) fn phone_killed(&self) {
        self.held().figures.phone_kills += 1;
    }

    pub(super) fn server_kills(&self) -> u64 {
        self.held().figures.server_kills
    }

    pub(super) fn server_killed(&self) {
        self.held().figures.server_kills += 1;
    }

    /// A phone shows these as delivered.
    pub(super) fn ticked(&self, home: &Home) {
        let ticked = home.records.iter().filter(|it| it.ticked).map(|it| it.record.clone());
        self.held().ticks.extend(ticked);
    }

    pub(super) fn ticks(&self) -> BTreeSet<String> {
        self.held().ticks.clone()
    }

    /// Right after a kill: whatever a phone showed as delivered must lie on the server's disk.
    pub(super) fn hold_against(&self, ticked: &BTreeSet<String>, stored: &BTreeSet<String>) {
        let mut inner = self.held();
        inner.figures.ticks_checked += ticked.len() as u64;
        inner.violations.extend(ticked.difference(stored).map(|it| format!("false tick: {it} after a kill")));
    }

    pub(super) fn violations(&self) -> Vec<String> {
        self.held().violations.clone()
    }

    pub(super) fn figures(&self) -> Report {
        self.held().figures.clone()
    }

    /// Holds everything against each other.
    pub(super) fn account(&self, stored: &[Stored], homes: &[Home]) -> Vec<String> {
        let inner = self.held();
        let mut found = Vec::new();
        let by_record = count(stored.iter().map(|it| it.record.clone()));
        let by_mark = count(stored.iter().filter_map(|it| it.mark.clone()));
        found.extend(by_record.iter().filter(|it| *it.1 > 1).map(|it| format!("doubled: record {} ×{}", it.0, it.1)));
        found.extend(by_mark.iter().filter(|it| *it.1 > 1).map(|it| format!("doubled: {} ×{}", it.0, it.1)));
        found.extend(stored.iter().filter(|it| it.status != "ok").map(|it| format!("{}: {}", it.status, it.record)));
        let attempted: BTreeSet<&String> = inner.recordings.values().flatten().map(|it| &it.0).collect();
        let marks = by_mark.keys().filter(|mark| !attempted.contains(mark));
        found.extend(marks.map(|mark| format!("phantom: {mark} was never recorded")));
        for (phone, recordings) in &inner.recordings {
            found.extend(one_phone(*phone, recordings, stored));
        }
        for home in homes {
            found.extend(shown_and_stored(home, stored));
        }
        let shown: BTreeSet<&String> = homes.iter().flat_map(|it| it.records.iter().map(|it| &it.record)).collect();
        let unknown = by_record.keys().filter(|it| !shown.contains(it));
        found.extend(unknown.map(|it| format!("phantom: record {it} is on no phone")));
        found.extend(gaps(stored));
        found
    }
}

/// What was said saved is there, in its place and order; nothing of the same phone overtook it.
fn one_phone(phone: usize, recordings: &[(String, Told)], stored: &[Stored]) -> Vec<String> {
    let at: BTreeMap<&str, &Stored> = stored.iter().filter_map(|it| Some((it.mark.as_deref()?, it))).collect();
    let (mut found, mut last) = (Vec::new(), 0);
    for (mark, told) in recordings {
        let there = at.get(mark.as_str());
        match (told, there) {
            (Told::Saved { record, seq }, Some(there)) if there.record == *record && there.seq == *seq => {}
            (Told::Saved { record, seq }, Some(there)) => found.push(format!(
                "changed: phone {phone}: {mark} was {record} at {seq} and is {} at {}",
                there.record, there.seq
            )),
            (Told::Saved { record, .. }, None) => found.push(format!("lost: phone {phone}: {mark} ({record})")),
            (Told::Refused(_), Some(_)) => found.push(format!("phantom: phone {phone}: {mark} was refused")),
            (Told::Nothing | Told::Refused(_), _) => {}
        }
        if let Some(there) = there {
            if there.seq <= last {
                found.push(format!("reordered: phone {phone}: {mark} at {} after {last}", there.seq));
            }
            last = there.seq;
        }
    }
    found
}

/// What a phone shows and what the server holds are the same, and every tick is set.
fn shown_and_stored(home: &Home, stored: &[Stored]) -> Vec<String> {
    let at: BTreeMap<&str, &Stored> = stored.iter().map(|it| (it.record.as_str(), it)).collect();
    let mut found = Vec::new();
    for Shown { record, seq, ticked, photos } in &home.records {
        let place = format!("phone {}: {record} at {seq}", home.phone);
        match at.get(record.as_str()) {
            None if *ticked => found.push(format!("false tick: {place}")),
            None => found.push(format!("lost: {place} was saved and did not arrive")),
            Some(there) if there.seq != *seq => found.push(format!("reordered: {place} is at {}", there.seq)),
            Some(_) if !ticked => found.push(format!("no tick: {place} arrived")),
            Some(there) => {
                let digests = |all: &[(String, bool)]| all.iter().map(|it| it.0.clone()).collect::<BTreeSet<_>>();
                if digests(photos) != digests(&there.photos) || photos.iter().any(|it| !it.1) {
                    found.push(format!("lost: pictures of {place}: {photos:?} here, {:?} there", there.photos));
                }
            }
        }
    }
    found
}

/// Each stream is 1, 2, 3 … without a gap.
fn gaps(stored: &[Stored]) -> Vec<String> {
    let mut streams: BTreeMap<&str, BTreeSet<u64>> = BTreeMap::new();
    for it in stored {
        streams.entry(&it.stream).or_default().insert(it.seq);
    }
    let broken = streams.iter().filter(|it| !it.1.iter().copied().eq(1..=it.1.len() as u64));
    broken.map(|it| format!("lost: stream {} has a gap", it.0)).collect()
}

/// Everything the server holds.
///
/// # Panics
/// When it cannot be exported.
#[must_use]
pub fn exported(data: &Path) -> Vec<Stored> {
    let output = programs::run("huxiao-server", &["export", "--data", &text(data)]);
    assert!(output.status.success(), "export: {} {}", output.status, String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).expect("text");
    let read = |line: &str| {
        let it: Value = serde_json::from_str(line).expect("one object a line");
        let mark = ["note", "text"].iter().find_map(|key| it["body"][*key].as_str()).map(str::to_owned);
        Stored {
            record: word(&it["record_id"]),
            stream: word(&it["stream_id"]),
            seq: it["seq"].as_u64().unwrap_or(0),
            status: word(&it["status"]),
            photos: photos(&it),
            mark,
        }
    };
    lines.lines().map(read).collect()
}

/// Every picture that a record names is stored, and its bytes have the digest in the record.
pub(super) fn pictures_are_whole(data: &Path, stored: &[Stored]) -> Vec<String> {
    let all: BTreeSet<&(String, bool)> = stored.iter().flat_map(|it| &it.photos).collect();
    let mut found: Vec<String> = all.iter().filter(|it| !it.1).map(|it| format!("lost: picture {}", it.0)).collect();
    let out = tempfile::tempdir().expect("a folder");
    for (digest, _) in all.into_iter().filter(|it| it.1) {
        let file = out.path().join(digest);
        let arguments = ["photo", "--data", &text(data), digest, "--out", &text(&file)];
        let whole = programs::run("huxiao-server", &arguments).status.success()
            && std::fs::read(&file).is_ok_and(|bytes| hex(&bytes) == *digest);
        if !whole {
            found.push(format!("lost: picture {digest} is damaged"));
        }
    }
    found
}

fn hex(bytes: &[u8]) -> String {
    protocol::sha256(&[bytes]).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn photos(it: &Value) -> Vec<(String, bool)> {
    let photos = it["photos"].as_array().into_iter().flatten();
    photos.map(|photo| (word(&photo["sha256"]), photo["stored"] == true)).collect()
}

fn word(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn count(all: impl Iterator<Item = String>) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    all.for_each(|it| *counts.entry(it).or_default() += 1);
    counts
}
