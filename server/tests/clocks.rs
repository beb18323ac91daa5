//! Time as the server makes it of what it is told and of when it was told: an arrival bounds from above, an anchor knows
//! both sides, and between known records the others are bracketed.

mod cast;

use std::time::Duration;

use cast::{Phone, World};
use domain::{
    duty::DutyOn,
    ids::{PostId, RecordId},
    time::UtcMs,
};
use protocol::Body;
use serde_json::Value;
use uuid::Uuid;

fn duty() -> Body {
    Body::DutyOn(DutyOn {
        post_id: PostId(Uuid::nil()),
        window: None,
        stated_at: None,
        position: None,
        photos: vec![],
        detail: None,
    })
}

/// A record, and when it truly was.
fn record(phone: &mut Phone) -> (RecordId, UtcMs) {
    (phone.record(&duty(), None), server::clock::now())
}

async fn time(world: &World, id: RecordId) -> (String, UtcMs, UtcMs, UtcMs) {
    let clerk = world.clerk("city01").await;
    world.until(async || clerk.get("/api/events").await["events"].to_string().contains(&id.to_string())).await;
    let time = clerk.get(&format!("/api/records/{id}")).await["time"].clone();
    let at = |name: &str| UtcMs(time[name].as_i64().unwrap_or(0));
    (time["quality"].as_str().unwrap_or_default().to_owned(), at("lo_ms"), at("best_ms"), at("hi_ms"))
}

async fn until_quality(world: &World, id: RecordId, letter: &str) {
    world.until(async || time(world, id).await.0 == letter).await;
}

async fn verified(world: &World) {
    let output = world.run(&["verify"]).await;
    assert!(output.status.success(), "{}", cast::stderr(&output));
}

#[tokio::test]
async fn a_copy_that_comes_first_and_late_says_not_after_and_nothing_else() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    phone.reboot();
    phone.wall_off_ms = -86_400_000;
    let (id, made) = record(&mut phone);
    let held_up = phone.request(Some(phone.sealed(1, 1)));
    let sent = server::clock::now();
    tokio::time::sleep(Duration::from_millis(1500)).await;
    phone.ask(&held_up).await.expect("it is taken");
    let arrived = server::clock::now();
    let (quality, lo, best, hi) = time(&world, id).await;
    assert_eq!((quality.as_str(), best), ("D", lo), "the clock face is a day behind, which cannot be");
    assert!(lo <= made && made <= hi && hi >= sent && hi <= arrived, "{lo:?} {made:?} {hi:?}");
    verified(&world).await;

    phone.tell_anchor().await;
    until_quality(&world, id, "A").await;
    let (_, lo, _, hi) = time(&world, id).await;
    assert!(lo <= made && made <= hi && hi.since(lo) <= 400, "{lo:?} {made:?} {hi:?}");
    verified(&world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_boot_nobody_heard_of_is_bracketed_between_its_neighbors_and_comes_out_the_same_again() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let (first, _) = record(&mut phone);
    phone.push(1, 1).await.expect("is taken");
    phone.tell_anchor().await;
    until_quality(&world, first, "A").await;

    phone.reboot();
    phone.wall_off_ms = -3 * 86_400_000;
    let silent = [record(&mut phone), record(&mut phone)];
    phone.reboot();
    phone.wall_off_ms = 0;
    let (last, _) = record(&mut phone);
    phone.push(2, 4).await.expect("is taken");
    for (id, made) in silent {
        let (quality, lo, best, hi) = time(&world, id).await;
        assert_eq!((quality.as_str(), best), ("D", lo), "nothing after it is known yet");
        assert!(lo <= made && made <= hi && lo >= time(&world, first).await.1);
    }

    phone.tell_anchor().await;
    until_quality(&world, last, "A").await;
    let mut seen = Vec::new();
    for (id, made) in silent {
        until_quality(&world, id, "C").await;
        let (_, lo, best, hi) = time(&world, id).await;
        assert!(lo <= made && made <= hi && lo <= best && best <= hi);
        assert!(lo >= time(&world, first).await.1 && hi <= time(&world, last).await.3);
        seen.push((lo, best, hi));
    }
    verified(&world).await;

    let lost = "DELETE FROM duty_events; DELETE FROM events; UPDATE projection_queue SET upto = 0, dirty = 1";
    let world = world.meddled(lost).await;
    for ((id, _), before) in silent.into_iter().zip(seen) {
        until_quality(&world, id, "C").await;
        let (_, lo, best, hi) = time(&world, id).await;
        assert_eq!((lo, best, hi), before);
    }
    verified(&world).await;
}

#[tokio::test]
async fn copies_stand_in_the_order_in_which_they_were_first_written() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let (_, _) = record(&mut phone);
    let old = phone.records[0].clone();
    // Switched off and on, it gives a first stream up and writes what it held again, after something newer.
    phone.reboot();
    let origin = protocol::Origin { stream_id: phone.stream_id, seq: 1 };
    phone.stream_id = domain::ids::StreamId(Uuid::from_bytes(cast::phone::random()));
    phone.records.clear();
    let (newer, _) = record(&mut phone);
    let copy = protocol::Record::decode(&old).expect("a record");
    let copy = protocol::Record { stream_id: phone.stream_id, seq: 2, origin: Some(origin), ..copy };
    phone.records.push(copy.encode());
    phone.push_all().await;
    phone.tell_anchor().await;
    until_quality(&world, newer, "A").await;
    let (quality, lo, _, hi) = time(&world, copy.record_id).await;
    assert!(quality == "D" && lo < time(&world, newer).await.1 && lo < hi, "it was not made after the newer one");
    verified(&world).await;
}

#[tokio::test]
async fn a_phone_that_pushed_before_it_could_tell_an_anchor_is_asked_to_come_again_soon() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let _: (RecordId, UtcMs) = record(&mut phone);
    assert!(phone.push_all().await.pacing.next_sync_after_s <= 10);
    let mut request = phone.request(Some(phone.sealed(1, 1)));
    request.anchor = Some(phone.anchor());
    let paced = phone.ask(&request).await.expect("an answer").pacing.next_sync_after_s;
    assert!(paced > 10, "{paced}");
    let page: Value = world.clerk("city01").await.get("/api/devices").await;
    assert_eq!(page["devices"][0]["acked"], 1);
}
