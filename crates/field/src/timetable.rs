//! When gates are guarded: the windows and calendars this phone was given, school by school.

use domain::{
    calendar::{Calendars, SchoolCalendar, SchoolDay},
    day::Day,
    duty_window::{DutyWindow, GRACE_MIN, Phase, WindowKind},
    ids::SchoolId,
    occurrence::{self, Occurrence},
    time::UtcMs,
};
use store::{Tx, entities};

use crate::Error;

const GRACE_MS: i64 = GRACE_MIN as i64 * 60_000;

/// All windows and calendars of this phone.
pub(crate) struct Timetables {
    /// By school, as the table gives them.
    windows: Vec<DutyWindow>,
    calendars: Vec<SchoolCalendar>,
}

impl Timetables {
    pub(crate) fn read(tx: &Tx<'_>) -> Result<Self, Error> {
        Ok(Self { windows: entities::windows(tx)?, calendars: entities::calendars(tx)? })
    }

    /// That of one school.
    pub(crate) fn of(&self, school_id: SchoolId) -> Timetable<'_> {
        // Windows come sorted by school: one run of them is this school's.
        let first = self.windows.partition_point(|w| w.school_id < school_id);
        let count = self.windows[first..].partition_point(|w| w.school_id == school_id);
        Timetable { windows: &self.windows[first..first + count], calendars: Calendars::of(school_id, &self.calendars) }
    }
}

/// The windows and calendars of one school.
#[derive(Clone, Copy)]
pub(crate) struct Timetable<'t> {
    /// Its windows.
    pub(crate) windows: &'t [DutyWindow],
    /// Its calendars.
    pub(crate) calendars: Calendars<'t>,
}

impl<'t> Timetable<'t> {
    /// What a day is.
    pub(crate) fn day(&self, day: Day) -> SchoolDay {
        self.calendars.day(day)
    }

    /// The windows held on a day.
    pub(crate) fn on(&self, day: Day) -> Vec<Occurrence<'t>> {
        occurrence::on(self.windows, &self.calendars, day)
    }

    /// The window that `at` belongs to.
    pub(crate) fn belonging(&self, at: UtcMs) -> Option<Occurrence<'t>> {
        Occurrence::belonging(self.windows, &self.calendars, at)
    }

    /// The window that somebody who comes at `at` comes for.
    pub(crate) fn coming(&self, at: UtcMs) -> Option<Occurrence<'t>> {
        Occurrence::coming(self.windows, &self.calendars, at)
    }

    /// The duty that a coming at `at` was for, of those of its kind: a school may have two of one kind in a day, for two
    /// groups of grades or for a day and a night.
    pub(crate) fn came_for(&self, kind: WindowKind, at: UtcMs) -> Option<Occurrence<'t>> {
        self.of_two_days(kind, at).min_by_key(|it| (it.end < at, it.distance_ms(at)))
    }

    /// The duty that a note made at `at` was about, of those of its kind: one that had begun, an hour before counts.
    pub(crate) fn noted_for(&self, kind: WindowKind, at: UtcMs) -> Option<Occurrence<'t>> {
        self.of_two_days(kind, at).filter(|it| it.start.since(at) <= GRACE_MS).min_by_key(|it| it.distance_ms(at))
    }

    /// What began on the day of `at` or the day before.
    fn of_two_days(&self, kind: WindowKind, at: UtcMs) -> impl Iterator<Item = Occurrence<'t>> {
        let (today, table) = (Day::of(at), *self);
        let days = today.plus(-1).to(today);
        days.flat_map(move |day| table.on(day)).filter(move |it| it.window.kind == kind)
    }

    /// The window to show: the one running (a night of yesterday too), else the next of today, else the last of today.
    pub(crate) fn shown(&self, now: UtcMs) -> Option<(Occurrence<'t>, Phase)> {
        let today = Day::of(now);
        let around = Occurrence::around(self.windows, &self.calendars, now);
        let with_phase = around.into_iter().map(|it| (it, phase(&it, now)));
        let (over, ahead): (Vec<_>, Vec<_>) = with_phase.partition(|(_, phase)| *phase == Phase::Past);
        let first = ahead.into_iter().min_by_key(|(it, phase)| (*phase, it.start));
        first.or_else(|| over.into_iter().filter(|(it, _)| it.day == today).max_by_key(|(it, _)| it.end))
    }
}

/// Where `now` stands to a window on a day.
pub(crate) fn phase(occurrence: &Occurrence<'_>, now: UtcMs) -> Phase {
    if now < occurrence.start.plus(-GRACE_MS) {
        Phase::Next
    } else if now <= occurrence.end {
        Phase::Now
    } else {
        Phase::Past
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::WindowId;
    use uuid::Uuid;

    #[test]
    fn a_night_that_still_runs_is_shown_before_the_morning() {
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
        let windows = vec![window(WindowKind::In, 440, 500), window(WindowKind::Night, 1320, 1800)];
        let all = Timetables { windows, calendars: Vec::new() };
        let shown = |at: &str| {
            let at = UtcMs::parse(at).expect("reads");
            all.of(SchoolId(Uuid::nil())).shown(at).map(|(it, phase)| (it.window.kind, phase))
        };
        assert_eq!(shown("2026-11-24T02:00"), Some((WindowKind::Night, Phase::Now)));
        assert_eq!(shown("2026-11-24T07:00"), Some((WindowKind::In, Phase::Now)));
        assert_eq!(shown("2026-11-24T12:00"), Some((WindowKind::Night, Phase::Next)));
        assert_eq!(shown("2026-11-22T07:30"), None, "nothing is held on a Sunday");
        assert!(all.of(SchoolId(Uuid::from_u128(9))).shown(UtcMs(0)).is_none(), "a school without windows");
    }
}
