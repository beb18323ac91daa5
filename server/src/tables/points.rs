//! Must-patrol points, also those nobody is sent to any more: old visits name them.

use domain::{
    ids::{PointId, SchoolId, UnitId},
    patrol_point::{Frequency, PatrolPoint, PointKind},
    point_no,
    point_wish::PointState,
};
use sqlx::any::AnyRow;

use crate::{
    Error,
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _, insert_many, word},
};

/// A point as the office keeps it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct KeptPoint {
    pub(crate) point: PatrolPoint,
    pub(crate) state: PointState,
    /// The print that hangs there.
    pub(crate) tag_serial: u32,
    /// The key that its live code is made with.
    pub(crate) live_serial: u32,
}

impl KeptPoint {
    /// As phones are given it.
    pub(crate) fn given(&self) -> PatrolPoint {
        PatrolPoint { tag_serial: Some(self.tag_serial), ..self.point.clone() }
    }
}

pub(crate) async fn insert(conn: &mut Conn, points: &[PatrolPoint]) -> Result<()> {
    let statement = (
        "INSERT INTO points (id, point_no, school_id, name, kind, lat_e7, lon_e7, radius_m, per_day, min_proof, \
         frequency, responsible_id, tag_serial, made_ms, asked_ms)",
        15,
        "ON CONFLICT (id) DO NOTHING",
    );
    insert_many(conn, statement, points, |p, row| {
        row.put(p.id.store()).put(p.point_no.as_str()).put(p.school_id.store()).put(p.name.as_str()).put(word(&p.kind));
        row.put(i64::from(p.place.lat_e7)).put(i64::from(p.place.lon_e7)).put(i64::from(p.radius_m));
        row.put(i64::from(p.per_day)).put(word(&p.min_proof)).put(frequency_text(p.frequency.as_ref()));
        row.put(p.responsible.map(|unit| unit.store())).put(i64::from(p.tag_serial.unwrap_or(1)));
        row.put(p.made.map(|it| it.0)).put(p.asked_since.map(|it| it.0));
    })
    .await
}

/// Writes everything that may change.
pub(crate) async fn update(conn: &mut Conn, kept: &KeptPoint) -> Result<()> {
    let p = &kept.point;
    sqlx::query(
        "UPDATE points SET name = $2, kind = $3, lat_e7 = $4, lon_e7 = $5, radius_m = $6, per_day = $7, \
         min_proof = $8, frequency = $9, responsible_id = $10, state = $11, tag_serial = $12, live_serial = $13, \
         asked_ms = $14 WHERE id = $1",
    )
    .bind(p.id.store())
    .bind(p.name.as_str())
    .bind(word(&p.kind))
    .bind(i64::from(p.place.lat_e7))
    .bind(i64::from(p.place.lon_e7))
    .bind(i64::from(p.radius_m))
    .bind(i64::from(p.per_day))
    .bind(word(&p.min_proof))
    .bind(frequency_text(p.frequency.as_ref()))
    .bind(p.responsible.map(|unit| unit.store()))
    .bind(word(&kept.state))
    .bind(i64::from(kept.tag_serial))
    .bind(i64::from(kept.live_serial))
    .bind(p.asked_since.map(|it| it.0))
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) fn frequency_text(rule: Option<&Frequency>) -> Option<String> {
    rule.and_then(|rule| serde_json::to_string(rule).ok())
}

pub(super) fn frequency(row: &AnyRow) -> Result<Option<Frequency>> {
    let text = row.opt_text("frequency")?;
    text.map(|text| serde_json::from_str(&text).map_err(|_| Error::broken(format!("{text:?} is no frequency"))))
        .transpose()
}

/// The points in use at the schools a unit looks over, or all, as phones are given them.
pub(crate) async fn list(conn: &mut Conn, unit: Option<UnitId>) -> Result<Vec<PatrolPoint>> {
    let rows = sqlx::query(
        "SELECT * FROM points WHERE state = 'active' AND ($1 = 1 \
         OR school_id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $2)) ORDER BY point_no",
    )
    .bind(i64::from(unit.is_none()))
    .bind(unit.map(|u| u.store()).unwrap_or_default())
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Ok(read(row)?.given())).collect()
}

/// What a list is narrowed to; every part that is left out narrows nothing.
#[derive(Debug)]
pub(crate) struct Filter {
    /// Whose schools; `None`: all.
    pub(crate) unit: Option<UnitId>,
    pub(crate) state: PointState,
    pub(crate) kind: Option<PointKind>,
    /// In the name or number of the point, or in the name or code of its school.
    pub(crate) text: String,
}

/// A point with the names of its school.
pub(crate) struct Listed {
    pub(crate) kept: KeptPoint,
    pub(crate) school: String,
    pub(crate) school_code: String,
}

/// Points by number, at most `limit`.
pub(crate) async fn page(conn: &mut Conn, filter: &Filter, limit: i64) -> Result<Vec<Listed>> {
    let text = format!("%{}%", filter.text.replace(['%', '_', '\\'], " "));
    // As it is printed on the tag, with the digit that notices a slip.
    let typed = point_no::read(&filter.text).unwrap_or_default();
    let rows = sqlx::query(
        "SELECT p.*, s.name AS school, s.code AS school_code FROM points p JOIN schools s ON s.id = p.school_id \
         WHERE p.state = $1 AND ($2 = 1 OR p.school_id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $3)) \
           AND (p.name LIKE $4 OR p.point_no LIKE $4 OR p.point_no = $7 OR s.name LIKE $4 OR s.code LIKE $4) \
           AND ($5 = '' OR p.kind = $5) \
         ORDER BY p.point_no LIMIT $6",
    )
    .bind(word(&filter.state))
    .bind(i64::from(filter.unit.is_none()))
    .bind(filter.unit.map(|u| u.store()).unwrap_or_default())
    .bind(text)
    .bind(filter.kind.map(|kind| word(&kind)).unwrap_or_default())
    .bind(limit)
    .bind(typed)
    .fetch_all(conn)
    .await?;
    let listed = |row: &AnyRow| {
        Ok(Listed { kept: read(row)?, school: row.text("school")?, school_code: row.text("school_code")? })
    };
    rows.iter().map(listed).collect()
}

/// All points of the schools a unit looks over, or of all, whatever their state, by number.
pub(crate) async fn whatever_state(conn: &mut Conn, unit: Option<UnitId>) -> Result<Vec<KeptPoint>> {
    let rows = sqlx::query(
        "SELECT * FROM points WHERE $1 = 1 \
         OR school_id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $2) ORDER BY point_no",
    )
    .bind(i64::from(unit.is_none()))
    .bind(unit.map(|u| u.store()).unwrap_or_default())
    .fetch_all(conn)
    .await?;
    rows.iter().map(read).collect()
}

/// All points of a school, whatever their state.
pub(crate) async fn of_school(conn: &mut Conn, school: SchoolId) -> Result<Vec<KeptPoint>> {
    let rows = sqlx::query("SELECT * FROM points WHERE school_id = $1 ORDER BY point_no")
        .bind(school.store())
        .fetch_all(conn)
        .await?;
    rows.iter().map(read).collect()
}

/// A point, whatever its state.
pub(crate) async fn get(conn: &mut Conn, id: PointId) -> Result<Option<KeptPoint>> {
    let row = sqlx::query("SELECT * FROM points WHERE id = $1").bind(id.store()).fetch_optional(conn).await?;
    row.map(|row| read(&row)).transpose()
}

/// The highest number of a point that is made of digits alone; 0 when there is none.
pub(crate) async fn highest_no(conn: &mut Conn) -> Result<u64> {
    let rows = sqlx::query("SELECT point_no FROM points ORDER BY length(point_no) DESC, point_no DESC LIMIT 50")
        .fetch_all(conn)
        .await?;
    let numbers = rows.iter().map(|row| Ok(row.text("point_no")?.parse().unwrap_or(0)));
    numbers.collect::<Result<Vec<u64>>>().map(|numbers| numbers.into_iter().max().unwrap_or(0))
}

fn read(row: &AnyRow) -> Result<KeptPoint> {
    let point = PatrolPoint {
        id: row.id("id")?,
        point_no: row.text("point_no")?,
        school_id: row.id("school_id")?,
        name: row.text("name")?,
        kind: row.word("kind")?,
        place: row.place()?,
        radius_m: row.num("radius_m")?,
        per_day: row.num("per_day")?,
        min_proof: row.word("min_proof")?,
        frequency: frequency(row)?,
        responsible: row.opt_id("responsible_id")?,
        tag_serial: None,
        made: row.opt_moment("made_ms")?,
        asked_since: row.opt_moment("asked_ms")?,
    };
    Ok(KeptPoint {
        point,
        state: row.word("state")?,
        tag_serial: row.num("tag_serial")?,
        live_serial: row.num("live_serial")?,
    })
}
