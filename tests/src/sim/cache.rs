//! What a phone keeps of the office's things, held against the feed it came from (I7, I8, I9).

use std::collections::BTreeMap;

use protocol::{Cursor, sync::Change};
use rusqlite::{Connection, OpenFlags};
use std::path::Path;
use store::{cursor, entities, renewal};

use super::{Broken, Phone, site::DATABASE};

/// A thing in a scope.
pub(super) type Thing = (u32, u16, [u8; 16]);

/// Revision and bytes of a thing; nothing when it is gone.
type State = (u64, Option<Vec<u8>>);

/// What a phone keeps, row by row.
pub(super) type Kept = BTreeMap<Thing, State>;

/// Bytes of a cursor that are the server's tag.
const TAG_BYTES: usize = 8;

/// What each phone kept when it was last looked at, and of what beginning and of which life of the server that was.
#[derive(Debug, Default)]
pub(super) struct Seen(BTreeMap<usize, (Told, Kept)>);

/// How often a cache was begun anew, and the life of the server that its cursor is of.
type Told = (u64, Option<(u32, [u8; 8])>);

impl Seen {
    /// The phone was put back to an older state.
    pub(super) fn forget(&mut self, phone: usize) {
        self.0.remove(&phone);
    }
}

/// The rows of a phone.
pub(super) fn kept(phone: &Phone) -> Result<Kept, Broken> {
    let rows = phone.home().store().read(entities::rows)?;
    Ok(rows.into_iter().map(named).collect())
}

fn named(row: Change) -> (Thing, State) {
    ((row.scope, row.kind, *row.id), (row.rev, row.payload.map(Vec::from)))
}

/// Checks phones against the server's feed, and against what they kept before.
pub(super) fn check(phones: &[Phone], folder: &Path, seen: &mut Seen) -> Result<(), Broken> {
    let feed = Feed::open(folder)?;
    for phone in phones {
        let now = kept(phone)?;
        let generation = phone.home().store().read(renewal::generation)?;
        let cursor = phone.home().store().read(cursor::get)?.and_then(|bytes| read(&bytes));
        let life = cursor.as_ref().map(|it| (it.epoch.number, *it.epoch.tag));
        // One that is begun anew, or repaired for another life, may come to less: a server that was restored has lost what
        // it had said since.
        match seen.0.insert(phone.index, ((generation, life), now.clone())) {
            Some((same, before)) if same == (generation, life) => never_older(phone, &before, &now)?,
            _ => {}
        }
        let Some(cursor) = cursor else { continue };
        // Of another life: the floors are still to be heard.
        if feed.epoch != format!("{} {}", cursor.epoch.number, hex(&*cursor.epoch.tag)) {
            continue;
        }
        for (scope, upto) in cursor.upto {
            applied(phone, &now, feed.upto(scope, upto)?)?;
        }
    }
    Ok(())
}

/// I7, I8: every row of the feed up to the cursor stands on the phone as it stands there.
fn applied(phone: &Phone, kept: &Kept, rows: Vec<(Thing, State)>) -> Result<(), Broken> {
    for (thing, (rev, payload)) in rows {
        let here = kept.get(&thing);
        Broken::unless(here.is_some_and(|it| it.0 >= rev), "I7", || {
            format!(
                "phone {} was told of kind {} at revision {rev} and has {:?}",
                phone.index,
                thing.1,
                here.map(|it| it.0)
            )
        })?;
        Broken::unless(here.is_some_and(|it| it.1 == payload), "I8", || {
            format!("phone {} has another thing of kind {} than the feed at revision {rev}", phone.index, thing.1)
        })?;
    }
    Ok(())
}

/// I9: what is gone does not come back, and nothing changes, without a higher revision.
fn never_older(phone: &Phone, before: &Kept, now: &Kept) -> Result<(), Broken> {
    for (thing, (rev, payload)) in now {
        let Some((old, was)) = before.get(thing) else { continue };
        Broken::unless(rev > old || rev == old && payload == was, "I9", || {
            let (is, was) = (payload.is_some(), was.is_some());
            format!("phone {}: kind {} went from {old} ({was}) to {rev} ({is})", phone.index, thing.1)
        })?;
    }
    Ok(())
}

fn read(sealed: &[u8]) -> Option<Cursor> {
    protocol::from_cbor(sealed.get(..sealed.len().checked_sub(TAG_BYTES)?)?).ok()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The server's feed, read by an observer of its own.
struct Feed {
    connection: Connection,
    epoch: String,
}

impl Feed {
    fn open(folder: &Path) -> Result<Self, Broken> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(folder.join(DATABASE), flags)?;
        connection.busy_timeout(std::time::Duration::from_secs(5))?;
        let epoch = connection.query_row("SELECT value FROM settings WHERE key = 'epoch'", [], |row| row.get(0))?;
        Ok(Self { connection, epoch })
    }

    fn upto(&self, scope: u32, seq: u64) -> Result<Vec<(Thing, State)>, Broken> {
        let sql = "SELECT kind, entity_id, rev, payload FROM feed WHERE scope_id = ?1 AND scope_seq <= ?2";
        let mut statement = self.connection.prepare(sql)?;
        let seq = i64::try_from(seq).unwrap_or(i64::MAX);
        let rows = statement.query_map(rusqlite::params![scope, seq], |row| {
            let rev = u64::try_from(row.get::<_, i64>(2)?).unwrap_or(0);
            Ok(((scope, row.get(0)?, row.get(1)?), (rev, row.get(3)?)))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

/// Names of the points that the office sends a school's people to, by number.
pub(super) fn points_in_use(folder: &Path, school_code: &str) -> Result<Vec<(String, String)>, Broken> {
    let feed = Feed::open(folder)?;
    let sql = "SELECT p.point_no, p.name FROM points p JOIN schools s ON s.id = p.school_id
               WHERE s.code = ?1 AND p.state = 'active' ORDER BY p.point_no";
    let mut statement = feed.connection.prepare(sql)?;
    let rows = statement.query_map([school_code], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
