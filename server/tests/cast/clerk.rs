//! Someone in the office: signs in to the dashboard and asks its interface what a page would ask.

use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

/// A signed-in clerk.
pub struct Clerk {
    http: reqwest::Client,
    server: String,
    pub cookie: String,
    pub csrf: String,
    pub session: Value,
}

impl Clerk {
    /// Signs in.
    pub async fn sign_in(server: &str, name: &str, password: &str) -> Result<Self, (StatusCode, Value)> {
        let http = reqwest::Client::new();
        let body = json!({ "name": name, "password": password }).to_string();
        let sent = http.post(format!("{server}/api/session")).header("content-type", "application/json").body(body);
        let response = sent.send().await.expect("the server answers");
        let status = response.status();
        let cookie = response.headers().get("set-cookie").and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
        let session: Value = json_of(response).await;
        if !status.is_success() {
            return Err((status, session));
        }
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        let csrf = session["csrf"].as_str().unwrap_or_default().to_owned();
        Ok(Self { http, server: server.to_owned(), cookie, csrf, session })
    }

    /// Asks for a page's values.
    pub async fn get(&self, path: &str) -> Value {
        let response = self.ask(Method::GET, path).await;
        assert!(response.status().is_success(), "{path}: {}", response.status());
        json_of(response).await
    }

    /// Asks, whatever comes.
    pub async fn ask(&self, method: Method, path: &str) -> Response {
        let sent = self.http.request(method, format!("{}{path}", self.server)).header("cookie", &self.cookie).send();
        sent.await.expect("the server answers")
    }

    /// Says something with the CSRF header.
    pub async fn tell(&self, method: Method, path: &str, body: &Value) -> Response {
        let sent = self
            .http
            .request(method, format!("{}{path}", self.server))
            .header("cookie", &self.cookie)
            .header("x-huxiao-csrf", &self.csrf)
            .header("content-type", "application/json")
            .body(body.to_string())
            .send();
        sent.await.expect("the server answers")
    }

    /// Sends a file, as the page does, and reads the answer.
    pub async fn send(&self, path: &str, bytes: Vec<u8>) -> Value {
        let sent = self
            .http
            .request(Method::POST, format!("{}{path}", self.server))
            .header("cookie", &self.cookie)
            .header("x-huxiao-csrf", &self.csrf)
            .header("content-type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
            .body(bytes)
            .send();
        let response = sent.await.expect("the server answers");
        assert!(response.status().is_success(), "{path}: {}", response.status());
        json_of(response).await
    }

    /// Asks with the CSRF header.
    pub async fn order(&self, method: Method, path: &str) -> Response {
        let sent = self
            .http
            .request(method, format!("{}{path}", self.server))
            .header("cookie", &self.cookie)
            .header("x-huxiao-csrf", &self.csrf)
            .send();
        sent.await.expect("the server answers")
    }
}

/// Reads a JSON body.
pub async fn json_of(response: Response) -> Value {
    serde_json::from_slice(&response.bytes().await.expect("a body")).unwrap_or(Value::Null)
}
