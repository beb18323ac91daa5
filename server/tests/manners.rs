//! Strangers who talk slowly, without end or in riddles take no place from anybody, and a server that stops lets those
//! finish who were first.

mod cast;

use std::time::Duration;

use cast::{Phone, World, phone::read};
use domain::session::{SessionOpen, SignInMethod};
use protocol::{
    Body, ProblemClass,
    auth::{self, DeviceSig, Request},
    sha256,
    sync::SyncResponse,
    to_cbor,
};
use reqwest::{Method, StatusCode, header::HeaderMap};
use server::{Manners, Running, ServeOptions};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// The world's server again, with little patience.
async fn impatient(world: World, manners: Manners) -> (tempfile::TempDir, Running) {
    let World { dir, server, database, .. } = world;
    server.stop().await;
    let options = ServeOptions { manners, database, ..ServeOptions::local(dir.path()) };
    (dir, server::start(options).await.expect("starts"))
}

fn manners() -> Manners {
    Manners { headers: Duration::from_millis(400), ..Manners::default() }
}

async fn healthy(stream: &mut TcpStream) -> bool {
    let asked = stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: here\r\n\r\n").await;
    let mut answer = [0; 12];
    asked.is_ok() && stream.read_exact(&mut answer).await.is_ok() && answer.ends_with(b"200")
}

/// Reads until the server closes, as it must.
async fn closed(mut stream: TcpStream) -> Vec<u8> {
    let mut said = Vec::new();
    let _reset_or_end = stream.read_to_end(&mut said).await;
    said
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_that_never_end_are_cut_off_and_a_rest_between_requests_is_not() {
    let (_dir, server) = impatient(World::new().await, manners()).await;
    let mut patient = TcpStream::connect(server.addr).await.expect("connects");
    assert!(healthy(&mut patient).await);
    let (mut reader, mut writer) = TcpStream::connect(server.addr).await.expect("connects").into_split();
    let trickle = tokio::spawn(async move {
        let mut sent = 0;
        while writer.write_all(b"x-a: b\r\n").await.is_ok() {
            sent += 1;
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        sent
    });
    let mut said = Vec::new();
    let _reset_or_end = reader.read_to_end(&mut said).await;
    assert!(trickle.await.expect("ends") < 100, "the server hung up on it");
    assert!(
        closed(TcpStream::connect(server.addr).await.expect("connects")).await.is_empty(),
        "silence is cut off too"
    );
    let mut rest = [0; 4096];
    let _headers_and_body = patient.read(&mut rest).await.expect("the rest of the first answer");
    assert!(healthy(&mut patient).await, "the connection at rest is as it was");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_of_silent_connections_takes_no_place_for_long() {
    let (_dir, server) = impatient(World::new().await, Manners { connections: 16, ..manners() }).await;
    let mut crowd = Vec::new();
    for _ in 0..64 {
        crowd.push(TcpStream::connect(server.addr).await.expect("connects"));
    }
    let mut honest = TcpStream::connect(server.addr).await.expect("connects");
    assert!(healthy(&mut honest).await, "served after the crowd lost its places");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_that_are_too_large_are_refused() {
    let world = World::new().await;
    let mut stream = TcpStream::connect(world.server.addr).await.expect("connects");
    let huge = format!("GET /healthz HTTP/1.1\r\nhost: here\r\nx-much: {}\r\n\r\n", "a".repeat(64 * 1024));
    let _cut_off = stream.write_all(huge.as_bytes()).await;
    let said = closed(stream).await;
    assert!(said.is_empty() || said.starts_with(b"HTTP/1.1 431"), "{}", String::from_utf8_lossy(&said));
    let mut stream = TcpStream::connect(world.server.addr).await.expect("connects");
    let many: String = (0..400).map(|n| format!("x-{n}: a\r\n")).collect();
    let _cut_off = stream.write_all(format!("GET /healthz HTTP/1.1\r\n{many}\r\n").as_bytes()).await;
    let said = closed(stream).await;
    assert!(said.is_empty() || said.starts_with(b"HTTP/1.1 431"), "{}", String::from_utf8_lossy(&said));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_small_body_that_unpacks_to_much_is_refused_in_little_memory() {
    let world = World::new().await;
    let bomb = zstd::bulk::compress(&vec![0; 96 << 20], 3).expect("packs");
    assert!(bomb.len() < 64 * 1024, "{} bytes", bomb.len());
    let before = peak_memory_mib();
    let mut throwing = Vec::new();
    for _ in 0..24 {
        let (mut phone, bomb) = (world.phone().await, bomb.clone());
        throwing.push(tokio::spawn(async move {
            let mut headers = HeaderMap::new();
            headers.insert("content-encoding", "zstd".parse().expect("a header"));
            let refused = read::<SyncResponse>(phone.signed(Method::POST, "/v1/sync", bomb, headers).await).await;
            refused.expect_err("too large")
        }));
    }
    for thrown in throwing {
        let refused = thrown.await.expect("answered");
        assert_eq!((refused.status, refused.problem.class), (StatusCode::PAYLOAD_TOO_LARGE, ProblemClass::Shrink));
    }
    let grown = peak_memory_mib() - before;
    assert!(grown < 96, "24 bombs of 96 MiB took {grown} MiB at their largest");
}

/// The most memory this process ever held.
fn peak_memory_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux tells");
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).expect("a peak");
    line.split_whitespace().nth(1).and_then(|kib| kib.parse::<u64>().ok()).expect("a number") / 1024
}

#[tokio::test(flavor = "multi_thread")]
async fn thousands_of_tiny_requests_of_strangers_are_answered_and_cost_no_memory() {
    let world = World::new().await;
    let before = peak_memory_mib();
    let mut strangers = Vec::new();
    for _ in 0..16 {
        let (http, url) = (world.http.clone(), format!("{}/v1/sync", world.server.url));
        strangers.push(tokio::spawn(async move {
            for _ in 0..250 {
                let refused = http.post(&url).body("x").send().await.expect("answered");
                assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
            }
        }));
    }
    let mut phone = world.phone().await;
    phone.record(&Body::SessionOpen(SessionOpen { method: SignInMethod::Tile }), None);
    assert_eq!(phone.push_all().await.ack.receipt.acked_upto, 1, "an honest phone is served meanwhile");
    for stranger in strangers {
        stranger.await.expect("every request was answered");
    }
    let grown = peak_memory_mib() - before;
    assert!(grown < 64, "4,000 requests took {grown} MiB");
}

/// The head of a signed request whose body is still to come.
fn head(phone: &mut Phone, path: &str, body: &[u8], more: &str) -> String {
    phone.ctr += 1;
    let digest = sha256(&[body]);
    let request = Request { method: "POST", path, body: &digest, audience: &phone.identity().audience };
    let signature = DeviceSig::sign(&phone.key, request, phone.ctr).header();
    format!(
        "POST {path} HTTP/1.1\r\nhost: here\r\nauthorization: {signature}\r\n{}: {}\r\ncontent-length: {}\r\n{more}\r\n",
        auth::CONTENT_DIGEST,
        auth::content_digest(&digest),
        body.len()
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_under_way_leave_room_for_records() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let picture = vec![7; domain::limits::CHUNK_BYTES_MAX];
    let metadata = phone.report(&picture);
    phone.push_all().await;
    let more = format!(
        "tus-resumable: 1.0.0\r\ncontent-type: application/offset+octet-stream\r\nupload-length: {}\r\nupload-metadata: {}\r\n",
        picture.len(),
        metadata.header()
    );
    let mut under_way = Vec::new();
    let turned_away = loop {
        let head = head(&mut phone, protocol::tus::PATH, &picture, &more);
        let mut stream = TcpStream::connect(world.server.addr).await.expect("connects");
        stream.write_all(head.as_bytes()).await.expect("sent");
        let mut answer = [0; 1024];
        match tokio::time::timeout(Duration::from_millis(20), stream.read(&mut answer)).await {
            Ok(read) => break String::from_utf8_lossy(&answer[..read.expect("an answer")]).into_owned(),
            Err(_still_waits_for_the_body) => under_way.push(stream),
        }
        assert!(under_way.len() < 1_000, "the budget has an end");
    };
    assert!(turned_away.starts_with("HTTP/1.1 503") && turned_away.contains("retry-after: "), "{turned_away}");
    phone.record(&Body::SessionOpen(SessionOpen { method: SignInMethod::Tile }), None);
    assert_eq!(phone.push_all().await.ack.receipt.acked_upto, 2, "a record still comes through");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_calls_without_end_is_slowed_down_at_every_door() {
    let world = World::new().await;
    let (mut calling, mut other) = (world.phone().await, world.phone().await);
    let picture = protocol::tus::upload_path(domain::ids::PhotoId(uuid::Uuid::nil()), 1);
    let doors = [
        (Method::POST, protocol::quarantine::PATH, 600..20_000),
        (Method::POST, protocol::sync::PATH, 1..300),
        // Pictures have an allowance of their own, so their pieces never use up what records need.
        (Method::HEAD, picture.as_str(), 600..20_000),
    ];
    for (method, path, expected) in doors {
        let mut asked = 0;
        let slowed = loop {
            let answer = calling.signed(method.clone(), path, vec![0xff], HeaderMap::new()).await;
            asked += 1;
            if answer.status() == StatusCode::SERVICE_UNAVAILABLE || asked == expected.end {
                break answer;
            }
        };
        assert!(expected.contains(&asked), "{path}: {asked}");
        assert!(slowed.headers()["retry-after"].to_str().is_ok_and(|it| it.parse().is_ok_and(|it: u32| it >= 10)));
        if method == Method::POST {
            let told = read::<SyncResponse>(slowed).await.expect_err("a refusal").problem;
            assert_eq!((told.class, told.code.as_str()), (ProblemClass::Retryable, "slow-down"));
        }
    }
    other.record(&Body::SessionOpen(SessionOpen { method: SignInMethod::Tile }), None);
    assert_eq!(other.push_all().await.ack.receipt.acked_upto, 1, "another phone is served as ever");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stops_takes_what_is_already_coming_in() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    phone.record(&Body::SessionOpen(SessionOpen { method: SignInMethod::Tile }), None);
    let push = phone.sealed(1, 1);
    let body = to_cbor(&phone.request(Some(push)));
    let head = head(&mut phone, "/v1/sync", &body, "");
    let mut stream = TcpStream::connect(world.server.addr).await.expect("connects");
    stream.write_all(&[head.as_bytes(), &body[..20]].concat()).await.expect("half of it");
    tokio::time::sleep(Duration::from_millis(100)).await;
    let World { dir, server, database, .. } = world;
    let addr = server.addr;
    let stopping = tokio::spawn(server.stop());
    while TcpStream::connect(addr).await.is_ok() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    stream.write_all(&body[20..]).await.expect("the other half");
    let said = closed(stream).await;
    assert!(said.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&said));
    stopping.await.expect("stopped");
    let options = ServeOptions { database, ..ServeOptions::local(dir.path()) };
    let server = server::start(options).await.expect("starts again");
    phone.server.clone_from(&server.url);
    assert_eq!(phone.sync(None).await.expect("asks").ack.receipt.acked_upto, 1);
    server.stop().await;
}
