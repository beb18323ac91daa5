//! The pull side of a sync: what changed for this phone since its cursor, in pages that end where transactions end.
//!
//! A cursor is opaque to the phone ([`Cursor`]). It is never answered with silence when it does not fit: one that is of
//! an earlier life of the storage, or ahead of it, gets the floors up to which its scopes are still what they were, and
//! the phone asks what became of the rest. One that nobody can place, or that is older than the tombstones that are kept,
//! is gone, and the phone begins anew.

use std::collections::BTreeMap;

use domain::{
    defect::{self, Defect},
    ids::UnitId,
    time::UtcMs,
};
use minicbor::bytes::ByteVec;
use protocol::{
    Cursor, Entity, EntityKind, ServerEpoch,
    sync::{Change, Floor, Pull, Thing},
};
use tokio::sync::watch;

use crate::{
    db::{Conn, Database},
    error::Result,
    identity::{self, Identity},
    tables::{
        epochs,
        feed::{self, Rev},
        scopes::{self, Scope},
    },
};

/// Rows read at once.
const ROWS: i64 = 200;
/// Smallest and largest page a phone may ask for.
const PAGE_BYTES: std::ops::RangeInclusive<usize> = 4 * 1024..=256 * 1024;
/// Things that are gone are remembered for so long; a phone that was away for longer begins anew.
const REMEMBERED_MS: i64 = 400 * 24 * 60 * 60 * 1000;
/// Between two looks for tombstones that are old enough.
const SWEEP: std::time::Duration = std::time::Duration::from_secs(24 * 60 * 60);

/// What a phone asks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ask<'a> {
    pub(crate) cursor: Option<&'a [u8]>,
    /// What it has from above the floors it was told.
    pub(crate) repair: Option<&'a [Thing]>,
    pub(crate) want_bytes: u32,
}

/// Why a cursor is not gone on from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PullRefusal {
    /// Nobody can tell any more what this phone lacks: it begins anew.
    CursorGone,
    /// The phone has heard from a later life of this storage than this one is in, or from another with its number.
    EpochBehind,
}

/// How far a phone is in a scope.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Mark {
    seq: u64,
    begun: u64,
}

type Marks = BTreeMap<u32, Mark>;

/// Tells the phones of everyone who looks after `unit` that these things changed.
pub(crate) async fn publish(conn: &mut Conn, unit: UnitId, entities: &[Entity]) -> Result<()> {
    let now = entities.iter().map(|entity| (entity.kind(), entity.id(), Some(entity.encode())));
    tell(conn, unit, now.collect()).await
}

/// Tells them that these things are gone.
pub(crate) async fn withdraw(conn: &mut Conn, unit: UnitId, things: &[(EntityKind, [u8; 16])]) -> Result<()> {
    tell(conn, unit, things.iter().map(|(kind, id)| (*kind, *id, None)).collect()).await
}

async fn tell(conn: &mut Conn, unit: UnitId, things: Vec<feed::Told>) -> Result<()> {
    if things.is_empty() {
        return Ok(());
    }
    let rev = Rev::before_all_of(identity::epoch_number(conn).await?);
    let scope = scopes::advance(conn, unit, things.len() as u64).await?;
    feed::upsert(conn, (scope, rev, crate::clock::now()), &things).await
}

/// Sweeps once a day until the server stops.
pub(crate) async fn keep_swept(db: Database, mut stopping: watch::Receiver<bool>) {
    loop {
        if let Err(error) = sweep(&db, crate::clock::now()).await {
            tracing::error!(%error, "old tombstones were not swept");
        }
        tokio::select! {
            () = tokio::time::sleep(SWEEP) => {}
            _ = stopping.wait_for(|stop| *stop) => return,
        }
    }
}

/// Forgets tombstones that are old enough; cursors from before them are gone from then on.
pub(crate) async fn sweep(db: &Database, now: UtcMs) -> Result<()> {
    forget_gone_before(db, now.plus(-REMEMBERED_MS)).await
}

/// Forgets the tombstones of what was gone before this moment.
pub(crate) async fn forget_gone_before(db: &Database, before: UtcMs) -> Result<()> {
    let mut tx = db.begin().await?;
    scopes::raise_floors(&mut tx, before).await?;
    feed::drop_tombstones(&mut tx, before).await?;
    Ok(tx.commit().await?)
}

/// What changed for a phone of `unit` since its cursor.
pub(crate) async fn pull(
    conn: &mut Conn,
    identity: &Identity,
    unit: UnitId,
    ask: Ask<'_>,
) -> Result<Result<Pull, PullRefusal>> {
    let scopes = scopes::of_unit(conn, unit).await?;
    let known = match ask.cursor {
        Some(bytes) => match open(identity, bytes) {
            Some(cursor) => cursor,
            None => return Ok(Err(PullRefusal::CursorGone)),
        },
        None => Cursor { epoch: identity.epoch, upto: Vec::new(), begun: None },
    };
    let floors = match floors(conn, identity.epoch, &known, &scopes).await? {
        Ok(floors) => floors,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let mut before = marks(&known);
    match ask.repair {
        Some(things) => return repair(conn, identity, (scopes, before, floors), things).await.map(Ok),
        None if !floors.is_empty() => {
            let floors = floors.into_iter().map(|(scope, seq)| Floor { scope, seq }).collect();
            return Ok(Ok(Pull { floors: Some(floors), ..Pull::default() }));
        }
        None => {}
    }
    let dropped_scopes = before.keys().filter(|id| !scopes.iter().any(|s| s.id == **id)).copied().collect();
    let mut marks = Marks::new();
    for scope in &scopes {
        let mark = before.remove(&scope.id).unwrap_or(Mark { seq: 0, begun: scope.floor_seq });
        if scope.floor_seq > mark.seq.max(mark.begun) {
            return Ok(Err(PullRefusal::CursorGone));
        }
        marks.insert(scope.id, mark);
    }
    let mut pull = Pull { dropped_scopes, ..Pull::default() };
    fill(conn, &scopes, &mut marks, ask.want_bytes, &mut pull).await?;
    if defect::has(Defect::GlobalCursor) && !pull.more {
        let newest = scopes.iter().map(|scope| scope.last_seq).max().unwrap_or(0);
        marks.values_mut().for_each(|mark| mark.seq = newest);
    }
    let next = close(identity, &marks);
    if ask.cursor != Some(next.as_slice()) {
        pull.cursor = Some(next);
    }
    Ok(Ok(pull))
}

/// Takes changes scope by scope until the page is as long as the phone wants it.
async fn fill(conn: &mut Conn, scopes: &[Scope], marks: &mut Marks, want_bytes: u32, pull: &mut Pull) -> Result<()> {
    let want = usize::try_from(want_bytes).unwrap_or(usize::MAX).clamp(*PAGE_BYTES.start(), *PAGE_BYTES.end());
    let mut taken = 0;
    for scope in scopes {
        let Some(mark) = marks.get_mut(&scope.id) else { continue };
        while mark.seq < scope.last_seq && taken < want {
            let seen = mark.seq;
            taken += take_batches(conn, scope.id, &mut mark.seq, want - taken, pull).await?;
            if mark.seq == seen {
                // Numbers whose things changed again later, or are forgotten, have no row any more.
                mark.seq = scope.last_seq;
            }
        }
        pull.more |= mark.seq < scope.last_seq;
    }
    Ok(())
}

/// Up to where scopes are still what this phone was told, for those where it has been told more.
async fn floors(
    conn: &mut Conn,
    now: ServerEpoch,
    known: &Cursor,
    scopes: &[Scope],
) -> Result<Result<BTreeMap<u32, u64>, PullRefusal>> {
    let mut kept: BTreeMap<u32, u64> = scopes.iter().map(|scope| (scope.id, scope.last_seq)).collect();
    if known.epoch != now {
        // Of two lives with one number nobody can tell which came later.
        if known.epoch.number >= now.number {
            tracing::error!(
                known = known.epoch.number,
                now = now.number,
                "a phone knows another life of this storage that is no earlier: it was put back from a backup, and its epoch must \
                 be raised (again)"
            );
            return Ok(Err(PullRefusal::EpochBehind));
        }
        if !epochs::is_known(conn, known.epoch).await? {
            return Ok(Err(PullRefusal::CursorGone));
        }
        let floors = epochs::floors_since(conn, known.epoch.number).await?;
        for (scope, seq) in &mut kept {
            *seq = (*seq).min(floors.get(scope).copied().unwrap_or(0));
        }
    }
    let beyond = known.upto.iter().filter_map(|(scope, seen)| {
        let kept = *kept.get(scope)?;
        (*seen > kept).then_some((*scope, kept))
    });
    let beyond: BTreeMap<u32, u64> = beyond.collect();
    if known.epoch == now && defect::has(Defect::GlobalCursor) {
        return Ok(Ok(BTreeMap::new()));
    }
    if known.epoch == now && !beyond.is_empty() {
        tracing::error!(?beyond, "a phone was told more than the feed holds; its cache is repaired");
    }
    Ok(Ok(beyond))
}

/// What the things a phone has from above the floors are now, and a cursor that goes on from the floors.
async fn repair(
    conn: &mut Conn,
    identity: &Identity,
    (scopes, mut marks, floors): (Vec<Scope>, Marks, BTreeMap<u32, u64>),
    things: &[Thing],
) -> Result<Pull> {
    let oldest = Rev::oldest_of(identity.epoch.number);
    let mut changes = Vec::with_capacity(things.len());
    for thing in things.iter().filter(|thing| scopes.iter().any(|scope| scope.id == thing.scope)) {
        let Thing { scope, kind, id } = *thing;
        let row = feed::get(conn, thing).await?;
        // Newer than all that was lost, older than all that changes from now on.
        let change = match row {
            Some(change) => Change { rev: change.rev.max(oldest), ..change },
            None => Change { scope, scope_seq: 0, kind, id, rev: oldest, payload: None },
        };
        changes.push(change);
    }
    for (scope, floor) in floors {
        if let Some(mark) = marks.get_mut(&scope) {
            mark.seq = mark.seq.min(floor);
        }
    }
    Ok(Pull { changes, cursor: Some(close(identity, &marks)), more: true, ..Pull::default() })
}

/// Takes whole transactions from one scope until `want` bytes are there; gives how many bytes were taken.
async fn take_batches(conn: &mut Conn, scope: u32, seen: &mut u64, want: usize, pull: &mut Pull) -> Result<usize> {
    let (mut bytes, mut batch) = (0, None);
    loop {
        let rows = feed::after(conn, scope, *seen, ROWS).await?;
        let last_page = rows.len() < usize::try_from(ROWS).unwrap_or(usize::MAX);
        for row in rows {
            if bytes >= want && defect::has(Defect::PullCutInside) {
                *seen = row.change.scope_seq;
                return Ok(bytes);
            }
            if bytes >= want && batch.is_some_and(|batch| batch != row.batch_seq) {
                return Ok(bytes);
            }
            batch = Some(row.batch_seq);
            *seen = row.change.scope_seq;
            bytes += 40 + row.change.payload.as_ref().map_or(0, |payload| payload.len());
            pull.changes.push(row.change);
        }
        if last_page {
            return Ok(bytes);
        }
    }
}

fn marks(cursor: &Cursor) -> Marks {
    let begun: BTreeMap<u32, u64> = cursor.begun.iter().flatten().copied().collect();
    let mark = |seq, scope: &u32| Mark { seq, begun: begun.get(scope).copied().unwrap_or(0) };
    cursor.upto.iter().map(|(scope, seq)| (*scope, mark(*seq, scope))).collect()
}

fn close(identity: &Identity, marks: &Marks) -> ByteVec {
    // Once a scope is read past the floor under which it began, that floor says nothing more.
    let begun: Vec<_> = marks.iter().filter(|(_, m)| m.begun > m.seq).map(|(scope, m)| (*scope, m.begun)).collect();
    let cursor = Cursor {
        epoch: identity.epoch,
        upto: marks.iter().map(|(scope, mark)| (*scope, mark.seq)).collect(),
        begun: (!begun.is_empty()).then_some(begun),
    };
    identity.seal_cursor(&cursor).into()
}

fn open(identity: &Identity, bytes: &[u8]) -> Option<Cursor> {
    identity.open_cursor(bytes)
}

#[cfg(test)]
mod tests;
