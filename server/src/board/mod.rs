//! Today's board: what is known about each post and point, put together for one jurisdiction and one window.
//!
//! Rule above all: silence is not absence. What became of a shift is judged by [`crate::shift`]; here it is only shown.

mod cover;
mod points;
mod posts;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{
    day::Day,
    duty_note::Situation,
    duty_shift::ShiftState,
    duty_window::{self, GRACE_MIN, Phase, WindowKind},
    ids::{SchoolId, UnitId},
    occurrence::Occurrence,
    time::UtcMs,
};

use crate::{
    db::Conn,
    enroll::place_name,
    error::Result,
    patrol::Patrol,
    shift::{Ledger, SchoolNames},
    tables::{device_list, hazards, roster_weeks},
    views::board::{Board, BoardTotals, BoardWindow, PostRow, PostState, WindowChoice},
};

/// What is asked.
pub(crate) struct Question {
    pub(crate) date: NaiveDate,
    pub(crate) window: Option<WindowKind>,
    pub(crate) text: Option<String>,
    pub(crate) now: UtcMs,
}

impl Question {
    fn matches(&self, texts: &[&str]) -> bool {
        self.text.as_ref().is_none_or(|text| texts.iter().any(|t| t.contains(text.as_str())))
    }
}

/// Puts the board together.
pub(crate) async fn read(conn: &mut Conn, unit: UnitId, question: &Question) -> Result<Board> {
    let day = Day::from(question.date);
    let ledger = Ledger::read(conn, unit, (day, day), question.now).await?;
    let names: &BTreeMap<SchoolId, SchoolNames> = &ledger.names;
    let (choices, window) = choose(&occurrences(&ledger, day), question);
    let judged = posts::rows(&ledger, day, window.as_ref().map(|it| it.kind));
    let points = points::rows(&Patrol::read(conn, unit, (day, day), question.now).await?, day);
    let named = roster_weeks::named(conn, unit, (day.plus(-1).monday(), day.monday())).await?;
    let unwatched = cover::rows(&ledger, &named, day);
    let backlog = device_list::backlog(conn, unit).await?;
    let count = |fits: &dyn Fn(&PostRow) -> bool| judged.iter().filter(|row| fits(row)).count() as u32;
    let totals = BoardTotals {
        posts: count(&|row| {
            !matches!(row.state, PostState::OffHours | PostState::Cancelled | PostState::NotRecordedYet)
        }),
        manned: count(&|row| row.state == PostState::Manned),
        silent: count(&|row| row.state == PostState::Silent),
        empty: count(&|row| row.state == PostState::Empty),
        late: count(&|row| row.late),
        missed: count(&|row| row.state == PostState::Missed),
        pending: count(&|row| row.state == PostState::MissedPending),
        closed: count(&|row| row.shift == Some(ShiftState::Closed)),
        abnormal: count(&|row| row.situation == Some(Situation::Abnormal)),
        cancelled: count(&|row| row.state == PostState::Cancelled),
        points_due: points.iter().map(|(_, p)| p.need).sum(),
        points_done: points.iter().map(|(_, p)| p.done.min(p.need)).sum(),
        open_hazards: hazards::open_count(conn, unit).await?,
        unsent_records: backlog.records,
        unsent_devices: backlog.devices,
        oldest_unsent_ms: backlog.oldest,
    };
    // The search narrows the lists; the figures above them stay those of the whole jurisdiction.
    let shown = |school: SchoolId, texts: &[&str]| {
        question.matches(texts)
            || names.get(&school).is_some_and(|names| question.matches(&[&names.school, &names.town]))
    };
    Ok(Board {
        now_ms: question.now,
        date: question.date.to_string(),
        window,
        windows: choices,
        scope_name: place_name(conn, unit).await?,
        school_count: i64::try_from(names.len()).unwrap_or(i64::MAX),
        totals,
        unwatched: unwatched.into_iter().filter(|row| shown(row.school_id, &[])).collect(),
        posts: judged.into_iter().filter(|row| shown(row.school_id, &[&row.name])).collect(),
        points: points
            .into_iter()
            .filter(|(school, row)| shown(*school, &[&row.name, &row.typed_no]))
            .map(|(_, row)| row)
            .collect(),
    })
}

/// The windows of that day at all schools; those that are not held only when none is.
fn occurrences(ledger: &Ledger, day: Day) -> Vec<Occurrence<'_>> {
    let all: Vec<_> = ledger.names.keys().flat_map(|school| ledger.on(*school, day)).collect();
    let any_held = all.iter().any(|(_, reason)| reason.is_none());
    all.into_iter().filter(|(_, reason)| !any_held || reason.is_none()).map(|(it, _)| it).collect()
}

/// The kinds held on that day with their widest times, and the one to show.
fn choose(held: &[Occurrence<'_>], question: &Question) -> (Vec<WindowChoice>, Option<BoardWindow>) {
    let mut widest: BTreeMap<WindowKind, (UtcMs, UtcMs)> = BTreeMap::new();
    for it in held {
        let span = widest.entry(it.window.kind).or_insert((it.start, it.end));
        *span = (span.0.min(it.start), span.1.max(it.end));
    }
    let clock = |at: UtcMs| duty_window::clock(at.minute_of_day());
    let mut choices: Vec<(UtcMs, WindowChoice)> = widest
        .iter()
        .map(|(kind, (start, end))| {
            let choice =
                WindowChoice { kind: *kind, label: kind.label().into(), start: clock(*start), end: clock(*end) };
            (*start, choice)
        })
        .collect();
    choices.sort_by_key(|(start, choice)| (*start, choice.kind));
    let today = question.now.business_date() == question.date;
    let default = || match today {
        true => current(held, question.now),
        false => choices.first().map(|(_, choice)| choice.kind),
    };
    let chosen = question.window.or_else(default);
    let window = chosen.and_then(|kind| {
        let (start, end) = *widest.get(&kind)?;
        let choice = choices.iter().find(|(_, c)| c.kind == kind)?.1.clone();
        let phase = phase(question.now, start, end);
        Some(BoardWindow { kind, label: choice.label, start: choice.start, end: choice.end, phase })
    });
    (choices.into_iter().map(|(_, choice)| choice).collect(), window)
}

/// The kind that matters now: what runs, else what comes next, else what was last.
fn current(held: &[Occurrence<'_>], now: UtcMs) -> Option<WindowKind> {
    // The watch over boarders by day runs always, and is not what the day is about.
    let watch = |it: &&Occurrence<'_>| it.window.kind == WindowKind::Night && it.window.end_min <= 24 * 60;
    let ahead = held
        .iter()
        .filter(|it| !watch(it))
        .filter(|it| now <= it.end)
        .min_by_key(|it| (phase(now, it.start, it.end), it.start));
    ahead.or_else(|| held.iter().max_by_key(|it| it.end)).map(|it| it.window.kind)
}

/// Where now stands to a window; people come up to an hour before.
fn phase(now: UtcMs, start: UtcMs, end: UtcMs) -> Phase {
    if now < start.plus(-i64::from(GRACE_MIN) * 60_000) {
        Phase::Next
    } else if now <= end {
        Phase::Now
    } else {
        Phase::Past
    }
}
