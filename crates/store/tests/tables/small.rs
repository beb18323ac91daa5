//! The small tables: PINs, anchors, drafts, settings, the open session, how the last sync went.

use domain::{
    ids::{BootId, SessionId, StaffId},
    time::{Anchor, UtcMs},
};
use store::{
    anchors, drafts,
    pins::{self, Locked},
    receipts, session, settings,
    sync_state::{self, SyncState},
};
use uuid::Uuid;

use crate::phone::Phone;

#[test]
fn a_pin_counts_wrong_tries_until_a_right_one() {
    let phone = Phone::enrolled();
    let who = StaffId(Uuid::from_u128(1));
    let boot = BootId(Uuid::from_u128(2));
    assert_eq!(phone.store.read(|tx| pins::get(tx, who)).expect("reads"), None);
    phone.store.write(|tx| pins::put(tx, who, "$argon2id$…")).expect("sets");
    assert_eq!(phone.store.write(|tx| pins::failed(tx, who, None)).expect("counts"), 1);
    let locked = Some(Locked { boot_id: boot, until_boot_ms: 9_000 });
    assert_eq!(phone.store.write(|tx| pins::failed(tx, who, locked)).expect("counts"), 2);
    let phone = phone.restarted();
    let pin = phone.store.read(|tx| pins::get(tx, who)).expect("reads").expect("a pin");
    assert_eq!((pin.tries, pin.locked), (2, locked));
    phone.store.write(|tx| pins::reset(tx, who)).expect("resets");
    let pin = phone.store.read(|tx| pins::get(tx, who)).expect("reads").expect("a pin");
    assert_eq!((pin.hash.as_str(), pin.tries, pin.locked), ("$argon2id$…", 0, None));
    assert_eq!(phone.store.read(pins::owners).expect("reads"), [who]);
    phone.store.write(|tx| pins::delete(tx, who)).expect("takes away");
    assert!(phone.store.read(pins::owners).expect("reads").is_empty());
}

#[test]
fn the_anchor_that_says_most_is_kept_for_each_boot() {
    let phone = Phone::enrolled();
    let boot = BootId(Uuid::from_u128(1));
    let anchor = |boot_ms: u64, err_ms: u32| Anchor { boot_id: boot, boot_ms, server: UtcMs(1_000_000), err_ms };
    for n in 1..=20 {
        phone.store.write(|tx| anchors::put(tx, &anchor(n * 1_000, 500))).expect("keeps");
    }
    phone.store.write(|tx| anchors::put(tx, &anchor(21_000, 40))).expect("keeps");
    phone.store.write(|tx| anchors::put(tx, &anchor(22_000, 900))).expect("keeps");
    let best = phone.store.read(|tx| anchors::best(tx, boot, 22_000)).expect("reads");
    assert_eq!(best, Some(anchor(21_000, 40)));
    // A day later the narrow one has drifted by 4.3 s, the newest by as much: still the narrow one.
    let best = phone.store.read(|tx| anchors::best(tx, boot, 86_400_000)).expect("reads");
    assert_eq!(best.map(|it| it.err_ms), Some(40));
    let other = BootId(Uuid::from_u128(2));
    assert_eq!(phone.store.read(|tx| anchors::best(tx, other, 0)).expect("reads"), None);
}

#[test]
fn a_fresh_anchor_beats_a_narrow_one_that_has_drifted() {
    let phone = Phone::enrolled();
    let boot = BootId(Uuid::from_u128(1));
    let narrow = Anchor { boot_id: boot, boot_ms: 0, server: UtcMs(0), err_ms: 10 };
    let fresh = Anchor { boot_id: boot, boot_ms: 86_400_000, server: UtcMs(86_400_000), err_ms: 700 };
    phone.store.write(|tx| anchors::put(tx, &narrow)).expect("keeps");
    phone.store.write(|tx| anchors::put(tx, &fresh)).expect("keeps");
    let best = |at| phone.store.read(|tx| anchors::best(tx, boot, at)).expect("reads");
    assert_eq!(best(1_000), Some(narrow));
    assert_eq!(best(86_400_000), Some(fresh));
}

#[test]
fn drafts_and_settings_are_texts_that_survive() {
    let phone = Phone::enrolled();
    phone.store.write(|tx| drafts::put(tx, "hazard", "{\"text\":\"围墙\"}")).expect("keeps");
    phone.store.write(|tx| settings::put(tx, "{\"elderMode\":true}")).expect("keeps");
    let phone = phone.restarted();
    assert_eq!(
        phone.store.read(|tx| drafts::get(tx, "hazard")).expect("reads").as_deref(),
        Some("{\"text\":\"围墙\"}")
    );
    assert_eq!(phone.store.read(settings::get).expect("reads").as_deref(), Some("{\"elderMode\":true}"));
    phone.store.write(|tx| drafts::delete(tx, "hazard")).expect("forgets");
    assert_eq!(phone.store.read(|tx| drafts::get(tx, "hazard")).expect("reads"), None);
}

#[test]
fn the_open_session_survives_a_kill() {
    let phone = Phone::enrolled();
    let current = session::Current {
        staff_id: StaffId(Uuid::from_u128(1)),
        session_id: SessionId(Uuid::from_u128(2)),
        since: UtcMs(3),
    };
    phone.store.write(|tx| session::put(tx, &current)).expect("keeps");
    let phone = phone.restarted();
    assert_eq!(phone.store.read(session::get).expect("reads"), Some(current));
    phone.store.write(session::clear).expect("closes");
    assert_eq!(phone.store.read(session::get).expect("reads"), None);
}

#[test]
fn how_the_last_sync_went_is_remembered() {
    let phone = Phone::enrolled();
    assert_eq!(phone.store.read(sync_state::get).expect("reads"), SyncState::default());
    let state = SyncState {
        last_contact: Some(UtcMs(1)),
        last_failure: Some("server-unreachable".into()),
        attempt: 4,
        not_before: Some(UtcMs(2)),
    };
    phone.store.write(|tx| sync_state::put(tx, &state)).expect("keeps");
    assert_eq!(phone.store.read(sync_state::get).expect("reads"), state);
}

#[test]
fn the_receipt_of_the_newest_epoch_is_the_last() {
    let phone = Phone::enrolled();
    phone.save_many(2);
    assert_eq!(phone.store.read(receipts::last).expect("reads"), None);
    let first = phone.receipt(1);
    let second = phone.receipt(2);
    phone.store.write(|tx| receipts::put(tx, &first)).expect("keeps");
    phone.store.write(|tx| receipts::put(tx, &second)).expect("keeps");
    assert_eq!(phone.store.read(receipts::last).expect("reads"), Some(second));
}
