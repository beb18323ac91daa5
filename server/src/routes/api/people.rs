//! A person's own record 个人记录: when they stood where, which points they visited, what was asked and decided. Only the
//! unit the person belongs to sees it; there is no list by figures and no rank. A person sees the own part on each phone
//! that they used: what was recorded there by them and of them, with what was asked and decided (我的记录).

use axum::{
    Json,
    extract::{Path, Query, State},
};
use domain::ids::{RecordId, StaffId};

use super::{
    patrol::point_row,
    span::{self, SpanQuestion},
};
use crate::{
    audit::Entry,
    clock,
    patrol::Patrol,
    problem::ApiProblem,
    scope::Viewer,
    shift::{self, Ledger},
    state::Shared,
    tables::{audit_log::Action, staff},
    views::people::{PersonList, PersonRecord, PersonRow, PersonVisit},
};

/// The people of my unit.
#[utoipa::path(get, path = "/api/people", responses((status = 200, body = PersonList)))]
pub(crate) async fn list(State(state): State<Shared>, viewer: Viewer) -> Result<Json<PersonList>, ApiProblem> {
    let listed = staff::list(&mut *state.db.snapshot().await?, Some(viewer.unit())).await?;
    let own = listed.into_iter().map(|it| it.staff).filter(|it| it.unit == viewer.unit());
    let row = |it: domain::staff::StaffMember| PersonRow {
        staff_id: it.id,
        name: it.name,
        kind: it.kind.code().to_owned(),
        post: it.post,
    };
    Ok(Json(PersonList { people: own.map(row).collect() }))
}

/// What is recorded of somebody of my unit.
#[utoipa::path(get, path = "/api/people/{staff_id}", params(("staff_id" = String, Path), SpanQuestion),
    responses((status = 200, body = PersonRecord), (status = 404, body = ApiProblem)))]
pub(crate) async fn read(
    State(state): State<Shared>,
    viewer: Viewer,
    Path(staff_id): Path<String>,
    Query(asked): Query<SpanQuestion>,
) -> Result<Json<PersonRecord>, ApiProblem> {
    let staff_id: StaffId = staff_id.parse().map_err(|_| ApiProblem::not_found())?;
    let mut conn = state.db.snapshot().await?;
    let person = staff::get(&mut conn, staff_id).await?.filter(|it| it.unit == viewer.unit());
    let person = person.ok_or_else(ApiProblem::not_found)?;
    let now = clock::now();
    let asked = span::read(&mut conn, &viewer, &asked, now).await?;
    let span = (asked.first, asked.last);
    let ledger = Ledger::read(&mut conn, viewer.unit(), span, now).await?;
    let patrol = Patrol::read(&mut conn, viewer.unit(), span, now).await?;
    let rulings = crate::tables::rulings::of_staff(&mut conn, staff_id, asked.first.at(0), asked.last.at(1440)).await?;
    drop(conn);
    let entry = Entry {
        at: now,
        account: viewer.account.name.clone(),
        action: Action::PersonView,
        subject: staff_id.to_string(),
    };
    state.audit.write(entry).await?;
    let shifts = ledger.all(asked.first, asked.last).map(|held| shift::row(&ledger, &held)).filter_map(|mut row| {
        row.people.retain(|it| it.staff_id == Some(staff_id));
        (!row.people.is_empty()).then_some(row)
    });
    let rows = patrol
        .points
        .iter()
        .filter_map(|history| point_row(&patrol, history, span, &patrol.wanted(history, span.0, span.1)));
    let visits = rows.flat_map(|row| {
        let made = patrol.visits(row.id).iter().filter(|it| it.staff_id == Some(staff_id)).map(|it| it.record_id);
        let made: Vec<RecordId> = made.collect();
        let (name, school) = (row.name, row.school);
        let of_days = row.days.into_iter().flat_map(|day| day.visits);
        of_days
            .filter(|visit| made.contains(&visit.record_id))
            .map(|visit| PersonVisit { point: name.clone(), school: school.clone(), visit })
            .collect::<Vec<_>>()
    });
    Ok(Json(PersonRecord {
        shifts: shifts.collect(),
        visits: visits.collect(),
        rulings,
        first: asked.first,
        last: asked.last,
        person: PersonRow { staff_id, name: person.name, kind: person.kind.code().to_owned(), post: person.post },
    }))
}
