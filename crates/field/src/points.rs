//! Must-patrol points given to this phone, and what is due: by each point's rule, from the visits this phone recorded.

use std::collections::HashMap;

use domain::{
    check_in::is_on_site,
    day::Day,
    ids::PointId,
    patrol_demand::{self, Demand, DemandState},
    patrol_point::{PatrolPoint, PointKind},
    point_no,
    position::Place,
    recording::Recording,
    time::{TimeInterval, UtcMs},
};
use protocol::{Body, Entity, EntityKind, Kind};
use store::{Tx, entities, records};

use crate::{
    Error, Home,
    correction::Corrections,
    error::refused,
    home::Moment,
    record_time::interval,
    timetable::{Timetable, Timetables},
    views::{Compass, Due, PointDue, Position},
};

const DAY_MS: i64 = 24 * 60 * 60_000;

/// A point with its school's code, for programs.
#[derive(Clone, Debug, PartialEq)]
pub struct PointOfSchool {
    /// The school's code.
    pub school_code: String,
    /// The point.
    pub point: PointDue,
}

/// Points whose name, number or school has `query` in it: those still due first, then the nearest, then by number.
///
/// # Errors
/// Only those of the database.
pub fn points(home: &Home, position: Option<&Position>, query: Option<&str>) -> Result<Vec<PointDue>, Error> {
    let here = position.and_then(Position::to_domain).map(|p| p.place);
    let query = query.unwrap_or_default().trim().to_lowercase();
    let all = home.read(|tx| list(tx, &home.moment(tx)?, here))?;
    let has = |point: &PointDue| {
        [&point.name, &point.typed_no, &point.school].into_iter().any(|text| text.to_lowercase().contains(&query))
    };
    Ok(all.into_iter().map(|it| it.point).filter(has).collect())
}

/// All points with their schools' codes.
///
/// # Errors
/// Only those of the database.
pub fn with_schools(home: &Home) -> Result<Vec<PointOfSchool>, Error> {
    home.read(|tx| list(tx, &home.moment(tx)?, None))
}

pub(crate) fn list(tx: &Tx<'_>, moment: &Moment<'_>, here: Option<Place>) -> Result<Vec<PointOfSchool>, Error> {
    let schools: HashMap<_, _> = entities::schools(tx)?.into_iter().map(|s| (s.id, s)).collect();
    let (visits, tables) = (visits(tx, moment)?, Timetables::read(tx)?);
    let mut points: Vec<PointOfSchool> = Vec::new();
    for point in entities::points(tx)? {
        let school = schools.get(&point.school_id);
        let made = visits.get(&point.id).map_or(&[][..], Vec::as_slice);
        let wanted = Wanted::of(&point, &tables.of(point.school_id), made, moment.now());
        points.push(PointOfSchool {
            school_code: school.map(|s| s.code.clone()).unwrap_or_default(),
            point: told(point, school.map(|s| s.name.as_str()).unwrap_or_default(), wanted, here),
        });
    }
    points.sort_by_key(|it| (it.point.due, it.point.distance_m));
    Ok(points)
}

fn told(point: PatrolPoint, school: &str, wanted: Wanted, here: Option<Place>) -> PointDue {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a distance on Earth fits")]
    let distance_m = here.map(|here| here.distance_m(point.place).round() as u32);
    PointDue {
        id: point.id,
        typed_no: point_no::with_check(&point.point_no),
        point_no: point.point_no,
        name: point.name,
        school: school.to_owned(),
        kind: point.kind,
        indoor: point.kind == PointKind::KeyPosition,
        done_today: wanted.done,
        need_today: wanted.need,
        lat: point.place.lat(),
        lon: point.place.lon(),
        radius_m: point.radius_m,
        min_proof: point.min_proof,
        distance_m,
        bearing: here.map(|here| Compass::from_to(here, point.place)),
        due: wanted.due,
        due_ms: wanted.due_ms,
        overdue: wanted.overdue,
        frequency: point.frequency,
    }
}

/// What a point's rule wants today, and how much of it was done.
struct Wanted {
    need: u32,
    done: u32,
    due: Due,
    due_ms: Option<UtcMs>,
    overdue: bool,
}

impl Wanted {
    fn of(point: &PatrolPoint, table: &Timetable<'_>, visits: &[TimeInterval], now: UtcMs) -> Self {
        let demands = point.demands_on(table.windows, &table.calendars, Day::of(now));
        let state = |it: &Demand| it.state(visits, Recording::ALWAYS, now);
        let any = |wanted| demands.iter().any(|it| state(it) == wanted);
        let due = match () {
            () if any(DemandState::Due) => Due::Now,
            () if any(DemandState::Later) => Due::Later,
            () => Due::Done,
        };
        let (need, done) = patrol_demand::count(&demands, visits);
        Self {
            need,
            done,
            due,
            due_ms: demands.iter().filter(|it| state(it) == DemandState::Due).map(|it| it.to).min(),
            overdue: any(DemandState::Open) || any(DemandState::Missed),
        }
    }
}

/// Visits this phone recorded since the last Monday, as they were put right since; who did not reach the point, or looked
/// at it by video, was not there.
fn visits(tx: &Tx<'_>, moment: &Moment<'_>) -> Result<HashMap<PointId, Vec<TimeInterval>>, Error> {
    let from = Day::of(moment.now()).monday().at(0).plus(moment.reading().wall.since(moment.now()).min(0) - DAY_MS);
    let corrections = Corrections::read(tx)?;
    let mut visits: HashMap<PointId, Vec<TimeInterval>> = HashMap::new();
    for row in records::since(tx, from, &[Kind::CheckIn])? {
        let record = row.record()?;
        if !corrections.is_void(row.record_id)
            && let Ok(Body::CheckIn(visit)) = record.read_body()
            && is_on_site(visit.result, visit.detail.as_ref().and_then(|it| it.method))
        {
            visits.entry(visit.point_id).or_default().push(interval(&record, corrections.time(row.record_id)));
        }
    }
    Ok(visits)
}

/// The point whose number somebody typed from its tag, as it stands today. Numbers of digits are typed with the digit that
/// notices a slip, so that a wrong one names no other point.
///
/// # Errors
/// `bad-point-number`, `unknown-point`.
pub fn numbered(home: &Home, typed: &str) -> Result<PointDue, Error> {
    let number = point_no::read(typed);
    let all = home.read(|tx| list(tx, &home.moment(tx)?, None))?;
    let mut points = all.into_iter().map(|it| it.point);
    let found = match &number {
        Some(number) => points.find(|point| point.point_no == *number),
        None => {
            points.find(|point| point.point_no == typed.trim() && point_no::with_check(typed.trim()) == typed.trim())
        }
    };
    let wrong = if number.is_some() { "unknown-point" } else { "bad-point-number" };
    found.ok_or_else(|| refused(wrong))
}

/// The point with this id, or the number that lists have; the one on its tag is as good.
///
/// # Errors
/// `unknown-point`.
pub fn find(home: &Home, id_or_number: &str) -> Result<PointId, Error> {
    let wanted = id_or_number.trim();
    home.read(|tx| {
        if let Ok(id) = wanted.parse::<PointId>() {
            return get(tx, id).map(|point| point.id);
        }
        let points = entities::points(tx)?;
        let typed = point_no::read(wanted);
        let point = points
            .iter()
            .find(|point| point.point_no == wanted)
            .or_else(|| points.iter().find(|point| Some(&point.point_no) == typed.as_ref()));
        point.map(|point| point.id).ok_or_else(|| refused("unknown-point"))
    })
}

pub(crate) fn get(tx: &Tx<'_>, id: PointId) -> Result<PatrolPoint, Error> {
    given(tx, id)?.ok_or_else(|| refused("unknown-point"))
}

/// A point of the lists, if it is in them.
pub(crate) fn given(tx: &Tx<'_>, id: PointId) -> Result<Option<PatrolPoint>, Error> {
    Ok(match entities::get(tx, EntityKind::Point, id.as_bytes())? {
        Some(Entity::Point(point)) => Some(point),
        _ => None,
    })
}
