//! Who is on duty where: the comings and leavings that the records of this phone tell, and, over windows, who is still there.
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

use protocol::{Body, Kind, Record};
use store::{Tx, records};

use crate::{Error, correction::Corrections, home::Moment, record_time::made_at, timetable::Timetable};

/// Back over a night window and a wall clock in another zone.
const LOOK_BACK_MS: i64 = 48 * 60 * 60_000;
/// The earliest that somebody may have come who was there when called.
const UNKNOWN: UtcMs = UtcMs(i64::MIN);

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
pub(crate) fn holds(table: &Timetable<'_>, on: &Event, occurrence: Option<&Occurrence<'_>>, at: UtcMs) -> bool {
    match on.window {
        None => on.at.business_date() == at.business_date(),
        Some(_) => occurrence.is_some_and(|now| came_for(table, on, now)),
    }
}

/// Whether somebody came for this very duty.
pub(crate) fn came_for(table: &Timetable<'_>, on: &Event, occurrence: &Occurrence<'_>) -> bool {
    on.window.and_then(|kind| table.came_for(kind, on.at)).is_some_and(|it| is_same(&it, occurrence))
}

/// Whether a note made at `at` and taken for a window of this kind is about this very duty.
pub(crate) fn noted_for(
    table: &Timetable<'_>,
    (window, at): (Option<WindowKind>, UtcMs),
    occurrence: &Occurrence<'_>,
) -> bool {
    window.and_then(|kind| table.noted_for(kind, at)).is_some_and(|it| is_same(&it, occurrence))
}

fn is_same(one: &Occurrence<'_>, other: &Occurrence<'_>) -> bool {
    one.window.id == other.window.id && one.day == other.day
}

/// Comings and leavings of the last two days, in the order they were recorded, as they were put right since.
pub(crate) fn events(tx: &Tx<'_>, moment: &Moment<'_>) -> Result<Vec<Event>, Error> {
    // The index is by the wall clock, which may have been set: look from the earlier of the two nows.
    events_since(tx, moment.now().min(moment.reading().wall).plus(-LOOK_BACK_MS))
}

/// Those whose wall clock said `from` or later.
pub(crate) fn events_since(tx: &Tx<'_>, from: UtcMs) -> Result<Vec<Event>, Error> {
    let rows = records::since(tx, from, &[Kind::DutyOn, Kind::DutyOff])?;
    let corrections = Corrections::read(tx)?;
    let mut all = Vec::with_capacity(rows.len());
    for row in rows.iter().rev().filter(|row| !corrections.is_void(row.record_id)) {
        all.extend(told(&row.record()?, &corrections));
    }
    Ok(all)
}

/// The events a record tells, one for each person; none for other kinds and for bodies of a later version.
pub(crate) fn told(record: &Record, corrections: &Corrections) -> Vec<Event> {
    let (step, post_id, window, stated, people, called) = match record.read_body() {
        Ok(Body::DutyOn(it)) => {
            let detail = it.detail.unwrap_or_default();
            (Step::On, it.post_id, it.window, it.stated_at, detail.people, detail.called == Some(true))
        }
        Ok(Body::DutyOff(it)) => {
            let people = it.detail.and_then(|detail| detail.people);
            (Step::Off, it.post_id, it.window, it.stated_at, people, false)
        }
        _ => return Vec::new(),
    };
    let stated = corrections.time(record.record_id).or(stated);
    let estimate = made_at(record);
    let doubt_ms = i64::from(record.time.estimate_err_ms.unwrap_or(0));
    let event = |staff_id| Event {
        post_id,
        staff_id,
        record_id: record.record_id,
        seq: record.seq,
        step,
        window,
        at: stated.unwrap_or(estimate),
        earliest: match stated {
            Some(at) => at,
            None if called => UNKNOWN,
            None => estimate.plus(-doubt_ms),
        },
    };
    people.unwrap_or_else(|| record.actor.into_iter().collect()).into_iter().map(event).collect()
}

/// Whether somebody who came was in time; `None` outside all windows, for leaving, and where nobody knows since when they
/// were there.
pub(crate) fn on_time(event: &Event, table: &Timetable<'_>) -> Option<bool> {
    let kind = event.window.filter(|_| event.step == Step::On && event.earliest != UNKNOWN)?;
    Some(table.came_for(kind, event.at)?.in_time(event.earliest))
}

/// Whether the event is this person's at this post.
pub(crate) fn is_of(event: &Event, post_id: PostId, staff_id: StaffId) -> bool {
    event.post_id == post_id && event.staff_id == staff_id
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
        let table = Timetable { windows: &windows, calendars: Calendars::default() };
        let holds_at = |at: &str| {
            let at = time(at);
            holds(&table, &on, table.belonging(at).as_ref(), at)
        };
        assert!(holds_at("2026-11-23T08:00"));
        assert!(!holds_at("2026-11-23T12:00"));
        assert!(!holds_at("2026-11-23T16:00"));
        assert!(!holds_at("2026-11-24T07:00"), "another day");
    }

    #[test]
    fn two_duties_of_one_kind_in_a_day_are_two() {
        let windows = [window(WindowKind::Night, 500, 960), window(WindowKind::Night, 1090, 1880)];
        let table = Timetable { windows: &windows, calendars: Calendars::default() };
        let [day, night] = <[_; 2]>::try_from(table.on(domain::day::Day::of(time("2026-11-23T08:00")))).expect("two");
        let morning = event(Step::On, Some(WindowKind::Night), "2026-11-23T08:10");
        assert!(came_for(&table, &morning, &day));
        assert!(!came_for(&table, &morning, &night), "who forgot to leave by day has not come for the night");
        let evening = event(Step::On, Some(WindowKind::Night), "2026-11-23T17:30");
        assert!(came_for(&table, &evening, &night) && !came_for(&table, &evening, &day));
        let noted = |at: &str, it| noted_for(&table, (Some(WindowKind::Night), time(at)), it);
        assert!(noted("2026-11-23T16:20", &day) && !noted("2026-11-23T16:20", &night), "after its end");
        assert!(noted("2026-11-24T06:00", &night) && !noted("2026-11-24T06:00", &day));
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
