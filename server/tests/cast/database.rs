//! A database of a story's own, on the engine that the run chose: the embedded one, or with
//! `HUXIAO_TEST_POSTGRES=postgres://…/postgres` one that is made there under a random name.

use sqlx::{AssertSqlSafe, PgPool};

/// The address of a fresh database there, or `None` for the embedded one.
pub async fn own_database() -> Option<String> {
    let server = std::env::var("HUXIAO_TEST_POSTGRES").ok()?;
    let mut random = [0_u8; 8];
    getrandom::fill(&mut random).expect("randomness");
    let name: String = random.iter().fold("story_".to_owned(), |name, byte| format!("{name}{byte:02x}"));
    let pool = PgPool::connect(&server).await.expect("the database server answers");
    sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&pool).await.expect("a database is created");
    pool.close().await;
    let (place, _) = server.rsplit_once('/').expect("an address with a database");
    Some(format!("{place}/{name}"))
}
