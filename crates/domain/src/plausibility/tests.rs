//! One honest day, and each way in which it could be a dishonest one.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{crs, time::ClockQuality};

const GATE: Place = Place { lat_e7: 257_213_000, lon_e7: 1_193_840_000 };

/// `north` meters from the gate, to a hair.
fn place(north: i32) -> Place {
    Place { lat_e7: GATE.lat_e7 + north * 90, ..GATE }
}

fn point(n: u128, north: i32) -> Visited {
    Visited { spot: Spot::Point(PointId(Uuid::from_u128(n))), place: place(north), radius_m: 100 }
}

fn fix(north: i32) -> Position {
    Position { place: place(north), accuracy_m: 8, fix_age_ms: 1_000, provider: "webview".into(), mock: false }
}

/// The `n`th record, `minute` minutes into the morning, at a point and a place.
fn trace(n: u128, minute: i64, at: Visited, position: Option<Position>) -> Trace {
    let moment = UtcMs::parse("2026-11-23T07:00").expect("reads").plus(minute * 60_000);
    Trace {
        record_id: RecordId(Uuid::from_u128(n)),
        sort: Sort::Deed,
        staff_id: Some(StaffId(Uuid::from_u128(1))),
        point: Some(at),
        position,
        tag: TagSeen::Own,
        tag_at: None,
        tag_image: None,
        live: LiveSeen::None,
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
    let mut doubts: Vec<Doubt> = look(history, &[]).into_iter().map(|it| it.doubt).collect();
    doubts.dedup();
    doubts
}

#[test]
fn an_honest_round_raises_no_question() {
    assert_eq!(look(&honest(), &[]), []);
}

#[test]
fn a_fix_in_another_coordinate_system_is_no_journey() {
    let mut history = honest();
    let place = history[3].position.as_ref().expect("a fix").place;
    history[3].position.as_mut().expect("a fix").place = crate::crs::Crs::Gcj02.from_wgs84(place);
    history[3].point = None;
    // The colleague before tapped on the same phone a second earlier.
    (history[3].boot_ms, history[3].time) = (history[2].boot_ms + 1_000, history[2].time);
    history[2].position.as_mut().expect("a fix").place = place;
    assert!(!doubts(&history).contains(&Doubt::ImpossibleSpeed), "{:?}", doubts(&history));
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
    assert_eq!(look(&history, &[]), [], "the clock is not known well enough to say so");
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
fn ticking_from_the_gatehouse_is_seen_over_midnight_and_who_was_at_the_gate_is_not_asked() {
    // Two visits before midnight and two after; the morning's first visit of the gate is another day.
    let night = |minutes: [i64; 4]| {
        let mut history = Vec::new();
        for (n, minute) in (0i32..).zip(minutes) {
            let id = n.unsigned_abs().into();
            history.push(trace(id, minute, point(id, n * 300), Some(fix(n))));
        }
        history
    };
    let late = 16 * 60 + 45; // a quarter to twelve
    let parked = |history: &[Trace]| -> Vec<Vec<RecordId>> {
        let found = look(history, &[]).into_iter().filter(|it| it.doubt == Doubt::ParkedPhone);
        found.map(|it| std::iter::once(it.record_id).chain(it.others).collect()).collect()
    };
    let ids = |ids: &[u128]| vec![ids.iter().map(|it| RecordId(Uuid::from_u128(*it))).collect::<Vec<_>>()];
    let history = night([late, late + 10, late + 20, late + 30]);
    assert_eq!(parked(&history), ids(&[1, 2, 3]), "the gate is where the phone lies");
    let mut rested = night([late, late + 10, late + 20 + 240, late + 30 + 240]);
    assert_eq!(parked(&rested), Vec::<Vec<RecordId>>::new(), "hours apart, and two days");
    for trace in &mut rested[2..] {
        trace.boot_id = BootId(Uuid::from_u128(6));
        trace.time.lo = trace.time.lo.plus(-300 * 60_000);
    }
    assert_eq!(parked(&rested), Vec::<Vec<RecordId>>::new(), "nor where it may have been sooner");
    let mut day = night([0, 120, 240, 360]);
    assert_eq!(parked(&day), ids(&[1, 2, 3]), "hours apart, in one day");
    // Three points around a yard of sixty meters, each fix about as far off as fixes are.
    let east = |meters: i32, north: i32| Place { lon_e7: GATE.lon_e7 + meters * 100, ..place(north) };
    let yard = [(east(-32, 0), east(-4, 0)), (east(32, 0), east(4, 0)), (east(0, 55), east(0, 22))];
    for (trace, (at, seen)) in day.iter_mut().zip(yard) {
        trace.point.as_mut().expect("a point").place = at;
        trace.position.as_mut().expect("a fix").place = seen;
    }
    day.truncate(3);
    assert_eq!(parked(&day), Vec::<Vec<RecordId>>::new(), "one fix that is a little farther off accuses nobody");
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
    let fix = history[0].position.as_mut().expect("a fix");
    (fix.provider, fix.accuracy_m) = ("webview".into(), 80);
    assert_eq!(doubts(&history), [Doubt::PhotoReused], "nor does a rough one");
}

#[test]
fn one_picture_of_a_tag_is_read_once() {
    let mut history = honest();
    for trace in &mut history {
        trace.tag_image = Some([u8::try_from(trace.boot_ms % 251).expect("small"); 32].into());
    }
    assert_eq!(look(&history, &[]), []);
    history[3].tag_image = history[0].tag_image;
    history[3].photos = vec![history[1].tag_image.expect("one")];
    let found = look(&history, &[]);
    assert_eq!(
        (found.len(), found[0].doubt),
        (1, Doubt::TagImageReused),
        "a picture and a tag's picture are two things"
    );
    assert_eq!((found[0].record_id, &found[0].others), (history[3].record_id, &vec![history[0].record_id]));
    let digest = history[1].tag_image.expect("one");
    let other = |minutes: i64| {
        let at = history[1].time.best.plus(minutes * 60_000);
        [PictureUse { of: Pictured::Tag, digest, record_id: RecordId(Uuid::from_u128(77)), at }]
    };
    assert_eq!(look(&history, &other(5)).len(), 1, "another phone read it later, and is asked");
    let earlier = look(&history, &other(-5));
    assert_eq!((earlier.len(), earlier[0].record_id), (2, history[1].record_id));
}

#[test]
fn scans_of_far_points_in_one_breath_are_seen() {
    let mut history = honest();
    for (n, trace) in (0u64..).zip(&mut history) {
        trace.position = None;
        trace.boot_ms = 1_000_000 + n * 4_000;
    }
    let found = look(&history, &[]);
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
    let found = look(&history, &[]);
    assert_eq!((found.len(), found[0].doubt, found[0].ms), (1, Doubt::ClockSetBack, Some(-3_600_000)));
    history[2].boot_id = BootId(Uuid::from_u128(6));
    assert_eq!(look(&history, &[]), [], "another boot begins another clock");
}

/// As a phone writes it: its note, which has nobody's name, then whoever signs in, then what is done, all by one look at
/// the clocks.
#[test]
fn a_clock_that_was_set_is_asked_of_who_did_the_next_thing() {
    let mut history = honest();
    let note = Trace { sort: Sort::ClockNotice, staff_id: None, point: None, ..history[2].clone() };
    let session = Trace { sort: Sort::Session, point: None, ..history[2].clone() };
    history.splice(2..2, [note, session]);
    for (n, trace) in (20..).zip(&mut history[2..4]) {
        (trace.record_id, trace.tag, trace.position) = (RecordId(Uuid::from_u128(n)), TagSeen::None, None);
    }
    history[2..].iter_mut().for_each(|it| it.wall = it.wall.plus(-3_600_000));
    let found = look(&history, &[]);
    assert_eq!((found.len(), found[0].doubt, found[0].record_id), (1, Doubt::ClockSetBack, history[4].record_id));
    assert_eq!(found[0].others, [history[2].record_id], "the note speaks, and no colleague's record");
    history[2..].iter_mut().for_each(|it| it.wall = it.wall.plus(3_600_000));
    history[..2].iter_mut().for_each(|it| it.wall = it.wall.plus(3_600_000));
    assert_eq!(look(&history, &[]), [], "one that ran ahead was put right");
}

#[test]
fn a_live_code_is_asked_about_when_it_was_not_shown_then() {
    let at = UtcMs::parse("2026-11-23T07:00").expect("reads");
    let read = |minutes: i64, quality, wall: i64| {
        let mut trace = trace(1, 0, point(1, 0), None);
        let moment = at.plus(minutes * 60_000);
        let read = TimeInterval { lo: moment.plus(-20_000), best: moment, hi: moment.plus(20_000), quality };
        let times =
            LiveTimes { reading: LiveReading::Valid, shown: (at, at.plus(29_999)), read, wall: at.plus(wall * 60_000) };
        trace.live = LiveSeen::Own(times);
        look(&[trace], &[]).into_iter().map(|it| (it.doubt, it.ms)).collect::<Vec<_>>()
    };
    assert_eq!(read(1, ClockQuality::A, 90), [], "a wall clock that is wrong is nobody's lie");
    assert_eq!(read(110, ClockQuality::A, 0), [(Doubt::LiveStale, Some(110 * 60_000 - 29_999))]);
    let mut known_by_the_code = read(0, ClockQuality::D, 110);
    assert_eq!(known_by_the_code.remove(0), (Doubt::LiveStale, Some(110 * 60_000 - 29_999)));
    assert_eq!(read(0, ClockQuality::D, 8), [], "a clock nobody sets is minutes wrong");
    assert_eq!(read(-30, ClockQuality::A, -30).len(), 1, "nor was it shown before");
}

#[test]
fn whoever_comes_on_duty_far_from_the_post_is_asked_and_proof_is_not_demanded() {
    let post = Visited { spot: Spot::Post(PostId(Uuid::from_u128(9))), ..point(1, 0) };
    let one = |position: Option<Position>, change: &dyn Fn(&mut Trace)| {
        let mut trace = Trace { tag: TagSeen::None, ..trace(1, 0, post, position) };
        change(&mut trace);
        doubts(&[trace])
    };
    let nothing = |_: &mut Trace| {};
    assert_eq!(one(Some(fix(30)), &nothing), []);
    assert_eq!(one(None, &|it| it.time.quality = ClockQuality::D), [], "nothing is demanded of a coming");
    assert_eq!(one(Some(fix(900)), &nothing), [Doubt::AwayFromPost]);
    assert_eq!(one(Some(fix(250)), &nothing), [], "a post may be set down at the other gate");
    assert_eq!(one(Some(Position { mock: true, ..fix(900) }), &nothing), [Doubt::MockPosition]);
    let shifted = Position { place: crs::Crs::Gcj02.from_wgs84(GATE), ..fix(0) };
    assert_eq!(one(Some(shifted), &nothing), [Doubt::CrsSuspect]);
    let at_the_wall = |it: &mut Trace| (it.tag, it.tag_at) = (TagSeen::Own, Some(point(2, 400)));
    assert_eq!(one(Some(fix(410)), &at_the_wall), [], "the tag of the school that was read hangs there");
    assert_eq!(one(Some(fix(2_000)), &at_the_wall), [Doubt::TagElsewhere]);
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
        for finding in look(&history, &[]) {
            prop_assert!(!matches!(finding.doubt, Doubt::ImpossibleSpeed | Doubt::ScanBurst | Doubt::ClockSetBack), "{finding:?}");
        }
    }
}
