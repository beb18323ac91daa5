//! The office's word about a phone: used, suspended, or taken out of use. One door for the dashboard and the command line.
//!
//! What a stopped phone still sends is kept as late evidence and marked so; what it is no longer given is the office's own
//! things. Nothing on the phone is ever deleted from here (sync-and-reliability I18).

use domain::ids::DeviceId;
use serde::{Deserialize, Serialize};

use crate::{
    Error,
    audit::Entry,
    clock,
    db::{Conn, Database},
    error::Result,
    sql::plain_text,
    tables::{
        audit_log::{self, Action},
        device_states::{self, Decision},
        devices::{self, Device, DeviceState},
    },
    told::{Deed, Told},
};

/// Characters of a reason.
pub(crate) const REASON_CHARS_MAX: usize = 100;
/// Who decides at the command line; no account may be called so.
pub(crate) const COMMAND_LINE: &str = "command-line";

/// What is asked for at the command line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Wish {
    /// The number on the phone.
    pub(crate) no: i64,
    pub(crate) state: DeviceState,
    pub(crate) reason: String,
}

/// What a phone is now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Decided {
    /// The number on the phone.
    pub(crate) no: String,
    pub(crate) state: DeviceState,
    pub(crate) reason: String,
    /// UTC milliseconds.
    pub(crate) at_ms: i64,
}

/// Decides about a phone for somebody of the office, in the caller's transaction. A phone that is so already is left.
pub(crate) async fn decide(
    conn: &mut Conn,
    device: &Device,
    state: DeviceState,
    (reason, account): (&str, &str),
) -> Result<Option<Decision>> {
    if device.state == state {
        return Ok(None);
    }
    let reason: String = plain_text(reason.trim()).chars().take(REASON_CHARS_MAX).collect();
    let decision = Decision { at: clock::now(), state, reason, account: account.to_owned() };
    devices::set_state(conn, device.id, state).await?;
    device_states::insert(conn, device.id, &decision).await?;
    let told = Told::of(Deed::PhoneState).with("device", device.id).with("no", device.number());
    let subject = told.with("state", state.word()).with("reason", &decision.reason).subject();
    let entry = Entry { at: decision.at, account: account.to_owned(), action: Action::DeviceState, subject };
    audit_log::insert(conn, &[entry]).await?;
    Ok(Some(decision))
}

/// Decides at the command line.
///
/// # Errors
/// There is no such phone, or no reason was given.
pub(crate) async fn wish(db: &Database, wish: &Wish) -> Result<Decided> {
    if wish.reason.trim().is_empty() {
        return Err(Error::refused("say why: the reason is kept with the phone"));
    }
    let mut tx = db.begin().await?;
    let unknown = || Error::refused(format!("no phone has the number {:04}", wish.no));
    let device = devices::by_no(&mut tx, wish.no).await?.ok_or_else(unknown)?;
    let decided = decide(&mut tx, &device, wish.state, (&wish.reason, COMMAND_LINE)).await?;
    let decided = match decided {
        Some(decision) => decision,
        None => held(&mut tx, device.id, wish.state).await?,
    };
    tx.commit().await?;
    Ok(Decided { no: device.number(), state: wish.state, reason: decided.reason, at_ms: decided.at.0 })
}

/// What holds already; a phone nobody ever decided about is in use since it was enrolled.
async fn held(conn: &mut Conn, id: DeviceId, state: DeviceState) -> Result<Decision> {
    let newest = device_states::of_device(conn, id).await?.into_iter().next();
    let never = || Decision { at: clock::now(), state, reason: String::new(), account: String::new() };
    Ok(newest.unwrap_or_else(never))
}
