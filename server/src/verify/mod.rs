//! Checks everything that is stored, from the raw bytes up: chains and seals, pictures, what the office added, and that the
//! projection is what the records mean. Reads one snapshot, so it may run beside a server that goes on storing.

mod attachments;
mod chains;
mod code;
mod feed;
mod photos;
mod projection;
mod roots;

use std::fmt;

use domain::{ids::StreamId, photo::Digest};
use sqlx::Row as _;

pub(crate) use self::code::{Named, named};
use self::projection::Counted;
use crate::{
    Error,
    db::{Conn, Database, Engine},
    error::Result,
    folder::Folder,
    identity,
    objects::Objects,
    tables::{records, streams},
};

/// What was checked.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Checked {
    pub(crate) streams: u64,
    pub(crate) records: u64,
    pub(crate) seals: u64,
    pub(crate) photos: u64,
    pub(crate) attachments: u64,
    pub(crate) roots: u64,
    pub(crate) counted: Counted,
}

impl fmt::Display for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { streams, records, seals, photos, attachments, roots, counted } = self;
        let Counted { projected, copies, quarantined, unknown, waiting } = counted;
        write!(
            f,
            "all is well: {streams} streams, {records} records, {seals} seals, {photos} photos, {roots} roots, \
             {projected} projected records"
        )?;
        let rest = [
            (copies, "copies"),
            (quarantined, "quarantined"),
            (unknown, "of later kinds"),
            (waiting, "waiting"),
            (attachments, "pictures added by the office"),
        ];
        rest.iter().filter(|(count, _)| **count > 0).try_for_each(|(count, what)| write!(f, ", {count} {what}"))
    }
}

/// Streams read at once.
const STREAMS: i64 = 200;
/// Records read at once.
const RECORDS: i64 = 500;

/// Checks everything, or names the first difference.
pub(crate) async fn everything(db: &Database, objects: &Objects, folder: &Folder) -> Result<Checked> {
    let mut conn = db.snapshot().await?;
    if db.engine == Engine::Sqlite {
        check_file(&mut conn).await?;
    }
    if let Some((stream, seq)) = records::first_orphan(&mut conn).await? {
        return Err(difference(format!("{} belongs to no stream", place(stream, seq))));
    }
    let mut checked = Checked::default();
    let mut projection = projection::Comparison::begin(&mut conn).await?;
    let mut after = None;
    loop {
        let page = streams::page(&mut conn, after, STREAMS).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.stream_id);
        for stream in &page {
            chains::check(&mut conn, stream, &mut projection, &mut checked).await?;
        }
    }
    checked.counted = projection.end(&mut conn).await?;
    if checked.counted.total() != checked.records {
        return Err(difference(format!(
            "{} records are stored, and {} counted",
            checked.records,
            checked.counted.total()
        )));
    }
    let server = identity::public_keys(&mut conn).await?;
    feed::check(&mut conn).await?;
    roots::check(&mut conn, folder, server.as_ref(), &mut checked).await?;
    photos::check(&mut conn, objects, &mut checked).await?;
    attachments::check(&mut conn, &mut checked).await?;
    Ok(checked)
}

/// The engine's own check of its file: a page that was changed shows here even where no table would.
async fn check_file(conn: &mut Conn) -> Result<()> {
    let rows = sqlx::query("PRAGMA integrity_check(1)").fetch_all(conn).await?;
    let said: String = rows.first().map(|row| row.try_get(0)).transpose()?.unwrap_or_default();
    if said == "ok" { Ok(()) } else { Err(difference(format!("the database file is damaged: {said}"))) }
}

/// The sentence for a difference.
fn difference(what: String) -> Error {
    Error::refused(format!("difference found: {what}"))
}

/// A record's place, as sentences name it.
fn place(stream: StreamId, seq: u64) -> String {
    format!("record {seq} of stream {stream}")
}

fn hex(digest: &Digest) -> String {
    data_encoding::HEXLOWER.encode(&**digest)
}
