//! Fixed people, places and keys for the tests of the wire.
#![allow(dead_code, reason = "each test program uses its part of the cast")]

use domain::{
    check_in::{CheckIn, VisitResult},
    clock_event::{ClockEvent, ClockFinding},
    device_event::{DeviceEvent, DeviceFinding},
    duty::{DutyOff, DutyOn},
    duty_window::WindowKind,
    hazard::{HazardReport, SuspectedSeverity},
    ids::{BootId, PhotoId, PointId, PostId, RecordId, SchoolId, SessionId, StaffId, StreamId},
    photo::{Photo, PhotoNotes, PhotoSource},
    position::{Place, Position},
    presence::ProofLevel,
    session::{CloseReason, SessionClose, SessionOpen, SignInMethod},
    time::{TimeBlock, UtcMs},
};
use protocol::{Body, Record, SigningKey};
use uuid::Uuid;

/// 2026-11-23 07:31 in Shanghai.
pub const MORNING: i64 = 1_795_390_260_000;

pub fn device() -> SigningKey {
    SigningKey::from_seed(&[1; 32])
}

pub fn server() -> SigningKey {
    SigningKey::from_seed(&[2; 32])
}

pub fn stream() -> StreamId {
    StreamId(Uuid::from_u128(0x1111_2222_3333_4444_8555_6666_7777_8888))
}

pub fn time(n: u64) -> TimeBlock {
    TimeBlock {
        wall: UtcMs(MORNING + i64::try_from(n).expect("small") * 61_234),
        tz_min: 480,
        boot_id: BootId(Uuid::from_u128(0xb007)),
        boot_ms: 5_000_000 + n * 61_234,
        estimate: Some(UtcMs(MORNING + i64::try_from(n).expect("small") * 61_234 + 1_500)),
        estimate_err_ms: Some(320),
        gnss: None,
        gnss_boot_ms: None,
        flags: None,
    }
}

pub fn position() -> Position {
    Position {
        place: Place { lat_e7: 256_100_123, lon_e7: 1_194_500_456 },
        accuracy_m: 8,
        fix_age_ms: 5_000,
        provider: "gps".into(),
        mock: false,
    }
}

pub fn photo() -> Photo {
    Photo {
        id: PhotoId(Uuid::from_u128(0xf0)),
        sha256: [0xab; 32].into(),
        bytes: 251_000,
        width: 1600,
        height: 1200,
        thumb_id: PhotoId(Uuid::from_u128(0xf1)),
        thumb_sha256: [0xcd; 32].into(),
        thumb_bytes: 14_500,
        taken: Some(UtcMs(MORNING - 4_000)),
        place: None,
        notes: None,
    }
}

pub fn record(seq: u64, body: &Body) -> Record {
    Record {
        stream_id: stream(),
        seq,
        record_id: RecordId(Uuid::from_u128(0xeec0_0000 + u128::from(seq))),
        kind: body.kind(),
        kind_ver: body.version(),
        actor: Some(StaffId(Uuid::from_u128(0x5aff))),
        session: Some(SessionId(Uuid::from_u128(0x5e55))),
        time: time(seq),
        refs: vec![],
        body: body.encode(),
    }
}

pub fn check_in() -> CheckIn {
    CheckIn {
        point_id: PointId(Uuid::from_u128(0x9017)),
        result: VisitResult::Normal,
        note: "后围墙完好".into(),
        position: Some(position()),
        tag: None,
        photos: vec![],
        shown_proof: ProofLevel::B,
    }
}

/// A hazard whose picture tells what was done with it before it was saved.
pub fn with_notes() -> Record {
    let notes = PhotoNotes {
        source: Some(PhotoSource::Camera),
        masks: Some(2),
        stamp_lines: Some(4),
        caption: Some("缺口近照".into()),
    };
    let body = HazardReport {
        school_id: SchoolId(Uuid::from_u128(0x5c00)),
        category: "PHY".into(),
        text: "东侧围栏缺一根，成人可钻入".into(),
        severity: SuspectedSeverity::General,
        position: None,
        photos: vec![Photo { notes: Some(notes), ..photo() }],
    };
    record(4, &Body::HazardReport(body))
}

pub fn one_of_each_kind() -> Vec<Record> {
    let post_id = PostId(Uuid::from_u128(0x9057));
    let bodies = [
        Body::SessionOpen(SessionOpen { method: SignInMethod::Pin }),
        Body::DutyOn(DutyOn {
            post_id,
            window: Some(WindowKind::In),
            stated_at: None,
            position: Some(position()),
            photos: vec![],
        }),
        Body::CheckIn(check_in()),
        Body::HazardReport(HazardReport {
            school_id: SchoolId(Uuid::from_u128(0x5c00)),
            category: "PHY".into(),
            text: "东侧围栏缺一根，成人可钻入".into(),
            severity: SuspectedSeverity::General,
            position: None,
            photos: vec![photo()],
        }),
        Body::DutyOff(DutyOff {
            post_id,
            window: Some(WindowKind::In),
            stated_at: Some(UtcMs(MORNING + 3_600_000)),
            position: None,
        }),
        Body::SessionClose(SessionClose { reason: CloseReason::Switched }),
        Body::ClockEvent(ClockEvent {
            finding: Some(ClockFinding::Jumped),
            wall_before: UtcMs(MORNING),
            moved_ms: -3_600_000,
        }),
        Body::DeviceEvent(DeviceEvent::counted(DeviceFinding::StreamFrozen, 7).about(stream().as_bytes())),
    ];
    bodies.iter().zip(1..).map(|(body, seq)| record(seq, body)).collect()
}
