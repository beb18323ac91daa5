//! What interpretation needs beside the record, read once for each transaction.

use std::{collections::HashMap, sync::Arc};

use domain::{
    ids::{PointId, PostId, RecordId, SchoolId, StaffId, StreamId},
    presence::LiveReading,
    time::{Anchor, UtcMs},
};
use protocol::{Body, LiveCode, Record, ServerKeys, Tag};

use super::{
    boots::Boots,
    interpret::{JudgedPlace, NamedPlace},
    live_scan::{self, Keys},
};
use crate::{
    db::Conn,
    error::Result,
    identity, ingest,
    tables::{
        devices::{self, Device},
        place_editions, points, posts, records, schools, staff, streams,
        tags::{self, Form},
    },
};

/// Values read so far in this transaction.
#[derive(Default)]
pub(crate) struct Lookup {
    devices: HashMap<StreamId, Option<Arc<Device>>>,
    pub(crate) boots: Boots,
    posts: HashMap<PostId, Option<Stood>>,
    points: HashMap<PointId, Option<Stood>>,
    schools: HashMap<SchoolId, bool>,
    server_keys: Option<Option<Arc<ServerKeys>>>,
}

/// A post or point with all places where it stood.
struct Stood {
    school_id: SchoolId,
    now: JudgedPlace,
    /// Until when it stood where; the oldest first.
    before: Vec<(UtcMs, JudgedPlace)>,
}

impl Stood {
    /// As a record that came in then is judged.
    fn at(&self, received: UtcMs) -> NamedPlace {
        let stood = self.before.iter().find(|(until, _)| received < *until).map_or(self.now, |(_, place)| *place);
        NamedPlace { school_id: Some(self.school_id), judged: Some(stood) }
    }
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

    /// The place a body names, as it stood when the record came in. A place that is not in the lists falls back to the
    /// school the phone belongs to.
    pub(crate) async fn place(
        &mut self,
        conn: &mut Conn,
        (body, received): (&Body, UtcMs),
        device: &Device,
    ) -> Result<NamedPlace> {
        let mut named = match body {
            Body::DutyOn(on) => self.post(conn, on.post_id, received).await?,
            Body::DutyOff(off) => self.post(conn, off.post_id, received).await?,
            Body::CheckIn(visit) => self.point(conn, visit.point_id, received).await?,
            Body::HazardReport(report) => self.school(conn, report.school_id).await?,
            Body::DutyNote(note) => self.post(conn, note.post_id, received).await?,
            Body::RosterRequest(request) => self.post(conn, request.post_id, received).await?,
            Body::EscortSheet(sheet) => self.school(conn, sheet.school_id).await?,
            Body::DayReview(review) => self.school(conn, review.school_id).await?,
            Body::PatrolRun(run) => match run.planned.first() {
                Some(point) => NamedPlace { judged: None, ..self.point(conn, *point, received).await? },
                None => NamedPlace::default(),
            },
            Body::Answer(answer) => self.about(conn, answer.about, received).await?,
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
            _ => {
                self.point(conn, code.point_id, received).await?.school_id.is_some_and(|it| named.school_id == Some(it))
            }
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
        let Some(tag) = tag_text(body).and_then(Tag::read) else { return Ok(false) };
        let doubt = i64::from(record.time.estimate_err_ms.unwrap_or(0));
        let earliest = record.time.estimate.map_or(record.time.wall, |at| at.plus(-doubt));
        let issued = tags::of_point(conn, tag.point_id).await?;
        let print = issued.iter().find(|it| it.form == Form::Print && it.serial == tag.serial);
        Ok(print.and_then(|it| it.retired.as_ref()).is_some_and(|(at, _)| earliest.min(received) > *at))
    }

    /// Whether the tag that was read at a post is one of its school: its points hang at and around the gates.
    pub(crate) async fn is_of_school(&mut self, conn: &mut Conn, body: &Body, named: NamedPlace) -> Result<bool> {
        let Body::DutyOn(_) = body else { return Ok(false) };
        let Some(tag) = tag_text(body).and_then(Tag::read) else { return Ok(false) };
        let school = self.point(conn, tag.point_id, UtcMs(i64::MAX)).await?.school_id;
        Ok(school.is_some() && school == named.school_id)
    }

    /// Whether a witness counts: somebody else who is known, of the same school or station as the phone or the worker.
    pub(crate) async fn is_witness(
        &mut self,
        conn: &mut Conn,
        (actor, witness): (Option<StaffId>, StaffId),
        device: &Device,
    ) -> Result<bool> {
        if actor == Some(witness) {
            return Ok(false);
        }
        let Some(known) = staff::get(conn, witness).await? else { return Ok(false) };
        let worker = match actor {
            Some(actor) => staff::get(conn, actor).await?,
            None => None,
        };
        Ok(known.unit == device.unit || worker.is_some_and(|worker| worker.unit == known.unit))
    }

    /// The keys that signed tags.
    pub(crate) async fn server_keys(&mut self, conn: &mut Conn) -> Result<Option<Arc<ServerKeys>>> {
        if self.server_keys.is_none() {
            self.server_keys = Some(identity::public_keys(conn).await?.map(Arc::new));
        }
        Ok(self.server_keys.clone().flatten())
    }

    async fn post(&mut self, conn: &mut Conn, id: PostId, received: UtcMs) -> Result<NamedPlace> {
        if let Some(known) = self.posts.get(&id) {
            return Ok(named(known.as_ref(), received));
        }
        let stood = match posts::get(conn, id).await? {
            Some(post) => Some(Stood {
                school_id: post.school_id,
                now: JudgedPlace { place: post.place, radius_m: post.radius_m },
                before: place_editions::of(conn, id).await?,
            }),
            None => None,
        };
        let told = named(stood.as_ref(), received);
        self.posts.insert(id, stood);
        Ok(told)
    }

    async fn point(&mut self, conn: &mut Conn, id: PointId, received: UtcMs) -> Result<NamedPlace> {
        if let Some(known) = self.points.get(&id) {
            return Ok(named(known.as_ref(), received));
        }
        let stood = match points::get(conn, id).await? {
            Some(kept) => Some(Stood {
                school_id: kept.point.school_id,
                now: JudgedPlace { place: kept.point.place, radius_m: kept.point.radius_m },
                before: place_editions::of(conn, id).await?,
            }),
            None => None,
        };
        let told = named(stood.as_ref(), received);
        self.points.insert(id, stood);
        Ok(told)
    }

    /// An answer is about the school of the record that was asked about. It is read from the raw record: that may be
    /// projected in the same step. What came after the answer says nothing, so that it reads the same whenever it is read.
    async fn about(&mut self, conn: &mut Conn, id: RecordId, received: UtcMs) -> Result<NamedPlace> {
        let copies = records::by_id(conn, id).await?;
        let Some(record) = copies.into_iter().find(|it| it.received_at <= received) else {
            return Ok(NamedPlace::default());
        };
        let body = ingest::readable(|| Record::decode(&record.bytes).ok()?.read_body().ok()).flatten();
        let (Some(body), Some(device)) = (body, self.device(conn, record.stream_id).await?) else {
            return Ok(NamedPlace::default());
        };
        if matches!(body, Body::Answer(_)) {
            return Ok(NamedPlace::default());
        }
        let named = Box::pin(self.place(conn, (&body, record.received_at), &device)).await?;
        Ok(NamedPlace { judged: None, ..named })
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

fn named(stood: Option<&Stood>, received: UtcMs) -> NamedPlace {
    stood.map_or_else(NamedPlace::default, |it| it.at(received))
}

/// The text of a code that is no live code, read at a point or on coming to a post.
fn tag_text(body: &Body) -> Option<&str> {
    match body {
        Body::CheckIn(visit) => visit.tag.as_deref(),
        Body::DutyOn(on) => on.detail.as_ref()?.tag.as_deref(),
        _ => None,
    }
}

/// The colleague whom a record names as its witness.
pub(crate) fn witness(body: &Body) -> Option<StaffId> {
    match body {
        Body::CheckIn(visit) => visit.detail.as_ref()?.witness,
        _ => None,
    }
}
