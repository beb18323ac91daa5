//! What a phone sends under a digest that it signed is kept whatever it is; what a page would have the server decode is no
//! larger than what the app makes.

use super::*;

/// The beginning of a GIF that claims this size, and nothing of its picture.
pub(super) fn claims(side: u16) -> Vec<u8> {
    let [low, high] = side.to_le_bytes();
    let screen = [low, high, low, high, 0x80, 0, 0, 0, 0, 0, 255, 255, 255];
    let frame = [0x2c, 0, 0, 0, 0, low, high, low, high, 0, 2, 2, 0x4c, 1, 0, 0x3b];
    [&b"GIF89a"[..], &screen, &frame].concat()
}

#[tokio::test]
async fn a_stored_file_larger_than_a_picture_may_be_is_kept_and_not_decoded() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let files = [claims(2_000), claims(1_600)];
    for bytes in &files {
        let wanted = reported(&mut phone, bytes).await;
        assert_eq!(create(&mut phone, &wanted, bytes.len(), bytes).await.status().as_u16(), 201, "its digest is right");
    }
    world.until(async || world.metric("huxiao_records_projected_total").await > 1).await;
    let clerk = world.clerk("city01").await;
    let asked = async |bytes: &[u8], query: &str| {
        let answer = clerk.ask(Method::GET, &format!("/api/photos/{}/file{query}", hex(bytes))).await;
        (answer.status().as_u16(), Vec::from(answer.bytes().await.expect("a body")))
    };
    let code = |body: &[u8]| serde_json::from_slice::<serde_json::Value>(body).expect("a problem")["code"].clone();
    let (status, body) = asked(&files[0], "").await;
    assert_eq!((status, code(&body)), (422, "picture-too-large".into()));
    let (status, body) = asked(&files[1], "").await;
    assert_eq!((status, code(&body)), (422, "picture-unreadable".into()), "the largest that is looked into");
    assert_eq!(asked(&files[0], "?original=true").await, (200, files[0].clone()), "the evidence itself is there");
    verified(&world).await;
}
