//! What interpretation needs beside the record, read once for each transaction.

use std::{collections::HashMap, sync::Arc};

use domain::{
    ids::{PointId, PostId, RecordId, SchoolId, StreamId},
    presence::LiveReading,
    time::{Anchor, UtcMs},
};
use protocol::{Body, LiveCode, PublicKey, Record, Tag};

use super::{
    boots::Boots,
    interpret::{JudgedPlace, NamedPlace},
    live_scan::{self, Keys},
};
use crate::{
    db::Conn,
    error::Result,
    identity,
    tables::{
        devices::{self, Device},
        events, points, posts, schools, streams,
        tags::{self, Form},
    },
};

/// Values read so far in this transaction.
#[derive(Default)]
pub(crate) struct Lookup {
    devices: HashMap<StreamId, Option<Arc<Device>>>,
    pub(crate) boots: Boots,
    posts: HashMap<PostId, NamedPlace>,
    points: HashMap<PointId, NamedPlace>,
    schools: HashMap<SchoolId, bool>,
    server_key: Option<Option<PublicKey>>,
}

impl Lookup {
    /// The phone that owns a stream.
    pub(crate) async fn device(&mut self, conn: &mut Conn, stream: StreamId) -> Result<Option<Arc<Device>>> {
        if let Some(known) = self.devices.get(&stream) {
            return Ok(known.clone());
        }
        let device = match streams::get(conn, stream).await? {
            Some(stream) => devices::get(conn, stream.device_id).await?.map(Arc::new),
            None => None,
        };
        self.devices.insert(stream, device.clone());
        Ok(device)
    }

    /// The place a body names. A place that is not in the lists falls back to the school the phone belongs to.
    pub(crate) async fn place(&mut self, conn: &mut Conn, body: &Body, device: &Device) -> Result<NamedPlace> {
        let mut named = match body {
            Body::DutyOn(on) => self.post(conn, on.post_id).await?,
            Body::DutyOff(off) => self.post(conn, off.post_id).await?,
            Body::CheckIn(visit) => self.point(conn, visit.point_id).await?,
            Body::HazardReport(report) => self.school(conn, report.school_id).await?,
            Body::DutyNote(note) => self.post(conn, note.post_id).await?,
            Body::RosterRequest(request) => self.post(conn, request.post_id).await?,
            Body::EscortSheet(sheet) => self.school(conn, sheet.school_id).await?,
            Body::DayReview(review) => self.school(conn, review.school_id).await?,
            Body::PatrolRun(run) => match run.planned.first() {
                Some(point) => NamedPlace { judged: None, ..self.point(conn, *point).await? },
                None => NamedPlace::default(),
            },
            Body::Answer(answer) => self.about(conn, answer.about).await?,
            Body::SessionOpen(_)
            | Body::SessionClose(_)
            | Body::ClockEvent(_)
            | Body::DeviceEvent(_)
            | Body::Correction(_) => NamedPlace::default(),
        };
        if named.school_id.is_none() {
            named.school_id = self.school(conn, SchoolId(device.unit.0)).await?.school_id;
        }
        Ok(named)
    }

    /// What became of the live code a record carries, and the anchor that a clock without one gets from it. A code
    /// proves a visit to its own point; at a duty post, any point of the same school has its screen at the gate.
    pub(crate) async fn live(
        &mut self,
        conn: &mut Conn,
        (record, received): (&Record, UtcMs),
        body: &Body,
        named: NamedPlace,
    ) -> Result<(LiveReading, Option<Anchor>)> {
        let scan = match body {
            Body::CheckIn(visit) => visit.detail.as_ref().and_then(|it| it.live.as_ref()),
            Body::DutyOn(on) => on.detail.as_ref().and_then(|it| it.live.as_ref()),
            _ => None,
        };
        let Some(scan) = scan else { return Ok((LiveReading::None, None)) };
        let Some(code) = LiveCode::read(&scan.text) else { return Ok((LiveReading::Invalid, None)) };
        let here = match body {
            Body::CheckIn(visit) => code.point_id == visit.point_id,
            _ => self.point(conn, code.point_id).await?.school_id.is_some_and(|it| named.school_id == Some(it)),
        };
        let (Some(kept), Some(secret)) = (points::get(conn, code.point_id).await?, identity::live_secret(conn).await?)
        else {
            return Ok((LiveReading::Invalid, None));
        };
        if !here {
            return Ok((LiveReading::Invalid, None));
        }
        let issued = tags::of_point(conn, code.point_id).await?;
        let keys = Keys { secret: &secret, serial: kept.live_serial, issued: &issued };
        Ok(live_scan::judge(scan, &code, &keys, (&record.time, received)))
    }

    /// Whether the print of a tag that was read at a point had been taken down before the record was made: by the
    /// earliest time that the phone's clocks allow, and never after it was received.
    pub(crate) async fn is_retired(
        &self,
        conn: &mut Conn,
        (record, received): (&Record, UtcMs),
        body: &Body,
    ) -> Result<bool> {
        let Body::CheckIn(visit) = body else { return Ok(false) };
        let Some(tag) = visit.tag.as_deref().and_then(Tag::read) else { return Ok(false) };
        let doubt = i64::from(record.time.estimate_err_ms.unwrap_or(0));
        let earliest = record.time.estimate.map_or(record.time.wall, |at| at.plus(-doubt));
        let issued = tags::of_point(conn, tag.point_id).await?;
        let print = issued.iter().find(|it| it.form == Form::Print && it.serial == tag.serial);
        Ok(print.and_then(|it| it.retired.as_ref()).is_some_and(|(at, _)| earliest.min(received) > *at))
    }

    /// The key that signs tags.
    pub(crate) async fn server_key(&mut self, conn: &mut Conn) -> Result<Option<PublicKey>> {
        if self.server_key.is_none() {
            self.server_key = Some(identity::public_key(conn).await?);
        }
        Ok(self.server_key.flatten())
    }

    async fn post(&mut self, conn: &mut Conn, id: PostId) -> Result<NamedPlace> {
        if let Some(known) = self.posts.get(&id) {
            return Ok(*known);
        }
        let named = posts::get(conn, id).await?.map_or_else(NamedPlace::default, |post| NamedPlace {
            school_id: Some(post.school_id),
            judged: Some(JudgedPlace { place: post.place, radius_m: post.radius_m }),
        });
        self.posts.insert(id, named);
        Ok(named)
    }

    async fn point(&mut self, conn: &mut Conn, id: PointId) -> Result<NamedPlace> {
        if let Some(known) = self.points.get(&id) {
            return Ok(*known);
        }
        let named = points::get(conn, id).await?.map_or_else(NamedPlace::default, |kept| NamedPlace {
            school_id: Some(kept.point.school_id),
            judged: Some(JudgedPlace { place: kept.point.place, radius_m: kept.point.radius_m }),
        });
        self.points.insert(id, named);
        Ok(named)
    }

    /// An answer is about the school of the record that was asked about; that one came first, or nobody could have asked.
    async fn about(&mut self, conn: &mut Conn, id: RecordId) -> Result<NamedPlace> {
        let event = events::get(conn, id).await?;
        Ok(NamedPlace { school_id: event.and_then(|event| event.school_id), judged: None })
    }

    async fn school(&mut self, conn: &mut Conn, id: SchoolId) -> Result<NamedPlace> {
        let known = match self.schools.get(&id) {
            Some(known) => *known,
            None => {
                let exists = schools::get(conn, id).await?.is_some();
                self.schools.insert(id, exists);
                exists
            }
        };
        Ok(NamedPlace { school_id: known.then_some(id), judged: None })
    }
}
