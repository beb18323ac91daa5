//! How quickly pictures are received, flushed and hashed, against the least that any server would have to do: read the
//! body, hash it, write it to a file, flush file and folder. Printed as a ratio; nothing is asserted about time.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

use super::*;

const PICTURES: usize = 320;
const BYTES: usize = 300 * 1024;
const CONNECTIONS: usize = 8;
const ROUNDS: usize = 5;

/// A request that only has to be sent.
struct Ready {
    url: String,
    headers: HeaderMap,
    body: Vec<u8>,
}

/// Sends all over so many connections; how long it took.
async fn send_all(ready: Vec<Ready>) -> Duration {
    let mut lanes: Vec<Vec<Ready>> = (0..CONNECTIONS).map(|_| Vec::new()).collect();
    for (number, request) in ready.into_iter().enumerate() {
        lanes[number % CONNECTIONS].push(request);
    }
    let begun = Instant::now();
    let mut sending = JoinSet::new();
    for lane in lanes {
        sending.spawn(async move {
            let http = reqwest::Client::new();
            for request in lane {
                let sent = http.post(request.url).headers(request.headers).body(request.body).send().await;
                let answer = sent.expect("an answer");
                assert!(answer.status().is_success(), "{}", answer.status());
            }
        });
    }
    sending.join_all().await;
    begun.elapsed()
}

/// Bytes that were never stored before.
fn fresh() -> Vec<u8> {
    let mut bytes = picture(BYTES);
    bytes[..16].copy_from_slice(&cast::phone::random::<16>());
    bytes
}

async fn ours(world: &World, phone: &mut Phone) -> Duration {
    let mut ready = Vec::with_capacity(PICTURES);
    for _ in 0..PICTURES {
        let bytes = fresh();
        let wanted = reported(phone, &bytes).await;
        let fields = headers(&[
            ("upload-length", BYTES.to_string()),
            ("upload-metadata", wanted.header()),
            ("content-type", protocol::tus::OFFSET_MEDIA_TYPE.to_owned()),
        ]);
        let headers = phone.request_for(Method::POST, protocol::tus::PATH, &bytes, fields);
        ready.push(Ready { url: format!("{}{}", world.server.url, protocol::tus::PATH), headers, body: bytes });
    }
    send_all(ready).await
}

/// The least that has to be done, over HTTP/1.1 spoken by hand.
async fn serve_least(folder: PathBuf) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("its address"));
    tokio::spawn(async move {
        while let Ok((line, _)) = listener.accept().await {
            line.set_nodelay(true).expect("set");
            tokio::spawn(least(line, folder.clone()));
        }
    });
    url
}

async fn least(mut line: TcpStream, folder: PathBuf) {
    let mut bytes = Vec::with_capacity(BYTES + 4096);
    loop {
        let head = loop {
            if let Some(end) = bytes.windows(4).position(|it| it == b"\r\n\r\n") {
                break end + 4;
            }
            if line.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
                return;
            }
        };
        while bytes.len() < head + BYTES {
            if line.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
                return;
            }
        }
        let body = bytes.split_off(head);
        bytes.clear();
        let folder = folder.clone();
        tokio::task::spawn_blocking(move || keep(&folder, &body)).await.expect("kept");
        line.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await.expect("answered");
    }
}

fn keep(folder: &Path, body: &[u8]) {
    let mut file = std::fs::File::create(folder.join(hex(body))).expect("a file");
    file.write_all(body).expect("written");
    file.sync_all().expect("flushed");
    std::fs::File::open(folder).and_then(|folder| folder.sync_all()).expect("flushed");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a figure, not a story: run in release, as docs/FIGURES.md says"]
async fn receiving_against_the_least() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    let folder = tempfile::tempdir().expect("a folder");
    let url = serve_least(folder.path().to_owned()).await;
    let mut ratios = Vec::new();
    for _ in 0..ROUNDS {
        let ready = (0..PICTURES).map(|_| Ready { url: url.clone(), headers: HeaderMap::new(), body: fresh() });
        let least = send_all(ready.collect()).await;
        let ours = ours(&world, &mut phone).await;
        let rate = |took: Duration| PICTURES as f64 / took.as_secs_f64();
        ratios.push(rate(ours) / rate(least));
        println!("least {:.0}/s, ours {:.0}/s, ratio {:.2}", rate(least), rate(ours), rate(ours) / rate(least));
    }
    ratios.sort_by(f64::total_cmp);
    println!("median ratio {:.2}", ratios[ROUNDS / 2]);
}
