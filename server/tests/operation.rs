//! Starting, stopping, and a folder that is not as it should be.

mod cast;

use std::fs;

use cast::{Phone, World, meddle, stderr, stdout};
use domain::session::{SessionOpen, SignInMethod};
use protocol::Body;
use server::ServeOptions;
use tempfile::TempDir;

async fn world_with_records() -> (World, Phone) {
    let world = World::embedded().await;
    let mut phone = world.phone().await;
    for _ in 0..5 {
        phone.record(&Body::SessionOpen(SessionOpen { method: SignInMethod::Tile }), None);
    }
    phone.push(1, 3).await.expect("taken");
    phone.push(4, 5).await.expect("taken");
    (world, phone)
}

#[tokio::test]
async fn a_folder_that_is_in_use_is_refused_by_name() {
    let world = World::embedded().await;
    let output = world.run(&["serve", "--listen", "127.0.0.1:0"]).await;
    assert_eq!(output.status.code(), Some(1));
    let said = stderr(&output);
    assert!(said.contains("is in use") && said.contains(&world.dir.path().display().to_string()), "{said}");
    assert_eq!(said.trim().lines().count(), 1, "one sentence");
}

#[tokio::test]
async fn a_database_of_a_later_program_is_refused_and_left_alone() {
    let world = World::embedded().await;
    let World { dir, server, .. } = world;
    server.stop().await;
    meddle(dir.path(), "INSERT INTO schema_versions VALUES (900, 0)").await;
    let before = fs::read(dir.path().join("huxiao.sqlite")).expect("the file");
    let refused = server::start(ServeOptions::local(dir.path())).await.expect_err("a later schema");
    assert!(refused.to_string().contains("900"), "{refused}");
    let data = dir.path().to_owned();
    for verb in [&["verify"][..], &["schools"], &["enroll", "--school", "2135810001"], &["demo"]] {
        let output = cast::run(&data, verb);
        assert_eq!(output.status.code(), Some(1), "{verb:?}");
        assert!(stderr(&output).contains("900"), "{}", stderr(&output));
    }
    assert!(before == fs::read(dir.path().join("huxiao.sqlite")).expect("the file"), "nothing was written");
}

#[tokio::test]
async fn a_folder_without_its_key_is_refused_instead_of_given_a_new_one() {
    let World { dir, server, .. } = World::embedded().await;
    server.stop().await;
    fs::remove_file(dir.path().join("server.key")).expect("removed");
    let refused = server::start(ServeOptions::local(dir.path())).await.expect_err("the key is gone");
    assert!(refused.to_string().contains("server.key"), "{refused}");
    assert!(!dir.path().join("server.key").exists());
}

#[tokio::test]
async fn verify_passes_what_nobody_touched_and_names_what_somebody_did() {
    let (world, _phone) = world_with_records().await;
    let output = world.run(&["verify"]).await;
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(stdout(&output).contains("5 records, 2 seals"), "{}", stdout(&output));
    let World { dir, server, .. } = world;
    server.stop().await;
    let (data, pristine) = (dir.path().to_owned(), fs::read(dir.path().join("huxiao.sqlite")).expect("the file"));
    let after = async |sql: &'static str| {
        fs::write(data.join("huxiao.sqlite"), &pristine).expect("restored");
        meddle(&data, sql).await;
        let output = cast::run(&data, &["verify"]);
        assert_eq!(output.status.code(), Some(1), "{sql}: {}", stdout(&output));
        stderr(&output)
    };
    let flipped = "UPDATE records SET bytes = CAST(substr(bytes, 1, length(bytes) - 1) || x'05' AS BLOB) WHERE seq = 2";
    assert!(after(flipped).await.contains("record 2 of stream"));
    assert!(after("DELETE FROM records WHERE seq = 3").await.contains("record 3 of stream"));
    assert!(after("DELETE FROM records WHERE seq = 5").await.contains("the head of stream"));
    assert!(after("DELETE FROM seals WHERE last_seq = 5").await.contains("under no seal"));
    assert!(after("UPDATE events SET at_ms = at_ms, best_ms = best_ms + 1 WHERE seq = 4").await.contains("record 4"));
    assert!(after("DELETE FROM events WHERE seq = 4").await.contains("not projected"));
    assert!(after("UPDATE sessions SET detail = 'pin'").await.contains("projected otherwise"));
    assert!(after("UPDATE records SET received_at = 'x' WHERE seq = 1").await.contains("huxiao-server: "));
}

#[tokio::test]
async fn the_demo_district_is_loaded_once_beside_a_running_server_or_without_one() {
    let dir = TempDir::new().expect("a folder");
    let first = cast::run(dir.path(), &["demo"]);
    assert!(first.status.success(), "{}", stderr(&first));
    let names: Vec<String> =
        stdout(&first).lines().skip(1).filter_map(|l| l.split_whitespace().next().map(str::to_owned)).collect();
    assert_eq!(names.len(), 126);
    assert!(names.contains(&"station26".to_owned()) && names.contains(&"school24".to_owned()));
    let server = server::start(ServeOptions::local(dir.path())).await.expect("starts");
    let data = dir.path().to_owned();
    let again = tokio::task::spawn_blocking(move || cast::run(&data, &["demo"])).await.expect("runs");
    assert_eq!(stdout(&first), stdout(&again));
    server.stop().await;
    let schools: serde_json::Value =
        serde_json::from_slice(&cast::run(dir.path(), &["schools", "--json"]).stdout).expect("JSON");
    assert_eq!(schools["schools"].as_array().map(Vec::len), Some(544));
    let staff: serde_json::Value =
        serde_json::from_slice(&cast::run(dir.path(), &["staff", "--json"]).stdout).expect("JSON");
    assert_eq!(staff["staff"].as_array().map(Vec::len), Some(544 * 7 + 26 * 6));
}

#[test]
fn wrong_usage_and_refusals_have_their_own_exit_codes() {
    let dir = TempDir::new().expect("a folder");
    let code = |arguments: &[&str]| cast::run(dir.path(), arguments).status.code();
    assert_eq!(code(&["enroll"]), Some(2), "neither school nor station");
    assert_eq!(code(&["nonsense"]), Some(2));
    assert_eq!(code(&["verify"]), Some(1), "there is nothing yet");
    assert_eq!(code(&["schools", "--objects", "s3://"]), Some(1));
    let said = stderr(&cast::run(dir.path(), &["schools"]));
    assert!(said.contains("there is no server data in"), "{said}");
    let said = stderr(&cast::run(dir.path(), &["serve", "--objects", "ftp://bucket"]));
    assert!(said.contains("s3://BUCKET"), "{said}");
}
