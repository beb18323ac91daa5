//! Who looked at what: every view of a picture, every sign-in.

use domain::time::UtcMs;

use crate::{db::Conn, error::Result, random};

/// What somebody did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    SignIn,
    PhotoView,
}

pub(crate) async fn insert(conn: &mut Conn, at: UtcMs, account: &str, action: Action, subject: &str) -> Result<()> {
    let action = match action {
        Action::SignIn => "sign_in",
        Action::PhotoView => "photo_view",
    };
    sqlx::query("INSERT INTO audit_log (id, at_ms, account, action, subject) VALUES ($1, $2, $3, $4, $5)")
        .bind(random::id().as_bytes().to_vec())
        .bind(at.0)
        .bind(account)
        .bind(action)
        .bind(subject)
        .execute(conn)
        .await?;
    Ok(())
}
