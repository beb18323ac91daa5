//! The server has stored and its answer is lost, torn, doubled or damaged: nothing is lost, nothing arrives twice.

use field::views::RecordState;
use tests::{Weather, World};

/// Bad weather for the answers, at several places of the exchange.
const BAD: [Weather; 8] = [
    Weather::AnswerCutAfter(0),
    Weather::AnswerCutAfter(1),
    Weather::AnswerCutAfter(40),
    Weather::AnswerCutAfter(300),
    Weather::AnswerFlipped(9),
    Weather::AnswerFlipped(250),
    Weather::Repeated,
    Weather::InPieces(7),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_costs_nothing() {
    let world = World::new().await;
    let phone = world.phone().await;
    let point = phone.points().remove(0);
    let office = world.office("station01").await;
    for weather in BAD {
        world.network.set(weather);
        let saved = phone.check_in(&point).saved;
        let report = phone.sync().await;
        if matches!(weather, Weather::AnswerCutAfter(_)) {
            assert!(report.failure.is_some(), "{weather:?} must be felt: {report:?}");
        }
        world.network.set(Weather::Clear);
        phone.deliver().await;
        assert_eq!(phone.record(saved.record_id).state, RecordState::Delivered);
        let events = office.events_of(saved.record_id).await;
        assert_eq!(events.len(), 1, "{weather:?}: {events:?}");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_never_came_is_no_tick() {
    let world = World::new().await;
    let phone = world.phone().await;
    let saved = phone.check_in(&phone.points()[0]).saved;
    world.network.set(Weather::AnswerCutAfter(0));
    let office = world.office("station01").await;
    let mut events = Vec::new();
    // A connection from before the weather turned may break before the request is out; each try must fail all the same.
    for _ in 0..5 {
        assert!(phone.sync().await.failure.is_some());
        events = office.events_of(saved.record_id).await;
        if !events.is_empty() {
            break;
        }
    }
    assert_eq!(events.len(), 1, "the server has it, once");
    assert_eq!(phone.record(saved.record_id).state, RecordState::Saved, "and the phone cannot know");
    world.network.set(Weather::Clear);
    phone.deliver().await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_damaged_on_the_way_stores_nothing_wrong() {
    let world = World::new().await;
    let phone = world.phone().await;
    let point = phone.points().remove(0);
    let office = world.office("station01").await;
    for at in [2, 60, 200, 450, 600, 700, 800] {
        world.network.set(Weather::UploadFlipped(at));
        let saved = phone.check_in(&point).saved;
        phone.sync().await;
        world.network.set(Weather::Clear);
        phone.deliver().await;
        assert_eq!(office.events_of(saved.record_id).await.len(), 1, "byte {at}");
    }
    world.end().await;
}
