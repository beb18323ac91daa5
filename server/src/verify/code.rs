//! What a short check code names, and whether it still is what was signed: for somebody who holds a picture, a print or a
//! record's page in hand and wants to know.
//!
//! A code is made of a name or of bytes and is stored nowhere, so finding one reads everything once. It is no proof; what
//! it finds is checked here, from the bytes as they lie there.

use std::fmt;

use domain::{ids::RecordId, photo::PhotoRole};
use protocol::{check_code, photo_code};

use super::{RECORDS, STREAMS};
use crate::{
    db::{Conn, Database},
    error::Result,
    evidence,
    objects::{Lying, Objects},
    tables::{
        photos::{self, Promised},
        records, streams,
    },
    views::evidence::Evidence,
};

/// A record or picture that has the code.
#[derive(Debug)]
pub(crate) struct Named {
    /// The record, or the one that names the picture.
    evidence: Evidence,
    picture: Option<Picture>,
}

#[derive(Debug)]
struct Picture {
    sha256: String,
    bytes: Bytes,
}

/// What lies in the store under the signed digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bytes {
    AsSigned,
    NotHereYet,
    Missing,
    Others,
}

impl Named {
    /// Nothing speaks against it. Bytes that are still on the phone do not.
    pub(crate) fn holds(&self) -> bool {
        let bytes = self.picture.as_ref().map(|it| it.bytes);
        self.evidence.chain.verified && !matches!(bytes, Some(Bytes::Missing | Bytes::Others))
    }
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Evidence { record_id, kind, school, place, who, time, device, chain, .. } = &self.evidence;
        match &self.picture {
            Some(_) => write!(f, "a photo in record {record_id} ({kind})")?,
            None => write!(f, "record {record_id} ({kind})")?,
        }
        for part in [school, place, &who.name].into_iter().filter(|part| !part.is_empty()) {
            write!(f, ", {part}")?;
        }
        writeln!(f, ", {}, time quality {}, phone {}", time.best_ms.rfc3339(), time.quality.letter(), device.no)?;
        let holds = if chain.verified { "hold" } else { "DO NOT HOLD" };
        write!(f, "  record {} of stream {}: chain and seal {holds}", chain.seq, chain.stream_id)?;
        if let Some(Picture { sha256, bytes }) = &self.picture {
            write!(f, "\n  photo {sha256}: {bytes}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AsSigned => "stored, and the bytes are the signed ones",
            Self::NotHereYet => "still on the phone; only the record is here",
            Self::Missing => "MISSING in the store",
            Self::Others => "the stored bytes ARE NOT the signed ones",
        })
    }
}

/// Everything that has this code, as [`protocol::read_code`] gives it: one thing, or by a rare chance two.
pub(crate) async fn named(db: &Database, objects: &Objects, code: &str) -> Result<Vec<Named>> {
    let mut conn = db.snapshot().await?;
    let mut found = Vec::new();
    for id in records_with(&mut conn, code).await? {
        found.extend(read(&mut conn, id).await?.map(|evidence| Named { evidence, picture: None }));
    }
    for promised in photos::all_such(&mut conn, |id| photo_code(id) == code).await? {
        let Some(evidence) = read(&mut conn, promised.photo.record_id).await? else { continue };
        let picture = Some(look(objects, &promised).await?);
        found.push(Named { evidence, picture });
    }
    Ok(found)
}

async fn read(conn: &mut Conn, id: RecordId) -> Result<Option<Evidence>> {
    match evidence::find(conn, id).await? {
        Some(found) => Ok(Some(evidence::describe(conn, found).await?)),
        None => Ok(None),
    }
}

async fn records_with(conn: &mut Conn, code: &str) -> Result<Vec<RecordId>> {
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = streams::page(conn, after, STREAMS).await?;
        let Some(last) = page.last() else { return Ok(found) };
        after = Some(last.stream_id);
        for stream in &page {
            let mut seen = 0;
            loop {
                let records = records::after(conn, stream.stream_id, seen, RECORDS).await?;
                let Some(last) = records.last() else { break };
                seen = last.seq;
                let such = records.iter().filter(|record| check_code(&record.bytes) == code);
                found.extend(such.map(|record| record.record_id));
            }
        }
    }
}

async fn look(objects: &Objects, promised: &Promised) -> Result<Picture> {
    let signed = promised.photo.sha256;
    debug_assert_eq!(promised.photo.role, PhotoRole::Picture, "thumbnails have no stamp");
    let bytes = match objects.get_photo(&signed).await? {
        Some(Lying::AsSigned(_)) => Bytes::AsSigned,
        Some(Lying::Others) => Bytes::Others,
        None if promised.stored => Bytes::Missing,
        None => Bytes::NotHereYet,
    };
    Ok(Picture { sha256: super::hex(&signed), bytes })
}
