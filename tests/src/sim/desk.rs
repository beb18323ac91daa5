//! The office's own page of phones, asked as a browser asks it: what it lists must be what the server holds.

use bytes::Bytes;
use http::{Method, Request, StatusCode, header};
use serde_json::{Value, json};
use server::Node;

use super::Broken;

/// An account of the demo district that sees every school.
const ACCOUNT: (&str, &str) = ("edu01", "huxiao-demo");

/// How many records the page says are stored and not understood, over all phones.
pub(super) async fn unread(node: &Node) -> Result<i64, Broken> {
    let credentials = json!({ "name": ACCOUNT.0, "password": ACCOUNT.1 }).to_string();
    let sign_in = Request::builder()
        .method(Method::POST)
        .uri("/api/session")
        .header(header::CONTENT_TYPE, "application/json")
        .body(Bytes::from(credentials));
    let signed_in = node.answer(sign_in.map_err(broken)?).await?;
    let cookie = signed_in.headers().get(header::SET_COOKIE).and_then(|it| it.to_str().ok());
    let cookie = cookie.and_then(|it| it.split(';').next()).unwrap_or_default().to_owned();
    let ask = Request::builder().uri("/api/devices").header(header::COOKIE, cookie).body(Bytes::new());
    let page = node.answer(ask.map_err(broken)?).await?;
    if page.status() != StatusCode::OK {
        return Err(Broken::new("I14", format!("the page of phones is refused: {}", page.status())));
    }
    let page: Value = serde_json::from_slice(page.body()).map_err(broken)?;
    let devices = page["devices"].as_array().cloned().unwrap_or_default();
    Ok(devices.iter().filter_map(|device| device["unread"].as_i64()).sum())
}

fn broken(error: impl std::fmt::Display) -> Broken {
    Broken::new("run", error.to_string())
}
