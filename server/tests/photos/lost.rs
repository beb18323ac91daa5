//! A phone says that a picture of its own is gone: the office stops waiting for it, and for no other.

use domain::device_event::{DeviceEvent, DeviceFinding};
use serde_json::Value;

use super::*;

#[tokio::test]
async fn only_its_own_phone_says_that_a_picture_will_not_come_and_bytes_that_come_say_otherwise() {
    let world = World::new().await;
    let (mut phone, mut other) = (world.phone().await, world.phone().await);
    let clerk = world.clerk("city01").await;
    let bytes = picture(9_000);
    let wanted = reported(&mut phone, &bytes).await;
    let record = protocol::Record::decode(phone.records.last().expect("the report")).expect("reads").record_id;
    let gone = DeviceEvent::counted(DeviceFinding::PhotoLost, 1).about(wanted.photo_id.as_bytes());
    let event = Body::DeviceEvent(gone);
    let lost = async || {
        let evidence: Value = clerk.get(&format!("/api/records/{record}")).await;
        evidence["photos"][0]["lost"].clone()
    };
    let why = async || {
        let evidence: Value = clerk.get(&format!("/api/records/{record}")).await;
        evidence["photos"][0]["lost_why"].clone()
    };
    let projected = async |count: i64| {
        world.until(async || world.metric("huxiao_records_projected_total").await >= count).await;
    };

    other.record(&event, None);
    other.push_all().await;
    projected(2).await;
    assert_eq!(lost().await, false, "another phone's word is no evidence");
    phone.record(&event, None);
    let last = phone.records.len();
    phone.push(last, last).await.expect("taken");
    projected(3).await;
    assert_eq!((lost().await, why().await), (true.into(), "damaged".into()));
    // A rescue copy of the phone had the file after all.
    assert_eq!(create(&mut phone, &wanted, bytes.len(), &bytes).await.status().as_u16(), 201);
    assert_eq!((lost().await, why().await), (false.into(), Value::Null), "what is here is not lost");
}
