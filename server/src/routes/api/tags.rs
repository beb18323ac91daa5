//! Tags: which hang where, sheets of them to print, and a new one in the place of an old.

use axum::{
    Json,
    extract::{Path, Query, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{agency::AgencyKind, ids::UnitId, point_no};
use serde::Deserialize;
use tokio::sync::Semaphore;
use utoipa::IntoParams;

use super::{point, points::seen_school};
use crate::{
    db::Conn,
    points,
    problem::ApiProblem,
    scope::Viewer,
    state::Shared,
    tables::{
        accounts, agencies,
        points::Listed,
        schools,
        tags::{self as table},
    },
    tag_sheet::{self, Size},
    tags::{self, TAGS_MAX},
    views::{
        point::PointReport,
        tags::{HangingTag, Signed, TagList, TagWish},
    },
};

/// Of whom; all of mine when nothing is said.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct TagsQuestion {
    /// Code of a school.
    school: Option<String>,
    /// Code of a police station.
    station: Option<String>,
    /// One point.
    point: Option<String>,
}

/// How large.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct SheetQuestion {
    /// Tags on a page: 4 or 8.
    size: Option<u32>,
}

/// Sheets drawn at once; each is some seconds of work for a whole station.
static DRAWING: Semaphore = Semaphore::const_new(2);

/// Tags of my points.
#[utoipa::path(get, path = "/api/tags", params(TagsQuestion),
    responses((status = 200, body = TagList), (status = 404, body = ApiProblem)))]
pub(crate) async fn list(
    State(state): State<Shared>,
    viewer: Viewer,
    Query(question): Query<TagsQuestion>,
) -> Result<Json<TagList>, ApiProblem> {
    let mut conn = state.db.snapshot().await?;
    let (_, listed) = wanted(&mut conn, &viewer, &question).await?;
    let more = listed.len() == TAGS_MAX;
    let issued = table::issued_prints(&mut conn).await?;
    let row = |it: Listed| HangingTag {
        issued: issued.get(&(it.kept.point.id, it.kept.tag_serial)).cloned().map(Signed::of),
        point_id: it.kept.point.id,
        typed_no: point_no::with_check(&it.kept.point.point_no),
        point: it.kept.point.name,
        school: it.school,
        school_code: it.school_code,
        serial: it.kept.tag_serial,
    };
    let mut tags: Vec<HangingTag> = listed.into_iter().map(row).collect();
    let names = tags.iter_mut().filter_map(|it| it.issued.as_mut()).map(|it| &mut it.account);
    accounts::call_by_label(&mut conn, names.collect()).await?;
    Ok(Json(TagList { tags, more }))
}

/// A sheet of tags to print. Whoever takes one is noted.
#[utoipa::path(get, path = "/api/tags/sheet", params(TagsQuestion, SheetQuestion),
    responses((status = 200, content_type = "application/pdf"), (status = 403, body = ApiProblem),
        (status = 404, body = ApiProblem)))]
pub(crate) async fn sheet(
    State(state): State<Shared>,
    viewer: Viewer,
    Query(question): Query<TagsQuestion>,
    Query(sheet): Query<SheetQuestion>,
) -> Result<Response, ApiProblem> {
    if !viewer.account.role.may_set_routes() {
        return Err(ApiProblem::forbidden());
    }
    let size = Size::of(sheet.size.unwrap_or(8)).ok_or_else(ApiProblem::bad_question)?;
    let mut tx = state.db.begin().await?;
    let (name, listed) = wanted(&mut tx, &viewer, &question).await?;
    if listed.is_empty() {
        return Err(ApiProblem::new(StatusCode::UNPROCESSABLE_ENTITY, "no-points"));
    }
    let faces = tags::issue(&mut tx, state.identity.key(), listed, (&name, point::author(&viewer))).await?;
    tx.commit().await.map_err(crate::Error::from)?;
    let unwell = || ApiProblem::new(StatusCode::INTERNAL_SERVER_ERROR, "server-unwell");
    let _slot = DRAWING.acquire().await.map_err(|_| unwell())?;
    let drawn = tokio::task::spawn_blocking(move || tag_sheet::draw(&faces, size)).await.map_err(|_| unwell())??;
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
        (header::CONTENT_DISPOSITION, format!("inline; filename=\"huxiao-tags-{name}.pdf\"")),
    ];
    Ok((headers, drawn).into_response())
}

/// Retire a print or a live key, and begin the next.
#[utoipa::path(post, path = "/api/points/{point_id}/tag", params(("point_id" = String, Path)), request_body = TagWish,
    responses((status = 200, body = PointReport), (status = 403, body = ApiProblem), (status = 404, body = ApiProblem),
        (status = 422, body = ApiProblem)))]
pub(crate) async fn rotate(
    State(state): State<Shared>,
    viewer: Viewer,
    Path(point_id): Path<String>,
    Json(wish): Json<TagWish>,
) -> Result<Json<PointReport>, ApiProblem> {
    let reason = point::reason(&wish.reason)?;
    let (mut tx, kept) = point::tagged(&state, &viewer, &point_id).await?;
    points::rotate(&mut tx, &kept, wish.form, (&reason, point::author(&viewer))).await?;
    point::changed(&state, &viewer, tx, kept.point.id).await
}

/// The points that are asked for, and a word for them: a code or a number.
async fn wanted(
    conn: &mut Conn,
    viewer: &Viewer,
    question: &TagsQuestion,
) -> Result<(String, Vec<Listed>), ApiProblem> {
    if let Some(id) = &question.point {
        let kept = point::seen(conn, viewer, id).await?;
        let school = schools::get(conn, kept.point.school_id).await?.ok_or_else(ApiProblem::not_found)?;
        let name = kept.point.point_no.clone();
        return Ok((name, vec![Listed { kept, school: school.name, school_code: school.code }]));
    }
    let (name, unit) = match (&question.school, &question.station) {
        (Some(code), None) => (code.clone(), Some(seen_school(conn, viewer, code).await?.id.into())),
        (None, Some(code)) => {
            let station = agencies::by_code(conn, code, AgencyKind::PoliceStation).await?;
            let unit = station.map(|station| UnitId::from(station.id)).ok_or_else(ApiProblem::not_found)?;
            if !viewer.sees_all() && unit != viewer.unit() {
                return Err(ApiProblem::not_found());
            }
            (code.clone(), Some(unit))
        }
        (None, None) => ("all".to_owned(), (!viewer.sees_all()).then(|| viewer.unit())),
        (Some(_), Some(_)) => return Err(ApiProblem::bad_question()),
    };
    Ok((name, tags::points_of(conn, unit).await?))
}
