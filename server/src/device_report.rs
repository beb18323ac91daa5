//! Gathers what the office can know of one phone: what it holds, what of it is not understood, how its clock went, and
//! what was decided about it. Read anew from the evidence each time the page is opened.

use domain::{
    ids::DeviceId,
    time::{ClockQuality, FLAG_CLOCK_JUMP, UtcMs},
};
use protocol::{BodyError, Kind, Record};

use crate::{
    db::Conn,
    error::Result,
    tables::{
        accounts, device_list, device_states,
        devices::{self, DeviceState},
        findings,
        lines::{self, Written},
        records::{self, StoredRecord},
        rejected_pushes, staff, streams,
    },
    views::device::{ClockFinding, DeviceClock, DeviceDecision, DeviceReport, QualityCount, RejectedPush, UnreadRow},
};

/// Recent records whose times are looked at.
const TIMES: i64 = 200;
/// Findings and unread records that are listed.
const LISTED: i64 = 100;
/// A clock that is off by less is right for every purpose here.
const NOTABLE_MS: i64 = 60_000;

/// The report for somebody who may decide about the phone, or not; `None` for a phone there is not.
pub(crate) async fn of(conn: &mut Conn, id: DeviceId, may_decide: bool) -> Result<Option<DeviceReport>> {
    let Some(device) = device_list::get(conn, id).await? else { return Ok(None) };
    let mut decisions = device_states::of_device(conn, id).await?;
    accounts::call_by_label(conn, decisions.iter_mut().map(|it| &mut it.account).collect()).await?;
    let late = match (device.state, device.state_since_ms) {
        (DeviceState::Suspended | DeviceState::Revoked, Some(since)) => records::count_since(conn, id, since).await?,
        _ => 0,
    };
    let mut unread = Vec::new();
    for stored in records::unread_of(conn, id, LISTED).await? {
        unread.push(describe_unread(conn, &stored).await?);
    }
    let rejected = rejected_pushes::of_device(conn, id).await?;
    Ok(Some(DeviceReport {
        enrolled_ms: devices::enrolled_at(conn, id).await?,
        clock: clock(&lines::newest(conn, id, TIMES).await?),
        decisions: decisions
            .into_iter()
            .map(|d| DeviceDecision { at_ms: d.at, state: d.state, reason: d.reason, account: d.account })
            .collect(),
        rejected: rejected
            .into_iter()
            .map(|r| RejectedPush { code: r.code, received_ms: r.received_at, stream_id: r.stream_id, bytes: r.bytes })
            .collect(),
        streams: streams::of_device(conn, id).await?,
        findings: findings::of_device(conn, id, LISTED).await?,
        device,
        late,
        unread,
        may_decide,
    }))
}

async fn describe_unread(conn: &mut Conn, stored: &StoredRecord) -> Result<UnreadRow> {
    let envelope = Record::decode(&stored.bytes).ok();
    let actor = envelope.as_ref().and_then(|record| record.actor);
    let who = match actor {
        Some(id) => staff::get(conn, id).await?.map(|person| person.name).unwrap_or_default(),
        None => String::new(),
    };
    let detail = match envelope.as_ref().map(Record::read_body) {
        Some(Err(BodyError::Invalid(error))) => error.to_string(),
        Some(Err(BodyError::Unknown { .. }) | Ok(_)) => String::new(),
        None => "the envelope cannot be read".to_owned(),
    };
    Ok(UnreadRow {
        record_id: stored.record_id,
        status: stored.status,
        kind: Kind::from_number(stored.kind).word().to_owned(),
        kind_number: stored.kind,
        kind_version: envelope.as_ref().map_or(0, |record| record.kind_ver),
        seq: stored.seq,
        bytes: u32::try_from(stored.bytes.len()).unwrap_or(u32::MAX),
        wall_ms: envelope.as_ref().map_or(UtcMs(0), |record| record.time.wall),
        received_ms: stored.received_at,
        who,
        detail,
    })
}

/// What the times of recent records say about the phone's clock.
fn clock(times: &[Written]) -> DeviceClock {
    let letters = [ClockQuality::A, ClockQuality::B, ClockQuality::C, ClockQuality::D];
    let qualities = letters.into_iter().map(|quality| QualityCount {
        quality,
        records: times.iter().filter(|written| written.envelope.time.quality == quality).count() as u32,
    });
    DeviceClock {
        looked_at: times.len() as u32,
        qualities: qualities.filter(|count| count.records > 0).collect(),
        findings: times.iter().filter_map(finding).take(LISTED as usize).collect(),
    }
}

fn finding(written: &Written) -> Option<ClockFinding> {
    let block = Record::decode(&written.bytes).ok()?.time;
    let time = written.envelope.time;
    let jumped = block.flags.is_some_and(|flags| flags & FLAG_CLOCK_JUMP != 0);
    // A clock face is wrong only as far as it lies outside of what is known.
    let off = block.wall.since(time.hi).max(time.lo.since(block.wall));
    (jumped || off > NOTABLE_MS).then(|| ClockFinding {
        record_id: written.envelope.record_id,
        kind: Kind::from_number(written.envelope.kind).word().to_owned(),
        best_ms: time.best,
        wall_ms: block.wall,
        err_ms: time.hi.since(time.best).max(time.best.since(time.lo)),
        quality: time.quality,
        jumped,
    })
}
