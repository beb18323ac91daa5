//! The office's hand on school calendars: changing one, and stopping classes because of the weather with one click.
//!
//! A bureau's calendar goes to the phones of all its schools, a school's own to its own. All of it runs in the caller's
//! transaction, with its audit entry.

use axum::http::StatusCode;
use domain::{
    calendar::{DayKind, SchoolCalendar, Span, Term},
    day::Day,
    ids::{SchoolId, UnitId},
};
use protocol::{Entity, EntityKind};

use crate::{
    audit::Entry,
    clock,
    db::Conn,
    enroll::place_name,
    error::Result,
    feed,
    problem::ApiProblem,
    sql::plain_text,
    tables::{
        audit_log::{self, Action},
        calendars::{self, KeptCalendar},
    },
    told::{Deed, Told},
};

/// What somebody wants a calendar to be.
pub(crate) struct Wish {
    /// The one they saw; 0 for none.
    pub(crate) rev: i64,
    pub(crate) terms: Vec<Term>,
    pub(crate) spans: Vec<Span>,
}

/// Changes a calendar and tells phones. Empty, a school's own is taken away, and the bureau's alone holds.
pub(crate) async fn change(
    conn: &mut Conn,
    (unit_id, district): (UnitId, bool),
    account: &str,
    wish: Wish,
) -> Result<(), ApiProblem> {
    let held = calendars::get(conn, unit_id).await?;
    if held.as_ref().map_or(0, |kept| kept.rev) != wish.rev {
        return Err(ApiProblem::new(StatusCode::CONFLICT, "changed-meanwhile"));
    }
    let terms = wish.terms.into_iter().map(|it| Term { name: plain_text(it.name.trim()), ..it }).collect();
    let spans = wish.spans.into_iter().map(|it| Span { reason: plain_text(it.reason.trim()), ..it }).collect();
    let calendar = SchoolCalendar { unit_id, terms, spans, district };
    calendar.check()?;
    keep(conn, (held, calendar), account).await?;
    let told = Told::of(Deed::CalendarChanged).with("of", place_name(conn, unit_id).await?);
    note(conn, account, Action::CalendarChange, told).await
}

/// Stops classes of one day in some schools, or lifts the stop.
pub(crate) async fn stop(
    conn: &mut Conn,
    schools: &[SchoolId],
    account: &str,
    (day, reason): (Day, Option<&str>),
) -> Result<(), ApiProblem> {
    for school in schools {
        let unit = UnitId::from(*school);
        stop_unit(conn, (unit, false), account, (day, reason)).await?;
    }
    let told = stopped((Deed::ClassesStopped, Deed::ClassesResumed), (day, reason)).with("schools", schools.len());
    note(conn, account, Action::ClassesStopped, told).await
}

/// Stops classes of one day in the whole district, or lifts the stop.
pub(crate) async fn stop_district(
    conn: &mut Conn,
    bureau: UnitId,
    account: &str,
    (day, reason): (Day, Option<&str>),
) -> Result<(), ApiProblem> {
    stop_unit(conn, (bureau, true), account, (day, reason)).await?;
    let told = stopped((Deed::DistrictStopped, Deed::DistrictResumed), (day, reason));
    note(conn, account, Action::ClassesStopped, told).await
}

async fn stop_unit(
    conn: &mut Conn,
    (unit_id, district): (UnitId, bool),
    account: &str,
    (day, reason): (Day, Option<&str>),
) -> Result<(), ApiProblem> {
    let held = calendars::get(conn, unit_id).await?;
    let mut calendar = held.as_ref().map_or_else(
        || SchoolCalendar { unit_id, terms: vec![], spans: vec![], district },
        |kept| kept.calendar.clone(),
    );
    let before = calendar.clone();
    // A stop over several days loses this one day alone.
    calendar.spans = calendar.spans.into_iter().flat_map(|span| without_stop(span, day)).collect();
    if let Some(reason) = reason {
        calendar.spans.push(Span {
            first: day,
            last: day,
            kind: DayKind::WeatherStop,
            reason: plain_text(reason.trim()),
            follows: None,
            until_min: None,
        });
    }
    if calendar == before {
        return Ok(());
    }
    calendar.check()?;
    Ok(keep(conn, (held, calendar), account).await?)
}

/// What of a span stays when one day of a weather stop is lifted.
fn without_stop(span: Span, day: Day) -> Vec<Span> {
    if span.kind != DayKind::WeatherStop || day < span.first || span.last < day {
        return vec![span];
    }
    let before = Span { last: day.plus(-1), ..span.clone() };
    let after = Span { first: day.plus(1), ..span };
    [before, after].into_iter().filter(|it| it.first <= it.last).collect()
}

async fn keep(conn: &mut Conn, (held, calendar): (Option<KeptCalendar>, SchoolCalendar), account: &str) -> Result<()> {
    let unit = calendar.unit_id;
    if !calendar.district && calendar.terms.is_empty() && calendar.spans.is_empty() {
        calendars::delete(conn, unit).await?;
        return match held {
            Some(_) => feed::withdraw(conn, unit, &[(EntityKind::Calendar, *unit.as_bytes())]).await,
            None => Ok(()),
        };
    }
    let kept = KeptCalendar {
        calendar: calendar.clone(),
        example: false,
        rev: held.map_or(0, |kept| kept.rev) + 1,
        changed_at: clock::now(),
        changed_by: account.to_owned(),
    };
    calendars::put(conn, &kept).await?;
    feed::publish(conn, unit, &[Entity::Calendar(calendar)]).await
}

fn stopped((stops, resumes): (Deed, Deed), (day, reason): (Day, Option<&str>)) -> Told {
    match reason {
        Some(reason) => Told::of(stops).with("day", day).with("reason", reason),
        None => Told::of(resumes).with("day", day),
    }
}

async fn note(conn: &mut Conn, account: &str, action: Action, told: Told) -> Result<(), ApiProblem> {
    let entry = Entry { at: clock::now(), account: account.to_owned(), action, subject: told.subject() };
    Ok(audit_log::insert(conn, &[entry]).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stop_of_three_days_loses_the_one_that_is_lifted() {
        let day = |n: i32| Day(20_000 + n);
        let span = Span {
            first: day(1),
            last: day(3),
            kind: DayKind::WeatherStop,
            reason: "台风".into(),
            follows: None,
            until_min: None,
        };
        let left = |at: i32| -> Vec<(Day, Day)> {
            without_stop(span.clone(), day(at)).iter().map(|it| (it.first, it.last)).collect()
        };
        assert_eq!(left(1), [(day(2), day(3))]);
        assert_eq!(left(2), [(day(1), day(1)), (day(3), day(3))]);
        assert_eq!(left(4), [(day(1), day(3))]);
        let exam = Span { kind: DayKind::Exam, ..span };
        assert_eq!(without_stop(exam.clone(), day(2)), [exam]);
    }
}
