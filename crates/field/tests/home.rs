//! Stories of the home folder: opened twice, by an older program, with its key gone, before enrollment.

mod cast;

use domain::clock_event::ClockFinding;
use std::fs;

use cast::{GUARD, POST, Phone};
use field::{
    Clocks, Home, app,
    duty::{self, When},
    session, settings, status,
    views::{Language, Phase, Platform, SettingsPatch, SyncState},
};

fn code(result: Result<Home, field::Error>) -> String {
    result.expect_err("refused").problem().code
}

#[test]
fn a_second_program_on_one_folder_is_refused() {
    let phone = Phone::enrolled();
    assert_eq!(code(Home::open(phone.dir.path())), "home-in-use");
    let phone = phone.reopened();
    assert_eq!(app::state(&phone.home, Platform::Desktop).expect("state").phase, Phase::Who);
}

#[test]
fn a_damaged_database_is_kept_aside_and_recording_goes_on() {
    let phone = Phone::enrolled();
    let guard = session::sign_in(&phone.home, GUARD, None).expect("signed in");
    duty::on(&phone.home, guard, POST, When::Now).expect("on");
    let before = phone.home.store().read(store::stream::current).expect("a stream");
    let dir = phone.closed();
    let file = dir.path().join("huxiao.db");
    let mut bytes = fs::read(&file).expect("there");
    let last = bytes.len() - 4096;
    bytes[last..].fill(7);
    fs::write(&file, &bytes).expect("damaged");
    fs::write(dir.path().join("huxiao.db-wal"), b"as after a kill").expect("written");
    let phone = Phone::opened(dir);
    let told = phone.home.told().expect("the person is told");
    assert_eq!((told.code.as_str(), told.args["folder"].as_str()), ("database-set-aside", "001"));
    assert!(phone.dir.path().join("set-aside/001/huxiao.db").exists(), "kept");
    assert_eq!(app::state(&phone.home, Platform::Desktop).expect("state").told.as_ref(), Some(told));
    let guard = session::sign_in(&phone.home, GUARD, None).expect("the list is still here");
    duty::off(&phone.home, guard, POST, When::Now).expect("off");
    let after = phone.home.store().read(store::stream::current).expect("a stream");
    assert_ne!(after.stream_id, before.stream_id, "a new database is a new stream");
    let events = phone.home.store().read(|tx| store::records::page(tx, None, &[protocol::Kind::DeviceEvent], 9));
    assert_eq!(events.expect("rows").len(), 2, "the office is told what happened and what came over");
    assert_eq!(phone.reopened().home.told(), None, "once");
}

#[test]
fn a_folder_whose_key_is_gone_begins_anew_and_keeps_what_was_locked() {
    for damage in [None, Some(&b"short"[..])] {
        let phone = Phone::enrolled();
        phone.home.vault().put(*protocol::sha256(&[b"picture"]), b"picture").expect("kept");
        let dir = phone.closed();
        fs::remove_file(dir.path().join("device.key")).expect("removed");
        if let Some(bytes) = damage {
            fs::write(dir.path().join("device.key"), bytes).expect("damaged");
        }
        let home = Home::open(dir.path()).expect("opens");
        assert_eq!(home.told().expect("told").code, "database-set-aside");
        assert_eq!(app::state(&home, Platform::Desktop).expect("state").phase, Phase::Enroll);
        let aside = dir.path().join("set-aside/001");
        assert!(aside.join("huxiao.db").exists());
        assert_eq!(fs::read_dir(aside.join("photos")).expect("kept").count(), 1);
        assert_eq!(aside.join("device.key").exists(), damage.is_some());
    }
}

#[test]
fn a_key_from_the_keystore_opens_what_it_locked_also_when_it_was_away() {
    let dir = tempfile::tempdir().expect("a folder");
    let home = Home::open_with_key(dir.path(), [5; 32], Clocks::system()).expect("opens");
    home.store().write(|tx| store::settings::put(tx, r#"{"elderMode":true}"#)).expect("kept");
    drop(home);
    let other = Home::open_with_key(dir.path(), [6; 32], Clocks::system()).expect("opens");
    assert_eq!(other.told().expect("told").code, "database-set-aside");
    drop(other);
    let home = Home::open_with_key(dir.path(), [5; 32], Clocks::system()).expect("opens");
    assert!(settings::get(&home).expect("read").elder_mode, "taken over when the key came back");
}

#[test]
fn before_enrollment_there_is_a_page_and_no_verbs() {
    let phone = Phone::fresh();
    let state = app::state(&phone.home, Platform::Mobile).expect("state");
    assert_eq!((state.phase, state.platform), (Phase::Enroll, Platform::Mobile));
    assert_eq!(session::people(&phone.home).expect_err("refused").problem().code, "not-enrolled");
    assert_eq!(status::status(&phone.home).expect("status").device, None);
}

#[test]
fn the_home_page_counts_what_is_due_and_what_waits() {
    let phone = Phone::enrolled();
    assert_eq!(status::sync_line(&phone.home).expect("line").state, SyncState::AllDelivered);
    let guard = session::sign_in(&phone.home, GUARD, None).expect("signed in");
    duty::on(&phone.home, guard, POST, When::Now).expect("on");
    let page = app::home(&phone.home).expect("home");
    assert_eq!((page.me.id, page.points_left, page.points.len()), (GUARD, 1, 1));
    assert_eq!((page.sync.state, page.sync.pending_records), (SyncState::Waiting, 2));
    assert_eq!(page.sync.oldest_pending_ms, Some(page.now_ms));
    let status = status::status(&phone.home).expect("status").device.expect("enrolled");
    assert_eq!((status.next_seq, status.acked_upto), (3, 0));
}

#[test]
fn a_setting_changes_alone_and_stays() {
    let phone = Phone::enrolled();
    settings::patch(&phone.home, SettingsPatch { elder_mode: Some(true), ..Default::default() }).expect("kept");
    settings::patch(&phone.home, SettingsPatch { language: Some(Language::En), ..Default::default() }).expect("kept");
    let phone = phone.reopened();
    let kept = settings::get(&phone.home).expect("read");
    assert!(kept.elder_mode && kept.language == Language::En);
}

#[test]
fn every_commit_says_what_became_stale() {
    let phone = Phone::enrolled();
    let mut changes = phone.home.changes();
    settings::patch(&phone.home, SettingsPatch::default()).expect("kept");
    assert_eq!(changes.try_recv().expect("said").tags, [field::Tag::Settings]);
}

#[test]
fn a_clock_that_was_set_is_noted_in_the_next_record_and_refuses_nothing() {
    let phone = Phone::enrolled();
    session::sign_in(&phone.home, GUARD, None).expect("signed in");
    let now = phone.clocks.read();
    phone.clocks.set(field::Reading { wall: now.wall.plus(-3 * 86_400_000), ..now });
    let phone = phone.reopened();
    session::sign_out(&phone.home).expect("signed out");
    let rows = phone.home.store().read(|tx| store::records::page(tx, None, &[], 3)).expect("rows");
    let flags = |row: &store::records::Row| row.record().expect("reads").time.flags;
    assert_eq!((flags(&rows[0]), flags(&rows[2])), (Some(domain::time::FLAG_CLOCK_JUMP), None));
    let Ok(protocol::Body::ClockEvent(event)) = rows[1].record().expect("reads").read_body() else {
        panic!("the office is told: {:?}", rows[1])
    };
    assert_eq!(event.finding, Some(ClockFinding::Jumped));
    assert!((event.moved_ms + 3 * 86_400_000).abs() < 1_000, "{event:?}");
}

#[test]
fn a_wall_clock_that_ran_backward_over_a_restart_is_reported_once() {
    let phone = Phone::enrolled();
    session::sign_in(&phone.home, GUARD, None).expect("signed in");
    let now = phone.clocks.read();
    let boot_id = domain::ids::BootId(uuid::Uuid::from_u128(77));
    phone.clocks.set(field::Reading { wall: now.wall.plus(-60_000), boot_id, boot_ms: 5, ..now });
    session::sign_out(&phone.home).expect("signed out");
    session::sign_in(&phone.home, GUARD, None).expect("signed in");
    let rows = phone.home.store().read(|tx| store::records::page(tx, None, &[protocol::Kind::ClockEvent], 9));
    let rows = rows.expect("rows");
    assert_eq!(rows.len(), 1);
    let Ok(protocol::Body::ClockEvent(event)) = rows[0].record().expect("reads").read_body() else { panic!() };
    assert_eq!((event.finding, event.moved_ms), (Some(ClockFinding::RanBackward), -60_000));
}

#[test]
fn the_sync_line_says_whether_to_wait_or_to_do_something() {
    let phone = Phone::enrolled();
    let line_after = |failure: &str| {
        let state = store::sync_state::SyncState { last_failure: Some(failure.to_owned()), ..Default::default() };
        phone.home.store().write(|tx| store::sync_state::put(tx, &state)).expect("kept");
        status::sync_line(&phone.home).expect("line").state
    };
    assert_eq!(line_after("no-network"), SyncState::AllDelivered, "nothing waits, so nothing is wrong");
    session::sign_in(&phone.home, GUARD, None).expect("signed in");
    assert_eq!(line_after("no-network"), SyncState::Offline);
    assert_eq!(line_after("server-unreachable"), SyncState::NoServer);
    assert_eq!(line_after("not-our-server"), SyncState::NoServer);
    assert_eq!(line_after("history-fork"), SyncState::Waiting, "the phone mends that itself");
    assert_eq!(line_after("device-revoked"), SyncState::Attention);
}
