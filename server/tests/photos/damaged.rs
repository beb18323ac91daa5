//! The disk, or somebody, changed the bytes of a stored picture: they are given to nobody, and the office is told so.

use super::*;

/// Status and body of the answer to a question about this picture.
async fn ask(world: &World, bytes: &[u8], rest: &str) -> (u16, Vec<u8>) {
    let clerk = world.clerk("city01").await;
    let answer = clerk.ask(Method::GET, &format!("/api/photos/{}{rest}", hex(bytes))).await;
    (answer.status().as_u16(), answer.bytes().await.expect("a body").into())
}

#[tokio::test]
async fn a_damaged_picture_is_shown_to_nobody_and_mended_by_whoever_sends_it_again() {
    let world = World::new().await;
    let bytes = picture(9_000);
    let mut phone = world.phone().await;
    let wanted = reported(&mut phone, &bytes).await;
    assert_eq!(create(&mut phone, &wanted, bytes.len(), &bytes).await.status().as_u16(), 201);
    world.until(async || world.metric("huxiao_records_projected_total").await > 0).await;
    assert_eq!(ask(&world, &bytes, "?size=full").await, (200, bytes.clone()));

    let mut other = bytes.clone();
    other[4_500] ^= 1;
    let world =
        world.disturbed(async |kept| std::fs::write(place_of(kept, &bytes), &other).expect("one bit is another")).await;
    for rest in ["?size=full", "?size=thumb", "/file", "/file?original=true"] {
        let (status, body) = ask(&world, &bytes, rest).await;
        let problem: serde_json::Value = serde_json::from_slice(&body).expect("a problem");
        assert_eq!((status, &problem["code"]), (500, &"photo-damaged".into()), "{rest}");
    }
    assert_eq!(world.metric("huxiao_damaged_photos_total").await, 4);

    // The same picture, named by another record: what comes is compared with what lies there.
    let mut phone = world.phone().await;
    let wanted = reported(&mut phone, &bytes).await;
    assert_eq!(create(&mut phone, &wanted, bytes.len(), &bytes).await.status().as_u16(), 201);
    assert_eq!(ask(&world, &bytes, "/file?original=true").await, (200, bytes.clone()));
    verified(&world).await;
}
