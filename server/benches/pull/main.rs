//! What it costs a phone to learn 2,000 changed things: the whole pull, page after page, over the real protocol.
//!
//! The limit stands beside it in the same run, turn by turn: as many rows read from the same file and sent packed with
//! gzip by a server that does nothing else. Prints one JSON object; `cargo xtask bench pull` runs it.

#[path = "../../tests/cast/mod.rs"]
mod cast;
mod limit;

use std::time::Instant;

use cast::World;
use clap::Parser;
use domain::{
    ids::{PointId, SchoolId},
    patrol_point::{PatrolPoint, PointKind},
    position::Place,
    presence::ProofLevel,
};
use http::{HeaderMap, HeaderValue, Method, header};
use limit::Limit;
use protocol::{
    Entity, from_cbor,
    sync::{PATH, SyncResponse},
    to_cbor,
};
use serde_json::json;
use uuid::Uuid;

/// Measures a pull.
#[derive(Debug, Parser)]
struct Options {
    /// Turns; the middle one is told
    #[arg(long, default_value_t = 15)]
    runs: usize,
    /// Changed things
    #[arg(long, default_value_t = 2_000)]
    changed: u64,
    /// What cargo adds
    #[arg(long, hide = true)]
    bench: bool,
}

/// The largest page the server gives; a phone asks for less on a slow line only.
const PAGE_BYTES: u32 = 256 * 1024;
const UNPACKED_MAX: usize = 4 * 1024 * 1024;

#[tokio::main]
async fn main() {
    let options = Options::parse();
    let world = World::embedded().await;
    let mut phone = world.phone().await;
    while phone.sync(None).await.expect("an answer").pull.more {}
    let (cursor, scope) = (phone.cursor.clone(), scope(&world).await);
    let world = world.meddled(&changed(scope, options.changed)).await;
    phone.server.clone_from(&world.server.url);
    let file = world.dir.path().join("huxiao.sqlite");
    let limit = Limit::start(&file, scope, options.changed).await;

    let mut turns = Vec::with_capacity(options.runs);
    for turn in 0..=options.runs.max(1) {
        phone.cursor.clone_from(&cursor);
        let begun = Instant::now();
        let (mut wire, mut rows, mut pages) = (0, 0, 0);
        loop {
            let (bytes, answer) = page(&mut phone).await;
            (wire, rows, pages) = (wire + bytes, rows + answer.pull.changes.len() as u64, pages + 1);
            if !answer.pull.more {
                break;
            }
        }
        let pull_ms = begun.elapsed().as_secs_f64() * 1e3;
        assert_eq!(rows, options.changed, "all that changed, once");
        let begun = Instant::now();
        let limit_bytes = limit.ask(&world.http).await;
        let limit_ms = begun.elapsed().as_secs_f64() * 1e3;
        // The first turn warms both.
        if turn > 0 {
            turns.push(Turn { pull_ms, limit_ms, wire, limit_bytes, pages });
        }
    }
    let middle = |of: fn(&Turn) -> f64| {
        let mut sorted: Vec<f64> = turns.iter().map(of).collect();
        sorted.sort_by(f64::total_cmp);
        (sorted[sorted.len() / 2] * 1000.0).round() / 1000.0
    };
    let last = turns.last().expect("one turn at least");
    let report = json!({
        "changed": options.changed,
        "turns": turns.len(),
        "pages": last.pages,
        "ms": middle(|turn| turn.pull_ms),
        "limit_ms": middle(|turn| turn.limit_ms),
        "ratio": middle(|turn| turn.pull_ms / turn.limit_ms),
        "wire_bytes": last.wire,
        "limit_bytes": last.limit_bytes,
    });
    println!("{report}");
}

/// One turn of both.
struct Turn {
    pull_ms: f64,
    limit_ms: f64,
    wire: usize,
    limit_bytes: usize,
    pages: u32,
}

/// One exchange: the bytes of its answer as they came, and what they say.
async fn page(phone: &mut cast::Phone) -> (usize, SyncResponse) {
    let mut request = phone.request(None);
    request.want_bytes = PAGE_BYTES;
    let mut headers = HeaderMap::new();
    headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("zstd"));
    let response = phone.signed(Method::POST, PATH, to_cbor(&request), headers).await;
    let packed = response.headers().contains_key(header::CONTENT_ENCODING);
    let body = response.bytes().await.expect("a body");
    let plain = if packed { protocol::unpack(&body, UNPACKED_MAX).expect("unpacks") } else { body.to_vec() };
    let answer: SyncResponse = from_cbor(&plain).expect("the answer has its shape");
    answer.ack.receipt.verify(&phone.identity().server_key).expect("the receipt is the server's");
    phone.cursor = answer.pull.cursor.as_ref().map(|cursor| cursor.to_vec());
    (body.len(), answer)
}

/// The scope of the phone's school.
async fn scope(world: &World) -> i64 {
    world.count("SELECT s.scope_id FROM scopes s JOIN schools c ON c.id = s.unit_id WHERE c.code = '2135810001'").await
}

/// As many new points of the school, as one import would have written them.
fn changed(scope: i64, count: u64) -> String {
    let mut sql = format!("BEGIN; UPDATE scopes SET last_seq = last_seq + {count} WHERE scope_id = {scope};");
    let last = format!("(SELECT last_seq FROM scopes WHERE scope_id = {scope})");
    for n in 0..count {
        let entity = Entity::Point(point(n));
        let (kind, id, payload) = (entity.kind().number(), hex(&entity.id()), hex(&entity.encode()));
        sql += &format!(
            "INSERT INTO feed (scope_id, kind, entity_id, scope_seq, batch_seq, rev, payload) \
             VALUES ({scope}, {kind}, x'{id}', {last} - {}, {last}, 1, x'{payload}');",
            count - 1 - n
        );
    }
    sql + "COMMIT;"
}

fn point(n: u64) -> PatrolPoint {
    let spread = i32::try_from(n * 7_919 % 100_000).unwrap_or_default();
    PatrolPoint {
        id: PointId(Uuid::now_v7()),
        point_no: format!("{:04}", n % 10_000),
        school_id: SchoolId(Uuid::from_u128(1)),
        name: format!("{} 号必巡点", n + 1),
        kind: PointKind::Perimeter,
        place: Place { lat_e7: 257_213_000 + spread, lon_e7: 1_193_840_000 - spread },
        radius_m: 100,
        per_day: 1,
        min_proof: ProofLevel::B,
        frequency: None,
        responsible: None,
        tag_serial: None,
        made: None,
        asked_since: None,
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
