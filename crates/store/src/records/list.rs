//! Records as lists show them: where the streams stand is read once, then one straight walk down the records, then one
//! along the pictures of those that were found.

use std::ops::RangeInclusive;

use domain::{
    ids::{RecordId, StaffId},
    photo::Digest,
    time::UtcMs,
};
use protocol::{Kind, Record};
use rusqlite::{Row as SqlRow, params};

use super::seq_of;
use crate::{
    StoreError, Tx,
    columns::{digest, id, int, maybe_id, moment, number},
    stream::{self, SEQ_BITS, Stream},
};

/// A record as lists show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What [`page`] takes as `before`; equal to `seq` in the first stream.
    pub place: u64,
    /// Place in its stream.
    pub seq: u64,
    /// Its name.
    pub record_id: RecordId,
    /// What it tells.
    pub kind: Kind,
    /// Who acted.
    pub actor: Option<StaffId>,
    /// The wall clock at that moment.
    pub recorded_at: UtcMs,
    /// The server has signed for it.
    pub delivered: bool,
    /// Pictures it names.
    pub photos_total: u32,
    /// Of them, those stored on the server.
    pub photos_stored: u32,
    /// Of them, those whose file on this phone is gone or torn before the server had it.
    pub photos_lost: u32,
    /// What the server remarked: `unknown` or `quarantined`.
    pub remark: Option<String>,
    /// The chain's hash at it.
    pub hash: Digest,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Row {
    /// Reads the record.
    ///
    /// # Errors
    /// [`StoreError::Broken`] when the kept bytes are no record.
    pub fn record(&self) -> Result<Record, StoreError> {
        Ok(Record::decode(&self.bytes)?)
    }
}

const SELECT: &str = "SELECT place, record_id, kind, actor, recorded_at, remark, hash, bytes FROM records";

/// So many times as many places as rows wanted are walked for records of several kinds, before each kind is looked for
/// by itself: most records are of a kind that a list of several shows.
const NEAR: u64 = 4;

/// Rows with fewer places than this for each lie close together.
const CLOSE: u64 = 16;

/// Records of these kinds before a place (`None`: from the newest), newest first. No kinds means all.
///
/// # Errors
/// [`StoreError`].
pub fn page(tx: &Tx<'_>, before: Option<u64>, kinds: &[Kind], limit: usize) -> Result<Vec<Row>, StoreError> {
    let streams = Streams::read(tx)?;
    let mut rows = Vec::new();
    for places in streams.places(before) {
        if rows.len() == limit {
            break;
        }
        rows.append(&mut newest(tx, places, kinds, limit - rows.len())?);
    }
    streams.complete(tx, rows)
}

/// Records of these kinds whose wall clock said `from` or later, newest first.
///
/// # Errors
/// [`StoreError`].
pub fn since(tx: &Tx<'_>, from: UtcMs, kinds: &[Kind]) -> Result<Vec<Row>, StoreError> {
    let sql = format!("{SELECT} WHERE kind = ?1 AND recorded_at >= ?2");
    let mut rows = Vec::new();
    for kind in kinds {
        rows.append(&mut tx.all(&sql, params![kind.number(), from.0], read)?);
    }
    counted(tx, rows)
}

/// Records of these kinds after a place, newest first: what was recorded since, whatever the wall clock said.
///
/// # Errors
/// [`StoreError`].
pub fn after(tx: &Tx<'_>, place: u64, kinds: &[Kind]) -> Result<Vec<Row>, StoreError> {
    let sql = format!("{SELECT} WHERE kind = ?1 AND place > ?2");
    let mut rows = Vec::new();
    for kind in kinds {
        rows.append(&mut tx.all(&sql, params![kind.number(), int(place)], read)?);
    }
    counted(tx, rows)
}

/// The last records of a kind that somebody made, newest first.
///
/// # Errors
/// [`StoreError`].
pub fn last_of(tx: &Tx<'_>, actor: StaffId, kind: Kind, limit: usize) -> Result<Vec<Row>, StoreError> {
    let sql = format!("{SELECT} WHERE kind = ?1 AND actor = ?2 ORDER BY place DESC LIMIT ?3");
    counted(tx, tx.all(&sql, params![kind.number(), actor.as_bytes(), int(limit as u64)], read)?)
}

/// Those of the rows that count, newest first.
fn counted(tx: &Tx<'_>, mut rows: Vec<Row>) -> Result<Vec<Row>, StoreError> {
    if rows.is_empty() {
        return Ok(rows);
    }
    let streams = Streams::read(tx)?;
    rows.retain(|row| streams.count(row));
    newest_first(&mut rows);
    streams.complete(tx, rows)
}

/// One record of the current stream.
///
/// # Errors
/// [`StoreError`].
pub fn get(tx: &Tx<'_>, seq: u64) -> Result<Option<Row>, StoreError> {
    let streams = Streams(vec![stream::current(tx)?]);
    let row = tx.one(&format!("{SELECT} WHERE place = ?1"), [streams.0[0].place(seq)], read)?;
    Ok(streams.complete(tx, row.into_iter().collect())?.pop())
}

/// One record by its name, the newest if it stands in two streams.
///
/// # Errors
/// [`StoreError`].
pub fn by_id(tx: &Tx<'_>, record_id: RecordId) -> Result<Option<Row>, StoreError> {
    let sql = format!("{SELECT} WHERE record_id = ?1 ORDER BY place DESC LIMIT 1");
    let row = tx.one(&sql, [record_id.as_bytes()], read)?;
    Ok(Streams::read(tx)?.complete(tx, row.into_iter().collect())?.pop())
}

/// The streams, the newest first: which of their records count, and which the server has signed for.
struct Streams(Vec<Stream>);

impl Streams {
    fn read(tx: &Tx<'_>) -> Result<Self, StoreError> {
        let mut streams = stream::all(tx)?;
        streams.reverse();
        Ok(Self(streams))
    }

    /// Where records before a place stand that count, newest first.
    fn places(&self, before: Option<u64>) -> impl Iterator<Item = RangeInclusive<i64>> {
        let end = before.map_or(i64::MAX, int) - 1;
        let all = self.0.iter().map(move |it| it.place(1)..=it.place(it.last_that_counts()).min(end));
        all.filter(|places| !places.is_empty())
    }

    fn of(&self, row: &Row) -> Option<&Stream> {
        self.0.iter().find(|it| it.number == row.place >> SEQ_BITS)
    }

    fn count(&self, row: &Row) -> bool {
        self.of(row).is_some_and(|it| row.seq <= it.last_that_counts())
    }

    /// Adds to rows, which stand newest first, what their table does not say.
    fn complete(&self, tx: &Tx<'_>, mut rows: Vec<Row>) -> Result<Vec<Row>, StoreError> {
        for row in &mut rows {
            row.delivered = self.of(row).is_some_and(|it| it.has_delivered(row.seq));
        }
        count_pictures(tx, &mut rows)?;
        Ok(rows)
    }
}

/// At most `limit` rows of these kinds in these places, newest first.
fn newest(tx: &Tx<'_>, places: RangeInclusive<i64>, kinds: &[Kind], limit: usize) -> Result<Vec<Row>, StoreError> {
    let walk = |clause: &str, places: &RangeInclusive<i64>, limit: usize| {
        let sql = format!("{SELECT} WHERE place BETWEEN ?1 AND ?2 {clause} ORDER BY place DESC LIMIT ?3");
        tx.all(&sql, params![places.start(), places.end(), int(limit as u64)], read)
    };
    // The index has a kind's places in the order of their clocks: they are sorted alone, and then their rows are read.
    let of_kind = |kind: &Kind, places: &RangeInclusive<i64>, limit: usize| {
        let sql = format!(
            "{SELECT} WHERE place IN (SELECT place FROM records INDEXED BY records_by_time
                WHERE kind = ?1 AND place BETWEEN ?2 AND ?3 ORDER BY place DESC LIMIT ?4) ORDER BY place DESC"
        );
        tx.all(&sql, params![kind.number(), places.start(), places.end(), int(limit as u64)], read)
    };
    let several = match kinds {
        [] => return walk("", &places, limit),
        [kind] => return of_kind(kind, &places, limit),
        several => several,
    };
    let numbers: Vec<String> = several.iter().map(|kind| kind.number().to_string()).collect();
    let near = (*places.start()).max(places.end().saturating_sub(int((limit as u64).saturating_mul(NEAR))));
    // With the sign, the walk is down the records themselves and not through an index.
    let mut rows = walk(&format!("AND +kind IN ({})", numbers.join(", ")), &(near..=*places.end()), limit)?;
    if rows.len() < limit && near > *places.start() {
        let (far, left) = (*places.start()..=near - 1, limit - rows.len());
        let mut found = Vec::new();
        for kind in several {
            found.append(&mut of_kind(kind, &far, left)?);
        }
        newest_first(&mut found);
        found.truncate(left);
        rows.append(&mut found);
    }
    Ok(rows)
}

fn newest_first(rows: &mut [Row]) {
    rows.sort_by_key(|row| std::cmp::Reverse(row.place));
}

/// Counts the pictures of rows, which stand newest first: in one walk where they lie close together. Between rows that
/// lie far apart are the pictures of many other records, so those are asked for one by one.
fn count_pictures(tx: &Tx<'_>, rows: &mut [Row]) -> Result<(), StoreError> {
    let sql =
        "SELECT place, count(*), sum(state = 'stored'), sum(state = 'lost') FROM uploads INDEXED BY uploads_by_place
               WHERE place BETWEEN ?1 AND ?2 AND role = 'picture' GROUP BY place ORDER BY place DESC";
    let (Some(newest), Some(oldest)) = (rows.first().map(|row| row.place), rows.last().map(|row| row.place)) else {
        return Ok(());
    };
    if newest - oldest < CLOSE * rows.len() as u64 {
        let mut left = rows.iter_mut();
        for pictures in tx.all(sql, params![int(oldest), int(newest)], read_pictures)? {
            // Both stand newest first, so nothing before this row is looked for again.
            if let Some(row) = left.find(|row| row.place <= pictures.place) {
                pictures.are_of(row);
            }
        }
        return Ok(());
    }
    for row in rows {
        if let Some(pictures) = tx.one(sql, params![int(row.place), int(row.place)], read_pictures)? {
            pictures.are_of(row);
        }
    }
    Ok(())
}

/// How many pictures the record at a place has.
struct Pictures {
    place: u64,
    total: u32,
    stored: u32,
    lost: u32,
}

impl Pictures {
    fn are_of(&self, row: &mut Row) {
        (row.photos_total, row.photos_stored, row.photos_lost) = (self.total, self.stored, self.lost);
    }
}

fn read_pictures(row: &SqlRow<'_>) -> rusqlite::Result<Pictures> {
    Ok(Pictures { place: number(row, 0)?, total: row.get(1)?, stored: row.get(2)?, lost: row.get(3)? })
}

/// What the table of records says of one; [`Streams::complete`] adds the rest.
fn read(row: &SqlRow<'_>) -> rusqlite::Result<Row> {
    let place = number(row, 0)?;
    Ok(Row {
        place,
        seq: seq_of(place),
        record_id: id(row, 1, RecordId::from_slice)?,
        kind: Kind::from_number(row.get(2)?),
        actor: maybe_id(row, 3, StaffId::from_slice)?,
        recorded_at: moment(row, 4)?,
        delivered: false,
        photos_total: 0,
        photos_stored: 0,
        photos_lost: 0,
        remark: row.get(5)?,
        hash: digest(row, 6)?,
        bytes: row.get(7)?,
    })
}
