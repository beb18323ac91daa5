//! 护导: heads counted out, handed over stop by stop, brought back. A sheet is kept while it is filled in, and is saved only
//! when nobody is left over, or somebody says why.

use domain::{
    Problem,
    day::Day,
    escort::{EscortRoute, EscortSheet, Handed, RemainingReason},
    ids::{RouteId, SchoolId},
    limits::NOTE_CHARS_MAX,
    time::UtcMs,
};
use protocol::{Body, Entity, EntityKind, Kind};
use store::{Tx, drafts, entities, records};

use crate::{
    Error, Home, Tag, Worker,
    correction::Corrections,
    draft,
    error::refused,
    home::{Moment, identity},
    record_time::made_at,
    sending::{Sending, state},
    session::Names,
    text,
    timetable::Timetables,
    views::{Effort, EscortForm, EscortPage, EscortRouteShown, EscortSchool, EscortSum, Saved, SheetShown, StopShown},
};

const TAGS: &[Tag] = &[Tag::Escort, Tag::Records, Tag::Sync];
const DAY_MS: i64 = 24 * 60 * 60_000;
/// Characters in the name of a stop.
const STOP_CHARS_MAX: usize = 40;

/// Routes and today's sheets.
///
/// # Errors
/// `not-enrolled`.
pub fn page(home: &Home) -> Result<EscortPage, Error> {
    home.read(|tx| {
        let moment = home.moment(tx)?;
        let (now, schools) = (moment.now(), schools(tx)?);
        let sheets = sheets(tx, &moment, Day::of(now), home.is_sending())?;
        let window = schools.first().and_then(|first| {
            let tables = Timetables::read(tx).ok()?;
            tables.of(first.school_id).belonging(now).map(|it| it.window.kind)
        });
        let mut routes = Vec::new();
        for route in entities::escort_routes(tx)? {
            routes.push(shown(tx, route, &schools, &sheets)?);
        }
        let sheets = sheets.into_iter().map(|it| it.shown).collect();
        Ok(EscortPage { now_ms: now, window, schools, routes, sheets })
    })
}

/// The school with this code, if this phone looks after it.
///
/// # Errors
/// Only those of the database.
pub fn school_by_code(home: &Home, code: &str) -> Result<Option<SchoolId>, Error> {
    let schools = home.read(|tx| Ok(entities::schools(tx)?))?;
    Ok(schools.into_iter().find(|school| school.code == code.trim()).map(|school| school.id))
}

/// All routes, as they were given.
///
/// # Errors
/// Only those of the database.
pub fn routes(home: &Home) -> Result<Vec<EscortRoute>, Error> {
    home.read(|tx| Ok(entities::escort_routes(tx)?))
}

/// A sheet that is not saved yet.
///
/// # Errors
/// Only those of the database.
pub fn draft(home: &Home, school_id: SchoolId, route_id: Option<RouteId>) -> Result<Option<EscortForm>, Error> {
    draft::form(home, &key(school_id, route_id))
}

/// Keeps a sheet that is not saved yet, and says what it adds up to.
///
/// # Errors
/// Only those of the database.
pub fn save_draft(home: &Home, form: &EscortForm) -> Result<EscortSum, Error> {
    draft::keep_form(home, &key(form.school_id, form.route_id), form)?;
    Ok(sum(&sheet(form.clone(), String::new(), None)))
}

/// Gives a begun sheet up.
///
/// # Errors
/// Only those of the database.
pub fn drop_draft(home: &Home, school_id: SchoolId, route_id: Option<RouteId>) -> Result<(), Error> {
    home.write(&[Tag::Escort], |tx, _| Ok(drafts::delete(tx, &key(school_id, route_id))?))
}

/// Saves a sheet, and forgets its draft, in one commit.
///
/// # Errors
/// `unknown-school`, `unknown-route`, `nobody-out`, `heads-remain` or `heads-exceed` (without a reason), `note-missing` (of
/// the reason "other"), `text-too-long`, `text-has-identity`.
pub fn save(home: &Home, worker: Worker, form: &EscortForm, effort: Option<Effort>) -> Result<Saved, Error> {
    let note = text::checked(&form.note, NOTE_CHARS_MAX)?;
    let mut sheet = sheet(form.clone(), note, effort);
    for handed in &mut sheet.handed {
        handed.stop = text::checked(&handed.stop, STOP_CHARS_MAX)?;
    }
    add_up(&sheet)?;
    home.write(TAGS, |tx, moment| {
        if entities::get(tx, EntityKind::School, form.school_id.as_bytes())?.is_none() {
            return Err(refused("unknown-school"));
        }
        if let Some(id) = form.route_id {
            route(tx, id, form.school_id)?;
        }
        let tables = Timetables::read(tx)?;
        sheet.window = tables.of(form.school_id).belonging(moment.now()).map(|it| it.window.kind);
        let stored = moment.append(tx, worker, Body::EscortSheet(sheet))?;
        drafts::delete(tx, &key(form.school_id, form.route_id))?;
        Ok(Saved { record_id: stored.record_id, seq: stored.seq, at_ms: moment.now(), on_time: None })
    })
}

/// Heads nobody accounts for need a reason.
fn add_up(sheet: &EscortSheet) -> Result<(), Error> {
    if sheet.out == 0 {
        return Err(refused("nobody-out"));
    }
    match (sheet.remaining(), sheet.remaining_reason) {
        (left, None) if left > 0 => Err(Problem::new("heads-remain").with("left", left).into()),
        (left, None) if left < 0 => Err(Problem::new("heads-exceed").with("over", -left).into()),
        (_, Some(RemainingReason::Other)) if sheet.note.is_empty() => Err(refused("note-missing")),
        _ => Ok(()),
    }
}

/// A reason for heads that are all accounted for is none.
fn sheet(form: EscortForm, note: String, effort: Option<Effort>) -> EscortSheet {
    let EscortForm { school_id, route_id, out, handed, returned, reason, situation, weather, .. } = form;
    let mut sheet = EscortSheet {
        school_id,
        route_id,
        window: None,
        out,
        handed,
        returned,
        remaining_reason: None,
        situation,
        note,
        weather,
        effort: effort.map(Effort::to_domain),
    };
    sheet.remaining_reason = reason.filter(|_| sheet.remaining() != 0);
    sheet
}

fn sum(sheet: &EscortSheet) -> EscortSum {
    let remaining = sheet.remaining();
    let needs_reason = remaining != 0 && sheet.remaining_reason.is_none();
    EscortSum { handed: handed(&sheet.handed), remaining, needs_reason }
}

fn handed(handed: &[Handed]) -> u32 {
    handed.iter().map(|it| u32::from(it.count)).sum()
}

fn key(school_id: SchoolId, route_id: Option<RouteId>) -> String {
    match route_id {
        Some(route_id) => format!("escort:{route_id}"),
        None => format!("escort:{school_id}"),
    }
}

fn route(tx: &Tx<'_>, id: RouteId, school_id: SchoolId) -> Result<EscortRoute, Error> {
    match entities::get(tx, EntityKind::EscortRoute, id.as_bytes())? {
        Some(Entity::EscortRoute(route)) if route.school_id == school_id => Ok(route),
        _ => Err(refused("unknown-route")),
    }
}

/// Schools of this phone, its own first.
pub(crate) fn schools(tx: &Tx<'_>) -> Result<Vec<EscortSchool>, Error> {
    let place = identity(tx)?.place.clone();
    let mut schools = entities::schools(tx)?;
    schools.sort_by_key(|school| school.name != place);
    Ok(schools.into_iter().map(|it| EscortSchool { school_id: it.id, school: it.name }).collect())
}

fn shown(
    tx: &Tx<'_>,
    route: EscortRoute,
    schools: &[EscortSchool],
    sheets: &[Sheet],
) -> Result<EscortRouteShown, Error> {
    let school = schools.iter().find(|it| it.school_id == route.school_id);
    let today = sheets.iter().filter(|it| it.route_id == Some(route.id) && !it.shown.voided).count();
    Ok(EscortRouteShown {
        id: route.id,
        school_id: route.school_id,
        school: school.map(|it| it.school.clone()).unwrap_or_default(),
        draft: drafts::get(tx, &key(route.school_id, Some(route.id)))?.is_some(),
        name: route.name,
        stops: route
            .stops
            .into_iter()
            .map(|stop| StopShown {
                name: stop.name,
                lat: stop.place.map(|place| place.lat()),
                lon: stop.place.map(|place| place.lon()),
            })
            .collect(),
        sheets_today: u32::try_from(today).unwrap_or(u32::MAX),
    })
}

/// A saved sheet and its route.
pub(crate) struct Sheet {
    route_id: Option<RouteId>,
    /// As it is shown.
    pub(crate) shown: SheetShown,
}

/// The sheets of a day, newest first, as they were put right since.
pub(crate) fn sheets(tx: &Tx<'_>, moment: &Moment<'_>, day: Day, sending: Sending) -> Result<Vec<Sheet>, Error> {
    // The index is by the wall clock, which may have been set: a day more on the early side.
    let skew = moment.reading().wall.since(moment.now()).min(0);
    let rows = records::since(tx, day.at(0).plus(skew - DAY_MS), &[Kind::EscortSheet])?;
    let (corrections, names) = (Corrections::read(tx)?, Names::read(tx)?);
    let (schools, routes) = (entities::schools(tx)?, entities::escort_routes(tx)?);
    let mut sheets = Vec::new();
    for row in rows {
        let record = row.record()?;
        let Ok(Body::EscortSheet(body)) = record.read_body() else { continue };
        let at: UtcMs = corrections.time(row.record_id).unwrap_or_else(|| made_at(&record));
        if Day::of(at) != day {
            continue;
        }
        let (remaining, handed) = (body.remaining(), handed(&body.handed));
        let route = routes.iter().find(|route| Some(route.id) == body.route_id);
        let school = schools.iter().find(|school| school.id == body.school_id);
        let shown = SheetShown {
            record_id: row.record_id,
            school_id: body.school_id,
            school: school.map(|it| it.name.clone()).unwrap_or_default(),
            route: route.map(|route| route.name.clone()).unwrap_or_default(),
            window: body.window,
            at_ms: at,
            who: row.actor.map(|id| names.name(id).to_owned()).unwrap_or_default(),
            out: body.out,
            handed,
            returned: body.returned,
            remaining,
            reason: body.remaining_reason,
            situation: body.situation,
            note: corrections.text(row.record_id).unwrap_or(&body.note).to_owned(),
            state: state(&row, sending),
            voided: corrections.is_void(row.record_id),
        };
        sheets.push(Sheet { route_id: body.route_id, shown });
    }
    Ok(sheets)
}
