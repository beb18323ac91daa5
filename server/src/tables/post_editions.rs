//! What posts asked for before they were changed. A post that never was has no row here.

use std::collections::HashMap;

use domain::{
    duty_post::DutyPost,
    ids::{PostId, UnitId},
    post_edition::PostEdition,
    time::UtcMs,
};

use crate::{
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _, from_json, json, word},
};

/// A post was made.
pub(crate) async fn begin(conn: &mut Conn, post: &DutyPost, at: UtcMs) -> Result<()> {
    insert(conn, post.id, &PostEdition::of(post, at, "")).await
}

/// A post was changed: keeps what it asked for until then, if it asks for something else now.
pub(crate) async fn change(
    conn: &mut Conn,
    (before, after): (&DutyPost, &DutyPost),
    (at, reason): (UtcMs, &str),
) -> Result<()> {
    let old = PostEdition::of(before, UtcMs(0), "");
    let new = PostEdition::of(after, at, reason);
    if old.asks_as(&new) {
        return Ok(());
    }
    let known = sqlx::query("SELECT 1 FROM post_editions WHERE post_id = $1 LIMIT 1")
        .bind(before.id.store())
        .fetch_optional(&mut *conn)
        .await?;
    if known.is_none() {
        insert(conn, before.id, &old).await?;
    }
    insert(conn, after.id, &new).await
}

async fn insert(conn: &mut Conn, post: PostId, edition: &PostEdition) -> Result<()> {
    sqlx::query(
        "INSERT INTO post_editions (post_id, since, state, requirement, reason) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (post_id, since) DO UPDATE SET state = excluded.state, requirement = excluded.requirement, \
         reason = excluded.reason",
    )
    .bind(post.store())
    .bind(edition.since.0)
    .bind(word(&edition.state))
    .bind(json(&edition.requirement))
    .bind(edition.reason.as_str())
    .execute(conn)
    .await?;
    Ok(())
}

/// The editions of the changed posts of a unit's schools, the oldest first.
pub(crate) async fn of_unit(conn: &mut Conn, unit: UnitId) -> Result<HashMap<PostId, Vec<PostEdition>>> {
    let rows = sqlx::query(
        "SELECT h.* FROM post_editions h JOIN posts p ON p.id = h.post_id \
         WHERE p.school_id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $1) ORDER BY h.post_id, h.since",
    )
    .bind(unit.store())
    .fetch_all(&mut *conn)
    .await?;
    let mut known: HashMap<PostId, Vec<PostEdition>> = HashMap::new();
    for row in &rows {
        known.entry(row.id("post_id")?).or_default().push(PostEdition {
            since: row.moment("since")?,
            state: row.word("state")?,
            requirement: from_json(&row.text("requirement")?)?,
            reason: row.text("reason")?,
        });
    }
    Ok(known)
}
