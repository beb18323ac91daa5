//! HTTP over rustls. No time limit on the whole: on a slow link only silence means that a connection is dead.

use std::{sync::Arc, time::Duration};

use domain::{
    defect::{self, Defect},
    time::UtcMs,
};
use reqwest::{
    Client, Request, Response,
    header::{HeaderMap, HeaderValue},
};

use crate::{
    Answer, Exchange, Failure, Method, Transport,
    lane::{self, Lane},
    route,
    tls::{self, KnownTime},
};

/// Silence after which a connection counts as dead.
const STALL: Duration = Duration::from_secs(60);
/// The slowest link that is waited for: what is being sent may take so long before silence counts.
const FLOOR_BYTES_PER_S: u64 = 200;
/// Longest answer that is read.
const ANSWER_BYTES_MAX: usize = 4 * 1024 * 1024;

/// HTTP/1.1 to any server, over connections of their own for records and for pictures: a record never waits behind a
/// piece of a picture in a socket's buffer.
#[derive(Clone, Debug)]
pub struct Http {
    records: Arc<Lane>,
    pictures: Arc<Lane>,
    known_time: KnownTime,
    stall: Duration,
}

impl Http {
    /// Clients with pools of their own.
    ///
    /// # Errors
    /// [`Failure::Phone`] when the system gives no TLS.
    pub fn new() -> Result<Self, Failure> {
        Self::with_stall(STALL)
    }

    /// Clients that take a connection for dead after `stall` of silence.
    ///
    /// # Errors
    /// As [`Http::new`].
    pub fn with_stall(stall: Duration) -> Result<Self, Failure> {
        let known_time = KnownTime::default();
        let tls = tls::config(known_time.clone()).map_err(lane::internal)?;
        let pictures = Arc::new(Lane::new(tls.clone(), stall)?);
        Ok(Self { records: Arc::new(Lane::new(tls, stall)?), pictures, known_time, stall })
    }
}

impl Transport for Http {
    async fn send(&self, server_url: &str, exchange: Exchange) -> Result<Answer, Failure> {
        let method = match exchange.method {
            Method::Post => reqwest::Method::POST,
            Method::Patch => reqwest::Method::PATCH,
            Method::Head => reqwest::Method::HEAD,
        };
        let patience = self.stall + Duration::from_secs(exchange.body.len() as u64 / FLOOR_BYTES_PER_S);
        let lane = if exchange.path.starts_with(protocol::tus::PATH) { &self.pictures } else { &self.records };
        let url =
            format!("{server_url}{}", exchange.path).parse().map_err(|_| Failure::Unreachable { captive: false })?;
        let mut request = Request::new(method, url);
        let server = request.url().clone();
        for (name, value) in &exchange.headers {
            let value = HeaderValue::from_str(value).map_err(|_| Failure::Unreachable { captive: false })?;
            request.headers_mut().insert(*name, value);
        }
        *request.body_mut() = Some(exchange.body.into());
        let stall = self.stall;
        let sent = lane.send(&request, |client, request| carry(client, request, patience, stall));
        let answer = if defect::has(Defect::TotalTimeout) {
            tokio::time::timeout(stall, sent).await.unwrap_or(Err(Failure::Unreachable { captive: false }))
        } else {
            sent.await
        };
        match answer {
            Err(Failure::Unreachable { captive: false }) if !route::leads_to(&server) => Err(Failure::NoNetwork),
            answer => answer,
        }
    }

    fn learn_time(&self, server: UtcMs) {
        self.known_time.learn(server);
    }
}

async fn carry(client: Client, request: Request, patience: Duration, stall: Duration) -> Result<Answer, Failure> {
    let response = within(patience, client.execute(request)).await?;
    let (status, headers) = (response.status().as_u16(), texts(response.headers()));
    let body = read_body(response, stall).await?;
    Ok(Answer { status, headers, body })
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
        Ok(Err(error)) if tls::is_about_time(&error) => {
            tracing::warn!(%error, "the server's certificate is not valid at the time that this phone shows");
            Err(Failure::ClockOrCertificate)
        }
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
