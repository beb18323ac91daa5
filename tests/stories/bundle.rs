//! The rescue bundle: what a phone could not send travels by cable, arrives once, and a bad file stores nothing.

use std::{
    fs,
    path::{Path, PathBuf},
};

use field::{
    bundle,
    views::{BundleSaved, RecordState},
};
use serde_json::Value;
use tests::{Phone, Weather, World, picture, programs};

/// Exports into the folder.
fn export(phone: &Phone, folder: &Path, name: &str) -> (PathBuf, BundleSaved) {
    let file = folder.join(name);
    let saved = bundle::export(&phone.home, &file).expect("the bundle is written");
    (file, saved)
}

/// `huxiao-server bundle import`, beside the running server.
fn import(world: &World, file: &Path) -> Value {
    programs::json("huxiao-server", &arguments(world, file, &["--json"]).iter().map(String::as_str).collect::<Vec<_>>())
}

fn arguments(world: &World, file: &Path, more: &[&str]) -> Vec<String> {
    let (file, data) = (file.display().to_string(), world.data().display().to_string());
    ["bundle", "import", &file, "--data", &data].iter().chain(more).map(|&it| it.to_owned()).collect()
}

/// The sentence with which it is refused.
fn refusal(world: &World, file: &Path) -> String {
    let arguments = arguments(world, file, &[]);
    let output = programs::run("huxiao-server", &arguments.iter().map(String::as_str).collect::<Vec<_>>());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert_eq!(said.trim().lines().count(), 1, "{said}");
    said
}

fn figures(imported: &Value) -> [u64; 4] {
    ["records", "new_records", "photos", "new_photos"].map(|key| imported[key].as_u64().expect(key))
}

/// What every story ends with: each record once at the office, and the phone ticks them all.
async fn everything_is_there_once(world: World, phone: &Phone) {
    phone.deliver().await;
    let rows = phone.records();
    let office = world.office("station01").await;
    for row in &rows {
        assert_eq!(row.state, RecordState::Delivered);
        assert_eq!(row.photos_sent, row.photos_total);
        assert_eq!(office.events_of(row.record_id).await.len(), 1, "{}", row.record_id);
    }
    assert_eq!(office.events().await.len(), rows.len());
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_without_network_is_rescued_by_cable_and_syncs_later_without_doubles() {
    let world = World::new().await;
    let phone = world.phone().await;
    world.network.set(Weather::Down);
    phone.duty_on();
    phone.check_in(&phone.points()[0]);
    phone.hazard("围墙有缺口", &[picture::from_camera(), picture::large()]);
    let stick = tempfile::tempdir().expect("a stick");

    let expected = bundle::contents(&phone.home).expect("counts");
    let (file, saved) = export(&phone, stick.path(), "a.hxrescue");
    assert_eq!((saved.records, saved.photos, saved.photos_missing), (expected.records, 2, 0));
    assert_eq!((expected.photos, expected.ready), (2, true));
    let foretold = expected.record_bytes + expected.photo_bytes;
    assert!(
        (foretold..foretold + foretold / 10).contains(&saved.bytes),
        "{foretold} foretold, {} written",
        saved.bytes
    );
    let bytes = fs::read(&file).expect("reads");
    assert!(!bytes.windows(6).any(|it| it == "围墙".as_bytes()), "nothing can be read from the file");

    let imported = import(&world, &file);
    assert_eq!(figures(&imported), [saved.records, saved.records, 4, 4]);
    let office = world.office("station01").await;
    for row in phone.records() {
        assert_eq!(office.events_of(row.record_id).await.len(), 1);
        assert_eq!(row.state, RecordState::Saved, "only a receipt makes a tick");
    }
    world.network.set(Weather::Clear);
    everything_is_there_once(world, &phone).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn half_synced_exported_and_imported_twice_is_still_each_thing_once() {
    let world = World::new().await;
    let phone = world.phone().await;
    phone.check_in(&phone.points()[0]);
    phone.hazard("路灯不亮", &[picture::from_camera()]);
    phone.deliver().await;
    phone.hazard("宣传栏玻璃破裂", &[picture::large()]);
    world.network.set(Weather::UploadCutAfter(6_000));
    phone.sync().await;
    world.network.set(Weather::Down);
    phone.check_in(&phone.points()[1]);

    let stick = tempfile::tempdir().expect("a stick");
    let (earlier, _) = export(&phone, stick.path(), "earlier.hxrescue");
    phone.check_in(&phone.points()[2]);
    let (later, _) = export(&phone, stick.path(), "later.hxrescue");
    assert!(import(&world, &later)["new_records"].as_u64() > Some(0));
    for file in [&later, &earlier] {
        let [_, new_records, _, new_photos] = figures(&import(&world, file));
        assert_eq!((new_records, new_photos), (0, 0), "again, and in the wrong order, changes nothing");
    }
    world.network.set(Weather::Clear);
    everything_is_there_once(world, &phone).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_that_is_not_whole_or_not_ours_stores_nothing() {
    let world = World::new().await;
    let phone = world.phone().await;
    world.network.set(Weather::Down);
    phone.hazard("消防通道堵塞", &[picture::from_camera()]);
    let stick = tempfile::tempdir().expect("a stick");
    let (file, saved) = export(&phone, stick.path(), "good.hxrescue");
    let good = fs::read(&file).expect("reads");

    let bad = stick.path().join("bad.hxrescue");
    let told = |bytes: &[u8]| {
        fs::write(&bad, bytes).expect("written");
        refusal(&world, &bad)
    };
    assert!(told(&[]).contains("empty"));
    assert!(told(b"PK\x03\x04 an archive of something else, long enough to be read").contains("not a rescue bundle"));
    for cut in [20, 60, good.len() / 2, good.len() - 1] {
        let said = told(&good[..cut]);
        assert!(said.contains("too early") || said.contains("not a rescue bundle"), "{cut}: {said}");
    }
    for at in [60, good.len() / 3, good.len() - 5] {
        let mut flipped = good.clone();
        flipped[at] ^= 1;
        assert!(told(&flipped).contains("damaged"), "byte {at}");
    }
    assert!(told(&[good.as_slice(), b"more"].concat()).contains("damaged"));
    assert!(refusal(&world, stick.path()).contains("not a file"));
    assert!(refusal(&world, &stick.path().join("nowhere")).contains("cannot read"));

    let elsewhere = World::new().await;
    assert!(refusal(&elsewhere, &file).contains("another organization"));
    elsewhere.end().await;

    let office = world.office("station01").await;
    assert!(office.events().await.is_empty(), "nothing of all this was stored");
    let imported = import(&world, &file);
    assert_eq!(figures(&imported)[1], saved.records, "and the good file still is");
    world.network.set(Weather::Clear);
    everything_is_there_once(world, &phone).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_is_taken_in_while_no_server_runs() {
    let mut world = World::new().await;
    let phone = world.phone().await;
    world.network.set(Weather::Down);
    phone.check_in(&phone.points()[0]);
    phone.hazard("后门路灯不亮", &[picture::from_camera()]);
    let stick = tempfile::tempdir().expect("a stick");
    let (file, saved) = export(&phone, stick.path(), "a.hxrescue");
    world.stop_server().await;
    assert_eq!(figures(&import(&world, &file))[..2], [saved.records, saved.records]);
    programs::verify(world.data());
    world.start_server().await;
    everything_is_there_once(world, &phone).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_writes_over_nothing_and_leaves_no_half_file() {
    let world = World::new().await;
    let phone = world.phone().await;
    phone.check_in(&phone.points()[0]);
    let stick = tempfile::tempdir().expect("a stick");
    let (file, _) = export(&phone, stick.path(), "a.hxrescue");
    let before = fs::read(&file).expect("reads");
    let problem = bundle::export(&phone.home, &file).expect_err("refused").problem();
    assert_eq!(problem.code, "rescue-file-exists");
    assert_eq!(fs::read(&file).expect("reads"), before);
    let nowhere = stick.path().join("no such folder").join("a.hxrescue");
    assert_eq!(bundle::export(&phone.home, &nowhere).expect_err("refused").problem().code, "rescue-cannot-write");
    let unenrolled = Phone::new();
    let fresh = stick.path().join("b.hxrescue");
    assert_eq!(bundle::export(&unenrolled.home, &fresh).expect_err("refused").problem().code, "not-enrolled");
    assert_eq!(fs::read_dir(stick.path()).expect("lists").count(), 1, "only the one good file");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_was_cloned_is_rescued_with_both_its_histories() {
    let world = World::new().await;
    let phone = world.phone().await;
    phone.check_in(&phone.points()[0]);
    phone.deliver().await;
    let (phone, clone) = phone.copied();
    phone.check_in(&phone.points()[1]);
    phone.deliver().await;

    // The clone goes on from the same place without a network: the server has another history there.
    world.network.set(Weather::Down);
    clone.hazard("另一台手机记的", &[picture::from_camera()]);
    let stick = tempfile::tempdir().expect("a stick");
    let (file, _) = export(&clone, stick.path(), "before.hxrescue");
    let imported = import(&world, &file);
    assert!(imported["set_aside"].as_u64() > Some(0), "kept as evidence: {imported}");

    // It learns of the fork, freezes its stream, and loses the network before anything is sent again.
    world.network.set(Weather::Clear);
    clone.sync().await;
    clone.check_in(&clone.points()[2]);
    world.network.set(Weather::Down);
    let (file, _) = export(&clone, stick.path(), "after.hxrescue");
    import(&world, &file);
    world.network.set(Weather::Clear);
    clone.deliver().await;
    let office = world.office("station01").await;
    for row in clone.records().into_iter().chain(phone.records()) {
        assert_eq!(office.events_of(row.record_id).await.len(), 1, "{} counts once", row.record_id);
        assert_eq!(row.photos_sent, row.photos_total);
    }
    world.end().await;
}
