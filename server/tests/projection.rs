//! The projection can be lost and comes again from the raw records as it was: after a kill between commit and
//! projection, and when all of it is computed anew.

mod cast;

use cast::{World, stderr};
use domain::{
    duty::{DutyOff, DutyOn},
    ids::PostId,
};
use protocol::Body;
use serde_json::Value;

/// What the office sees, without the number under which it was projected.
async fn seen(world: &World, count: usize) -> Vec<Value> {
    let clerk = world.clerk("station01").await;
    let read = async || clerk.get("/api/events?limit=200").await["events"].as_array().cloned().unwrap_or_default();
    world.until(async || read().await.len() == count).await;
    let mut events = read().await;
    for event in &mut events {
        event.as_object_mut().expect("an event").remove("no");
    }
    events.sort_by_key(|event| event["record_id"].to_string());
    events
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_projected_anew_from_raw_is_what_was_there() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    for n in 0..40 {
        let (post_id, window, stated_at, position) = (PostId(uuid::Uuid::nil()), None, None, None);
        let body = match n % 2 {
            0 => Body::DutyOn(DutyOn { post_id, window, stated_at, position, photos: Vec::new(), detail: None }),
            _ => Body::DutyOff(DutyOff { post_id, window, stated_at, position, detail: None }),
        };
        phone.record(&body, None);
    }
    phone.push_all().await;
    let before = seen(&world, 40).await;
    // All of the projection is gone, and the stream waits as a kill would leave it.
    let world = world
        .meddled("DELETE FROM duty_events; DELETE FROM events; UPDATE projection_queue SET upto = 0, dirty = 1")
        .await;
    assert_eq!(seen(&world, 40).await, before);
    let checked = world.run(&["verify"]).await;
    assert!(checked.status.success(), "{}", stderr(&checked));
}
