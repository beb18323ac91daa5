//! Must-patrol points of a span of days: what each point wanted, what was visited, and what became of runs. Histories,
//! charts and reports ask here.

mod times;

use std::collections::{BTreeMap, HashMap};

use domain::{
    calendar::{Calendars, SchoolCalendar},
    check_in::{VisitResult, VisitState},
    day::Day,
    duty_window::DutyWindow,
    ids::{PointId, RunId, SchoolId, UnitId},
    patrol_demand::{self, Demand, DemandState},
    patrol_point::{Frequency, PatrolPoint, Per},
    patrol_route::{Missed, RunStep},
    patrol_run::{self, Run, RunFacts},
    point_edition::PointHistory,
    presence::ProofLevel,
    time::UtcMs,
};

use times::Times;

use crate::{
    db::Conn,
    error::Result,
    shift::SchoolNames,
    tables::{
        check_ins::{self, Visit},
        doubts,
        patrol_runs::{self, Step},
        point_editions,
        recordings::Recordings,
        schools, window_editions,
    },
};

/// Everything the points of some days are judged by.
pub(crate) struct Patrol {
    pub(crate) now: UtcMs,
    pub(crate) names: BTreeMap<SchoolId, SchoolNames>,
    pub(crate) points: Vec<PointHistory>,
    recordings: Recordings,
    visits: HashMap<PointId, Vec<Visit>>,
    doubted: doubts::Doubted,
    steps: BTreeMap<RunId, Vec<Step>>,
    windows: HashMap<SchoolId, Vec<DutyWindow>>,
    calendars: Vec<SchoolCalendar>,
}

/// What a point wanted on a day, and what it got.
pub(crate) struct Wanted {
    /// How each of its demands stands.
    pub(crate) states: Vec<DemandState>,
    /// Visits wanted by those that have begun and that somebody could record.
    pub(crate) need: u32,
    /// Visits made of those.
    pub(crate) done: u32,
    /// Visits wanted, also by those that are still ahead.
    pub(crate) shown: u32,
}

/// A run with its records.
pub(crate) struct RunSeen<'p> {
    pub(crate) run_id: RunId,
    pub(crate) steps: &'p [Step],
    pub(crate) started: Option<UtcMs>,
    pub(crate) ended: Option<UtcMs>,
    /// The points it was to go to.
    pub(crate) planned: Vec<PointId>,
    pub(crate) run: Run,
}

impl Patrol {
    /// Reads what is known of the days from `first` to `last`; weeks that begin or end there are read whole, where a point
    /// counts by weeks.
    pub(crate) async fn read(conn: &mut Conn, unit: UnitId, (first, last): (Day, Day), now: UtcMs) -> Result<Self> {
        let points = point_editions::of_unit(conn, unit).await?;
        let by_week = points.iter().flat_map(|it| &it.editions).any(|it| is_by_week(it.frequency.as_ref()));
        let from = if by_week { first.monday() } else { first.plus(-1) };
        let to = if by_week { last.monday().plus(8) } else { last.plus(2) };
        let (from, to) = (from.at(0), to.at(0));
        let listed = schools::list(conn, Some(unit)).await?;
        let names = listed.into_iter().map(|it| (it.school.id, SchoolNames::from(it)));
        let mut patrol = Self {
            now,
            names: names.collect(),
            points,
            recordings: Recordings::of_unit(conn, unit).await?,
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
        for window in window_editions::all(conn, unit).await? {
            patrol.windows.entry(window.school_id).or_default().push(window);
        }
        Ok(patrol)
    }

    /// The visits to a point, also those that could not reach it, in the order of time.
    pub(crate) fn visits(&self, point: PointId) -> &[Visit] {
        self.visits.get(&point).map(Vec::as_slice).unwrap_or_default()
    }

    /// The visits to a point on one day.
    pub(crate) fn visits_on(&self, point: PointId, day: Day) -> &[Visit] {
        let all = self.visits(point);
        let first = all.partition_point(|visit| visit.at < day.at(0));
        let last = all.partition_point(|visit| visit.at < day.plus(1).at(0));
        all.get(first..last).unwrap_or_default()
    }

    /// What a point wanted from `first` to `last`, and what it got, by days; days on which it wanted nothing are left out.
    pub(crate) fn wanted(&self, history: &PointHistory, first: Day, last: Day) -> BTreeMap<Day, Wanted> {
        let calendars = Calendars::of(history.point.school_id, &self.calendars);
        let times = Times::of(self.visits(history.point.id));
        let mut days: BTreeMap<Day, Vec<Demand>> = BTreeMap::new();
        for demand in history.demands((self.windows(history), &calendars), (first, last), self.now) {
            days.entry(demand.day).or_default().push(demand);
        }
        days.into_iter().map(|(day, demands)| (day, self.judge(history, &demands, &times))).collect()
    }

    /// What touches one day: its own demands, a night that began the day before, the week under way.
    pub(crate) fn wanted_on(&self, history: &PointHistory, day: Day) -> Wanted {
        let calendars = Calendars::of(history.point.school_id, &self.calendars);
        let demands = history.demands_on((self.windows(history), &calendars), day, self.now);
        self.judge(history, &demands, &Times::of(self.visits(history.point.id)))
    }

    fn judge(&self, history: &PointHistory, demands: &[Demand], times: &Times) -> Wanted {
        let recording = self.recordings.of(history.point.school_id);
        let state = |it: &Demand| it.state(times.near(it.from, it.to), recording, self.now);
        let states: Vec<DemandState> = demands.iter().map(state).collect();
        let due: Vec<Demand> =
            demands.iter().zip(&states).filter(|(_, state)| state.is_due()).map(|(it, _)| *it).collect();
        let later = states.contains(&DemandState::Later);
        let (need, done) = patrol_demand::count(&due, times.around(&due));
        // What is still ahead is shown as wanted, and counted once it has begun.
        let ahead: Vec<Demand> = demands
            .iter()
            .zip(&states)
            .filter(|(_, it)| **it != DemandState::NotRecordedYet)
            .map(|(it, _)| *it)
            .collect();
        let shown = if later { patrol_demand::count(&ahead, &[]).0 } else { need };
        Wanted { states, need, done, shown }
    }

    fn windows(&self, history: &PointHistory) -> &[DutyWindow] {
        self.windows.get(&history.point.school_id).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether a visit is believed.
    pub(crate) fn believed(&self, point: &PatrolPoint, visit: &Visit) -> VisitState {
        let min = if visit.row.asks_proof() { point.min_proof } else { ProofLevel::C };
        VisitState::of(visit.row.proof.level, min, self.doubted.contains(visit.record_id), visit.verdict)
    }

    /// The runs of these days, the newest first.
    pub(crate) fn runs(&self) -> Vec<RunSeen<'_>> {
        let mut visits: HashMap<RunId, Vec<&Visit>> = HashMap::new();
        for visit in self.visits.values().flatten() {
            if let Some(run) = visit.row.run_id {
                visits.entry(run).or_default().push(visit);
            }
        }
        let in_run = |id: &RunId| visits.get(id).map(Vec::as_slice).unwrap_or_default();
        let mut runs: Vec<RunSeen<'_>> =
            self.steps.iter().map(|(id, steps)| self.run(*id, steps, in_run(id))).collect();
        runs.sort_by_key(|run| std::cmp::Reverse(run.started.or(run.ended)));
        runs
    }

    fn run<'p>(&self, run_id: RunId, steps: &'p [Step], in_run: &[&Visit]) -> RunSeen<'p> {
        let of = |wanted: RunStep| steps.iter().find(|step| step.row.step == wanted);
        let (start, void) = (of(RunStep::Start), of(RunStep::Void));
        let end = void.or_else(|| of(RunStep::Finish));
        let unreachable = in_run.iter().filter(|visit| visit.row.result == VisitResult::Unreachable);
        let facts = RunFacts {
            started: start.map(|step| step.at),
            ended: end.map(|step| (step.row.step, step.at)),
            planned: start.or(end).map(|step| step.row.planned.clone()).unwrap_or_default(),
            missed: end.map(|step| step.row.missed.clone()).unwrap_or_default(),
            visits: in_run.iter().filter(|it| it.is_done()).map(|it| (it.row.point_id, it.at)).collect(),
            unreachable: unreachable
                .filter_map(|it| Some(Missed { point_id: it.row.point_id, reason: it.row.miss? }))
                .collect(),
        };
        let run = patrol_run::judge(&facts, self.now);
        let ended = facts.ended.map(|(_, at)| at);
        RunSeen { run_id, steps, started: facts.started, ended, planned: facts.planned, run }
    }
}

fn is_by_week(rule: Option<&Frequency>) -> bool {
    rule.is_some_and(|rule| rule.per == Per::Week)
}
