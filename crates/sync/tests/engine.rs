//! The engine alone: what it does next after anything that may happen, and that it never stops with work pending.

use proptest::prelude::*;
use sync::{Activity, Effect, Engine, Event, Failure, Now, Step, SyncOutcome, UploadOutcome, Wake};

const MINUTE: u64 = 60_000;
const MIDDLE: u32 = u32::MAX / 2;

fn at(ms: u64) -> Now {
    Now { ms, jitter: MIDDLE }
}

/// An engine whose first sync, at 0, has just succeeded with nothing left to do.
fn rested() -> Engine {
    let mut engine = Engine::default();
    assert!(starts_sync(&engine.handle(at(0), Event::Wake(Wake::Foreground))));
    let effects = engine.handle(at(100), Event::Synced(all_done()));
    assert_eq!(armed(&effects), Some(120_000));
    engine
}

fn all_done() -> SyncOutcome {
    SyncOutcome { took_ms: 100, next_sync_after_s: 120, max_batch_bytes: 262_144, ..SyncOutcome::default() }
}

fn piece(step: Step) -> UploadOutcome {
    UploadOutcome { sent_bytes: 65_536, step, stored_picture: false, photos_waiting: true, took_ms: 1_000 }
}

fn failed(failure: Failure) -> Event {
    Event::SyncFailed { failure, sent: 1 }
}

fn unreachable() -> Failure {
    Failure::Unreachable { captive: false }
}

fn starts_sync(effects: &[Effect]) -> bool {
    effects.iter().any(|it| matches!(it, Effect::StartSync { .. }))
}

fn starts_quarantine(effects: &[Effect]) -> bool {
    effects.contains(&Effect::StartQuarantine)
}

fn starts_upload(effects: &[Effect]) -> bool {
    effects.iter().any(|it| matches!(it, Effect::StartUpload { .. }))
}

fn armed(effects: &[Effect]) -> Option<u64> {
    effects.iter().find_map(|it| if let Effect::Arm { after_ms } = it { Some(*after_ms) } else { None })
}

fn batch_bytes(effects: &[Effect]) -> Option<usize> {
    effects.iter().find_map(|it| if let Effect::StartSync { max_bytes } = it { Some(*max_bytes) } else { None })
}

#[test]
fn a_tap_waits_three_seconds_for_the_next_and_then_goes() {
    let mut engine = rested();
    assert_eq!(armed(&engine.handle(at(10_000), Event::Wake(Wake::Capture))), Some(3_000));
    assert_eq!(armed(&engine.handle(at(12_000), Event::Wake(Wake::Capture))), Some(1_000), "it does not wait longer");
    assert!(starts_sync(&engine.handle(at(13_000), Event::Wake(Wake::Timer))));
}

#[test]
fn what_is_left_goes_on_at_once_and_pictures_after_records() {
    let mut engine = rested();
    engine.handle(at(10_000), Event::Wake(Wake::Manual));
    let more = SyncOutcome { sent: 10, acked: 10, pending_records: 5, photos_waiting: true, ..all_done() };
    assert!(starts_sync(&engine.handle(at(11_000), Event::Synced(more))));
    let done = SyncOutcome { sent: 5, acked: 5, photos_waiting: true, ..all_done() };
    assert!(starts_upload(&engine.handle(at(12_000), Event::Synced(done))));
    engine.handle(at(12_500), Event::Wake(Wake::Capture));
    assert!(starts_upload(&engine.handle(at(13_000), Event::Uploaded(piece(Step::Moved)))), "the tap is debounced");
    assert!(starts_sync(&engine.handle(at(16_000), Event::Uploaded(piece(Step::Moved)))), "then it goes first");
    assert!(starts_upload(&engine.handle(at(17_000), Event::Synced(done))));
    let last = UploadOutcome { photos_waiting: false, ..piece(Step::Finished) };
    let effects = engine.handle(at(18_000), Event::Uploaded(last));
    assert_eq!(effects[0], Effect::Report(Activity::Resting));
    assert_eq!(armed(&effects), Some(119_000), "counted from the last sync");
}

#[test]
fn a_record_does_not_wait_for_the_piece_of_a_picture_that_is_on_its_way() {
    let mut engine = rested();
    engine.handle(at(10_000), Event::Wake(Wake::Manual));
    let photos = SyncOutcome { photos_waiting: true, ..all_done() };
    let effects = engine.handle(at(11_000), Event::Synced(photos));
    assert!(starts_upload(&effects));
    assert_eq!(armed(&effects), Some(120_000), "the next sync has its timer although a piece is on its way");
    assert_eq!(armed(&engine.handle(at(12_000), Event::Wake(Wake::Capture))), Some(3_000));
    assert!(starts_sync(&engine.handle(at(15_000), Event::Wake(Wake::Timer))), "the piece has not ended");
    assert!(engine.handle(at(15_500), Event::Uploaded(piece(Step::Moved))).is_empty(), "no piece before the record");
    assert!(starts_upload(&engine.handle(at(16_000), Event::Synced(photos))), "then the pictures go on");
}

#[test]
fn records_that_fail_beside_a_piece_leave_it_alone_and_hold_the_next() {
    let mut engine = rested();
    engine.handle(at(0), Event::Wake(Wake::Manual));
    engine.handle(at(0), Event::Synced(SyncOutcome { photos_waiting: true, ..all_done() }));
    assert!(starts_sync(&engine.handle(at(1_000), Event::Wake(Wake::Manual))));
    let effects = engine.handle(at(2_000), failed(unreachable()));
    let wait = armed(&effects).expect("waits");
    assert!(!effects.contains(&Effect::Report(Activity::Resting)), "the piece is still on its way");
    let effects = engine.handle(at(2_000), Event::Uploaded(piece(Step::Moved)));
    assert_eq!(armed(&effects), Some(wait), "no way for records, none for pictures");
    assert!(effects.contains(&Effect::Report(Activity::Resting)));
}

#[test]
fn a_tap_during_a_sync_is_not_forgotten() {
    let mut engine = rested();
    engine.handle(at(10_000), Event::Wake(Wake::Manual));
    assert!(engine.handle(at(10_500), Event::Wake(Wake::Capture)).is_empty(), "one at a time");
    assert_eq!(armed(&engine.handle(at(11_000), Event::Synced(all_done()))), Some(2_500));
}

#[test]
fn waits_grow_to_a_cap_and_are_spread_over_their_whole_span() {
    let mut engine = rested();
    let mut now = 0;
    let mut waits = Vec::new();
    for _ in 0..9 {
        engine.handle(at(now), Event::Wake(Wake::Timer));
        engine.handle(at(now), Event::Wake(Wake::Manual));
        let wait = armed(&engine.handle(Now { ms: now, jitter: u32::MAX }, failed(unreachable()))).expect("waits");
        waits.push(wait);
        now += wait;
        assert!(starts_sync(&engine.clone().handle(at(now), Event::Wake(Wake::Timer))));
    }
    assert_eq!(waits[..6], [2_000, 4_000, 8_000, 16_000, 32_000, 60_000]);
    assert_eq!(waits[8], MINUTE, "no network is asked for every minute at the least");
    engine.handle(at(now), Event::Wake(Wake::Manual));
    let soon = armed(&engine.handle(Now { ms: now, jitter: 0 }, failed(unreachable())));
    assert_eq!(soon, Some(500), "the jitter comes after the cap and reaches down to nearly nothing");
}

#[test]
fn a_server_in_trouble_is_left_in_peace_as_long_as_it_asks() {
    let mut engine = rested();
    engine.handle(at(0), Event::Wake(Wake::Manual));
    let busy = Failure::Retryable { after_s: Some(300), code: "busy".into() };
    let wait = armed(&engine.handle(at(0), failed(busy))).expect("waits");
    assert!((300_000..=375_000).contains(&wait), "{wait}");
    assert!(!starts_sync(&engine.handle(at(1_000), Event::Wake(Wake::Foreground))), "opening the app does not matter");
    assert!(!starts_sync(&engine.handle(at(2_000), Event::Wake(Wake::Capture))), "nor does a tap");
    assert!(starts_sync(&engine.handle(at(3_000), Event::Wake(Wake::Manual))), "a person's own wish does");
}

#[test]
fn a_phone_that_is_asked_to_slow_down_waits_and_sends_no_smaller_pieces() {
    let slow_down = Failure::Retryable { after_s: Some(10), code: "slow-down".into() };
    let mut engine = rested();
    let bytes = batch_bytes(&engine.handle(at(0), Event::Wake(Wake::Manual))).expect("starts");
    let wait = armed(&engine.handle(at(0), failed(slow_down.clone()))).expect("waits");
    assert!((10_000..=12_500).contains(&wait), "{wait}");
    assert_eq!(batch_bytes(&engine.handle(at(wait), Event::Wake(Wake::Timer))), Some(bytes));
    let effects = engine.handle(at(wait), Event::Synced(SyncOutcome { photos_waiting: true, ..all_done() }));
    let piece = effects.iter().find(|it| matches!(it, Effect::StartUpload { .. })).cloned().expect("a piece");
    let wait_more = armed(&engine.handle(at(wait), Event::UploadFailed(slow_down.clone()))).expect("waits");
    assert!((10_000..=12_500).contains(&wait_more), "{wait_more}");
    assert!(engine.handle(at(wait + wait_more), Event::Wake(Wake::Timer)).contains(&piece));
    let mut engine = Engine::default();
    engine.handle(at(0), Event::Wake(Wake::Manual));
    assert!(starts_quarantine(&engine.handle(at(0), failed(Failure::Poison { code: "bad-envelope".into() }))));
    let effects = engine.handle(at(0), failed(slow_down));
    assert!(armed(&effects).is_some_and(|it| it >= 10_000) && !starts_sync(&effects), "{effects:?}");
}

#[test]
fn opening_the_app_ends_a_wait_that_nobody_demanded() {
    let mut engine = rested();
    engine.handle(at(0), Event::Wake(Wake::Manual));
    for n in 0..6 {
        engine.handle(at(n), failed(unreachable()));
        engine.handle(at(n), Event::Wake(Wake::Manual));
    }
    assert!(armed(&engine.handle(at(10), failed(unreachable()))).is_some());
    assert!(starts_sync(&engine.handle(at(20), Event::Wake(Wake::Foreground))));
}

#[test]
fn a_batch_grows_while_the_link_is_quick_and_halves_when_it_breaks() {
    let mut engine = Engine::default();
    let mut bytes = batch_bytes(&engine.handle(at(0), Event::Wake(Wake::Manual))).expect("starts");
    assert_eq!(bytes, 8 * 1024);
    for _ in 0..8 {
        let full = SyncOutcome { sent_bytes: bytes, sent: 9, acked: 9, pending_records: 99, ..all_done() };
        bytes = batch_bytes(&engine.handle(at(0), Event::Synced(full))).expect("goes on");
    }
    assert_eq!(bytes, 256 * 1024);
    for expected in [128, 64, 32, 16, 8, 4, 4] {
        engine.handle(at(0), failed(unreachable()));
        bytes = batch_bytes(&engine.handle(at(0), Event::Wake(Wake::Manual))).expect("starts");
        assert_eq!(bytes, expected * 1024);
    }
    let slow = SyncOutcome { sent_bytes: bytes, sent: 9, acked: 9, pending_records: 9, took_ms: 5_000, ..all_done() };
    assert_eq!(batch_bytes(&engine.handle(at(0), Event::Synced(slow))), Some(12 * 1024));
}

#[test]
fn a_gateway_that_finds_one_record_too_large_makes_none_unreadable() {
    let failure = Failure::Shrink { ours: false };
    let mut engine = Engine::default();
    engine.handle(at(0), Event::Wake(Wake::Manual));
    let effects = engine.handle(at(0), Event::SyncFailed { failure: failure.clone(), sent: 50 });
    assert!(batch_bytes(&effects).is_some(), "less at once may pass it: {effects:?}");
    let effects = engine.handle(at(0), Event::SyncFailed { failure, sent: 1 });
    assert!(!starts_quarantine(&effects), "{effects:?}");
    assert!(armed(&effects).is_some(), "it waits, and is tried again: {effects:?}");
}

#[test]
fn a_batch_that_cannot_be_read_is_cut_down_to_the_one_record_and_that_is_quarantined() {
    for failure in [Failure::Shrink { ours: true }, Failure::Poison { code: "malformed".into() }] {
        let mut engine = Engine::default();
        let mut effects = engine.handle(at(0), Event::Wake(Wake::Manual));
        let mut tries = 0;
        while batch_bytes(&effects).is_some_and(|bytes| bytes > 0) {
            tries += 1;
            effects = engine.handle(at(0), Event::SyncFailed { failure: failure.clone(), sent: 50 });
        }
        assert_eq!((batch_bytes(&effects), tries), (Some(0), 6), "{failure:?}");
        effects = engine.handle(at(0), Event::SyncFailed { failure: failure.clone(), sent: 1 });
        assert!(starts_quarantine(&effects), "that one is given as opaque bytes: {effects:?}");
        let wait = armed(&engine.handle(at(0), Event::SyncFailed { failure, sent: 1 }));
        assert!(wait.is_some_and(|it| it >= 500), "a server that takes it neither way is left in peace");
        let effects = engine.handle(at(10 * MINUTE), Event::Wake(Wake::Manual));
        let good = SyncOutcome { sent_bytes: 200, sent: 1, acked: 1, pending_records: 3, ..all_done() };
        assert_eq!(batch_bytes(&effects), Some(0), "and is asked the usual way first");
        assert_eq!(batch_bytes(&engine.handle(at(10 * MINUTE), Event::Synced(good))), Some(4 * 1024));
    }
}

#[test]
fn moved_marks_are_tried_at_once_but_not_for_ever() {
    let mut engine = rested();
    engine.handle(at(0), Event::Wake(Wake::Manual));
    let gap = || failed(Failure::Resync { code: "gap".into(), head: None });
    assert!(starts_sync(&engine.handle(at(0), gap())));
    assert!(armed(&engine.handle(at(0), gap())).is_some());
    let mut engine = rested();
    engine.handle(at(0), Event::Wake(Wake::Manual));
    assert!(starts_sync(&engine.handle(at(0), failed(Failure::Fork))), "a new stream has begun");
    assert!(armed(&engine.handle(at(0), failed(Failure::Fork))).is_some());
}

#[test]
fn a_server_that_answers_without_signing_is_not_asked_in_a_circle() {
    let mut engine = rested();
    engine.handle(at(0), Event::Wake(Wake::Manual));
    let stuck = SyncOutcome { sent: 3, acked: 0, pending_records: 3, ..all_done() };
    assert!(armed(&engine.handle(at(0), Event::Synced(stuck))).is_some());
}

#[test]
fn a_picture_that_never_gets_through_waits_longer_each_time() {
    let mut engine = rested();
    engine.handle(at(0), Event::Wake(Wake::Manual));
    let waiting = SyncOutcome { photos_waiting: true, ..all_done() };
    assert!(starts_upload(&engine.handle(at(0), Event::Synced(waiting))));
    for _ in 0..4 {
        assert!(starts_upload(&engine.handle(at(0), Event::Uploaded(piece(Step::Stuck)))));
    }
    assert!(armed(&engine.handle(at(0), Event::Uploaded(piece(Step::Stuck)))).is_some(), "five pieces moved nothing");

    let mut engine = rested();
    engine.handle(at(0), Event::Wake(Wake::Manual));
    engine.handle(at(0), Event::Synced(waiting));
    assert!(starts_upload(&engine.handle(at(0), Event::Uploaded(piece(Step::Restarted)))));
    engine.handle(at(0), Event::Uploaded(piece(Step::Moved)));
    let latest = Now { ms: 0, jitter: u32::MAX };
    let wait = armed(&engine.handle(latest, Event::Uploaded(piece(Step::Restarted))));
    assert_eq!(wait, Some(4_000), "it moved, but it has begun anew before");
}

#[test]
fn work_that_was_dropped_without_an_answer_is_begun_again() {
    let mut engine = rested();
    assert!(starts_sync(&engine.handle(at(0), Event::Wake(Wake::Manual))));
    engine.forget_running();
    assert!(starts_sync(&engine.handle(at(1), Event::Wake(Wake::Timer))));
}

#[test]
fn a_wait_goes_on_after_a_restart_of_the_program() {
    let mut engine = Engine::resumed(5, 40_000);
    assert_eq!(armed(&engine.handle(at(10_000), Event::Wake(Wake::Timer))), Some(30_000));
    assert_eq!(engine.attempt(), 5);
    assert!(starts_sync(&engine.handle(at(40_000), Event::Wake(Wake::Timer))));
}

fn any_failure() -> impl Strategy<Value = Failure> {
    prop_oneof![
        any::<bool>().prop_map(|captive| Failure::Unreachable { captive }),
        proptest::option::of(0u32..10_000).prop_map(|after_s| Failure::Retryable { after_s, code: "busy".into() }),
        Just(Failure::Resync { code: "gap".into(), head: None }),
        Just(Failure::Fork),
        any::<bool>().prop_map(|ours| Failure::Shrink { ours }),
        Just(Failure::Auth { code: "device-revoked".into() }),
        Just(Failure::Poison { code: "malformed".into() }),
        Just(Failure::Refused { code: "no".into() }),
        Just(Failure::NotEnrolled),
        Just(Failure::Phone(domain::Problem::new("disk-full"))),
    ]
}

fn any_wake() -> impl Strategy<Value = Wake> {
    prop_oneof![Just(Wake::Capture), Just(Wake::Foreground), Just(Wake::Manual), Just(Wake::Timer)]
}

fn any_sync() -> impl Strategy<Value = SyncOutcome> {
    (0usize..300_000, 0u64..9, 0u64..9, 0u64..9, any::<bool>(), any::<bool>(), 0u64..99_000, any::<u32>(), any::<u32>())
        .prop_map(|(sent_bytes, sent, acked, pending_records, photos_waiting, more, took_ms, after, max)| SyncOutcome {
            sent_bytes,
            sent,
            acked,
            pulled: 0,
            pending_records,
            photos_waiting,
            more,
            took_ms,
            next_sync_after_s: after,
            max_batch_bytes: max,
        })
}

fn any_step() -> impl Strategy<Value = UploadOutcome> {
    let step = prop_oneof![Just(Step::Stuck), Just(Step::Moved), Just(Step::Finished), Just(Step::Restarted)];
    (0usize..600_000, step, any::<bool>(), 0u64..99_000).prop_map(|(sent_bytes, step, photos_waiting, took_ms)| {
        UploadOutcome { sent_bytes, step, stored_picture: false, photos_waiting, took_ms }
    })
}

#[derive(Clone, Debug)]
struct Turn {
    passed_ms: u64,
    jitter: u32,
    /// Comes before anything lands.
    wake: Option<Wake>,
    /// Which of two that are on their way lands first.
    picture_first: bool,
    fails: Option<Failure>,
    sync: SyncOutcome,
    step: UploadOutcome,
}

fn any_turn() -> impl Strategy<Value = Turn> {
    let fails = proptest::option::of(any_failure());
    (0u64..200_000, any::<u32>(), proptest::option::of(any_wake()), any::<bool>(), fails, any_sync(), any_step())
        .prop_map(|(passed_ms, jitter, wake, picture_first, fails, sync, step)| Turn {
            passed_ms,
            jitter,
            wake,
            picture_first,
            fails,
            sync,
            step,
        })
}

/// An engine, what it has on its way, and its timer.
struct Watched {
    engine: Engine,
    records: bool,
    picture: bool,
    armed: Option<u64>,
}

impl Watched {
    fn new() -> Self {
        let mut watched = Self { engine: Engine::default(), records: false, picture: false, armed: None };
        watched.tell(at(0), Event::Wake(Wake::Foreground));
        watched
    }

    /// After each event: records are on their way, or a timer is armed; never two of a sort, and all within bounds.
    fn tell(&mut self, now: Now, event: Event) -> Vec<Effect> {
        match event {
            Event::Synced(_) | Event::SyncFailed { .. } => self.records = false,
            Event::Uploaded(_) | Event::UploadFailed(_) => self.picture = false,
            Event::Wake(_) => {}
        }
        let effects = self.engine.handle(now, event);
        self.armed = armed(&effects);
        for effect in &effects {
            match effect {
                Effect::StartSync { max_bytes } => {
                    assert!(*max_bytes <= 256 * 1024);
                    assert!(!std::mem::replace(&mut self.records, true), "one at a time");
                }
                Effect::StartQuarantine => assert!(!std::mem::replace(&mut self.records, true), "one at a time"),
                Effect::StartUpload { max_bytes } => {
                    assert!((16 * 1024..=512 * 1024).contains(max_bytes));
                    assert!(!self.records, "records go first");
                    assert!(!std::mem::replace(&mut self.picture, true), "one piece at a time");
                }
                Effect::Arm { after_ms } => assert!((1..=4 * 60 * MINUTE).contains(after_ms)),
                Effect::Report(_) => {}
            }
        }
        assert_ne!(self.records, self.armed.is_some(), "{effects:?}");
        effects
    }

    /// What lands in this turn, or rings.
    fn lands(&self, turn: &Turn) -> Event {
        let fails = turn.fails.clone();
        if self.picture && (turn.picture_first || !self.records) {
            fails.map_or(Event::Uploaded(turn.step), Event::UploadFailed)
        } else if self.records {
            match fails {
                Some(failure) => Event::SyncFailed { failure, sent: turn.sync.sent },
                None => Event::Synced(turn.sync),
            }
        } else {
            Event::Wake(turn.wake.unwrap_or(Wake::Timer))
        }
    }
}

proptest! {
    #[test]
    fn whatever_happens_records_run_or_a_timer_is_armed(turns in prop::collection::vec(any_turn(), 1..80)) {
        let mut watched = Watched::new();
        let mut now = 0;
        for turn in turns {
            now += turn.passed_ms;
            let moment = Now { ms: now, jitter: turn.jitter };
            if let Some(wake) = turn.wake {
                watched.tell(moment, Event::Wake(wake));
            }
            let event = watched.lands(&turn);
            watched.tell(moment, event);
        }
    }

    #[test]
    fn once_the_link_is_up_all_is_delivered_in_minutes(
        turns in prop::collection::vec(any_turn(), 0..40),
        records in 1u64..400,
        pieces in 0u64..40,
    ) {
        let mut watched = Watched::new();
        let mut now = 0;
        for turn in turns {
            now += turn.passed_ms;
            let fails = Some(turn.fails.clone().unwrap_or(Failure::Unreachable { captive: false }));
            let without_demands = match fails {
                Some(Failure::Retryable { .. } | Failure::Auth { .. } | Failure::Refused { .. } | Failure::NotEnrolled) => {
                    Some(Failure::Unreachable { captive: true })
                }
                other => other,
            };
            let turn = Turn { fails: without_demands, ..turn };
            let event = watched.lands(&turn);
            watched.tell(Now { ms: now, jitter: turn.jitter }, event);
        }
        let healed = now;
        let (mut records, mut pieces) = (records, pieces);
        let mut effects = watched.tell(at(now), Event::Wake(Wake::Timer));
        for _ in 0..2_000 {
            let one = starts_quarantine(&effects).then_some(1);
            let event = if watched.records {
                let bytes = one.or(batch_bytes(&effects)).unwrap_or(1);
                let sent = (bytes as u64 / 200).max(1).min(records);
                records -= sent;
                now += 200;
                Event::Synced(SyncOutcome {
                    sent,
                    acked: sent,
                    sent_bytes: bytes,
                    pending_records: records,
                    photos_waiting: pieces > 0,
                    ..all_done()
                })
            } else if watched.picture {
                pieces = pieces.saturating_sub(1);
                now += 500;
                Event::Uploaded(UploadOutcome { photos_waiting: pieces > 0, ..piece(Step::Moved) })
            } else {
                if records + pieces == 0 {
                    break;
                }
                now += watched.armed.expect("armed");
                Event::Wake(Wake::Timer)
            };
            effects = watched.tell(at(now), event);
        }
        prop_assert_eq!((records, pieces), (0, 0));
        prop_assert!(now - healed <= 20 * MINUTE, "took {} ms", now - healed);
    }
}
