//! Routes of the demo district: two of each school's escort team, one round of its own points, and one of each station
//! along the gates it looks after.

use domain::{
    agency::Agency,
    escort::{EscortRoute, EscortStop},
    ids::{RouteId, UnitId},
    patrol_point::{PatrolPoint, PointKind},
    patrol_route::{PatrolKind, PatrolRoute},
    school::{School, SchoolKind},
};

use super::{
    id,
    random::Sequence,
    school::{DemoSchool, near},
};

/// Gates on the route of a station: an afternoon's drive.
const GATES: usize = 8;

/// Two routes with the stops where pupils are met; a teaching point walks its few pupils along one.
pub(crate) fn escort(school: &School, random: &mut Sequence) -> Vec<EscortRoute> {
    let lines: &[(&str, &[(&str, f64)])] = match school.kind {
        SchoolKind::TeachingPoint => &[("村道", &[("村口", 300.0), ("晒谷场", 520.0)])],
        _ => &[
            ("东线", &[("斑马线", 80.0), ("公交站", 240.0), ("家长等候区", 380.0)]),
            ("西线", &[("路口", 120.0), ("菜市场口", 330.0)]),
        ],
    };
    let place = |distance_m: f64, random: &mut Sequence| Some(near(school, random, distance_m));
    let mut routes = Vec::with_capacity(lines.len());
    for (name, stops) in lines {
        let stop = |(stop, distance_m): &(&str, f64)| EscortStop {
            name: (*stop).to_owned(),
            place: place(*distance_m, random),
        };
        routes.push(EscortRoute {
            id: RouteId(id(&format!("escort/{}/{name}", school.code))),
            school_id: school.id,
            name: (*name).to_owned(),
            stops: stops.iter().map(stop).collect(),
        });
    }
    routes
}

/// The round of a school's own people along all its points.
pub(crate) fn inside(school: &School, points: &[PatrolPoint]) -> PatrolRoute {
    PatrolRoute {
        id: RouteId(id(&format!("inside/{}", school.code))),
        unit_id: school.id.into(),
        name: "校内巡查".to_owned(),
        kind: PatrolKind::Inside,
        points: points.iter().filter(|p| p.kind != PointKind::Surrounding).map(|p| p.id).collect(),
    }
}

/// The drive of a station past the first gates it looks after.
pub(crate) fn of_station(station: &Agency, schools: &[DemoSchool]) -> PatrolRoute {
    let mine = schools.iter().filter(|school| school.station == station.id).take(GATES);
    PatrolRoute {
        id: RouteId(id(&format!("drive/{}", station.code))),
        unit_id: UnitId::from(station.id),
        name: "校门巡线".to_owned(),
        kind: PatrolKind::Grid,
        points: mine.filter_map(|school| school.points.first()).map(|point| point.id).collect(),
    }
}
