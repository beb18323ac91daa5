//! One synthetic school with its posts, windows, points and numbered people.

use domain::{
    duty_post::{DutyPost, usual_need},
    duty_window::DutyWindow,
    escort::EscortRoute,
    ids::{AgencyId, PointId, PostId, SchoolId, StaffId, UnitId, WindowId},
    patrol_point::{Band, Frequency, PatrolPoint, Per, PointKind},
    patrol_route::PatrolRoute,
    position::Place,
    presence::ProofLevel,
    school::{LocalityKind, School, SchoolKind},
    staff::{StaffKind, StaffMember},
};
use protocol::Entity;

use super::{district::DivisionLine, id, random::Sequence, routes};
use crate::{Error, defaults::WindowDefaults, error::Result};

/// A school and what belongs to it.
#[derive(Clone)]
pub(crate) struct DemoSchool {
    pub(crate) school: School,
    pub(crate) posts: Vec<DutyPost>,
    pub(crate) windows: Vec<DutyWindow>,
    pub(crate) points: Vec<PatrolPoint>,
    pub(crate) staff: Vec<StaffMember>,
    pub(crate) escort_routes: Vec<EscortRoute>,
    pub(crate) patrol_route: PatrolRoute,
    pub(crate) station: AgencyId,
    pub(crate) town: AgencyId,
    pub(crate) education: AgencyId,
    pub(crate) campaign: AgencyId,
}

/// The parents all schools of a town share.
pub(crate) struct Parents {
    pub(crate) town: AgencyId,
    pub(crate) education: AgencyId,
    pub(crate) campaign: AgencyId,
}

impl DemoSchool {
    /// What its phones are given.
    pub(crate) fn entities(&self) -> Vec<Entity> {
        let mut entities = vec![Entity::School(self.school.clone())];
        entities.extend(self.staff.iter().cloned().map(Entity::Staff));
        entities.extend(self.posts.iter().cloned().map(Entity::Post));
        entities.extend(self.windows.iter().cloned().map(Entity::Window));
        entities.extend(self.points.iter().cloned().map(Entity::Point));
        entities.extend(self.escort_routes.iter().cloned().map(Entity::EscortRoute));
        entities.push(Entity::PatrolRoute(self.patrol_route.clone()));
        entities
    }
}

/// Lays out the `number`-th school of the district.
pub(crate) fn lay_out(
    division: &DivisionLine,
    (kind, ordinal): (SchoolKind, u32),
    number: usize,
    (parents, station): (&Parents, AgencyId),
    windows: &WindowDefaults,
) -> Result<DemoSchool> {
    let code = format!("2135{:06}", 810_000 + number);
    let mut random = Sequence::named(&format!("school/{code}"));
    let (pupils, boarders) = pupils(kind, division.locality, &mut random);
    let school = School {
        id: SchoolId(id(&format!("school/{code}"))),
        name: format!("{}第{}{}（测试）", division.name, numeral(ordinal), kind_name(kind)),
        kind,
        locality: division.locality,
        division_code: division.code.clone(),
        place: place_in_town(division, &mut random)?,
        pupils,
        boarders,
        code,
    };
    let posts = posts(&school, &mut random);
    let points = points(&school, number, &mut random);
    Ok(DemoSchool {
        posts,
        windows: windows_of(&school, windows)?,
        escort_routes: routes::escort(&school, &mut random),
        patrol_route: routes::inside(&school, &points),
        points,
        staff: staff(&school),
        station,
        town: parents.town,
        education: parents.education,
        campaign: parents.campaign,
        school,
    })
}

fn kind_name(kind: SchoolKind) -> &'static str {
    match kind {
        SchoolKind::Kindergarten => "幼儿园",
        SchoolKind::Primary => "小学",
        SchoolKind::TeachingPoint => "教学点",
        SchoolKind::Junior => "初级中学",
        SchoolKind::Senior => "高级中学",
        SchoolKind::Vocational => "职业学校",
        SchoolKind::Special => "特殊教育学校",
    }
}

/// 一 … 九十九.
fn numeral(n: u32) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let (tens, ones) = ((n / 10 % 10) as usize, (n % 10) as usize);
    match tens {
        0 => DIGITS[ones].to_owned(),
        1 => format!("十{}", DIGITS[ones]),
        _ => format!("{}十{}", DIGITS[tens], DIGITS[ones]),
    }
}

/// Log-normal around the median of the kind; boarders mostly in senior schools, and in remote primaries.
fn pupils(kind: SchoolKind, locality: LocalityKind, random: &mut Sequence) -> (u32, u32) {
    let (median, boarding_percent, share) = match kind {
        SchoolKind::Kindergarten => (160.0, 0, 0),
        SchoolKind::Primary => (450.0, if locality == LocalityKind::Remote { 5 } else { 0 }, 30),
        SchoolKind::TeachingPoint => (25.0, 0, 0),
        SchoolKind::Junior => (1100.0, 30, 40),
        SchoolKind::Senior => (1900.0, 70, 60),
        SchoolKind::Vocational => (1500.0, 70, 60),
        SchoolKind::Special => (90.0, 30, 50),
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few thousand at most")]
    let pupils = (median * (random.normal() * 0.35).exp()).round().clamp(6.0, 6000.0) as u32;
    let boards = random.below(100) < boarding_percent;
    (pupils, if boards { pupils * share / 100 } else { 0 })
}

/// Within 1.5 km of the middle of a street, 4 km of a town's: so that no school stands in the sea.
fn place_in_town(division: &DivisionLine, random: &mut Sequence) -> Result<Place> {
    let reach_m = if division.locality == LocalityKind::Urban { 1_500.0 } else { 4_000.0 };
    let (angle, distance) = (random.unit() * std::f64::consts::TAU, reach_m * random.unit().sqrt());
    moved(division.lat, division.lon, angle, distance)
        .ok_or_else(|| Error::broken(format!("{} lies outside the globe", division.name)))
}

fn moved(lat: f64, lon: f64, angle: f64, distance_m: f64) -> Option<Place> {
    const METERS_PER_DEGREE: f64 = 111_195.0;
    let north = distance_m * angle.cos() / METERS_PER_DEGREE;
    let east = distance_m * angle.sin() / (METERS_PER_DEGREE * lat.to_radians().cos());
    Place::from_degrees(lat + north, lon + east)
}

pub(crate) fn near(school: &School, random: &mut Sequence, distance_m: f64) -> Place {
    let angle = random.unit() * std::f64::consts::TAU;
    moved(school.place.lat(), school.place.lon(), angle, distance_m).unwrap_or(school.place)
}

/// One post, and a second one at every fifth school: 1.2 on average.
fn posts(school: &School, random: &mut Sequence) -> Vec<DutyPost> {
    let gates: &[&str] = if random.below(5) == 0 { &["东门", "南门"] } else { &["正门"] };
    gates
        .iter()
        .map(|gate| DutyPost {
            id: PostId(id(&format!("post/{}/{gate}", school.code))),
            school_id: school.id,
            name: format!("{gate}护学岗"),
            gate: (*gate).to_owned(),
            place: near(school, random, 60.0),
            radius_m: 100,
            requirement: usual_need(school.kind),
            paused: None,
        })
        .collect()
}

/// What its kind begins with; the first of each kind keeps the name it always had.
fn windows_of(school: &School, windows: &WindowDefaults) -> Result<Vec<DutyWindow>> {
    windows.of(school, |kind, before| {
        let nth = if before == 0 { String::new() } else { format!("/{}", before + 1) };
        WindowId(id(&format!("window/{}/{}{nth}", school.code, kind.code())))
    })
}

/// Four points: gate, back wall, a key position inside, and the road outside.
fn points(school: &School, number: usize, random: &mut Sequence) -> Vec<PatrolPoint> {
    let kinds = [
        ("校门巡查点", PointKind::CampusGate, 60.0, 3, ProofLevel::B),
        ("后围墙巡查点", PointKind::Perimeter, 110.0, 2, ProofLevel::B),
        ("值班室巡查点", PointKind::KeyPosition, 20.0, 5, ProofLevel::C),
        ("校门外路口巡查点", PointKind::Surrounding, 180.0, 2, ProofLevel::B),
    ];
    (1..)
        .zip(kinds)
        .map(|(n, (name, kind, distance_m, per_day, min_proof)): (usize, _)| PatrolPoint {
            id: PointId(id(&format!("point/{}/{n}", school.code))),
            point_no: format!("{:04}", (number - 1) * 4 + n),
            school_id: school.id,
            name: name.to_owned(),
            kind,
            place: near(school, random, distance_m),
            radius_m: 100,
            per_day,
            min_proof,
            frequency: rhythm(kind),
            responsible: None,
            tag_serial: Some(1),
            made: None,
            asked_since: None,
        })
        .collect()
}

/// Where a rhythm other than so many a day is usual: rounds inside on days with classes, outside in the busy hours.
fn rhythm(kind: PointKind) -> Option<Frequency> {
    let band = |start_min, end_min| Band { start_min, end_min };
    match kind {
        PointKind::KeyPosition => Some(Frequency { per: Per::ClassDay, visits: 5, bands: Vec::new() }),
        PointKind::Surrounding => {
            Some(Frequency { per: Per::ClassDay, visits: 2, bands: vec![band(420, 520), band(960, 1100)] })
        }
        PointKind::CampusGate | PointKind::Perimeter | PointKind::RouteNode => None,
    }
}

/// Two guards, four teachers and the school's safety officer, numbered within the school.
fn staff(school: &School) -> Vec<StaffMember> {
    let person = |kind: StaffKind, word: &str, post: &str, n: u32| StaffMember {
        id: StaffId(id(&format!("staff/{}/{}/{n}", school.code, kind.code()))),
        name: format!("{word}{n:02}"),
        kind,
        post: post.to_owned(),
        unit: UnitId::from(school.id),
    };
    let guards = (1..=2).map(|n| person(StaffKind::Guard, "保安", "门卫", n));
    let teachers = (1..=4).map(|n| person(StaffKind::Teacher, "教师", if n == 1 { "护导队长" } else { "护导队员" }, n));
    guards.chain(teachers).chain([person(StaffKind::SchoolSafety, "安全员", "安全主任", 1)]).collect()
}
