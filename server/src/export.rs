//! Every stored record as one line of JSON, for people who want their data elsewhere, and likewise every push that was
//! not taken and is kept as evidence. What nobody can read is given as the bytes it is: nothing stays inside.

use data_encoding::HEXLOWER;
use domain::{ids::RecordId, photo::Photo, time::TimeInterval};
use protocol::{Kind, Record, from_cbor, sync::Push};
use serde_json::{Value, json};

use crate::{
    db::{Conn, Database},
    error::Result,
    ingest::readable,
    plain,
    project::{Boots, Envelope},
    tables::{
        attachments::{self, Attachment},
        devices::{self, Device},
        events,
        records::{self, StoredRecord},
        rejected_pushes::{self, RejectedBytes},
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

/// Gives the line of each push that was not taken to `line`.
pub(crate) async fn rejected_lines(db: &Database, mut line: impl FnMut(Value)) -> Result<()> {
    let mut conn = db.snapshot().await?;
    let mut after = Vec::new();
    loop {
        let page = rejected_pushes::page(&mut conn, &after, rejected_pushes::PAGE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after.clone_from(&last.id);
        for rejected in &page {
            line(describe_rejected(rejected));
        }
    }
}

/// The bytes are those of a push on the wire: the records as they came, and their seal.
fn describe_rejected(rejected: &RejectedBytes) -> Value {
    let push = readable(|| from_cbor::<Push>(&rejected.bytes).ok()).flatten();
    json!({
        "device_id": rejected.device_id,
        "stream_id": rejected.stream_id,
        "code": rejected.code,
        "received_at": rejected.received_at,
        "first": push.as_ref().map(|push| push.seal.first),
        "last": push.as_ref().map(|push| push.seal.last),
        "bytes_hex": HEXLOWER.encode(&rejected.bytes),
    })
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
    let read = || Record::decode(&record.bytes).ok().map(|it| (plain::body(&it), it.read_body().ok(), it));
    let Some((fields, body, envelope)) = readable(read).flatten() else {
        // Taken unread, or damaged on the disk; `verify` says which.
        line["bytes_hex"] = json!(HEXLOWER.encode(&record.bytes));
        return Ok(line);
    };
    let time = known.time(conn, (record, &envelope), boots).await?;
    line["staff_id"] = json!(envelope.actor);
    line["recorded_at"] = json!(envelope.time.wall);
    line["time"] = json!(time);
    line["body"] = fields;
    if let Some(body) = body {
        let mut photos = Vec::new();
        for photo in body.photos() {
            let hex = HEXLOWER.encode(&*photo.sha256);
            photos.push(json!({ "sha256": hex, "stored": is_stored(conn, photo).await? }));
        }
        line["photos"] = Value::Array(photos);
    }
    let added = match Kind::from_number(record.kind) {
        Kind::HazardReport => attachments::of_record(conn, record.record_id).await?,
        _ => Vec::new(),
    };
    if !added.is_empty() {
        line["attached"] = added.iter().map(|it| attached(&it.attachment, it.stored)).collect();
    }
    Ok(line)
}

/// A picture that the office added: no evidence of the phone's, so apart from the record's own.
fn attached(it: &Attachment, stored: bool) -> Value {
    json!({
        "sha256": HEXLOWER.encode(&*it.sha256),
        "stored": stored,
        "source_sha256": HEXLOWER.encode(&*it.source_sha256),
        "shows": it.shows,
        "caption": it.caption,
        "account": it.account,
        "attached_at": it.at,
        "withdrawn_at": it.withdrawn,
    })
}

async fn is_stored(conn: &mut Conn, photo: &Photo) -> Result<bool> {
    let upload = uploads::get(conn, photo.id).await?;
    Ok(upload.is_some_and(|u| u.state == UploadState::Stored && u.sha256 == photo.sha256))
}
