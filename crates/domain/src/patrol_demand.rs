//! When a must-patrol point is to be visited, and whether it was: its frequency rule, day by day.
//!
//! A demand is a number of visits wanted between two moments. A missed one is only called so a day after it ended, because
//! a phone without network may still bring the visit (domain study §7.2); a visit whose time is not sure counts wherever it
//! may have been.

use crate::{
    calendar::{Calendars, DayKind},
    day::Day,
    duty_window::DutyWindow,
    occurrence,
    patrol_point::{Frequency, PatrolPoint, Per},
    recording::Recording,
    time::{TimeInterval, UtcMs},
};

/// Two visits nearer to each other than this are one: nobody walked a round in between.
pub const APART_MS: i64 = 10 * 60_000;
/// What has not come so long after the end is not coming.
pub const SETTLED_MS: i64 = DAY_MS;
const DAY_MS: i64 = 24 * 60 * 60_000;

/// Visits wanted between two moments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Demand {
    /// From here on.
    pub from: UtcMs,
    /// Until before here.
    pub to: UtcMs,
    /// How many.
    pub visits: u32,
    /// The day it counts for: the one on which it began; of a week, its Sunday.
    pub day: Day,
}

/// How a demand stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum DemandState {
    /// Running, and visits are still wanted.
    Due,
    /// It has not begun.
    Later,
    /// All visits were made.
    Done,
    /// Over, not all visits are known, and a phone may still bring them.
    Open,
    /// Over for a day, and not all visits were made.
    Missed,
    /// Over, and its school had no phone yet when it began: nothing was recorded then.
    NotRecordedYet,
}

impl DemandState {
    /// Whether it counts in figures of what was wanted: it has begun, and somebody could have recorded it.
    #[must_use]
    pub fn is_due(self) -> bool {
        !matches!(self, Self::Later | Self::NotRecordedYet)
    }
}

impl Demand {
    /// Whether a part of it is on this day.
    #[must_use]
    pub fn touches(&self, day: Day) -> bool {
        self.from < day.at(24 * 60) && self.to > day.at(0)
    }

    /// How many of the wanted visits were made, at most as many as were wanted.
    #[must_use]
    pub fn done(&self, visits: &[TimeInterval]) -> u32 {
        let visits = visits.iter().map(|it| it.lenient());
        let mut inside: Vec<UtcMs> =
            visits.filter(|it| it.hi >= self.from && it.lo < self.to).map(|it| it.best).collect();
        inside.sort_unstable();
        let (mut count, mut last) = (0, None);
        for at in inside {
            if last.is_none_or(|last| at.since(last) >= APART_MS) {
                (count, last) = (count + 1, Some(at));
            }
        }
        self.visits.min(count)
    }

    /// How it stands at `now`, at a school that records since then.
    #[must_use]
    pub fn state(&self, visits: &[TimeInterval], recording: Recording, now: UtcMs) -> DemandState {
        match () {
            () if self.done(visits) == self.visits => DemandState::Done,
            () if now < self.from => DemandState::Later,
            () if now < self.to => DemandState::Due,
            () if !recording.covers(self.from) => DemandState::NotRecordedYet,
            () if now < self.to.plus(SETTLED_MS) => DemandState::Open,
            () => DemandState::Missed,
        }
    }
}

/// Visits wanted by the demands of one day together, and visits made of those: a visit inside a part of the day counts for
/// the whole of it too.
#[must_use]
pub fn count(demands: &[Demand], visits: &[TimeInterval]) -> (u32, u32) {
    let is_whole = |it: &&Demand| it.to.since(it.from) >= DAY_MS;
    let (whole, parts): (Vec<&Demand>, Vec<&Demand>) = demands.iter().partition(is_whole);
    let need = |all: &[&Demand]| all.iter().map(|it| it.visits).sum::<u32>();
    let missing = |all: &[&Demand]| all.iter().map(|it| it.visits - it.done(visits)).sum::<u32>();
    let wanted = need(&whole).max(need(&parts));
    (wanted, wanted.saturating_sub(missing(&whole).max(missing(&parts))))
}

impl PatrolPoint {
    /// Its rule: the frequency, or so many visits each day.
    #[must_use]
    pub fn rule(&self) -> Frequency {
        let by_day = || Frequency { per: Per::Day, visits: self.per_day, bands: Vec::new() };
        self.frequency.clone().unwrap_or_else(by_day)
    }

    /// What is wanted from `first` to `last`, both included, in the order in which it begins: each day's demands, and each
    /// week's whose Sunday is among them. Windows are those of the point's school. A point asks for nothing that had begun
    /// before it was made: by the day from the next one on, by the week from the next Monday; nor for what was over when it
    /// began to ask for that.
    #[must_use]
    pub fn demands(&self, windows: &[DutyWindow], calendars: &Calendars<'_>, first: Day, last: Day) -> Vec<Demand> {
        let rule = self.rule();
        let mut demands = Vec::new();
        for day in first.to(last) {
            let whole = |from: Day, days: u16| Demand {
                from: from.at(0),
                to: from.at(days * 24 * 60),
                visits: u32::from(rule.visits),
                day,
            };
            match rule.per {
                Per::Week if day.weekday() == 6 => demands.push(whole(day.monday(), 7)),
                Per::Week => {}
                Per::ClassDay if !has_classes(calendars, day) => {}
                Per::Window => demands.extend(occurrence::on(windows, calendars, day).iter().map(|it| Demand {
                    from: it.due(),
                    to: it.stay_until(),
                    ..whole(day, 1)
                })),
                Per::Day | Per::ClassDay => {
                    demands.push(whole(day, 1));
                    let band = |from, to| Demand { from: day.at(from), to: day.at(to), visits: 1, day };
                    demands.extend(rule.bands.iter().map(|it| band(it.start_min, it.end_min)));
                }
            }
        }
        let asked = |it: &Demand| {
            self.made.is_none_or(|made| it.from >= made) && self.asked_since.is_none_or(|since| it.to > since)
        };
        demands.retain(|it| it.visits > 0 && asked(it));
        demands.sort_by_key(|it| (it.from, it.to));
        demands
    }

    /// What is wanted on a day: by demands that begin on it, by a night that began the day before, and by the week it
    /// belongs to.
    #[must_use]
    pub fn demands_on(&self, windows: &[DutyWindow], calendars: &Calendars<'_>, day: Day) -> Vec<Demand> {
        let mut demands = self.demands(windows, calendars, day.plus(-1), day.monday().plus(6));
        demands.retain(|it| it.touches(day));
        demands
    }
}

fn has_classes(calendars: &Calendars<'_>, day: Day) -> bool {
    let it = calendars.day(day);
    let weekend = it.weekday >= 5;
    match it.kind {
        DayKind::Class | DayKind::Half => !weekend,
        DayKind::Exam => true,
        DayKind::NoClass | DayKind::WeatherStop => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        duty_window::{WindowKind, tests::window},
        patrol_point::{Band, tests},
        time::ClockQuality,
    };

    fn point(per: Per, visits: u8, bands: &[(u16, u16)]) -> PatrolPoint {
        let bands =
            bands.iter().map(|(start_min, end_min)| Band { start_min: *start_min, end_min: *end_min }).collect();
        PatrolPoint { per_day: 2, frequency: Some(Frequency { per, visits, bands }), ..tests::point() }
    }

    fn windows() -> Vec<DutyWindow> {
        vec![window(WindowKind::In, 440, 500), window(WindowKind::Out, 960, 1090)]
    }

    fn day(text: &str) -> Day {
        Day::parse(text).expect("reads")
    }

    fn visit(at: &str) -> TimeInterval {
        let at = UtcMs::parse(at).expect("reads");
        TimeInterval { lo: at.plus(-1_000), best: at, hi: at.plus(1_000), quality: ClockQuality::A }
    }

    fn wanted(point: &PatrolPoint, first: &str, last: &str) -> Vec<u32> {
        let demands = point.demands(&windows(), &Calendars::default(), day(first), day(last));
        demands.iter().map(|it| it.visits).collect()
    }

    #[test]
    fn a_rule_wants_visits_by_day_week_window_and_band() {
        let (friday, sunday) = ("2026-11-27", "2026-11-29");
        assert_eq!(wanted(&PatrolPoint { frequency: None, ..point(Per::Day, 0, &[]) }, friday, sunday), [2, 2, 2]);
        assert_eq!(wanted(&point(Per::ClassDay, 3, &[]), friday, sunday), [3]);
        assert_eq!(wanted(&point(Per::Week, 4, &[]), friday, sunday), [4]);
        assert_eq!(wanted(&point(Per::Week, 4, &[]), friday, friday), [0; 0]);
        assert_eq!(wanted(&point(Per::Window, 1, &[]), friday, sunday), [1, 1]);
        assert_eq!(wanted(&point(Per::Day, 0, &[(0, 360), (1320, 1800)]), friday, friday), [1, 1]);
    }

    #[test]
    fn a_point_asks_for_nothing_that_had_begun_before_it_was_made() {
        let made = UtcMs::parse("2026-11-25T10:00");
        let wanted = |it: PatrolPoint| wanted(&PatrolPoint { made, ..it }, "2026-11-25", "2026-12-06");
        assert_eq!(wanted(point(Per::Day, 1, &[])).len(), 11, "by the day from the next one on");
        assert_eq!(wanted(point(Per::Week, 4, &[])), [4], "by the week from the next Monday on");
        let bands = [(420, 480), (1200, 1260)];
        assert_eq!(wanted(point(Per::Day, 0, &bands)).len(), 23, "of today the evening");
        assert_eq!(wanted(point(Per::Window, 1, &[])).len(), 15, "of today the afternoon");
    }

    #[test]
    fn taps_in_a_row_are_one_visit_and_a_late_phone_may_still_bring_one() {
        let demands = point(Per::Day, 2, &[]).demands(&[], &Calendars::default(), day("2026-11-27"), day("2026-11-27"));
        let demand = demands[0];
        let taps = [visit("2026-11-27T08:00"), visit("2026-11-27T08:01"), visit("2026-11-27T08:02")];
        assert_eq!(demand.done(&taps), 1);
        let state = |now: &str| demand.state(&taps, Recording::ALWAYS, UtcMs::parse(now).expect("reads"));
        assert_eq!(state("2026-11-26T12:00"), DemandState::Later);
        assert_eq!(state("2026-11-27T12:00"), DemandState::Due);
        assert_eq!(state("2026-11-28T12:00"), DemandState::Open);
        assert_eq!(state("2026-11-29T00:00"), DemandState::Missed);
        let more = [taps.to_vec(), vec![visit("2026-11-27T17:00")]].concat();
        let at = |text: &str| UtcMs::parse(text).expect("reads");
        assert_eq!(demand.state(&more, Recording::ALWAYS, at("2026-11-29T00:00")), DemandState::Done);
        // At a school whose first phone came at noon nothing is missed that day, and what was done counts.
        let noon = Recording(Some(at("2026-11-27T12:00")));
        let state = |now: &str| demand.state(&taps, noon, at(now));
        assert_eq!(
            (state("2026-11-27T13:00"), state("2026-11-29T00:00")),
            (DemandState::Due, DemandState::NotRecordedYet)
        );
        assert_eq!(demand.state(&more, noon, at("2026-11-29T00:00")), DemandState::Done);
    }

    #[test]
    fn parts_of_a_day_and_the_whole_of_it_are_counted_once() {
        let today = day("2026-11-27");
        let demands = point(Per::Day, 3, &[(420, 480), (960, 1080)]).demands_on(&[], &Calendars::default(), today);
        let visits = [visit("2026-11-27T07:10"), visit("2026-11-27T12:00")];
        assert_eq!((count(&demands, &[]), count(&demands, &visits)), ((3, 0), (3, 2)));
        let week = point(Per::Week, 4, &[]).demands_on(&[], &Calendars::default(), today);
        assert_eq!(count(&week, &visits), (4, 2), "the week under way");
        let night = point(Per::Day, 0, &[(1320, 1800)]).demands_on(&[], &Calendars::default(), today);
        assert_eq!(night.iter().map(|it| it.day).collect::<Vec<_>>(), [today.plus(-1), today]);
    }

    #[test]
    fn doubt_about_the_time_of_a_visit_helps_the_worker() {
        let demands =
            point(Per::Day, 0, &[(420, 480)]).demands(&[], &Calendars::default(), day("2026-11-27"), day("2026-11-27"));
        let at = UtcMs::parse("2026-11-27T08:03").expect("reads");
        let rough = TimeInterval { lo: at.plus(-600_000), best: at, hi: at.plus(600_000), quality: ClockQuality::D };
        assert_eq!((demands[0].done(&[rough]), demands[0].done(&[visit("2026-11-27T08:03")])), (1, 0));
        let unknown = TimeInterval { lo: at.plus(-86_400_000), best: at.plus(3_600_000), ..rough };
        assert_eq!(demands[0].done(&[unknown]), 0, "a clock that nothing is known of does not fill every hour");
    }
}
