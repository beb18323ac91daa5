//! The projection: computed anew from each record and compared with what boards and lists are made from.
//!
//! What is still waiting in the queues is passed over. Places are taken as they were judged by then, because a post
//! or point that moved later changes no old judgement.

use std::collections::HashSet;

use domain::ids::{BootId, DeviceId, RecordId, StreamId};
use protocol::{Kind, PublicKey, Record};

use super::{difference, place};
use crate::{
    db::Conn,
    error::Result,
    identity,
    project::{Fact, JudgedPlace, Known, Meaning, NamedPlace, interpret},
    tables::{
        anchors, check_ins,
        devices::Device,
        duty_events, events, hazards, photos, projection_queue,
        records::{RecordStatus, StoredRecord},
        retime_queue, sessions,
    },
};

/// A comparison that runs along with the chains.
pub(crate) struct Comparison {
    server: Option<PublicKey>,
    waiting_boots: HashSet<(DeviceId, BootId)>,
    upto: u64,
    seen: HashSet<RecordId>,
}

impl Comparison {
    pub(crate) async fn begin(conn: &mut Conn) -> Result<Self> {
        let waiting_boots = retime_queue::all(conn).await?.into_iter().collect();
        Ok(Self { server: identity::public_key(conn).await?, waiting_boots, upto: 0, seen: HashSet::new() })
    }

    /// The next records are of this stream.
    pub(crate) async fn stream(&mut self, conn: &mut Conn, id: StreamId) -> Result<()> {
        self.upto = projection_queue::upto(conn, id).await?;
        Ok(())
    }

    /// Compares one record.
    pub(crate) async fn record(&mut self, conn: &mut Conn, record: &StoredRecord, device: &Device) -> Result<()> {
        if record.status != RecordStatus::Ok || record.seq > self.upto {
            return Ok(());
        }
        let where_ = || place(record.stream_id, record.seq);
        let missing = || difference(format!("{} is not projected", where_()));
        let Some(stored) = stored_fact(conn, record.record_id).await? else { return Err(missing()) };
        if !self.seen.insert(record.record_id)
            || (stored.envelope.stream_id, stored.envelope.seq) != (record.stream_id, record.seq)
        {
            // The phone sent it again under a new stream; the copy that counts is compared in its own place.
            return Ok(());
        }
        let envelope = Record::decode(&record.bytes).map_err(|e| difference(format!("{}: {e}", where_())))?;
        let body = envelope.read_body().map_err(|e| difference(format!("{}: {e}", where_())))?;
        let known = anchors::of_boot(conn, device.id, envelope.time.boot_id).await?;
        let named = NamedPlace { school_id: stored.envelope.school_id, judged: judged(&stored.meaning) };
        let beside = Known { device_id: device.id, anchors: &known, named, server: self.server.as_ref() };
        let mut fresh = interpret(record, &envelope, &body, beside);
        if self.waiting_boots.contains(&(device.id, envelope.time.boot_id)) {
            fresh.envelope.time = stored.envelope.time;
        }
        for photo in std::mem::take(&mut fresh.photos) {
            let promised = photos::get(conn, photo.photo_id).await?;
            let named_first = promised.as_ref().is_some_and(|p| p.record_id != photo.record_id);
            if !named_first && promised.as_ref() != Some(&photo) {
                return Err(difference(format!("a photo of {} is not projected as it was signed", where_())));
            }
        }
        if fresh != stored {
            return Err(difference(format!("{} is projected otherwise than it reads", where_())));
        }
        Ok(())
    }

    /// Nothing may be projected that no record says. Gives how many records are.
    pub(crate) async fn end(self, conn: &mut Conn) -> Result<u64> {
        let (events, meanings) = events::counts(conn).await?;
        if events != meanings {
            return Err(difference(format!("{events} records are projected, and {meanings} meanings")));
        }
        match u64::try_from(events).unwrap_or(0) {
            projected if projected == self.seen.len() as u64 => Ok(projected),
            projected => {
                Err(difference(format!("{projected} records are projected, and {} are stored", self.seen.len())))
            }
        }
    }
}

/// A projected record as the tables have it, without its photos.
async fn stored_fact(conn: &mut Conn, id: RecordId) -> Result<Option<Fact>> {
    let Some(envelope) = events::get(conn, id).await? else { return Ok(None) };
    let meaning = match Kind::from_number(envelope.kind) {
        Kind::DutyOn | Kind::DutyOff => duty_events::get(conn, id).await?.map(Meaning::Duty),
        Kind::CheckIn => check_ins::get(conn, id).await?.map(Meaning::CheckIn),
        Kind::HazardReport => hazards::get(conn, id).await?.map(Meaning::Hazard),
        Kind::SessionOpen | Kind::SessionClose => sessions::get(conn, id).await?.map(Meaning::Session),
        Kind::Unknown(_) => None,
    };
    Ok(meaning.map(|meaning| Fact { envelope, meaning, photos: Vec::new() }))
}

fn judged(meaning: &Meaning) -> Option<JudgedPlace> {
    match meaning {
        Meaning::Duty(duty) => duty.judged,
        Meaning::CheckIn(visit) => visit.judged,
        Meaning::Hazard(_) | Meaning::Session(_) => None,
    }
}
