//! The limit: the rows of the records, written by one client straight into the engine, a hundred in a transaction, each
//! commit flushed. No chain is computed, no seal verified, no index kept but the key, nothing projected.

use std::{path::Path, time::Instant};

use sqlx::{AnyPool, AssertSqlSafe, Executor as _, any::AnyPoolOptions};

const ROWS: usize = 100;
const COLUMNS: usize = 8;

/// A record's row.
pub(crate) struct Row {
    pub(crate) stream: Vec<u8>,
    pub(crate) seq: u64,
    pub(crate) id: Vec<u8>,
    pub(crate) hash: Vec<u8>,
    pub(crate) bytes: Vec<u8>,
}

/// Rows a second.
pub(crate) async fn rows_per_s(folder: &Path, database: Option<&str>, rows: &[Row]) -> f64 {
    sqlx::any::install_default_drivers();
    let (pool, binary) = match database {
        Some(url) => (connect(url, "SET synchronous_commit = on").await, "BYTEA"),
        None => {
            let file = folder.join("limit.db");
            let pragmas = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -32768";
            (connect(&format!("sqlite:{}?mode=rwc", file.display()), pragmas).await, "BLOB")
        }
    };
    let table = format!(
        "CREATE TABLE raw_limit (stream_id {binary} NOT NULL, seq BIGINT NOT NULL, record_id {binary} NOT NULL, \
         kind BIGINT NOT NULL, status TEXT NOT NULL, received_at BIGINT NOT NULL, hash {binary} NOT NULL, \
         bytes {binary} NOT NULL, PRIMARY KEY (stream_id, seq))"
    );
    let mut conn = pool.acquire().await.expect("a connection");
    conn.execute(AssertSqlSafe("DROP TABLE IF EXISTS raw_limit")).await.expect("dropped");
    conn.execute(AssertSqlSafe(table)).await.expect("created");
    let begun = Instant::now();
    for hundred in rows.chunks(ROWS) {
        let sql = format!("INSERT INTO raw_limit VALUES {}", tuples(database.is_some(), hundred.len()));
        let mut insert = sqlx::query(AssertSqlSafe(sql));
        for row in hundred {
            insert = insert.bind(&row.stream[..]).bind(i64::try_from(row.seq).unwrap_or(0)).bind(&row.id[..]);
            insert = insert.bind(7_i64).bind("ok").bind(1_800_000_000_000_i64).bind(&row.hash[..]).bind(&row.bytes[..]);
        }
        // One statement is one transaction on both engines.
        insert.execute(&mut *conn).await.expect("inserted");
    }
    let seconds = begun.elapsed().as_secs_f64();
    drop(conn);
    pool.close().await;
    f64::from(u32::try_from(rows.len()).unwrap_or(u32::MAX)) / seconds
}

async fn connect(url: &str, first: &'static str) -> AnyPool {
    let options = AnyPoolOptions::new().max_connections(1).after_connect(move |conn, _| {
        Box::pin(async move {
            conn.execute(sqlx::raw_sql(first)).await?;
            Ok(())
        })
    });
    options.connect(url).await.expect("the database opens")
}

fn tuples(numbered: bool, rows: usize) -> String {
    let tuple = |row: usize| {
        let place = |column: usize| if numbered { format!("${}", row * COLUMNS + column + 1) } else { "?".to_owned() };
        format!("({})", (0..COLUMNS).map(place).collect::<Vec<_>>().join(","))
    };
    (0..rows).map(tuple).collect::<Vec<_>>().join(",")
}
