//! `huxiao-server verify` finds what somebody changed behind the server's back, and passes what nobody touched.

use std::fs;

use tests::{World, picture, programs};

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_changed_on_the_servers_disk_is_found() {
    let mut world = World::new().await;
    let phone = world.phone().await;
    phone.hazard("围墙裂缝", &[picture::from_camera()]);
    phone.deliver().await;
    world.stop_server().await;
    programs::verify(world.data());

    let photo = find_jpeg(world.data()).expect("a stored picture");
    let mut bytes = fs::read(&photo).expect("readable");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&photo, bytes).expect("somebody with access to the disk");
    let data = world.data().display().to_string();
    let output = programs::run("huxiao-server", &["verify", "--data", &data]);
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stdout));
}

fn find_jpeg(folder: &std::path::Path) -> Option<std::path::PathBuf> {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            if let Some(found) = find_jpeg(&path) {
                return Some(found);
            }
        } else if fs::read(&path).is_ok_and(|bytes| bytes.starts_with(&[0xff, 0xd8, 0xff])) {
            return Some(path);
        }
    }
    None
}
