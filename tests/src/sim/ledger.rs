//! What the phones called saved, written down by the run itself: the promise that everything is measured by.

use std::collections::BTreeMap;

use domain::{
    ids::{PhotoId, RecordId, StreamId},
    photo::Digest,
    time::UtcMs,
};
use protocol::{Body, Record};

use super::{Held, Reading, held::StoredRecord};

/// One promise.
#[derive(Clone, Debug)]
pub struct Promise {
    /// Its logical name in the trace: 1, 2, 3 … in the order of saving.
    pub name: usize,
    /// Which phone saved it.
    pub phone: usize,
    /// The stream it was saved to.
    pub stream: StreamId,
    /// Its bytes when it was saved.
    pub bytes: Vec<u8>,
    /// What this build makes of them.
    pub reading: Reading,
    /// True time when it was saved.
    pub at: UtcMs,
    /// The pictures and thumbnails it names.
    pub files: Vec<(PhotoId, Digest)>,
    /// Its phone was put back to an older state by hand: only the server can still have it.
    pub left_phone: bool,
    /// Whoever holds the phone gave it up before it was delivered: the app was removed, say.
    pub given_up: bool,
}

impl Promise {
    /// Whether this is the promised record. The server gives one that has no envelope a name of its own.
    #[must_use]
    pub fn is_kept_by(&self, id: &RecordId, stored: &StoredRecord) -> bool {
        match self.reading {
            Reading::Unreadable => stored.bytes == self.bytes,
            _ => stored.record_id == *id,
        }
    }
}

/// All promises of a run.
#[derive(Clone, Debug, Default)]
pub struct Ledger(BTreeMap<RecordId, Promise>);

impl Ledger {
    /// A record is seen as saved; the first sight counts. Its logical name.
    pub fn saved(&mut self, phone: usize, (record_id, stream): (RecordId, StreamId), bytes: &[u8], at: UtcMs) -> usize {
        let name = self.0.len() + 1;
        let promise = self.0.entry(record_id).or_insert_with(|| Promise {
            name,
            phone,
            stream,
            bytes: bytes.to_vec(),
            reading: Reading::of(bytes),
            at,
            files: files(bytes),
            left_phone: false,
            given_up: false,
        });
        promise.name
    }

    /// The phone was put back to a state in which it has only these (none, when the app was removed); of the others,
    /// what the server has not is given up, pictures included. What it has must stay.
    pub fn put_back(&mut self, phone: usize, on_phone: impl Fn(&RecordId) -> bool, held: &Held) {
        for (id, promise) in self.0.iter_mut().filter(|(_, it)| it.phone == phone) {
            promise.left_phone |= !on_phone(id);
        }
        self.server_put_back(held);
    }

    /// The server was put back to a state in which it has only this.
    pub fn server_put_back(&mut self, held: &Held) {
        for (id, promise) in self.0.iter_mut().filter(|(_, it)| it.left_phone) {
            promise.given_up |= !held.records().any(|it| promise.is_kept_by(id, it));
            promise.files.retain(|(file, _)| held.uploads.get(file.as_bytes()).is_some_and(|(_, place)| place.stored));
        }
    }

    /// Every promise.
    pub fn all(&self) -> impl Iterator<Item = (&RecordId, &Promise)> {
        self.0.iter()
    }

    /// The promise about a record.
    #[must_use]
    pub fn get(&self, id: &RecordId) -> Option<&Promise> {
        self.0.get(id)
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.len()
    }
}

fn files(bytes: &[u8]) -> Vec<(PhotoId, Digest)> {
    let body = Record::decode(bytes).ok().and_then(|record| record.read_body().ok());
    let photos = match body {
        Some(Body::HazardReport(report)) => report.photos,
        Some(Body::CheckIn(visit)) => visit.photos,
        _ => Vec::new(),
    };
    photos.iter().flat_map(|it| [(it.id, it.sha256), (it.thumb_id, it.thumb_sha256)]).collect()
}
