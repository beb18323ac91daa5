//! Looks through what a phone recorded for what does not fit together, after it sent something. Findings are computed
//! anew each time from the stored bytes and put in the place of the earlier ones, but for those that are older than a look
//! goes back. They decide nothing, and nobody waits for them: a phone with a long history is looked through more seldom,
//! so that looking never costs what taking in does.

use std::collections::{HashMap, HashSet};

use domain::{
    ids::{DeviceId, PointId, RecordId},
    patrol_point::PatrolPoint,
    plausibility::{self, TagSeen, Trace, Visited},
    time::UtcMs,
};
use protocol::{Body, PublicKey, Record, Tag};

use crate::{
    clock,
    db::{Conn, Database},
    error::Result,
    identity, ingest,
    project::{CheckInRow, stated},
    tables::{check_ins, doubts, events, lines, points},
};

/// Phones in one transaction.
const DEVICES: i64 = 8;
/// How far back a phone is looked through.
const BACK_MS: i64 = 60 * 24 * 3_600_000;
/// After it was looked through, a phone rests so long for each record of its history: a morning's for seconds, sixty
/// days' for minutes.
const REST_MS: i64 = 300;

/// A phone whose look was cut off comes back after so long.
const BACK_AFTER_MS: i64 = 60_000;

/// When a phone that waits has rested; `None` while none waits.
pub(crate) async fn next(db: &Database) -> Result<Option<UtcMs>> {
    doubts::next(&mut *db.snapshot().await?).await
}

/// Looks through some phones that sent something and have rested by then; whether there were any. Nobody who writes
/// waits for the reading.
pub(crate) async fn step(db: &Database, rested: UtcMs) -> Result<bool> {
    let mut tx = db.begin().await?;
    let devices = doubts::take(&mut tx, rested, clock::now().plus(BACK_AFTER_MS), DEVICES).await?;
    tx.commit().await?;
    let mut known = HashMap::new();
    for device in &devices {
        let mut snapshot = db.snapshot().await?;
        let server = identity::public_key(&mut snapshot).await?;
        let (history, seen) = history(&mut snapshot, *device, server.as_ref(), &mut known).await?;
        drop(snapshot);
        let found = plausibility::look(&history);
        let length = i64::try_from(history.len()).unwrap_or(i64::MAX);
        let mut tx = db.begin().await?;
        doubts::replace(&mut tx, *device, (&found, &seen)).await?;
        let now = clock::now();
        doubts::rest(&mut tx, *device, (now, now.plus(length.saturating_mul(REST_MS)))).await?;
        tx.commit().await?;
    }
    Ok(!devices.is_empty())
}

/// What a phone recorded, in the order of its streams, without what was voided; and all that was seen of it.
async fn history(
    conn: &mut Conn,
    device: DeviceId,
    server: Option<&PublicKey>,
    known: &mut HashMap<PointId, Option<PatrolPoint>>,
) -> Result<(Vec<Trace>, HashSet<RecordId>)> {
    let since = clock::now().plus(-BACK_MS);
    let voided: HashSet<RecordId> = events::voided_of_device(conn, device).await?.into_iter().collect();
    let visits = check_ins::of_device(conn, device, since).await?;
    let (mut traces, mut seen) = (Vec::new(), HashSet::new());
    for made in lines::made_since(conn, device, since).await? {
        let record_id = made.envelope.record_id;
        seen.insert(record_id);
        if voided.contains(&record_id) {
            continue;
        }
        let Some((record, body)) = read(&made.bytes) else { continue };
        let visit = visits.get(&record_id);
        let point = match visit {
            Some(visit) => known_point(conn, visit.point_id, known).await?,
            None => None,
        };
        traces.push(trace(&made.envelope, (&record, &body), visit.zip(point.as_ref()), server));
    }
    Ok((traces, seen))
}

fn read(bytes: &[u8]) -> Option<(Record, Body)> {
    ingest::readable(|| {
        let record = Record::decode(bytes).ok()?;
        let body = record.read_body().ok()?;
        Some((record, body))
    })
    .flatten()
}

async fn known_point(
    conn: &mut Conn,
    id: PointId,
    known: &mut HashMap<PointId, Option<PatrolPoint>>,
) -> Result<Option<PatrolPoint>> {
    if let Some(point) = known.get(&id) {
        return Ok(point.clone());
    }
    let point = points::get(conn, id).await?.map(|kept| kept.given());
    known.insert(id, point.clone());
    Ok(point)
}

fn trace(
    envelope: &crate::project::Envelope,
    (record, body): (&Record, &Body),
    visit: Option<(&CheckInRow, &PatrolPoint)>,
    server: Option<&PublicKey>,
) -> Trace {
    let (position, tag) = match body {
        Body::CheckIn(it) => (it.position.clone(), tag_seen(it.tag.as_deref(), visit.map(|(_, point)| point), server)),
        Body::DutyOn(it) => (it.position.clone(), TagSeen::None),
        Body::DutyOff(it) => (it.position.clone(), TagSeen::None),
        Body::HazardReport(it) => (it.position.clone(), TagSeen::None),
        _ => (None, TagSeen::None),
    };
    Trace {
        record_id: envelope.record_id,
        staff_id: envelope.staff_id,
        point: visit.and_then(|(row, _)| {
            let judged = row.judged?;
            Some(Visited { point_id: row.point_id, place: judged.place, radius_m: judged.radius_m })
        }),
        position,
        tag,
        low_proof: visit.is_some_and(|(row, point)| row.proof.level > point.min_proof),
        photos: body.photos().iter().map(|photo| photo.sha256).collect(),
        time: envelope.time,
        boot_id: record.time.boot_id,
        boot_ms: record.time.boot_ms,
        wall: record.time.wall,
        stated: stated(body).is_some(),
    }
}

/// What the code read at a point was: an earlier print of the point's own tag is retired, anything else is foreign.
fn tag_seen(text: Option<&str>, point: Option<&PatrolPoint>, server: Option<&PublicKey>) -> TagSeen {
    let (Some(text), Some(point)) = (text, point) else { return TagSeen::None };
    let own = Tag::read(text).filter(|tag| tag.point_id == point.id && server.is_some_and(|key| tag.is_from(key)));
    match own {
        Some(tag) if point.tag_serial.is_some_and(|serial| tag.serial < serial) => TagSeen::Retired,
        Some(_) => TagSeen::Own,
        None => TagSeen::Foreign,
    }
}
