//! A person's PIN on this phone: four to six digits, checked offline, kept only as an Argon2id hash.
//!
//! After five wrong ones there is a pause, doubled with each further five, counted by the boot clock, which nobody can
//! set forward. A restart begins a running pause anew. A PIN says who acted; it is attribution, not a signature.

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use domain::{
    Problem,
    ids::StaffId,
    limits::{PIN_DIGITS, PIN_TRIES_MAX},
};
use store::pins::{self, Locked, Pin};

use crate::{Error, Home, Tag, clocks::Reading, error::refused, worker};

const PAUSE_MS: u64 = 5 * 60_000;
const PAUSE_MS_MAX: u64 = 60 * 60_000;

/// Sets, changes or (with `None`) removes the own PIN; the old one is asked for when there is one.
///
/// # Errors
/// `not-signed-in`, `bad-pin-shape`, `wrong-pin`, `pin-locked`.
pub fn set(home: &Home, pin: Option<&str>, old_pin: Option<&str>) -> Result<(), Error> {
    let me = home.read(worker::current)?;
    check(home, me.staff_id, old_pin)?;
    let hash = pin.map(hash).transpose()?;
    home.write(&[Tag::People, Tag::Session], |tx, _| match hash {
        Some(hash) => Ok(pins::put(tx, me.staff_id, &hash)?),
        None => Ok(pins::delete(tx, me.staff_id)?),
    })
}

/// Passes when the person has no PIN or it is this one.
///
/// # Errors
/// `wrong-pin` with the tries left, `pin-locked` with the minutes to wait.
pub(crate) fn check(home: &Home, staff_id: StaffId, typed: Option<&str>) -> Result<(), Error> {
    let Some(pin) = home.read(|tx| Ok(pins::get(tx, staff_id)?))? else { return Ok(()) };
    let now = home.clocks().read();
    if let Some(pause_ms) = rest_of_pause(home, staff_id, &pin, now)? {
        return Err(locked(pause_ms));
    }
    // Nothing typed is the tile tapped before its PIN, not a wrong guess.
    let Some(typed) = typed else { return Err(wrong(pin.tries)) };
    if is_of(&pin.hash, typed) {
        return home.write(&[], |tx, _| Ok(pins::reset(tx, staff_id)?));
    }
    let tries = pin.tries + 1;
    let pause_ms = pause_after(tries);
    let until = pause_ms.map(|ms| Locked { boot_id: now.boot_id, until_boot_ms: now.boot_ms + ms });
    home.write(&[], |tx, _| Ok(pins::failed(tx, staff_id, until)?))?;
    Err(pause_ms.map_or_else(|| wrong(tries), locked))
}

/// Milliseconds a running pause still lasts. In another boot than the one it began in, it begins anew.
fn rest_of_pause(home: &Home, staff_id: StaffId, pin: &Pin, now: Reading) -> Result<Option<u64>, Error> {
    let Some(lock) = pin.locked else { return Ok(None) };
    if lock.boot_id == now.boot_id {
        let rest = lock.until_boot_ms.saturating_sub(now.boot_ms);
        return Ok((rest > 0).then_some(rest));
    }
    let pause_ms = pause_after(pin.tries).unwrap_or(PAUSE_MS);
    let anew = Locked { boot_id: now.boot_id, until_boot_ms: now.boot_ms + pause_ms };
    home.write(&[], |tx, _| Ok(pins::pause(tx, staff_id, anew)?))?;
    Ok(Some(pause_ms))
}

/// The pause that this many wrong tries in a row lead to: after each fifth, doubled each time.
fn pause_after(tries: u32) -> Option<u64> {
    let rounds = tries / PIN_TRIES_MAX;
    (rounds > 0 && tries.is_multiple_of(PIN_TRIES_MAX)).then(|| (PAUSE_MS << (rounds - 1).min(8)).min(PAUSE_MS_MAX))
}

fn wrong(tries: u32) -> Error {
    Problem::new("wrong-pin").with("left", PIN_TRIES_MAX - tries % PIN_TRIES_MAX).into()
}

fn locked(pause_ms: u64) -> Error {
    Problem::new("pin-locked").with("minutes", pause_ms.div_ceil(60_000)).into()
}

fn hash(pin: &str) -> Result<String, Error> {
    if !PIN_DIGITS.contains(&pin.len()) || !pin.bytes().all(|b| b.is_ascii_digit()) {
        return Err(refused("bad-pin-shape"));
    }
    let hash: PasswordHash = Argon2::default().hash_password(pin.as_bytes()).map_err(Error::Pin)?;
    Ok(hash.to_string())
}

fn is_of(hash: &str, typed: &str) -> bool {
    let Ok(hash) = PasswordHash::new(hash) else { return false };
    Argon2::default().verify_password(typed.as_bytes(), &hash).is_ok()
}
