//! Who is on duty where, worked out from duty records: pure, over windows and events.
//!
//! A tap belongs to the window it falls into, an hour before to an hour after (state machine, domain study §7.1). Going
//! on without leaving holds until that window is over, so a forgotten 离岗 of the morning never swallows the 到岗 of the
//! afternoon.

use domain::{
    duty_window::WindowKind,
    ids::{PostId, RecordId, StaffId},
    occurrence::Occurrence,
    time::UtcMs,
};

/// Two of the same kind are a day apart; this far from the start an event still belongs to the one.
const SAME_MS: i64 = 20 * 60 * 60_000;

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
    match on.window {
        None => on.at.business_date() == at.business_date(),
        Some(_) => occurrence.is_some_and(|now| belongs(on.window, on.at, now)),
    }
}

/// Whether a record made at `at` and taken for a window of this kind belongs to this very duty.
pub(crate) fn belongs(window: Option<WindowKind>, at: UtcMs, occurrence: &Occurrence<'_>) -> bool {
    window == Some(occurrence.window.kind) && at.since(occurrence.start).abs() < SAME_MS
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{
        calendar::Calendars,
        duty_window::DutyWindow,
        ids::{SchoolId, WindowId},
    };
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
    fn a_forgotten_leaving_of_the_morning_does_not_hold_in_the_afternoon() {
        let windows = [window(WindowKind::In, 440, 500), window(WindowKind::Out, 960, 1090)];
        let on = event(Step::On, Some(WindowKind::In), "2026-11-23T07:00");
        let holds_at = |at: &str| {
            let at = time(at);
            holds(&on, Occurrence::belonging(&windows, &Calendars::default(), at).as_ref(), at)
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
