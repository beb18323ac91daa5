//! People of the office who may sign in to the dashboard.

use std::collections::HashMap;

use domain::{ids::UnitId, role::Role};
use sqlx::any::AnyRow;

use crate::{
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _, insert_many, word},
};

/// An account.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) role: Role,
    /// `school`, `station`, `town`, `edu` or `city`.
    pub(crate) scope: String,
    /// Whose schools the account sees.
    pub(crate) unit: UnitId,
    pub(crate) password_hash: String,
}

pub(crate) async fn insert(conn: &mut Conn, accounts: &[Account]) -> Result<()> {
    let statement = (
        "INSERT INTO accounts (name, label, role, scope, unit_id, password_hash, active)",
        7,
        "ON CONFLICT (name) DO NOTHING",
    );
    insert_many(conn, statement, accounts, |a, row| {
        row.put(a.name.as_str()).put(a.label.as_str()).put(word(&a.role)).put(a.scope.as_str());
        row.put(a.unit.store()).put(a.password_hash.as_str()).put(1_i64);
    })
    .await
}

/// The active account of this name.
pub(crate) async fn get(conn: &mut Conn, name: &str) -> Result<Option<Account>> {
    let row =
        sqlx::query("SELECT * FROM accounts WHERE name = $1 AND active = 1").bind(name).fetch_optional(conn).await?;
    row.map(|row| read(&row)).transpose()
}

/// Calls accounts in what people read by their labels; the sign-in name stays where there is none, as for the command line.
/// The audit log tells accounts of one office apart.
pub(crate) async fn call_by_label(conn: &mut Conn, names: Vec<&mut String>) -> Result<()> {
    let mut known: HashMap<String, String> = HashMap::new();
    for name in names {
        if !known.contains_key(name.as_str()) {
            let row = sqlx::query("SELECT label FROM accounts WHERE name = $1").bind(name.as_str());
            let label = row.fetch_optional(&mut *conn).await?.map(|row| row.text("label")).transpose()?;
            known.insert(name.clone(), label.filter(|it| !it.is_empty()).unwrap_or_else(|| name.clone()));
        }
        if let Some(label) = known.get(name.as_str()) {
            name.clone_from(label);
        }
    }
    Ok(())
}

fn read(row: &AnyRow) -> Result<Account> {
    Ok(Account {
        name: row.text("name")?,
        label: row.text("label")?,
        role: row.word("role")?,
        scope: row.text("scope")?,
        unit: row.id("unit_id")?,
        password_hash: row.text("password_hash")?,
    })
}
