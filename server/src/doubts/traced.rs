//! One record as the rules of plausibility look at it: from its bytes, from what the server made of it, and from what is
//! known of clocks, tags and codes now.

use std::collections::HashMap;

use domain::{
    ids::{DeviceId, PointId, RecordId},
    live_scan::LiveScan,
    patrol_point::PatrolPoint,
    photo::Digest,
    plausibility::{LiveSeen, LiveTimes, Sort, Spot, TagSeen, Trace, Visited},
    position::Position,
    presence::{LiveReading, ProofCode},
    time::{Run, TimeInterval, UtcMs},
};
use protocol::{Body, LiveCode, Record, ServerKeys, Tag};

use crate::{
    db::Conn,
    error::Result,
    identity, ingest,
    project::{Boots, CheckInRow, Envelope, JudgedPlace, Lookup, stated},
    tables::{
        check_ins,
        devices::{self, Device},
        duty_events,
        lines::Written,
        points,
    },
};

/// What a phone's records are read with.
pub(super) struct Traced {
    device: Device,
    server: Option<ServerKeys>,
    visits: HashMap<RecordId, CheckInRow>,
    comings: HashMap<RecordId, (Option<JudgedPlace>, LiveReading)>,
    points: HashMap<PointId, Option<PatrolPoint>>,
    boots: Boots,
}

/// The tag that was read, where it hangs when that is not the visited point, and the picture it was read in.
#[derive(Default)]
struct TagRead {
    seen: TagSeen,
    at: Option<Visited>,
    image: Option<Digest>,
}

impl Traced {
    /// Reads what the server made of a phone's records since a moment.
    pub(super) async fn begin(conn: &mut Conn, device: DeviceId, since: UtcMs) -> Result<Option<Self>> {
        let Some(known) = devices::get(conn, device).await? else { return Ok(None) };
        Ok(Some(Self {
            device: known,
            server: identity::public_keys(conn).await?,
            visits: check_ins::of_device(conn, device, since).await?,
            comings: duty_events::comings_of_device(conn, device, since).await?,
            points: HashMap::new(),
            boots: Boots::default(),
        }))
    }

    /// One record; nothing for what this build cannot read.
    pub(super) async fn trace(&mut self, conn: &mut Conn, made: &Written) -> Result<Option<Trace>> {
        let Some((record, body)) = read(&made.bytes) else { return Ok(None) };
        let envelope = &made.envelope;
        let (point, low_proof) = self.place(conn, envelope.record_id, &body).await?;
        let tag = self.tag(conn, (envelope, &record), &body).await?;
        let live = self.live(conn, (envelope, &record), &body).await?;
        let originals = || body.photos().iter().filter_map(|photo| photo.notes.as_ref()?.original);
        Ok(Some(Trace {
            record_id: envelope.record_id,
            sort: sort(&body),
            staff_id: envelope.staff_id,
            point,
            position: position(&body).cloned(),
            tag: tag.seen,
            tag_at: tag.at,
            tag_image: tag.image,
            live,
            low_proof,
            photos: body.photos().iter().map(|photo| photo.sha256).chain(originals()).collect(),
            time: envelope.time,
            boot_id: record.time.boot_id,
            boot_ms: record.time.boot_ms,
            wall: record.time.wall,
            stated: stated(&body).is_some(),
        }))
    }

    /// Where a record says that somebody was, as it was judged then; and whether it proves less than is asked for there.
    /// A coming entered afterwards was entered anywhere.
    async fn place(&mut self, conn: &mut Conn, id: RecordId, body: &Body) -> Result<(Option<Visited>, bool)> {
        let visited = |spot, at: JudgedPlace| Visited { spot, place: at.place, radius_m: at.radius_m };
        match body {
            Body::CheckIn(_) => {
                let Some(row) = self.visits.get(&id).cloned() else { return Ok((None, false)) };
                let Some(point) = self.point(conn, row.point_id).await? else { return Ok((None, false)) };
                let low_proof = row.asks_proof() && row.proof.level > point.min_proof;
                Ok((row.judged.map(|at| visited(Spot::Point(row.point_id), at)), low_proof))
            }
            Body::DutyOn(on) if on.stated_at.is_none() => {
                let judged = self.comings.get(&id).and_then(|(judged, _)| *judged);
                Ok((judged.map(|at| visited(Spot::Post(on.post_id), at)), false))
            }
            _ => Ok((None, false)),
        }
    }

    async fn point(&mut self, conn: &mut Conn, id: PointId) -> Result<Option<PatrolPoint>> {
        if let Some(known) = self.points.get(&id) {
            return Ok(known.clone());
        }
        let point = points::get(conn, id).await?.map(|kept| kept.given());
        self.points.insert(id, point.clone());
        Ok(point)
    }

    /// What became of a tag: at a point as its proof says; at a post any tag of the school is its own.
    async fn tag(&mut self, conn: &mut Conn, (made, record): (&Envelope, &Record), body: &Body) -> Result<TagRead> {
        match body {
            Body::CheckIn(visit) => {
                let says = |code| self.visits.get(&made.record_id).is_some_and(|row| row.says(code));
                let seen = match () {
                    () if says(ProofCode::TagValid) => TagSeen::Own,
                    () if says(ProofCode::TagRetired) => TagSeen::Retired,
                    () if says(ProofCode::TagInvalid) => TagSeen::Foreign,
                    () => TagSeen::None,
                };
                Ok(TagRead { seen, at: None, image: visit.detail.as_ref().and_then(|it| it.tag_image) })
            }
            Body::DutyOn(on) => {
                let Some(detail) = on.detail.as_ref() else { return Ok(TagRead::default()) };
                let image = detail.tag_image;
                let Some(text) = &detail.tag else { return Ok(TagRead { image, ..TagRead::default() }) };
                let signed = Tag::read(text).filter(|tag| self.server.as_ref().is_some_and(|keys| keys.signed(tag)));
                let point = match signed {
                    Some(tag) => self.point(conn, tag.point_id).await?,
                    None => None,
                };
                let Some(point) = point.filter(|it| Some(it.school_id) == made.school_id) else {
                    return Ok(TagRead { seen: TagSeen::Foreign, at: None, image });
                };
                let retired = Lookup::default().is_retired(conn, (record, made.received_at), body).await?;
                let at = Visited { spot: Spot::Point(point.id), place: point.place, radius_m: point.radius_m };
                let seen = if retired { TagSeen::Retired } else { TagSeen::Own };
                Ok(TagRead { seen, at: Some(at), image })
            }
            _ => Ok(TagRead::default()),
        }
    }

    /// What became of a live code, with the times it is compared by.
    async fn live(&mut self, conn: &mut Conn, (made, record): (&Envelope, &Record), body: &Body) -> Result<LiveSeen> {
        let Some((scan, reading)) = self.live_read(made.record_id, body) else { return Ok(LiveSeen::None) };
        let own = matches!(reading, LiveReading::Valid | LiveReading::Stale);
        let Some(code) = LiveCode::read(&scan.text).filter(|_| own) else { return Ok(LiveSeen::Foreign) };
        let boot = self.boots.get(conn, self.device.id, record.time.boot_id).await?.without_codes();
        let time = boot.time(&self.device, (record, made.received_at), &Run::default()).time;
        let back = -i64::try_from(record.time.boot_ms.saturating_sub(scan.boot_ms)).unwrap_or(i64::MAX);
        let read = TimeInterval { lo: time.lo.plus(back), best: time.best.plus(back), hi: time.hi.plus(back), ..time };
        let wall = record.time.wall.plus(back);
        Ok(LiveSeen::Own(LiveTimes { reading, shown: code.shown(), read, wall }))
    }

    /// The live code of a record, and what the server made of it when it came.
    fn live_read<'b>(&self, id: RecordId, body: &'b Body) -> Option<(&'b LiveScan, LiveReading)> {
        let (scan, reading) = match body {
            Body::CheckIn(visit) => {
                let says = |code| self.visits.get(&id).is_some_and(|row| row.says(code));
                let reading = match () {
                    () if says(ProofCode::LiveValid) => LiveReading::Valid,
                    () if says(ProofCode::LiveStale) => LiveReading::Stale,
                    () if says(ProofCode::LiveInvalid) => LiveReading::Invalid,
                    () => LiveReading::None,
                };
                (visit.detail.as_ref()?.live.as_ref()?, reading)
            }
            Body::DutyOn(on) => {
                let reading = self.comings.get(&id).map_or(LiveReading::None, |(_, reading)| *reading);
                (on.detail.as_ref()?.live.as_ref()?, reading)
            }
            _ => return None,
        };
        (reading != LiveReading::None).then_some((scan, reading))
    }
}

fn read(bytes: &[u8]) -> Option<(Record, Body)> {
    ingest::readable(|| {
        let record = Record::decode(bytes).ok()?;
        let body = record.read_body().ok()?;
        Some((record, body))
    })
    .flatten()
}

fn sort(body: &Body) -> Sort {
    match body {
        Body::SessionOpen(_) | Body::SessionClose(_) => Sort::Session,
        Body::ClockEvent(_) => Sort::ClockNotice,
        Body::DeviceEvent(_) => Sort::DeviceNotice,
        Body::DutyOn(_)
        | Body::DutyOff(_)
        | Body::CheckIn(_)
        | Body::HazardReport(_)
        | Body::DutyNote(_)
        | Body::EscortSheet(_)
        | Body::Correction(_)
        | Body::RosterRequest(_)
        | Body::DayReview(_)
        | Body::PatrolRun(_)
        | Body::Answer(_) => Sort::Deed,
    }
}

fn position(body: &Body) -> Option<&Position> {
    match body {
        Body::CheckIn(it) => it.position.as_ref(),
        Body::DutyOn(it) => it.position.as_ref(),
        Body::DutyOff(it) => it.position.as_ref(),
        Body::HazardReport(it) => it.position.as_ref(),
        _ => None,
    }
}
