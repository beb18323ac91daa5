//! What the office gave beside the first names: a roster, a calendar, routes, more points and people.

use domain::{
    calendar::{DayKind, SchoolCalendar, Span},
    day::Day,
    duty_post::Requirement,
    escort::{EscortRoute, EscortStop},
    ids::{PointId, PostId, RecordId, RosterId, RouteId, StaffId, UnitId, WindowId},
    patrol_point::{PatrolPoint, PointKind},
    patrol_route::{PatrolKind, PatrolRoute},
    presence::ProofLevel,
    roster::{RosterWeek, Turn},
    ruling::{Ruling, Verdict},
    staff::{StaffKind, StaffMember},
    time::UtcMs,
};
use field::{Worker, session};
use protocol::{Body, Entity, Kind};
use uuid::Uuid;

use crate::cast::{GATE, GUARD, POINT, POST, Phone, SCHOOL, TEACHER, change};

pub const MORNING: WindowId = WindowId(Uuid::from_u128(0xa0));
pub const AFTERNOON: WindowId = WindowId(Uuid::from_u128(0xa1));
pub const SECOND: StaffId = StaffId(Uuid::from_u128(0x82));
pub const ROUTE: RouteId = RouteId(Uuid::from_u128(0xb0));
pub const LINE: RouteId = RouteId(Uuid::from_u128(0xb1));
pub const WALL: PointId = PointId(Uuid::from_u128(0x71));
pub const STORE: PointId = PointId(Uuid::from_u128(0x72));

/// Gives the phone more, as a pull would; later things are newer.
pub fn give(phone: &Phone, things: &[Entity]) {
    let newest = phone.home.store().read(store::entities::count).expect("counts");
    let changes: Vec<_> = things.iter().zip(newest + 100..).map(|(it, seq)| change(it, seq)).collect();
    phone.home.store().write(|tx| store::entities::apply(tx, &changes).map(drop)).expect("applied");
}

/// A phone that knows its roster, its routes and its points.
pub fn phone() -> Phone {
    let phone = Phone::enrolled();
    let second = StaffMember {
        id: SECOND,
        name: "教师02".into(),
        kind: StaffKind::Teacher,
        post: "护导队长".into(),
        unit: SCHOOL.into(),
    };
    let stop = |name: &str| EscortStop { name: name.into(), place: None };
    let route =
        EscortRoute {
            id: ROUTE, school_id: SCHOOL, name: "东线".into(), stops: vec![stop("公交站"), stop("村口")]
        };
    let line = PatrolRoute {
        id: LINE,
        unit_id: UnitId(SCHOOL.0),
        name: "围墙线".into(),
        kind: PatrolKind::Grid,
        points: vec![POINT, WALL],
    };
    let things = [
        Entity::Staff(second),
        Entity::Roster(week()),
        Entity::EscortRoute(route),
        Entity::PatrolRoute(line),
        Entity::Point(point(WALL, "0043", PointKind::Perimeter)),
        Entity::Point(point(STORE, "0044", PointKind::KeyPosition)),
    ];
    give(&phone, &things);
    phone
}

pub fn point(id: PointId, number: &str, kind: PointKind) -> PatrolPoint {
    PatrolPoint {
        id,
        point_no: number.into(),
        school_id: SCHOOL,
        name: format!("{number} 巡查点"),
        kind,
        place: GATE,
        radius_m: 100,
        per_day: 1,
        min_proof: ProofLevel::B,
        frequency: None,
        responsible: None,
        tag_serial: None,
        made: None,
        asked_since: None,
    }
}

/// Monday and Tuesday of the week of 2026-11-23.
pub fn week() -> RosterWeek {
    let turn = |weekday, window_id, staff: &[StaffId], open: &[Requirement]| Turn {
        weekday,
        window_id,
        staff: staff.to_vec(),
        open: open.to_vec(),
    };
    let one_teacher = [Requirement { kind: StaffKind::Teacher, count: 1 }];
    RosterWeek {
        id: RosterId(Uuid::from_u128(0xc0)),
        post_id: POST,
        monday: day("2026-11-23"),
        turns: vec![
            turn(0, MORNING, &[TEACHER, GUARD], &[]),
            turn(0, AFTERNOON, &[GUARD], &one_teacher),
            turn(1, MORNING, &[TEACHER], &[]),
            turn(1, AFTERNOON, &[SECOND, GUARD], &[]),
        ],
    }
}

pub fn storm(on: &str) -> Entity {
    let span = Span {
        first: day(on),
        last: day(on),
        kind: DayKind::WeatherStop,
        reason: "台风停课".into(),
        follows: None,
        until_min: None,
    };
    Entity::Calendar(SchoolCalendar {
        unit_id: UnitId(Uuid::from_u128(0xd0)),
        terms: vec![],
        spans: vec![span],
        district: true,
    })
}

pub fn ruling(record_id: RecordId, staff_id: StaffId, verdict: Verdict, at: UtcMs) -> Entity {
    Entity::Ruling(Ruling {
        record_id,
        staff_id: Some(staff_id),
        verdict,
        reasons: vec!["position_outside".into()],
        note: "请说明当时在哪里。".into(),
        at,
    })
}

pub fn day(text: &str) -> Day {
    Day::parse(text).expect("reads")
}

pub fn time(text: &str) -> UtcMs {
    UtcMs::parse(text).expect("reads")
}

pub fn sign_in(phone: &Phone, staff_id: StaffId) -> Worker {
    session::sign_in(&phone.home, staff_id, None).expect("signed in")
}

pub fn no_such_post() -> PostId {
    PostId(Uuid::nil())
}

/// The bodies of one kind, oldest first, with who acted.
pub fn bodies(phone: &Phone, kind: Kind) -> Vec<(Option<StaffId>, Body)> {
    let rows = phone.home.store().read(|tx| store::records::page(tx, None, &[kind], 50)).expect("rows");
    let told = |row: store::records::Row| (row.actor, row.record().expect("reads").read_body().expect("known"));
    rows.into_iter().rev().map(told).collect()
}

/// The code of a refusal.
pub fn code<T: std::fmt::Debug>(outcome: Result<T, field::Error>) -> String {
    outcome.expect_err("refused").problem().code
}
