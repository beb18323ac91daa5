//! Taking over into a database that has a stream of its own, because the phone went on in the meantime: what was never
//! signed for goes to the end of that stream, the same name, actor, time and body, with the pictures of it.

use std::collections::BTreeSet;

use protocol::Record;
use rusqlite::{Connection, types::Value};

use super::{Fault, Reading, is_here, put_row};
use crate::{StoreError, Tx, fork, stream::SEQ_BITS};

/// Appends them in their order. How many records.
pub(super) fn append(old: &Reading<'_>, tx: &Tx<'_>, places: &BTreeSet<i64>) -> Result<u64, StoreError> {
    let signed = old.try_read(signed_for)?.unwrap_or_default();
    let mut appended = 0;
    for place in places {
        let (number, seq) = (place >> SEQ_BITS, place & ((1 << SEQ_BITS) - 1));
        if signed.iter().any(|(stream, upto)| *stream == number && seq <= *upto) {
            continue;
        }
        let sql = "SELECT bytes FROM records WHERE place = ?1";
        let bytes = old.try_read(|old| Ok(old.query_row(sql, [place], |row| row.get::<_, Vec<u8>>(0))?))?;
        let Some(record) = bytes.and_then(|bytes| Record::decode(&bytes).ok()) else { continue };
        if is_here(tx, *record.record_id.as_bytes())? {
            continue;
        }
        let end = fork::append_again(tx, record)?;
        for table in ["photos", "uploads"] {
            old.try_read(|old| copy_to(old, tx, table, *place, end))?;
        }
        appended += 1;
    }
    Ok(appended)
}

/// Streams, and up to where the server has signed for them.
fn signed_for(old: &Connection) -> Result<Vec<(i64, i64)>, Fault> {
    let mut statement = old.prepare("SELECT number, acked_upto FROM streams")?;
    Ok(statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?)
}

/// Copies what a table says of the pictures of the record at `from`, for the record at `to`.
fn copy_to(old: &Connection, tx: &Tx<'_>, table: &str, from: i64, to: i64) -> Result<(), Fault> {
    let mut statement = old.prepare(&format!("SELECT * FROM {table} WHERE place = ?1"))?;
    let columns: Vec<String> = statement.column_names().into_iter().map(str::to_owned).collect();
    let mut rows = statement.query([from])?;
    while let Some(row) = rows.next()? {
        let read = |(column, name): (usize, &String)| match name.as_str() {
            "place" => Ok(Value::Integer(to)),
            "vouched_by" => Ok(Value::Null),
            _ => row.get(column),
        };
        let values = columns.iter().enumerate().map(read).collect::<rusqlite::Result<Vec<Value>>>()?;
        put_row(tx, table, &columns, values).map_err(Fault::Ours)?;
    }
    Ok(())
}
