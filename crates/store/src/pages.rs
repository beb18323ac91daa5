//! The rows of a damaged file, without the trees that lead to them: every page is looked at by itself, and what has the shape
//! of a row of ours is put into a database of its own.
//!
//! A page counts only if the cipher's seal on it verifies, so a torn one never passes for a row. The seal hangs on the salt
//! in the file's first sixteen bytes, of which there is a copy beside the file: where both are gone, nothing can be told from
//! noise, and nothing is read.

mod cell;
mod cipher;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use rusqlite::{Connection, ErrorCode, params_from_iter, types::Value};

use crate::{StoreError, StoreKey, open};
use cipher::{PAGE, Pages, SALT};

/// Tables, the shapes of their rows, and their columns. `k` is the key that stands beside a row, `i` a number, `b` bytes, `t`
/// a text; in capitals it may be missing. Columns added later may be missing at the end. No index of ours has such a shape, and
/// tables whose shape another has are not among them: the server gives their contents again.
const SHAPES: [(&str, &str, &str); 13] = [
    ("device_key", "kbi", "one seed ctr"),
    (
        "identity",
        "kbtttttbibbI",
        "one device_id device_no organization place audience server_url server_key epoch_number epoch_tag nonce
         binds_answers",
    ),
    ("organization_key", "kbB", "one key voucher"),
    ("streams", "kbbibibiI", "number stream_id genesis next_seq head acked_upto acked_head durable_upto kept_upto"),
    ("records", "kbiiBTbb", "place record_id kind recorded_at actor remark hash bytes"),
    ("session", "kbbi", "one staff_id session_id since"),
    ("settings", "kt", "one json"),
    ("entities", "ibiiiBI", "kind id scope scope_seq rev payload generation"),
    ("photos", "bbiTIIT", "photo_id facts created draft place left_at stamped_place"),
    (
        "uploads",
        "bbtiibiiitIT",
        "file_id photo_id role place urgency sha256 bytes sent attempt state vouched_by refused",
    ),
    ("receipts", "biiib", "stream_id epoch_number acked_upto received_at bytes"),
    ("pins", "btiBI", "staff_id hash tries locked_boot_id locked_until_boot_ms"),
    ("drafts", "tt", "key json"),
];

/// Columns that later versions added: a row of before lacks them.
const ADDED: [(&str, usize); 5] = [("identity", 1), ("streams", 1), ("entities", 1), ("photos", 2), ("uploads", 2)];

/// Makes a database of the rows in the pages of the one in `folder`. The folder where it lies; `None` when there is no row.
pub(crate) fn gather(folder: &Path, key: &StoreKey) -> Result<Option<PathBuf>, StoreError> {
    let bytes = fs::read(folder.join(open::FILE_NAME))?;
    let kept = open::kept_salt(folder);
    let salts = [bytes.get(..SALT).unwrap_or_default(), &kept];
    let Some(pages) = salts.into_iter().find_map(|salt| Pages::of(&bytes, salt, key)) else { return Ok(None) };
    let rows: Vec<(usize, Vec<Value>)> =
        pages.rows().filter_map(|row| shape_of(&row).map(|table| (table, row))).collect();
    if rows.is_empty() {
        return Ok(None);
    }
    let gathered = folder.join("gathered");
    fs::create_dir_all(&gathered)?;
    put_all(&open::writer(&gathered, key)?, rows)?;
    Ok(Some(gathered))
}

fn put_all(database: &Connection, rows: Vec<(usize, Vec<Value>)>) -> Result<(), StoreError> {
    // Rows come in the order of pages; what they refer to may come later, or be gone.
    database.pragma_update(None, "foreign_keys", false)?;
    database.execute_batch("BEGIN IMMEDIATE")?;
    for (table, row) in rows {
        let (name, _, columns) = SHAPES[table];
        let columns: Vec<&str> = columns.split_whitespace().take(row.len()).collect();
        let places = vec!["?"; columns.len()].join(", ");
        let sql = format!("INSERT OR IGNORE INTO {name} ({}) VALUES ({places})", columns.join(", "));
        if let Err(error) = database.prepare_cached(&sql)?.execute(params_from_iter(row)) {
            // One that a table of ours does not take is no row of ours after all.
            let refused = [Some(ErrorCode::ConstraintViolation), Some(ErrorCode::TypeMismatch)];
            if !refused.contains(&error.sqlite_error_code()) {
                return Err(error.into());
            }
        }
    }
    Ok(database.execute_batch("COMMIT")?)
}

/// Which table a row is of.
fn shape_of(row: &[Value]) -> Option<usize> {
    SHAPES.iter().position(|(name, shape, _)| {
        let added = ADDED.iter().find(|(table, _)| table == name).map_or(0, |(_, added)| *added);
        let columns = row.len();
        let fits = |(letter, value): (char, &Value)| match value {
            Value::Null => letter.is_ascii_uppercase(),
            Value::Integer(_) => matches!(letter, 'k' | 'i' | 'I'),
            Value::Blob(_) => letter.eq_ignore_ascii_case(&'b'),
            Value::Text(_) => letter.eq_ignore_ascii_case(&'t'),
            Value::Real(_) => false,
        };
        (shape.len() - added..=shape.len()).contains(&columns) && shape.chars().zip(row).all(fits)
    })
}

impl Pages {
    /// The rows of every page that is in use and whole.
    fn rows(&self) -> impl Iterator<Item = Vec<Value>> + '_ {
        let free = self.free();
        let numbers = (1..=self.count()).filter(move |number| !free.contains(number));
        numbers.flat_map(move |number| cell::rows(self, number))
    }

    /// The pages that hold nothing any more. A list that is damaged ends there.
    fn free(&self) -> BTreeSet<u32> {
        let mut free = BTreeSet::new();
        let mut trunk = self.page(1).map_or(0, |first| cell::number(first, 32));
        while trunk != 0 && free.insert(trunk) {
            let Some(page) = self.page(trunk) else { break };
            let leaves = usize::try_from(cell::number(page, 4)).unwrap_or(0).min(PAGE / 4);
            free.extend((0..leaves).map(|leaf| cell::number(page, 8 + 4 * leaf)));
            trunk = cell::number(page, 0);
        }
        free
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_tables_and_no_index_have_rows_of_one_shape() {
        let home = tempfile::tempdir().expect("a folder");
        let database = open::writer(home.path(), &StoreKey::new([7; 32])).expect("a database");
        for (name, shape, columns) in SHAPES {
            let listed: Vec<&str> = columns.split_whitespace().collect();
            assert_eq!(listed.len(), shape.len(), "{name}");
            let statement = database.prepare(&format!("SELECT * FROM {name}")).expect("a table");
            assert_eq!(statement.column_names(), listed, "the columns of {name} in their order");
        }
        let sample = |shape: &str| -> Vec<Value> {
            let one = |letter: char| match letter.to_ascii_lowercase() {
                'b' => Value::Blob(vec![1]),
                't' => Value::Text("a".into()),
                _ => Value::Integer(1),
            };
            shape.chars().map(one).collect()
        };
        for (index, (name, shape, _)) in SHAPES.iter().enumerate() {
            assert_eq!(shape_of(&sample(shape)), Some(index), "{name}");
        }
        for index in ["bi", "iii", "tib", "ib", "iib", "iiib", "bb", "itt", "ittb", "iibb", "biii", "ib"] {
            assert_eq!(shape_of(&sample(index)), None, "{index}");
        }
    }
}
