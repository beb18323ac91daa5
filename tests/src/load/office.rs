//! The office's side of a load: gives out the code, waits for the projection, and counts what arrived.

use std::time::Duration;

use reqwest::{Client, header};
use serde_json::{Value, json};

use super::Occurrences;

/// Longest wait for the projection.
const PATIENCE: Duration = Duration::from_secs(300);

/// Somebody signed in.
#[derive(Debug)]
pub struct Office {
    client: Client,
    server: String,
    cookie: String,
    csrf: String,
}

impl Office {
    /// Signs in.
    ///
    /// # Errors
    /// A sentence.
    pub async fn sign_in(server: &str, account: &str, password: &str) -> Result<Self, String> {
        let client = Client::new();
        let body = json!({ "name": account, "password": password }).to_string();
        let request = client.post(format!("{server}/api/session")).header(header::CONTENT_TYPE, "application/json");
        let answer = request.body(body).send().await.map_err(|error| format!("{server} is not reached: {error}"))?;
        if !answer.status().is_success() {
            return Err(format!("{account} may not sign in at {server}: {}", answer.status()));
        }
        let cookie = answer.headers().get(header::SET_COOKIE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        let mut office = Self { client, server: server.to_owned(), cookie, csrf: String::new() };
        office.csrf = text(&read(answer).await?, "csrf");
        Ok(office)
    }

    /// A code for so many phones of the first of the office's schools.
    ///
    /// # Errors
    /// A sentence.
    pub async fn code(&self, uses: u32) -> Result<String, String> {
        let listed = self.get("/api/schools").await?;
        let school = listed["schools"][0]["code"].as_str().map(str::to_owned);
        let school = school.ok_or("the office looks over no school to enroll phones for")?;
        let request = self.client.post(format!("{}/api/enroll-codes", self.server));
        let request = request.header(header::COOKIE, &self.cookie).header("x-huxiao-csrf", &self.csrf);
        let body = json!({ "school": school, "uses": uses }).to_string();
        let answer = request.header(header::CONTENT_TYPE, "application/json").body(body).send().await;
        let answer = answer.map_err(|error| format!("no code: {error}"))?;
        if !answer.status().is_success() {
            return Err(format!("the office gives no code: {}", answer.status()));
        }
        Ok(text(&read(answer).await?, "code"))
    }

    /// Waits until everything that was received is projected.
    ///
    /// # Errors
    /// A sentence.
    pub async fn settled(&self) -> Result<(), String> {
        let projected = async {
            loop {
                let metrics = self.client.get(format!("{}/metrics", self.server)).send().await;
                let metrics = metrics.map_err(|error| error.to_string())?.text().await.map_err(|e| e.to_string())?;
                let figure = |name: &str| {
                    let found = metrics.lines().find_map(|line| line.strip_prefix(name));
                    found.and_then(|rest| rest.trim().parse::<u64>().ok())
                };
                let received = figure("huxiao_records_received_total ");
                if received.is_some() && figure("huxiao_records_projected_total ") >= received {
                    return Ok(());
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(PATIENCE, projected).await.map_err(|_| "the server does not finish projecting")?
    }

    /// How often the office's list names each record.
    ///
    /// # Errors
    /// A sentence.
    pub async fn occurrences(&self) -> Result<Occurrences, String> {
        let (mut held, mut path) = (Occurrences::new(), "/api/events?limit=200".to_owned());
        loop {
            let page = self.get(&path).await?;
            for event in page["events"].as_array().into_iter().flatten() {
                *held.entry(text(event, "record_id")).or_default() += 1;
            }
            let Some(next) = page["next"].as_i64() else { return Ok(held) };
            path = format!("/api/events?limit=200&before={next}");
        }
    }

    async fn get(&self, path: &str) -> Result<Value, String> {
        let request = self.client.get(format!("{}{path}", self.server)).header(header::COOKIE, &self.cookie);
        let answer = request.send().await.map_err(|error| format!("{path}: {error}"))?;
        if !answer.status().is_success() {
            return Err(format!("{path}: {}", answer.status()));
        }
        read(answer).await
    }
}

async fn read(answer: reqwest::Response) -> Result<Value, String> {
    let bytes = answer.bytes().await.map_err(|error| error.to_string())?;
    serde_json::from_slice(&bytes).map_err(|error| format!("no JSON from the server: {error}"))
}

fn text(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_default().to_owned()
}
