//! Must-patrol points of a span of days: what each point wanted, what was visited, and what became of runs. Histories,
//! charts and reports ask here.

use std::collections::{BTreeMap, HashMap};

use domain::{
    calendar::{Calendars, SchoolCalendar},
    check_in::{VisitResult, VisitState},
    day::Day,
    duty_window::DutyWindow,
    ids::{PointId, RunId, SchoolId, UnitId},
    patrol_demand::{Demand, DemandState},
    patrol_point::PatrolPoint,
    patrol_route::{Missed, RunStep},
    patrol_run::{self, Run, RunFacts},
    time::{TimeInterval, UtcMs},
};

use crate::{
    db::Conn,
    error::Result,
    shift::SchoolNames,
    tables::{
        check_ins::{self, Visit},
        doubts,
        patrol_runs::{self, Step},
        points, schools, windows,
    },
};

/// Everything the points of some days are judged by.
pub(crate) struct Patrol {
    pub(crate) now: UtcMs,
    pub(crate) names: BTreeMap<SchoolId, SchoolNames>,
    pub(crate) points: Vec<PatrolPoint>,
    visits: HashMap<PointId, Vec<Visit>>,
    doubted: doubts::Doubted,
    steps: BTreeMap<RunId, Vec<Step>>,
    windows: HashMap<SchoolId, Vec<DutyWindow>>,
    calendars: Vec<SchoolCalendar>,
}

/// How one demand of a point stands.
pub(crate) struct Wanted {
    pub(crate) demand: Demand,
    pub(crate) done: u32,
    pub(crate) state: DemandState,
}

/// A run with its records.
pub(crate) struct RunSeen<'p> {
    pub(crate) run_id: RunId,
    pub(crate) steps: &'p [Step],
    pub(crate) started: Option<UtcMs>,
    pub(crate) ended: Option<UtcMs>,
    pub(crate) run: Run,
}

impl Patrol {
    /// Reads what is known of the days from `first` to `last`; weeks that begin or end there are read whole.
    pub(crate) async fn read(conn: &mut Conn, unit: UnitId, (first, last): (Day, Day), now: UtcMs) -> Result<Self> {
        let (from, to) = (first.monday().at(0), last.plus(2).at(0));
        let listed = schools::list(conn, Some(unit)).await?;
        let names = listed.into_iter().map(|l| (l.school.id, SchoolNames { school: l.school.name, town: l.town }));
        let mut patrol = Self {
            now,
            names: names.collect(),
            points: points::list(conn, Some(unit)).await?,
            visits: HashMap::new(),
            doubted: doubts::of_unit(conn, unit).await?,
            steps: BTreeMap::new(),
            windows: HashMap::new(),
            calendars: crate::tables::calendars::of_unit(conn, unit).await?,
        };
        for visit in check_ins::of_span(conn, unit, from, to).await? {
            patrol.visits.entry(visit.row.point_id).or_default().push(visit);
        }
        for step in patrol_runs::of_span(conn, unit, from, to).await? {
            patrol.steps.entry(step.row.run_id).or_default().push(step);
        }
        for window in windows::list(conn, unit).await? {
            patrol.windows.entry(window.school_id).or_default().push(window);
        }
        Ok(patrol)
    }

    /// The visits to a point, also those that could not reach it, in the order of time.
    pub(crate) fn visits(&self, point: PointId) -> &[Visit] {
        self.visits.get(&point).map(Vec::as_slice).unwrap_or_default()
    }

    /// What a point wanted from `first` to `last`, and what it got.
    pub(crate) fn wanted(&self, point: &PatrolPoint, first: Day, last: Day) -> Vec<Wanted> {
        let windows = self.windows.get(&point.school_id).map(Vec::as_slice).unwrap_or_default();
        let calendars = Calendars::of(point.school_id, &self.calendars);
        let counted: Vec<TimeInterval> = self
            .visits(point.id)
            .iter()
            .filter(|visit| visit.counts())
            .map(|visit| TimeInterval { best: visit.at, ..widened(visit) })
            .collect();
        let judge =
            |demand: Demand| Wanted { done: demand.done(&counted), state: demand.state(&counted, self.now), demand };
        point.demands(windows, &calendars, first, last).into_iter().map(judge).collect()
    }

    /// Whether a visit is believed.
    pub(crate) fn believed(&self, point: &PatrolPoint, visit: &Visit) -> VisitState {
        VisitState::of(visit.row.proof.level, point.min_proof, self.doubted.contains(visit.record_id), visit.verdict)
    }

    /// The runs of these days, the newest first.
    pub(crate) fn runs(&self) -> Vec<RunSeen<'_>> {
        let mut runs: Vec<RunSeen<'_>> = self.steps.iter().map(|(id, steps)| self.run(*id, steps)).collect();
        runs.sort_by_key(|run| std::cmp::Reverse(run.started.or(run.ended)));
        runs
    }

    fn run<'p>(&'p self, run_id: RunId, steps: &'p [Step]) -> RunSeen<'p> {
        let of = |wanted: RunStep| steps.iter().find(|step| step.row.step == wanted);
        let (start, void) = (of(RunStep::Start), of(RunStep::Void));
        let end = void.or_else(|| of(RunStep::Finish));
        let in_run: Vec<&Visit> =
            self.visits.values().flatten().filter(|visit| visit.row.run_id == Some(run_id)).collect();
        let unreachable = in_run.iter().filter(|visit| visit.row.result == VisitResult::Unreachable);
        let facts = RunFacts {
            started: start.map(|step| step.at),
            ended: end.map(|step| (step.row.step, step.at)),
            planned: start.or(end).map(|step| step.row.planned.clone()).unwrap_or_default(),
            missed: end.map(|step| step.row.missed.clone()).unwrap_or_default(),
            visits: in_run.iter().filter(|it| it.counts()).map(|it| (it.row.point_id, it.at)).collect(),
            unreachable: unreachable
                .filter_map(|it| Some(Missed { point_id: it.row.point_id, reason: it.row.miss? }))
                .collect(),
        };
        let run = patrol_run::judge(&facts, self.now);
        RunSeen { run_id, steps, started: facts.started, ended: facts.ended.map(|(_, at)| at), run }
    }
}

/// A corrected time is said to the moment; a recorded one is as sure as its clock.
fn widened(visit: &Visit) -> TimeInterval {
    let recorded = visit.time;
    if visit.at == recorded.best {
        recorded
    } else {
        TimeInterval { lo: visit.at, best: visit.at, hi: visit.at, quality: recorded.quality }
    }
}
