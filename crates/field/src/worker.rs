//! Who acts in a record: whoever has signed in on this phone.

use domain::ids::{SessionId, StaffId};
use protocol::EntityKind;
use store::{Tx, entities, session};

use crate::{Error, error::refused};

/// Somebody with an open session: who acts in a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Worker {
    /// Who.
    pub staff_id: StaffId,
    /// In which session.
    pub session_id: SessionId,
}

/// Who is signed in, or the refusal `not-signed-in`.
pub(crate) fn current(tx: &Tx<'_>) -> Result<Worker, Error> {
    signed_in(tx)?.ok_or_else(|| refused("not-signed-in"))
}

/// Who is signed in. Somebody who was taken off this phone's list is signed in no longer.
pub(crate) fn signed_in(tx: &Tx<'_>) -> Result<Option<Worker>, Error> {
    let Some(current) = session::get(tx)? else { return Ok(None) };
    let known = entities::get(tx, EntityKind::Staff, current.staff_id.as_bytes())?.is_some();
    Ok(known.then_some(Worker { staff_id: current.staff_id, session_id: current.session_id }))
}
