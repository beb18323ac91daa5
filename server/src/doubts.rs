//! Looks through what a phone recorded for what does not fit together, after it sent something. Findings are computed
//! anew each time from the stored bytes and put in the place of the earlier ones, but for those that are older than a look
//! goes back. They decide nothing, and nobody waits for them: a phone with a long history is looked through more seldom,
//! so that looking never costs what taking in does.

mod picture_uses;
mod traced;

use std::collections::HashSet;

use domain::{
    ids::{DeviceId, RecordId},
    plausibility::{self, Finding, Trace},
    time::UtcMs,
};

use crate::{
    clock,
    db::{Conn, Database},
    error::Result,
    tables::{doubts, events, lines},
};
use traced::Traced;

/// Phones in one transaction.
const DEVICES: i64 = 16;
/// How far back a phone is looked through.
const BACK_MS: i64 = 60 * 24 * 3_600_000;
/// After it was looked through, a phone rests so long for each record of its history: a morning's for seconds, sixty
/// days' for minutes.
const REST_MS: i64 = 300;

/// A phone whose look was cut off comes back after so long.
const BACK_AFTER_MS: i64 = 60_000;

/// When a phone that waits has rested; `None` while none waits.
pub(crate) async fn next(db: &Database) -> Result<Option<UtcMs>> {
    doubts::next(&mut *db.glance().await?).await
}

/// Looks through some phones that sent something and have rested by then; whether there were any. Nobody who writes
/// waits for the reading.
pub(crate) async fn step(db: &Database, rested: UtcMs) -> Result<bool> {
    let mut tx = db.begin().await?;
    let devices = doubts::take(&mut tx, rested, clock::now().plus(BACK_AFTER_MS), DEVICES).await?;
    tx.commit().await?;
    let mut looks = Vec::with_capacity(devices.len());
    for device in &devices {
        let mut glance = db.glance().await?;
        let (history, seen) = history(&mut glance, *device).await?;
        drop(glance);
        let elsewhere = picture_uses::compare(db, *device, (&history, &seen)).await?;
        let found = plausibility::look(&history, &elsewhere);
        let rest = i64::try_from(history.len()).unwrap_or(i64::MAX).saturating_mul(REST_MS);
        looks.push(Look { device: *device, found, seen, rest, at: clock::now() });
    }
    if !looks.is_empty() {
        let mut tx = db.begin().await?;
        for it in &looks {
            doubts::replace(&mut tx, it.device, (&it.found, &it.seen)).await?;
            doubts::rest(&mut tx, it.device, (it.at, it.at.plus(it.rest))).await?;
        }
        tx.commit().await?;
    }
    Ok(!devices.is_empty())
}

/// What came of looking through a phone.
struct Look {
    device: DeviceId,
    found: Vec<Finding>,
    seen: HashSet<RecordId>,
    /// It rests so long.
    rest: i64,
    at: UtcMs,
}

/// What a phone recorded, in the order of its streams, without what was voided; and all that was seen of it.
async fn history(conn: &mut Conn, device: DeviceId) -> Result<(Vec<Trace>, HashSet<RecordId>)> {
    let since = clock::now().plus(-BACK_MS);
    let voided: HashSet<RecordId> = events::voided_of_device(conn, device).await?.into_iter().collect();
    let Some(mut traced) = Traced::begin(conn, device, since).await? else { return Ok(Default::default()) };
    let (mut traces, mut seen) = (Vec::new(), HashSet::new());
    for made in lines::made_since(conn, device, since).await? {
        let record_id = made.envelope.record_id;
        seen.insert(record_id);
        if !voided.contains(&record_id) {
            traces.extend(traced.trace(conn, &made).await?);
        }
    }
    Ok((traces, seen))
}
