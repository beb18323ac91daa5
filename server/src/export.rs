//! Every stored record as one line of JSON, for people who want their data elsewhere.

use std::{collections::HashMap, sync::Arc};

use domain::{
    ids::{BootId, DeviceId},
    photo::Photo,
    time::{Anchor, correct},
};
use protocol::{Kind, Record};
use serde_json::{Value, json};

use crate::{
    db::{Conn, Database},
    error::Result,
    plain,
    tables::{
        anchors,
        records::{self, StoredRecord},
        streams::{self, Stream},
        uploads::{self, UploadState},
    },
};

/// Which records.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Filter {
    /// Only of this kind.
    pub(crate) kind: Option<Kind>,
    /// Only those after this place in their stream.
    pub(crate) since: u64,
}

/// Rows read at once.
const ROWS: i64 = 200;

/// Gives each record's line to `line`, stream by stream in the order in which each was recorded.
pub(crate) async fn lines(db: &Database, filter: Filter, mut line: impl FnMut(Value)) -> Result<()> {
    let mut conn = db.snapshot().await?;
    let mut known = Clocks::default();
    let mut after = None;
    loop {
        let page = streams::page(&mut conn, after, ROWS).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(last.stream_id);
        for stream in &page {
            let mut upto = filter.since;
            loop {
                let records = records::after(&mut conn, stream.stream_id, upto, ROWS).await?;
                let Some(last) = records.last() else { break };
                upto = last.seq;
                for record in records.iter().filter(|r| filter.kind.is_none_or(|kind| kind.number() == r.kind)) {
                    line(describe(&mut conn, stream, record, &mut known).await?);
                }
            }
        }
    }
}

/// Anchors read so far, by boot.
#[derive(Default)]
struct Clocks(HashMap<(DeviceId, BootId), Arc<[Anchor]>>);

impl Clocks {
    async fn of(&mut self, conn: &mut Conn, device: DeviceId, boot: BootId) -> Result<Arc<[Anchor]>> {
        if let Some(known) = self.0.get(&(device, boot)) {
            return Ok(known.clone());
        }
        let read: Arc<[Anchor]> = anchors::of_boot(conn, device, boot).await?.into();
        self.0.insert((device, boot), read.clone());
        Ok(read)
    }
}

async fn describe(conn: &mut Conn, stream: &Stream, record: &StoredRecord, known: &mut Clocks) -> Result<Value> {
    let mut line = json!({
        "record_id": record.record_id,
        "kind": Kind::from_number(record.kind).word(),
        "device_id": stream.device_id,
        "stream_id": record.stream_id,
        "seq": record.seq,
        "staff_id": null,
        "recorded_at": null,
        "time": null,
        "status": record.status,
        "photos": [],
        "body": null,
    });
    // Bytes that were damaged on the disk are still listed; `verify` says what happened to them.
    let Ok(envelope) = Record::decode(&record.bytes) else { return Ok(line) };
    let anchors = known.of(conn, stream.device_id, envelope.time.boot_id).await?;
    let time = correct(&envelope.time, &anchors, record.received_at);
    line["staff_id"] = json!(envelope.actor);
    line["recorded_at"] = json!(envelope.time.wall);
    line["time"] = json!({ "lo": time.lo, "best": time.best, "hi": time.hi, "quality": time.quality });
    line["body"] = plain::body(&envelope);
    if let Ok(body) = envelope.read_body() {
        let mut photos = Vec::new();
        for photo in body.photos() {
            let hex = data_encoding::HEXLOWER.encode(&*photo.sha256);
            photos.push(json!({ "sha256": hex, "stored": is_stored(conn, photo).await? }));
        }
        line["photos"] = Value::Array(photos);
    }
    Ok(line)
}

async fn is_stored(conn: &mut Conn, photo: &Photo) -> Result<bool> {
    let upload = uploads::get(conn, photo.id).await?;
    Ok(upload.is_some_and(|u| u.state == UploadState::Stored && u.sha256 == photo.sha256))
}
