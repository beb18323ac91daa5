//! Many phones at once against a running server: each with the real client in a folder of its own, so that what is
//! measured is what a district would send, encryption, chains, seals, batches and back-off included.
//!
//! First the phones enroll, pull what they are given, and record without sending; then the clock starts and they deliver,
//! so many at a time. In the end the office is asked for every record: what was called saved must be there, once.

mod crowd;
mod office;
mod tally;

use std::{collections::BTreeMap, time::Instant};

use serde_json::{Value, json};

pub use office::Office;

use crowd::Crowd;
use tally::Tally;

/// What to do.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Address of the server.
    pub server: String,
    /// A code for all the phones, or `None` to ask the office for one.
    pub code: Option<String>,
    /// Who asks the office.
    pub account: String,
    /// Their password.
    pub password: String,
    /// Phones.
    pub devices: u32,
    /// Records of each.
    pub records: u32,
    /// Phones that deliver at the same time.
    pub connections: u32,
    /// Photos of each.
    pub photos: u32,
}

/// Does it.
///
/// # Errors
/// A sentence: what did not work and on whose side.
pub async fn run(plan: &Plan) -> Result<Value, String> {
    let office = Office::sign_in(&plan.server, &plan.account, &plan.password).await?;
    let code = match &plan.code {
        Some(code) => code.clone(),
        None => office.code(plan.devices).await?,
    };
    let crowd = Crowd::enrolled(plan, &code).await?;
    let saved = crowd.record(plan)?;

    let tally = Tally::default();
    let begun = Instant::now();
    let undelivered = crowd.deliver(plan.connections, &tally).await?;
    let acked_s = begun.elapsed().as_secs_f64();
    office.settled().await?;
    let seconds = begun.elapsed().as_secs_f64();

    let held = office.occurrences().await?;
    let times = |record: &String| held.get(record).copied().unwrap_or(0);
    let lost = saved.iter().filter(|record| times(record) == 0).count();
    let doubled = saved.iter().filter(|record| times(record) > 1).count();
    let total = f64::from(plan.devices) * f64::from(plan.records);
    let exchanges = tally.sum();
    Ok(json!({
        "devices": plan.devices,
        "connections": plan.connections,
        "records": saved.len(),
        "photos": u64::from(plan.devices) * u64::from(plan.photos),
        "seconds": rounded(seconds, 1000.0),
        "records_per_s": rounded(total / seconds, 10.0),
        "acked_per_s": rounded(total / acked_s, 10.0),
        "bytes_per_record": rounded(exchanges.sync_up as f64 / total, 10.0),
        "photo_bytes_sent": exchanges.photo_up,
        "exchanges": exchanges.count,
        "p50_ms": rounded(exchanges.p50_ms, 10.0),
        "p99_ms": rounded(exchanges.p99_ms, 10.0),
        "undelivered": undelivered,
        "lost": lost,
        "doubled": doubled,
    }))
}

/// How often each thing occurs.
pub(crate) type Occurrences = BTreeMap<String, u32>;

fn rounded(number: f64, scale: f64) -> f64 {
    (number * scale).round() / scale
}
