//! The must-patrol points of my schools as the office keeps them, and a new one.

use axum::{
    Json,
    extract::{Path, Query, State},
};
use domain::{crs::Crs, ids::UnitId, point_wish::PointWish, position::Place, role::PointReach, school::School};
use serde::Deserialize;
use utoipa::IntoParams;

use super::point;
use crate::{
    db::Conn,
    points,
    problem::ApiProblem,
    proposals::{self, Whose},
    scope::Viewer,
    sql,
    state::Shared,
    tables::{
        agencies, jurisdictions,
        points::{self as table, Filter},
        schools,
    },
    views::{
        point::PointReport,
        points::{NewPoint, PointList, PointSheet, PointWanted, SchoolGround, UnitChoice},
    },
};

/// Which points.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct PointsQuestion {
    /// `active` (when left out), `paused` or `retired`.
    show: Option<String>,
    /// Only of this kind.
    kind: Option<String>,
    /// In the name or number of the point, or in the name or code of its school.
    q: Option<String>,
}

impl PointWanted {
    /// As a wish for a school; refused where it cannot be.
    pub(crate) async fn checked(self, conn: &mut Conn, school: &School) -> Result<PointWish, ApiProblem> {
        let given = Place::from_degrees(self.lat, self.lon).ok_or_else(ApiProblem::bad_question)?;
        let place = self.crs.unwrap_or(Crs::Wgs84).to_wgs84(given);
        if let Some(unit) = self.responsible
            && !jurisdictions::reaches(conn, unit, school.id).await?
        {
            return Err(ApiProblem::bad_question());
        }
        let Self { name, kind, radius_m, per_day, min_proof, frequency, responsible, .. } = self;
        let wish = PointWish {
            name: sql::plain_text(&name),
            kind,
            place,
            radius_m,
            per_day,
            min_proof,
            frequency,
            responsible: responsible.filter(|unit| *unit != UnitId::from(school.id)),
        };
        wish.check(school.place)?;
        Ok(wish)
    }
}

/// Points at most on one page; a district has some thousand, and nobody reads them through.
const PAGE: usize = 300;

/// Points of my schools.
#[utoipa::path(get, path = "/api/points", params(PointsQuestion), responses((status = 200, body = PointList)))]
pub(crate) async fn list(
    State(state): State<Shared>,
    viewer: Viewer,
    Query(question): Query<PointsQuestion>,
) -> Result<Json<PointList>, ApiProblem> {
    let show = question.show.as_deref().filter(|word| !word.is_empty()).unwrap_or("active");
    let kind = question.kind.as_deref().filter(|word| !word.is_empty()).map(sql::from_word).transpose();
    let filter = Filter {
        unit: (!viewer.sees_all()).then(|| viewer.unit()),
        state: sql::from_word(show).map_err(|_| ApiProblem::bad_question())?,
        kind: kind.map_err(|_| ApiProblem::bad_question())?,
        text: question.q.unwrap_or_default().trim().to_owned(),
    };
    let mut conn = state.db.snapshot().await?;
    let mut listed = table::page(&mut conn, &filter, PAGE as i64 + 1).await?;
    let more = listed.len() > PAGE;
    listed.truncate(PAGE);
    let points = listed.into_iter().map(|it| PointSheet::of(it.kept, (it.school, it.school_code))).collect();
    let open = proposals::open(&mut conn, Whose::Unit(viewer.unit())).await?;
    let proposals = open.iter().map(|(kept, of_point)| (kept.point.id, of_point.len())).collect();
    Ok(Json(PointList { points, more, proposals }))
}

/// Make a point.
#[utoipa::path(post, path = "/api/points", request_body = NewPoint, responses((status = 200, body = PointReport),
    (status = 403, body = ApiProblem), (status = 404, body = ApiProblem), (status = 422, body = ApiProblem)))]
pub(crate) async fn create(
    State(state): State<Shared>,
    viewer: Viewer,
    Json(wanted): Json<NewPoint>,
) -> Result<Json<PointReport>, ApiProblem> {
    if !viewer.account.role.may_set_point(wanted.point.kind) {
        return Err(ApiProblem::forbidden());
    }
    let mut tx = state.db.begin().await?;
    let school = seen_school(&mut tx, &viewer, &wanted.school).await?;
    let wish = wanted.point.checked(&mut tx, &school).await?;
    let id = points::create(&mut tx, school.id, wish, point::author(&viewer)).await?;
    let report = point::report(&mut tx, (&state, &viewer), id).await?;
    tx.commit().await.map_err(crate::Error::from)?;
    Ok(Json(report))
}

/// A school of mine with its points, for a map of it.
#[utoipa::path(get, path = "/api/schools/{code}/ground", params(("code" = String, Path)),
    responses((status = 200, body = SchoolGround), (status = 404, body = ApiProblem)))]
pub(crate) async fn ground(
    State(state): State<Shared>,
    viewer: Viewer,
    Path(code): Path<String>,
) -> Result<Json<SchoolGround>, ApiProblem> {
    let mut conn = state.db.snapshot().await?;
    let school = seen_school(&mut conn, &viewer, &code).await?;
    Ok(Json(ground_of(&mut conn, &viewer, school).await?))
}

/// Puts a school's ground together.
pub(crate) async fn ground_of(conn: &mut Conn, viewer: &Viewer, school: School) -> Result<SchoolGround, ApiProblem> {
    let sheets = table::of_school(conn, school.id).await?;
    let mut units = vec![UnitChoice { id: school.id.into(), name: school.name.clone() }];
    let over = agencies::over(conn, school.id).await?;
    units.extend(over.into_iter().map(|agency| UnitChoice { id: agency.id.into(), name: agency.name }));
    Ok(SchoolGround {
        code: school.code,
        name: school.name,
        lat: school.place.lat(),
        lon: school.place.lon(),
        points: sheets.into_iter().map(|kept| PointSheet::of(kept, Default::default())).collect(),
        units,
        may_set: viewer.account.role.sets_points().is_some(),
        inside_only: viewer.account.role.sets_points() == Some(PointReach::Inside),
    })
}

/// The school of this code, if the viewer looks over it.
pub(crate) async fn seen_school(conn: &mut Conn, viewer: &Viewer, code: &str) -> Result<School, ApiProblem> {
    let school = schools::by_code(conn, code).await?.ok_or_else(ApiProblem::not_found)?;
    let seen = viewer.sees_all() || jurisdictions::reaches(conn, viewer.unit(), school.id).await?;
    if seen { Ok(school) } else { Err(ApiProblem::not_found()) }
}
