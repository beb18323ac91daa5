//! A phone's own storage fails: the guard can record at once, what can be read goes on, nothing counts twice.

use std::fs;

use field::{status, views::RecordState};
use tests::{Office, Phone, World, picture};

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_phone_goes_on_with_what_can_be_read() {
    let world = World::new().await;
    let mut reported = 0;
    for eighth in [2, 5, 7] {
        let phone = world.phone().await;
        let point = phone.points().remove(0);
        phone.check_in(&point);
        phone.deliver().await;
        for _ in 0..12 {
            phone.check_in(&point);
        }
        phone.hazard("东门路灯不亮", &[picture::from_camera()]);
        let phone = phone.damaged(|pages| pages * eighth / 8);
        let told = phone.home.told().expect("the person is told").clone();
        assert_eq!(told.code, "database-set-aside");
        if field::app::state(&phone.home, field::views::Platform::Mobile).expect("opens").phase
            == field::views::Phase::Enroll
        {
            // Who it is was on that very page: it joins anew, and its records go along.
            phone.enroll(&world.network.url(), &world.code().await).await.expect("joins anew");
        }
        phone.deliver().await;
        let point = phone.points().remove(0);
        let after = phone.check_in(&point).saved.record_id;
        phone.deliver().await;
        let office = world.office("station01").await;
        let rows = phone.records();
        assert!(rows.iter().any(|row| row.record_id == after));
        for row in &rows {
            assert_eq!(row.state, RecordState::Delivered, "{row:?}");
            assert_eq!(office.events_of(row.record_id).await.len(), 1, "{row:?}");
        }
        reported += usize::from(reports_damage(&office, &phone).await);
    }
    assert!(reported > 0, "a phone that still knows who it is tells the office");
    world.end().await;
}

/// Whether the office reads of it with the phone.
async fn reports_damage(office: &Office, phone: &Phone) -> bool {
    let status = field::status::status(&phone.home).expect("status").device.expect("enrolled");
    let devices = office.devices().await;
    let device = devices.iter().find(|it| it["no"] == status.device_no).expect("the office knows the phone");
    let id = device["id"].as_str().expect("an id");
    let (_, report) = office.ask(reqwest::Method::GET, &format!("/api/devices/{id}")).await;
    let findings = report["findings"].as_array().expect("a list");
    findings.iter().any(|finding| finding["code"] == "database_set_aside")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_lost_key_locked_goes_on_with_its_pictures_when_the_key_comes_back() {
    let world = World::new().await;
    let phone = world.phone().await;
    let saved = phone.hazard("东门路灯不亮", &[picture::noise(1), picture::noise(2)]);
    let phone = phone.meanwhile(|dir| fs::rename(dir.join("device.key"), dir.join("key-of-before")).expect("lost"));
    assert_eq!(phone.home.told().expect("the person is told").code, "database-set-aside");
    assert_eq!(phone.records().len(), 0);
    let phone = phone.meanwhile(|dir| fs::rename(dir.join("key-of-before"), dir.join("device.key")).expect("found"));
    assert!(phone.records().iter().any(|row| row.record_id == saved.record_id), "it is back");
    let line = status::sync_line(&phone.home).expect("a line");
    assert_eq!((line.pending_photos, line.photos_lost), (2, 0));
    phone.deliver().await;
    let row = phone.record(saved.record_id);
    assert_eq!((row.photos_sent, row.photos_total, row.photos_lost), (2, 2, 0));
    let evidence = world.office("station01").await.evidence(saved.record_id).await;
    let photos = evidence["photos"].as_array().expect("two");
    assert!(photos.len() == 2 && photos.iter().all(|it| it["stored"] == true && it["lost"] == false), "{photos:?}");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_wait_aside_for_a_database_that_was_taken_away_and_put_back() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let saved = phone.hazard("东门路灯不亮", &[picture::noise(3)]);
    for emptied in [false, true] {
        phone = phone.meanwhile(|dir| {
            fs::rename(dir.join("huxiao.db"), dir.join("taken-away")).expect("taken away");
            if emptied {
                fs::write(dir.join("huxiao.db"), b"").expect("emptied");
            }
        });
        assert_eq!(phone.home.told().expect("the person is told").code, "database-set-aside");
        phone = phone.meanwhile(|dir| fs::rename(dir.join("taken-away"), dir.join("huxiao.db")).expect("put back"));
        assert_eq!(phone.home.told(), None);
        assert_eq!(status::sync_line(&phone.home).expect("a line").photos_lost, 0);
    }
    phone.deliver().await;
    let row = phone.record(saved.record_id);
    assert_eq!((row.photos_sent, row.photos_lost), (1, 0));
    world.end().await;
}
