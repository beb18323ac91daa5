//! The question that histories, charts and reports share: which schools, which days, which windows.

use domain::{
    day::Day,
    duty_shift::ShiftState,
    duty_window::WindowKind,
    ids::{SchoolId, UnitId},
    time::UtcMs,
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    db::Conn,
    problem::ApiProblem,
    scope::Viewer,
    shift::Held,
    sql,
    tables::{agencies, jurisdictions, schools},
};

/// Which schools, which days.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
pub(crate) struct SpanQuestion {
    /// A school, by its code or id; all of mine without it.
    pub(crate) school: Option<String>,
    /// A station or town, by its code or id, for those who look over more.
    pub(crate) unit: Option<String>,
    /// First day, `2026-11-23`; a fortnight ago without it.
    pub(crate) first: Option<String>,
    /// Last day; today without it.
    pub(crate) last: Option<String>,
    /// Kind of window.
    pub(crate) window: Option<String>,
    /// State of a shift.
    pub(crate) state: Option<String>,
}

/// The question, understood.
pub(crate) struct Asked {
    /// Whose schools, within what the viewer sees.
    pub(crate) unit: UnitId,
    /// Its name.
    pub(crate) name: String,
    pub(crate) first: Day,
    pub(crate) last: Day,
    window: Option<WindowKind>,
    state: Option<ShiftState>,
}

impl Asked {
    /// Whether a shift is asked for.
    pub(crate) fn takes(&self, held: &Held<'_>) -> bool {
        self.window.is_none_or(|kind| held.at.window.kind == kind)
            && self.state.is_none_or(|state| held.shift.state == state)
    }
}

/// Days without a word, and days at most: a term.
const DAYS: i32 = 14;
const DAYS_MAX: i32 = 190;

/// Reads a question within what somebody may see.
pub(crate) async fn read(
    conn: &mut Conn,
    viewer: &Viewer,
    asked: &SpanQuestion,
    now: UtcMs,
) -> Result<Asked, ApiProblem> {
    let given = |text: &Option<String>| text.as_deref().map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned);
    let day = |text: Option<String>| match text {
        Some(text) => Day::parse(&text).map(Some).ok_or_else(ApiProblem::bad_question),
        None => Ok(None),
    };
    let last = day(given(&asked.last))?.unwrap_or(Day::of(now));
    let first = day(given(&asked.first))?.unwrap_or(last.plus(1 - DAYS));
    if first > last || last.0 - first.0 >= DAYS_MAX {
        return Err(ApiProblem::bad_question());
    }
    let unit = match (given(&asked.school), given(&asked.unit)) {
        (Some(school), _) => of_school(conn, viewer, &school).await?,
        (None, Some(unit)) => of_agency(conn, viewer, &unit).await?,
        (None, None) => viewer.unit(),
    };
    let name = crate::enroll::place_name(conn, unit).await?;
    Ok(Asked { unit, name, first, last, window: word(given(&asked.window))?, state: word(given(&asked.state))? })
}

fn word<T: serde::de::DeserializeOwned>(text: Option<String>) -> Result<Option<T>, ApiProblem> {
    text.map(|text| sql::from_word(&text).map_err(|_| ApiProblem::bad_question())).transpose()
}

async fn of_school(conn: &mut Conn, viewer: &Viewer, text: &str) -> Result<UnitId, ApiProblem> {
    let listed = schools::list(conn, (!viewer.sees_all()).then(|| viewer.unit())).await?;
    let wanted: Option<SchoolId> = text.parse().ok();
    let found = listed.iter().find(|it| it.school.code == text || Some(it.school.id) == wanted);
    found.map(|it| it.school.id.into()).ok_or_else(ApiProblem::not_found)
}

/// An agency of which the viewer sees every school.
async fn of_agency(conn: &mut Conn, viewer: &Viewer, text: &str) -> Result<UnitId, ApiProblem> {
    let found = agencies::list(conn).await?.into_iter().find(|it| it.code == text || it.id.to_string() == text);
    let unit: UnitId = found.map(|it| it.id.into()).ok_or_else(ApiProblem::not_found)?;
    let within = viewer.sees_all() || unit == viewer.unit() || jurisdictions::within(conn, viewer.unit(), unit).await?;
    if within { Ok(unit) } else { Err(ApiProblem::not_found()) }
}
