//! The accept loop and its manners: how long a stranger may take to say what they want, how much room it gets, and how
//! a server that stops lets its guests finish. Nobody is cut off for being slow as long as something moves.
//!
//! Limits that concern a body stand in `wire`; who is let in at all, in `admission`.

mod guarded;

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::Duration,
};

use axum::{Router, body::Body, extract::ConnectInfo};
use hyper::{Request, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    task::JoinSet,
};
use tower::Service as _;

use guarded::Guarded;

/// How long a connection may take for what.
#[derive(Clone, Copy, Debug)]
pub struct Manners {
    /// From the first byte of a request (or the opening of the connection) to the end of its headers.
    pub headers: Duration,
    /// Between requests; longer than the proxies in front keep theirs.
    pub idle: Duration,
    /// Without a byte in either direction in the middle of a body or an answer.
    pub stall: Duration,
    /// Open at once; more wait in the system's queue.
    pub connections: usize,
}

impl Default for Manners {
    fn default() -> Self {
        Self {
            headers: Duration::from_secs(15),
            idle: Duration::from_secs(75),
            stall: Duration::from_secs(60),
            connections: 4_096,
        }
    }
}

/// Bytes of all headers of a request.
const HEADER_BYTES: usize = 16 * 1024;
/// Bytes read ahead on one connection.
const BUFFER_BYTES: usize = 64 * 1024;
/// Pause when the system gives no more connections.
const PAUSE: Duration = Duration::from_millis(200);

/// Serves until told to stop; returns when the last request under way is answered.
pub(crate) async fn serve(listener: TcpListener, app: Router, manners: Manners, mut stopping: watch::Receiver<bool>) {
    let slots = Arc::new(Semaphore::new(manners.connections));
    let (mut open, told) = (JoinSet::new(), stopping.clone());
    loop {
        tokio::select! {
            _ = stopping.wait_for(|stop| *stop) => break,
            Some(_) = open.join_next() => {}
            (stream, addr, slot) = accept(&listener, &slots) => {
                open.spawn(connection(stream, addr, app.clone(), manners, told.clone(), slot));
            }
        }
    }
    drop(listener);
    while open.join_next().await.is_some() {}
}

async fn accept(
    listener: &TcpListener,
    slots: &Arc<Semaphore>,
) -> (TcpStream, SocketAddr, Option<OwnedSemaphorePermit>) {
    // The semaphore is never closed.
    let slot = Arc::clone(slots).acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok((stream, addr)) => return (stream, addr, slot),
            Err(error) => {
                tracing::warn!(%error, "a connection was not taken");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

async fn connection(
    stream: TcpStream,
    addr: SocketAddr,
    app: Router,
    manners: Manners,
    mut stopping: watch::Receiver<bool>,
    _slot: Option<OwnedSemaphorePermit>,
) {
    // Answers are small and whole: waiting to fill a packet would only delay them.
    let _as_before = stream.set_nodelay(true);
    let asked = Arc::new(AtomicBool::new(false));
    let guarded = Guarded::new(stream, Arc::clone(&asked), manners);
    let service = service_fn(move |request: Request<Incoming>| {
        asked.store(true, Relaxed);
        let (mut app, asked) = (app.clone(), Arc::clone(&asked));
        async move {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(addr));
            let answer = app.call(request).await;
            asked.store(false, Relaxed);
            answer
        }
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(manners.idle);
    http.max_header_size(HEADER_BYTES).max_buf_size(BUFFER_BYTES);
    let mut connection = std::pin::pin!(http.serve_connection(TokioIo::new(guarded), service));
    let stop = async move {
        let _ended = stopping.wait_for(|stop| *stop).await;
    };
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stop => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}
