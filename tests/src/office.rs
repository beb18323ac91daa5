//! Somebody at the office with a browser: signs in and asks what the dashboard's pages ask.

use std::{net::SocketAddr, time::Duration};

use domain::ids::RecordId;
use reqwest::{Client, Method, StatusCode, header};
use serde_json::{Value, json};

/// The password of every demo account.
const PASSWORD: &str = "huxiao-demo";

/// A signed-in session.
#[derive(Debug)]
pub struct Office {
    client: Client,
    server: SocketAddr,
    cookie: String,
    csrf: String,
}

impl Office {
    /// Signs in under a demo name.
    pub async fn sign_in(server: SocketAddr, name: &str) -> Self {
        let client = Client::new();
        let body = json!({ "name": name, "password": PASSWORD }).to_string();
        let answer = client
            .post(format!("http://{server}/api/session"))
            .header(header::CONTENT_TYPE, "application/json")
            .body(body)
            .send()
            .await
            .expect("the server answers");
        assert_eq!(answer.status(), StatusCode::OK, "{name} may sign in");
        let cookie = answer.headers()[header::SET_COOKIE].to_str().expect("a cookie is text");
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        let session = read(&answer.bytes().await.expect("a session"));
        let csrf = session["csrf"].as_str().expect("a session has one").to_owned();
        Self { client, server, cookie, csrf }
    }

    /// Asks for a page's contents: status and JSON (`null` when it is none).
    pub async fn ask(&self, method: Method, path: &str) -> (StatusCode, Value) {
        let (status, bytes) = self.bytes(method, path).await;
        (status, read(&bytes))
    }

    /// Asks for bytes.
    pub async fn bytes(&self, method: Method, path: &str) -> (StatusCode, Vec<u8>) {
        let answer = self
            .client
            .request(method, format!("http://{}{path}", self.server))
            .header(header::COOKIE, &self.cookie)
            .header("x-huxiao-csrf", &self.csrf)
            .send()
            .await
            .expect("the server answers");
        (answer.status(), answer.bytes().await.expect("a whole answer").to_vec())
    }

    /// Says something, as a page does: status and JSON (`null` when it is none).
    pub async fn tell(&self, method: Method, path: &str, body: &Value) -> (StatusCode, Value) {
        let answer = self
            .client
            .request(method, format!("http://{}{path}", self.server))
            .header(header::COOKIE, &self.cookie)
            .header("x-huxiao-csrf", &self.csrf)
            .header(header::CONTENT_TYPE, "application/json")
            .body(body.to_string())
            .send()
            .await
            .expect("the server answers");
        (answer.status(), read(&answer.bytes().await.expect("a whole answer")))
    }

    /// What a page shows, once all that was stored is interpreted.
    pub async fn page(&self, path: &str) -> Value {
        self.settled().await;
        self.get(path).await
    }

    async fn get(&self, path: &str) -> Value {
        let (status, value) = self.ask(Method::GET, path).await;
        assert_eq!(status, StatusCode::OK, "{path}: {value}");
        value
    }

    /// Today's board.
    pub async fn board(&self) -> Value {
        self.settled().await;
        self.get("/api/board").await
    }

    /// The latest events, newest first.
    pub async fn events(&self) -> Vec<Value> {
        self.settled().await;
        let mut events = Vec::new();
        let mut path = "/api/events?limit=50".to_owned();
        loop {
            let page = self.get(&path).await;
            events.extend(page["events"].as_array().expect("a list").iter().cloned());
            let Some(next) = page["next"].as_i64() else { return events };
            path = format!("/api/events?limit=50&before={next}");
        }
    }

    /// The events of one record: one when it arrived, none before, and never two.
    pub async fn events_of(&self, record: RecordId) -> Vec<Value> {
        let events = self.events().await.into_iter();
        events.filter(|event| event["record_id"] == record.to_string()).collect()
    }

    /// The full evidence of a record.
    pub async fn evidence(&self, record: RecordId) -> Value {
        self.settled().await;
        self.get(&format!("/api/records/{record}")).await
    }

    /// The office's list of phones.
    pub async fn devices(&self) -> Vec<Value> {
        self.get("/api/devices").await["devices"].as_array().expect("a list").clone()
    }

    /// Stored first, interpreted later: waits until the server has interpreted what it stored.
    async fn settled(&self) {
        const PATIENCE: Duration = Duration::from_secs(30);
        let interpreted = async {
            loop {
                let (_, metrics) = self.bytes(Method::GET, "/metrics").await;
                let metrics = String::from_utf8(metrics).expect("metrics are text");
                let figure = |name: &str| {
                    let line = metrics.lines().find_map(|line| line.strip_prefix(name));
                    line.and_then(|rest| rest.trim().parse::<u64>().ok()).unwrap_or_else(|| panic!("no figure {name}"))
                };
                if figure("huxiao_records_projected_total ") >= figure("huxiao_records_received_total ") {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(PATIENCE, interpreted).await.expect("the server interprets what it stored");
    }
}

fn read(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap_or(Value::Null)
}
