//! 到点打卡, from the tap to the evidence on the office's screen. Read this one first: it is the product in one file.

use domain::presence::ProofLevel;
use field::views::RecordState;
use tests::{World, phone::position};

#[tokio::test(flavor = "multi_thread")]
async fn a_check_in_reaches_the_office_with_its_evidence() {
    let world = World::new().await;
    let phone = world.phone().await;
    let point = phone.points().remove(0);

    let saved = phone.check_in(&point).saved;
    assert_eq!(phone.record(saved.record_id).state, RecordState::Saved, "saved, and nothing more is claimed");
    phone.deliver().await;
    assert_eq!(phone.record(saved.record_id).state, RecordState::Delivered);

    let office = world.office("station01").await;
    let events = office.events_of(saved.record_id).await;
    assert_eq!(events.len(), 1, "{events:?}");
    assert_eq!(events[0]["kind"], "check_in");
    let evidence = office.evidence(saved.record_id).await;
    assert_eq!(evidence["position"]["inside"], true, "{evidence}");
    assert_eq!(evidence["chain"]["seq"], saved.seq);
    assert_eq!(evidence["chain"]["verified"], true);
    assert_eq!(evidence["time"]["quality"], "A", "the phone had just heard from the server");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_in_recorded_offline_arrives_once() {
    let mut world = World::new().await;
    let phone = world.phone().await;
    world.stop_server().await;

    let point = phone.points().remove(0);
    let saved = phone.check_in(&point).saved;
    let report = phone.sync().await;
    assert_eq!(report.failure.map(|it| it.problem_code().to_owned()).as_deref(), Some("server-unreachable"));
    assert_eq!(phone.record(saved.record_id).state, RecordState::Saved);

    world.start_server().await;
    phone.deliver().await;
    phone.sync().await;
    let events = world.office("station01").await.events_of(saved.record_id).await;
    assert_eq!(events.len(), 1, "{events:?}");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_or_distant_position_is_kept_and_scored_and_never_refused() {
    let world = World::new().await;
    let phone = world.phone().await;
    let point = phone.points().remove(0);

    let without = phone.visit(point.id, None, "室内无信号");
    let far = phone.visit(point.id, Some(position(point.lat + 0.1, point.lon)), "");
    assert_eq!(without.proof.level, ProofLevel::C);
    assert_eq!(far.proof.level, ProofLevel::C);

    phone.deliver().await;
    let office = world.office("station01").await;
    for saved in [without, far] {
        let evidence = office.evidence(saved.saved.record_id).await;
        assert_eq!(evidence["proof"]["level"], "C", "the server judges as the phone does: {evidence}");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_office_sees_only_its_own_schools() {
    let world = World::new().await;
    let phone = world.phone().await;
    let saved = phone.check_in(&phone.points()[0]).saved;
    phone.deliver().await;

    let stranger = world.office("station02").await;
    assert!(stranger.events_of(saved.record_id).await.is_empty());
    let (status, _) = stranger.ask(reqwest::Method::GET, &format!("/api/records/{}", saved.record_id)).await;
    assert!(status.is_client_error(), "a record of another station is not shown: {status}");
    world.end().await;
}
