//! Rescue bundles at the server alone: whose are taken, what is late, and what a bundle with lies in it does.

mod cast;

use cast::{Phone, World, stderr, stdout};
use domain::ids::PhotoId;
use minicbor::bytes::ByteArray;
use protocol::{
    Body, OrganizationKey,
    bundle::{Opening, Part, Picture, Run, Sealer},
    sha256,
};
use uuid::Uuid;

/// A bundle of a phone, as a file.
fn bundle(phone: &Phone, organization: &OrganizationKey, parts: Vec<Part>) -> Vec<u8> {
    let opening = Opening { device: phone.key.public(), app_version: "0.1.0".into(), made_at: phone.now() };
    let (mut sealer, mut file) =
        Sealer::begin(organization, opening, cast::phone::random()).expect("the server gave a key");
    for part in parts {
        file.extend(sealer.frame(&part).expect("fits"));
    }
    file.extend(sealer.end(&phone.key).expect("ends"));
    file
}

fn run(phone: &Phone) -> Part {
    Part::Run(Run { stream_id: phone.stream_id, push: phone.sealed(1, phone.records.len()) })
}

fn picture(phone: &Phone, seq: u64, bytes: &[u8]) -> Picture {
    Picture {
        photo_id: PhotoId(Uuid::from_bytes(cast::phone::random())),
        stream_id: phone.stream_id,
        seq,
        sha256: sha256(&[bytes]),
        is_thumb: true,
        bytes: bytes.to_vec().into(),
    }
}

/// A phone with two records, and what its bundles are encrypted to.
async fn phone_with_work(world: &World) -> (Phone, OrganizationKey) {
    let mut phone = world.phone().await;
    let vouched = phone.identity().organization_key.clone().expect("given at enrollment");
    let organization = vouched.verify(&phone.identity().server_key).expect("the server key vouches for it");
    let body = Body::SessionOpen(domain::session::SessionOpen { method: domain::session::SignInMethod::Tile });
    phone.record(&body, None);
    phone.record(&body, None);
    (phone, organization)
}

fn text(path: &std::path::Path) -> String {
    path.display().to_string()
}

async fn import(world: &World, file: &[u8]) -> std::process::Output {
    let path = world.dir.path().join("brought.hxrescue");
    std::fs::write(&path, file).expect("written");
    world.run_as_is(&["bundle", "import", &text(&path), "--data", &text(world.dir.path()), "--json"]).await
}

fn read(output: &std::process::Output) -> serde_json::Value {
    assert!(output.status.success(), "{}", stderr(output));
    serde_json::from_str(&stdout(output)).expect("JSON")
}

#[tokio::test]
async fn a_phone_that_enrolled_with_an_earlier_server_asks_for_the_key_once() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let silent = phone.request(None);
    assert_eq!(phone.ask(&silent).await.expect("an answer").organization_key, None);
    let asking = protocol::sync::SyncRequest { wants_organization_key: Some(true), ..phone.request(None) };
    let given = phone.ask(&asking).await.expect("an answer").organization_key.expect("the key");
    assert_eq!(Some(given), phone.identity().organization_key);
}

#[tokio::test]
async fn what_a_revoked_phone_still_held_is_taken_as_late_evidence() {
    let world = World::embedded().await;
    let (mut phone, organization) = phone_with_work(&world).await;
    let told = phone.report(b"a picture");
    let named = Picture { photo_id: told.photo_id, is_thumb: false, ..picture(&phone, told.seq, b"a picture") };
    let file = bundle(&phone, &organization, vec![run(&phone), Part::Picture(named)]);
    let world = world.meddled("UPDATE devices SET state = 'revoked'").await;
    let imported = read(&import(&world, &file).await);
    assert_eq!(
        (&imported["new_records"], &imported["new_photos"], &imported["late"]),
        (&3.into(), &1.into(), &true.into())
    );
    let again = read(&import(&world, &file).await);
    assert_eq!((&again["new_records"], &again["new_photos"]), (&0.into(), &0.into()));
    let late = r#"SELECT count(*) FROM audit_log WHERE action = 'bundle_import' AND subject LIKE '%"late":"true"%'"#;
    let noted = world.count(late).await;
    assert_eq!(noted, 2, "each import, as late");
    assert!(world.run(&["verify"]).await.status.success());
}

/// Status of each exported record, in order.
async fn statuses(world: &World) -> Vec<String> {
    let told = stdout(&world.run(&["export"]).await);
    let line = |line: &str| serde_json::from_str::<serde_json::Value>(line).expect("JSON")["status"].to_string();
    told.lines().map(line).collect()
}

#[tokio::test]
async fn a_record_that_nobody_can_read_does_not_keep_the_others_out() {
    let world = World::new().await;
    let (mut phone, organization) = phone_with_work(&world).await;
    let fine = phone.records[0].clone();
    phone.records.push(b"bytes of no record".to_vec());
    phone.records.push(vec![7; domain::limits::RECORD_BYTES_MAX + 1]);
    // A record of another place reads well, and is none of this place.
    phone.records.push(fine);
    let told = phone.report(b"a picture");
    let named = Picture { photo_id: told.photo_id, is_thumb: false, ..picture(&phone, told.seq, b"a picture") };
    let file = bundle(&phone, &organization, vec![run(&phone), Part::Picture(named)]);
    let imported = read(&import(&world, &file).await);
    assert_eq!(
        ["records", "new_records", "unread_records", "new_photos"].map(|key| imported[key].as_u64()),
        [6, 6, 3, 1].map(Some),
        "{imported}"
    );
    let kept = ["ok", "ok", "quarantined", "quarantined", "quarantined", "ok"].map(|it| format!("\"{it}\""));
    assert_eq!(statuses(&world).await, kept);
    assert_eq!(read(&import(&world, &file).await)["new_records"], 0, "again changes nothing");
    assert_eq!(phone.sync(None).await.expect("an answer").ack.receipt.acked_upto, 6, "and the phone ticks them all");
    let verified = world.run(&["verify"]).await;
    assert!(verified.status.success(), "{}", stderr(&verified));
}

#[tokio::test]
async fn a_record_that_was_taken_unread_over_the_air_stands_in_every_later_bundle_without_harm() {
    let world = World::new().await;
    let (mut phone, organization) = phone_with_work(&world).await;
    phone.records.push(b"bytes of no record".to_vec());
    phone.push(1, 2).await.expect("the first two are taken");
    assert_eq!(phone.push(3, 3).await.expect_err("it cannot be read").problem.code, "bad-envelope");
    assert_eq!(phone.give(&phone.unread(3)).await.expect("taken as it is").ack.receipt.acked_upto, 3);
    let body = Body::SessionOpen(domain::session::SessionOpen { method: domain::session::SignInMethod::Tile });
    phone.record(&body, None);
    // No backup was made, so a phone exports from its first record on.
    let imported = read(&import(&world, &bundle(&phone, &organization, vec![run(&phone)])).await);
    assert_eq!((&imported["records"], &imported["new_records"]), (&4.into(), &1.into()), "{imported}");
    assert_eq!(statuses(&world).await.len(), 4);
}

#[tokio::test]
async fn a_bundle_with_a_lie_in_it_stores_nothing() {
    let world = World::new().await;
    let (phone, organization) = phone_with_work(&world).await;
    let lie = Picture { sha256: sha256(&[b"another"]), ..picture(&phone, 1, b"a picture") };
    let empty = picture(&phone, 1, b"");
    let mut torn = phone.sealed(1, 2);
    torn.records.pop();
    let torn = Part::Run(Run { stream_id: phone.stream_id, push: torn });
    for part in [Part::Picture(lie), Part::Picture(empty), torn] {
        let refused = import(&world, &bundle(&phone, &organization, vec![run(&phone), part])).await;
        assert_eq!(refused.status.code(), Some(1));
        assert!(stderr(&refused).contains("damaged"), "{}", stderr(&refused));
    }
    let stranger = Phone::new(&phone.server, phone.http.clone());
    let refused = import(&world, &bundle(&stranger, &organization, vec![])).await;
    assert!(stderr(&refused).contains("does not know"), "{}", stderr(&refused));
    let nobody = OrganizationKey(ByteArray::from(cast::phone::random()));
    let refused = import(&world, &bundle(&stranger, &nobody, vec![])).await;
    assert!(stderr(&refused).contains("another organization"), "{}", stderr(&refused));
    let exported = world.run(&["export"]).await;
    assert_eq!(stdout(&exported), "", "nothing was stored");
}
