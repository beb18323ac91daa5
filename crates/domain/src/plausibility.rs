//! What does not fit together in what one phone recorded 存疑: questions for a person to look at, never a verdict.
//!
//! Each rule gives the worker the benefit of what is not known: a clock that is known to a minute may be wrong by that
//! minute, a fix that is good to fifty meters may be off by fifty. Nothing here refuses a record, punishes or ranks
//! anybody; a finding is shown with its evidence, the worker is asked, and somebody decides.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    crs,
    day::Day,
    ids::{BootId, PointId, PostId, RecordId, StaffId},
    live_scan,
    photo::Digest,
    position::{Place, Position},
    presence::LiveReading,
    time::{ClockQuality, TimeInterval, UtcMs},
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
/// A wall clock that falls back further than this against the boot clock was set.
const SET_BACK_MS: i64 = 120_000;
/// A wall clock that nobody has set for days may be wrong by this much, and nobody is asked about a code for it.
const WALL_MS: i64 = 10 * 60_000;

/// What was noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// Two places in less time than anybody needs.
    ImpossibleSpeed,
    /// Good fixes that agree to the last digit, again and again.
    SameCoordinates,
    /// One picture under two records: the same file, or what was made of the same file.
    PhotoReused,
    /// One picture of a tag, read for two records.
    TagImageReused,
    /// Tags of far points read within seconds.
    ScanBurst,
    /// The phone's clock was set back while it ran.
    ClockSetBack,
    /// The system said that the fix is made up.
    MockPosition,
    /// The fix looks like one of another coordinate system.
    CrsSuspect,
    /// A print of the tag that was replaced since.
    RetiredTag,
    /// A code that is not this point's.
    ForeignTag,
    /// Far points, visited by a phone that lay in one place.
    ParkedPhone,
    /// The point's own tag, read where the point is not: somebody has a picture of it.
    TagElsewhere,
    /// Somebody came on duty, and the phone was nowhere near the post.
    AwayFromPost,
    /// The gate's own live code, but not read while its screen showed it: passed on, or kept.
    LiveStale,
    /// A live code that is not this gate's.
    LiveInvalid,
    /// Less proof than the point asks for.
    LowProof,
    /// The time is known by the phone's wall clock alone.
    ClockUnsure,
}

impl Doubt {
    /// Whether other phones' records may speak for it.
    #[must_use]
    pub fn is_of_a_picture(self) -> bool {
        matches!(self, Self::PhotoReused | Self::TagImageReused)
    }

    /// The code word.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::ImpossibleSpeed => "impossible_speed",
            Self::SameCoordinates => "same_coordinates",
            Self::PhotoReused => "photo_reused",
            Self::TagImageReused => "tag_image_reused",
            Self::ScanBurst => "scan_burst",
            Self::ClockSetBack => "clock_set_back",
            Self::MockPosition => "mock_position",
            Self::CrsSuspect => "crs_suspect",
            Self::RetiredTag => "retired_tag",
            Self::ForeignTag => "foreign_tag",
            Self::ParkedPhone => "parked_phone",
            Self::TagElsewhere => "tag_elsewhere",
            Self::AwayFromPost => "away_from_post",
            Self::LiveStale => "live_stale",
            Self::LiveInvalid => "live_invalid",
            Self::LowProof => "low_proof",
            Self::ClockUnsure => "clock_unsure",
        }
    }
}

/// What the code read at a point was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TagSeen {
    /// None was read.
    #[default]
    None,
    /// The point's own, as it hangs there.
    Own,
    /// The point's own, of an earlier print.
    Retired,
    /// Something else.
    Foreign,
}

/// What became of the live code that was read, as far as these rules look at it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LiveSeen {
    /// None was read.
    #[default]
    None,
    /// Not this gate's.
    Foreign,
    /// This gate's own.
    Own(LiveTimes),
}

/// When a live code was shown, and when it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LiveTimes {
    /// What the server made of it when the record came.
    pub reading: LiveReading,
    /// First and last moment at which the screen showed it.
    pub shown: (UtcMs, UtcMs),
    /// When it was read, by all that is known now but for the code itself.
    pub read: TimeInterval,
    /// What the phone's wall clock showed then.
    pub wall: UtcMs,
}

impl LiveTimes {
    /// How long after it was shown (or before) it was read, if no doubt about the clocks explains that.
    fn apart(&self) -> Option<i64> {
        let (from, to) = self.shown;
        let outside = |earliest: UtcMs, latest: UtcMs| from.since(latest).max(earliest.since(to)).max(0);
        let proven = outside(self.read.lo, self.read.hi);
        // Where nothing but the code tells the time, the wall clock is all there is to compare it with.
        let by_the_wall = match self.read.quality.is_known() {
            true => 0,
            false => outside(self.wall, self.wall) - WALL_MS,
        };
        let best = if self.read.quality.is_known() { self.read.best } else { self.wall };
        let stale = self.reading == LiveReading::Stale || proven.max(by_the_wall) > live_scan::STALE_MS;
        stale.then(|| outside(best, best))
    }
}

/// What a picture was taken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pictured {
    /// What was found.
    Found,
    /// A tag, to read it.
    Tag,
}

impl Pictured {
    fn reused(self) -> Doubt {
        match self {
            Self::Found => Doubt::PhotoReused,
            Self::Tag => Doubt::TagImageReused,
        }
    }
}

/// A picture that a record was made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PictureUse {
    /// What it was taken of.
    pub of: Pictured,
    /// Digest of the file.
    pub digest: Digest,
    /// The record.
    pub record_id: RecordId,
    /// When that was.
    pub at: UtcMs,
}

/// What sort of record it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Somebody did something.
    #[default]
    Deed,
    /// Somebody signed in or out.
    Session,
    /// The phone noticed something about its clock.
    ClockNotice,
    /// The phone noticed something else about itself.
    DeviceNotice,
}

/// Where somebody was to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spot {
    /// A must-patrol point.
    Point(PointId),
    /// A duty post.
    Post(PostId),
}

/// The point of a visit or the post of a coming, as it was judged then.
#[derive(Clone, Copy, Debug)]
pub struct Visited {
    /// Which.
    pub spot: Spot,
    /// Where it is.
    pub place: Place,
    /// The radius that counts as being there.
    pub radius_m: u32,
}

/// One record of a phone, as far as these rules look at it.
#[derive(Clone, Debug)]
pub struct Trace {
    /// The record.
    pub record_id: RecordId,
    /// What sort.
    pub sort: Sort,
    /// Who.
    pub staff_id: Option<StaffId>,
    /// Of a visit: the point; of a coming: the post.
    pub point: Option<Visited>,
    /// Where the phone says it was.
    pub position: Option<Position>,
    /// What was read there.
    pub tag: TagSeen,
    /// The point of a school whose tag was read at a post; nothing when it is the visited point itself.
    pub tag_at: Option<Visited>,
    /// Digest of the picture that the tag was read in.
    pub tag_image: Option<Digest>,
    /// The live code that was read there.
    pub live: LiveSeen,
    /// Of a visit: less is proven than the point asks for.
    pub low_proof: bool,
    /// Digests of its pictures, and of the files that they were made of.
    pub photos: Vec<Digest>,
    /// When it was.
    pub time: TimeInterval,
    /// The start of the phone it belongs to.
    pub boot_id: BootId,
    /// The boot clock.
    pub boot_ms: u64,
    /// The wall clock.
    pub wall: UtcMs,
    /// The worker stated the time afterwards, so that clocks and places of two records say nothing about each other.
    pub stated: bool,
}

impl Trace {
    /// The pictures it was made with.
    pub fn pictures(&self) -> impl Iterator<Item = PictureUse> {
        let used = move |of, digest: &Digest| PictureUse {
            of,
            digest: *digest,
            record_id: self.record_id,
            at: self.time.best,
        };
        let photos = self.photos.iter().map(move |digest| used(Pictured::Found, digest));
        photos.chain(self.tag_image.iter().map(move |digest| used(Pictured::Tag, digest)))
    }

    /// Where the tag hangs that was read.
    fn scanned(&self) -> Option<Visited> {
        let read = matches!(self.tag, TagSeen::Own | TagSeen::Retired);
        self.tag_at.or(self.point).filter(|_| read)
    }

    fn visited_point(&self) -> Option<Visited> {
        self.point.filter(|it| matches!(it.spot, Spot::Point(_)))
    }
}

/// Something to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What.
    pub doubt: Doubt,
    /// The record it is about: the later of two, the first of many.
    pub record_id: RecordId,
    /// The others that speak.
    pub others: Vec<RecordId>,
    /// Whole meters, if it is about a way.
    pub meters: Option<u64>,
    /// Milliseconds, if it is about a time.
    pub ms: Option<i64>,
}

impl Finding {
    fn of(doubt: Doubt, record_id: RecordId) -> Self {
        Self { doubt, record_id, others: Vec::new(), meters: None, ms: None }
    }
}

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
            if way > WAY_M && way / (longest as f64 / 1000.0) > FASTEST_M_S {
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

/// By days: visits in a row to points that lie apart, with fixes that do not.
fn parked(history: &[&Trace], found: &mut Vec<Finding>) {
    let mut row: Vec<(&Trace, Place, Visited)> = Vec::new();
    for trace in history {
        let fix = trace.position.as_ref().filter(|fix| !fix.mock && fix.accuracy_m <= 30 && fix.fix_age_ms <= 120_000);
        let (Some(fix), Some(point)) = (fix, trace.visited_point()) else { continue };
        let goes_on = row.first().is_none_or(|(first, anchor, _)| {
            Day::of(first.time.best) == Day::of(trace.time.best) && fix.place.distance_m(*anchor) <= PARKED_M
        });
        if !goes_on {
            found.extend(parked_row(&row));
            row.clear();
        }
        row.push((trace, fix.place, point));
    }
    found.extend(parked_row(&row));
}

fn parked_row(row: &[(&Trace, Place, Visited)]) -> Option<Finding> {
    let mut apart: Vec<Place> = Vec::new();
    for (_, _, point) in row {
        if apart.iter().all(|other| other.distance_m(point.place) >= PARKED_APART_M) {
            apart.push(point.place);
        }
    }
    let traces: Vec<&Trace> = row.iter().map(|(trace, ..)| *trace).collect();
    (apart.len() >= PARKED_POINTS).then(|| many(Doubt::ParkedPhone, &traces))
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

#[cfg(test)]
mod tests;
