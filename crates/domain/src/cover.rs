//! Whether somebody watches over boarders day and night 24 小时值守: the spans in which no window is held, or nobody is named
//! for the watch that is.
//!
//! Boarders are there from the evening they come back, else from the first window of the first day of classes, until
//! they leave, else to the last window of the last day. Days of classes in a row are one stay; a weather stop in between
//! ends none.

use crate::{
    calendar::{Calendars, DayKind},
    day::Day,
    duty_window::{DutyWindow, WindowKind},
    ids::WindowId,
    occurrence::{self, Occurrence},
    time::UtcMs,
};

/// A span in which boarders are there and nobody watches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// From.
    pub from: UtcMs,
    /// To.
    pub to: UtcMs,
    /// The watch that is held then and that nobody is named for; `None`: no window is held.
    pub unmanned: Option<WindowId>,
}

/// The spans without a window in all stays that begin on these days, in order.
#[must_use]
pub fn gaps(windows: &[DutyWindow], calendars: &Calendars<'_>, first: Day, last: Day) -> Vec<Gap> {
    unwatched(windows, calendars, (first, last), |_| true)
}

/// The spans of all stays that begin on these days in which nobody watches, in order: no window is held, or of a watch
/// ([`WindowKind::Night`], by night and by day) `manned` says that nobody is named for it. At arrivals, dismissals and
/// evening study teachers are with the pupils, rostered or not.
pub fn unwatched(
    windows: &[DutyWindow],
    calendars: &Calendars<'_>,
    (first, last): (Day, Day),
    manned: impl Fn(&Occurrence<'_>) -> bool,
) -> Vec<Gap> {
    let (mut gaps, mut day) = (Vec::new(), first);
    while day <= last {
        match stay(windows, calendars, day) {
            Some((stay, next)) => {
                gaps.extend(uncovered(windows, calendars, &stay, &manned));
                day = next;
            }
            None => day = day.plus(1),
        }
    }
    gaps
}

/// A stay of boarders.
struct Stay {
    first: Day,
    last: Day,
    from: UtcMs,
    to: UtcMs,
}

/// The stay whose first day of classes is `first`, and the day after it.
fn stay(windows: &[DutyWindow], calendars: &Calendars<'_>, first: Day) -> Option<(Stay, Day)> {
    let lessons = |day: Day| {
        let mut held = occurrence::on(windows, calendars, day);
        held.retain(|it| !matches!(it.window.kind, WindowKind::Night | WindowKind::WeekendIn));
        held
    };
    let opening = lessons(first).first()?.start;
    let mut last = first;
    let mut ending = lessons(first);
    // A year has no longer stretch of days with classes than this; the bound keeps a broken calendar from looping long.
    while last < first.plus(400) {
        let next = last.plus(1);
        let held = lessons(next);
        let stopped = calendars.day(next).kind == DayKind::WeatherStop && !lessons(next.plus(1)).is_empty();
        if held.is_empty() && !stopped {
            break;
        }
        if !held.is_empty() {
            ending = held;
        }
        last = next;
    }
    let eve = occurrence::on(windows, calendars, first.plus(-1));
    let back = eve.iter().find(|it| it.window.kind == WindowKind::WeekendIn).map(|it| it.start);
    let to = ending.iter().map(|it| it.end).max()?;
    Some((Stay { first, last, from: back.unwrap_or(opening), to }, last.plus(1)))
}

fn uncovered(
    windows: &[DutyWindow],
    calendars: &Calendars<'_>,
    stay: &Stay,
    manned: &impl Fn(&Occurrence<'_>) -> bool,
) -> Vec<Gap> {
    let days = stay.first.plus(-1).to(stay.last);
    let mut held: Vec<Occurrence<'_>> = days.flat_map(|day| occurrence::on(windows, calendars, day)).collect();
    held.sort_by_key(|it| it.start);
    let is_watch = |it: &Occurrence<'_>| it.window.kind == WindowKind::Night;
    let (covers, bare): (Vec<_>, Vec<_>) = held.into_iter().partition(|it| !is_watch(it) || manned(it));
    let gap = |from, to| {
        let unmanned = bare.iter().find(|it| it.start < to && from < it.end).map(|it| it.window.id);
        Gap { from, to, unmanned }
    };
    let (mut gaps, mut upto) = (Vec::new(), stay.from);
    for it in covers.iter().filter(|it| it.end > stay.from) {
        if it.start >= stay.to {
            break;
        }
        if it.start > upto {
            gaps.push(gap(upto, it.start));
        }
        upto = upto.max(it.end);
    }
    if upto < stay.to {
        gaps.push(gap(upto, stay.to));
    }
    gaps
}
