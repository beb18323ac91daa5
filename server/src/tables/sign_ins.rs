//! Who is signed in to the dashboard. The token itself is only in the browser; here is its hash.

use domain::time::UtcMs;

use super::accounts::{self, Account};
use crate::{db::Conn, error::Result, sql::Columns as _};

/// A session that holds.
pub(crate) struct SignIn {
    pub(crate) account: Account,
    pub(crate) csrf: String,
}

pub(crate) async fn insert(
    conn: &mut Conn,
    token_hash: &[u8],
    account: &str,
    csrf: &str,
    (now, expires): (UtcMs, UtcMs),
) -> Result<()> {
    sqlx::query("INSERT INTO sign_ins (token_hash, account, csrf, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)")
        .bind(token_hash)
        .bind(account)
        .bind(csrf)
        .bind(now.0)
        .bind(expires.0)
        .execute(&mut *conn)
        .await?;
    sqlx::query("DELETE FROM sign_ins WHERE expires_at < $1").bind(now.0).execute(conn).await?;
    Ok(())
}

pub(crate) async fn get(conn: &mut Conn, token_hash: &[u8], now: UtcMs) -> Result<Option<SignIn>> {
    let row = sqlx::query("SELECT account, csrf FROM sign_ins WHERE token_hash = $1 AND expires_at >= $2")
        .bind(token_hash)
        .bind(now.0)
        .fetch_optional(&mut *conn)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let account = accounts::get(conn, &row.text("account")?).await?;
    let csrf = row.text("csrf")?;
    Ok(account.map(|account| SignIn { account, csrf }))
}

pub(crate) async fn delete(conn: &mut Conn, token_hash: &[u8]) -> Result<()> {
    sqlx::query("DELETE FROM sign_ins WHERE token_hash = $1").bind(token_hash).execute(conn).await?;
    Ok(())
}
