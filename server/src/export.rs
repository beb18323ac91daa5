//! Every stored record as one line of JSON, for people who want their data elsewhere.

use domain::{ids::RecordId, photo::Photo, time::TimeInterval};
use protocol::{Kind, Record};
use serde_json::{Value, json};

use crate::{
    db::{Conn, Database},
    error::Result,
    plain,
    project::{Boots, Envelope},
    tables::{
        devices::{self, Device},
        events,
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
    let mut boots = Boots::default();
    let mut after = None;
    loop {
        let page = streams::page(&mut conn, after, ROWS).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(last.stream_id);
        for stream in &page {
            let device = devices::get(&mut conn, stream.device_id).await?;
            let mut upto = filter.since;
            loop {
                let records = records::after(&mut conn, stream.stream_id, upto, ROWS).await?;
                let Some(last) = records.last() else { break };
                upto = last.seq;
                let ids: Vec<RecordId> = records.iter().map(|record| record.record_id).collect();
                let projected = events::known(&mut conn, &ids).await?;
                for record in records.iter().filter(|r| filter.kind.is_none_or(|kind| kind.number() == r.kind)) {
                    let known = Known { device: device.as_ref(), projected: projected.get(&record.record_id) };
                    line(describe(&mut conn, (stream, record), known, &mut boots).await?);
                }
            }
        }
    }
}

/// What is known beside a record.
#[derive(Clone, Copy)]
struct Known<'a> {
    device: Option<&'a Device>,
    /// The record, or a copy of it, as projected.
    projected: Option<&'a Envelope>,
}

impl Known<'_> {
    /// When the record was made, as boards have it; of one that is on none, what its boot says.
    async fn time(
        self,
        conn: &mut Conn,
        of: (&StoredRecord, &Record),
        boots: &mut Boots,
    ) -> Result<Option<TimeInterval>> {
        if let Some(it) = self.projected.filter(|it| (it.stream_id, it.seq) == (of.0.stream_id, of.0.seq)) {
            return Ok(Some(it.time));
        }
        match self.device {
            Some(device) => boots.time(conn, device, of).await.map(|it| Some(it.time)),
            None => Ok(None),
        }
    }
}

async fn describe(
    conn: &mut Conn,
    (stream, record): (&Stream, &StoredRecord),
    known: Known<'_>,
    boots: &mut Boots,
) -> Result<Value> {
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
    let time = known.time(conn, (record, &envelope), boots).await?;
    line["staff_id"] = json!(envelope.actor);
    line["recorded_at"] = json!(envelope.time.wall);
    line["time"] = json!(time);
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
