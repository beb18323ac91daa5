//! Small words that table files share: reading a column as what it means, and inserting many rows at once.
//!
//! A multi-row statement is written for the engine at hand (`?` for SQLite, where `$n` costs 1.7 times as much,
//! `$n` for PostgreSQL) and in sizes of a power of two, so that few texts are prepared and kept.

use domain::{ids, photo::Digest, position::Place, time::UtcMs};
use serde::{Serialize, de::DeserializeOwned};
use sqlx::{
    Any, Arguments as _, AssertSqlSafe, Encode, Row as _, Type,
    any::{AnyArguments, AnyRow},
};

use crate::{Error, db::Conn, error::Result};

/// An identity that is stored as sixteen bytes.
pub(crate) trait Id: Sized {
    /// Reads the stored bytes.
    fn read(bytes: &[u8]) -> Option<Self>;
    /// The bytes to store.
    fn store(&self) -> Vec<u8>;
}

macro_rules! ids {
    ($($name:ident)*) => {$(
        impl Id for ids::$name {
            fn read(bytes: &[u8]) -> Option<Self> {
                Self::from_slice(bytes)
            }
            fn store(&self) -> Vec<u8> {
                self.as_bytes().to_vec()
            }
        }
    )*};
}
ids!(DeviceId StreamId RecordId SessionId BootId PhotoId SchoolId AgencyId UnitId StaffId PostId WindowId PointId
     RosterId RouteId RunId);

/// Reading a column as what it means.
pub(crate) trait Columns {
    fn int(&self, name: &str) -> Result<i64>;
    fn opt_int(&self, name: &str) -> Result<Option<i64>>;
    fn text(&self, name: &str) -> Result<String>;
    fn opt_text(&self, name: &str) -> Result<Option<String>>;
    fn blob(&self, name: &str) -> Result<Vec<u8>>;
    fn opt_blob(&self, name: &str) -> Result<Option<Vec<u8>>>;

    fn id<T: Id>(&self, name: &str) -> Result<T> {
        T::read(&self.blob(name)?).ok_or_else(|| Error::broken(format!("{name} is no id")))
    }

    fn opt_id<T: Id>(&self, name: &str) -> Result<Option<T>> {
        let Some(bytes) = self.opt_blob(name)? else { return Ok(None) };
        T::read(&bytes).map(Some).ok_or_else(|| Error::broken(format!("{name} is no id")))
    }

    /// A number that fits its narrower type.
    fn num<T: TryFrom<i64>>(&self, name: &str) -> Result<T> {
        T::try_from(self.int(name)?).map_err(|_| Error::broken(format!("{name} is out of range")))
    }

    fn moment(&self, name: &str) -> Result<UtcMs> {
        self.int(name).map(UtcMs)
    }

    fn opt_moment(&self, name: &str) -> Result<Option<UtcMs>> {
        Ok(self.opt_int(name)?.map(UtcMs))
    }

    fn digest(&self, name: &str) -> Result<Digest> {
        let bytes = <[u8; 32]>::try_from(self.blob(name)?);
        bytes.map(Digest::from).map_err(|_| Error::broken(format!("{name} is no digest")))
    }

    /// A code word of the domain.
    fn word<T: DeserializeOwned>(&self, name: &str) -> Result<T> {
        from_word(&self.text(name)?)
    }

    fn place(&self) -> Result<Place> {
        Ok(Place { lat_e7: self.num("lat_e7")?, lon_e7: self.num("lon_e7")? })
    }
}

impl Columns for AnyRow {
    fn int(&self, name: &str) -> Result<i64> {
        Ok(self.try_get(name)?)
    }
    fn opt_int(&self, name: &str) -> Result<Option<i64>> {
        Ok(self.try_get(name)?)
    }
    fn text(&self, name: &str) -> Result<String> {
        Ok(self.try_get(name)?)
    }
    fn opt_text(&self, name: &str) -> Result<Option<String>> {
        Ok(self.try_get(name)?)
    }
    fn blob(&self, name: &str) -> Result<Vec<u8>> {
        Ok(self.try_get(name)?)
    }
    fn opt_blob(&self, name: &str) -> Result<Option<Vec<u8>>> {
        Ok(self.try_get(name)?)
    }
}

/// Text that every engine takes: PostgreSQL stores no NUL.
pub(crate) fn plain_text(text: &str) -> String {
    text.replace('\0', "")
}

/// The code word under which a domain value is stored.
pub(crate) fn word<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        other => unreachable!("a domain kind is one code word, not {other:?}"),
    }
}

/// Reads a code word back.
pub(crate) fn from_word<T: DeserializeOwned>(word: &str) -> Result<T> {
    serde_json::from_value(serde_json::Value::String(word.to_owned()))
        .map_err(|_| Error::broken(format!("{word:?} is no known word")))
}

/// A value of several parts as it is stored: JSON text. What the domain's shapes are always encodes.
pub(crate) fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// Reads such a value back.
pub(crate) fn from_json<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| Error::broken(format!("{text:?}: {error}")))
}

/// A count or number as stored; what does not fit was checked on the way in.
pub(crate) fn stored(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A count or number as read; a negative one was never stored.
pub(crate) fn counted(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

/// The values of one row, in the order of the statement's columns.
pub(crate) struct Values(AnyArguments);

impl Values {
    /// Adds the next value.
    pub(crate) fn put<'q, T: Encode<'q, Any> + Type<Any>>(&mut self, value: T) -> &mut Self {
        // Values of these types always encode; the result is for drivers with other ones.
        let _: std::result::Result<(), _> = self.0.add(value);
        self
    }
}

/// Inserts rows: `into` is `INSERT INTO table (a, b)`, `then` what follows the values (`ON CONFLICT …` or nothing).
pub(crate) async fn insert_many<T>(
    conn: &mut Conn,
    (into, columns, then): (&str, usize, &str),
    rows: &[T],
    fill: impl Fn(&T, &mut Values),
) -> Result<()> {
    let question_marks = conn.backend_name() == "SQLite";
    let mut rest = rows;
    while !rest.is_empty() {
        let size = (1 << rest.len().ilog2()).min(64);
        let (chunk, tail) = rest.split_at(size);
        rest = tail;
        let mut values = Values(AnyArguments::default());
        for row in chunk {
            fill(row, &mut values);
        }
        let sql = format!("{into} VALUES {} {then}", tuples(question_marks, size, columns));
        sqlx::query_with(AssertSqlSafe(sql), values.0).execute(&mut *conn).await?;
    }
    Ok(())
}

/// Whether several transactions may write at once, so that a row can be held by another.
pub(crate) fn is_postgres(conn: &Conn) -> bool {
    conn.backend_name() != "SQLite"
}

/// `?,?,?` or `$1,$2,$3`, as the engine at hand takes them.
pub(crate) fn placeholders(conn: &Conn, count: usize) -> String {
    let tuple = tuples(conn.backend_name() == "SQLite", 1, count);
    tuple[1..tuple.len() - 1].to_owned()
}

fn tuples(question_marks: bool, rows: usize, columns: usize) -> String {
    let mut text = String::with_capacity(rows * columns * 4);
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..columns {
            if column > 0 {
                text.push(',');
            }
            if question_marks {
                text.push('?');
            } else {
                text.push('$');
                text.push_str(&(row * columns + column + 1).to_string());
            }
        }
        text.push(')');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_engine_gets_its_own_placeholders() {
        assert_eq!(tuples(true, 2, 2), "(?,?), (?,?)");
        assert_eq!(tuples(false, 2, 2), "($1,$2), ($3,$4)");
    }
}
