//! Several nodes on one PostgreSQL: they take pushes and project at the same time, and nothing is stored twice, counted
//! twice or passed over. On the embedded database there is only ever one.

mod cast;

use std::fs;

use cast::{Clerk, Phone, SCHOOL, World};
use domain::{duty::DutyOn, ids::PostId};
use protocol::Body;
use server::{Running, ServeOptions};
use tempfile::TempDir;

/// Another node beside the world's own: its own folder, the same key, database and photos.
async fn second_node(world: &World, database: &str) -> (TempDir, Running) {
    let dir = TempDir::new().expect("a folder");
    fs::copy(world.dir.path().join("server.key"), dir.path().join("server.key")).expect("the key is copied");
    let objects = format!("file:{}", world.dir.path().join("objects").display());
    let options =
        ServeOptions { database: Some(database.to_owned()), objects: Some(objects), ..ServeOptions::local(dir.path()) };
    (dir, server::start(options).await.expect("a second node starts"))
}

fn on_duty() -> Body {
    let post_id = PostId(uuid::Uuid::nil());
    Body::DutyOn(DutyOn { post_id, window: None, stated_at: None, position: None, photos: Vec::new(), detail: None })
}

/// A phone's morning: it calls whichever node it reaches, sends some things to both at once, and asks again for
/// answers it pretends to have lost.
async fn morning(mut phone: Phone, nodes: [String; 2], pushes: usize) -> Phone {
    for round in 0..pushes {
        let first = phone.records.len() + 1;
        for _ in 0..3 {
            phone.record(&on_duty(), None);
        }
        let last = phone.records.len();
        phone.server.clone_from(&nodes[round % 2]);
        let mut twin = phone.twin();
        twin.server.clone_from(&nodes[(round + 1) % 2]);
        let (one, other) = tokio::join!(until_taken(&mut phone, first, last), until_taken(&mut twin, first, last));
        assert_eq!((one, other), (last as u64, last as u64), "both answers say the same");
    }
    phone
}

/// Sends until it is taken, as phones do: "come again" is no refusal.
async fn until_taken(phone: &mut Phone, first: usize, last: usize) -> u64 {
    loop {
        match phone.push(first, last).await {
            Ok(answer) => return answer.ack.receipt.acked_upto,
            Err(refused) => assert_eq!(refused.problem.class, protocol::ProblemClass::Retryable, "{refused:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_store_and_project_everything_exactly_once() {
    let world = World::new().await;
    let Some(database) = world.database.clone() else { return };
    let (_folder, other) = second_node(&world, &database).await;
    let nodes = [world.server.url.clone(), other.url.clone()];
    let code = world.codes(SCHOOL, 16).await;
    let mut mornings = Vec::new();
    for _ in 0..16 {
        let mut phone = Phone::new(&world.server.url, world.http.clone());
        phone.enroll(&code).await.expect("enrolled");
        mornings.push(tokio::spawn(morning(phone, nodes.clone(), 4)));
    }
    for morning in mornings {
        let phone = morning.await.expect("a morning ends well");
        assert_eq!(phone.records.len(), 12);
    }
    let clerks =
        [world.clerk("station01").await, Clerk::sign_in(&other.url, "station01", "huxiao-demo").await.expect("in")];
    for clerk in &clerks {
        world
            .until(async || {
                clerk.get("/api/events?limit=200").await["events"].as_array().is_some_and(|e| e.len() == 192)
            })
            .await;
    }
    other.stop().await;
    let checked = world.run(&["verify"]).await;
    assert!(checked.status.success(), "{}", cast::stderr(&checked));
    assert!(cast::stdout(&checked).contains("192 records"), "{}", cast::stdout(&checked));
    assert!(cast::stdout(&checked).contains("192 projected"), "{}", cast::stdout(&checked));
}

/// A figure of a node's own.
async fn metric(world: &World, node: &str, name: &str) -> u64 {
    let asked = world.http.get(format!("{node}/metrics")).send().await.expect("the node answers");
    let text = asked.text().await.expect("figures");
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')?.trim().parse().ok());
    line.expect("it has this figure")
}

/// Both nodes write groups of the same phones at the same time, each in the order in which the requests came. Were rows
/// locked in that order, two groups would soon wait for each other in a ring; the database ends one of them then, it is
/// done again, and nothing but this figure tells.
#[tokio::test(flavor = "multi_thread")]
async fn groups_of_two_nodes_never_wait_for_each_other_in_a_ring() {
    const PHONES: usize = 24;
    const ROUNDS: usize = 12;
    let world = World::new().await;
    let Some(database) = world.database.clone() else { return };
    let (_folder, other) = second_node(&world, &database).await;
    let nodes = [world.server.url.clone(), other.url.clone()];
    let code = world.codes(SCHOOL, u32::try_from(PHONES).expect("few")).await;
    let mut phones = Vec::new();
    for _ in 0..PHONES {
        let mut phone = Phone::new(&world.server.url, world.http.clone());
        phone.enroll(&code).await.expect("enrolled");
        phones.push(phone);
    }
    for round in 1..=ROUNDS {
        for phone in &mut phones {
            phone.record(&on_duty(), None);
        }
        let mut sending = tokio::task::JoinSet::new();
        for index in 0..PHONES {
            // One node hears them from the first to the last, the other from the last to the first.
            for (node, index) in nodes.iter().zip([index, PHONES - 1 - index]) {
                let mut phone = phones[index].twin();
                phone.server.clone_from(node);
                sending.spawn(async move { until_taken(&mut phone, round, round).await });
            }
        }
        for taken in sending.join_all().await {
            assert_eq!(taken, round as u64);
        }
    }
    let (mut records, mut groups, mut deadlocks) = (0, 0, 0);
    for node in &nodes {
        records += metric(&world, node, "huxiao_records_received_total").await;
        groups += metric(&world, node, "huxiao_group_commits_total").await;
        deadlocks += metric(&world, node, "huxiao_deadlocks_total").await;
    }
    assert_eq!(records, (PHONES * ROUNDS) as u64);
    let requests = (2 * PHONES * ROUNDS) as u64;
    assert!(groups * 2 < requests, "{groups} groups of {requests} requests are none");
    assert_eq!(deadlocks, 0, "of {groups} groups");
    other.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_node_left_unprojected_when_it_died_another_finds() {
    let world = World::new().await;
    let Some(database) = world.database.clone() else { return };
    let mut phone = world.phone().await;
    phone.record(&on_duty(), None);
    phone.push_all().await;
    let clerk = world.clerk("station01").await;
    let seen = async || clerk.get("/api/events").await["events"].as_array().map_or(0, Vec::len);
    world.until(async || seen().await == 1).await;
    // As a node leaves it that dies between its commit and the projection.
    cast::meddle_at(
        &database,
        "DELETE FROM duty_events; DELETE FROM events; UPDATE projection_queue SET upto = 0, dirty = 1",
    )
    .await;
    world.until(async || seen().await == 1).await;
}
