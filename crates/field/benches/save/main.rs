//! What a check-in costs on the phone, and what reading its queue costs with 100,000 records in it.
//!
//! The phone is the real client over its real, encrypted database; nothing is left out of a save: person, point and
//! proof are read, the record is chained, and the call returns after the flushed commit. The limit stands beside it in
//! the same run, turn by turn: the same bytes in a plain SQLite file, with nothing to look up and no index but the key.
//! The same file encrypted takes its turns too: what the cipher alone makes of the limit.
//! Prints one JSON object; `cargo xtask bench save` runs it.

#[path = "../../tests/cast/mod.rs"]
mod cast;
mod raw;

use std::time::{Duration, Instant};

use cast::{GATE, GUARD, POINT, Phone};
use clap::Parser;
use domain::{check_in::VisitResult, ids::RecordId};
use field::{
    Worker,
    check_in::{self, Visit},
    records::{self, Whose},
    session,
    views::Position,
};
use protocol::Kind;
use raw::{Lies, Raw};
use serde_json::{Value, json};
use store::records::{NewRecord, Row};
use uuid::Uuid;

/// What the list of records shows at first.
const LIST: usize = 50;
/// What one push takes.
const PUSH: usize = 100;
/// So many records are queued in one commit; filling is no part of what is measured.
const FILL: u64 = 1_000;

/// Measures saving, and reading the queue.
#[derive(Debug, Parser)]
struct Options {
    /// Turns of each
    #[arg(long, default_value_t = 200)]
    runs: usize,
    /// Records that wait while the queue is read
    #[arg(long, default_value_t = 100_000)]
    queued: u64,
    /// Let the limit keep its plans too
    #[arg(long)]
    steady: bool,
    /// What cargo adds
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() {
    let Options { runs, queued, steady, .. } = Options::parse();
    let phone = Phone::enrolled();
    let [raw, sealed] = [Lies::Plain, Lies::Sealed].map(|lies| Raw::open(phone.dir.path(), lies, steady));
    let guard = session::sign_in(&phone.home, GUARD, None).expect("signed in");
    save(&phone, guard);
    let model = newest(&phone);

    let save = in_turn(runs, || save(&phone, guard), || raw.commit(&model.bytes), || sealed.commit(&model.bytes));
    fill(&phone, [&raw, &sealed], &model, queued);
    let store = phone.home.store();
    let list = in_turn(
        runs,
        || assert_eq!(store.read(|tx| store::records::page(tx, None, &[], LIST)).expect("rows").len(), LIST),
        || assert_eq!(raw.newest(LIST), LIST),
        || assert_eq!(sealed.newest(LIST), LIST),
    );
    let batch = in_turn(
        runs,
        || assert_eq!(store.read(|tx| store::records::batch(tx, 1, PUSH, usize::MAX)).expect("rows").len(), PUSH),
        || assert_eq!(raw.oldest(PUSH), PUSH),
        || assert_eq!(sealed.oldest(PUSH), PUSH),
    );
    let count = in_turn(
        runs,
        || assert!(store.read(store::records::pending_count).expect("a number") > queued),
        || assert!(raw.count() > 0),
        || assert!(sealed.count() > 0),
    );
    // What the page of my records costs in the app: each line with its words and state.
    let page = in_turn(
        runs,
        || assert_eq!(records::page(&phone.home, Whose::All, None, LIST).expect("lines").len(), LIST),
        || assert_eq!(raw.newest(LIST), LIST),
        || assert_eq!(sealed.newest(LIST), LIST),
    );
    let report = json!({
        "record_bytes": model.bytes.len(),
        "turns": runs,
        "queued": queued,
        "steady": steady,
        "save": save,
        "newest_50": list,
        "newest_50_as_the_app_shows_them": page,
        "next_100_to_send": batch,
        "count_pending": count,
    });
    println!("{report}");
}

/// A guard's check-in, with the place where he stands.
fn save(phone: &Phone, guard: Worker) {
    let here = Position {
        lat: GATE.lat(),
        lon: GATE.lon(),
        accuracy_m: 8.4,
        fix_age_ms: 1_000.0,
        provider: "webview".into(),
        mock: false,
    };
    let visit = Visit { position: Some(here), ..Visit::of(POINT, VisitResult::Normal) };
    check_in::record(&phone.home, guard, visit).expect("saved");
}

fn newest(phone: &Phone) -> Row {
    phone.home.store().read(|tx| store::records::page(tx, None, &[Kind::CheckIn], 1)).expect("rows").remove(0)
}

/// Queues more records like this one, on the phone and beside it.
fn fill(phone: &Phone, beside: [&Raw; 2], model: &Row, count: u64) {
    let record = model.record().expect("reads");
    let body = record.read_body().expect("a body");
    for _ in 0..count.div_ceil(FILL) {
        let filled = phone.home.store().write(|tx| {
            for _ in 0..FILL {
                let new = NewRecord {
                    record_id: RecordId(Uuid::new_v4()),
                    body: body.clone(),
                    actor: record.actor,
                    session: record.session,
                    time: record.time,
                    refs: Vec::new(),
                };
                store::records::append(tx, new)?;
            }
            Ok(())
        });
        filled.expect("queued");
        beside.iter().for_each(|raw| raw.fill(FILL, &model.bytes));
    }
}

/// Times ours, the limit and the encrypted limit turn by turn, after one unmeasured turn of each.
fn in_turn(turns: usize, mut ours: impl FnMut(), mut limit: impl FnMut(), mut sealed: impl FnMut()) -> Value {
    let mut turn = || [time(&mut ours), time(&mut limit), time(&mut sealed)].map(|time| time.as_secs_f64() * 1e6);
    turn();
    let times: Vec<[f64; 3]> = (0..turns.max(1)).map(|_| turn()).collect();
    let of = |what: fn(&[f64; 3]) -> f64, scale| rounded(median(times.iter().map(what)), scale);
    json!({
        "us": of(|it| it[0], 10.0),
        "limit_us": of(|it| it[1], 10.0),
        "ratio": of(|it| it[0] / it[1], 1000.0),
        "sealed_limit_us": of(|it| it[2], 10.0),
        "sealed_limit_ratio": of(|it| it[2] / it[1], 1000.0),
    })
}

fn time(work: &mut impl FnMut()) -> Duration {
    let begun = Instant::now();
    work();
    begun.elapsed()
}

fn median(numbers: impl Iterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = numbers.collect();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

fn rounded(number: f64, scale: f64) -> f64 {
    (number * scale).round() / scale
}
