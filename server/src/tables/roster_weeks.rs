//! The weeks phones were told, one row for a post and a week.

use std::collections::HashSet;

use domain::{
    day::Day,
    ids::{PostId, SchoolId, UnitId, WindowId},
    roster::Turn,
    time::UtcMs,
};

use crate::{
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _, from_json, insert_many, json},
};

/// A week of a post.
#[derive(Clone, Debug)]
pub(crate) struct KeptWeek {
    pub(crate) post_id: PostId,
    pub(crate) monday: Day,
    pub(crate) turns: Vec<Turn>,
    /// Phones still have it.
    pub(crate) told: bool,
    pub(crate) published_at: UtcMs,
}

pub(crate) async fn put(conn: &mut Conn, weeks: &[KeptWeek]) -> Result<()> {
    let into = "INSERT INTO roster_weeks (post_id, monday, turns, told, published_at)";
    let then = "ON CONFLICT (post_id, monday) DO UPDATE SET turns = excluded.turns, told = excluded.told, \
        published_at = excluded.published_at";
    insert_many(conn, (into, 5, then), weeks, |week, row| {
        row.put(week.post_id.store()).put(i64::from(week.monday.0)).put(json(&week.turns));
        row.put(i64::from(week.told)).put(week.published_at.0);
    })
    .await
}

/// The weeks of a school's posts that phones have.
pub(crate) async fn told(conn: &mut Conn, school: SchoolId) -> Result<Vec<KeptWeek>> {
    let rows = sqlx::query(
        "SELECT * FROM roster_weeks WHERE told = 1 AND post_id IN (SELECT id FROM posts WHERE school_id = $1)",
    )
    .bind(school.store())
    .fetch_all(conn)
    .await?;
    let read = |row: &sqlx::any::AnyRow| {
        Ok(KeptWeek {
            post_id: row.id("post_id")?,
            monday: Day(row.num("monday")?),
            turns: from_json(&row.text("turns")?)?,
            told: row.int("told")? != 0,
            published_at: row.moment("published_at")?,
        })
    };
    rows.iter().map(read).collect()
}

/// Which windows on which days somebody is named for, in weeks that phones were told, at schools with boarders.
pub(crate) async fn named(
    conn: &mut Conn,
    unit: UnitId,
    (first, last): (Day, Day),
) -> Result<HashSet<(WindowId, Day)>> {
    let rows = sqlx::query(
        "SELECT w.monday, w.turns FROM roster_weeks w JOIN posts p ON p.id = w.post_id \
         JOIN schools s ON s.id = p.school_id WHERE w.monday >= $1 AND w.monday <= $2 AND s.boarders > 0 \
            AND s.id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $3)",
    )
    .bind(i64::from(first.0))
    .bind(i64::from(last.0))
    .bind(unit.store())
    .fetch_all(conn)
    .await?;
    let mut named = HashSet::new();
    for row in &rows {
        let (monday, turns) = (Day(row.num("monday")?), from_json::<Vec<Turn>>(&row.text("turns")?)?);
        let of_people = turns.into_iter().filter(|turn| !turn.staff.is_empty());
        named.extend(of_people.map(|turn| (turn.window_id, monday.plus(i32::from(turn.weekday)))));
    }
    Ok(named)
}

/// Phones have this week no more; the row stays.
pub(crate) async fn set_untold(conn: &mut Conn, post: PostId, monday: Day) -> Result<()> {
    sqlx::query("UPDATE roster_weeks SET told = 0 WHERE post_id = $1 AND monday = $2")
        .bind(post.store())
        .bind(i64::from(monday.0))
        .execute(conn)
        .await?;
    Ok(())
}
