//! A code for new phones, given out by whoever looks over the place they are for.

use axum::{Json, extract::State, http::StatusCode};
use domain::{agency::AgencyKind, ids::UnitId, role::Role};

use crate::{
    audit::Entry,
    clock,
    db::Conn,
    enroll::{self, Belongs, GivenCode},
    error::Result,
    problem::ApiProblem,
    scope::Viewer,
    state::Shared,
    tables::{agencies, audit_log::Action, jurisdictions, schools},
    told::{Deed, Told},
    views::enroll_codes::{Code, CodeWanted},
};

/// Phones for one code, at most: a district that is equipped at once.
const USES_MAX: u32 = 10_000;

/// Give out a code.
#[utoipa::path(post, path = "/api/enroll-codes", request_body = CodeWanted,
    responses((status = 200, body = Code), (status = 400, body = ApiProblem), (status = 403, body = ApiProblem),
        (status = 404, body = ApiProblem)))]
pub(crate) async fn give(
    State(state): State<Shared>,
    viewer: Viewer,
    Json(wanted): Json<CodeWanted>,
) -> Result<Json<Code>, ApiProblem> {
    if !may_equip(viewer.account.role) {
        return Err(ApiProblem::new(StatusCode::FORBIDDEN, "not-yours"));
    }
    let belongs = match (wanted.school, wanted.station) {
        (Some(school), None) => Belongs::School(school),
        (None, Some(station)) => Belongs::Station(station),
        _ => return Err(ApiProblem::bad_question()),
    };
    let uses = wanted.uses.unwrap_or(1);
    if !(1..=USES_MAX).contains(&uses) {
        return Err(ApiProblem::bad_question());
    }
    let mut conn = state.db.snapshot().await?;
    if !reaches(&mut conn, &viewer, &belongs).await? {
        return Err(ApiProblem::not_found());
    }
    let unit = enroll::find_unit(&mut conn, &belongs).await?;
    let of = enroll::place_name(&mut conn, unit).await?;
    drop(conn);
    let given = enroll::give_code(&state.db, &belongs, uses).await?;
    let (Belongs::School(code) | Belongs::Station(code)) = &belongs;
    let subject = Told::of(Deed::EnrollCode).with("of", of).with("code", code).with("uses", uses).subject();
    let entry = Entry { at: clock::now(), account: viewer.account.name, action: Action::EnrollCode, subject };
    state.audit.write(entry).await?;
    let GivenCode { code, url, expires_at } = given;
    Ok(Json(Code { code, url, expires_at }))
}

/// Towns and the bureau look, schools, stations and the city office equip.
fn may_equip(role: Role) -> bool {
    matches!(role, Role::SchoolSafety | Role::StationInfo | Role::StationLeader | Role::CityOffice)
}

async fn reaches(conn: &mut Conn, viewer: &Viewer, belongs: &Belongs) -> Result<bool> {
    match belongs {
        Belongs::School(code) => match schools::by_code(conn, code).await? {
            Some(school) => Ok(viewer.sees_all() || jurisdictions::reaches(conn, viewer.unit(), school.id).await?),
            None => Ok(false),
        },
        Belongs::Station(code) => {
            let station = agencies::by_code(conn, code, AgencyKind::PoliceStation).await?;
            Ok(station.is_some_and(|station| viewer.sees_all() || UnitId::from(station.id) == viewer.unit()))
        }
    }
}
