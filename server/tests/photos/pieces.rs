//! A picture in pieces: it goes on where it stopped, whatever broke.

use protocol::tus::upload_path;

use super::*;

#[tokio::test]
async fn a_picture_cut_into_pieces_goes_on_where_it_stopped() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let bytes = picture(300_000);
    let (wanted, path) = begun(&mut phone, &bytes).await;
    assert_eq!(at(&patch(&mut phone, &path, 0, &bytes[..100_000]).await), (204, 100_000));
    let lost = patch(&mut phone, &path, 0, &bytes[..100_000]).await;
    assert_eq!(at(&lost), (409, 100_000), "the true offset, without another request");
    assert_eq!(at(&create(&mut phone, &wanted, bytes.len(), &[]).await), (200, 100_000), "creating again is harmless");
    let world = world.restarted().await;
    phone.server = world.server.url.clone();
    assert_eq!(at(&head(&mut phone, &path).await), (200, 100_000));
    patch(&mut phone, &path, 100_000, &bytes[100_000..200_000]).await;
    assert!(stored(&world.kept(), &bytes).is_none(), "not before it is whole");
    assert_eq!(at(&patch(&mut phone, &path, 200_000, &bytes[200_000..]).await), (204, 300_000));
    assert_eq!(stored(&world.kept(), &bytes).as_ref(), Some(&bytes));
    assert_eq!(staged(&world.kept()).len(), 0, "nothing is left behind");
    assert_eq!(at(&head(&mut phone, &path).await), (200, 300_000), "and it can be asked about for ever");
    verified(&world).await;
}

#[tokio::test]
async fn a_small_picture_goes_in_one_request_and_twice_is_the_same() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let bytes = picture(12_000);
    let wanted = reported(&mut phone, &bytes).await;
    for status in [201, 200] {
        let answer = create(&mut phone, &wanted, bytes.len(), &bytes).await;
        assert_eq!(at(&answer), (status, bytes.len()));
        assert_eq!(answer.headers()["tus-resumable"], "1.0.0");
    }
    assert_eq!(stored(&world.kept(), &bytes), Some(bytes.clone()));
    let mut other = wanted.clone();
    other.sha256 = sha256(&[b"another picture"]);
    assert_eq!(refused(create(&mut phone, &other, 15, &[]).await).await, (409, "photo-mismatch".into()));
}

#[tokio::test]
async fn the_same_bytes_under_two_names_are_two_pictures_and_one_file() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let bytes = picture(9_000);
    for _ in 0..2 {
        let wanted = reported(&mut phone, &bytes).await;
        assert_eq!(at(&create(&mut phone, &wanted, bytes.len(), &[]).await), (201, 0), "no word that it is here");
        assert_eq!(at(&patch(&mut phone, &upload_path(wanted.photo_id, 1), 0, &bytes).await), (204, 9_000));
    }
    assert_eq!(stored(&world.kept(), &bytes), Some(bytes));
    verified(&world).await;
}

#[tokio::test]
async fn of_two_senders_at_one_place_one_wins_and_the_other_hears_the_true_offset() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let bytes = picture(240_000);
    let (_, path) = begun(&mut phone, &bytes).await;
    for start in (0..240_000).step_by(40_000) {
        let end = start + 40_000;
        // A piece and a shorter one, both of the right bytes: only one of them may count.
        let (mut one, mut two) = (phone.twin(), phone.twin());
        let (first, second) = tokio::join!(
            patch(&mut one, &path, start, &bytes[start..end]),
            patch(&mut two, &path, start, &bytes[start..end - 15_000]),
        );
        let mut statuses = [first.status().as_u16(), second.status().as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [204, 409], "at {start}");
        assert_eq!(offset(&first), offset(&second), "both hear the same");
        let stands = offset(&first);
        assert!(stands == end || stands == end - 15_000, "{stands}");
        if stands < end {
            assert_eq!(at(&patch(&mut phone, &path, stands, &bytes[stands..end]).await), (204, end));
        }
    }
    assert_eq!(stored(&world.kept(), &bytes), Some(bytes));
    assert!(staged(&world.kept()).len() <= 6, "only what lost is left, for the sweep");
    verified(&world).await;
}

#[tokio::test]
async fn two_senders_who_know_nothing_of_each_other_make_one_picture() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let bytes = picture(400_000);
    let (_, path) = begun(&mut phone, &bytes).await;
    let send = async |mut phone: Phone, piece: usize| {
        let mut from = 0;
        while from < bytes.len() {
            let to = (from + piece).min(bytes.len());
            let answer = patch(&mut phone, &path, from, &bytes[from..to]).await;
            let stands = offset(&answer);
            assert!(stands >= from, "an offset never goes back");
            from = stands;
        }
    };
    tokio::join!(send(phone.twin(), 17_000), send(phone.twin(), 23_000), send(phone.twin(), 64_000));
    assert_eq!(stored(&world.kept(), &bytes), Some(bytes));
    verified(&world).await;
}

#[tokio::test]
async fn other_bytes_than_announced_begin_a_new_attempt() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let bytes = picture(40_000);
    let (wanted, path) = begun(&mut phone, &bytes).await;
    let mut torn = bytes.clone();
    torn[39_999] ^= 1;
    patch(&mut phone, &path, 0, &torn[..20_000]).await;
    let answer = patch(&mut phone, &path, 20_000, &torn[20_000..]).await;
    assert_eq!(refused(answer).await, (422, "hash-mismatch".into()));
    assert_eq!(head(&mut phone, &path).await.status().as_u16(), 410);
    let anew = create(&mut phone, &wanted, bytes.len(), &bytes).await;
    assert_eq!(anew.headers()["location"].to_str().expect("text"), upload_path(wanted.photo_id, 2));
    assert_eq!(offset(&anew), bytes.len());
    assert_eq!(stored(&world.kept(), &bytes), Some(bytes));
    assert!(stored(&world.kept(), &torn).is_none());
}

#[tokio::test]
async fn a_picture_that_the_signed_record_does_not_name_is_refused() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let bytes = picture(5_000);
    let wanted = reported(&mut phone, &bytes).await;
    let mut swapped = wanted.clone();
    swapped.sha256 = sha256(&[b"swapped"]);
    let answer = create(&mut phone, &swapped, 7, b"swapped").await;
    assert_eq!(refused(answer).await, (403, "photo-not-named".into()), "no attempt will make it so");
    let answer = create(&mut phone, &wanted, 4_999, &[]).await;
    assert_eq!(refused(answer).await, (403, "photo-not-named".into()), "nor of another length");
    let mut unnamed = wanted.clone();
    unnamed.photo_id = new_id();
    let answer = create(&mut phone, &unnamed, bytes.len(), &bytes).await;
    assert_eq!(refused(answer).await, (403, "photo-not-named".into()));
    let mut early = wanted.clone();
    early.seq += 1;
    let answer = create(&mut phone, &early, bytes.len(), &bytes).await;
    assert_eq!(refused(answer).await, (425, "record-missing".into()), "facts go first");
    assert_eq!(create(&mut phone, &wanted, bytes.len(), &bytes).await.status().as_u16(), 201);
}

#[tokio::test]
async fn the_upload_of_another_phone_is_not_there_for_me() {
    let world = World::new().await;
    let (mut mine, mut theirs) = (world.phone().await, world.phone().await);
    let bytes = picture(5_000);
    let (wanted, path) = begun(&mut theirs, &bytes).await;
    assert_eq!(refused(patch(&mut mine, &path, 0, &bytes).await).await, (404, "photo-unknown".into()));
    let end = mine.signed(Method::DELETE, &path, vec![], HeaderMap::new()).await;
    assert_eq!(refused(end).await, (404, "photo-unknown".into()));
    assert_eq!(refused(create(&mut mine, &wanted, 5_000, &bytes).await).await, (409, "photo-mismatch".into()));
    assert_eq!(at(&patch(&mut theirs, &path, 0, &bytes).await), (204, 5_000));
}
