//! Days without a network: everything stays on the phone, in order, and arrives exactly once when it can.

use std::collections::BTreeSet;

use field::views::{RecordState, SyncState};
use tests::{Weather, World, picture};

#[tokio::test(flavor = "multi_thread")]
async fn three_days_offline_arrive_complete_in_order_and_once() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    world.network.set(Weather::Down);

    let mut saved = Vec::new();
    for day in 0..3 {
        saved.push(phone.duty_on().record_id);
        for point in phone.points().iter().take(4) {
            saved.push(phone.check_in(point).saved.record_id);
        }
        saved.push(phone.hazard(&format!("第 {day} 天：门口积水"), &[picture::from_camera()]).record_id);
        phone.wait_hours(4);
        saved.push(phone.duty_off().record_id);
        phone.sync().await;
        // Killed overnight, and the battery ran empty once.
        phone = phone.reopened();
        if day == 1 {
            phone.restart();
        }
        phone.wait_hours(20);
    }
    assert_eq!(phone.records().len(), saved.len());
    assert!(phone.records().iter().all(|row| row.state == RecordState::Saved));
    let line = field::status::sync_line(&phone.home).expect("the line");
    assert_eq!(line.state, SyncState::NoServer);
    assert!(line.pending_records >= saved.len() as u64);

    world.network.set(Weather::Clear);
    phone.deliver().await;

    let office = world.office("station01").await;
    let events = office.events().await;
    let arrived: Vec<&str> = events.iter().filter_map(|event| event["record_id"].as_str()).collect();
    let expected: BTreeSet<String> = saved.iter().map(ToString::to_string).collect();
    assert_eq!(arrived.len(), saved.len(), "each once");
    assert_eq!(arrived.into_iter().map(str::to_owned).collect::<BTreeSet<_>>(), expected);
    let rows = phone.records();
    assert!(rows.iter().all(|row| row.state == RecordState::Delivered && row.photos_sent == row.photos_total));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_office_sees_how_much_a_phone_still_holds() {
    let world = World::new().await;
    let phone = world.phone().await;
    phone.hazard("宣传栏玻璃破裂", &[picture::large()]);
    world.network.set(Weather::UploadCutAfter(4_000));
    phone.sync().await;

    let devices = world.office("station01").await.devices().await;
    let unsent: i64 = devices.iter().filter_map(|device| device["unsent_photos"].as_i64()).sum();
    assert!(unsent > 0, "{devices:?}");
    world.network.set(Weather::Clear);
    phone.deliver().await;
    let devices = world.office("station01").await.devices().await;
    for figure in ["unsent_records", "unsent_photos"] {
        let unsent: i64 = devices.iter().filter_map(|device| device[figure].as_i64()).sum();
        assert_eq!(unsent, 0, "everything has arrived, and the office is told so: {figure} in {devices:?}");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_set_wrong_refuses_nothing() {
    let world = World::new().await;
    let phone = world.phone().await;
    let point = phone.points().remove(0);
    const DAYS_MS: i64 = 86_400_000;
    phone.set_wall_clock(-400 * DAYS_MS);
    let early = phone.check_in(&point).saved.record_id;
    phone.set_wall_clock(900 * DAYS_MS);
    let late = phone.check_in(&point).saved.record_id;
    phone.deliver().await;

    let office = world.office("station01").await;
    for record in [early, late] {
        let evidence = office.evidence(record).await;
        let (best, received) = (evidence["time"]["best_ms"].as_i64(), evidence["time"]["received_ms"].as_i64());
        let apart = best.zip(received).map(|(best, received)| (best - received).abs());
        assert!(apart.is_some_and(|ms| ms < DAYS_MS), "the boot clock knows better: {}", evidence["time"]);
    }
    world.end().await;
}
