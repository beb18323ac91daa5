//! The receipts: the newest of each stream and server epoch, kept as the phone's evidence.

use protocol::{Receipt, from_cbor, to_cbor};
use rusqlite::params;

use crate::{StoreError, Tx, columns::int, stream};

/// Keeps a receipt, whose signature the caller has verified.
///
/// # Errors
/// [`StoreError`].
pub fn put(tx: &Tx<'_>, receipt: &Receipt) -> Result<(), StoreError> {
    let sql = "INSERT OR REPLACE INTO receipts (stream_id, epoch_number, acked_upto, received_at, bytes)
               VALUES (?1, ?2, ?3, ?4, ?5)";
    tx.run(
        sql,
        params![
            receipt.stream_id.as_bytes(),
            receipt.epoch.number,
            int(receipt.acked_upto),
            receipt.received_at.0,
            to_cbor(receipt)
        ],
    )?;
    Ok(())
}

/// The receipt of the current stream in the newest epoch.
///
/// # Errors
/// [`StoreError`].
pub fn last(tx: &Tx<'_>) -> Result<Option<Receipt>, StoreError> {
    let Some(stream) = stream::get(tx)? else { return Ok(None) };
    let sql = "SELECT bytes FROM receipts WHERE stream_id = ?1 ORDER BY epoch_number DESC LIMIT 1";
    let bytes = tx.one(sql, [stream.stream_id.as_bytes()], |row| row.get::<_, Vec<u8>>(0))?;
    Ok(bytes.map(|bytes| from_cbor(&bytes)).transpose()?)
}
