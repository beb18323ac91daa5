//! A phone's folder was copied to another phone, or an old copy was put back: both go on, nothing is lost or doubled.

use field::views::RecordState;
use tests::{Phone, World, picture};

async fn all_delivered_once(world: &World, phones: &[&Phone]) {
    let office = world.office("station01").await;
    for phone in phones {
        for row in phone.records() {
            assert_eq!(row.state, RecordState::Delivered, "{row:?}");
            assert_eq!(row.photos_sent, row.photos_total, "{row:?}");
            assert_eq!(office.events_of(row.record_id).await.len(), 1, "{row:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_phones_with_one_folder_both_go_on() {
    let world = World::new().await;
    let phone = world.phone().await;
    let point = phone.points().remove(0);
    phone.check_in(&point);
    phone.deliver().await;
    // Recorded before the copy was made, and sent by neither yet.
    phone.hazard("东门路灯不亮", &[picture::from_camera()]);
    let (first, second) = phone.copied();
    for phone in [&first, &second] {
        phone.check_in(&point);
        phone.hazard("校门口积水", &[picture::from_camera()]);
    }
    first.deliver().await;
    second.deliver().await;
    first.check_in(&point);
    second.check_in(&point);
    second.deliver().await;
    first.deliver().await;
    assert_eq!((first.records().len(), second.records().len()), (5, 5), "each record is listed once");
    all_delivered_once(&world, &[&first, &second]).await;
    let office = world.office("station01").await;
    assert_eq!(office.events().await.len(), 2 + 3 + 3, "two that both have, three of each");
    let device = office.devices().await.into_iter().find(|it| it["acked"] != 0).expect("the phone");
    let (_, detail) =
        office.ask(reqwest::Method::GET, &format!("/api/devices/{}", device["id"].as_str().expect("an id"))).await;
    let forked = detail["streams"].as_array().expect("a list").iter().filter(|it| it["forked_ms"].is_i64()).count();
    assert_eq!(forked, 1, "the office sees the fork: {detail}");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_whose_folder_was_put_back_goes_on_where_it_is() {
    let world = World::new().await;
    let phone = world.phone().await;
    let point = phone.points().remove(0);
    phone.check_in(&point);
    phone.deliver().await;
    let (phone, backup) = phone.backed_up();
    let forgotten = phone.check_in(&point).saved.record_id;
    phone.deliver().await;
    let phone = phone.rolled_back(backup);
    let after = phone.check_in(&point).saved.record_id;
    phone.deliver().await;
    all_delivered_once(&world, &[&phone]).await;
    let office = world.office("station01").await;
    for record in [forgotten, after] {
        assert_eq!(office.events_of(record).await.len(), 1);
    }
    world.end().await;
}
