//! The report of duty and patrol for a school, a station or a town over a span of days.

use std::collections::BTreeMap;

use domain::{day::Day, duty_window::WindowKind, ids::SchoolId, time::UtcMs};
use serde::Serialize;

use super::tally::{EscortTally, PatrolTally, ShiftTally};
use crate::{
    db::Conn,
    error::Result,
    escort,
    patrol::Patrol,
    routes::api::{patrol::point_row, span::Asked},
    shift::{self, Ledger},
    views::{escorts::EscortDay, patrol::PatrolPointRow, shifts::ShiftRow},
};

/// Counts of one kind of window.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct ReportWindow {
    #[schema(value_type = String)]
    pub(crate) kind: WindowKind,
    pub(crate) label: String,
    pub(crate) shifts: ShiftTally,
}

/// Counts of one school.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct ReportSchool {
    #[schema(value_type = String)]
    pub(crate) school_id: SchoolId,
    pub(crate) school: String,
    pub(crate) town: String,
    pub(crate) shifts: ShiftTally,
    pub(crate) patrol: PatrolTally,
    pub(crate) escorts: EscortTally,
}

/// Counts of one day.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct ReportDay {
    #[schema(value_type = String)]
    pub(crate) day: Day,
    pub(crate) shifts: ShiftTally,
    pub(crate) patrol: PatrolTally,
}

/// The report.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct DutyReport {
    /// Of whom.
    pub(crate) name: String,
    #[schema(value_type = String)]
    pub(crate) first: Day,
    #[schema(value_type = String)]
    pub(crate) last: Day,
    /// When it was made; what comes later changes it.
    #[schema(value_type = i64)]
    pub(crate) now_ms: UtcMs,
    pub(crate) shifts: ShiftTally,
    pub(crate) patrol: PatrolTally,
    pub(crate) escorts: EscortTally,
    pub(crate) windows: Vec<ReportWindow>,
    pub(crate) days: Vec<ReportDay>,
    pub(crate) schools: Vec<ReportSchool>,
}

/// The report with the rows it was counted from.
pub(crate) struct Counted {
    pub(crate) report: DutyReport,
    pub(crate) shifts: Vec<ShiftRow>,
    pub(crate) points: Vec<PatrolPointRow>,
    pub(crate) escorts: Vec<EscortDay>,
}

/// Counts.
pub(crate) async fn count(conn: &mut Conn, asked: &Asked, now: UtcMs) -> Result<Counted> {
    let span = (asked.first, asked.last);
    let ledger = Ledger::read(conn, asked.unit, span, now).await?;
    let patrol = Patrol::read(conn, asked.unit, span, now).await?;
    let walked = escort::days(conn, asked.unit, (asked.first, asked.last)).await?;
    let held = ledger.all(asked.first, asked.last).filter(|held| asked.takes(held));
    let shifts: Vec<ShiftRow> = held.map(|held| shift::row(&ledger, &held)).collect();
    let mut sums = Sums::of(&ledger, asked);
    shifts.iter().for_each(|row| sums.shift(row));
    let mut points = Vec::with_capacity(patrol.points.len());
    for history in &patrol.points {
        let wanted = patrol.wanted(history, asked.first, asked.last);
        for (day, wanted) in &wanted {
            sums.demand((history.point.school_id, *day), wanted);
        }
        if let Some(row) = point_row(&patrol, history, span, &wanted) {
            sums.visits(&row);
            points.push(row);
        }
    }
    walked.iter().for_each(|day| sums.escort(day));
    Ok(Counted { report: sums.report(asked, now), shifts, points, escorts: walked })
}

/// What is being added up.
struct Sums {
    total: (ShiftTally, PatrolTally, EscortTally),
    windows: BTreeMap<WindowKind, ShiftTally>,
    days: BTreeMap<Day, ReportDay>,
    schools: BTreeMap<SchoolId, ReportSchool>,
}

impl Sums {
    fn of(ledger: &Ledger, asked: &Asked) -> Self {
        let school = |(id, names): (&SchoolId, &shift::SchoolNames)| {
            let row = ReportSchool {
                school_id: *id,
                school: names.school.clone(),
                town: names.town.clone(),
                shifts: ShiftTally::default(),
                patrol: PatrolTally::default(),
                escorts: EscortTally::default(),
            };
            (*id, row)
        };
        let day = |day| (day, ReportDay { day, shifts: ShiftTally::default(), patrol: PatrolTally::default() });
        Self {
            total: Default::default(),
            windows: BTreeMap::new(),
            days: asked.first.to(asked.last).map(day).collect(),
            schools: ledger.names.iter().map(school).collect(),
        }
    }

    fn shift(&mut self, row: &ShiftRow) {
        self.total.0.add(row);
        self.windows.entry(row.kind).or_default().add(row);
        if let Some(day) = self.days.get_mut(&row.day) {
            day.shifts.add(row);
        }
        if let Some(school) = self.schools.get_mut(&row.school_id) {
            school.shifts.add(row);
        }
    }

    fn demand(&mut self, (school, day): (SchoolId, Day), wanted: &crate::patrol::Wanted) {
        self.total.1.add(wanted);
        if let Some(day) = self.days.get_mut(&day) {
            day.patrol.add(wanted);
        }
        if let Some(school) = self.schools.get_mut(&school) {
            school.patrol.add(wanted);
        }
    }

    fn visits(&mut self, point: &PatrolPointRow) {
        for (day, visit) in point.days.iter().flat_map(|day| day.visits.iter().map(|visit| (day.day, visit))) {
            self.total.1.add_visit(visit);
            if let Some(day) = self.days.get_mut(&day) {
                day.patrol.add_visit(visit);
            }
            if let Some(school) = self.schools.get_mut(&point.school_id) {
                school.patrol.add_visit(visit);
            }
        }
    }

    fn escort(&mut self, day: &EscortDay) {
        self.total.2.add(day);
        if let Some(school) = self.schools.get_mut(&day.school_id) {
            school.escorts.add(day);
        }
    }

    fn report(self, asked: &Asked, now: UtcMs) -> DutyReport {
        let window =
            |(kind, shifts): (WindowKind, ShiftTally)| ReportWindow { kind, label: kind.label().to_owned(), shifts };
        let mut schools: Vec<ReportSchool> = self.schools.into_values().collect();
        schools.sort_by(|a, b| (&a.town, &a.school).cmp(&(&b.town, &b.school)));
        let (shifts, patrol, escorts) = self.total;
        DutyReport {
            name: asked.name.clone(),
            first: asked.first,
            last: asked.last,
            now_ms: now,
            shifts,
            patrol,
            escorts,
            windows: self.windows.into_iter().map(window).collect(),
            days: self.days.into_values().collect(),
            schools,
        }
    }
}
