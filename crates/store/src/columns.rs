//! Reading typed values out of columns. A stored value that does not have its form means a damaged file.

use domain::{photo::Digest, time::UtcMs};
use rusqlite::{Error, Result, Row, types::Type};

/// An integer for a column. Counts here stay far below 2^63.
pub(crate) fn int(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// A count or length.
pub(crate) fn number(row: &Row<'_>, column: usize) -> Result<u64> {
    let value: i64 = row.get(column)?;
    u64::try_from(value).map_err(|_| Error::IntegralValueOutOfRange(column, value))
}

/// A moment.
pub(crate) fn moment(row: &Row<'_>, column: usize) -> Result<UtcMs> {
    row.get(column).map(UtcMs)
}

/// A moment that may be missing.
pub(crate) fn maybe_moment(row: &Row<'_>, column: usize) -> Result<Option<UtcMs>> {
    Ok(row.get::<_, Option<i64>>(column)?.map(UtcMs))
}

/// A digest.
pub(crate) fn digest(row: &Row<'_>, column: usize) -> Result<Digest> {
    row.get::<_, [u8; 32]>(column).map(Digest::from)
}

/// An id, by its `from_slice`.
pub(crate) fn id<T>(row: &Row<'_>, column: usize, read: fn(&[u8]) -> Option<T>) -> Result<T> {
    read(row.get_ref(column)?.as_blob()?).ok_or_else(|| damaged(column, "not an id"))
}

/// An id that may be missing.
pub(crate) fn maybe_id<T>(row: &Row<'_>, column: usize, read: fn(&[u8]) -> Option<T>) -> Result<Option<T>> {
    match row.get_ref(column)?.as_blob_or_null()? {
        None => Ok(None),
        Some(bytes) => read(bytes).map(Some).ok_or_else(|| damaged(column, "not an id")),
    }
}

/// The error for a column that does not have its form.
pub(crate) fn damaged(column: usize, why: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::FromSqlConversionFailure(column, Type::Blob, why.into())
}
