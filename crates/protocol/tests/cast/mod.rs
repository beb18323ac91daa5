//! Fixed people, places and keys for the tests of the wire.
#![allow(dead_code, reason = "each test program uses its part of the cast")]

use domain::{
    answer::Answer,
    check_in::{CheckIn, VisitDetail, VisitResult},
    clock_event::{ClockEvent, ClockFinding},
    correction::{Change, Correction},
    day::Day,
    device_event::{DeviceEvent, DeviceFinding},
    duty::{DutyOff, DutyOn, OffDetail, OnDetail},
    duty_note::{
        Absence, AbsenceReason, Close, DutyEntry, DutyNote, HandOver, Headcount, LogCategory, LogEntry, RollCall,
        Situation, Weather,
    },
    duty_window::WindowKind,
    effort::Effort,
    escort::{DayReview, EscortSheet, Handed, RemainingReason},
    hazard::{HazardReport, SuspectedSeverity},
    ids::{
        BootId, PhotoId, PointId, PostId, RecordId, RouteId, RunId, SchoolId, SessionId, StaffId, StreamId, WindowId,
    },
    live_scan::LiveScan,
    patrol_route::{MissReason, Missed, PatrolKind, PatrolMethod, PatrolRun, RunStep},
    photo::{Photo, PhotoNotes, PhotoSource},
    position::{Place, Position},
    presence::ProofLevel,
    roster::{RosterAsk, RosterReason, RosterRequest},
    session::{CloseReason, SessionClose, SessionOpen, SignInMethod},
    time::{TimeBlock, UtcMs},
};
use protocol::{Body, Origin, Record, SigningKey};
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
        origin: None,
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
        detail: None,
    }
}

/// A hazard whose picture tells what was done with it before it was saved.
pub fn with_notes() -> Record {
    let notes = PhotoNotes {
        source: Some(PhotoSource::Camera),
        masks: Some(2),
        stamp_lines: Some(4),
        caption: Some("缺口近照".into()),
        original: None,
        offset_min: None,
    };
    let body = HazardReport { photos: vec![Photo { notes: Some(notes), ..photo() }], ..hazard() };
    record(4, &Body::HazardReport(body))
}

fn hazard() -> HazardReport {
    HazardReport {
        school_id: SchoolId(Uuid::from_u128(0x5c00)),
        category: "PHY".into(),
        text: "东侧围栏缺一根，成人可钻入".into(),
        severity: SuspectedSeverity::General,
        position: None,
        photos: vec![photo()],
        effort: None,
    }
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
            detail: None,
        }),
        Body::CheckIn(check_in()),
        Body::HazardReport(hazard()),
        Body::DutyOff(DutyOff {
            post_id,
            window: Some(WindowKind::In),
            stated_at: Some(UtcMs(MORNING + 3_600_000)),
            position: None,
            detail: None,
        }),
        Body::SessionClose(SessionClose { reason: CloseReason::Switched }),
        Body::ClockEvent(ClockEvent {
            finding: Some(ClockFinding::Jumped),
            wall_before: UtcMs(MORNING),
            moved_ms: -3_600_000,
        }),
        Body::DeviceEvent(DeviceEvent::counted(DeviceFinding::StreamFrozen, 7).about(stream().as_bytes())),
    ];
    bodies.iter().chain(&of_duty_and_patrol()).zip(1..).map(|(body, seq)| record(seq, body)).collect()
}

/// The kinds that came with the second release.
fn of_duty_and_patrol() -> Vec<Body> {
    let post_id = PostId(Uuid::from_u128(0x9057));
    vec![
        note(DutyEntry::Log(LogEntry {
            category: LogCategory::Stranger,
            situation: Situation::Abnormal,
            text: "校门外有陌生车辆停留".into(),
            handed_to: "社区民警".into(),
        })),
        Body::EscortSheet(EscortSheet {
            school_id: SchoolId(Uuid::from_u128(0x5c00)),
            route_id: Some(RouteId(Uuid::from_u128(0x2007))),
            window: Some(WindowKind::Out),
            out: 42,
            handed: vec![Handed { stop: "公交站".into(), count: 25 }, Handed { stop: "村口".into(), count: 15 }],
            returned: 1,
            remaining_reason: Some(RemainingReason::CollectedOnTheWay),
            situation: Situation::Normal,
            note: String::new(),
            weather: Some(Weather::Rain),
            effort: Some(Effort { taps: 7, open_ms: 41_000 }),
        }),
        Body::Correction(Correction {
            of: RecordId(Uuid::from_u128(0xeec0_0001)),
            change: Change::Time(UtcMs(MORNING - 600_000)),
            reason: "补录时写错".into(),
            effort: None,
        }),
        Body::RosterRequest(RosterRequest {
            post_id,
            day: Day(20_780),
            window_id: WindowId(Uuid::from_u128(0x3141)),
            ask: RosterAsk::Swap,
            with: Some(StaffId(Uuid::from_u128(0x5afe))),
            reason: RosterReason::Official,
            text: String::new(),
            effort: None,
        }),
        Body::DayReview(DayReview {
            school_id: SchoolId(Uuid::from_u128(0x5c00)),
            day: Day(20_780),
            situation: Situation::Normal,
            text: "护导到位".into(),
            effort: None,
            sheets: None,
        }),
        Body::PatrolRun(PatrolRun {
            run_id: RunId(Uuid::from_u128(0x2bad)),
            route_id: Some(RouteId(Uuid::from_u128(0x2008))),
            kind: PatrolKind::VillageSchool,
            method: PatrolMethod::Foot,
            step: RunStep::Finish,
            planned: vec![PointId(Uuid::from_u128(0x9017)), PointId(Uuid::from_u128(0x9018))],
            party: Headcount { militia: 2, village: 1, ..Headcount::default() },
            missed: vec![Missed { point_id: PointId(Uuid::from_u128(0x9018)), reason: MissReason::RoadClosed }],
            note: String::new(),
            effort: None,
        }),
        Body::Answer(Answer {
            about: RecordId(Uuid::from_u128(0xeec0_0003)),
            text: "当时在门卫室内，定位不准".into(),
            photos: vec![],
            effort: None,
        }),
    ]
}

fn note(entry: DutyEntry) -> Body {
    let effort = Some(Effort { taps: 3, open_ms: 9_500 });
    let post_id = PostId(Uuid::from_u128(0x9057));
    Body::DutyNote(DutyNote { post_id, window: Some(WindowKind::In), entry, photos: vec![], effort })
}

/// What the second release added to comings, leavings and visits.
fn details(lead: StaffId, member: StaffId) -> (OnDetail, OffDetail, VisitDetail) {
    let live = || LiveScan { text: "HX2.ABCD".into(), boot_ms: 5_060_000 };
    let effort = Some(Effort { taps: 2, open_ms: 3_200 });
    let on = OnDetail {
        people: Some(vec![lead, member]),
        tag: Some("HX1.ABCD".into()),
        live: Some(live()),
        effort,
        tag_image: None,
        called: None,
    };
    let off = OffDetail { people: Some(vec![member]), early: Some(AbsenceReason::Duty), effort };
    let visit = VisitDetail {
        method: Some(PatrolMethod::Bike),
        run_id: Some(RunId(Uuid::from_u128(0x2bad))),
        party_size: Some(2),
        miss: Some(MissReason::Locked),
        live: Some(live()),
        witness: Some(member),
        effort,
        tag_image: None,
        places_point: None,
    };
    (on, off, visit)
}

/// Shapes of released kinds that have more than one form, or were added to at the end, each with a name.
pub fn other_forms() -> Vec<(&'static str, Record)> {
    let (lead, member) = (StaffId(Uuid::from_u128(0x5aff)), StaffId(Uuid::from_u128(0x5afe)));
    let post_id = PostId(Uuid::from_u128(0x9057));
    let (on, off, visit) = details(lead, member);
    let bodies = [
        (
            "duty_on.detail",
            Body::DutyOn(DutyOn {
                post_id,
                window: Some(WindowKind::In),
                stated_at: None,
                position: None,
                photos: vec![],
                detail: Some(on),
            }),
        ),
        (
            "duty_off.detail",
            Body::DutyOff(DutyOff {
                post_id,
                window: Some(WindowKind::In),
                stated_at: None,
                position: None,
                detail: Some(off),
            }),
        ),
        ("check_in.detail", Body::CheckIn(CheckIn { detail: Some(visit), ..check_in() })),
        (
            "duty_note.roll_call",
            note(DutyEntry::RollCall(RollCall {
                present: vec![lead],
                absent: vec![Absence { staff_id: member, reason: AbsenceReason::Sick }],
                headcount: Headcount { volunteers: 3, parents: 2, ..Headcount::default() },
                vehicles: 1,
                gear: Some(64),
                weather: Some(Weather::Fine),
            })),
        ),
        (
            "duty_note.hand_over",
            note(DutyEntry::HandOver(HandOver {
                to: Some(member),
                situation: Situation::Normal,
                text: "钢叉已归位".into(),
            })),
        ),
        ("duty_note.close", note(DutyEntry::Close(Close { situation: Situation::Normal, text: String::new() }))),
        (
            "correction.void",
            Body::Correction(Correction {
                of: RecordId(Uuid::from_u128(0xeec0_0001)),
                change: Change::Void,
                reason: "点错了".into(),
                effort: None,
            }),
        ),
    ];
    let bodies = bodies.into_iter().chain(later_forms());
    bodies.zip(1..).map(|((name, body), seq)| (name, record(seq, &body))).collect()
}

/// A point placed on the spot, what a hazard cost, and the sheets a day was signed with.
fn later_forms() -> [(&'static str, Body); 3] {
    let effort = Some(Effort { taps: 2, open_ms: 3_200 });
    let places = VisitDetail { places_point: Some(true), ..VisitDetail::default() };
    [
        ("check_in.places", Body::CheckIn(CheckIn { detail: Some(places), ..check_in() })),
        ("hazard_report.effort", Body::HazardReport(HazardReport { effort, ..hazard() })),
        (
            "day_review.sheets",
            Body::DayReview(DayReview {
                school_id: SchoolId(Uuid::from_u128(0x5c00)),
                day: Day(20_780),
                situation: Situation::Normal,
                text: String::new(),
                effort: None,
                sheets: Some(vec![RecordId(Uuid::from_u128(0xeec0_0001))]),
            }),
        ),
    ]
}

/// What is known of the picture files behind a record, added at the end again.
pub fn with_pictures() -> Vec<(&'static str, Record)> {
    let tag_image = Some([0x7a; 32].into());
    let read = OnDetail { tag: Some("HX1.ABCD".into()), tag_image, ..OnDetail::default() };
    let original = Some(PhotoNotes { original: Some([0x0f; 32].into()), ..PhotoNotes::default() });
    let coming = DutyOn {
        post_id: PostId(Uuid::from_u128(0x9057)),
        window: None,
        stated_at: None,
        position: Some(position()),
        photos: vec![],
        detail: Some(read),
    };
    let visit = CheckIn {
        tag: Some("HX1.ABCD".into()),
        photos: vec![Photo { notes: original, ..photo() }],
        detail: Some(VisitDetail { tag_image, ..VisitDetail::default() }),
        ..check_in()
    };
    vec![("duty_on.picture", record(8, &Body::DutyOn(coming))), ("check_in.picture", record(9, &Body::CheckIn(visit)))]
}

fn came(people: Vec<StaffId>, live: LiveScan, effort: Option<Effort>) -> OnDetail {
    let tag = Some("HX1.ABCD".into());
    OnDetail { people: Some(people), tag, live: Some(live), effort, ..OnDetail::default() }
}

/// Somebody who was there when called, and had not come before.
pub fn called() -> Record {
    let people = Some(vec![StaffId(Uuid::from_u128(0x5afe))]);
    let on = DutyOn {
        post_id: PostId(Uuid::from_u128(0x9057)),
        window: Some(WindowKind::In),
        stated_at: None,
        position: None,
        photos: vec![],
        detail: Some(OnDetail { people, called: Some(true), ..OnDetail::default() }),
    };
    record(10, &Body::DutyOn(on))
}

/// A record that was written again under another stream.
pub fn a_copy() -> Record {
    let origin = Some(Origin { stream_id: StreamId(Uuid::from_u128(0x57f0)), seq: 7 });
    Record { origin, ..record(9, &Body::CheckIn(check_in())) }
}
