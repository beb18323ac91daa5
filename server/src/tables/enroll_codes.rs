//! One-time codes, kept as hashes: whoever reads the database cannot enroll with it.

use domain::{enroll_code::EnrollCode, ids::UnitId, photo::Digest, time::UtcMs};
use protocol::sha256;

use crate::{
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _},
};

/// A code as kept.
pub(crate) struct Code {
    pub(crate) unit: UnitId,
    pub(crate) uses: i64,
    pub(crate) used: i64,
    pub(crate) expires_at: UtcMs,
}

/// The name under which a code is kept.
pub(crate) fn hash(code: &EnrollCode) -> Digest {
    sha256(&[b"huxiao-enroll-code-1", code.as_str().as_bytes()])
}

pub(crate) async fn insert(
    conn: &mut Conn,
    hash: &Digest,
    unit: UnitId,
    uses: u32,
    (created, expires): (UtcMs, UtcMs),
) -> Result<()> {
    sqlx::query(
        "INSERT INTO enroll_codes (code_hash, unit_id, uses, used, created_at, expires_at) VALUES ($1, $2, $3, 0, $4, $5)",
    )
    .bind(hash.to_vec())
    .bind(unit.store())
    .bind(i64::from(uses))
    .bind(created.0)
    .bind(expires.0)
    .execute(conn)
    .await?;
    Ok(())
}

pub(crate) async fn get(conn: &mut Conn, hash: &Digest) -> Result<Option<Code>> {
    let row = sqlx::query("SELECT unit_id, uses, used, expires_at FROM enroll_codes WHERE code_hash = $1")
        .bind(hash.to_vec())
        .fetch_optional(conn)
        .await?;
    let read = |row: sqlx::any::AnyRow| {
        Ok(Code {
            unit: row.id("unit_id")?,
            uses: row.int("uses")?,
            used: row.int("used")?,
            expires_at: row.moment("expires_at")?,
        })
    };
    row.map(read).transpose()
}

/// Takes one use; `false` when none was left.
pub(crate) async fn take_use(conn: &mut Conn, hash: &Digest) -> Result<bool> {
    let done = sqlx::query("UPDATE enroll_codes SET used = used + 1 WHERE code_hash = $1 AND used < uses")
        .bind(hash.to_vec())
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}
