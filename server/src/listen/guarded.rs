//! A connection under watch: headers must come to an end, and an answer must be taken. hyper's own limit for headers
//! also counts the rest between two requests, which may be long; this one begins with the first byte.

use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::{Instant, Sleep, sleep_until},
};

use super::Manners;

/// The connection.
pub(super) struct Guarded {
    stream: TcpStream,
    /// A request's headers are whole, and it is being answered.
    asked: Arc<AtomicBool>,
    manners: Manners,
    headers: Deadline,
    written: Deadline,
}

impl Guarded {
    /// Whoever connects has something to say: the first headers are waited for from now on.
    pub(super) fn new(stream: TcpStream, asked: Arc<AtomicBool>, manners: Manners) -> Self {
        let mut headers = Deadline::default();
        headers.begin(manners.headers);
        Self { stream, asked, manners, headers, written: Deadline::default() }
    }
}

/// A moment by which something must have happened; none when nothing is waited for.
#[derive(Default)]
struct Deadline(Option<Pin<Box<Sleep>>>);

impl Deadline {
    fn begin(&mut self, span: Duration) {
        if self.0.is_none() {
            self.0 = Some(Box::pin(sleep_until(Instant::now() + span)));
        }
    }

    fn end(&mut self) {
        self.0 = None;
    }

    fn check(&mut self, cx: &mut Context<'_>) -> io::Result<()> {
        let Some(sleep) = &mut self.0 else { return Ok(()) };
        if sleep.as_mut().poll(cx).is_ready() { Err(io::ErrorKind::TimedOut.into()) } else { Ok(()) }
    }
}

impl AsyncRead for Guarded {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.asked.load(Relaxed) {
            // A body: its own reader watches it.
            this.headers.end();
            return Pin::new(&mut this.stream).poll_read(cx, buf);
        }
        this.headers.check(cx)?;
        let before = buf.filled().len();
        ready!(Pin::new(&mut this.stream).poll_read(cx, buf))?;
        if buf.filled().len() > before {
            this.headers.begin(this.manners.headers);
        }
        Poll::Ready(Ok(()))
    }
}

impl Guarded {
    /// What did not go out now must go out in time.
    fn watched<T>(&mut self, cx: &mut Context<'_>, went: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if went.is_ready() {
            self.written.end();
            return went;
        }
        self.written.begin(self.manners.stall);
        self.written.check(cx)?;
        Poll::Pending
    }
}

impl AsyncWrite for Guarded {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let went = Pin::new(&mut this.stream).poll_write(cx, buf);
        this.watched(cx, went)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let went = Pin::new(&mut this.stream).poll_write_vectored(cx, bufs);
        this.watched(cx, went)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}
