//! Words the server keeps about itself: its name, its key's name, the life of its storage, its address.

use crate::{db::Conn, error::Result, sql::Columns as _};

pub(crate) async fn get(conn: &mut Conn, key: &str) -> Result<Option<String>> {
    let row = sqlx::query("SELECT value FROM settings WHERE key = $1").bind(key).fetch_optional(conn).await?;
    row.map(|row| row.text("value")).transpose()
}

pub(crate) async fn put(conn: &mut Conn, key: &str, value: &str) -> Result<()> {
    sqlx::query(
        "INSERT INTO settings (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    )
    .bind(key)
    .bind(value)
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes a word that is not there yet; `false` when it is, also when another node wrote it this moment.
pub(crate) async fn claim(conn: &mut Conn, key: &str, value: &str) -> Result<bool> {
    let written = sqlx::query("INSERT INTO settings (key, value) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING")
        .bind(key)
        .bind(value)
        .execute(conn)
        .await?;
    Ok(written.rows_affected() == 1)
}
