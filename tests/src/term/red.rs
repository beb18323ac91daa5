//! The red team's weeks: honest people work as always, on some phones somebody feigns rounds, and what the server puts
//! before the reviewer is counted.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    check_in::VisitResult,
    day::Day,
    ids::{PointId, RecordId},
};
use field::{
    check_in::{self, Visit},
    duty::{self, When},
    session,
    views::{Coming, Position},
};
use http::Method;
use protocol::LiveKey;
use serde_json::{Value, json};

use super::{
    Act, Broken, Deed, Desk, Fix, Planner, Stage, Template,
    cheat::{self, Read, Tap, Way},
    count::by_video,
    district::station_of,
    shares::Shares,
};
use crate::sim::Chance;

/// How long and how often.
#[derive(Clone, Copy, Debug)]
pub struct Plot {
    /// The seed.
    pub seed: u64,
    /// Schools; on each, somebody feigns one way.
    pub schools: usize,
    /// Days.
    pub days: i32,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Afternoons on which something was feigned, and those that were found, by way.
    pub ways: BTreeMap<Way, (u32, u32)>,
    /// Records of honest people whose phones say nothing false of where they are, and those of them that were put before
    /// the reviewer for anything but too little proof.
    pub honest: (u32, u32),
    /// What those were put there for.
    pub reasons: BTreeMap<String, u32>,
    /// Records of honest people whose phone says that its fix is made up, or gives one in another coordinate system; and
    /// those of them that were put before the reviewer. That is what they are there for: nothing tells them from a cheat's.
    pub odd_fixes: (u32, u32),
    /// Of [`Found::odd_fixes`], visits and comings with a fix in GCJ-02; and those of them of which the reviewer is told that
    /// it is one, and nothing that is said of people who were elsewhere.
    pub shifted: (u32, u32),
    /// Of [`Found::odd_fixes`], visits and comings with a fix that the system calls made up; and those that say so.
    pub mocked: (u32, u32),
    /// How much went wrong with honest phones.
    pub shares: Shares,
    /// Of [`Found::honest`], those that prove less than their point asks for: what the rule of the point asks about.
    pub low_proof: u32,
}

impl Found {
    /// Of a thousand feigned afternoons, so many were found.
    #[must_use]
    pub fn found_permille(&self) -> u32 {
        let (all, found) = self.ways.values().fold((0, 0), |sum, it| (sum.0 + it.0, sum.1 + it.1));
        (found * 1000).checked_div(all).unwrap_or(0)
    }

    /// Of ten thousand honest records, so many were put before the reviewer; those with an odd fix and those with too
    /// little proof are not counted here.
    #[must_use]
    pub fn honest_per_myriad(&self) -> u32 {
        (self.honest.1 * 10_000).checked_div(self.honest.0).unwrap_or(0)
    }

    /// The same of all records of honest people, for whatever reason.
    #[must_use]
    pub fn all_honest_per_myriad(&self) -> u32 {
        let asked = self.honest.1 + self.odd_fixes.1 + self.low_proof;
        (asked * 10_000).checked_div(self.honest.0 + self.odd_fixes.0).unwrap_or(0)
    }
}

/// One feigned afternoon.
struct Feigned {
    way: Way,
    records: Vec<RecordId>,
    /// The coming that was feigned: to be in time, or to be there.
    coming: Option<RecordId>,
}

/// Lets the weeks happen.
///
/// # Errors
/// [`Broken`] when they cannot be carried out.
pub async fn run(plot: Plot, template: &Template) -> Result<Found, Broken> {
    let mut stage = Stage::set(plot.seed, (plot.schools, 0), template).await?;
    let (mut chance, mut planner) = (Chance::of(plot.seed ^ 0x0bad), Planner::of(plot.seed ^ 0x7e43));
    let codes = codes(&stage).await?;
    let first = Day::of(stage.now()).plus(1);
    let mut feigned = Vec::new();
    for day in first.to(first.plus(plot.days - 1)) {
        let honest = planner.day(&stage.schools, &stage.stations, day);
        let held = |school: usize| !stage.schools[school].held_on(day).is_empty();
        let plots: Vec<usize> = (0..plot.schools).filter(|it| held(*it) && chance.percent(60)).collect();
        stage.play(day, honest).await?;
        if day.weekday() == 0 {
            // A server looks more often, whenever a phone has rested.
            look_through(&stage).await?;
        }
        for school in plots {
            let way = Way::ALL[school % Way::ALL.len()];
            feigned.push(feign(&mut stage, (school, way), day, &codes[school], &mut chance)?);
        }
    }
    stage.settle().await?;
    look_through(&stage).await?;
    count(&stage, &feigned).await
}

async fn look_through(stage: &Stage) -> Result<(), Broken> {
    while stage.site.node()?.look_once().await? {}
    Ok(())
}

/// A phone that says something odd of where it is, with an honest man in front of it.
fn odd(deed: &Deed) -> Option<Fix> {
    let fix = match &deed.act {
        Act::Visit { fix, .. } | Act::Come { fix, .. } | Act::Leave { fix, .. } => *fix,
        _ => Fix::None,
    };
    Some(fix).filter(|it| matches!(it, Fix::Mock | Fix::Shifted))
}

/// What anybody can photograph at a point: its tag, and the screen with its live codes.
struct Codes {
    point: PointId,
    tag: String,
    live: LiveKey,
}

/// The codes of each point of each school, as its station has them.
async fn codes(stage: &Stage) -> Result<Vec<Vec<Codes>>, Broken> {
    let node = stage.site.node()?;
    let mut all = Vec::new();
    for school in &stage.schools {
        let mut codes = Vec::new();
        let desk = Desk::sign_in(node, &format!("station{:02}", station_of(&school.code) + 1)).await?;
        for point in &school.points {
            let path = format!("/api/points/{}", point.id);
            let tag = desk.get(node, &path).await?["tag_text"].as_str().unwrap_or_default().to_owned();
            let given = desk.ask(node, Method::POST, &format!("{path}/live-key"), &json!({})).await?;
            let key = given["key"].as_str().and_then(domain::photo::from_hex);
            let key = key.ok_or_else(|| Broken::new("run", format!("no live key: {given}")))?;
            codes.push(Codes { point: point.id, tag, live: LiveKey::from_bytes(*key) });
        }
        all.push(codes);
    }
    Ok(all)
}

/// One afternoon, after everybody honest has gone home.
fn feign(
    stage: &mut Stage,
    (index, way): (usize, Way),
    day: Day,
    codes: &[Codes],
    chance: &mut Chance,
) -> Result<Feigned, Broken> {
    let school = stage.schools[index].clone();
    let from = day.at(1400).max(stage.now()).plus(60_000);
    let (who, taps) = cheat::round(way, &school, from, chance);
    let mut coming = None;
    if way == Way::LiveKept {
        stage.restart(index)?;
    }
    if matches!(way, Way::ClockSetBack | Way::OnDutyAtHome) {
        stage.pass_to(from);
        let gate = &school.gates[0];
        let position = match way {
            Way::ClockSetBack => {
                stage.set_wall(index, -cheat::set_back(chance));
                None
            }
            _ => Some(cheat::far(gate.place, chance)),
        };
        let position = position.map(|place| crate::phone::position(place.lat(), place.lon()));
        let home = stage.home(index);
        let worker = session::sign_in(home, who, None)?;
        let told = Coming { position, ..Coming::default() };
        coming = Some(duty::come(home, worker, gate.post, When::Now, &told)?.record_id);
    }
    let mut records = Vec::new();
    for tap in taps {
        stage.pass_to(tap.at);
        let home = stage.home(index);
        let worker = session::sign_in(home, who, None)?;
        let visit = visit(&tap, &codes[tap.point]);
        records.push(check_in::record(home, worker, visit)?.saved.record_id);
    }
    stage.set_wall(index, 0);
    if way == Way::LiveKept && chance.percent(50) {
        // And off again before it hears the time.
        stage.restart(index)?;
    }
    Ok(Feigned { way, records, coming })
}

fn visit(tap: &Tap, codes: &Codes) -> Visit {
    let position =
        tap.place.map(|place| Position { mock: tap.mock, ..crate::phone::position(place.lat(), place.lon()) });
    let ago = |minutes: u64| tap.at.plus(-60_000 * i64::try_from(minutes).unwrap_or(0));
    let file = |bytes: &str| Some(domain::photo::hex(&field::scan::digest_of(bytes.as_bytes())));
    let (tag_text, tag_image) = match tap.read {
        Read::Nothing => (None, None),
        Read::Tag => (Some(codes.tag.clone()), file(&format!("{} {}", codes.tag, tap.at.0))),
        Read::SameFile => (Some(codes.tag.clone()), file(&codes.tag)),
        Read::Live(minutes) => {
            let text = codes.live.code_at(codes.point, ago(minutes)).text();
            let picture = file(&text);
            (Some(text), picture)
        }
    };
    Visit { position, tag_text, tag_image, ..Visit::of(codes.point, VisitResult::Normal) }
}

/// Asks the reviewer's desk, page by page.
async fn count(stage: &Stage, feigned: &[Feigned]) -> Result<Found, Broken> {
    let node = stage.site.node()?;
    let desk = Desk::sign_in(node, "city01").await?;
    let mut reviewed: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut low_proof: BTreeSet<String> = BTreeSet::new();
    let mut path = "/api/reviews".to_owned();
    loop {
        let page = desk.get(node, &path).await?;
        for row in page["rows"].as_array().cloned().unwrap_or_default() {
            let doubts = row["doubts"].as_array().cloned().unwrap_or_default();
            for doubt in &doubts {
                // A visit with too little proof is looked at by the rule of its point; that suspects nobody.
                if doubt["doubt"] == "low_proof" {
                    low_proof.extend(row["record_id"].as_str().map(str::to_owned));
                    continue;
                }
                let others = doubt["others"].as_array().cloned().unwrap_or_default();
                for name in others.iter().chain([&row["record_id"]]).filter_map(Value::as_str) {
                    let word = doubt["doubt"].as_str().unwrap_or_default().to_owned();
                    reviewed.entry(name.to_owned()).or_default().push(word);
                }
            }
        }
        let Some(next) = page["next"].as_i64() else { break };
        path = format!("/api/reviews?before={next}");
    }
    let mut found = Found::default();
    for it in feigned {
        let names: Vec<String> = it.records.iter().chain(&it.coming).map(ToString::to_string).collect();
        let mut seen = names.iter().any(|name| reviewed.contains_key(name));
        if let (false, Way::ClockSetBack, Some(coming)) = (seen, it.way, it.coming) {
            // Nothing was gained: the time was corrected all the same.
            let evidence = desk.get(node, &format!("/api/records/{coming}")).await?;
            seen = corrected(&evidence);
        }
        let entry = found.ways.entry(it.way).or_default();
        *entry = (entry.0 + 1, entry.1 + u32::from(seen));
    }
    found.shares = stage.shares;
    let by_video = by_video(&stage.done);
    for (nth, (deed, id)) in stage.saved().enumerate() {
        let id = id.to_string();
        if let Some(fix) = odd(deed) {
            let words = reviewed.get(&id).map(Vec::as_slice).unwrap_or_default();
            let says = |word: &str| words.iter().any(|it| it == word);
            found.odd_fixes.0 += 1;
            found.odd_fixes.1 += u32::from(!words.is_empty() || low_proof.contains(&id));
            // Of a leaving no presence is asked.
            if !matches!(deed.act, Act::Leave { .. }) && !by_video[nth] {
                let elsewhere = ["away_from_post", "tag_elsewhere", "impossible_speed"].into_iter().any(says);
                let (kind, told) = match fix {
                    Fix::Shifted => (&mut found.shifted, says("crs_suspect") && !elsewhere),
                    _ => (&mut found.mocked, says("mock_position") && !elsewhere),
                };
                *kind = (kind.0 + 1, kind.1 + u32::from(told));
            }
            continue;
        }
        found.honest.0 += 1;
        found.low_proof += u32::from(low_proof.contains(&id) && !reviewed.contains_key(&id));
        if let Some(words) = reviewed.get(&id) {
            found.honest.1 += 1;
            words.iter().for_each(|word| *found.reasons.entry(word.clone()).or_default() += 1);
        }
    }
    Ok(found)
}

/// Whether the office is shown the true time of a record whose wall clock was set back.
fn corrected(evidence: &Value) -> bool {
    let time = &evidence["time"];
    let moved = time["correction_ms"].as_i64().unwrap_or(0);
    matches!(time["quality"].as_str(), Some("A" | "B")) && moved.abs() > 60_000
}
