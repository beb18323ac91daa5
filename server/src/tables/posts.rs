//! Duty posts at school gates.

use domain::{
    duty_post::{DutyPost, PostState},
    ids::{PostId, SchoolId, UnitId},
};
use sqlx::any::AnyRow;

use crate::{
    Error,
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _, insert_many, json, word},
};

pub(crate) async fn insert(conn: &mut Conn, posts: &[DutyPost]) -> Result<()> {
    let statement = (
        "INSERT INTO posts (id, school_id, name, gate, lat_e7, lon_e7, radius_m, requirement, state)",
        9,
        "ON CONFLICT (id) DO NOTHING",
    );
    insert_many(conn, statement, posts, |p, row| {
        row.put(p.id.store()).put(p.school_id.store()).put(p.name.as_str()).put(p.gate.as_str());
        row.put(i64::from(p.place.lat_e7)).put(i64::from(p.place.lon_e7)).put(i64::from(p.radius_m));
        row.put(json(&p.requirement)).put(word(&p.state()));
    })
    .await
}

/// Writes everything that may change.
pub(crate) async fn update(conn: &mut Conn, p: &DutyPost) -> Result<()> {
    sqlx::query(
        "UPDATE posts SET name = $2, gate = $3, lat_e7 = $4, lon_e7 = $5, radius_m = $6, requirement = $7, state = $8 \
         WHERE id = $1",
    )
    .bind(p.id.store())
    .bind(p.name.as_str())
    .bind(p.gate.as_str())
    .bind(i64::from(p.place.lat_e7))
    .bind(i64::from(p.place.lon_e7))
    .bind(i64::from(p.radius_m))
    .bind(json(&p.requirement))
    .bind(word(&p.state()))
    .execute(conn)
    .await?;
    Ok(())
}

/// The posts of the schools a unit looks over, or all.
pub(crate) async fn list(conn: &mut Conn, unit: Option<UnitId>) -> Result<Vec<DutyPost>> {
    let rows = sqlx::query(
        "SELECT * FROM posts WHERE $1 = 1 \
         OR school_id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $2) ORDER BY school_id, name",
    )
    .bind(i64::from(unit.is_none()))
    .bind(unit.map(|u| u.store()).unwrap_or_default())
    .fetch_all(conn)
    .await?;
    rows.iter().map(read).collect()
}

/// The posts of a school, by name.
pub(crate) async fn of_school(conn: &mut Conn, school: SchoolId) -> Result<Vec<DutyPost>> {
    let rows = sqlx::query("SELECT * FROM posts WHERE school_id = $1 ORDER BY name, id")
        .bind(school.store())
        .fetch_all(conn)
        .await?;
    rows.iter().map(read).collect()
}

pub(crate) async fn get(conn: &mut Conn, id: PostId) -> Result<Option<DutyPost>> {
    let row = sqlx::query("SELECT * FROM posts WHERE id = $1").bind(id.store()).fetch_optional(conn).await?;
    row.map(|row| read(&row)).transpose()
}

fn read(row: &AnyRow) -> Result<DutyPost> {
    let requirement = row.text("requirement")?;
    Ok(DutyPost {
        id: row.id("id")?,
        school_id: row.id("school_id")?,
        name: row.text("name")?,
        gate: row.text("gate")?,
        place: row.place()?,
        radius_m: row.num("radius_m")?,
        requirement: serde_json::from_str(&requirement)
            .map_err(|_| Error::broken(format!("{requirement:?} is no requirement of a post")))?,
        paused: (row.word::<PostState>("state")? == PostState::Paused).then_some(true),
    })
}
