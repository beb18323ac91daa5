//! The pull side of a sync: what changed for this phone since its cursor, in pages that end where transactions end.
//!
//! A cursor is opaque to the phone: CBOR of epoch and `(scope, number)` pairs, under eight bytes of HMAC. One that
//! does not verify, or is of another life of the storage, starts from the beginning; the phone takes things by
//! `(id, rev)`, so seeing one again costs bytes and nothing else.

use std::collections::BTreeMap;

use domain::ids::UnitId;
use minicbor::{Decode, Encode, bytes::ByteVec};
use protocol::{Entity, ServerEpoch, from_cbor, sync::Pull, to_cbor};

use crate::{
    db::Conn,
    error::Result,
    identity::Identity,
    tables::{feed, scopes},
};

/// Rows read at once.
const ROWS: i64 = 200;
/// Smallest and largest page a phone may ask for.
const PAGE_BYTES: std::ops::RangeInclusive<usize> = 4 * 1024..=256 * 1024;

#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
struct Cursor {
    #[n(0)]
    epoch: ServerEpoch,
    #[n(1)]
    upto: Vec<(u32, u64)>,
}

/// Tells the phones of everyone who looks after `unit` that these things changed.
pub(crate) async fn publish(conn: &mut Conn, unit: UnitId, entities: &[Entity]) -> Result<()> {
    if entities.is_empty() {
        return Ok(());
    }
    let scope = scopes::advance(conn, unit, entities.len() as u64).await?;
    feed::upsert(conn, scope, entities).await
}

/// What changed for a phone of `unit` since `cursor`.
pub(crate) async fn pull(
    conn: &mut Conn,
    identity: &Identity,
    unit: UnitId,
    cursor: Option<&[u8]>,
    want_bytes: u32,
) -> Result<Pull> {
    let known = cursor.and_then(|bytes| open(identity, bytes)).unwrap_or_default();
    let scopes = scopes::of_unit(conn, unit).await?;
    let mut upto: BTreeMap<u32, u64> = BTreeMap::new();
    for scope in &scopes {
        let seen = known.get(&scope.id).copied().unwrap_or(0);
        // A cursor ahead of the feed is of a storage that was restored: begin this scope anew.
        upto.insert(scope.id, if seen > scope.last_seq { 0 } else { seen });
    }
    let mut pull = Pull {
        dropped_scopes: known.keys().filter(|scope| !upto.contains_key(scope)).copied().collect(),
        ..Pull::default()
    };
    let want = usize::try_from(want_bytes).unwrap_or(usize::MAX).clamp(*PAGE_BYTES.start(), *PAGE_BYTES.end());
    let mut taken = 0;
    for scope in scopes {
        let Some(seen) = upto.get_mut(&scope.id) else { continue };
        while *seen < scope.last_seq && taken < want {
            taken += take_batches(conn, scope.id, seen, want - taken, &mut pull).await?;
        }
        pull.more |= *seen < scope.last_seq;
    }
    if cursor.is_none() || known != upto || !pull.changes.is_empty() {
        pull.cursor = Some(close(identity, &upto));
    }
    Ok(pull)
}

/// Takes whole transactions from one scope until `want` bytes are there; gives how many bytes were taken.
async fn take_batches(conn: &mut Conn, scope: u32, seen: &mut u64, want: usize, pull: &mut Pull) -> Result<usize> {
    let (mut bytes, mut batch) = (0, None);
    loop {
        let rows = feed::after(conn, scope, *seen, ROWS).await?;
        let last_page = rows.len() < usize::try_from(ROWS).unwrap_or(usize::MAX);
        for row in rows {
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

fn close(identity: &Identity, upto: &BTreeMap<u32, u64>) -> ByteVec {
    let cursor = Cursor { epoch: identity.epoch, upto: upto.iter().map(|(scope, seq)| (*scope, *seq)).collect() };
    let mut bytes = to_cbor(&cursor);
    let tag = identity.cursor_tag(&bytes);
    bytes.extend_from_slice(&tag);
    ByteVec::from(bytes)
}

fn open(identity: &Identity, bytes: &[u8]) -> Option<BTreeMap<u32, u64>> {
    let (cursor, tag) = bytes.split_at_checked(bytes.len().checked_sub(8)?)?;
    if !bool::from(subtle::ConstantTimeEq::ct_eq(&identity.cursor_tag(cursor)[..], tag)) {
        return None;
    }
    let cursor: Cursor = from_cbor(cursor).ok()?;
    (cursor.epoch == identity.epoch).then(|| cursor.upto.into_iter().collect())
}
