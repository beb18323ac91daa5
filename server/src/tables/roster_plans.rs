//! Weekly patterns, one for each side of a post: the draft the office works on, and the published one.

use domain::{
    ids::{PostId, SchoolId, StaffId},
    roster::{Side, Turn},
    time::UtcMs,
};
use sqlx::any::AnyRow;

use crate::{
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _, from_json, insert_many, json, word},
};

/// A plan as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct KeptPlan {
    pub(crate) post_id: PostId,
    pub(crate) side: Side,
    pub(crate) draft: Vec<Turn>,
    /// Counts the changes of the draft.
    pub(crate) rev: i64,
    pub(crate) changed_at: UtcMs,
    pub(crate) changed_by: String,
    pub(crate) published: Option<Published>,
}

/// The published pattern.
#[derive(Clone, Debug)]
pub(crate) struct Published {
    pub(crate) pattern: Vec<Turn>,
    pub(crate) at: UtcMs,
    pub(crate) by: String,
}

pub(crate) async fn put(conn: &mut Conn, plans: &[KeptPlan]) -> Result<()> {
    let into = "INSERT INTO roster_plans (post_id, side, draft, rev, changed_at, changed_by, published, published_at, \
        published_by)";
    let then = "ON CONFLICT (post_id, side) DO UPDATE SET draft = excluded.draft, rev = excluded.rev, \
        changed_at = excluded.changed_at, changed_by = excluded.changed_by, published = excluded.published, \
        published_at = excluded.published_at, published_by = excluded.published_by";
    insert_many(conn, (into, 9, then), plans, |plan, row| {
        let published = plan.published.as_ref();
        row.put(plan.post_id.store()).put(word(&plan.side)).put(json(&plan.draft)).put(plan.rev);
        row.put(plan.changed_at.0).put(plan.changed_by.as_str());
        row.put(published.map(|it| json(&it.pattern))).put(published.map(|it| it.at.0));
        row.put(published.map(|it| it.by.as_str()));
    })
    .await
}

/// The plans for the posts of a school.
pub(crate) async fn of_school(conn: &mut Conn, school: SchoolId) -> Result<Vec<KeptPlan>> {
    let rows = sqlx::query(
        "SELECT * FROM roster_plans WHERE post_id IN (SELECT id FROM posts WHERE school_id = $1) \
         ORDER BY post_id, side",
    )
    .bind(school.store())
    .fetch_all(conn)
    .await?;
    rows.iter().map(read).collect()
}

/// Schools with a published plan.
pub(crate) async fn published_schools(conn: &mut Conn) -> Result<Vec<SchoolId>> {
    let rows = sqlx::query(
        "SELECT DISTINCT p.school_id FROM roster_plans r JOIN posts p ON p.id = r.post_id \
         WHERE r.published IS NOT NULL ORDER BY p.school_id",
    )
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| row.id("school_id")).collect()
}

/// Other schools whose plans, or exceptions from a day on, name one of these people.
pub(crate) async fn schools_naming(
    conn: &mut Conn,
    staff: &[StaffId],
    (but, from_day): (SchoolId, i32),
) -> Result<Vec<SchoolId>> {
    let mut found = Vec::new();
    for id in staff {
        let rows = sqlx::query(
            "SELECT DISTINCT p.school_id FROM posts p WHERE p.school_id <> $1 AND (EXISTS (SELECT 1 FROM roster_plans r \
             WHERE r.post_id = p.id AND r.side = 'police' AND (r.draft LIKE $2 OR r.published LIKE $2)) \
             OR EXISTS (SELECT 1 FROM roster_exceptions x WHERE x.post_id = p.id AND x.day >= $3 AND x.staff LIKE $2))",
        )
        .bind(but.store())
        .bind(format!("%{id}%"))
        .bind(i64::from(from_day))
        .fetch_all(&mut *conn)
        .await?;
        for row in rows {
            found.push(row.id("school_id")?);
        }
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

fn read(row: &AnyRow) -> Result<KeptPlan> {
    let published = match row.opt_text("published")? {
        None => None,
        Some(pattern) => Some(Published {
            pattern: from_json(&pattern)?,
            at: row.opt_moment("published_at")?.unwrap_or_default(),
            by: row.opt_text("published_by")?.unwrap_or_default(),
        }),
    };
    Ok(KeptPlan {
        post_id: row.id("post_id")?,
        side: row.word("side")?,
        draft: from_json(&row.text("draft")?)?,
        rev: row.int("rev")?,
        changed_at: row.moment("changed_at")?,
        changed_by: row.text("changed_by")?,
        published,
    })
}
