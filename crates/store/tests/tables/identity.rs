//! The phone's key outlives a lost answer, and its counter only rises.

use protocol::{KeyChange, OrganizationSecret, ServerEpoch, ServerKeys, SigningKey};
use store::{Store, StoreError, identity, organization_key, server_keys, stream};

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

#[test]
fn the_keys_of_the_server_are_kept_in_their_order_and_the_newest_stands_with_the_identity() {
    let phone = Phone::enrolled();
    let seeds = |seeds: [u8; 3]| seeds.map(|seed| SigningKey::from_seed(&[seed; 32]));
    let [one, two, three] = seeds([21, 22, 23]);
    let keys = ServerKeys::of(one.public(), Vec::new());
    phone.store.write(|tx| server_keys::put(tx, &keys)).expect("keeps");
    let organization = OrganizationSecret::from_seed(&[4; 32]).public();
    phone.store.write(|tx| organization_key::put(tx, &organization, &one.public())).expect("keeps");
    assert!(!phone.store.read(organization_key::is_wanted).expect("reads"));
    let mut known = phone.store.read(server_keys::get).expect("reads").expect("enrolled");
    assert!(known.learn(&[KeyChange::sign(&one, &two), KeyChange::sign(&two, &three)]));
    phone.store.write(|tx| server_keys::put(tx, &known)).expect("keeps");
    assert!(!phone.store.read(server_keys::binds_answers).expect("reads"));
    phone.store.write(server_keys::note_binding).expect("keeps");
    let phone = phone.restarted();
    let read = phone.store.read(server_keys::get).expect("reads").expect("enrolled");
    assert_eq!((read.newest(), read.earlier()), (&three.public(), &[two.public(), one.public()][..]));
    assert_eq!(phone.store.read(identity::get).expect("reads").expect("enrolled").server_key, three.public());
    assert!(phone.store.read(server_keys::binds_answers).expect("reads"));
    assert!(phone.store.read(organization_key::is_wanted).expect("reads"), "the new key vouches for the next");
    assert!(phone.store.read(organization_key::get).expect("reads").is_some(), "the one before is kept meanwhile");
}
