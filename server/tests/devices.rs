//! What the office sees of phones, and what its word about one means.

mod cast;

use cast::{Clerk, OTHER_SCHOOL, SCHOOL, World, clerk::json_of, stdout};
use domain::session::{SessionOpen, SignInMethod};
use protocol::{Body, Kind};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

fn taken() -> Body {
    Body::SessionOpen(SessionOpen { method: SignInMethod::Tile })
}

/// The station that looks over the first school.
async fn station(world: &World) -> Clerk {
    let schools = stdout(&world.run(&["schools", "--json"]).await);
    let schools: Value = serde_json::from_str(&schools).expect("JSON");
    let of = |code: &str| {
        let all = schools["schools"].as_array().expect("a list");
        all.iter().find(|s| s["code"] == code).expect("it is there")["station"].as_str().expect("a name").to_owned()
    };
    assert_ne!(of(SCHOOL), of(OTHER_SCHOOL));
    world.clerk("station01").await
}

async fn row(clerk: &Clerk, no: &str) -> Value {
    let list = clerk.get("/api/devices").await;
    let rows = list["devices"].as_array().expect("a list").clone();
    rows.into_iter().find(|row| row["no"] == no).expect("the phone is listed")
}

fn state_path(row: &Value) -> String {
    format!("/api/devices/{}/state", row["id"].as_str().expect("an id"))
}

#[tokio::test]
async fn what_a_phone_holds_is_learnt_from_a_push_that_was_refused() {
    let world = World::new().await;
    let city = world.clerk("city01").await;
    let mut phone = world.phone().await;
    let no = phone.identity().device_no.clone();
    for _ in 0..3 {
        phone.record(&taken(), None);
    }
    let mut push = phone.sealed(1, 3);
    push.seal.signature[7] ^= 1;
    let mut request = phone.request(Some(push));
    request.backlog.photos = 4;
    phone.wall_off_ms = 38 * 60_000;
    request.now = phone.now();
    request.backlog.oldest = Some(request.now.wall.plus(-10 * 60_000));
    phone.ask(&request).await.expect_err("the seal is broken");
    let seen = row(&city, &no).await;
    assert_eq!((&seen["unsent_records"], &seen["unsent_photos"]), (&json!(3), &json!(4)));
    assert_eq!((&seen["refused_code"], &seen["rejected"]), (&json!("bad-seal"), &json!(1)));
    let since = |what: &str| seen[what].as_i64().expect("a moment");
    assert_eq!(since("last_contact_ms") - since("oldest_unsent_ms"), 10 * 60_000, "by the clock of the server");
    assert_eq!(seen["acked"], 0);
    let off = seen["clock_off_ms"].as_i64().expect("heard");
    assert!((off - 38 * 60_000).abs() < 60_000, "{off}");

    phone.push(1, 3).await.expect("the same records under a good seal");
    let seen = row(&city, &no).await;
    assert_eq!((&seen["refused_code"], &seen["unsent_records"]), (&Value::Null, &json!(0)));
    assert_eq!(seen["rejected"], 1, "the refused push is kept");
}

#[tokio::test]
async fn what_a_stopped_phone_still_brings_is_kept_and_marked_as_late() {
    let world = World::new().await;
    let city = world.clerk("city01").await;
    let mut phone = world.phone().await;
    let no = phone.identity().device_no.clone();
    let early = phone.record(&taken(), None);
    phone.push_all().await;
    let seen = row(&city, &no).await;
    let wish = json!({ "state": "revoked", "reason": "手机丢失" });
    let answer = city.tell(Method::POST, &state_path(&seen), &wish).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let report = json_of(answer).await;
    assert_eq!((&report["device"]["state"], &report["late"]), (&json!("revoked"), &json!(0)));
    assert_eq!(report["decisions"][0]["reason"], "手机丢失");
    assert_eq!(report["decisions"][0]["account"], city.session["user"]["label"], "the office, not a sign-in name");

    let late = phone.record(&taken(), None);
    let answer = phone.push(2, 2).await.expect("its evidence is taken");
    assert_eq!(answer.ack.receipt.acked_upto, 2);
    assert!(answer.pull.changes.is_empty() && answer.pull.cursor.is_none(), "it is given nothing");
    let mut bringing = phone.request(None);
    bringing.backlog.photos = 1;
    phone.ask(&bringing).await.expect("while it still has pictures to bring");
    let refused = phone.sync(None).await.expect_err("then it is told");
    assert_eq!((refused.status.as_u16(), refused.problem.code.as_str()), (403, "device-revoked"));

    world.until(async || city.ask(Method::GET, &format!("/api/records/{late}")).await.status().is_success()).await;
    assert_eq!(city.get(&format!("/api/records/{early}")).await["late"], Value::Null);
    let evidence = city.get(&format!("/api/records/{late}")).await;
    assert_eq!((&evidence["late"]["state"], &evidence["late"]["reason"]), (&json!("revoked"), &json!("手机丢失")));
    let report = city.get(&format!("/api/devices/{}", seen["id"].as_str().expect("an id"))).await;
    assert_eq!(report["late"], 1);

    let again = city.tell(Method::POST, &state_path(&seen), &json!({ "state": "active", "reason": "找到了" })).await;
    assert_eq!(again.status(), StatusCode::OK);
    phone.sync(None).await.expect("spoken with again");
    let evidence = city.get(&format!("/api/records/{late}")).await;
    assert_eq!(evidence["late"]["state"], "revoked", "what came late stays marked");
}

#[tokio::test]
async fn only_who_looks_over_a_phone_may_stop_it_and_never_without_a_reason() {
    let world = World::new().await;
    let phone = world.phone().await;
    let no = phone.identity().device_no.clone();
    let city = world.clerk("city01").await;
    let path = state_path(&row(&city, &no).await);
    let wish = json!({ "state": "suspended", "reason": "送修" });
    let town = world.clerk("town01").await;
    assert_eq!(town.tell(Method::POST, &path, &wish).await.status(), StatusCode::FORBIDDEN, "a town stops its own");
    let own = station(&world).await.get(path.trim_end_matches("/state")).await;
    assert_eq!(own["may_decide"], true);
    let mut refused = 0;
    for n in 1..=8 {
        let Ok(clerk) = Clerk::sign_in(&world.server.url, &format!("station{n:02}"), "huxiao-demo").await else {
            break;
        };
        let listed = clerk.get("/api/devices").await;
        if listed["devices"].as_array().expect("a list").is_empty() {
            assert_eq!(clerk.tell(Method::POST, &path, &wish).await.status(), StatusCode::NOT_FOUND);
            refused += 1;
        }
    }
    assert!(refused > 0, "another station was asked");
    let empty = json!({ "state": "suspended", "reason": "  " });
    let answer = city.tell(Method::POST, &path, &empty).await;
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(json_of(answer).await["code"], "reason-missing");
    assert_eq!(row(&city, &no).await["state"], "active");
    let page = path.trim_end_matches("/state").to_owned();
    let clerks = [("school01", true), ("town01", false), ("edu01", true), ("city01", true)];
    for (name, may) in clerks {
        let clerk = world.clerk(name).await;
        assert_eq!(clerk.get(&page).await["may_decide"], may, "{name}: the page offers what may be done");
    }
    let bureau = world.clerk("edu01").await;
    assert_eq!(bureau.tell(Method::POST, &path, &wish).await.status(), StatusCode::OK, "a phone of one of its schools");
    let town_own = "UPDATE devices SET unit_id = (SELECT unit_id FROM accounts WHERE name = 'town01')";
    let world = world.meddled(town_own).await;
    let town = world.clerk("town01").await;
    assert_eq!(town.get(&page).await["may_decide"], true, "a phone of its own office");
    let back = json!({ "state": "active", "reason": "找到了" });
    assert_eq!(town.tell(Method::POST, &path, &back).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn the_command_line_stops_a_phone_while_the_server_runs() {
    let world = World::new().await;
    let city = world.clerk("city01").await;
    let mut phone = world.phone().await;
    let no = phone.identity().device_no.clone();
    let output = world.run(&["device", "suspend"]).await;
    assert_eq!(output.status.code(), Some(2), "a number and a reason are needed");
    let data = world.dir.path().display().to_string();
    let output = world.run_as_is(&["device", "suspend", "--data", &data, &no, "--reason", "丢失", "--json"]).await;
    assert!(output.status.success(), "{}", cast::stderr(&output));
    let decided: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    assert_eq!((&decided["no"], &decided["state"]), (&json!(no), &json!("suspended")));
    assert_eq!(row(&city, &no).await["state_reason"], "丢失");
    assert_eq!(phone.sync(None).await.expect_err("stopped").problem.code, "device-suspended");
    let output = world.run_as_is(&["device", "activate", "--data", &data, "9999", "--reason", "x"]).await;
    assert_eq!(output.status.code(), Some(1), "there is no such phone");
}

#[tokio::test]
async fn records_nobody_understands_are_listed_with_what_is_known_of_them() {
    let world = World::new().await;
    let city = world.clerk("city01").await;
    let mut phone = world.phone().await;
    phone.record(&taken(), None);
    let later = phone.record_raw((Kind::Unknown(4711), 3), vec![0x81, 0x01], None);
    let misshapen = phone.record_raw((Kind::DutyOn, 1), vec![0x81, 0x61, b'x'], None);
    phone.push_all().await;
    let seen = row(&city, &phone.identity().device_no).await;
    assert_eq!(seen["unread"], 2);
    let report = city.get(&format!("/api/devices/{}", seen["id"].as_str().expect("an id"))).await;
    let find = |id: String| {
        let rows = report["unread"].as_array().expect("a list");
        rows.iter().find(|r| r["record_id"] == id).expect("it is listed").clone()
    };
    let newer = find(later.to_string());
    assert_eq!((&newer["status"], &newer["kind_number"], &newer["seq"]), (&json!("unknown"), &json!(4711), &json!(2)));
    let broken = find(misshapen.to_string());
    assert_eq!((&broken["status"], &broken["kind"]), (&json!("quarantined"), &json!("duty_on")));
    assert!(!broken["detail"].as_str().expect("a text").is_empty());
    assert_eq!(report["streams"][0]["records"], 3);
    let evidence = city.get(&format!("/api/records/{misshapen}")).await;
    assert_eq!(evidence["status"], "quarantined", "each opens to its bytes");
}
