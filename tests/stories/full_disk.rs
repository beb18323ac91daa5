//! The server's disk is full in the middle of the morning: phones are told to come again and keep what they have, the
//! office goes on reading, and when there is space again everything arrives once.

use std::path::Path;

use field::views::RecordState;
use reqwest::{Method, StatusCode};
use tests::{
    Network, Office, Phone,
    programs::{self, Served},
    world::SCHOOL,
};

/// What any one file may have: enough to start, and for some dozens of commits.
const SMALL: u64 = 1 << 20;

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_refuses_for_a_while_and_loses_nothing() {
    let dir = tempfile::tempdir().expect("a folder");
    let data = dir.path().join("server");
    let text = data.display().to_string();
    programs::json("huxiao-server", &["demo", "--data", &text, "--json"]);
    let mut served = Served::on_small_disk(&data, SMALL);
    let given = programs::json("huxiao-server", &["enroll", "--data", &text, "--school", SCHOOL, "--json"]);
    let network = Network::to(served.addr).await;
    let phone = Phone::new();
    phone.enroll(&network.url(), given["code"].as_str().expect("a code")).await.expect("enrolls");
    phone.deliver().await;
    let office = Office::sign_in(served.addr, "station01").await;
    let point = phone.points().remove(0);

    let mut saved = Vec::new();
    let failure = loop {
        saved.push(phone.check_in(&point).saved.record_id);
        if let Some(failure) = phone.sync().await.failure {
            break failure;
        }
        assert!(saved.len() < 2_000, "the disk has an end");
    };
    let last = *saved.last().expect("some were saved");
    assert_eq!(phone.record(last).state, RecordState::Saved, "refused with {}", failure.problem_code());
    for page in ["/api/board", "/api/events?limit=20", "/api/devices"] {
        assert_eq!(office.ask(Method::GET, page).await.0, StatusCode::OK, "the office still reads {page}");
    }

    served.enlarge_disk();
    phone.wait_hours(1);
    phone.deliver().await;
    for record in &saved {
        assert_eq!(phone.record(*record).state, RecordState::Delivered);
        assert_eq!(office.events_of(*record).await.len(), 1, "{record}");
    }
    served.kill();
    programs::verify(Path::new(&data));
}
