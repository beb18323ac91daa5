//! The server's signing key is rotated while a phone is away: the phone follows by itself, and what the keys before
//! signed stays worth what it was.

use domain::{check_in::VisitResult, presence::ProofCode};
use field::{
    bundle,
    check_in::{self, Visit},
    views::RecordState,
};
use store::{receipts, server_keys};
use tests::{Office, Phone, Weather, World, picture, programs};

const HOURS: u64 = 24;

/// The text in the tag of a point, as the office prints it now.
async fn tag_of(office: &Office, point: domain::ids::PointId) -> Option<String> {
    office.page(&format!("/api/points/{point}")).await["tag_text"].as_str().map(str::to_owned)
}

/// Somebody reads a tag at a point; what the screen says of it.
fn visit(phone: &Phone, point: domain::ids::PointId, tag_text: Option<String>) -> (domain::ids::RecordId, bool) {
    let visit = Visit { tag_text, ..Visit::of(point, VisitResult::Normal) };
    let saved = check_in::record(&phone.home, phone.guard(), visit).expect("saved");
    (saved.saved.record_id, saved.proof.reasons.iter().any(|it| it.code == ProofCode::TagValid && it.ok))
}

async fn rotate(world: &mut World) {
    world.stop_server().await;
    world.rotate_key().await;
    world.start_server().await;
}

fn keys(phone: &Phone) -> usize {
    phone.home.store().read(server_keys::get).expect("reads").expect("enrolled").all().count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_was_away_for_sixty_days_follows_its_server_over_two_keys() {
    let mut world = World::new().await;
    let phone = world.phone().await;
    let point = phone.points().remove(0).id;
    let printed = tag_of(&world.office("station01").await, point).await;
    let (early, valid) = visit(&phone, point, printed.clone());
    assert!(valid);
    phone.deliver().await;
    let receipt = phone.home.store().read(receipts::last).expect("reads").expect("kept");

    world.network.set(Weather::Down);
    phone.wait_hours(60 * HOURS);
    let (away, valid) = visit(&phone, point, printed.clone());
    assert!(valid, "without network, by the key it knows");
    let hazard = phone.hazard("后门路灯不亮", &[picture::from_camera()]).record_id;
    let stick = tempfile::tempdir().expect("a stick");
    let file = stick.path().join("a.hxrescue");
    bundle::export(&phone.home, &file).expect("sealed to the organization as it was");
    rotate(&mut world).await;
    rotate(&mut world).await;

    let arguments =
        ["bundle", "import", &file.display().to_string(), "--data", &world.data().display().to_string(), "--json"];
    let imported = programs::json("huxiao-server", &arguments);
    // What no backup holds yet goes along, and is known there.
    assert_eq!(imported["new_records"], 2, "what was sealed before is still opened: {imported}");
    assert_eq!(imported["unread_records"], 0, "{imported}");
    world.network.set(Weather::Clear);
    phone.deliver().await;
    assert_eq!(keys(&phone), 3, "all of them are known");
    for record in [early, away, hazard] {
        assert_eq!(phone.record(record).state, RecordState::Delivered);
    }
    let known = phone.home.store().read(server_keys::get).expect("reads").expect("enrolled");
    let now = phone.home.store().read(receipts::last).expect("reads").expect("kept");
    assert_eq!(now.key_id, known.newest().id(), "ticked by the new key");
    receipt.verify(known.find(receipt.key_id).expect("the key of then")).expect("the receipt of then still holds");

    let office = world.office("station01").await;
    let reprinted = tag_of(&office, point).await;
    assert_ne!(reprinted, printed, "signed by the newest");
    let late = world.phone().await;
    assert_eq!(keys(&late), 3, "who joins now learns of the keys before");
    for phone in [&phone, &late] {
        for text in [&printed, &reprinted] {
            let (record, valid) = visit(phone, point, text.clone());
            assert!(valid, "both prints hang");
            phone.deliver().await;
            let seen = office.page(&format!("/api/records/{record}")).await;
            assert!(seen["proof"].to_string().contains("tag_valid"), "{seen}");
        }
    }
    for record in [early, away, hazard] {
        assert_eq!(office.events_of(record).await.len(), 1);
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_operator_rotates_the_key_by_one_command_and_only_while_the_server_is_down() {
    let mut world = World::new().await;
    let phone = world.phone().await;
    let data = world.data().display().to_string();
    let arguments = ["rotate-key", "--data", &data, "--json"];
    let refused = programs::run("huxiao-server", &arguments);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("in use by another huxiao-server"));
    world.stop_server().await;
    let rotated = programs::json("huxiao-server", &arguments);
    let roots = programs::json("huxiao-server", &["roots", "--data", &data, "--json"]);
    assert!(!roots["roots"].as_array().expect("a list").is_empty(), "a root by the new key stands at once");
    world.start_server().await;
    let saved = phone.check_in(&phone.points()[0]).saved.record_id;
    phone.deliver().await;
    assert_eq!(phone.record(saved).state, RecordState::Delivered);
    let known = phone.home.store().read(server_keys::get).expect("reads").expect("enrolled");
    assert_eq!(rotated["key"], known.newest().id().to_string());
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_from_before_the_rotation_comes_back_and_nobody_is_lost() {
    let mut world = World::new().await;
    let phone = world.phone().await;
    let first = phone.check_in(&phone.points()[0]).saved.record_id;
    phone.deliver().await;
    world.stop_server().await;
    let backup = tempfile::tempdir().expect("a folder");
    tests::phone::copy_folder(world.data(), backup.path());
    world.rotate_key().await;
    world.start_server().await;
    let second = phone.check_in(&phone.points()[1]).saved.record_id;
    phone.deliver().await;
    let late = world.phone().await;
    assert_eq!((keys(&phone), keys(&late)), (2, 2));

    world.stop_server().await;
    std::fs::remove_dir_all(world.data()).expect("the disk is gone, and the new key with it");
    tests::phone::copy_folder(backup.path(), world.data());
    world.raise_epoch().await;
    world.start_server().await;
    phone.sync().await;
    phone.deliver().await;
    for record in [first, second] {
        assert_eq!(phone.record(record).state, RecordState::Delivered, "ticked by the key before");
    }
    world.stop_server().await;
    world.rotate_key().await;
    world.start_server().await;
    let third = phone.check_in(&phone.points()[2]).saved.record_id;
    phone.deliver().await;
    assert_eq!((phone.record(third).state, keys(&phone)), (RecordState::Delivered, 3), "and by the next");
    world.end().await;
}
