//! A café's router answers instead of our server: the phone says so, keeps everything, and never ticks.

use field::views::{RecordState, SyncState};
use tests::{Phone, Weather, World};

const PORTALS: [Weather; 5] =
    [Weather::Portal, Weather::PortalRedirect, Weather::Refusing(403), Weather::Refusing(502), Weather::Refusing(200)];

#[tokio::test(flavor = "multi_thread")]
async fn a_portals_page_is_not_an_answer() {
    let world = World::new().await;
    let phone = world.phone().await;
    for weather in PORTALS {
        world.network.set(weather);
        let saved = phone.check_in(&phone.points()[0]).saved;
        let report = phone.sync().await;
        assert!(report.failure.is_some(), "{weather:?}");
        assert_eq!(report.acked, 0);
        assert_eq!(phone.record(saved.record_id).state, RecordState::Saved, "{weather:?}");
    }
    world.network.set(Weather::Portal);
    phone.sync().await;
    let line = field::status::sync_line(&phone.home).expect("the line");
    assert_eq!((line.state, line.reason.as_deref()), (SyncState::NoServer, Some("not-our-server")));

    world.network.set(Weather::Clear);
    phone.deliver().await;
    assert!(phone.records().iter().all(|row| row.state == RecordState::Delivered));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_not_spent_on_a_portal() {
    let world = World::new().await;
    let code = world.code().await;
    let phone = Phone::new();
    world.network.set(Weather::Portal);
    let refused = phone.enroll(&world.network.url(), &code).await.expect_err("no server answered");
    assert_eq!(refused.problem().code, "not-our-server");
    world.network.set(Weather::Clear);
    phone.enroll(&world.network.url(), &code).await.expect("the code is still good");
    world.end().await;
}
