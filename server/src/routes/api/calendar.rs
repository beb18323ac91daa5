//! School calendars: a school year at a glance, the days that differ, and 今日停课.

use axum::{
    Json,
    extract::{Query, State},
};
use domain::{
    calendar::{Calendars, DayKind, SchoolCalendar, Span, Term},
    day::Day,
    ids::{SchoolId, UnitId},
    occurrence,
    school::School,
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    calendar::{self, Wish},
    clock,
    db::Conn,
    defaults::{days_of_year, school_year},
    live::Tag,
    problem::ApiProblem,
    roster::{SchoolRoster, change},
    scope::Viewer,
    state::Shared,
    tables::{accounts, calendars, divisions, jurisdictions, windows},
    views::calendar::{CalendarDay, CalendarView, CalendarWish, StopWish, Stopped, TownChoice},
};

/// Characters of a reason.
const REASON_CHARS_MAX: usize = 40;

/// Whose calendar, which school year.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct CalendarQuestion {
    /// Code of the school; without it the district's calendar.
    school: Option<String>,
    /// The year in whose September it begins; the present one without it.
    year: Option<i32>,
}

/// A calendar of mine.
#[utoipa::path(get, path = "/api/calendar", params(CalendarQuestion),
    responses((status = 200, body = CalendarView), (status = 404, body = ApiProblem)))]
pub(crate) async fn read(
    State(state): State<Shared>,
    viewer: Viewer,
    Query(asked): Query<CalendarQuestion>,
) -> Result<Json<CalendarView>, ApiProblem> {
    let mut conn = state.db.snapshot().await?;
    Ok(Json(view(&mut conn, &viewer, asked).await?))
}

/// Changes a calendar.
#[utoipa::path(put, path = "/api/calendar", request_body = CalendarWish,
    responses((status = 200, body = CalendarView), (status = 403, body = ApiProblem), (status = 404, body = ApiProblem),
        (status = 409, body = ApiProblem), (status = 422, body = ApiProblem)))]
pub(crate) async fn change(
    State(state): State<Shared>,
    viewer: Viewer,
    Json(wish): Json<CalendarWish>,
) -> Result<Json<CalendarView>, ApiProblem> {
    let mut tx = state.db.begin().await?;
    let place = Place::find(&mut tx, &viewer, wish.school.as_deref()).await?;
    if !place.may_edit(&viewer) {
        return Err(ApiProblem::forbidden());
    }
    let terms = wish.terms.into_iter().map(Term::from).collect();
    let spans = wish.spans.into_iter().map(Span::from).collect();
    let wanted = Wish { rev: wish.rev, terms, spans };
    calendar::change(&mut tx, (place.unit, place.school.is_none()), &viewer.account.name, wanted).await?;
    settle(&mut tx, &place).await?;
    tx.commit().await.map_err(crate::Error::from)?;
    changed(&state);
    let mut conn = state.db.snapshot().await?;
    Ok(Json(view(&mut conn, &viewer, CalendarQuestion { school: wish.school, year: None }).await?))
}

/// Stops classes of a school, a town or the district for a day, or takes that back.
#[utoipa::path(post, path = "/api/calendar/stop", request_body = StopWish,
    responses((status = 200, body = Stopped), (status = 403, body = ApiProblem), (status = 404, body = ApiProblem),
        (status = 422, body = ApiProblem)))]
pub(crate) async fn stop(
    State(state): State<Shared>,
    viewer: Viewer,
    Json(wish): Json<StopWish>,
) -> Result<Json<Stopped>, ApiProblem> {
    let role = viewer.account.role;
    let wide = wish.school.is_none() && wish.town.is_none();
    if !role.may_stop_classes() || wide && !role.keeps_district_days() {
        return Err(ApiProblem::forbidden());
    }
    let reason: String = wish.reason.trim().chars().take(REASON_CHARS_MAX).collect();
    if reason.is_empty() && !wish.lift {
        return Err(domain::Problem::new("reason-missing").into());
    }
    let day = wish.day.unwrap_or_else(|| Day::of(clock::now()));
    let what = (day, (!wish.lift).then_some(reason.as_str()));
    let mut tx = state.db.begin().await?;
    let account = viewer.account.name.as_str();
    let schools = match (&wish.school, &wish.town) {
        (Some(code), _) => vec![viewer.school(&mut tx, code).await?.id],
        (None, Some(town)) => jurisdictions::schools_in(&mut tx, viewer.unit(), Some(town)).await?,
        (None, None) => jurisdictions::schools_in(&mut tx, viewer.unit(), None).await?,
    };
    if schools.is_empty() {
        return Err(ApiProblem::not_found());
    }
    if wide {
        let bureau = bureau(&mut tx, &viewer).await?;
        calendar::stop_district(&mut tx, bureau, account, what).await?;
    } else {
        calendar::stop(&mut tx, &schools, account, what).await?;
    }
    if let [one] = schools.as_slice() {
        settle_school(&mut tx, *one).await?;
    }
    tx.commit().await.map_err(crate::Error::from)?;
    changed(&state);
    Ok(Json(Stopped { schools: u32::try_from(schools.len()).unwrap_or(u32::MAX) }))
}

/// Whose calendar it is.
struct Place {
    unit: UnitId,
    school: Option<School>,
    name: String,
}

impl Place {
    async fn find(conn: &mut Conn, viewer: &Viewer, code: Option<&str>) -> Result<Self, ApiProblem> {
        if let Some(code) = code.filter(|code| !code.is_empty()) {
            let school = viewer.school(conn, code).await?;
            return Ok(Self { unit: school.id.into(), name: school.name.clone(), school: Some(school) });
        }
        let unit = bureau(conn, viewer).await?;
        Ok(Self { unit, school: None, name: crate::enroll::place_name(conn, unit).await? })
    }

    fn may_edit(&self, viewer: &Viewer) -> bool {
        let role = viewer.account.role;
        if self.school.is_some() { role.keeps_school_days() } else { role.keeps_district_days() }
    }
}

async fn bureau(conn: &mut Conn, viewer: &Viewer) -> Result<UnitId, ApiProblem> {
    jurisdictions::bureau_of(conn, viewer.unit()).await?.ok_or_else(ApiProblem::not_found)
}

/// After a change of one school's days its phones are told its rosters at once; a district's follow in the background.
async fn settle(conn: &mut Conn, place: &Place) -> Result<(), ApiProblem> {
    match &place.school {
        Some(school) => settle_school(conn, school.id).await,
        None => Ok(()),
    }
}

/// Brings a school's rosters to its changed days.
pub(super) async fn settle_school(conn: &mut Conn, school: SchoolId) -> Result<(), ApiProblem> {
    let today = Day::of(clock::now());
    if let Some(roster) = SchoolRoster::of(conn, school, today).await? {
        change::tell(conn, &roster, today).await?;
    }
    Ok(())
}

/// Tells pages, and the keeper of rosters.
pub(super) fn changed(state: &Shared) {
    state.live.changed([Tag::Rosters]);
    state.days_changed.notify_one();
}

async fn view(conn: &mut Conn, viewer: &Viewer, asked: CalendarQuestion) -> Result<CalendarView, ApiProblem> {
    let place = Place::find(conn, viewer, asked.school.as_deref()).await?;
    let today = Day::of(clock::now());
    let year = asked.year.filter(|year| (2001..2099).contains(year)).unwrap_or_else(|| school_year(today));
    let kept = calendars::get(conn, place.unit).await?;
    let mut changed_by = kept.as_ref().map(|kept| kept.changed_by.clone()).unwrap_or_default();
    accounts::call_by_label(conn, vec![&mut changed_by]).await?;
    let (holding, held) = match &place.school {
        Some(school) => (calendars::of_school(conn, school.id).await?, windows::of_school(conn, school.id).await?),
        None => (kept.iter().map(|it| it.calendar.clone()).collect(), vec![]),
    };
    let school = place.school.as_ref().map_or(SchoolId(place.unit.0), |school| school.id);
    let calendars = Calendars::of(school, &holding);
    let (first, last) = days_of_year(year);
    let day = |day: Day| {
        let is = calendars.day(day);
        CalendarDay {
            day,
            kind: is.kind,
            weekday: is.weekday,
            until_min: is.until_min,
            reason: is.reason,
            windows: u32::try_from(occurrence::on(&held, &calendars, day).len()).unwrap_or(u32::MAX),
            in_term: calendars.terms().iter().any(|term| term.first <= day && day <= term.last),
        }
    };
    let own = kept.as_ref().map(|kept| &kept.calendar);
    let district = holding.iter().find(|it| it.district && place.school.is_some());
    let role = viewer.account.role;
    let stops = |it: &Span| it.kind == DayKind::WeatherStop && it.first <= today && today <= it.last;
    Ok(CalendarView {
        school: place.school.as_ref().map(|school| school.code.clone()),
        year,
        today,
        may_edit: place.may_edit(viewer),
        may_stop: role.may_stop_classes() && (place.school.is_some() || role.keeps_district_days()),
        may_stop_district: role.keeps_district_days(),
        stopped_today: own.is_some_and(|it| it.spans.iter().any(stops)),
        example: kept.as_ref().is_some_and(|kept| kept.example),
        rev: kept.as_ref().map_or(0, |kept| kept.rev),
        changed_ms: kept.as_ref().map(|kept| kept.changed_at),
        changed_by,
        terms: lines(own, |it| &it.terms),
        spans: lines(own, |it| &it.spans),
        district_terms: lines(district, |it| &it.terms),
        district_spans: lines(district, |it| &it.spans),
        days: first.to(last).map(day).collect(),
        towns: towns(conn, viewer).await?,
        name: place.name,
    })
}

async fn towns(conn: &mut Conn, viewer: &Viewer) -> Result<Vec<TownChoice>, ApiProblem> {
    if !viewer.account.role.may_stop_classes() {
        return Ok(vec![]);
    }
    let found = divisions::of_unit(conn, viewer.unit()).await?;
    Ok(found.into_iter().map(|it| TownChoice { code: it.code, name: it.name }).collect())
}

fn lines<T: Clone, L: From<T>>(calendar: Option<&SchoolCalendar>, part: impl Fn(&SchoolCalendar) -> &Vec<T>) -> Vec<L> {
    calendar.map(|it| part(it).iter().cloned().map(L::from).collect()).unwrap_or_default()
}
