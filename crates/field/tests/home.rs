//! Stories of the home folder: opened twice, by an older program, with its key gone, before enrollment.

mod cast;

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
fn a_damaged_database_is_refused_and_left_alone() {
    let dir = tempfile::tempdir().expect("a folder");
    drop(Home::open(dir.path()).expect("opens"));
    let file = dir.path().join("huxiao.db");
    fs::write(&file, b"not a database, not even encrypted").expect("written");
    assert_eq!(code(Home::open(dir.path())), "database-broken");
    assert_eq!(fs::read(&file).expect("there"), b"not a database, not even encrypted");
}

#[test]
fn a_folder_whose_key_is_gone_gets_no_new_key() {
    let dir = tempfile::tempdir().expect("a folder");
    drop(Home::open(dir.path()).expect("opens"));
    fs::remove_file(dir.path().join("device.key")).expect("removed");
    assert_eq!(code(Home::open(dir.path())), "database-broken");
    assert!(!dir.path().join("device.key").exists());
}

#[test]
fn a_key_from_the_keystore_opens_what_it_locked() {
    let dir = tempfile::tempdir().expect("a folder");
    drop(Home::open_with_key(dir.path(), [5; 32], Clocks::system()).expect("opens"));
    assert_eq!(code(Home::open_with_key(dir.path(), [6; 32], Clocks::system())), "database-broken");
    drop(Home::open_with_key(dir.path(), [5; 32], Clocks::system()).expect("opens"));
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
    let rows = phone.home.store().read(|tx| store::records::page(tx, None, &[], 2)).expect("rows");
    let flags = |row: &store::records::Row| row.record().expect("reads").time.flags;
    assert_eq!((flags(&rows[0]), flags(&rows[1])), (Some(domain::time::FLAG_CLOCK_JUMP), None));
}

#[test]
fn the_sync_line_says_whether_to_wait_or_to_do_something() {
    let phone = Phone::enrolled();
    let line_after = |failure: &str| {
        let state = store::sync_state::SyncState { last_failure: Some(failure.to_owned()), ..Default::default() };
        phone.home.store().write(|tx| store::sync_state::put(tx, &state)).expect("kept");
        status::sync_line(&phone.home).expect("line").state
    };
    assert_eq!(line_after("server-unreachable"), SyncState::AllDelivered, "nothing waits, so nothing is wrong");
    session::sign_in(&phone.home, GUARD, None).expect("signed in");
    assert_eq!(line_after("server-unreachable"), SyncState::Offline);
    assert_eq!(line_after("not-our-server"), SyncState::NoServer);
    assert_eq!(line_after("device-revoked"), SyncState::Attention);
}
