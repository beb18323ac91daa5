//! Pictures over a link of the EDGE class that breaks every fifty kilobytes: all arrive, and hardly a byte goes twice.
//!
//! The bytes are real and so is every break; only the hours are not: the phone's clocks run by the bytes that passed,
//! 20 kbit a second. `HUXIAO_PHOTOS=1000` tells the story at full length.

use std::time::Duration;

use domain::ids::RecordId;
use tests::{Phone, Weather, World, picture};

/// Milliseconds a byte takes, times ten.
const TENTHS_MS_A_BYTE: u64 = 4;
const CUT_EVERY: u64 = 50_000;
const A_RECORD: usize = 6;

fn wanted() -> usize {
    std::env::var("HUXIAO_PHOTOS").ok().and_then(|count| count.parse().ok()).unwrap_or(12)
}

fn report_all(phone: &Phone) -> Vec<RecordId> {
    let seeds: Vec<u64> = (1..=wanted() as u64).collect();
    let reports = seeds.chunks(A_RECORD).map(|seeds| {
        let pictures: Vec<Vec<u8>> = seeds.iter().map(|seed| picture::noise(*seed)).collect();
        phone.hazard("护栏松动", &pictures).record_id
    });
    reports.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_over_a_link_that_breaks_every_fifty_kilobytes() {
    let world = World::new().await;
    let phone = world.phone().await;
    let records = report_all(&phone);
    let progress = field::photo::progress(&phone.home).expect("progress");
    assert_eq!((progress.photos, progress.stored), (wanted() as u64, 0));
    let to_send = progress.bytes_left;
    assert!(to_send / progress.photos > 240_000, "the story needs large pictures: {to_send}");

    let before = world.network.bytes_from_phones();
    world.network.set(Weather::UploadCutAfter(CUT_EVERY));
    let delivered = async {
        loop {
            let report = phone.sync().await;
            if report.pending_records + report.pending_photos == 0 {
                break;
            }
        }
    };
    let clock = async {
        let mut told = before;
        loop {
            tokio::time::sleep(Duration::from_millis(1)).await;
            let passed = world.network.bytes_from_phones();
            phone.wait_ms((passed - told) * TENTHS_MS_A_BYTE / 10);
            told = passed;
        }
    };
    tokio::select! {
        () = delivered => {}
        () = clock => {}
    }
    let sent = world.network.bytes_from_phones() - before;
    println!("{} photos, {to_send} bytes of files, {sent} bytes sent in all", progress.photos);
    // Headers, questions and records are in this figure too.
    assert!(sent * 100 <= to_send * 115, "{sent} bytes were sent for {to_send} bytes of files");

    let done = field::photo::progress(&phone.home).expect("progress");
    assert_eq!((done.stored, done.bytes_left, done.waiting.len()), (progress.photos, 0, 0));
    world.network.set(Weather::Clear);
    let office = world.office("station01").await;
    for record in records {
        let photos = office.evidence(record).await["photos"].as_array().cloned().expect("photos");
        assert!(photos.iter().all(|photo| photo["stored"] == true && photo["thumb_stored"] == true), "{photos:?}");
    }
    // The server's own check compares every stored picture with its digest.
    world.end().await;
}
