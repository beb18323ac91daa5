//! Down: one page of changes with the cursor that ends it, in one transaction.
//!
//! Three roads lead here. Usually changes go on from the cursor. When the server lost some of its feed it names floors,
//! and the phone asks once about what it has from above them. When the server's memory of deletions does not reach
//! back to the cursor, everything is begun anew, while what is known stays in use.

use domain::defect::{self, Defect};
use protocol::sync::{Change, Pull, Thing};
use store::{StoreError, Tx, cursor, entities, floors, renewal};

/// Asking about more things than these costs more than beginning anew.
const REPAIR_MOST: u32 = 4_000;
/// A page that takes away more things than this, and more than half of all, is not believed.
const FUSE: u64 = 20;

/// What a request asks of the feed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ask {
    pub(crate) cursor: Option<Vec<u8>>,
    pub(crate) repair: Option<Vec<Thing>>,
    /// All is begun anew: even an empty answer says something.
    pub(crate) renewing: bool,
}

/// What a page did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Page {
    /// Changes applied.
    pub(crate) pulled: u64,
    /// There is more, and the cursor moved, so asking again leads on.
    pub(crate) more: bool,
    /// It would have taken away so many things that it was not applied.
    pub(crate) held_back: Option<u64>,
}

/// What to ask next.
pub(crate) fn ask(tx: &Tx<'_>) -> Result<Ask, StoreError> {
    let repair = floors::above(tx, REPAIR_MOST + 1)?;
    if repair.as_ref().is_some_and(|things| things.len() > REPAIR_MOST as usize) {
        renewal::begin(tx)?;
        return Ok(Ask { renewing: true, ..Ask::default() });
    }
    Ok(Ask { cursor: cursor::get(tx)?, repair, renewing: renewal::is_running(tx)? })
}

/// Applies a page. Absence deletes nothing; scopes are forgotten only when the server says so.
pub(crate) fn apply(tx: &Tx<'_>, pull: &Pull, asked: &Ask) -> Result<Page, StoreError> {
    let repairing = asked.repair.is_some();
    if let Some(named) = pull.floors.as_ref().filter(|floors| !floors.is_empty()) {
        floors::put(tx, named)?;
        return Ok(Page { more: !repairing, ..Page::default() });
    }
    let renewing = asked.renewing;
    if !renewing && !repairing {
        let doomed = entities::doomed(tx, &pull.changes)?;
        if doomed > FUSE && doomed * 2 > entities::count(tx)? {
            return Ok(Page { held_back: Some(doomed), ..Page::default() });
        }
    }
    for scope in &pull.dropped_scopes {
        entities::purge_scope(tx, *scope)?;
    }
    if defect::has(Defect::AbsenceDeletes) {
        for change in &pull.changes {
            entities::purge_scope(tx, change.scope)?;
        }
    }
    let apply = if repairing { entities::repair } else { entities::apply };
    let passed = |change: &&Change| change.payload.is_none() && defect::has(Defect::TombstonePassed);
    let changes: Vec<Change> = pull.changes.iter().filter(|change| !passed(change)).cloned().collect();
    let lost = defect::has(Defect::CursorBeforeData) && defect::now_and_then();
    let pulled = if lost { 0 } else { apply(tx, &changes)? as u64 };
    let moved = match &pull.cursor {
        Some(next) => {
            let moved = cursor::get(tx)?.is_none_or(|before| before != next.as_slice());
            cursor::put(tx, next)?;
            moved
        }
        None => false,
    };
    if renewing && !pull.more && renewal::complete(tx)?.is_none() {
        tracing::error!("the server gave nothing to begin anew with; what is known stays");
        return Ok(Page { pulled, more: false, held_back: Some(entities::count(tx)?) });
    }
    Ok(Page { pulled, more: pull.more && moved, held_back: None })
}

/// Whether there is nothing to write.
pub(crate) fn is_empty(pull: &Pull, asked: &Ask) -> bool {
    pull.changes.is_empty()
        && pull.dropped_scopes.is_empty()
        && pull.cursor.is_none()
        && pull.floors.is_none()
        && !asked.renewing
}
