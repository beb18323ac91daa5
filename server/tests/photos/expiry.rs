//! What nobody comes back for goes, after its time and not before; evidence stays.

use std::time::{Duration, SystemTime};

use super::*;

const DAY_MS: i64 = 24 * 3_600_000;

fn days_ago(days: i64) -> i64 {
    server::clock::now().0 - days * DAY_MS
}

#[tokio::test]
async fn an_unfinished_upload_is_kept_for_sixty_days_and_not_for_ever() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let (young, old, done) = (picture(50_000), picture(60_000), picture(70_000));
    let (_, young_path) = begun(&mut phone, &young).await;
    patch(&mut phone, &young_path, 0, &young[..20_000]).await;
    let (wanted, old_path) = begun(&mut phone, &old).await;
    patch(&mut phone, &old_path, 0, &old[..20_000]).await;
    let (_, done_path) = begun(&mut phone, &done).await;
    patch(&mut phone, &done_path, 0, &done).await;
    let world = world
        .disturbed(async |kept| {
            for (length, days) in [(50_000, 59), (60_000, 61), (70_000, 400)] {
                kept.change(&format!("UPDATE uploads SET updated_at = {} WHERE length = {length}", days_ago(days)))
                    .await;
            }
        })
        .await;
    phone.server = world.server.url.clone();
    world.until(async || head(&mut phone.twin(), &old_path).await.status().as_u16() == 404).await;
    assert_eq!(at(&head(&mut phone, &young_path).await), (200, 20_000));
    assert_eq!(at(&head(&mut phone, &done_path).await), (200, 70_000), "evidence does not expire");
    // The phone that comes back after all begins anew.
    assert_eq!(at(&create(&mut phone, &wanted, old.len(), &[]).await), (201, 0));
    assert_eq!(at(&patch(&mut phone, &old_path, 0, &old).await), (204, 60_000));
    verified(&world).await;
}

#[tokio::test]
async fn chunks_that_count_for_nothing_are_swept_by_their_age() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let bytes = picture(80_000);
    let (_, path) = begun(&mut phone, &bytes).await;
    patch(&mut phone, &path, 0, &bytes[..30_000]).await;
    let counting = staged(&world.kept()).pop().expect("a chunk");
    // What a crash between storing a chunk and counting it leaves, once old and once fresh; and a stranger's file.
    let folder = counting.parent().expect("a folder").to_owned();
    let orphan = |start: usize| folder.join(format!("{start}-30000-{}", hex(b"a chunk")));
    let (old, fresh, strange) = (orphan(30_000), orphan(60_000), folder.join("notes.txt"));
    let world = world
        .disturbed(async |_| {
            let two_days_ago = SystemTime::now() - Duration::from_secs(48 * 3600);
            for (file, is_old) in [(&old, true), (&fresh, false), (&strange, true), (&counting, true)] {
                if !file.exists() {
                    std::fs::write(file, b"bytes").expect("written");
                }
                if is_old {
                    let file = std::fs::File::options().write(true).open(file).expect("opens");
                    file.set_modified(two_days_ago).expect("aged");
                }
            }
        })
        .await;
    phone.server = world.server.url.clone();
    world.until(async || !old.exists() && !strange.exists()).await;
    assert!(counting.exists(), "one that counts stays, however old");
    assert!(fresh.exists(), "one that may yet be counted stays");
    assert_eq!(at(&patch(&mut phone, &path, 30_000, &bytes[30_000..]).await), (204, 80_000));
    assert_eq!(stored(&world.kept(), &bytes), Some(bytes));
}

#[tokio::test]
async fn bytes_that_nobody_names_go_a_month_later_unless_somebody_sends_them_again() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let (gone, again) = (picture(11_000), picture(12_000));
    let mut wanted = Vec::new();
    for bytes in [&gone, &again] {
        let (named, path) = begun(&mut phone, bytes).await;
        // A crash between picture and row, and then the owner ends the upload.
        let place = place_of(&world.kept(), bytes);
        std::fs::create_dir_all(place.parent().expect("a folder")).expect("made");
        std::fs::write(place, bytes).expect("written");
        assert_eq!(phone.signed(Method::DELETE, &path, vec![], HeaderMap::new()).await.status().as_u16(), 204);
        wanted.push(named);
    }
    let world = world.restarted().await;
    phone.server = world.server.url.clone();
    assert_eq!(stored(&world.kept(), &gone), Some(gone.clone()), "not at once");
    assert_eq!(at(&create(&mut phone, &wanted[1], again.len(), &again).await), (201, 12_000));
    let world = world
        .disturbed(async |kept| kept.change(&format!("UPDATE dropped_photos SET dropped_at = {}", days_ago(31))).await)
        .await;
    phone.server = world.server.url.clone();
    world.until(async || stored(&world.kept(), &gone).is_none()).await;
    assert_eq!(stored(&world.kept(), &again), Some(again));
    assert_eq!(at(&create(&mut phone, &wanted[0], gone.len(), &gone).await), (201, 11_000), "it may come back");
    verified(&world).await;
}
