//! Phones: their key, where they belong, and what they last said about themselves.

use domain::{
    ids::{DeviceId, UnitId},
    photo::Digest,
    time::UtcMs,
};
use minicbor::bytes::ByteArray;
use protocol::{KeyId, PublicKey, sync::Backlog};
use sqlx::any::AnyRow;

use crate::{
    Error,
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _, counted, stored},
};

/// Whether the server speaks with a phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DeviceState {
    /// Yes.
    Active,
    /// Not for now: it is being looked for, or being repaired.
    Suspended,
    /// Taken out of use: lost, or handed back.
    Revoked,
}

impl DeviceState {
    /// The code word in tables, and behind `device-` what the phone is told.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Revoked => "revoked",
        }
    }
}

/// A phone.
#[derive(Clone, Debug)]
pub(crate) struct Device {
    pub(crate) id: DeviceId,
    pub(crate) no: i64,
    pub(crate) public_key: PublicKey,
    pub(crate) nonce: [u8; 16],
    pub(crate) unit: UnitId,
    pub(crate) enrolled: UtcMs,
    pub(crate) code_hash: Vec<u8>,
    pub(crate) label: String,
    pub(crate) app_version: String,
    pub(crate) state: DeviceState,
    pub(crate) last_contact: Option<UtcMs>,
    pub(crate) backlog: Backlog,
}

impl Device {
    /// The number people say: four digits or more.
    pub(crate) fn number(&self) -> String {
        format!("{:04}", self.no)
    }
}

pub(crate) async fn insert(conn: &mut Conn, device: &Device) -> Result<()> {
    sqlx::query(
        "INSERT INTO devices (id, no, key_id, public_key, nonce, unit_id, code_hash, label, app_version, state, \
         enrolled_at, last_contact, last_ctr, unsent_records, unsent_photos) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'active', $10, $10, 0, 0, 0)",
    )
    .bind(device.id.store())
    .bind(device.no)
    .bind(device.public_key.id().0.to_vec())
    .bind(device.public_key.0.to_vec())
    .bind(device.nonce.to_vec())
    .bind(device.unit.store())
    .bind(device.code_hash.as_slice())
    .bind(device.label.as_str())
    .bind(device.app_version.as_str())
    .bind(device.enrolled.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// The same key came with another code: the phone moves there.
pub(crate) async fn move_to(conn: &mut Conn, id: DeviceId, unit: UnitId, code_hash: &Digest) -> Result<()> {
    sqlx::query("UPDATE devices SET unit_id = $2, code_hash = $3 WHERE id = $1")
        .bind(id.store())
        .bind(unit.store())
        .bind(code_hash.to_vec())
        .execute(conn)
        .await?;
    Ok(())
}

pub(crate) async fn by_key_id(conn: &mut Conn, key_id: KeyId) -> Result<Option<Device>> {
    let row =
        sqlx::query("SELECT * FROM devices WHERE key_id = $1").bind(key_id.0.to_vec()).fetch_optional(conn).await?;
    row.map(|row| read(&row)).transpose()
}

pub(crate) async fn get(conn: &mut Conn, id: DeviceId) -> Result<Option<Device>> {
    let row = sqlx::query("SELECT * FROM devices WHERE id = $1").bind(id.store()).fetch_optional(conn).await?;
    row.map(|row| read(&row)).transpose()
}

/// What a phone said about itself as it called.
#[derive(Clone, Debug)]
pub(crate) struct Contact {
    pub(crate) at: UtcMs,
    pub(crate) ctr: u64,
    pub(crate) app_version: String,
    pub(crate) backlog: Backlog,
    /// Its wall clock minus ours.
    pub(crate) clock_off_ms: i64,
}

pub(crate) async fn touch(conn: &mut Conn, id: DeviceId, contact: &Contact) -> Result<()> {
    sqlx::query(
        "UPDATE devices SET last_contact = $2, last_ctr = CASE WHEN last_ctr < $3 THEN $3 ELSE last_ctr END, \
         app_version = $4, unsent_records = $5, unsent_photos = $6, oldest_unsent = $7, told_at = $2, clock_off_ms = $8 \
         WHERE id = $1",
    )
    .bind(id.store())
    .bind(contact.at.0)
    .bind(stored(contact.ctr))
    .bind(contact.app_version.as_str())
    .bind(stored(contact.backlog.records))
    .bind(stored(contact.backlog.photos))
    .bind(contact.backlog.oldest.map(|t| t.0))
    .bind(contact.clock_off_ms)
    .execute(conn)
    .await?;
    Ok(())
}

/// A phone called, and nothing more is known of the call than whose it is.
pub(crate) async fn heard(conn: &mut Conn, id: DeviceId, now: UtcMs) -> Result<()> {
    sqlx::query("UPDATE devices SET last_contact = $2 WHERE id = $1 AND (last_contact IS NULL OR last_contact < $2)")
        .bind(id.store())
        .bind(now.0)
        .execute(conn)
        .await?;
    Ok(())
}

/// Its push was not taken, and why; the next one that is taken wipes it out.
pub(crate) async fn refused(conn: &mut Conn, id: DeviceId, code: &str, now: UtcMs) -> Result<()> {
    sqlx::query("UPDATE devices SET refused_code = $2, refused_at = $3 WHERE id = $1")
        .bind(id.store())
        .bind(code)
        .bind(now.0)
        .execute(conn)
        .await?;
    Ok(())
}

/// The office decided about a phone. The decision itself stands in [`super::device_states`].
pub(crate) async fn set_state(conn: &mut Conn, id: DeviceId, state: DeviceState) -> Result<()> {
    sqlx::query("UPDATE devices SET state = $2 WHERE id = $1")
        .bind(id.store())
        .bind(state.word())
        .execute(conn)
        .await?;
    Ok(())
}

/// When it was enrolled.
pub(crate) async fn enrolled_at(conn: &mut Conn, id: DeviceId) -> Result<UtcMs> {
    let row = sqlx::query("SELECT enrolled_at FROM devices WHERE id = $1").bind(id.store()).fetch_one(conn).await?;
    row.moment("enrolled_at")
}

/// The phone with the number that people say.
pub(crate) async fn by_no(conn: &mut Conn, no: i64) -> Result<Option<Device>> {
    let row = sqlx::query("SELECT * FROM devices WHERE no = $1").bind(no).fetch_optional(conn).await?;
    row.map(|row| read(&row)).transpose()
}

/// What arrived since the phone last counted what it holds.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Delivered {
    Records(usize),
    Photo,
}

/// Takes what arrived off the phone's own count, so that the office never sees work as unsent that is here.
pub(crate) async fn delivered(conn: &mut Conn, id: DeviceId, what: Delivered) -> Result<()> {
    let (records, photos) = match what {
        Delivered::Records(count) => (i64::try_from(count).unwrap_or(i64::MAX), 0),
        Delivered::Photo => (0, 1),
    };
    sqlx::query(
        "UPDATE devices SET \
         unsent_records = CASE WHEN unsent_records > $2 THEN unsent_records - $2 ELSE 0 END, \
         unsent_photos = CASE WHEN unsent_photos > $3 THEN unsent_photos - $3 ELSE 0 END, \
         oldest_unsent = CASE WHEN unsent_records > $2 OR unsent_photos > $3 THEN oldest_unsent END, \
         refused_code = CASE WHEN $2 > 0 THEN NULL ELSE refused_code END, \
         refused_at = CASE WHEN $2 > 0 THEN NULL ELSE refused_at END WHERE id = $1",
    )
    .bind(id.store())
    .bind(records)
    .bind(photos)
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) fn read(row: &AnyRow) -> Result<Device> {
    let key = <[u8; 32]>::try_from(row.blob("public_key")?).map_err(|_| Error::broken("public_key is no key"))?;
    Ok(Device {
        id: row.id("id")?,
        no: row.int("no")?,
        public_key: PublicKey(ByteArray::from(key)),
        nonce: row.blob("nonce")?.try_into().map_err(|_| Error::broken("nonce is not sixteen bytes"))?,
        unit: row.id("unit_id")?,
        enrolled: row.moment("enrolled_at")?,
        code_hash: row.blob("code_hash")?,
        label: row.text("label")?,
        app_version: row.text("app_version")?,
        state: row.word("state")?,
        last_contact: row.opt_moment("last_contact")?,
        backlog: Backlog {
            records: counted(row.int("unsent_records")?),
            photos: counted(row.int("unsent_photos")?),
            oldest: row.opt_moment("oldest_unsent")?,
        },
    })
}
