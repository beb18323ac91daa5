//! What the server can take in: many phones push what a day left them with, and the time runs until all of it is projected.
//!
//! The server is the real program in a process of its own, so that its CPU time is its own; requests are made, sealed and
//! signed before the clock starts. The limit stands beside it in the same run: the same rows written by one client
//! straight into the same engine. Prints one JSON object; `cargo xtask bench ingest` runs it for each engine.

mod crowd;
mod limit;
#[path = "../../tests/cast/phone.rs"]
#[allow(dead_code, reason = "the stories' phone can do more than push")]
mod phone;
mod served;

use std::time::Instant;

use clap::Parser;
use serde_json::json;

use crowd::Crowd;
use served::Served;

/// Measures ingest.
#[derive(Debug, Parser)]
struct Options {
    /// Phones.
    #[arg(long, default_value_t = 200)]
    devices: usize,
    /// Records of each phone in each run, pushed in one request.
    #[arg(long, default_value_t = 100)]
    records: usize,
    /// Connections at once.
    #[arg(long, default_value_t = 8)]
    connections: usize,
    /// Runs; the middle one is told.
    #[arg(long, default_value_t = 5)]
    runs: usize,
    /// `postgres://…` of an empty database; the embedded one otherwise.
    #[arg(long)]
    database: Option<String>,
    /// What cargo adds.
    #[arg(long, hide = true)]
    bench: bool,
}

#[tokio::main]
async fn main() {
    let options = Options::parse();
    let folder = tempfile::tempdir().expect("a folder");
    let served = Served::start(folder.path(), options.database.as_deref());
    let mut crowd = Crowd::enrolled(&served, options.devices).await;
    let mut runs = Vec::with_capacity(options.runs);
    for _ in 0..options.runs.max(1) {
        let pushes = crowd.pushes(options.records);
        let total = pushes.len() * options.records;
        let wire: usize = pushes.iter().map(|push| push.body.len()).sum();
        let cpu = served.cpu_s();
        let begun = Instant::now();
        crowd.send(pushes, options.connections).await;
        let acked_s = begun.elapsed().as_secs_f64();
        served.projected(&crowd.http).await;
        let done_s = begun.elapsed().as_secs_f64();
        let cpu_s = served.cpu_s() - cpu;
        let rows = crowd.last_rows(options.records);
        let raw_per_s = limit::rows_per_s(folder.path(), options.database.as_deref(), &rows).await;
        runs.push(Run {
            acked_per_s: count(total) / acked_s,
            records_per_s: count(total) / done_s,
            raw_per_s,
            cpu_s_per_1000: cpu_s * 1000.0 / count(total),
            wire_per_record: count(wire) / count(total),
        });
    }
    println!("{}", report(&options, &runs));
}

/// One run.
struct Run {
    /// Until the last receipt.
    acked_per_s: f64,
    /// Until the last record was projected.
    records_per_s: f64,
    /// The limit: the same rows, written straight into the engine.
    raw_per_s: f64,
    /// Of the server's process, projection included.
    cpu_s_per_1000: f64,
    /// Bytes of HTTP bodies.
    wire_per_record: f64,
}

fn report(options: &Options, runs: &[Run]) -> serde_json::Value {
    let middle = |of: fn(&Run) -> f64| {
        let mut sorted: Vec<f64> = runs.iter().map(of).collect();
        sorted.sort_by(f64::total_cmp);
        sorted[sorted.len() / 2]
    };
    let rounded = |number: f64, scale: f64| (number * scale).round() / scale;
    json!({
        "engine": if options.database.is_some() { "postgresql" } else { "sqlite" },
        "devices": options.devices,
        "records_each": options.records,
        "connections": options.connections,
        "runs": runs.len(),
        "records_per_s": middle(|run| run.records_per_s).round(),
        "acked_per_s": middle(|run| run.acked_per_s).round(),
        "raw_per_s": middle(|run| run.raw_per_s).round(),
        "ratio": rounded(middle(|run| run.records_per_s / run.raw_per_s), 1000.0),
        "acked_ratio": rounded(middle(|run| run.acked_per_s / run.raw_per_s), 1000.0),
        "server_cpu_s_per_1000": rounded(middle(|run| run.cpu_s_per_1000), 10_000.0),
        "wire_bytes_per_record": rounded(middle(|run| run.wire_per_record), 10.0),
    })
}

fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}
