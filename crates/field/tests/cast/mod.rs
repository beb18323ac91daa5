//! A phone that is enrolled without a network: identity, one school and its people written into a real database.
//!
//! Time is moved by hand; everything else is the real thing.
#![allow(dead_code, reason = "each story uses its part of the cast")]

pub mod picture;

use domain::{
    duty_post::{DutyPost, Requirement},
    duty_window::{DutyWindow, WindowKind},
    ids::{BootId, DeviceId, PointId, PostId, SchoolId, StaffId, StreamId, WindowId},
    patrol_point::{PatrolPoint, PointKind},
    position::Place,
    presence::ProofLevel,
    school::{LocalityKind, School, SchoolKind},
    staff::{StaffKind, StaffMember},
    time::UtcMs,
};
use field::{Clocks, Home, Reading};
use protocol::{Entity, ServerEpoch, SigningKey, chain, sync::Change};
use store::identity::Identity;
use tempfile::TempDir;
use uuid::Uuid;

pub const SCHOOL: SchoolId = SchoolId(Uuid::from_u128(0x50));
pub const SCHOOL_CODE: &str = "3135000050";
pub const POST: PostId = PostId(Uuid::from_u128(0x60));
pub const POINT: PointId = PointId(Uuid::from_u128(0x70));
pub const GUARD: StaffId = StaffId(Uuid::from_u128(0x80));
pub const TEACHER: StaffId = StaffId(Uuid::from_u128(0x81));
pub const GATE: Place = Place { lat_e7: 257_213_000, lon_e7: 1_193_840_000 };

/// A phone at the gate of one school, at seven o'clock on a Monday morning.
pub struct Phone {
    pub dir: TempDir,
    pub home: Home,
    pub clocks: Clocks,
    pub server: SigningKey,
}

impl Phone {
    pub fn fresh() -> Self {
        Self::fresh_in(tempfile::tempdir().expect("a folder"))
    }

    fn fresh_in(dir: TempDir) -> Self {
        let clocks = Clocks::by_hand(reading("2026-11-23T07:00:00", 1));
        let home = Home::open_with_clocks(dir.path(), clocks.clone()).expect("opens");
        Self { dir, home, clocks, server: SigningKey::from_seed(&[7; 32]) }
    }

    pub fn enrolled() -> Self {
        Self::enrolled_in(tempfile::tempdir().expect("a folder"))
    }

    pub fn enrolled_in(dir: TempDir) -> Self {
        let phone = Self::fresh_in(dir);
        let identity = phone.identity();
        phone
            .home
            .store()
            .write(|tx| {
                store::identity::put(tx, &identity)?;
                let stream_id = StreamId(Uuid::from_u128(0x90));
                let genesis = chain::genesis(stream_id, &identity.signing_key().public(), &identity.nonce);
                store::stream::open(tx, stream_id, &genesis)?;
                store::entities::apply(tx, &district())?;
                Ok(())
            })
            .expect("enrolled");
        phone
    }

    /// As after a kill: everything forgotten but the folder.
    pub fn reopened(self) -> Self {
        let Self { dir, home, clocks, server } = self;
        drop(home);
        let home = Home::open_with_clocks(dir.path(), clocks.clone()).expect("opens again");
        Self { dir, home, clocks, server }
    }

    /// Closed: the folder is all that is left.
    pub fn closed(self) -> TempDir {
        self.dir
    }

    /// A folder opened again, an hour later.
    pub fn opened(dir: TempDir) -> Self {
        let clocks = Clocks::by_hand(reading("2026-11-23T08:00:00", 1));
        let home = Home::open_with_clocks(dir.path(), clocks.clone()).expect("opens again");
        Self { dir, home, clocks, server: SigningKey::from_seed(&[7; 32]) }
    }

    pub fn set_time(&self, at: &str) {
        let now = self.clocks.read();
        let wall = UtcMs::parse(at).expect("a time");
        let passed = u64::try_from(wall.since(now.wall)).expect("time runs forward");
        self.clocks.advance(passed);
    }

    pub fn restart(&self) {
        let now = self.clocks.read();
        self.clocks.set(Reading { boot_id: BootId(Uuid::new_v4()), boot_ms: 20_000, ..now });
    }

    fn identity(&self) -> Identity {
        Identity {
            device_id: DeviceId(Uuid::from_u128(0x40)),
            device_no: "0007".into(),
            organization: "福清市护校安园行动办公室".into(),
            place: "福清市第一实验小学".into(),
            audience: "huxiao".into(),
            server_url: "http://127.0.0.1:9".into(),
            server_key: self.server.public(),
            epoch: ServerEpoch { number: 1, tag: [1; 8].into() },
            nonce: [2; 16],
            device_seed: [3; 32],
        }
    }
}

fn reading(wall: &str, boot: u128) -> Reading {
    Reading {
        wall: UtcMs::parse(wall).expect("a time"),
        tz_min: 480,
        boot_id: BootId(Uuid::from_u128(boot)),
        boot_ms: 3_600_000,
    }
}

fn district() -> Vec<Change> {
    let school = School {
        id: SCHOOL,
        code: SCHOOL_CODE.into(),
        name: "福清市第一实验小学".into(),
        kind: SchoolKind::Primary,
        locality: LocalityKind::Urban,
        division_code: "350181001".into(),
        place: GATE,
        pupils: 900,
        boarders: 0,
    };
    let person = |id, name: &str, kind, post: &str| {
        Entity::Staff(StaffMember { id, name: name.into(), kind, post: post.into(), unit: SCHOOL.into() })
    };
    let post = DutyPost {
        id: POST,
        school_id: SCHOOL,
        name: "东门护学岗".into(),
        gate: "东门".into(),
        place: GATE,
        radius_m: 100,
        requirement: vec![
            Requirement { kind: StaffKind::Guard, count: 1 },
            Requirement { kind: StaffKind::Teacher, count: 1 },
        ],
        paused: None,
    };
    let point = PatrolPoint {
        id: POINT,
        point_no: "0042".into(),
        school_id: SCHOOL,
        name: "后围墙巡查点".into(),
        kind: PointKind::Perimeter,
        place: GATE,
        radius_m: 100,
        per_day: 2,
        min_proof: ProofLevel::B,
        frequency: None,
        responsible: None,
        tag_serial: None,
        made: None,
        asked_since: None,
    };
    let entities = [
        Entity::School(school),
        person(GUARD, "保安02", StaffKind::Guard, "门卫"),
        person(TEACHER, "教师01", StaffKind::Teacher, "护导队员"),
        Entity::Post(post),
        Entity::Point(point),
        window(0xa0, WindowKind::In, 440, 500),
        window(0xa1, WindowKind::Out, 960, 1090),
    ];
    entities.iter().zip(1..).map(|(entity, seq)| change(entity, seq)).collect()
}

/// A window of every working day, in minutes of the day.
pub fn window(id: u128, kind: WindowKind, start_min: u16, end_min: u16) -> Entity {
    Entity::Window(DutyWindow {
        id: WindowId(Uuid::from_u128(id)),
        school_id: SCHOOL,
        kind,
        start_min,
        end_min,
        weekdays: 0b1_1111,
        arrive_before_min: 20,
        leave_after_min: 20,
        terms: None,
    })
}

pub fn change(entity: &Entity, scope_seq: u64) -> Change {
    Change {
        scope: 1,
        scope_seq,
        kind: entity.kind().number(),
        id: entity.id().into(),
        rev: scope_seq,
        payload: Some(entity.encode().into()),
    }
}
