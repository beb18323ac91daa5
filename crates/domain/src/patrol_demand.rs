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
    time::{TimeInterval, UtcMs},
};

/// Two visits nearer to each other than this are one: nobody walked a round in between.
pub const APART_MS: i64 = 10 * 60_000;
/// What has not come so long after the end is not coming.
pub const SETTLED_MS: i64 = 24 * 60 * 60_000;

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
}

impl Demand {
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

    /// How it stands at `now`.
    #[must_use]
    pub fn state(&self, visits: &[TimeInterval], now: UtcMs) -> DemandState {
        match () {
            () if self.done(visits) == self.visits => DemandState::Done,
            () if now < self.from => DemandState::Later,
            () if now < self.to => DemandState::Due,
            () if now < self.to.plus(SETTLED_MS) => DemandState::Open,
            () => DemandState::Missed,
        }
    }
}

impl PatrolPoint {
    /// Its rule: the frequency, or so many visits each day.
    #[must_use]
    pub fn rule(&self) -> Frequency {
        let by_day = || Frequency { per: Per::Day, visits: self.per_day, bands: Vec::new() };
        self.frequency.clone().unwrap_or_else(by_day)
    }

    /// What is wanted from `first` to `last`, both included, in the order in which it begins: each day's demands, and each
    /// week's whose Sunday is among them. Windows are those of the point's school.
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
        demands.retain(|it| it.visits > 0);
        demands.sort_by_key(|it| (it.from, it.to));
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
        duty_window::WindowKind,
        ids::{PointId, SchoolId, WindowId},
        patrol_point::{Band, PointKind},
        position::Place,
        presence::ProofLevel,
        time::ClockQuality,
    };
    use uuid::Uuid;

    fn point(per: Per, visits: u8, bands: &[(u16, u16)]) -> PatrolPoint {
        let bands =
            bands.iter().map(|(start_min, end_min)| Band { start_min: *start_min, end_min: *end_min }).collect();
        PatrolPoint {
            id: PointId(Uuid::nil()),
            point_no: "0001".into(),
            school_id: SchoolId(Uuid::nil()),
            name: "后围墙".into(),
            kind: PointKind::Perimeter,
            place: Place { lat_e7: 0, lon_e7: 0 },
            radius_m: 100,
            per_day: 2,
            min_proof: ProofLevel::B,
            frequency: Some(Frequency { per, visits, bands }),
            responsible: None,
            tag_serial: None,
        }
    }

    fn windows() -> Vec<DutyWindow> {
        let window = |kind, start_min, end_min| DutyWindow {
            id: WindowId(Uuid::from_u128(u128::from(start_min))),
            school_id: SchoolId(Uuid::nil()),
            kind,
            start_min,
            end_min,
            weekdays: 0b1_1111,
            arrive_before_min: 20,
            leave_after_min: 20,
            terms: None,
        };
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
    fn taps_in_a_row_are_one_visit_and_a_late_phone_may_still_bring_one() {
        let demands = point(Per::Day, 2, &[]).demands(&[], &Calendars::default(), day("2026-11-27"), day("2026-11-27"));
        let demand = demands[0];
        let taps = [visit("2026-11-27T08:00"), visit("2026-11-27T08:01"), visit("2026-11-27T08:02")];
        assert_eq!(demand.done(&taps), 1);
        let state = |now: &str| demand.state(&taps, UtcMs::parse(now).expect("reads"));
        assert_eq!(state("2026-11-26T12:00"), DemandState::Later);
        assert_eq!(state("2026-11-27T12:00"), DemandState::Due);
        assert_eq!(state("2026-11-28T12:00"), DemandState::Open);
        assert_eq!(state("2026-11-29T00:00"), DemandState::Missed);
        let more = [taps.to_vec(), vec![visit("2026-11-27T17:00")]].concat();
        assert_eq!(demand.state(&more, UtcMs::parse("2026-11-29T00:00").expect("reads")), DemandState::Done);
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
