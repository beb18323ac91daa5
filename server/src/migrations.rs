//! Brings a database to the newest version, one file a step, each in a transaction of its own.
//!
//! Steps only grow. A database of a later version is refused before anything is written to it.

use sqlx::{AssertSqlSafe, Connection as _, Executor as _, Row as _};

use crate::{
    Error, clock,
    db::{Conn, Engine},
    error::Result,
};

/// Text of each step for SQLite and for PostgreSQL; the place in the list is the version.
const STEPS: [(&str, &str); 28] = [
    (include_str!("../migrations/sqlite/0001_start.sql"), include_str!("../migrations/postgres/0001_start.sql")),
    (include_str!("../migrations/sqlite/0002_devices.sql"), include_str!("../migrations/postgres/0002_devices.sql")),
    (include_str!("../migrations/sqlite/0003_branches.sql"), include_str!("../migrations/postgres/0003_branches.sql")),
    (include_str!("../migrations/sqlite/0004_floors.sql"), include_str!("../migrations/postgres/0004_floors.sql")),
    (include_str!("../migrations/sqlite/0005_findings.sql"), include_str!("../migrations/postgres/0005_findings.sql")),
    (include_str!("../migrations/sqlite/0006_queue.sql"), include_str!("../migrations/postgres/0006_queue.sql")),
    (include_str!("../migrations/sqlite/0007_durable.sql"), include_str!("../migrations/postgres/0007_durable.sql")),
    (include_str!("../migrations/sqlite/0008_roots.sql"), include_str!("../migrations/postgres/0008_roots.sql")),
    (include_str!("../migrations/sqlite/0009_uploads.sql"), include_str!("../migrations/postgres/0009_uploads.sql")),
    (include_str!("../migrations/sqlite/0010_policies.sql"), include_str!("../migrations/postgres/0010_policies.sql")),
    (include_str!("../migrations/sqlite/0011_duty.sql"), include_str!("../migrations/postgres/0011_duty.sql")),
    (include_str!("../migrations/sqlite/0012_points.sql"), include_str!("../migrations/postgres/0012_points.sql")),
    (
        include_str!("../migrations/sqlite/0013_calendars.sql"),
        include_str!("../migrations/postgres/0013_calendars.sql"),
    ),
    (include_str!("../migrations/sqlite/0014_rosters.sql"), include_str!("../migrations/postgres/0014_rosters.sql")),
    (include_str!("../migrations/sqlite/0015_arrivals.sql"), include_str!("../migrations/postgres/0015_arrivals.sql")),
    (include_str!("../migrations/sqlite/0016_rests.sql"), include_str!("../migrations/postgres/0016_rests.sql")),
    (include_str!("../migrations/sqlite/0017_editions.sql"), include_str!("../migrations/postgres/0017_editions.sql")),
    (include_str!("../migrations/sqlite/0018_reach.sql"), include_str!("../migrations/postgres/0018_reach.sql")),
    (include_str!("../migrations/sqlite/0019_stays.sql"), include_str!("../migrations/postgres/0019_stays.sql")),
    (include_str!("../migrations/sqlite/0020_history.sql"), include_str!("../migrations/postgres/0020_history.sql")),
    (include_str!("../migrations/sqlite/0021_pictures.sql"), include_str!("../migrations/postgres/0021_pictures.sql")),
    (include_str!("../migrations/sqlite/0022_posts.sql"), include_str!("../migrations/postgres/0022_posts.sql")),
    (
        include_str!("../migrations/sqlite/0023_day_words.sql"),
        include_str!("../migrations/postgres/0023_day_words.sql"),
    ),
    (include_str!("../migrations/sqlite/0024_places.sql"), include_str!("../migrations/postgres/0024_places.sql")),
    (
        include_str!("../migrations/sqlite/0025_lost_photos.sql"),
        include_str!("../migrations/postgres/0025_lost_photos.sql"),
    ),
    (
        include_str!("../migrations/sqlite/0026_clustered.sql"),
        include_str!("../migrations/postgres/0026_clustered.sql"),
    ),
    (
        include_str!("../migrations/sqlite/0027_seen_sheets.sql"),
        include_str!("../migrations/postgres/0027_seen_sheets.sql"),
    ),
    (
        include_str!("../migrations/sqlite/0028_attachments.sql"),
        include_str!("../migrations/postgres/0028_attachments.sql"),
    ),
];

const VERSIONS: &str =
    "CREATE TABLE IF NOT EXISTS schema_versions (version BIGINT NOT NULL PRIMARY KEY, applied_at BIGINT NOT NULL)";

/// Newest version this build knows.
pub(crate) const KNOWN: i64 = STEPS.len() as i64;

/// Runs the steps that are missing.
pub(crate) async fn run(engine: Engine, conn: &mut Conn) -> Result<()> {
    refuse_newer(engine, conn).await?;
    if conn.execute(VERSIONS).await.is_err() {
        // Two nodes began at once, and PostgreSQL tells the second so; now it is there.
        conn.execute(VERSIONS).await?;
    }
    for (step, (sqlite, postgres)) in (1..).zip(STEPS) {
        let mut tx = conn.begin().await?;
        if engine == Engine::Postgres {
            tx.execute("LOCK TABLE schema_versions IN ACCESS EXCLUSIVE MODE").await?;
        }
        if version(engine, &mut tx).await? >= step {
            continue;
        }
        tx.execute(sqlx::raw_sql(if engine == Engine::Sqlite { sqlite } else { postgres })).await?;
        sqlx::query("INSERT INTO schema_versions (version, applied_at) VALUES ($1, $2)")
            .bind(step)
            .bind(clock::now().0)
            .execute(&mut *tx)
            .await?;
        if engine == Engine::Sqlite {
            tx.execute(AssertSqlSafe(format!("PRAGMA user_version = {step}"))).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

/// Refuses a database of a later program.
pub(crate) async fn refuse_newer(engine: Engine, conn: &mut Conn) -> Result<()> {
    match version(engine, conn).await? {
        found if found > KNOWN => Err(Error::NewerSchema { found, known: KNOWN }),
        _ => Ok(()),
    }
}

/// Refuses every version but this build's own, for verbs that only read.
pub(crate) async fn refuse_other(engine: Engine, conn: &mut Conn) -> Result<()> {
    refuse_newer(engine, conn).await?;
    match version(engine, conn).await? {
        found if found < KNOWN => Err(Error::OlderSchema { found, known: KNOWN }),
        _ => Ok(()),
    }
}

async fn version(engine: Engine, conn: &mut Conn) -> Result<i64> {
    let exists = match engine {
        Engine::Sqlite => "SELECT count(*) AS n FROM sqlite_master WHERE type = 'table' AND name = 'schema_versions'",
        Engine::Postgres => "SELECT count(*) AS n FROM pg_tables WHERE tablename = 'schema_versions'",
    };
    let tables: i64 = sqlx::query(exists).fetch_one(&mut *conn).await?.try_get("n")?;
    let mut found = 0;
    if tables > 0 {
        let row =
            sqlx::query("SELECT coalesce(max(version), 0) AS n FROM schema_versions").fetch_one(&mut *conn).await?;
        found = row.try_get("n")?;
    }
    if engine == Engine::Sqlite {
        let row = sqlx::query("PRAGMA user_version").fetch_one(&mut *conn).await?;
        found = found.max(row.try_get(0)?);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The step that changes how SQLite keeps tables, and not what they hold.
    const CLUSTERED: usize = 25;

    #[test]
    fn both_engines_get_the_same_tables() {
        for (step, (sqlite, postgres)) in STEPS.into_iter().enumerate() {
            let statements = |text: &str| -> Vec<String> {
                // Bytes have another name on each, and no bytes at all are written in another way.
                let spelled = |line: &str| line.replace("BYTEA", "BLOB").replace("DEFAULT x''", "DEFAULT ''");
                text.lines().filter(|l| !l.starts_with("--")).map(spelled).collect()
            };
            if step == CLUSTERED {
                assert_eq!(statements(postgres), ["SELECT 1;"]);
            } else {
                assert_eq!(statements(sqlite), statements(postgres));
            }
        }
    }

    /// Columns of all tables, and all indices with what they are over.
    fn shape(db: &rusqlite::Connection) -> Vec<String> {
        let sql = "SELECT m.name || '.' || c.name || (CASE c.\"notnull\" WHEN 1 THEN ' ' ELSE '?' END) \
                   || coalesce(c.dflt_value, '') FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' \
                   UNION ALL SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY 1";
        let mut statement = db.prepare(sql).expect("asked");
        let rows = statement.query_map([], |row| row.get(0)).expect("read");
        rows.collect::<Result<_, _>>().expect("text")
    }

    #[test]
    fn a_table_that_is_kept_by_its_key_keeps_its_columns_indices_and_rows() {
        let db = rusqlite::Connection::open_in_memory().expect("opens");
        for (sqlite, _) in &STEPS[..CLUSTERED] {
            db.execute_batch(sqlite).expect("a step");
        }
        db.execute_batch("INSERT INTO efforts (record_id, taps, open_ms) VALUES (x'07', 3, 4)").expect("a row");
        let before = shape(&db);
        db.execute_batch(STEPS[CLUSTERED].0).expect("the step");
        // A column that was added to rows needed a value for them; one that is made with its table does not.
        let without_defaults = |shape: Vec<String>| -> Vec<String> {
            shape.into_iter().map(|line| line.trim_end_matches(['0', ' ', 'x', '\'']).to_owned()).collect()
        };
        assert_eq!(without_defaults(shape(&db)), without_defaults(before));
        let kept: i64 =
            db.query_row("SELECT open_ms FROM efforts WHERE record_id = x'07'", [], |row| row.get(0)).expect("kept");
        assert_eq!(kept, 4);
    }
}
