//! The limit: rows read from SQLite and sent over HTTP, packed with gzip, with nothing else to do.

use std::{io::Write as _, path::Path};

use axum::{Router, extract::State, http::header, response::IntoResponse, routing};
use flate2::{Compression, write::GzEncoder};
use sqlx::{AnyPool, Row as _};

/// A server that answers with the rows.
pub(crate) struct Limit {
    url: String,
}

#[derive(Clone)]
struct Rows {
    pool: AnyPool,
    scope: i64,
    count: i64,
}

impl Limit {
    /// Serves the newest `count` rows of a scope.
    pub(crate) async fn start(file: &Path, scope: i64, count: u64) -> Self {
        sqlx::any::install_default_drivers();
        let pool = AnyPool::connect(&format!("sqlite:{}?mode=ro", file.display())).await.expect("the file opens");
        let rows = Rows { pool, scope, count: i64::try_from(count).expect("few") };
        let app = Router::new().route("/", routing::get(send)).with_state(rows);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/", listener.local_addr().expect("an address"));
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { url }
    }

    /// Asks once: the bytes that came.
    pub(crate) async fn ask(&self, http: &reqwest::Client) -> usize {
        let response = http.get(&self.url).send().await.expect("it answers");
        response.bytes().await.expect("a body").len()
    }
}

async fn send(State(rows): State<Rows>) -> impl IntoResponse {
    let sql = "SELECT kind, entity_id, rev, payload FROM feed WHERE scope_id = $1 ORDER BY scope_seq DESC LIMIT $2";
    let read = sqlx::query(sql).bind(rows.scope).bind(rows.count).fetch_all(&rows.pool).await.expect("rows");
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    for row in &read {
        let (kind, rev): (i64, i64) = (row.get("kind"), row.get("rev"));
        packed.write_all(&kind.to_be_bytes()).expect("memory");
        packed.write_all(&rev.to_be_bytes()).expect("memory");
        packed.write_all(&row.get::<Vec<u8>, _>("entity_id")).expect("memory");
        packed.write_all(&row.get::<Vec<u8>, _>("payload")).expect("memory");
    }
    ([(header::CONTENT_ENCODING, "gzip")], packed.finish().expect("memory"))
}
