//! A run along must-patrol points 巡逻班次: started, walked, finished with a reason for each point that was not reached.
//!
//! What one checks in at while it is under way belongs to it. A run that nobody finished is over after a day. Which run is
//! under way is told by the order of the records and not by the wall clock, and how long it lasts by the clock that nobody
//! can set, as far as that goes back: whoever sets the phone's clock on a round is still on it.

use std::collections::{HashMap, HashSet};

use domain::{
    Problem,
    check_in::{CheckIn, VisitResult, is_on_site},
    day::Day,
    ids::{PointId, RouteId, RunId, StaffId, UnitId},
    limits::NOTE_CHARS_MAX,
    patrol_point::{PatrolPoint, PointKind},
    patrol_route::{MissReason, Missed, PatrolKind, PatrolRoute, PatrolRun, RunStep},
    time::{TimeBlock, UtcMs},
};
use protocol::{Body, Entity, EntityKind, Kind};
use store::{Tx, entities, records};
use uuid::Uuid;

use crate::{
    Error, Home, Tag, Worker,
    correction::Corrections,
    error::refused,
    home::Moment,
    points,
    record_time::{known_at, made_at},
    session::Names,
    text,
    views::{
        Effort, InsideRounds, MissedPoint, PatrolPage, PatrolRouteShown, PointDue, Position, RunNow, RunPlan, RunPoint,
        RunSaved, Saved,
    },
    worker,
};

const TAGS: &[Tag] = &[Tag::Patrol, Tag::Points, Tag::Records, Tag::Sync];
const DAY_MS: i64 = 24 * 60 * 60_000;
/// So many records of rounds in a row nobody takes back.
const TAKEN_BACK_MAX: usize = 16;
/// Rounds inside a school wanted each day (domain study §6.4).
const INSIDE_ROUNDS: u32 = 5;

/// The run under way, routes, and points that are due.
///
/// # Errors
/// `not-signed-in`.
pub fn page(home: &Home, position: Option<&Position>) -> Result<PatrolPage, Error> {
    home.read(|tx| {
        let moment = home.moment(tx)?;
        let me = worker::current(tx)?.staff_id;
        let here = position.and_then(Position::to_domain).map(|it| it.place);
        let due: Vec<PointDue> = points::list(tx, &moment, here)?.into_iter().map(|it| it.point).collect();
        let routes = entities::patrol_routes(tx)?;
        let finished = finished_today(tx, &moment)?;
        let run = match running(tx, &moment, me)? {
            Some(run) => Some(run_now(tx, &moment, &run, &routes, &due)?),
            None => None,
        };
        let names = Names::read(tx)?;
        // A round on which nothing was visited is none, nor is one before the screen.
        let reached = reached(tx, &moment)?;
        let is_round = |it: &&PatrolRun| it.kind == PatrolKind::Inside && reached.contains(&it.run_id);
        let inside = finished.iter().filter(is_round).count();
        Ok(PatrolPage {
            now_ms: moment.now(),
            run,
            routes: routes.into_iter().map(|route| shown(route, &names, &due, &finished)).collect(),
            inside: InsideRounds { done: count(inside), need: INSIDE_ROUNDS },
            due,
        })
    })
}

/// All routes, as they were given.
///
/// # Errors
/// Only those of the database.
pub fn routes(home: &Home) -> Result<Vec<PatrolRoute>, Error> {
    home.read(|tx| Ok(entities::patrol_routes(tx)?))
}

/// Starts a run.
///
/// # Errors
/// `patrol-running`, `unknown-route`, `unknown-point`, `text-too-long`, `text-has-identity`.
pub fn start(home: &Home, worker: Worker, plan: &RunPlan) -> Result<RunSaved, Error> {
    let note = text::checked(&plan.note, NOTE_CHARS_MAX)?;
    home.write(TAGS, |tx, moment| {
        if running(tx, moment, worker.staff_id)?.is_some() {
            return Err(refused("patrol-running"));
        }
        let run = PatrolRun {
            run_id: RunId(Uuid::now_v7()),
            route_id: plan.route_id,
            kind: plan.kind,
            method: plan.method,
            step: RunStep::Start,
            planned: planned(tx, worker, plan)?,
            party: plan.party,
            missed: Vec::new(),
            note,
            effort: plan.effort.map(Effort::to_domain),
        };
        save(tx, moment, worker, run)
    })
}

/// Finishes the run under way. Each planned point that was neither visited nor said to be out of reach needs a reason.
///
/// # Errors
/// `no-patrol`, `miss-reasons-needed`, `note-missing` (of the reason "other"), `text-too-long`, `text-has-identity`.
pub fn finish(
    home: &Home,
    worker: Worker,
    reasons: &[MissedPoint],
    (note, effort): (&str, Option<Effort>),
) -> Result<RunSaved, Error> {
    let note = text::checked(note, NOTE_CHARS_MAX)?;
    home.write(TAGS, |tx, moment| {
        let run = running(tx, moment, worker.staff_id)?.ok_or_else(|| refused("no-patrol"))?;
        let visits = run.visits(tx)?;
        let (mut missed, mut left) = (Vec::new(), 0);
        for point_id in run.start.planned.iter().copied() {
            let given = || reasons.iter().find(|it| it.point_id == point_id).map(|it| it.reason);
            match visits.get(&point_id) {
                Some(visit) if visit.result != VisitResult::Unreachable => {}
                visit => match visit.and_then(|it| it.miss).or_else(given) {
                    Some(reason) => missed.push(Missed { point_id, reason }),
                    None => left += 1,
                },
            }
        }
        if left > 0 {
            return Err(Problem::new("miss-reasons-needed").with("left", left).into());
        }
        if note.is_empty() && reasons.iter().any(|it| it.reason == MissReason::Other) {
            return Err(refused("note-missing"));
        }
        save(
            tx,
            moment,
            worker,
            PatrolRun { step: RunStep::Finish, missed, note, effort: effort.map(Effort::to_domain), ..run.start },
        )
    })
}

/// Takes back a run that was started by mistake.
///
/// # Errors
/// `no-patrol`, `text-too-long`, `text-has-identity`.
pub fn void(home: &Home, worker: Worker, note: &str) -> Result<RunSaved, Error> {
    let note = text::checked(note, NOTE_CHARS_MAX)?;
    home.write(TAGS, |tx, moment| {
        let run = running(tx, moment, worker.staff_id)?.ok_or_else(|| refused("no-patrol"))?;
        save(tx, moment, worker, PatrolRun { step: RunStep::Void, note, effort: None, ..run.start })
    })
}

fn save(tx: &Tx<'_>, moment: &Moment<'_>, worker: Worker, run: PatrolRun) -> Result<RunSaved, Error> {
    let run_id = run.run_id;
    let stored = moment.append(tx, worker, Body::PatrolRun(run))?;
    let saved = Saved { record_id: stored.record_id, seq: stored.seq, at_ms: moment.now(), on_time: None };
    Ok(RunSaved { saved, run_id })
}

/// Points of the route, or those chosen; of a round inside, by default those inside the own school.
fn planned(tx: &Tx<'_>, worker: Worker, plan: &RunPlan) -> Result<Vec<PointId>, Error> {
    if let Some(route_id) = plan.route_id {
        return Ok(route(tx, route_id)?.points);
    }
    if plan.point_ids.is_empty() && plan.kind == PatrolKind::Inside {
        let names = Names::read(tx)?;
        let own = names.member(worker.staff_id).map(|member| member.unit);
        let mut inside = entities::points(tx)?;
        inside.retain(|point| point.kind == PointKind::KeyPosition);
        if inside.iter().any(|point| is_of(point, own)) {
            inside.retain(|point| is_of(point, own));
        }
        return Ok(inside.into_iter().map(|point| point.id).collect());
    }
    plan.point_ids.iter().map(|id| Ok(points::get(tx, *id)?.id)).collect()
}

fn is_of(point: &PatrolPoint, unit: Option<UnitId>) -> bool {
    unit == Some(point.school_id.into())
}

fn route(tx: &Tx<'_>, id: RouteId) -> Result<PatrolRoute, Error> {
    match entities::get(tx, EntityKind::PatrolRoute, id.as_bytes())? {
        Some(Entity::PatrolRoute(route)) => Ok(route),
        _ => Err(refused("unknown-route")),
    }
}

/// A run under way.
pub(crate) struct Run {
    /// How it began.
    pub(crate) start: PatrolRun,
    /// When, as it was put right since.
    started: UtcMs,
    /// Where the record of that stands; what was done on it stands after.
    place: u64,
}

/// What was found at a point of a run.
struct Found {
    at: UtcMs,
    result: VisitResult,
    miss: Option<MissReason>,
}

impl Run {
    /// Who comes along, as a visit counts them; nothing when nobody does.
    pub(crate) fn party_size(&self) -> Option<u8> {
        let size = u8::try_from(self.start.party.total()).unwrap_or(u8::MAX);
        Some(size).filter(|size| *size > 0)
    }

    /// The last visit of each point. One that reached the point counts before one that did not.
    fn visits(&self, tx: &Tx<'_>) -> Result<HashMap<PointId, Found>, Error> {
        let corrections = Corrections::read(tx)?;
        let mut found: HashMap<PointId, Found> = HashMap::new();
        for row in records::after(tx, self.place, &[Kind::CheckIn])?.into_iter().rev() {
            let record = row.record()?;
            let Ok(Body::CheckIn(visit)) = record.read_body() else { continue };
            if corrections.is_void(row.record_id) || run_of(&visit) != Some(self.start.run_id) {
                continue;
            }
            let at = corrections.time(row.record_id).unwrap_or_else(|| made_at(&record));
            let miss = visit.detail.as_ref().and_then(|detail| detail.miss);
            let reached = |it: &Found| it.result != VisitResult::Unreachable;
            if visit.result != VisitResult::Unreachable || !found.get(&visit.point_id).is_some_and(reached) {
                found.insert(visit.point_id, Found { at, result: visit.result, miss });
            }
        }
        Ok(found)
    }
}

fn run_of(visit: &CheckIn) -> Option<RunId> {
    visit.detail.as_ref().and_then(|detail| detail.run_id)
}

/// The run of this person that is under way: the last one they began on this phone, if they did not end it.
pub(crate) fn running(tx: &Tx<'_>, moment: &Moment<'_>, staff_id: StaffId) -> Result<Option<Run>, Error> {
    let rows = records::last_of(tx, staff_id, Kind::PatrolRun, TAKEN_BACK_MAX)?;
    if rows.is_empty() {
        return Ok(None); // every visit asks, and most are made on no run
    }
    let corrections = Corrections::read(tx)?;
    for row in rows.into_iter().filter(|row| !corrections.is_void(row.record_id)) {
        let record = row.record()?;
        let Ok(Body::PatrolRun(run)) = record.read_body() else { continue };
        let put_right = corrections.time(row.record_id);
        let lasted = match put_right {
            Some(began) => moment.now().since(began),
            None => since(tx, moment, &record.time)?,
        };
        let started = put_right.unwrap_or_else(|| moment.now().plus(-lasted));
        let run = Run { start: run, started, place: row.place };
        return Ok(Some(run).filter(|run| run.start.step == RunStep::Start && lasted < DAY_MS));
    }
    Ok(None)
}

/// How long ago something was recorded: by the boot clock where it is of this start of the phone; else by what is known of
/// both times; else by the wall clock, which is then all there is.
fn since(tx: &Tx<'_>, moment: &Moment<'_>, then: &TimeBlock) -> Result<i64, Error> {
    let now = moment.reading();
    if now.boot_id == then.boot_id {
        return Ok(i64::try_from(now.boot_ms.saturating_sub(then.boot_ms)).unwrap_or(i64::MAX));
    }
    let known = known_at(tx, then)?;
    let both = moment.err_ms().is_some() && known.quality.is_known();
    Ok(if both { moment.now().since(known.best) } else { now.wall.since(then.wall) })
}

/// Runs that were finished today on this phone.
fn finished_today(tx: &Tx<'_>, moment: &Moment<'_>) -> Result<Vec<PatrolRun>, Error> {
    let today = Day::of(moment.now());
    let from = moment.now().min(moment.reading().wall).plus(-2 * DAY_MS);
    let corrections = Corrections::read(tx)?;
    let mut finished = Vec::new();
    for row in records::since(tx, from, &[Kind::PatrolRun])? {
        let record = row.record()?;
        let at = corrections.time(row.record_id).unwrap_or_else(|| made_at(&record));
        if Day::of(at) == today
            && !corrections.is_void(row.record_id)
            && let Ok(Body::PatrolRun(run)) = record.read_body()
            && run.step == RunStep::Finish
        {
            finished.push(run);
        }
    }
    Ok(finished)
}

/// The runs of these days on which somebody was at a point.
fn reached(tx: &Tx<'_>, moment: &Moment<'_>) -> Result<HashSet<RunId>, Error> {
    let from = moment.now().min(moment.reading().wall).plus(-2 * DAY_MS);
    let corrections = Corrections::read(tx)?;
    let mut runs = HashSet::new();
    for row in records::since(tx, from, &[Kind::CheckIn])? {
        if let Ok(Body::CheckIn(visit)) = row.record()?.read_body()
            && is_on_site(visit.result, visit.detail.as_ref().and_then(|it| it.method))
            && !corrections.is_void(row.record_id)
        {
            runs.extend(run_of(&visit));
        }
    }
    Ok(runs)
}

fn run_now(
    tx: &Tx<'_>,
    moment: &Moment<'_>,
    run: &Run,
    routes: &[PatrolRoute],
    due: &[PointDue],
) -> Result<RunNow, Error> {
    let visits = run.visits(tx)?;
    let start = &run.start;
    let mut others: Vec<(&PointId, &Found)> = visits.iter().filter(|(id, _)| !start.planned.contains(id)).collect();
    others.sort_by_key(|(_, found)| found.at);
    let ids = start.planned.iter().chain(others.into_iter().map(|(id, _)| id));
    let points: Vec<RunPoint> = ids
        .filter_map(|id| {
            let found = visits.get(id);
            Some(RunPoint {
                point: due.iter().find(|it| it.id == *id)?.clone(),
                planned: start.planned.contains(id),
                visited_ms: found.map(|it| it.at),
                result: found.map(|it| it.result),
                miss: found.and_then(|it| it.miss),
            })
        })
        .collect();
    let reached = |it: &&RunPoint| it.result.is_some_and(|result| result != VisitResult::Unreachable);
    let left = |it: &&RunPoint| it.planned && !reached(it) && it.miss.is_none();
    let name = routes.iter().find(|route| Some(route.id) == start.route_id).map(|route| route.name.clone());
    Ok(RunNow {
        run_id: start.run_id,
        route_id: start.route_id,
        name: name.unwrap_or_default(),
        kind: start.kind,
        method: start.method,
        started_ms: run.started.min(moment.now()),
        party: start.party,
        visited: count(points.iter().filter(reached).count()),
        left: count(points.iter().filter(left).count()),
        points,
    })
}

fn shown(route: PatrolRoute, names: &Names, due: &[PointDue], finished: &[PatrolRun]) -> PatrolRouteShown {
    PatrolRouteShown {
        id: route.id,
        unit: names.unit(route.unit_id).to_owned(),
        kind: route.kind,
        points: route.points.iter().filter_map(|id| due.iter().find(|it| it.id == *id).cloned()).collect(),
        runs_today: count(finished.iter().filter(|it| it.route_id == Some(route.id)).count()),
        name: route.name,
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
