//! `huxiao-server verify` finds what somebody changed behind the server's back, and passes what nobody touched.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;
use tests::{World, picture, programs};

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_changed_on_the_servers_disk_is_found() {
    let mut world = World::new().await;
    let phone = world.phone().await;
    phone.hazard("围墙裂缝", &[picture::from_camera()]);
    phone.deliver().await;
    world.stop_server().await;
    programs::verify(world.data());

    let photo = find(world.data(), &|bytes| bytes.starts_with(&[0xff, 0xd8, 0xff])).expect("a stored picture");
    let mut bytes = fs::read(&photo).expect("readable");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&photo, bytes).expect("somebody with access to the disk");
    let data = world.data().display().to_string();
    let output = programs::run("huxiao-server", &["verify", "--data", &data]);
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stdout));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_off_a_stamp_or_a_record_is_looked_up_and_what_it_names_is_checked() {
    let mut world = World::new().await;
    let phone = world.phone().await;
    let saved = phone.hazard("围墙裂缝", &[picture::from_camera()]);
    phone.deliver().await;
    let evidence = world.office("station01").await.evidence(saved.record_id).await;
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let (photo, record) = (text(&evidence["photos"][0]["check_code"]), text(&evidence["check_code"]));
    let sha256 = text(&evidence["photos"][0]["sha256"]);
    world.stop_server().await;
    let data = world.data().display().to_string();
    let ask = |code: &str| {
        let output = programs::run("huxiao-server", &["verify", "--data", &data, "--code", code]);
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
    };

    let (code, said) = ask(&photo.to_lowercase().replace('-', " "));
    assert_eq!(code, Some(0), "{said}");
    for part in [photo.as_str(), "hazard_report", "chain and seal hold", "the bytes are the signed ones"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let (code, said) = ask(&record);
    assert!(code == Some(0) && said.starts_with(&format!("{record}: record ")), "{said}");
    assert_eq!(ask("0000-0000").0, Some(1), "nothing has it");
    assert_eq!(ask("7F3K-92Q").0, Some(2), "that is no code");

    let is_it = |bytes: &[u8]| hex(&*protocol::sha256(&[bytes])) == sha256;
    fs::write(find(world.data(), &is_it).expect("the stored picture"), b"somebody with access to the disk")
        .expect("written");
    let (code, said) = ask(&photo);
    assert!(code == Some(1) && said.contains("ARE NOT the signed ones"), "{said}");
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The first file with such bytes.
fn find(folder: &Path, such: &dyn Fn(&[u8]) -> bool) -> Option<PathBuf> {
    fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path()).find_map(|path| match path.is_dir() {
        true => find(&path, such),
        false => fs::read(&path).is_ok_and(|bytes| such(&bytes)).then_some(path),
    })
}
