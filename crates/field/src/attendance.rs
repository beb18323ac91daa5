//! Who is on duty where, worked out from duty records: pure, over windows and events.
//!
//! A tap belongs to the window it falls into, an hour before to an hour after (state machine, domain study §7.1). Going
//! on without leaving holds until that window is over, so a forgotten 离岗 of the morning never swallows the 到岗 of the
//! afternoon.

use domain::{
    duty_window::{self, DutyWindow, GRACE_MIN, Phase, WindowKind},
    ids::{PostId, RecordId, StaffId},
    time::UtcMs,
};

const MINUTE_MS: i64 = 60_000;
const GRACE_MS: i64 = GRACE_MIN as i64 * MINUTE_MS;
/// Two of the same kind are a day apart; this far from the start an event still belongs to the one.
const SAME_MS: i64 = 20 * 60 * MINUTE_MS;

/// A window on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Occurrence<'w> {
    pub(crate) window: &'w DutyWindow,
    pub(crate) start: UtcMs,
    pub(crate) end: UtcMs,
}

impl<'w> Occurrence<'w> {
    /// The windows of the day of `at` and of the night before.
    fn around(windows: &'w [DutyWindow], at: UtcMs) -> impl Iterator<Item = Self> {
        let days = [at.plus(-24 * 60 * MINUTE_MS), at];
        days.into_iter().flat_map(move |day| {
            windows.iter().filter(move |w| w.held_on(day)).map(move |window| {
                let on_day = |minute: u16| UtcMs::at(day.business_date(), i64::from(minute));
                Self { window, start: on_day(window.start_min), end: on_day(window.end_min) }
            })
        })
    }

    /// The one that `at` belongs to: an hour before the start to an hour after the end, the nearest if two do.
    pub(crate) fn belonging(windows: &'w [DutyWindow], at: UtcMs) -> Option<Self> {
        Self::around(windows, at)
            .filter(|it| it.distance_ms(at) <= GRACE_MS)
            .min_by_key(|it| (it.distance_ms(at), it.start))
    }

    /// The one of this kind that a record made at `at` was taken for.
    pub(crate) fn of_kind(windows: &'w [DutyWindow], kind: WindowKind, at: UtcMs) -> Option<Self> {
        Self::around(windows, at).filter(|it| it.window.kind == kind).min_by_key(|it| it.distance_ms(at))
    }

    fn distance_ms(&self, at: UtcMs) -> i64 {
        self.start.since(at).max(at.since(self.end)).max(0)
    }

    /// Whether somebody there at `earliest` was in time; the minute that is due still counts.
    pub(crate) fn in_time(&self, earliest: UtcMs) -> bool {
        earliest <= self.start.plus((1 - i64::from(self.window.arrive_before_min)) * MINUTE_MS - 1)
    }
}

/// The window to show at `now`, and where now stands to it: a night window that still runs, else the domain's choice.
pub(crate) fn shown(windows: &[DutyWindow], now: UtcMs) -> Option<(&DutyWindow, Phase)> {
    let night = Occurrence::around(windows, now)
        .find(|it| it.start.business_date() < now.business_date() && it.start <= now && now <= it.end);
    match night {
        Some(it) => Some((it.window, Phase::Now)),
        None => duty_window::current(windows, now).map(|window| (window, window.phase(now))),
    }
}

/// Somebody came or left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) post_id: PostId,
    pub(crate) staff_id: StaffId,
    pub(crate) record_id: RecordId,
    pub(crate) seq: u64,
    pub(crate) step: Step,
    pub(crate) window: Option<WindowKind>,
    /// When it was: as stated, else by the phone's best estimate.
    pub(crate) at: UtcMs,
    /// The earliest that can be.
    pub(crate) earliest: UtcMs,
}

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// 到岗
    On,
    /// 离岗
    Off,
}

/// Who came and has not left, by events in the order they were recorded.
pub(crate) fn open(events: &[Event]) -> Vec<Event> {
    let mut open: Vec<Event> = Vec::new();
    for event in events {
        let closes = |on: &Event| {
            on.post_id == event.post_id
                && on.staff_id == event.staff_id
                && (on.window == event.window || on.window.is_none() || event.window.is_none())
        };
        match event.step {
            Step::On => open.push(*event),
            Step::Off => open.retain(|on| !closes(on)),
        }
    }
    open
}

/// Whether somebody who came with `on` still counts as there at `at`, which belongs to `occurrence`.
pub(crate) fn holds(on: &Event, occurrence: Option<&Occurrence<'_>>, at: UtcMs) -> bool {
    match (on.window, occurrence) {
        (None, _) => on.at.business_date() == at.business_date(),
        (Some(kind), Some(now)) => now.window.kind == kind && on.at.since(now.start).abs() < SAME_MS,
        (Some(_), None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::{SchoolId, WindowId};
    use uuid::Uuid;

    fn window(kind: WindowKind, start_min: u16, end_min: u16) -> DutyWindow {
        DutyWindow {
            id: WindowId(Uuid::from_u128(u128::from(start_min))),
            school_id: SchoolId(Uuid::nil()),
            kind,
            start_min,
            end_min,
            weekdays: 0b1_1111,
            arrive_before_min: 20,
            leave_after_min: 20,
            terms: None,
        }
    }

    fn time(text: &str) -> UtcMs {
        UtcMs::parse(text).expect("reads")
    }

    fn event(step: Step, window: Option<WindowKind>, at: &str) -> Event {
        Event {
            post_id: PostId(Uuid::nil()),
            staff_id: StaffId(Uuid::nil()),
            record_id: RecordId(Uuid::nil()),
            seq: 1,
            step,
            window,
            at: time(at),
            earliest: time(at),
        }
    }

    #[test]
    fn a_tap_belongs_to_the_window_it_falls_into() {
        let windows = [window(WindowKind::In, 440, 500), window(WindowKind::Night, 1320, 1800)];
        let kind = |at: &str| Occurrence::belonging(&windows, time(at)).map(|it| it.window.kind);
        assert_eq!(kind("2026-11-23T06:19"), None);
        assert_eq!(kind("2026-11-23T06:20"), Some(WindowKind::In));
        assert_eq!(kind("2026-11-23T09:20"), Some(WindowKind::In));
        assert_eq!(kind("2026-11-24T02:00"), Some(WindowKind::Night), "the night that began on Monday");
        assert_eq!(
            shown(&windows, time("2026-11-24T02:00")).map(|(w, p)| (w.kind, p)),
            Some((WindowKind::Night, Phase::Now))
        );
        assert_eq!(kind("2026-11-23T02:00"), None, "no night began on Sunday");
    }

    #[test]
    fn the_minute_that_is_due_is_in_time() {
        let windows = [window(WindowKind::In, 440, 500)];
        let late = |at: &str| !Occurrence::belonging(&windows, time(at)).expect("in the window").in_time(time(at));
        assert!(!late("2026-11-23T07:00:59"));
        assert!(late("2026-11-23T07:01:00"));
    }

    #[test]
    fn a_forgotten_leaving_of_the_morning_does_not_hold_in_the_afternoon() {
        let windows = [window(WindowKind::In, 440, 500), window(WindowKind::Out, 960, 1090)];
        let on = event(Step::On, Some(WindowKind::In), "2026-11-23T07:00");
        let holds_at = |at: &str| {
            let at = time(at);
            holds(&on, Occurrence::belonging(&windows, at).as_ref(), at)
        };
        assert!(holds_at("2026-11-23T08:00"));
        assert!(!holds_at("2026-11-23T12:00"));
        assert!(!holds_at("2026-11-23T16:00"));
        assert!(!holds_at("2026-11-24T07:00"), "another day");
    }

    #[test]
    fn leaving_closes_what_was_opened_and_nothing_else() {
        let on = event(Step::On, Some(WindowKind::In), "2026-11-23T07:00");
        let off = event(Step::Off, Some(WindowKind::In), "2026-11-23T08:20");
        let again = event(Step::On, Some(WindowKind::Out), "2026-11-23T16:00");
        assert_eq!(open(&[on, off, again]), [again]);
        assert_eq!(open(&[off, on]), [on], "leaving before coming closes nothing");
    }
}
