//! One phone cannot fill the disk: what it may have begun and not finished is bounded.

use super::*;

fn photo(length: u32) -> Photo {
    Photo {
        id: new_id(),
        sha256: sha256(&[&cast::phone::random::<16>()]),
        bytes: length,
        width: 1600,
        height: 1200,
        thumb_id: new_id(),
        thumb_sha256: sha256(&[b"thumb"]),
        thumb_bytes: 5,
        taken: None,
        place: None,
        notes: None,
    }
}

/// The phone reports hazards that name `count` pictures of this length.
async fn named(phone: &mut Phone, count: usize, length: u32) -> Vec<UploadMetadata> {
    let mut wanted = Vec::new();
    while wanted.len() < count {
        let photos: Vec<Photo> = (0..6).map(|_| photo(length)).collect();
        let seq = phone.records.len() as u64 + 1;
        wanted.extend(photos.iter().map(|photo| UploadMetadata {
            photo_id: photo.id,
            stream_id: phone.stream_id,
            seq,
            sha256: photo.sha256,
            role: PhotoRole::Picture,
        }));
        phone.record(&hazard(photos), None);
    }
    phone.push_all().await;
    wanted.truncate(count);
    wanted
}

#[tokio::test]
async fn a_phone_may_not_begin_without_end() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let wanted = named(&mut phone, 201, 30_000).await;
    for (number, wanted) in wanted.iter().enumerate() {
        let answer = create(&mut phone, wanted, 30_000, &[]).await;
        match number {
            0..200 => assert_eq!(at(&answer), (201, 0)),
            _ => {
                assert!(answer.headers().contains_key("retry-after"));
                assert_eq!(refused(answer).await, (429, "too-many-uploads".into()));
            }
        }
    }
    // What was begun goes on, and another phone is not held up.
    assert_eq!(at(&create(&mut phone, &wanted[7], 30_000, &[]).await), (200, 0));
    let mut other = world.phone().await;
    begun(&mut other, &picture(5_000)).await;
}

#[tokio::test]
async fn nor_may_it_announce_more_bytes_than_anybody_takes_home_in_a_week() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let length = 8 * 1024 * 1024;
    let wanted = named(&mut phone, 33, length).await;
    let mut statuses = Vec::new();
    for wanted in &wanted {
        statuses.push(create(&mut phone, wanted, length as usize, &[]).await.status().as_u16());
    }
    assert_eq!((statuses.iter().filter(|it| **it == 201).count(), statuses[32]), (32, 429));
}
