//! Patrol 巡逻: what each must-patrol point wanted and got, day by day, and what became of runs.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{Query, State},
};
use domain::{
    day::Day, patrol_demand::DemandState, patrol_point::PatrolPoint, patrol_run::PointOutcome,
    point_edition::PointHistory, point_no,
};

use super::span::{self, SpanQuestion};
use crate::{
    clock,
    patrol::{Patrol, RunSeen, Wanted},
    problem::ApiProblem,
    scope::Viewer,
    state::Shared,
    tables::check_ins::Visit,
    views::patrol::{PatrolDay, PatrolHistory, PatrolPointRow, PatrolVisit, RunPoint, RunRow},
};

/// The points and runs of my schools.
#[utoipa::path(get, path = "/api/patrol", params(SpanQuestion),
    responses((status = 200, body = PatrolHistory), (status = 400, body = ApiProblem), (status = 404, body = ApiProblem)))]
pub(crate) async fn read(
    State(state): State<Shared>,
    viewer: Viewer,
    Query(asked): Query<SpanQuestion>,
) -> Result<Json<PatrolHistory>, ApiProblem> {
    let mut conn = state.db.snapshot().await?;
    let now = clock::now();
    let asked = span::read(&mut conn, &viewer, &asked, now).await?;
    let patrol = Patrol::read(&mut conn, asked.unit, (asked.first, asked.last), now).await?;
    let span = (asked.first, asked.last);
    let row = |point| point_row(&patrol, point, span, &patrol.wanted(point, asked.first, asked.last));
    let points = patrol.points.iter().filter_map(row);
    let runs = patrol.runs();
    let within = |run: &&RunSeen<'_>| {
        let day = run.started.or(run.ended).map(Day::of);
        day.is_some_and(|day| asked.first <= day && day <= asked.last)
    };
    let runs = runs.iter().filter(within).filter_map(|run| run_row(&patrol, run));
    Ok(Json(PatrolHistory {
        now_ms: now,
        first: asked.first,
        last: asked.last,
        points: points.collect(),
        runs: runs.collect(),
    }))
}

/// A point with its days; one that nobody is sent to any more only when it was wanted or visited then.
pub(crate) fn point_row(
    patrol: &Patrol,
    history: &PointHistory,
    (first, last): (Day, Day),
    wanted: &BTreeMap<Day, Wanted>,
) -> Option<PatrolPointRow> {
    let point = &history.point;
    let days = first.to(last).map(|day| {
        let of_day = wanted.get(&day);
        let states = of_day.iter().flat_map(|it| it.states.iter().copied());
        let visits = patrol.visits_on(point.id, day).iter();
        PatrolDay {
            day,
            due: of_day.map_or(0, |it| it.shown),
            done: of_day.map_or(0, |it| it.done),
            state: states.max_by_key(|state| weight(*state)),
            visits: visits.map(|visit| visit_row(patrol, point, visit)).collect(),
        }
    });
    let days: Vec<PatrolDay> = days.collect();
    let seen = history.is_active() || days.iter().any(|day| day.state.is_some() || !day.visits.is_empty());
    seen.then(|| PatrolPointRow {
        id: point.id,
        typed_no: point_no::with_check(&point.point_no),
        name: point.name.clone(),
        school_id: point.school_id,
        school: patrol.names.get(&point.school_id).map(|it| it.school.clone()).unwrap_or_default(),
        min_proof: point.min_proof,
        rule: point.rule(),
        days,
    })
}

/// What needs a look first.
fn weight(state: DemandState) -> u8 {
    match state {
        DemandState::NotRecordedYet => 0,
        DemandState::Done => 1,
        DemandState::Later => 2,
        DemandState::Due => 3,
        DemandState::Open => 4,
        DemandState::Missed => 5,
    }
}

fn visit_row(patrol: &Patrol, point: &PatrolPoint, visit: &Visit) -> PatrolVisit {
    PatrolVisit {
        record_id: visit.record_id,
        at_ms: visit.at,
        quality: visit.time.quality,
        err_ms: visit.time.hi.since(visit.time.lo) / 2,
        who: visit.who.clone(),
        level: visit.row.proof.level,
        result: visit.row.result,
        believed: patrol.believed(point, visit),
        method: visit.row.method,
        party_size: visit.row.party_size,
        miss: visit.row.miss,
        note: visit.row.note.clone(),
        revisions: visit.revisions,
    }
}

fn run_row(patrol: &Patrol, seen: &RunSeen<'_>) -> Option<RunRow> {
    let (first, last) = (seen.steps.first()?, seen.steps.last()?);
    // Of a run over several schools: what lies at mine.
    let points = seen.run.points.iter().filter_map(|(id, outcome)| {
        let point = &patrol.points.iter().find(|it| it.point.id == *id)?.point;
        let (outcome, reason) = match outcome {
            PointOutcome::Visited => ("visited", None),
            PointOutcome::Ahead => ("ahead", None),
            PointOutcome::Missed(reason) => ("missed", *reason),
        };
        let planned = seen.planned.contains(id);
        Some(RunPoint { id: *id, name: point.name.clone(), outcome: outcome.to_owned(), planned, reason })
    });
    let school = first.school_id.and_then(|id| patrol.names.get(&id));
    Some(RunRow {
        run_id: seen.run_id,
        route_id: first.row.route_id,
        route: first.route.clone(),
        kind: first.row.kind,
        method: first.row.method,
        state: seen.run.state,
        who: first.who.clone(),
        school: school.map(|it| it.school.clone()).unwrap_or_default(),
        started_ms: seen.started,
        ended_ms: seen.ended,
        party: last.row.party.total(),
        points: points.collect(),
        note: last.row.note.clone(),
        record_id: first.record_id,
    })
}
