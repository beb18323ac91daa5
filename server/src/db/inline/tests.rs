//! The driver as the server uses it: values, savepoints, and a transaction that SQLite has undone by itself.

use sqlx::{AnyPool, Connection as _, Executor as _, Row as _, any::AnyPoolOptions};

async fn opened(folder: &tempfile::TempDir) -> AnyPool {
    super::super::install_drivers();
    let url = format!("{}:{}", super::SCHEME, folder.path().join("it is.sqlite").display()).replace(' ', "%20");
    let pool = AnyPoolOptions::new().max_connections(1).connect(&url).await.expect("opens");
    pool.execute(
        "CREATE TABLE things (name TEXT PRIMARY KEY, size BIGINT, weight DOUBLE PRECISION, bytes BLOB); SELECT 1",
    )
    .await
    .expect("made");
    pool
}

async fn names(pool: &AnyPool) -> Vec<String> {
    let rows = sqlx::query("SELECT name FROM things ORDER BY name").fetch_all(pool).await.expect("read");
    rows.iter().map(|row| row.get("name")).collect()
}

#[tokio::test]
async fn values_come_back_as_they_went_in_whatever_order_they_are_named_in() {
    let folder = tempfile::tempdir().expect("a folder");
    let pool = opened(&folder).await;
    let put = sqlx::query("INSERT INTO things (bytes, weight, size, name) VALUES ($4, $3, $2, $1)")
        .bind("门卫室")
        .bind(i64::MIN)
        .bind(2.5)
        .bind(vec![0_u8, 255]);
    assert_eq!(put.execute(&pool).await.expect("put").rows_affected(), 1);
    let nothing: (Option<i64>, Option<Vec<u8>>) = (None, None);
    let put = sqlx::query("INSERT INTO things (name, size, bytes) VALUES (?, ?, ?)").bind("").bind(nothing.0);
    put.bind(nothing.1).execute(&pool).await.expect("put");
    let rows = sqlx::query("SELECT * FROM things ORDER BY name DESC").fetch_all(&pool).await.expect("read");
    assert_eq!(rows[0].get::<String, _>("name"), "门卫室");
    assert_eq!(rows[0].get::<i64, _>(1), i64::MIN);
    assert_eq!(rows[0].get::<f64, _>("weight").to_bits(), 2.5_f64.to_bits());
    assert_eq!(rows[0].get::<Vec<u8>, _>("bytes"), [0, 255]);
    assert_eq!(rows[1].get::<Option<i64>, _>("size"), None);
    assert_eq!(rows[1].get::<Option<Vec<u8>>, _>("bytes"), None);
    let read = sqlx::query("SELECT name FROM things").execute(&pool).await.expect("read");
    assert_eq!(read.rows_affected(), 0, "who reads changes nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_savepoint_that_is_given_up_leaves_the_rest_of_its_transaction() {
    let folder = tempfile::tempdir().expect("a folder");
    let pool = opened(&folder).await;
    let mut tx = pool.begin_with("BEGIN IMMEDIATE").await.expect("begun");
    tx.execute("INSERT INTO things (name) VALUES ('first')").await.expect("put");
    let mut kept = tx.begin().await.expect("a savepoint");
    kept.execute("INSERT INTO things (name) VALUES ('second')").await.expect("put");
    kept.commit().await.expect("kept");
    let mut given_up = tx.begin().await.expect("a savepoint");
    given_up.execute("INSERT INTO things (name) VALUES ('third')").await.expect("put");
    drop(given_up);
    let twice = sqlx::query("INSERT INTO things (name) VALUES ('first')").execute(&mut *tx).await;
    assert!(twice.expect_err("it is there").as_database_error().is_some_and(|it| it.is_unique_violation()));
    tx.commit().await.expect("committed");
    assert_eq!(names(&pool).await, ["first", "second"]);
    drop(pool.begin().await.expect("begun"));
    assert_eq!(names(&pool).await.len(), 2, "a transaction that was dropped is over");
}

/// As on a full disk: what came after would each be committed on its own.
#[tokio::test]
async fn a_transaction_that_sqlite_undid_takes_nothing_more() {
    let folder = tempfile::tempdir().expect("a folder");
    let pool = opened(&folder).await;
    pool.execute("INSERT INTO things (name) VALUES ('first')").await.expect("put");
    let mut tx = pool.begin().await.expect("begun");
    tx.execute("INSERT INTO things (name) VALUES ('second')").await.expect("put");
    tx.execute("INSERT OR ROLLBACK INTO things (name) VALUES ('first')").await.expect_err("it is there");
    sqlx::query("INSERT INTO things (name) VALUES ('third')").execute(&mut *tx).await.expect_err("undone");
    tx.begin().await.expect_err("undone");
    tx.commit().await.expect_err("undone");
    assert_eq!(names(&pool).await, ["first"], "and the connection is of use again");
}
