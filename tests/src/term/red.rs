//! The red team's weeks: honest people work as always, on some phones somebody feigns rounds, and what the server puts
//! before the reviewer is counted.

use std::collections::{BTreeMap, BTreeSet};

use domain::{check_in::VisitResult, day::Day, ids::RecordId};
use field::{
    check_in::{self, Visit},
    duty::{self, When},
    session,
};
use serde_json::Value;

use super::{
    Act, Broken, Deed, Desk, Fix, Stage, Template,
    cheat::{self, Tap, Way},
    plan,
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
    /// Honest records, and those that were put before the reviewer.
    pub honest: (u32, u32),
    /// What honest records were put there for.
    pub reasons: BTreeMap<String, u32>,
}

impl Found {
    /// Of a thousand feigned afternoons, so many were found.
    #[must_use]
    pub fn found_permille(&self) -> u32 {
        let (all, found) = self.ways.values().fold((0, 0), |sum, it| (sum.0 + it.0, sum.1 + it.1));
        (found * 1000).checked_div(all).unwrap_or(0)
    }

    /// Of ten thousand honest records, so many were put before the reviewer.
    #[must_use]
    pub fn honest_per_myriad(&self) -> u32 {
        (self.honest.1 * 10_000).checked_div(self.honest.0).unwrap_or(0)
    }
}

/// One feigned afternoon.
struct Feigned {
    way: Way,
    records: Vec<RecordId>,
    /// Of a clock that was set back: the coming that was feigned to be in time.
    coming: Option<RecordId>,
}

/// Lets the weeks happen.
///
/// # Errors
/// [`Broken`] when they cannot be carried out.
pub async fn run(plot: Plot, template: &Template) -> Result<Found, Broken> {
    let mut stage = Stage::set(plot.seed, plot.schools, template).await?;
    let mut chance = Chance::of(plot.seed ^ 0x0bad);
    let desk = Desk::sign_in(stage.site.node()?, "city01").await?;
    let tags = tags(&stage, &desk).await?;
    let first = Day::of(stage.now()).plus(1);
    let mut feigned = Vec::new();
    for day in first.to(first.plus(plot.days - 1)) {
        let honest = stage.schools.iter().flat_map(|school| plan::day(school, day, &mut chance));
        // Mocked and shifted fixes are no honest ones: here they are the red team's alone.
        let honest: Vec<Deed> = honest.filter(|deed| !is_noise(deed)).collect();
        let held = |school: usize| stage.schools[school].held_on(day).next().is_some();
        let plots: Vec<usize> = (0..plot.schools).filter(|it| held(*it) && chance.percent(60)).collect();
        stage.play(day, honest).await?;
        if day.weekday() == 0 {
            // A server looks more often, whenever a phone has rested.
            look_through(&stage).await?;
        }
        for school in plots {
            let way = Way::ALL[school % Way::ALL.len()];
            feigned.push(feign(&mut stage, school, way, day, &tags, &mut chance)?);
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

fn is_noise(deed: &Deed) -> bool {
    matches!(&deed.act, Act::Visit { fix: Fix::Mock | Fix::Shifted, .. })
}

/// The text of each point's tag, as anybody can photograph it.
async fn tags(stage: &Stage, desk: &Desk) -> Result<Vec<Vec<String>>, Broken> {
    let mut all = Vec::new();
    for school in &stage.schools {
        let mut texts = Vec::new();
        for point in &school.all_points {
            let said = desk.get(stage.site.node()?, &format!("/api/points/{}", point.id)).await?;
            texts.push(said["tag_text"].as_str().unwrap_or_default().to_owned());
        }
        all.push(texts);
    }
    Ok(all)
}

/// One afternoon, after everybody honest has gone home.
fn feign(
    stage: &mut Stage,
    index: usize,
    way: Way,
    day: Day,
    tags: &[Vec<String>],
    chance: &mut Chance,
) -> Result<Feigned, Broken> {
    let school = stage.schools[index].clone();
    let from = day.at(1400).max(stage.now()).plus(60_000);
    let (who, taps) = cheat::round(way, &school, from, chance);
    let mut coming = None;
    if way == Way::ClockSetBack {
        stage.pass_to(from);
        stage.set_wall(index, -cheat::set_back(chance));
        let home = stage.home(index);
        let worker = session::sign_in(home, who, None)?;
        coming = Some(duty::on(home, worker, school.gates[0].post, When::Now)?.record_id);
    }
    let mut records = Vec::new();
    for tap in taps {
        stage.pass_to(tap.at);
        let home = stage.home(index);
        let worker = session::sign_in(home, who, None)?;
        let visit = visit(&school, &tap, &tags[index]);
        records.push(check_in::record(home, worker, visit)?.saved.record_id);
    }
    stage.set_wall(index, 0);
    Ok(Feigned { way, records, coming })
}

fn visit(school: &super::School, tap: &Tap, tags: &[String]) -> Visit {
    let position = tap
        .place
        .map(|place| field::views::Position { mock: tap.mock, ..crate::phone::position(place.lat(), place.lon()) });
    let tag_text = tap.tagged.then(|| tags[tap.point].clone());
    Visit { position, tag_text, ..Visit::of(school.all_points[tap.point].id, VisitResult::Normal) }
}

/// Asks the reviewer's desk, page by page.
async fn count(stage: &Stage, feigned: &[Feigned]) -> Result<Found, Broken> {
    let node = stage.site.node()?;
    let desk = Desk::sign_in(node, "city01").await?;
    let mut reviewed: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut path = "/api/reviews".to_owned();
    loop {
        let page = desk.get(node, &path).await?;
        for row in page["rows"].as_array().cloned().unwrap_or_default() {
            let doubts = row["doubts"].as_array().cloned().unwrap_or_default();
            // A visit with too little proof is looked at by the rule of its point; that suspects nobody.
            for doubt in doubts.iter().filter(|it| it["doubt"] != "low_proof") {
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
    let mut not_honest: BTreeSet<String> = BTreeSet::new();
    for it in feigned {
        let names: Vec<String> = it.records.iter().chain(&it.coming).map(ToString::to_string).collect();
        let mut seen = names.iter().any(|name| reviewed.contains_key(name));
        if let (false, Some(coming)) = (seen, it.coming) {
            // Nothing was gained: the time was corrected all the same.
            let evidence = desk.get(node, &format!("/api/records/{coming}")).await?;
            seen = corrected(&evidence);
        }
        let entry = found.ways.entry(it.way).or_default();
        *entry = (entry.0 + 1, entry.1 + u32::from(seen));
        not_honest.extend(names);
    }
    let honest = stage.saved().filter(|id| !not_honest.contains(&id.to_string()));
    for id in honest {
        found.honest.0 += 1;
        if let Some(words) = reviewed.get(&id.to_string()) {
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
