//! One honest day, and each way in which it could be a dishonest one.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
const GATE: Place = Place { lat_e7: 257_213_000, lon_e7: 1_193_840_000 };

/// `north` meters from the gate, to a hair.
fn place(north: i32) -> Place {
    Place { lat_e7: GATE.lat_e7 + north * 90, ..GATE }
}

fn point(n: u128, north: i32) -> Visited {
    Visited { point_id: PointId(Uuid::from_u128(n)), place: place(north), radius_m: 100 }
}

fn fix(north: i32) -> Position {
    Position { place: place(north), accuracy_m: 8, fix_age_ms: 1_000, provider: "gps".into(), mock: false }
}

/// The `n`th record, `minute` minutes into the morning, at a point and a place.
fn trace(n: u128, minute: i64, at: Visited, position: Option<Position>) -> Trace {
    let moment = UtcMs::parse("2026-11-23T07:00").expect("reads").plus(minute * 60_000);
    Trace {
        record_id: RecordId(Uuid::from_u128(n)),
        staff_id: Some(StaffId(Uuid::from_u128(1))),
        point: Some(at),
        position,
        tag: TagSeen::Own,
        low_proof: false,
        photos: Vec::new(),
        time: TimeInterval { lo: moment.plus(-500), best: moment, hi: moment.plus(500), quality: ClockQuality::A },
        boot_id: BootId(Uuid::from_u128(5)),
        boot_ms: 1_000_000 + minute.unsigned_abs() * 60_000,
        wall: moment,
        stated: false,
    }
}

/// Four points, three hundred meters and five minutes from one another.
fn honest() -> Vec<Trace> {
    let at = |n: i32| {
        trace(
            n.unsigned_abs().into(),
            i64::from(n) * 5,
            point(n.unsigned_abs().into(), n * 300),
            Some(fix(n * 300 + n)),
        )
    };
    (1..=4).map(at).collect()
}

fn doubts(history: &[Trace]) -> Vec<Doubt> {
    let mut doubts: Vec<Doubt> = look(history).into_iter().map(|it| it.doubt).collect();
    doubts.dedup();
    doubts
}

#[test]
fn an_honest_round_raises_no_question() {
    assert_eq!(look(&honest()), []);
}

#[test]
fn a_way_nobody_goes_that_fast_is_asked_about() {
    let mut history = honest();
    history[3].position = Some(fix(60_000));
    history[3].point = None;
    assert_eq!(doubts(&history), [Doubt::ImpossibleSpeed]);
    history[3].time.hi = history[3].time.hi.plus(3_600_000);
    assert_eq!(doubts(&history), [Doubt::ImpossibleSpeed], "the boot clock says how long it took");
    history[3].boot_id = BootId(Uuid::from_u128(6));
    assert_eq!(look(&history), [], "the clock is not known well enough to say so");
}

#[test]
fn a_phone_that_lies_in_the_gatehouse_while_far_points_are_visited_is_seen() {
    let mut history = honest();
    for (n, trace) in (0..).zip(&mut history) {
        trace.position = Some(fix(n));
    }
    assert!(doubts(&history).contains(&Doubt::ParkedPhone));
    history[2].position = Some(fix(900));
    assert!(!doubts(&history).contains(&Doubt::ParkedPhone), "it moved");
}

#[test]
fn fixes_and_pictures_that_repeat_are_seen() {
    let mut history = honest();
    for (n, trace) in (0i64..).zip(&mut history) {
        trace.position = Some(fix(0));
        trace.point = None;
        trace.tag = TagSeen::None;
        trace.photos = vec![[u8::try_from(n / 2).expect("small"); 32].into()];
    }
    assert_eq!(doubts(&history), [Doubt::SameCoordinates, Doubt::PhotoReused]);
    history[0].position.as_mut().expect("a fix").provider = "network".into();
    assert_eq!(doubts(&history), [Doubt::PhotoReused], "three say nothing");
}

#[test]
fn scans_of_far_points_in_one_breath_are_seen() {
    let mut history = honest();
    for (n, trace) in (0u64..).zip(&mut history) {
        trace.position = None;
        trace.boot_ms = 1_000_000 + n * 4_000;
    }
    let found = look(&history);
    assert_eq!(found.len(), 3);
    assert_eq!((found[0].doubt, found[0].meters, found[0].ms), (Doubt::ScanBurst, Some(300), Some(4_000)));
}

#[test]
fn what_a_record_says_against_itself_is_said() {
    let one = |change: &dyn Fn(&mut Trace)| {
        let mut trace = trace(1, 0, point(1, 0), Some(fix(0)));
        change(&mut trace);
        doubts(&[trace])
    };
    assert_eq!(one(&|it| it.tag = TagSeen::Retired), [Doubt::RetiredTag]);
    assert_eq!(one(&|it| it.tag = TagSeen::Foreign), [Doubt::ForeignTag]);
    assert_eq!(one(&|it| it.low_proof = true), [Doubt::LowProof]);
    assert_eq!(one(&|it| it.time.quality = ClockQuality::D), [Doubt::ClockUnsure]);
    assert_eq!(one(&|it| it.position.as_mut().expect("a fix").mock = true), [Doubt::MockPosition]);
    assert_eq!(
        one(&|it| it.position.as_mut().expect("a fix").place = crs::Crs::Gcj02.from_wgs84(GATE)),
        [Doubt::CrsSuspect]
    );
}

#[test]
fn a_clock_that_is_set_back_while_the_phone_runs_is_seen() {
    let mut history = honest();
    history[2].wall = history[2].wall.plus(-3_600_000);
    let found = look(&history);
    assert_eq!((found.len(), found[0].doubt, found[0].ms), (1, Doubt::ClockSetBack, Some(-3_600_000)));
    history[2].boot_id = BootId(Uuid::from_u128(6));
    assert_eq!(look(&history), [], "another boot begins another clock");
}

proptest! {
    /// Whoever walks between points and takes at least the time it takes is never asked about speed or bursts.
    #[test]
    fn walking_is_never_too_fast(steps in prop::collection::vec((0i32..40, 0i64..20), 1..20)) {
        let (mut north, mut minute) = (0, 0);
        let history: Vec<Trace> = (1..).zip(steps).map(|(n, (hundred, wait))| {
            // A meter and a half in a second, and whatever they rest.
            minute += i64::from(hundred) * 100 / 90 + 1 + wait;
            north += hundred * 100;
            trace(n, minute, point(n, north), Some(fix(north + i32::try_from(n).expect("small"))))
        }).collect();
        for finding in look(&history) {
            prop_assert!(!matches!(finding.doubt, Doubt::ImpossibleSpeed | Doubt::ScanBurst | Doubt::ClockSetBack), "{finding:?}");
        }
    }
}
