//! HTTP over rustls. No time limit on the whole: on a slow link only silence means that a connection is dead.

use std::time::Duration;

use reqwest::{Client, Response, header::HeaderMap, redirect};

use crate::{Answer, Exchange, Failure, Method, Transport};

/// To find and greet the server.
const CONNECT: Duration = Duration::from_secs(15);
/// Silence after which a connection counts as dead.
const STALL: Duration = Duration::from_secs(60);
/// A sleeping radio drops connections without a word; an older one is not used again.
const IDLE_POOL: Duration = Duration::from_secs(20);
/// The slowest link that is waited for: what is being sent may take so long before silence counts.
const FLOOR_BYTES_PER_S: u64 = 200;
/// Longest answer that is read.
const ANSWER_BYTES_MAX: usize = 4 * 1024 * 1024;

/// HTTP/1.1 to any server.
#[derive(Clone, Debug)]
pub struct Http {
    client: Client,
    stall: Duration,
}

impl Http {
    /// A client with a pool of its own.
    ///
    /// # Errors
    /// [`Failure::Phone`] when the system gives no TLS.
    pub fn new() -> Result<Self, Failure> {
        Self::with_stall(STALL)
    }

    /// A client that takes a connection for dead after `stall` of silence.
    ///
    /// # Errors
    /// As [`Http::new`].
    pub fn with_stall(stall: Duration) -> Result<Self, Failure> {
        let client = Client::builder()
            .user_agent(concat!("huxiao/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .connect_timeout(CONNECT)
            .pool_idle_timeout(IDLE_POOL)
            .tcp_keepalive(stall / 3)
            .tcp_nodelay(true);
        let client = with_user_timeout(client, stall).build();
        client.map(|client| Self { client, stall }).map_err(|error| {
            tracing::error!(%error, "no HTTP client");
            Failure::Phone(domain::Problem::new("internal").with("detail", error))
        })
    }
}

/// What was sent and is never confirmed means a dead connection, found by the system itself where it can.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn with_user_timeout(client: reqwest::ClientBuilder, stall: Duration) -> reqwest::ClientBuilder {
    client.tcp_user_timeout(stall)
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn with_user_timeout(client: reqwest::ClientBuilder, _stall: Duration) -> reqwest::ClientBuilder {
    client
}

impl Transport for Http {
    async fn send(&self, server_url: &str, exchange: Exchange) -> Result<Answer, Failure> {
        let method = match exchange.method {
            Method::Post => reqwest::Method::POST,
            Method::Patch => reqwest::Method::PATCH,
        };
        let patience = self.stall + Duration::from_secs(exchange.body.len() as u64 / FLOOR_BYTES_PER_S);
        let mut request = self.client.request(method, format!("{server_url}{}", exchange.path));
        for (name, value) in &exchange.headers {
            request = request.header(*name, value);
        }
        let sent = request.body(exchange.body).send();
        let response = within(patience, sent).await?;
        let (status, headers) = (response.status().as_u16(), texts(response.headers()));
        let body = read_body(response, self.stall).await?;
        Ok(Answer { status, headers, body })
    }
}

async fn read_body(mut response: Response, stall: Duration) -> Result<Vec<u8>, Failure> {
    let mut body = Vec::new();
    while let Some(chunk) = within(stall, response.chunk()).await? {
        if body.len() + chunk.len() > ANSWER_BYTES_MAX {
            return Err(Failure::Unreachable { captive: true });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

async fn within<T>(patience: Duration, step: impl Future<Output = reqwest::Result<T>>) -> Result<T, Failure> {
    match tokio::time::timeout(patience, step).await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => {
            tracing::info!(%error, "the server was not reached");
            Err(Failure::Unreachable { captive: false })
        }
        Err(_) => {
            tracing::info!("the connection fell silent");
            Err(Failure::Unreachable { captive: false })
        }
    }
}

fn texts(headers: &HeaderMap) -> std::collections::BTreeMap<String, String> {
    let text = |value: &reqwest::header::HeaderValue| value.to_str().ok().map(str::to_owned);
    headers.iter().filter_map(|(name, value)| Some((name.as_str().to_owned(), text(value)?))).collect()
}
