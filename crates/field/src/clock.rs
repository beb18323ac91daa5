//! Telling people once what was noticed about the phone's clock. The findings are records; here is only which were told.

use protocol::{Body, Kind};
use store::{Tx, records};

use crate::{Error, Home, Tag, record_time::known_at, settings, views::ClockTold};

/// Findings that are looked through.
const LOOKED_AT: usize = 50;

/// The newest finding nobody was told yet.
pub(crate) fn untold(tx: &Tx<'_>) -> Result<Option<ClockTold>, Error> {
    let upto = settings::clock_told(tx)?;
    let rows = records::page(tx, None, &[Kind::ClockEvent], LOOKED_AT)?;
    let untold: Vec<_> = rows.into_iter().filter(|row| row.place > upto).collect();
    let Some(newest) = untold.first() else { return Ok(None) };
    let record = newest.record()?;
    let Ok(Body::ClockEvent(event)) = record.read_body() else { return Ok(None) };
    Ok(Some(ClockTold {
        finding: event.finding,
        moved_ms: event.moved_ms,
        at_ms: known_at(tx, &record.time)?.best,
        count: u32::try_from(untold.len()).unwrap_or(u32::MAX),
    }))
}

/// Notes that all findings so far were told.
///
/// # Errors
/// Only those of the database.
pub fn told(home: &Home) -> Result<(), Error> {
    home.write(&[Tag::Session], |tx, _| {
        let newest = records::page(tx, None, &[Kind::ClockEvent], 1)?;
        match newest.first() {
            Some(row) => settings::set_clock_told(tx, row.place),
            None => Ok(()),
        }
    })
}
