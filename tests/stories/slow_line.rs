//! The slow lines of the villages: what is saved arrives over EDGE and GPRS, too. The first story is a check; the
//! others measure and are run by hand, because their figures are about a line and not about right or wrong.

use std::time::{Duration, Instant};

use tests::{Line, Phone, Weather, World, picture};
use tokio::time::sleep;

#[tokio::test(flavor = "multi_thread")]
async fn records_and_a_photo_arrive_over_a_line_that_crawls_and_loses() {
    let world = World::new().await;
    let phone = world.phone().await;
    let line = Line { bits_per_s: 400_000, round_trip_ms: 300, lost_per_mille: 50 };
    world.network.set(Weather::Slow(line));
    many(&phone, 10);
    phone.hazard("路面积水", &[picture::from_camera()]);
    phone.deliver().await;
    let rows = phone.records();
    let office = world.office("station01").await;
    for row in &rows {
        assert_eq!(office.events_of(row.record_id).await.len(), 1);
        assert_eq!(row.photos_sent, row.photos_total);
    }
    world.end().await;
}

fn many(phone: &Phone, count: usize) {
    let points = phone.points();
    for point in points.iter().cycle().take(count) {
        phone.check_in(point);
    }
}

/// Seconds until every record of the phone has its receipt.
async fn delivered(phone: &Phone) -> f64 {
    let begun = Instant::now();
    while field::status::status(&phone.home).expect("a status").pending_records > 0 {
        phone.sync().await;
    }
    begun.elapsed().as_secs_f64()
}

fn told(what: &str, mut seconds: Vec<f64>) {
    seconds.sort_by(f64::total_cmp);
    let at = |percent: usize| seconds[(seconds.len() * percent).div_ceil(100).max(1) - 1];
    println!("{what}: n={} p50 {:.1} s, p95 {:.1} s, most {:.1} s", seconds.len(), at(50), at(95), at(100));
}

/// A phone that has what it is given; its first records (a session) are delivered.
async fn ready(world: &World) -> Phone {
    let phone = world.phone().await;
    many(&phone, 1);
    phone.deliver().await;
    phone
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "measures; docs/FIGURES.md has its command"]
async fn figures_of_edge() {
    let world = World::new().await;
    let mut phone = ready(&world).await;
    world.network.set(Weather::Slow(Line::EDGE));
    let (mut cold, mut warm) = (Vec::new(), Vec::new());
    for _ in 0..20 {
        phone = phone.reopened();
        many(&phone, 50);
        cold.push(delivered(&phone).await);
        many(&phone, 50);
        warm.push(delivered(&phone).await);
    }
    told("EDGE, 50 records, cold", cold);
    told("EDGE, 50 records, warm", warm);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "measures; docs/FIGURES.md has its command"]
async fn figures_of_gprs() {
    let world = World::new().await;
    let mut phone = ready(&world).await;
    world.network.set(Weather::Slow(Line::GPRS));
    let mut cold = Vec::new();
    for _ in 0..20 {
        phone = phone.reopened();
        many(&phone, 10);
        cold.push(delivered(&phone).await);
    }
    told("GPRS, 10 records, cold", cold);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "measures; docs/FIGURES.md has its command"]
async fn figures_of_a_photo_over_edge_with_cuts() {
    let world = World::new().await;
    let phone = ready(&world).await;
    let (first, mut second) = (picture::large(), picture::large());
    let middle = second.len() / 3;
    second[middle] ^= 0x11;
    phone.hazard("两张照片", &[first, second]);
    let files: u64 = field::bundle::contents(&phone.home).expect("counts").photo_bytes;
    let weather = Weather::Slow(Line::EDGE);
    world.network.set(weather);
    let (begun, before) = (Instant::now(), world.network.bytes_from_phones());
    let mut cuts = 0;
    let sending = async {
        while field::status::status(&phone.home).expect("a status").pending_photos > 0 {
            phone.sync().await;
        }
    };
    let cutting = async {
        loop {
            sleep(Duration::from_secs(20)).await;
            world.network.set(weather);
            cuts += 1;
        }
    };
    tokio::select! {
        () = sending => {}
        () = cutting => {}
    }
    let sent = world.network.bytes_from_phones() - before;
    let seconds = begun.elapsed().as_secs_f64();
    println!(
        "EDGE, two pictures with their thumbnails of {files} bytes, cut every 20 s: {seconds:.0} s, {cuts} cuts, {sent} bytes \
         went up, {:.1} % more than the files",
        (sent as f64 / files as f64 - 1.0) * 100.0
    );
    phone.deliver().await;
    world.end().await;
}
