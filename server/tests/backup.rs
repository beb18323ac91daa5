//! What a backup holds is durable and phones hear it; a database that was put back begins a new life, or is refused.

mod cast;

use std::{fs, path::Path, process::Output};

use cast::{Phone, World, meddle, stderr, stdout};
use domain::session::{SessionOpen, SignInMethod};
use protocol::Body;
use server::{Durability, ServeOptions};
use tempfile::TempDir;

fn record(phone: &mut Phone, count: usize) {
    for _ in 0..count {
        phone.record(&Body::SessionOpen(SessionOpen { method: SignInMethod::Tile }), None);
    }
}

async fn durable(phone: &mut Phone) -> u64 {
    phone.sync(None).await.expect("asks").ack.durable_upto
}

fn done(output: Output) -> String {
    assert!(output.status.success(), "{}", stderr(&output));
    stdout(&output).trim().to_owned()
}

fn refused(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{}", stdout(output));
    stderr(output)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stated_backup_makes_durable_what_stood_when_it_began() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    record(&mut phone, 5);
    phone.push(1, 3).await.expect("taken");
    assert_eq!(durable(&mut phone).await, 0, "there is no backup");
    let first = done(world.run(&["backup", "--begin"]).await);
    let answer = phone.push(4, 5).await.expect("taken while the backup runs");
    assert_eq!((answer.ack.receipt.acked_upto, answer.ack.durable_upto), (5, 0));
    done(world.run(&["backup", "--finished", &first]).await);
    assert_eq!(durable(&mut phone).await, 3, "what came later is not in it");
    let second = done(world.run(&["backup", "--begin"]).await);
    let said = refused(&world.run(&["backup", "--finished", &first]).await);
    assert!(said.contains("was begun after it"), "{said}");
    done(world.run(&["backup", "--finished", &second]).await);
    assert_eq!(durable(&mut phone).await, 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_backups_an_operator_says_so_and_only_then_is_what_is_here_durable() {
    let world = World::embedded().await;
    let mut phone = world.phone().await;
    record(&mut phone, 2);
    assert_eq!(phone.push_all().await.ack.durable_upto, 0);
    let World { dir, server, .. } = world;
    server.stop().await;
    let options = ServeOptions { durability: Durability::Local, ..ServeOptions::local(dir.path()) };
    let server = server::start(options).await.expect("starts");
    phone.server.clone_from(&server.url);
    assert_eq!(durable(&mut phone).await, 2);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_beside_a_running_server_comes_back_whole_and_begins_a_new_life() {
    let world = World::embedded().await;
    let mut phone = world.phone().await;
    record(&mut phone, 4);
    let before = phone.push(1, 2).await.expect("taken");
    let kept = TempDir::new().expect("a folder");
    for within in [world.dir.path().join("kept"), world.dir.path().join("objects"), world.dir.path().to_owned()] {
        let within = within.display().to_string();
        let refused = world.run(&["backup", "--to", &within]).await;
        assert!(!refused.status.success() && stderr(&refused).contains("no backup"), "{within}: {}", stderr(&refused));
    }
    assert_eq!(durable(&mut phone).await, 0, "what lies beside the original is lost with it");
    let to = kept.path().join("backup").display().to_string();
    assert!(done(world.run(&["backup", "--to", &to]).await).contains("2 records"));
    assert_eq!(durable(&mut phone).await, 2);
    assert!(done(world.run(&["backup", "--to", &to]).await).contains("2 records"), "the same folder again");
    phone.push(3, 4).await.expect("taken after the backup");
    let World { dir, server, .. } = world;
    server.stop().await;
    drop(dir);

    let disk = TempDir::new().expect("a new disk");
    assert!(done(cast::run(disk.path(), &["restore", "--from", &to])).contains("2 records"));
    let said = refused(&cast::run(disk.path(), &["restore", "--from", &to]));
    assert!(said.contains("never over it"), "{said}");
    let server = server::start(ServeOptions::local(disk.path())).await.expect("the restored server starts");
    phone.server.clone_from(&server.url);
    let after = phone.sync(None).await.expect("the same key, the same phone");
    assert_eq!((after.ack.receipt.acked_upto, after.ack.durable_upto), (2, 2));
    assert!(after.epoch.number > before.epoch.number);
    assert_ne!(after.epoch.tag, before.epoch.tag);
    assert_eq!(phone.push(3, 4).await.expect("sent again").ack.receipt.acked_upto, 4);
    server.stop().await;
    assert!(done(cast::run(disk.path(), &["verify"])).contains("4 records"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_backup_is_not_put_back() {
    let world = World::embedded().await;
    let kept = TempDir::new().expect("a folder");
    let to = kept.path().display().to_string();
    done(world.run(&["backup", "--to", &to]).await);
    let file = database_in(kept.path());
    let mut bytes = fs::read(&file).expect("the copy");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&file, bytes).expect("damaged");
    let disk = TempDir::new().expect("a new disk");
    let said = refused(&cast::run(disk.path(), &["restore", "--from", &to]));
    assert!(said.contains("damaged"), "{said}");
    assert!(!disk.path().join("huxiao.sqlite").exists());
    fs::remove_file(kept.path().join("backup.json")).expect("an unfinished one");
    let said = refused(&cast::run(disk.path(), &["restore", "--from", &to]));
    assert!(said.contains("no finished backup"), "{said}");
}

fn database_in(folder: &Path) -> std::path::PathBuf {
    let mut files = fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path());
    files.find(|path| path.extension().is_some_and(|it| it == "sqlite")).expect("a database")
}

/// The number of the life that is said to begin.
fn life(said: &str) -> u32 {
    let number = said.split_once("Life ").expect("it says which").1.split(|it: char| !it.is_ascii_digit()).next();
    number.and_then(|it| it.parse().ok()).expect("a number")
}

#[tokio::test]
async fn a_life_is_numbered_by_its_hour_so_that_an_old_backup_does_not_number_two_alike() {
    let world = World::embedded().await;
    let (kept, disk) = (TempDir::new().expect("another disk"), TempDir::new().expect("a new disk"));
    let to = kept.path().display().to_string();
    done(world.run(&["backup", "--to", &to]).await);
    let since = std::time::SystemTime::UNIX_EPOCH.elapsed().expect("after 1970").as_secs();
    let hour = u32::try_from(since / 3_600 - 490_896).expect("after 2026 began");
    let begun = life(&done(cast::run(disk.path(), &["restore", "--from", &to])));
    assert!((hour..=hour + 1).contains(&begun), "{begun}, in hour {hour}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_put_back_in_silence_is_refused_until_a_new_life_begins() {
    let world = World::embedded().await;
    let mut phone = world.phone().await;
    record(&mut phone, 3);
    let first = phone.push(1, 1).await.expect("taken");
    let World { dir, server, .. } = world;
    server.stop().await;
    let (data, database) = (dir.path().to_owned(), dir.path().join("huxiao.sqlite"));
    let yesterday = fs::read(&database).expect("the file");
    let server = server::start(ServeOptions::local(&data)).await.expect("starts");
    phone.server.clone_from(&server.url);
    phone.push(2, 3).await.expect("taken");
    server.stop().await;
    fs::write(&database, yesterday).expect("put back by hand");

    let refusal = server::start(ServeOptions::local(&data)).await.expect_err("records are missing").to_string();
    assert!(refusal.contains("record 3 of stream") && refusal.contains("raise-epoch"), "{refusal}");
    let second = life(&done(cast::run(&data, &["raise-epoch"])));
    assert!(second > first.epoch.number);
    let server = server::start(ServeOptions::local(&data)).await.expect("a new life");
    phone.server.clone_from(&server.url);
    let told = phone.sync(None).await.expect("asks");
    assert_eq!((told.epoch.number, told.ack.receipt.acked_upto), (second, 1));
    phone.push(2, 3).await.expect("sent again");
    server.stop().await;
    assert!(done(cast::run(&data, &["verify"])).contains("3 records"), "roots of both lives stand in the file");

    // A database of the first life: its number alone gives it away.
    meddle(&data, "UPDATE settings SET value = '1 0000000000000000' WHERE key = 'epoch'").await;
    let refusal = server::start(ServeOptions::local(&data)).await.expect_err("an ended life").to_string();
    assert!(refusal.contains(&format!("life {second}")), "{refusal}");
    let third = life(&done(cast::run(&data, &["raise-epoch"])));
    assert!(third > second, "higher than any that was served");
}
