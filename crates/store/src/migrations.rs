//! The schema, as steps that are only ever added to. `user_version` says how many have run.
//!
//! A file of a later version is refused before anything is written to it. No step may rewrite `records`: its bytes
//! are what the chain and the receipts cover.

use rusqlite::{Connection, TransactionBehavior};

use crate::StoreError;

/// How many steps this build knows.
#[expect(clippy::cast_possible_truncation, reason = "a handful")]
pub const SCHEMA_VERSION: u32 = STEPS.len() as u32;

const STEPS: [&str; 10] = [
    include_str!("migrations/0001_first.sql"),
    include_str!("migrations/0002_branches.sql"),
    include_str!("migrations/0003_floors.sql"),
    include_str!("migrations/0004_organization_key.sql"),
    include_str!("migrations/0005_photos.sql"),
    include_str!("migrations/0006_kinds.sql"),
    include_str!("migrations/0007_vouchers.sql"),
    include_str!("migrations/0008_stamps.sql"),
    include_str!("migrations/0009_server_keys.sql"),
    include_str!("migrations/0010_refusals.sql"),
];

/// Refuses a file that a later version wrote.
pub(crate) fn check(connection: &Connection) -> Result<(), StoreError> {
    let found = version(connection)?;
    if found > SCHEMA_VERSION {
        return Err(StoreError::NewerSchema { found, known: SCHEMA_VERSION });
    }
    Ok(())
}

/// Runs the steps that have not run, each with its number in one transaction.
pub(crate) fn run(connection: &mut Connection) -> Result<(), StoreError> {
    let done = usize::try_from(version(connection)?).unwrap_or(usize::MAX);
    for (index, step) in STEPS.iter().enumerate().skip(done) {
        let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        tx.execute_batch(step)?;
        tx.pragma_update(None, "user_version", i64::try_from(index + 1).unwrap_or(i64::MAX))?;
        tx.commit()?;
    }
    Ok(())
}

fn version(connection: &Connection) -> Result<u32, StoreError> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}
