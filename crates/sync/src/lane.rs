//! Connections to the server, and the rule that none outlives a failure: after a change of network the pool may hold
//! connections that died without a word.
//!
//! A small request that failed on a connection from before is sent once more at once, over a new one: that costs a
//! moment instead of a wait, and every exchange may be repeated. One that failed over a new connection is a failure, and
//! a large one is never sent twice in a row: on a link that breaks, its bytes are dear.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use domain::defect::{self, Defect};
use reqwest::{Body, Client, Request, redirect};
use rustls::ClientConfig;

use crate::Failure;

/// To find and greet the server.
const CONNECT: Duration = Duration::from_secs(15);
/// A sleeping radio drops connections without a word; an older one is not used again.
const IDLE_POOL: Duration = Duration::from_secs(20);

/// A request of more bytes is not sent again at once.
const SMALL: usize = 16 * 1024;

/// A pool of connections that can be thrown away.
#[derive(Debug)]
pub(crate) struct Lane {
    pool: Mutex<Pool>,
    tls: ClientConfig,
    stall: Duration,
}

#[derive(Clone, Debug)]
struct Pool {
    client: Client,
    /// It has carried something, so it may hold a connection from then.
    used: bool,
}

impl Lane {
    /// # Errors
    /// [`Failure::Phone`] when the system gives no connections.
    pub(crate) fn new(tls: ClientConfig, stall: Duration) -> Result<Self, Failure> {
        Ok(Self { pool: Mutex::new(Pool { client: client(&tls, stall)?, used: false }), tls, stall })
    }

    /// Carries a request by `carry`, which may be called twice.
    ///
    /// # Errors
    /// Those of `carry`.
    pub(crate) async fn send<T, F>(&self, request: &Request, carry: impl Fn(Client, Request) -> F) -> Result<T, Failure>
    where
        F: Future<Output = Result<T, Failure>>,
    {
        let small = request.body().and_then(Body::as_bytes).is_none_or(|body| body.len() <= SMALL);
        loop {
            let Pool { client, used } = self.held().clone();
            // Bodies here are whole in memory, so there is always a copy.
            let Some(copy) = request.try_clone() else { return Err(Failure::Unreachable { captive: false }) };
            match carry(client, copy).await {
                Ok(value) => {
                    self.held().used = true;
                    return Ok(value);
                }
                Err(failure) if defect::has(Defect::DeadConnectionKept) => return Err(failure),
                Err(failure) => {
                    *self.held() = Pool { client: self.anew().map_err(|_| failure.clone())?, used: false };
                    if !used || !small {
                        return Err(failure);
                    }
                }
            }
        }
    }

    fn anew(&self) -> Result<Client, Failure> {
        client(&self.tls, self.stall)
    }

    fn held(&self) -> MutexGuard<'_, Pool> {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn client(tls: &ClientConfig, stall: Duration) -> Result<Client, Failure> {
    let builder = Client::builder()
        .tls_backend_preconfigured(tls.clone())
        .user_agent(concat!("huxiao/", env!("CARGO_PKG_VERSION")))
        .redirect(redirect::Policy::none())
        .connect_timeout(CONNECT)
        .pool_idle_timeout(IDLE_POOL)
        .tcp_keepalive(stall / 3)
        .tcp_nodelay(true);
    with_user_timeout(builder, stall).build().map_err(|error| {
        tracing::error!(%error, "no HTTP client");
        internal(error)
    })
}

pub(crate) fn internal(error: impl std::fmt::Display) -> Failure {
    Failure::Phone(domain::Problem::new("internal").with("detail", error))
}

/// What was sent and is never confirmed means a dead connection, found by the system itself where it can.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn with_user_timeout(builder: reqwest::ClientBuilder, stall: Duration) -> reqwest::ClientBuilder {
    builder.tcp_user_timeout(stall)
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn with_user_timeout(builder: reqwest::ClientBuilder, _stall: Duration) -> reqwest::ClientBuilder {
    builder
}
