//! Today's board: what is known about each post and point, put together for one jurisdiction and one window.
//!
//! Rule above all: silence is not absence. A post is missed only when a phone of its school was heard after the
//! window began and nobody had come, or when a day has passed; else nobody was heard of, and that says nothing.

mod points;
mod posts;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{
    duty_window::{self, DutyWindow, Phase, WindowKind},
    ids::{SchoolId, UnitId},
    time::UtcMs,
};

use crate::{
    db::Conn,
    enroll::place_name,
    error::Result,
    routes::api::board::{Board, BoardTotals, BoardWindow, PostState, WindowChoice},
    tables::{check_ins, device_list, duty_events, hazards, schools, windows},
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

/// Names of a school that rows show.
pub(crate) struct SchoolNames {
    pub(crate) school: String,
    pub(crate) town: String,
}

/// Puts the board together.
pub(crate) async fn read(conn: &mut Conn, unit: UnitId, question: &Question) -> Result<Board> {
    let (from, to) = (UtcMs::at(question.date, 0), UtcMs::at(question.date, 1440));
    let listed = schools::list(conn, Some(unit)).await?;
    let school_count = listed.len();
    let names: BTreeMap<SchoolId, SchoolNames> =
        listed.into_iter().map(|l| (l.school.id, SchoolNames { school: l.school.name, town: l.town })).collect();
    let mut held = windows::list(conn, unit).await?;
    held.retain(|window| window.held_on(from));
    let (choices, window) = choose(&held, question);
    let of_school: BTreeMap<SchoolId, &DutyWindow> = held
        .iter()
        .filter(|w| window.as_ref().is_some_and(|chosen| chosen.kind == w.kind))
        .map(|w| (w.school_id, w))
        .collect();

    let day = posts::Day {
        question,
        names: &names,
        windows: &of_school,
        spans: posts::spans(duty_events::of_day(conn, unit, from, to).await?),
        contacts: device_list::last_contacts(conn, unit).await?,
    };
    let judged = posts::judge_all(crate::tables::posts::list(conn, Some(unit)).await?, &day);
    let visits = check_ins::of_day(conn, unit, from, to).await?;
    let points = points::rows(crate::tables::points::list(conn, Some(unit)).await?, &visits, &names);
    let backlog = device_list::backlog(conn, unit).await?;
    let count = |state| judged.iter().filter(|p| p.row.state == state).count() as u32;
    let totals = BoardTotals {
        posts: judged.iter().filter(|p| p.row.state != PostState::OffHours).count() as u32,
        manned: count(PostState::Manned),
        silent: count(PostState::Silent),
        late: judged.iter().filter(|p| p.late).count() as u32,
        missed: count(PostState::Missed),
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
        school_count: i64::try_from(school_count).unwrap_or(i64::MAX),
        totals,
        posts: judged.into_iter().map(|p| p.row).filter(|row| shown(row.school_id, &[&row.name])).collect(),
        points: points
            .into_iter()
            .filter(|(school, row)| shown(*school, &[&row.name, &row.point_no]))
            .map(|(_, row)| row)
            .collect(),
    })
}

/// The kinds held on that day with their widest times, and the one to show.
fn choose(held: &[DutyWindow], question: &Question) -> (Vec<WindowChoice>, Option<BoardWindow>) {
    let mut widest: BTreeMap<WindowKind, (u16, u16)> = BTreeMap::new();
    for window in held {
        let span = widest.entry(window.kind).or_insert((window.start_min, window.end_min));
        *span = (span.0.min(window.start_min), span.1.max(window.end_min));
    }
    let mut choices: Vec<(u16, WindowChoice)> = widest
        .iter()
        .map(|(kind, (start, end))| {
            let clock = duty_window::clock;
            (*start, WindowChoice { kind: *kind, label: kind.label().into(), start: clock(*start), end: clock(*end) })
        })
        .collect();
    choices.sort_by_key(|(start, choice)| (*start, choice.kind));
    let today = question.now.business_date() == question.date;
    let default = || match today {
        true => duty_window::current(held, question.now).map(|window| window.kind),
        false => choices.first().map(|(_, choice)| choice.kind),
    };
    let chosen = question.window.or_else(default);
    let window = chosen.and_then(|kind| {
        let (start, end) = widest.get(&kind)?;
        let choice = choices.iter().find(|(_, c)| c.kind == kind)?.1.clone();
        let phase = phase(question, *start, *end);
        Some(BoardWindow { kind, label: choice.label, start: choice.start, end: choice.end, phase })
    });
    (choices.into_iter().map(|(_, choice)| choice).collect(), window)
}

/// Where now stands to minutes of the asked day.
fn phase(question: &Question, start: u16, end: u16) -> Phase {
    let begins = UtcMs::at(question.date, i64::from(start) - i64::from(duty_window::GRACE_MIN));
    if question.now < begins {
        Phase::Next
    } else if question.now <= UtcMs::at(question.date, i64::from(end)) {
        Phase::Now
    } else {
        Phase::Past
    }
}
