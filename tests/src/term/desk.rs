//! Somebody at the city office, asking the server of a run the way a page does, without sockets.

use bytes::Bytes;
use http::{Method, Request, header};
use serde_json::{Value, json};
use server::Node;

use super::Broken;

/// A signed-in session.
pub struct Desk {
    cookie: String,
    csrf: String,
}

impl Desk {
    /// Signs in under a name of the demo district.
    ///
    /// # Errors
    /// [`Broken`] when the server does not let it in.
    pub async fn sign_in(node: &Node, name: &str) -> Result<Self, Broken> {
        let body = json!({ "name": name, "password": "huxiao-demo" }).to_string();
        let request = Request::post("/api/session").header(header::CONTENT_TYPE, "application/json");
        let request = request.body(Bytes::from(body)).map_err(broken)?;
        let answer = node.answer(request).await?;
        let cookie = answer.headers().get(header::SET_COOKIE).and_then(|it| it.to_str().ok()).unwrap_or_default();
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        let session: Value = serde_json::from_slice(answer.body()).map_err(broken)?;
        let csrf = session["csrf"].as_str().ok_or_else(|| Broken::new("run", format!("{name}: {session}")))?;
        Ok(Self { cookie, csrf: csrf.to_owned() })
    }

    /// What a page asks for.
    ///
    /// # Errors
    /// [`Broken`] for any answer but a good one.
    pub async fn get(&self, node: &Node, path: &str) -> Result<Value, Broken> {
        self.ask(node, Method::GET, path, &Value::Null).await
    }

    /// What a page sends.
    ///
    /// # Errors
    /// [`Broken`] for any answer but a good one.
    pub async fn ask(&self, node: &Node, method: Method, path: &str, body: &Value) -> Result<Value, Broken> {
        let request = Request::builder().method(method).uri(path).header(header::COOKIE, &self.cookie);
        let request = request.header("x-huxiao-csrf", &self.csrf).header(header::CONTENT_TYPE, "application/json");
        let body = if body.is_null() { Bytes::new() } else { Bytes::from(body.to_string()) };
        let answer = node.answer(request.body(body).map_err(broken)?).await?;
        if !answer.status().is_success() {
            let said = String::from_utf8_lossy(answer.body()).into_owned();
            return Err(Broken::new("run", format!("{path}: {} {said}", answer.status())));
        }
        Ok(serde_json::from_slice(answer.body()).unwrap_or(Value::Null))
    }
}

fn broken(error: impl std::fmt::Debug) -> Broken {
    Broken::new("run", format!("{error:?}"))
}
