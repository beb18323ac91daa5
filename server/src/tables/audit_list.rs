//! Entries of the audit log with the names of accounts: one query for the page.

use domain::{ids::UnitId, time::UtcMs};
use sqlx::any::AnyRow;

use crate::{
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _},
    told::Told,
    views::audit::AuditRow,
};

/// Whose entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    /// Everybody's, also those of the command line.
    All,
    /// Those of this unit's accounts.
    Unit(UnitId),
    /// Those of this unit's accounts and of the schools it looks over.
    UnitAndSchools(UnitId),
}

/// Which entries.
#[derive(Clone, Debug)]
pub(crate) struct Filter {
    pub(crate) whose: Whose,
    /// Of this action; all without a word.
    pub(crate) action: String,
    /// Not before.
    pub(crate) from: UtcMs,
    /// Before.
    pub(crate) to: UtcMs,
}

/// The newest entries, about `rows` of them, and the moment before which older ones are asked for. Entries of one moment
/// stay together: a moment is all that pages are told apart by.
pub(crate) async fn page(conn: &mut Conn, filter: &Filter, rows: usize) -> Result<(Vec<AuditRow>, Option<UtcMs>)> {
    let limit = i64::try_from(rows).unwrap_or(i64::MAX).saturating_add(1);
    let mut found = between(conn, filter, limit).await?;
    if found.len() <= rows {
        return Ok((found, None));
    }
    let Some(last) = found.last().map(|row| row.at_ms) else { return Ok((found, None)) };
    if found.first().is_some_and(|first| first.at_ms == last) {
        let moment = Filter { from: last, to: last.plus(1), ..filter.clone() };
        return Ok((between(conn, &moment, i64::MAX).await?, Some(last)));
    }
    found.retain(|row| row.at_ms > last);
    Ok((found, Some(last.plus(1))))
}

async fn between(conn: &mut Conn, filter: &Filter, limit: i64) -> Result<Vec<AuditRow>> {
    let (all, unit, schools) = match filter.whose {
        Whose::All => (1_i64, UnitId(uuid::Uuid::nil()), 0_i64),
        Whose::Unit(unit) => (0, unit, 0),
        Whose::UnitAndSchools(unit) => (0, unit, 1),
    };
    let rows = sqlx::query(
        "SELECT l.id, l.at_ms, l.account, l.action, l.subject, coalesce(a.label, '') AS label \
         FROM audit_log l LEFT JOIN accounts a ON a.name = l.account \
         WHERE l.at_ms >= $1 AND l.at_ms < $2 AND ($3 = '' OR l.action = $3) \
            AND ($4 = 1 OR a.unit_id = $5 \
                OR ($6 = 1 AND a.unit_id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $5))) \
         ORDER BY l.at_ms DESC, l.id DESC LIMIT $7",
    )
    .bind(filter.from.0)
    .bind(filter.to.0)
    .bind(filter.action.as_str())
    .bind(all)
    .bind(unit.store())
    .bind(schools)
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(read).collect()
}

fn read(row: &AnyRow) -> Result<AuditRow> {
    let subject = row.text("subject")?;
    Ok(AuditRow {
        id: data_encoding::HEXLOWER.encode(&row.blob("id")?),
        at_ms: row.moment("at_ms")?,
        account: row.text("account")?,
        label: row.text("label")?,
        action: row.text("action")?,
        told: Told::read(&subject),
        subject,
        about: String::new(),
        record_id: None,
    })
}
