//! The rules by which records are looked through, one after another: what a record says against itself, what its clocks say,
//! and what it and its neighbors cannot both be.

use std::collections::BTreeMap;

use super::{Doubt, Finding, LiveSeen, PictureUse, Pictured, Sort, Spot, TagSeen, Trace, Visited};
use crate::{
    crs::{self, Crs},
    day::Day,
    ids::RecordId,
    position::{Place, Position},
    time::ClockQuality,
};

/// Nobody on duty goes faster: meters in a second (150 km/h).
const FASTEST_M_S: f64 = 42.0;
/// Shorter ways say nothing about speed.
const WAY_M: f64 = 500.0;
/// Points nearer than this can be walked from one to the other at once.
const FAR_M: f64 = 150.0;
/// Beyond its radius and the doubt about the fix, a tag read so far away is not at its point.
const ELSEWHERE_M: f64 = 200.0;
/// Two scans of far points within this are a burst, whatever the way.
const BURST_MS: i64 = 20_000;
/// Good fixes repeat to the last digit so often by chance never.
const SAME_FIXES: usize = 4;
/// A fix that claims less than this is no good one; of the rough ones of a network many are the same.
const GOOD_FIX_M: u32 = 30;
/// Fixes of a phone that lies in one place, whichever point it says it is at.
const PARKED_M: f64 = 25.0;
/// Points so far from each other cannot have the same fix, even if each is off by [`PARKED_M`].
const PARKED_APART_M: f64 = 60.0;
/// Points that a phone which does not move would have to be at.
const PARKED_POINTS: usize = 3;
/// A row of such visits goes on over midnight after a pause of no more than this.
const PARKED_REST_MS: i64 = 3 * 3_600_000;
/// A wall clock that falls back further than this against the boot clock was set.
const SET_BACK_MS: i64 = 120_000;

/// Looks through what one phone recorded, in the order of its stream. `elsewhere`: what other records were made with some
/// of its pictures, those of other phones of its schools and those that lie too far back.
#[must_use]
pub fn look(history: &[Trace], elsewhere: &[PictureUse]) -> Vec<Finding> {
    let mut found = Vec::new();
    history.iter().for_each(|trace| alone(trace, &mut found));
    clocks(history, &mut found);
    let moving: Vec<&Trace> = history.iter().filter(|it| !it.stated).collect();
    speeds(&moving, &mut found);
    bursts(&moving, &mut found);
    same_coordinates(history, &mut found);
    pictures(history, elsewhere, &mut found);
    parked(&moving, &mut found);
    found
}

/// What a record says against itself.
fn alone(trace: &Trace, found: &mut Vec<Finding>) {
    let mut say = |doubt| found.push(Finding::of(doubt, trace.record_id));
    match trace.tag {
        TagSeen::Retired => say(Doubt::RetiredTag),
        TagSeen::Foreign => say(Doubt::ForeignTag),
        TagSeen::None | TagSeen::Own => {}
    }
    if trace.low_proof {
        say(Doubt::LowProof);
    }
    if trace.visited_point().is_some() && trace.time.quality == ClockQuality::D {
        say(Doubt::ClockUnsure);
    }
    match trace.live {
        LiveSeen::None => {}
        LiveSeen::Foreign => say(Doubt::LiveInvalid),
        LiveSeen::Own(times) => {
            let stale = |ms| Finding { ms: Some(ms), ..Finding::of(Doubt::LiveStale, trace.record_id) };
            found.extend(times.apart().map(stale));
        }
    }
    found.extend(trace.position.as_ref().map(|fix| of_fix(trace, fix)).into_iter().flatten());
}

/// What the fix of a record says against it.
fn of_fix(trace: &Trace, fix: &Position) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut say = |doubt, at: Option<Visited>| {
        let meters = at.map(|it| whole(fix.place.distance_m(it.place)));
        found.push(Finding { meters, ..Finding::of(doubt, trace.record_id) });
    };
    if fix.mock {
        say(Doubt::MockPosition, None);
    }
    let own = trace.scanned().filter(|_| trace.tag == TagSeen::Own);
    if own.is_some_and(|at| is_elsewhere(at, fix)) {
        say(Doubt::TagElsewhere, own);
    }
    let Some(at) = trace.point else { return found };
    if matches!(at.spot, Spot::Post(_)) && own.is_none() && is_elsewhere(at, fix) {
        say(Doubt::AwayFromPost, Some(at));
    }
    if crs::mixup(at.place, at.radius_m, fix).is_some() {
        say(Doubt::CrsSuspect, Some(at));
    }
    found
}

/// Whether a fresh and good fix lies so far from a point that its tag cannot hang there: neither doubt about the fix nor
/// another coordinate system explains it.
fn is_elsewhere(point: Visited, fix: &Position) -> bool {
    let apart = fix.place.distance_m(point.place) - f64::from(fix.accuracy_m) - f64::from(point.radius_m);
    let good = !fix.mock && fix.accuracy_m <= 100 && fix.fix_age_ms <= 120_000;
    good && apart > ELSEWHERE_M && crs::mixup(point.place, point.radius_m, fix).is_none()
}

/// Clocks that were set back while the phone ran. The first that somebody did by such a clock is asked about: what the
/// phone noted about its clock has no person, and whoever signs in has done nothing yet.
fn clocks(history: &[Trace], found: &mut Vec<Finding>) {
    let mut before: Option<&Trace> = None;
    let mut noticed: Vec<RecordId> = Vec::new();
    for trace in history {
        if trace.sort == Sort::ClockNotice {
            noticed.push(trace.record_id);
        }
        if matches!(trace.sort, Sort::ClockNotice | Sort::DeviceNotice) || trace.staff_id.is_none() {
            continue;
        }
        let moved = before.and_then(|it| Some((it, set_back(it, trace)?)));
        if moved.is_some() && trace.sort == Sort::Session {
            continue;
        }
        if let Some((before, moved)) = moved {
            // The phone's own note says it best; else the record by whose clock it shows.
            let others = if noticed.is_empty() { vec![before.record_id] } else { std::mem::take(&mut noticed) };
            let finding = Finding::of(Doubt::ClockSetBack, trace.record_id);
            found.push(Finding { others, ms: Some(moved), ..finding });
        }
        noticed.clear();
        before = Some(trace);
    }
}

/// How far the wall clock fell back against the boot clock, if it is not right since: one that ran ahead and was put
/// right is no question.
fn set_back(before: &Trace, after: &Trace) -> Option<i64> {
    if before.boot_id != after.boot_id || after.boot_ms < before.boot_ms {
        return None;
    }
    let ran = i64::try_from(after.boot_ms - before.boot_ms).unwrap_or(i64::MAX);
    let moved = after.wall.since(before.wall).saturating_sub(ran);
    let right = after.time.quality.is_known() && after.wall.since(after.time.best).abs() <= SET_BACK_MS;
    (moved < -SET_BACK_MS && !right).then_some(moved)
}

/// The shortest and the longest time between two records that the clocks allow. Within one start of the phone its boot
/// clock says it, however little is known of the time of day.
fn between(before: &Trace, after: &Trace) -> (i64, i64) {
    let (shortest, longest) = (after.time.lo.since(before.time.hi), after.time.hi.since(before.time.lo));
    if before.boot_id != after.boot_id {
        return (shortest, longest);
    }
    let ran = i64::try_from(after.boot_ms.saturating_sub(before.boot_ms)).unwrap_or(i64::MAX);
    let drift = ran / 10_000;
    (shortest.max(ran - drift), longest.min(ran.saturating_add(drift)))
}

fn speeds(history: &[&Trace], found: &mut Vec<Finding>) {
    let mut last: Option<(&Trace, &Position)> = None;
    for trace in history {
        let Some(position) = trace.position.as_ref().filter(|it| !it.mock && it.accuracy_m <= 200) else { continue };
        if let Some((before, was)) = last {
            let unsure = f64::from(position.accuracy_m + was.accuracy_m);
            let way = position.place.distance_m(was.place) - unsure;
            // An old fix was taken earlier than its record.
            let longest = between(before, trace).1.saturating_add(i64::from(was.fix_age_ms)).max(1_000);
            let fast = way > WAY_M && way / (longest as f64 / 1000.0) > FASTEST_M_S;
            if fast && !is_of_two_systems(position.place, was.place, unsure) {
                found.push(Finding {
                    others: vec![before.record_id],
                    meters: Some(whole(way)),
                    ms: Some(longest),
                    ..Finding::of(Doubt::ImpossibleSpeed, trace.record_id)
                });
            }
        }
        last = Some((trace, position));
    }
}

/// Whether two fixes are of one place, one of them given in another coordinate system: that is said of it where its point is
/// known, and nobody went half a kilometer in a second.
fn is_of_two_systems(one: Place, other: Place, unsure: f64) -> bool {
    let near = |a: Place, b: Place| a.distance_m(b) <= FAR_M + unsure;
    [Crs::Gcj02, Crs::Bd09].iter().any(|it| near(it.to_wgs84(one), other) || near(one, it.to_wgs84(other)))
}

fn bursts(history: &[&Trace], found: &mut Vec<Finding>) {
    let scans: Vec<(&Trace, Place)> = history.iter().filter_map(|it| Some((*it, it.scanned()?.place))).collect();
    for pair in scans.windows(2) {
        let ((before, one), (after, other)) = (pair[0], pair[1]);
        if before.boot_id != after.boot_id {
            continue;
        }
        let passed = i64::try_from(after.boot_ms.saturating_sub(before.boot_ms)).unwrap_or(i64::MAX);
        let way = one.distance_m(other);
        if way > FAR_M && (passed < BURST_MS || way / (passed as f64 / 1000.0) > FASTEST_M_S) {
            found.push(Finding {
                others: vec![before.record_id],
                meters: Some(whole(way)),
                ms: Some(passed),
                ..Finding::of(Doubt::ScanBurst, after.record_id)
            });
        }
    }
}

fn same_coordinates(history: &[Trace], found: &mut Vec<Finding>) {
    let mut seen: BTreeMap<(i32, i32), Vec<&Trace>> = BTreeMap::new();
    for trace in history {
        let Some(fix) = trace.position.as_ref() else { continue };
        // A rough fix, one from the network alone or an old one is the same one again and says nothing. A web view does not
        // tell who gave it.
        let good = fix.provider != "network" && fix.accuracy_m <= GOOD_FIX_M;
        let fresh = good && fix.fix_age_ms <= 10_000;
        if fresh && !fix.mock {
            seen.entry((fix.place.lat_e7, fix.place.lon_e7)).or_default().push(trace);
        }
    }
    for traces in seen.into_values() {
        let mut apart: Vec<&Trace> = Vec::new();
        for trace in traces {
            // Within a minute a receiver that stands still may well repeat itself.
            if apart.last().is_none_or(|last| between(last, trace).0 >= 60_000) {
                apart.push(trace);
            }
        }
        if apart.len() >= SAME_FIXES {
            found.push(many(Doubt::SameCoordinates, &apart));
        }
    }
}

/// One file under two records, as a picture or as what a tag was read in. The later one is asked about.
fn pictures(history: &[Trace], elsewhere: &[PictureUse], found: &mut Vec<Finding>) {
    let mut first: BTreeMap<(Pictured, [u8; 32]), PictureUse> = BTreeMap::new();
    let own: Vec<PictureUse> = history.iter().flat_map(Trace::pictures).collect();
    for used in own.iter().chain(elsewhere) {
        let known = first.entry((used.of, *used.digest)).or_insert(*used);
        if (used.at, used.record_id) < (known.at, known.record_id) {
            *known = *used;
        }
    }
    for used in own {
        let known = first[&(used.of, *used.digest)].record_id;
        let doubt = used.of.reused();
        let said = || found.iter().any(|it| it.record_id == used.record_id && it.doubt == doubt);
        if known != used.record_id && !said() {
            found.push(Finding { others: vec![known], ..Finding::of(doubt, used.record_id) });
        }
    }
}

/// Visits in a row to points that lie apart, with fixes that do not. A row lasts a day, and past midnight as long as one
/// visit follows the other: a round of ticking from the gatehouse is one round also when it begins at half past eleven.
fn parked(history: &[&Trace], found: &mut Vec<Finding>) {
    let mut row: Vec<(&Trace, Place, Visited)> = Vec::new();
    for trace in history {
        let fix = trace.position.as_ref().filter(|fix| !fix.mock && fix.accuracy_m <= 30 && fix.fix_age_ms <= 120_000);
        let (Some(fix), Some(point)) = (fix, trace.visited_point()) else { continue };
        let goes_on = row.first().zip(row.last()).is_none_or(|((_, anchor, _), (last, ..))| {
            let follows =
                Day::of(last.time.best) == Day::of(trace.time.best) || between(last, trace).1 <= PARKED_REST_MS;
            follows && fix.place.distance_m(*anchor) <= PARKED_M
        });
        if !goes_on {
            found.extend(parked_row(&row));
            row.clear();
        }
        row.push((trace, fix.place, point));
    }
    found.extend(parked_row(&row));
}

/// Who was where the phone says is not asked, though the row needs their point: the gate is visited from the gatehouse.
fn parked_row(row: &[(&Trace, Place, Visited)]) -> Option<Finding> {
    let mut apart: Vec<Place> = Vec::new();
    for (_, _, point) in row {
        if apart.iter().all(|other| other.distance_m(point.place) >= PARKED_APART_M) {
            apart.push(point.place);
        }
    }
    let absent = row.iter().filter(|(_, fix, point)| fix.distance_m(point.place) > PARKED_APART_M / 2.0);
    let (traces, spots): (Vec<&Trace>, Vec<Spot>) = absent.map(|(trace, _, point)| (*trace, point.spot)).unzip();
    let several = spots.iter().any(|it| Some(it) != spots.first());
    (apart.len() >= PARKED_POINTS && several).then(|| many(Doubt::ParkedPhone, &traces))
}

fn many(doubt: Doubt, traces: &[&Trace]) -> Finding {
    Finding {
        others: traces.iter().skip(1).map(|it| it.record_id).collect(),
        ..Finding::of(doubt, traces[0].record_id)
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a distance on Earth fits")]
fn whole(meters: f64) -> u64 {
    meters.max(0.0).round() as u64
}
