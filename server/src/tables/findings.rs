//! What phones reported about their clocks and themselves, as projected.

use domain::ids::{DeviceId, RecordId};
use sqlx::any::AnyRow;

use crate::{
    db::Conn,
    error::Result,
    project::FindingRow,
    sql::{Columns as _, Id as _, insert_many},
    views::device::Finding,
};

pub(crate) async fn insert(conn: &mut Conn, rows: &[(RecordId, FindingRow)]) -> Result<()> {
    let statement = ("INSERT INTO findings (record_id, code, amount, subject, detail)", 5, "");
    insert_many(conn, statement, rows, |(id, finding), row| {
        row.put(id.store()).put(finding.code.as_str()).put(finding.amount);
        row.put(finding.subject.clone()).put(finding.detail.as_str());
    })
    .await
}

pub(crate) async fn get(conn: &mut Conn, id: RecordId) -> Result<Option<FindingRow>> {
    let row = sqlx::query("SELECT * FROM findings WHERE record_id = $1").bind(id.store()).fetch_optional(conn).await?;
    row.map(|row| read(&row)).transpose()
}

/// What a phone reported, the newest first.
pub(crate) async fn of_device(conn: &mut Conn, device: DeviceId, limit: i64) -> Result<Vec<Finding>> {
    let rows = sqlx::query(
        "SELECT f.*, e.at_ms, e.received_at FROM findings f JOIN events e ON e.record_id = f.record_id \
         WHERE e.device_id = $1 ORDER BY e.no DESC LIMIT $2",
    )
    .bind(device.store())
    .bind(limit)
    .fetch_all(conn)
    .await?;
    let listed = |row: &AnyRow| {
        let FindingRow { code, amount, subject, detail } = read(row)?;
        Ok(Finding {
            record_id: row.id("record_id")?,
            code,
            amount,
            subject: subject.map(|bytes| data_encoding::HEXLOWER.encode(&bytes)),
            detail,
            at_ms: row.moment("at_ms")?,
            received_ms: row.moment("received_at")?,
        })
    };
    rows.iter().map(listed).collect()
}

fn read(row: &AnyRow) -> Result<FindingRow> {
    Ok(FindingRow {
        code: row.text("code")?,
        amount: row.int("amount")?,
        subject: row.opt_blob("subject")?,
        detail: row.text("detail")?,
    })
}
