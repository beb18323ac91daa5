//! What the server holds, read from its database by an observer of its own, who knows the tables and nothing of the
//! server's code.

use std::{collections::BTreeMap, fs, path::Path};

use domain::{
    ids::{RecordId, StreamId},
    photo::Digest,
};
use protocol::{PublicKey, Seal, chain, from_cbor};
use rusqlite::{Connection, OpenFlags, Row};
use uuid::Uuid;

use super::{Broken, site::DATABASE};

/// A stored record.
#[derive(Clone, Debug)]
pub struct StoredRecord {
    /// Its place.
    pub seq: u64,
    /// Its name.
    pub record_id: RecordId,
    /// Understood, kept unread, or set aside.
    pub status: String,
    /// The chain there.
    pub hash: Digest,
    /// As it came.
    pub bytes: Vec<u8>,
}

/// A stream with its records in order.
#[derive(Clone, Debug)]
pub struct StoredStream {
    /// Its name.
    pub id: StreamId,
    /// The next free place.
    pub next_seq: u64,
    /// The chain at its end.
    pub head: Digest,
    /// The chain's begin, made from what the server knows of the phone.
    pub genesis: Digest,
    /// The phone's key.
    pub key: PublicKey,
    /// In the order of their places.
    pub records: Vec<StoredRecord>,
    /// What the phone sealed.
    pub seals: Vec<Seal>,
}

/// A projected record.
#[derive(Clone, Debug)]
pub struct Projected {
    /// Which.
    pub record_id: RecordId,
    /// Earliest and latest that it can have been, by the server's correction.
    pub span: (i64, i64),
    /// How that is known.
    pub quality: String,
}

/// An upload's place: attempt, bytes received, and whether it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Which attempt.
    pub attempt: u64,
    /// Bytes so far.
    pub received: u64,
    /// Of so many.
    pub length: u64,
    /// The whole is there and checked.
    pub stored: bool,
}

/// Everything.
#[derive(Debug)]
pub struct Held {
    /// Every stream.
    pub streams: Vec<StoredStream>,
    /// Every projected record.
    pub projected: Vec<Projected>,
    /// Every upload, by the file's id, with the digest it was announced under.
    pub uploads: BTreeMap<[u8; 16], (Digest, Place)>,
}

impl Held {
    /// Reads the database in a server's data folder.
    ///
    /// # Errors
    /// [`Broken`] when something in it is not of its form.
    pub fn read(folder: &Path) -> Result<Self, Broken> {
        Self::read_file(&folder.join(DATABASE))
    }

    /// Reads a database.
    ///
    /// # Errors
    /// As [`Held::read`].
    pub fn read_file(file: &Path) -> Result<Self, Broken> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(file, flags)?;
        connection.busy_timeout(std::time::Duration::from_secs(5))?;
        let moment = connection.transaction()?;
        let mut records = all(
            &moment,
            "SELECT stream_id, seq, record_id, status, hash, bytes FROM records ORDER BY stream_id, seq",
            |row| {
                let record = StoredRecord {
                    seq: number(row, 1)?,
                    record_id: RecordId(Uuid::from_bytes(row.get(2)?)),
                    status: row.get(3)?,
                    hash: digest(row, 4)?,
                    bytes: row.get(5)?,
                };
                Ok((row.get::<_, [u8; 16]>(0)?, record))
            },
        )?
        .into_iter()
        .fold(BTreeMap::<[u8; 16], Vec<StoredRecord>>::new(), |mut by, (stream, record)| {
            by.entry(stream).or_default().push(record);
            by
        });
        let mut seals = all(&moment, "SELECT stream_id, bytes FROM seals ORDER BY stream_id, last_seq", |row| {
            Ok((row.get::<_, [u8; 16]>(0)?, row.get::<_, Vec<u8>>(1)?))
        })?
        .into_iter()
        .fold(BTreeMap::<[u8; 16], Vec<Seal>>::new(), |mut by, (stream, bytes)| {
            by.entry(stream).or_default().extend(from_cbor::<Seal>(&bytes).ok());
            by
        });
        let streams = "SELECT s.stream_id, s.next_seq, s.head_hash, d.public_key, d.nonce
                       FROM streams s JOIN devices d ON d.id = s.device_id ORDER BY d.no, s.opened_at";
        let streams = all(&moment, streams, |row| {
            let name: [u8; 16] = row.get(0)?;
            let id = StreamId(Uuid::from_bytes(name));
            let key = PublicKey(row.get::<_, [u8; 32]>(3)?.into());
            Ok(StoredStream {
                id,
                next_seq: number(row, 1)?,
                head: digest(row, 2)?,
                genesis: chain::genesis(id, &key, &row.get(4)?),
                key,
                records: records.remove(&name).unwrap_or_default(),
                seals: seals.remove(&name).unwrap_or_default(),
            })
        })?;
        if !records.is_empty() {
            return Err(Broken::new("I3", "records of a stream that does not exist".to_owned()));
        }
        let projected = all(&moment, "SELECT record_id, lo_ms, hi_ms, quality FROM events", |row| {
            Ok(Projected {
                record_id: RecordId(Uuid::from_bytes(row.get(0)?)),
                span: (row.get(1)?, row.get(2)?),
                quality: row.get(3)?,
            })
        })?;
        let uploads = all(&moment, "SELECT photo_id, sha256, attempt, received, length, state FROM uploads", |row| {
            let place = Place {
                attempt: number(row, 2)?,
                received: number(row, 3)?,
                length: number(row, 4)?,
                stored: row.get::<_, String>(5)? == "stored",
            };
            Ok((row.get(0)?, (digest(row, 1)?, place)))
        })?;
        Ok(Self { streams, projected, uploads: uploads.into_iter().collect() })
    }

    /// The stream of this name.
    #[must_use]
    pub fn stream(&self, id: StreamId) -> Option<&StoredStream> {
        self.streams.iter().find(|it| it.id == id)
    }

    /// Every stored record, on whatever stream.
    pub fn records(&self) -> impl Iterator<Item = &StoredRecord> {
        self.streams.iter().flat_map(|it| &it.records)
    }
}

/// The bytes that lie under a digest in a server's data folder.
#[must_use]
pub fn object(folder: &Path, digest: &Digest) -> Option<Vec<u8>> {
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    fs::read(folder.join("objects").join("sha256").join(&hex[..2]).join(&hex[2..4]).join(&hex)).ok()
}

fn all<T>(
    connection: &Connection,
    sql: &str,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>, Broken> {
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([], read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn number(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    Ok(u64::try_from(row.get::<_, i64>(column)?).unwrap_or(u64::MAX))
}

fn digest(row: &Row<'_>, column: usize) -> rusqlite::Result<Digest> {
    Ok(Digest::from(row.get::<_, [u8; 32]>(column)?))
}
