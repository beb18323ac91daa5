//! The phone's key outlives a lost answer, and its counter only rises.

use protocol::{ServerEpoch, SigningKey};
use store::{Store, StoreError, identity, stream};

use crate::phone::{Phone, key};

#[test]
fn the_key_made_before_enrolling_is_the_same_after_a_kill() {
    let home = tempfile::tempdir().expect("a folder");
    let store = Store::open(home.path(), &key()).expect("opens");
    let seed = store.write(identity::pending_seed).expect("makes a key");
    assert_ne!(seed, [0; 32]);
    drop(store);
    let store = Store::open(home.path(), &key()).expect("opens");
    assert_eq!(store.write(identity::pending_seed).expect("has a key"), seed);
    assert_eq!(store.read(identity::get).expect("reads"), None);
    assert_eq!(store.read(stream::get).expect("reads"), None);
}

#[test]
fn an_enrolled_phone_knows_who_it_is() {
    let phone = Phone::enrolled().restarted();
    let identity = phone.store.read(identity::get).expect("reads").expect("enrolled");
    assert_eq!(identity, crate::phone::identity([5; 32]));
    assert_eq!(identity.signing_key().public(), SigningKey::from_seed(&[5; 32]).public());
    assert!(!format!("{identity:?}").contains("5, 5"), "the key is never printed");
}

#[test]
fn the_counter_of_requests_rises_over_restarts() {
    let phone = Phone::enrolled();
    assert_eq!(phone.store.write(identity::next_ctr).expect("counts"), 1);
    assert_eq!(phone.store.write(identity::next_ctr).expect("counts"), 2);
    let phone = phone.restarted();
    phone.store.write(|tx| identity::put(tx, &crate::phone::identity([5; 32]))).expect("the same answer again");
    assert_eq!(phone.store.write(identity::next_ctr).expect("counts"), 3);
    let home = tempfile::tempdir().expect("a folder");
    let blank = Store::open(home.path(), &key()).expect("opens");
    assert!(matches!(blank.write(identity::next_ctr), Err(StoreError::NotEnrolled)));
}

#[test]
fn a_new_epoch_and_a_new_address_are_kept() {
    let phone = Phone::enrolled();
    let epoch = ServerEpoch { number: 2, tag: [4; 8].into() };
    phone.store.write(|tx| identity::set_epoch(tx, epoch)).expect("keeps");
    phone.store.write(|tx| identity::set_server_url(tx, "https://gate.example")).expect("keeps");
    let identity = phone.store.read(identity::get).expect("reads").expect("enrolled");
    assert_eq!((identity.epoch, identity.server_url.as_str()), (epoch, "https://gate.example"));
}
