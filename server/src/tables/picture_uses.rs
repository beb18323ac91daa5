//! Which records were made with which picture files, by the digests that their bytes carry. Filled by the look for what
//! does not fit together, and by nothing else.

use domain::{
    ids::DeviceId,
    photo::Digest,
    plausibility::{PictureUse, Pictured},
};
use sqlx::any::AnyRow;

use crate::{
    Error,
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _, insert_many, word},
};

pub(crate) async fn insert(conn: &mut Conn, device: DeviceId, uses: &[PictureUse]) -> Result<()> {
    let statement = (
        "INSERT INTO picture_uses (digest, pictured, record_id, device_id)",
        4,
        "ON CONFLICT (digest, pictured, record_id) DO NOTHING",
    );
    insert_many(conn, statement, uses, |it, row| {
        row.put(it.digest.to_vec()).put(word(&it.of)).put(it.record_id.store()).put(device.store());
    })
    .await
}

pub(crate) async fn remove(conn: &mut Conn, uses: &[PictureUse]) -> Result<()> {
    for it in uses {
        sqlx::query("DELETE FROM picture_uses WHERE digest = $1 AND pictured = $2 AND record_id = $3")
            .bind(it.digest.to_vec())
            .bind(word(&it.of))
            .bind(it.record_id.store())
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}

/// Those of a phone.
pub(crate) async fn of_device(conn: &mut Conn, device: DeviceId) -> Result<Vec<PictureUse>> {
    let rows = sqlx::query(
        "SELECT u.*, e.best_ms FROM picture_uses u JOIN events e ON e.record_id = u.record_id WHERE u.device_id = $1",
    )
    .bind(device.store())
    .fetch_all(conn)
    .await?;
    rows.iter().map(read).collect()
}

/// What else the pictures of a phone were used for: by itself, and by other phones for the same school.
pub(crate) async fn of_others(conn: &mut Conn, device: DeviceId) -> Result<Vec<PictureUse>> {
    let rows = sqlx::query(
        "SELECT o.*, b.best_ms FROM picture_uses m JOIN events a ON a.record_id = m.record_id \
         JOIN picture_uses o ON o.digest = m.digest AND o.pictured = m.pictured AND o.record_id <> m.record_id \
         JOIN events b ON b.record_id = o.record_id \
         WHERE m.device_id = $1 AND (o.device_id = $1 OR b.school_id = a.school_id)",
    )
    .bind(device.store())
    .fetch_all(conn)
    .await?;
    rows.iter().map(read).collect()
}

/// Other phones that used these pictures.
pub(crate) async fn other_devices(conn: &mut Conn, device: DeviceId, uses: &[PictureUse]) -> Result<Vec<DeviceId>> {
    let mut others: Vec<DeviceId> = Vec::new();
    for it in uses {
        let rows = sqlx::query(
            "SELECT DISTINCT device_id FROM picture_uses WHERE digest = $1 AND pictured = $2 AND device_id <> $3",
        )
        .bind(it.digest.to_vec())
        .bind(word(&it.of))
        .bind(device.store())
        .fetch_all(&mut *conn)
        .await?;
        for row in &rows {
            let other = row.id("device_id")?;
            if !others.contains(&other) {
                others.push(other);
            }
        }
    }
    Ok(others)
}

fn read(row: &AnyRow) -> Result<PictureUse> {
    let digest =
        <[u8; 32]>::try_from(row.blob("digest")?).map_err(|_| Error::broken("a picture's digest".to_owned()))?;
    Ok(PictureUse {
        of: row.word::<Pictured>("pictured")?,
        digest: Digest::from(digest),
        record_id: row.id("record_id")?,
        at: row.moment("best_ms")?,
    })
}
