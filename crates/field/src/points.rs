//! Must-patrol points given to this phone, and what is due today.

use std::collections::HashMap;

use domain::{
    ids::PointId,
    patrol_point::{PatrolPoint, PointKind},
    position::Place,
    time::UtcMs,
};
use protocol::{Body, Entity, EntityKind, Kind};
use store::{Tx, entities, records};

use crate::{
    Error, Home,
    error::refused,
    home::Moment,
    views::{Compass, PointDue, Position},
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
        [&point.name, &point.point_no, &point.school].into_iter().any(|text| text.to_lowercase().contains(&query))
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
    let done = done_today(tx, moment)?;
    let mut points: Vec<PointOfSchool> = entities::points(tx)?
        .into_iter()
        .map(|point| {
            let school = schools.get(&point.school_id);
            PointOfSchool {
                school_code: school.map(|s| s.code.clone()).unwrap_or_default(),
                point: due(point, school.map(|s| s.name.as_str()).unwrap_or_default(), &done, here),
            }
        })
        .collect();
    points.sort_by_key(|it| (it.point.done_today >= it.point.need_today, it.point.distance_m));
    Ok(points)
}

fn due(point: PatrolPoint, school: &str, done: &HashMap<PointId, u32>, here: Option<Place>) -> PointDue {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a distance on Earth fits")]
    let distance_m = here.map(|here| here.distance_m(point.place).round() as u32);
    PointDue {
        id: point.id,
        point_no: point.point_no,
        name: point.name,
        school: school.to_owned(),
        kind: point.kind,
        indoor: point.kind == PointKind::KeyPosition,
        done_today: done.get(&point.id).copied().unwrap_or(0),
        need_today: u32::from(point.per_day),
        lat: point.place.lat(),
        lon: point.place.lon(),
        radius_m: point.radius_m,
        min_proof: point.min_proof,
        distance_m,
        bearing: here.map(|here| Compass::from_to(here, point.place)),
    }
}

/// Visits this phone recorded on today's business date.
fn done_today(tx: &Tx<'_>, moment: &Moment<'_>) -> Result<HashMap<PointId, u32>, Error> {
    let now = moment.now();
    let from = UtcMs::at(now.business_date(), 0).min(moment.reading().wall.plus(-DAY_MS));
    let mut done = HashMap::new();
    for row in records::since(tx, from, &[Kind::CheckIn])? {
        let record = row.record()?;
        let at = record.time.estimate.unwrap_or(record.time.wall);
        if let (true, Ok(Body::CheckIn(visit))) = (at.business_date() == now.business_date(), record.read_body()) {
            *done.entry(visit.point_id).or_default() += 1;
        }
    }
    Ok(done)
}

/// The point with this id or, as people say it, this number.
///
/// # Errors
/// `unknown-point`.
pub fn find(home: &Home, id_or_number: &str) -> Result<PointId, Error> {
    let wanted = id_or_number.trim();
    home.read(|tx| {
        if let Ok(id) = wanted.parse::<PointId>() {
            return get(tx, id).map(|point| point.id);
        }
        let point = entities::points(tx)?.into_iter().find(|point| point.point_no == wanted);
        point.map(|point| point.id).ok_or_else(|| refused("unknown-point"))
    })
}

pub(crate) fn get(tx: &Tx<'_>, id: PointId) -> Result<PatrolPoint, Error> {
    match entities::get(tx, EntityKind::Point, id.as_bytes())? {
        Some(Entity::Point(point)) => Ok(point),
        _ => Err(refused("unknown-point")),
    }
}
