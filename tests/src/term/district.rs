//! Schools and stations of a term, as far as the plan needs them: gates, people, windows, points and ways, read from the
//! lists a phone was given.

use std::collections::HashMap;

use domain::day::Day;
use domain::{
    duty_window::DutyWindow,
    ids::{PointId, PostId, RouteId, SchoolId, StaffId},
    patrol_point::{PatrolPoint, Per, PointKind},
    position::Place,
    presence::ProofLevel,
    staff::StaffKind,
};
use field::Home;
use store::entities;

use super::Broken;

/// Schools of the demo district in the order in which they take part, so that a few of them have windows of every kind:
/// primary, senior, junior, kindergarten, vocational, special. All are of the first two stations.
const CHOSEN: [usize; 12] = [1, 37, 33, 15, 39, 3, 38, 36, 40, 2, 16, 35];
/// The two stations that look after them.
pub const STATIONS: [&str; 2] = ["350181510000", "350181520000"];

/// Code of the school that takes part as the `index`-th.
#[must_use]
pub fn code(index: usize) -> String {
    // Beyond the chosen ones: the other primary schools and kindergartens of the two.
    let beyond = || index - CHOSEN.len() + if index < 23 { 4 } else { 6 };
    let number = CHOSEN.get(index).copied().unwrap_or_else(beyond);
    format!("2135{:06}", 810_000 + number)
}

/// The station that looks after a school, by its place among [`STATIONS`]: every second school of the first town.
#[must_use]
pub fn station_of(code: &str) -> usize {
    let number: usize = code.get(4..).and_then(|it| it.parse().ok()).unwrap_or(0);
    (number + 1) % 2
}

/// A school.
#[derive(Clone, Debug)]
pub struct School {
    /// Its place in the term's list.
    pub index: usize,
    /// Its phone.
    pub phone: usize,
    /// Identity.
    pub id: SchoolId,
    /// Code.
    pub code: String,
    /// Gates.
    pub gates: Vec<Gate>,
    /// Windows.
    pub windows: Vec<DutyWindow>,
    /// Points.
    pub points: Vec<Point>,
    /// Guards.
    pub guards: Vec<StaffId>,
    /// Teachers.
    pub teachers: Vec<StaffId>,
    /// The safety officer, who heads the day.
    pub safety: StaffId,
    /// Ways of its escort team, with their stops.
    pub walks: Vec<(RouteId, Vec<String>)>,
    /// Its round inside.
    pub round: (RouteId, Vec<PointId>),
    /// The first day on which it had a phone.
    pub since: Day,
}

/// A station with one of its people, who has a phone.
#[derive(Clone, Debug)]
pub struct Station {
    /// Its phone.
    pub phone: usize,
    /// Who; of the second station an auxiliary.
    pub officer: StaffId,
    /// Its drive along gates.
    pub drive: (RouteId, Vec<PointId>),
}

/// A gate with its post.
#[derive(Clone, Debug)]
pub struct Gate {
    /// The post.
    pub post: PostId,
    /// Where.
    pub place: Place,
    /// How many of which kind it needs.
    pub need: Vec<(StaffKind, u8)>,
}

/// A point.
#[derive(Clone, Debug)]
pub struct Point {
    /// Identity.
    pub id: PointId,
    /// What it is.
    pub kind: PointKind,
    /// Where.
    pub place: Place,
    /// How often.
    pub rule: Rule,
    /// What proof is asked for.
    pub min: ProofLevel,
    /// The text of the tag that hangs there.
    pub tag: String,
}

/// How often somebody is to come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rule {
    /// So often each day.
    Day(u32),
    /// So often each day with classes, and once in each of these parts of it.
    ClassDay(u32, Vec<(u16, u16)>),
    /// So often in each window.
    Window(u32),
    /// So often from Monday to Sunday.
    Week(u32),
}

impl School {
    /// As its phone knows it.
    ///
    /// # Errors
    /// [`Broken`] when the lists cannot be read.
    pub fn read(
        (index, phone): (usize, usize),
        code: &str,
        since: Day,
        home: &Home,
        tags: &HashMap<PointId, String>,
    ) -> Result<Self, Broken> {
        Ok(home.store().read(|tx| {
            let school = entities::schools(tx)?.into_iter().find(|it| it.code == code).expect("its own school");
            let staff = entities::staff(tx)?;
            let of_kind = |kind: StaffKind| -> Vec<StaffId> {
                staff.iter().filter(|it| it.kind == kind && it.unit == school.id.into()).map(|it| it.id).collect()
            };
            let mine = |id: SchoolId| id == school.id;
            let gate = |post: domain::duty_post::DutyPost| Gate {
                post: post.id,
                place: post.place,
                need: post.requirement.iter().map(|it| (it.kind, it.count)).collect(),
            };
            let walk = |it: domain::escort::EscortRoute| {
                (it.id, it.stops.into_iter().map(|stop| stop.name).collect::<Vec<_>>())
            };
            let round = entities::patrol_routes(tx)?.into_iter().find(|it| it.unit_id == school.id.into());
            Ok(Self {
                index,
                phone,
                id: school.id,
                code: code.to_owned(),
                gates: entities::posts(tx)?.into_iter().filter(|it| mine(it.school_id)).map(gate).collect(),
                windows: entities::windows(tx)?.into_iter().filter(|it| mine(it.school_id)).collect(),
                points: entities::points(tx)?
                    .into_iter()
                    .filter(|it| mine(it.school_id))
                    .map(|it| Point::of(&it, tags))
                    .collect(),
                guards: of_kind(StaffKind::Guard),
                teachers: of_kind(StaffKind::Teacher),
                safety: of_kind(StaffKind::SchoolSafety)[0],
                walks: entities::escort_routes(tx)?.into_iter().filter(|it| mine(it.school_id)).map(walk).collect(),
                round: round.map(|it| (it.id, it.points)).expect("each school has a round"),
                since,
            })
        })?)
    }

    /// Where the gate of a post is.
    ///
    /// # Panics
    /// When the plan names a post of another school.
    #[must_use]
    pub fn gate_place(&self, post: PostId) -> Place {
        self.gates.iter().find(|it| it.post == post).expect("a gate of this school").place
    }

    /// The point with this identity.
    #[must_use]
    pub fn point(&self, id: PointId) -> Option<&Point> {
        self.points.iter().find(|it| it.id == id)
    }
}

impl Point {
    fn of(it: &PatrolPoint, tags: &HashMap<PointId, String>) -> Self {
        let rule = match &it.frequency {
            None => Rule::Day(it.per_day.into()),
            Some(rule) => {
                let visits = u32::from(rule.visits);
                match rule.per {
                    Per::Day => Rule::Day(visits),
                    Per::ClassDay => {
                        Rule::ClassDay(visits, rule.bands.iter().map(|it| (it.start_min, it.end_min)).collect())
                    }
                    Per::Window => Rule::Window(visits),
                    Per::Week => Rule::Week(visits),
                }
            }
        };
        let tag = tags.get(&it.id).cloned().unwrap_or_default();
        Self { id: it.id, kind: it.kind, place: it.place, rule, min: it.min_proof, tag }
    }
}

impl Station {
    /// As its phone knows it.
    ///
    /// # Errors
    /// [`Broken`] when the lists cannot be read.
    pub fn read(index: usize, phone: usize, home: &Home) -> Result<Self, Broken> {
        let kind = if index == 0 { StaffKind::Officer } else { StaffKind::Auxiliary };
        Ok(home.store().read(|tx| {
            let officer = entities::staff(tx)?.into_iter().find(|it| it.kind == kind).expect("a station has people");
            let drive = entities::patrol_routes(tx)?.into_iter().find(|it| it.unit_id == officer.unit);
            let drive = drive.map(|it| (it.id, it.points)).expect("each station has a drive");
            Ok(Self { phone, officer: officer.id, drive })
        })?)
    }
}
