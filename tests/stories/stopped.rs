//! 停用: the office stops a phone. It brings what it holds first, keeps everything, and takes the word of nobody else; there is
//! no order by which anything on a phone is deleted (F37, I18).

use std::sync::{Arc, Mutex};

use field::{
    sync::{Delivery, Failure},
    views::RecordState,
};
use protocol::{ProblemClass, WireProblem, to_cbor};
use store::{photos, records};
use sync::{Answer, Exchange, Http, Jitter, Transport};
use tests::{Phone, Weather, World, picture};

/// A real connection, on which somebody listens and answers in the server's place when told to.
#[derive(Clone)]
struct Tap {
    http: Http,
    said: Arc<Mutex<Vec<Answer>>>,
    instead: Arc<Mutex<Option<Answer>>>,
}

impl Tap {
    fn new() -> Self {
        Self { http: Http::new().expect("a client"), said: Arc::default(), instead: Arc::default() }
    }

    /// The next request is answered so, and does not reach the server.
    fn answers_instead(&self, answer: Answer) {
        *self.instead.lock().expect("sound") = Some(answer);
    }

    /// What the server itself said last.
    fn last(&self) -> Answer {
        self.said.lock().expect("sound").last().cloned().expect("it was heard")
    }
}

impl Transport for Tap {
    async fn send(&self, server_url: &str, exchange: Exchange) -> Result<Answer, Failure> {
        if let Some(answer) = self.instead.lock().expect("sound").take() {
            return Ok(answer);
        }
        let answer = self.http.send(server_url, exchange).await?;
        self.said.lock().expect("sound").push(answer.clone());
        Ok(answer)
    }
}

/// An order as somebody on the way would make it up.
fn forged() -> Answer {
    let body = to_cbor(&WireProblem::new(ProblemClass::Auth, "device-revoked"));
    let headers = [("content-type".to_owned(), protocol::MEDIA_TYPE.to_owned())];
    Answer { status: 403, headers: headers.into(), body }
}

/// Everything that the phone holds: records in all, those without a receipt, pictures not stored.
fn held(phone: &Phone) -> (usize, u64, u64) {
    let (all, pending, photos) = phone
        .home
        .store()
        .read(|tx| {
            let all = records::page(tx, None, &[], usize::MAX >> 1)?.len();
            Ok((all, records::pending_count(tx)?, photos::pending_count(tx)?))
        })
        .expect("reads");
    (all, pending, photos)
}

async fn decide(world: &World, phone: &Phone, state: &str) {
    let no = phone.home.store().read(store::identity::get).expect("reads").expect("enrolled").device_no.clone();
    let office = world.office("city01").await;
    let listed = office.page("/api/devices").await;
    let row =
        listed["devices"].as_array().expect("a list").iter().find(|row| row["no"] == no.as_str()).expect("listed");
    let path = format!("/api/devices/{}/state", row["id"].as_str().expect("an id"));
    let wish = serde_json::json!({ "state": state, "reason": "手机丢失" });
    let (status, said) = office.tell(reqwest::Method::POST, &path, &wish).await;
    assert!(status.is_success(), "{said}");
}

/// Rounds until it is told something or nothing is left.
async fn until_told(delivery: &Delivery<Tap>) -> Option<Failure> {
    for _ in 0..20 {
        let report = delivery.round().await;
        if report.failure.is_some() || report.pending_records + report.pending_photos == 0 {
            return report.failure;
        }
    }
    panic!("twenty rounds told nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_phone_brings_everything_first_and_keeps_it_and_believes_no_other_order() {
    let world = World::new().await;
    let phone = world.phone().await;
    let tap = Tap::new();
    let delivery = Delivery::over(&phone.home, tap.clone(), Jitter::System).expect("starts");
    let point = phone.points().remove(0);
    world.network.set(Weather::Down);
    let made =
        [phone.check_in(&point).saved.record_id, phone.hazard("围墙有缺口", &[picture::from_camera()]).record_id];
    let before = held(&phone);
    assert!(before.1 >= 2 && before.2 > 0);

    // Somebody on the way makes up an order.
    tap.answers_instead(forged());
    assert_eq!(delivery.round().await.failure, Some(Failure::Unreachable { captive: true }));
    let after = held(&phone);
    assert_eq!((after.0, after.1, after.2), (before.0 + 1, before.1 + 1, before.2), "all is there, and a report");

    // The office itself does; the phone still holds work.
    decide(&world, &phone, "revoked").await;
    world.network.set(Weather::Clear);
    let told = match until_told(&delivery).await {
        None => delivery.round().await.failure,
        told => told,
    };
    assert_eq!(told, Some(Failure::Auth { code: "device-revoked".to_owned() }), "and then told");
    let order = tap.last();
    assert_eq!(order.status, 403);
    for record in made {
        assert_eq!(phone.record(record).state, RecordState::Delivered);
    }
    let drained = held(&phone);
    assert_eq!((drained.0, drained.1, drained.2), (after.0, 0, 0), "what it brought it also keeps");

    // It is found again. Whoever kept the order plays it once more.
    decide(&world, &phone, "active").await;
    assert_eq!(delivery.round().await.failure, None);
    tap.answers_instead(order);
    assert_eq!(delivery.round().await.failure, Some(Failure::Unreachable { captive: true }));
    let last = phone.check_in(&point).saved.record_id;
    assert_eq!(until_told(&delivery).await, None);
    assert_eq!(phone.record(last).state, RecordState::Delivered);

    let office = world.office("city01").await;
    let findings = office.page("/api/devices").await;
    let id = findings["devices"].as_array().expect("a list")[0]["id"].as_str().expect("an id").to_owned();
    let report = office.page(&format!("/api/devices/{id}")).await;
    let codes = report["findings"].to_string();
    assert!(codes.contains("order_not_believed"), "the office hears of it: {report}");
    world.end().await;
}
