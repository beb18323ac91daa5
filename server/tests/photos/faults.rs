//! What breaks between two steps: the store, the program, the line. Every step can be done again, and no fault makes
//! a wrong picture.

use std::{io, path::Path};

use protocol::tus::upload_path;
use tokio::{io::AsyncWriteExt as _, net::TcpStream};

use super::*;

/// Makes every write below a folder fail, as a full disk or an absent bucket does.
fn broken(folder: &Path) {
    let _may_be_absent = std::fs::rename(folder, folder.with_extension("aside"));
    std::fs::write(folder, b"not a folder").expect("a file in its place");
}

fn mended(folder: &Path) {
    std::fs::remove_file(folder).expect("the file goes");
    match std::fs::rename(folder.with_extension("aside"), folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        other => other.expect("the folder is back"),
    }
}

/// An upload whose last byte is in, while the store refused to take the picture: as a kill right after the last chunk
/// leaves it.
async fn left_before_the_picture(world: &World, phone: &mut Phone, bytes: &[u8]) -> String {
    let (_, path) = begun(phone, bytes).await;
    let half = bytes.len() / 2;
    patch(phone, &path, 0, &bytes[..half]).await;
    let pictures = world.kept().objects().join("sha256");
    broken(&pictures);
    let answer = patch(phone, &path, half, &bytes[half..]).await;
    assert_eq!(refused(answer).await, (503, "busy".into()));
    // Nobody is told that the end is reached while the picture is not stored.
    assert_eq!(head(phone, &path).await.status().as_u16(), 503);
    assert_eq!(patch(phone, &path, half, &bytes[half..]).await.status().as_u16(), 503);
    mended(&pictures);
    path
}

#[tokio::test]
async fn a_store_that_is_down_costs_a_wait_and_nothing_else() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let bytes = picture(100_000);
    let (_, path) = begun(&mut phone, &bytes).await;
    patch(&mut phone, &path, 0, &bytes[..40_000]).await;
    let staging = world.kept().objects().join("staging");
    broken(&staging);
    let answer = patch(&mut phone, &path, 40_000, &bytes[40_000..]).await;
    assert!(answer.headers().contains_key("retry-after"));
    assert_eq!(refused(answer).await, (503, "busy".into()));
    assert_eq!(at(&head(&mut phone, &path).await), (200, 40_000), "the offset did not move");
    mended(&staging);
    assert_eq!(at(&patch(&mut phone, &path, 40_000, &bytes[40_000..]).await), (204, 100_000));
    assert_eq!(stored(&world.kept(), &bytes), Some(bytes));
}

#[tokio::test]
async fn killed_after_the_last_chunk_it_is_finished_by_the_next_request() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let bytes = picture(100_000);
    let path = left_before_the_picture(&world, &mut phone, &bytes).await;
    let late = patch(&mut phone, &path, 50_000, &bytes[50_000..]).await;
    assert_eq!(at(&late), (409, 100_000), "whoever asks makes it");
    assert_eq!(stored(&world.kept(), &bytes), Some(bytes));
    assert_eq!(staged(&world.kept()).len(), 0);
}

#[tokio::test]
async fn killed_after_the_last_chunk_it_is_finished_when_nobody_asks() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let bytes = picture(100_000);
    let path = left_before_the_picture(&world, &mut phone, &bytes).await;
    let world = world.restarted().await;
    phone.server = world.server.url.clone();
    world.until(async || stored(&world.kept(), &bytes).is_some() && staged(&world.kept()).is_empty()).await;
    assert_eq!(at(&head(&mut phone, &path).await), (200, 100_000));
    verified(&world).await;
}

#[tokio::test]
async fn killed_between_the_picture_and_its_row_it_is_noted_once() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let bytes = picture(100_000);
    let path = left_before_the_picture(&world, &mut phone, &bytes).await;
    let put = bytes.clone();
    // The put succeeded; its answer was lost, or the program ended.
    let world = world
        .disturbed(async |kept| {
            let place = place_of(kept, &put);
            std::fs::create_dir_all(place.parent().expect("a folder")).expect("made");
            std::fs::write(place, &put).expect("written");
        })
        .await;
    phone.server = world.server.url.clone();
    assert_eq!(at(&head(&mut phone, &path).await), (200, 100_000));
    world.until(async || staged(&world.kept()).is_empty()).await;
    assert_eq!(stored(&world.kept(), &bytes), Some(bytes));
    verified(&world).await;
}

#[tokio::test]
async fn a_picture_cut_short_in_the_store_is_put_there_again() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let bytes = picture(70_000);
    let place = place_of(&world.kept(), &bytes);
    std::fs::create_dir_all(place.parent().expect("a folder")).expect("made");
    std::fs::write(&place, &bytes[..1_000]).expect("written");
    let wanted = reported(&mut phone, &bytes).await;
    assert_eq!(at(&create(&mut phone, &wanted, bytes.len(), &bytes).await), (201, 70_000));
    assert_eq!(stored(&world.kept(), &bytes), Some(bytes));
    verified(&world).await;
}

#[tokio::test]
async fn a_lost_chunk_begins_the_upload_anew_and_never_makes_a_wrong_picture() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let bytes = picture(100_000);
    let (wanted, path) = begun(&mut phone, &bytes).await;
    patch(&mut phone, &path, 0, &bytes[..30_000]).await;
    patch(&mut phone, &path, 30_000, &bytes[30_000..60_000]).await;
    let lost = staged(&world.kept()).into_iter().find(|it| it.to_string_lossy().contains("/30000-30000-"));
    std::fs::remove_file(lost.expect("the second chunk")).expect("the store loses it");
    let answer = patch(&mut phone, &path, 60_000, &bytes[60_000..]).await;
    assert_eq!(refused(answer).await, (410, "attempt-over".into()));
    assert!(stored(&world.kept(), &bytes).is_none());
    let anew = create(&mut phone, &wanted, bytes.len(), &[]).await;
    assert_eq!(anew.headers()["location"].to_str().expect("text"), upload_path(wanted.photo_id, 2));
    assert_eq!(offset(&anew), 0);
    assert_eq!(refused(patch(&mut phone, &path, 0, &bytes).await).await, (410, "attempt-over".into()));
    let path = upload_path(wanted.photo_id, 2);
    assert_eq!(at(&patch(&mut phone, &path, 0, &bytes).await), (204, 100_000));
    assert_eq!(stored(&world.kept(), &bytes), Some(bytes));
    assert_eq!(staged(&world.kept()).len(), 0);
    verified(&world).await;
}

#[tokio::test]
async fn a_chunk_that_was_changed_in_the_store_makes_no_picture() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let bytes = picture(60_000);
    let (_, path) = begun(&mut phone, &bytes).await;
    patch(&mut phone, &path, 0, &bytes[..30_000]).await;
    let chunk = staged(&world.kept()).pop().expect("a chunk");
    let mut changed = std::fs::read(&chunk).expect("read");
    changed[7] ^= 0x20;
    std::fs::write(&chunk, changed).expect("written");
    let answer = patch(&mut phone, &path, 30_000, &bytes[30_000..]).await;
    assert_eq!(refused(answer).await, (422, "hash-mismatch".into()));
    assert!(stored(&world.kept(), &bytes).is_none());
}

/// Sends the head of a PATCH and the first bytes of its body, and lets the connection be.
async fn half_a_patch(phone: &mut Phone, path: &str, offset: usize, chunk: &[u8], sent: usize) -> TcpStream {
    let request = phone.request_for(Method::PATCH, path, chunk, chunk_headers(offset, chunk));
    let mut head = format!("PATCH {path} HTTP/1.1\r\nhost: here\r\ncontent-length: {}\r\n", chunk.len());
    for (name, value) in &request {
        head.push_str(&format!("{name}: {}\r\n", value.to_str().expect("text")));
    }
    let addr = phone.server.trim_start_matches("http://").to_owned();
    let mut line = TcpStream::connect(addr).await.expect("connects");
    line.write_all(format!("{head}\r\n").as_bytes()).await.expect("sent");
    line.write_all(&chunk[..sent]).await.expect("sent");
    line.flush().await.expect("sent");
    line
}

#[tokio::test]
async fn what_came_before_the_line_broke_is_kept() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let bytes = picture(200_000);
    let (_, path) = begun(&mut phone, &bytes).await;
    drop(half_a_patch(&mut phone, &path, 0, &bytes, 50_000).await);
    world.until(async || at(&head(&mut phone.twin(), &path).await).1 > 0).await;
    let stands = offset(&head(&mut phone, &path).await);
    assert!((4_096..=50_000).contains(&stands), "{stands}");
    assert_eq!(at(&patch(&mut phone, &path, stands, &bytes[stands..]).await), (204, 200_000));
    assert_eq!(stored(&world.kept(), &bytes), Some(bytes));
}

#[tokio::test]
async fn a_line_that_died_unnoticed_hands_over_what_it_had_when_the_phone_asks() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let bytes = picture(200_000);
    let (_, path) = begun(&mut phone, &bytes).await;
    // The connection stays open and silent, as after a change of network.
    let silent = half_a_patch(&mut phone, &path, 0, &bytes, 60_000).await;
    world.until(async || at(&head(&mut phone.twin(), &path).await).1 > 0).await;
    let stands = offset(&head(&mut phone, &path).await);
    assert!((4_096..=60_000).contains(&stands), "{stands}");
    assert_eq!(at(&patch(&mut phone, &path, stands, &bytes[stands..]).await), (204, 200_000));
    drop(silent);
    assert_eq!(stored(&world.kept(), &bytes), Some(bytes));
}

#[tokio::test]
async fn a_line_that_has_lied_is_believed_no_more() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let bytes = picture(200_000);
    let (wanted, path) = begun(&mut phone, &bytes).await;
    let mut flipped = bytes.clone();
    flipped[10_000] ^= 1;
    // The head of a right PATCH, other bytes, and a break before the checksum could be compared.
    drop(half_a_patch(&mut phone, &path, 0, &flipped, 50_000).await);
    world.until(async || at(&head(&mut phone.twin(), &path).await).1 > 0).await;
    let stands = offset(&head(&mut phone, &path).await);
    let answer = patch(&mut phone, &path, stands, &bytes[stands..]).await;
    assert_eq!(refused(answer).await, (422, "hash-mismatch".into()), "the whole is checked in any case");
    create(&mut phone, &wanted, bytes.len(), &[]).await;
    let path = upload_path(wanted.photo_id, 2);
    drop(half_a_patch(&mut phone, &path, 0, &bytes, 50_000).await);
    assert_eq!(at(&head(&mut phone, &path).await), (200, 0), "from now on only what a digest speaks for");
    assert_eq!(at(&patch(&mut phone, &path, 0, &bytes).await), (204, 200_000));
    assert_eq!(stored(&world.kept(), &bytes), Some(bytes));
}
