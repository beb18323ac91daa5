//! The broken network between phones and server: a real relay on the loopback that passes, drops, cuts, flips,
//! repeats, crawls, falls silent and lies, byte for byte as a bad link or a café's router would.
//!
//! A change of weather ends every connection under way, as losing a cell does. Nothing here knows the protocol.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::{mpsc, watch},
    task::JoinHandle,
    time::{Instant, sleep, sleep_until, timeout},
};

use crate::line::{Lane, Line};

/// What the link does to a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weather {
    /// Everything passes.
    Clear,
    /// Nobody answers: every connection is closed at once.
    Down,
    /// The link breaks after so many bytes from the phone.
    UploadCutAfter(u64),
    /// The link breaks after so many bytes to the phone; 0 loses every answer after the server has acted.
    AnswerCutAfter(u64),
    /// One bit of this byte from the phone is wrong.
    UploadFlipped(u64),
    /// One bit of this byte to the phone is wrong.
    AnswerFlipped(u64),
    /// Everything the phone sent is sent to the server once more after the connection ended.
    Repeated,
    /// Arrives in pieces of so many bytes.
    InPieces(usize),
    /// Everything passes, slowly and late.
    Slow(Line),
    /// After so many bytes from the phone nothing passes any more, and nobody is told.
    HalfOpen(u64),
    /// A captive portal: 200 with a page of its own, whatever was asked.
    Portal,
    /// A captive portal that sends phones to its sign-in page.
    PortalRedirect,
    /// A proxy with an opinion: this status, with a page.
    Refusing(u16),
}

/// The relay. Dropping it takes the link down for good.
#[derive(Debug)]
pub struct Network {
    addr: SocketAddr,
    weather: watch::Sender<Weather>,
    server: Arc<Mutex<SocketAddr>>,
    up: Arc<AtomicU64>,
    lanes: Arc<Mutex<Option<Lanes>>>,
    accepting: JoinHandle<()>,
}

/// Both directions of a slow line, up first.
type Lanes = (Line, [Lane; 2]);

impl Network {
    /// A clear link to this server.
    pub async fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port of our own");
        let addr = listener.local_addr().expect("its address");
        let (weather, _) = watch::channel(Weather::Clear);
        let (server, up, lanes) = (Arc::new(Mutex::new(server)), Arc::new(AtomicU64::new(0)), Arc::default());
        let link =
            Link { weather: weather.subscribe(), server: server.clone(), up: up.clone(), lanes: Arc::clone(&lanes) };
        let accepting = tokio::spawn(async move {
            while let Ok((phone, _)) = listener.accept().await {
                tokio::spawn(link.clone().carry(phone));
            }
        });
        Self { addr, weather, server, up, lanes, accepting }
    }

    /// The server's address as phones know it.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Changes the weather; connections under way end.
    pub fn set(&self, weather: Weather) {
        if let Weather::Slow(line) = weather {
            let mut lanes = self.lanes.lock().expect("no panic holds it");
            if lanes.as_ref().is_none_or(|(now, _)| *now != line) {
                *lanes = Some((line, [Lane::new(line, 1), Lane::new(line, 2)]));
            }
        }
        self.weather.send_replace(weather);
    }

    /// The server has moved (it was restarted on another port).
    pub fn moved(&self, server: SocketAddr) {
        *self.server.lock().expect("no panic holds it") = server;
        self.set(Weather::Clear);
    }

    /// Bytes from phones that the link has carried so far.
    #[must_use]
    pub fn bytes_from_phones(&self) -> u64 {
        self.up.load(Ordering::Relaxed)
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        self.accepting.abort();
        self.set(Weather::Down);
    }
}

#[derive(Clone)]
struct Link {
    weather: watch::Receiver<Weather>,
    server: Arc<Mutex<SocketAddr>>,
    up: Arc<AtomicU64>,
    lanes: Arc<Mutex<Option<Lanes>>>,
}

impl Link {
    async fn carry(mut self, mut phone: TcpStream) {
        let weather = *self.weather.borrow_and_update();
        let server = *self.server.lock().expect("no panic holds it");
        let mut changes = self.weather.clone();
        let carried = async {
            match weather {
                Weather::Down => {}
                Weather::Portal => answer(&mut phone, "200 OK", "").await,
                Weather::PortalRedirect => {
                    answer(&mut phone, "302 Found", "Location: http://portal.invalid/login\r\n").await;
                }
                Weather::Refusing(status) => answer(&mut phone, &format!("{status} No"), "").await,
                _ => self.relay(phone, server, weather).await,
            }
        };
        tokio::select! {
            () = carried => {}
            _ = changes.changed() => {}
        }
    }

    async fn relay(&self, phone: TcpStream, server: SocketAddr, weather: Weather) {
        if let Weather::Slow(line) = weather {
            return self.crawl(phone, server, line).await;
        }
        let Ok(upstream) = TcpStream::connect(server).await else { return };
        let (phone_in, phone_out) = phone.into_split();
        let (server_in, server_out) = upstream.into_split();
        let (mut upward, mut downward) = (Fault::default(), Fault::default());
        match weather {
            Weather::UploadCutAfter(bytes) => upward.cut = Some(bytes),
            Weather::AnswerCutAfter(bytes) => downward.cut = Some(bytes),
            Weather::UploadFlipped(at) => upward.flip = Some(at),
            Weather::AnswerFlipped(at) => downward.flip = Some(at),
            Weather::InPieces(bytes) => (upward.piece, downward.piece) = (Some(bytes), Some(bytes)),
            Weather::HalfOpen(bytes) => upward.silence = Some(bytes),
            _ => {}
        }
        let mut sent = Vec::new();
        let record = (weather == Weather::Repeated).then_some(&mut sent);
        let silent = AtomicBool::new(false);
        let going_up = pump(phone_in, server_out, upward, (Some(&self.up), &silent), record);
        let coming_down = pump(server_in, phone_out, downward, (None, &silent), None);
        // A broken direction ends both; a finished one lets the other finish.
        tokio::select! {
            Flow::Broken = going_up => {}
            Flow::Broken = coming_down => {}
            else => {}
        }
        if !sent.is_empty() {
            repeat(server, &sent).await;
        }
    }

    /// Over the slow line. The connection itself takes a way there and back first.
    async fn crawl(&self, phone: TcpStream, server: SocketAddr, line: Line) {
        sleep(line.one_way() * 2).await;
        let lanes = self.lanes.lock().expect("no panic holds it").clone();
        let (Some((_, [up, down])), Ok(upstream)) = (lanes, TcpStream::connect(server).await) else { return };
        let (phone_in, phone_out) = phone.into_split();
        let (server_in, server_out) = upstream.into_split();
        tokio::join!(slowly(phone_in, server_out, up, Some(&self.up)), slowly(server_in, phone_out, down, None));
    }
}

/// Carries packet after packet; one is on its way while the next is being sent.
async fn slowly(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    lane: Lane,
    count: Option<&AtomicU64>,
) {
    let (under_way, mut arriving) = mpsc::channel::<(Instant, Vec<u8>)>(256);
    let sending = async move {
        let mut packet = vec![0; lane.packet()];
        while let Ok(read) = from.read(&mut packet).await
            && read > 0
        {
            let arrives = lane.carry(read).await;
            if let Some(count) = count {
                count.fetch_add(read as u64, Ordering::Relaxed);
            }
            if under_way.send((arrives, packet[..read].to_vec())).await.is_err() {
                break;
            }
        }
    };
    let receiving = async move {
        while let Some((at, packet)) = arriving.recv().await {
            sleep_until(at).await;
            if to.write_all(&packet).await.is_err() {
                return;
            }
        }
        let _the_other_side_may_be_gone = to.shutdown().await;
    };
    tokio::join!(sending, receiving);
}

#[derive(Clone, Copy, Default)]
struct Fault {
    cut: Option<u64>,
    silence: Option<u64>,
    flip: Option<u64>,
    piece: Option<usize>,
}

#[derive(PartialEq, Eq)]
enum Flow {
    Finished,
    Broken,
}

async fn pump(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    fault: Fault,
    (count, silent): (Option<&AtomicU64>, &AtomicBool),
    mut record: Option<&mut Vec<u8>>,
) -> Flow {
    let mut passed = 0u64;
    let mut buffer = vec![0; fault.piece.unwrap_or(16 * 1024)];
    loop {
        let Ok(read) = from.read(&mut buffer).await else { return Flow::Broken };
        if read == 0 {
            // The other side may still be answering: it only hears that nothing more comes.
            return if to.shutdown().await.is_ok() { Flow::Finished } else { Flow::Broken };
        }
        let left = fault.cut.map_or(u64::MAX, |cut| cut.saturating_sub(passed));
        let piece = &mut buffer[..read.min(usize::try_from(left).unwrap_or(usize::MAX))];
        if let Some(at) = fault.flip.and_then(|at| at.checked_sub(passed)).and_then(|at| usize::try_from(at).ok())
            && let Some(byte) = piece.get_mut(at)
        {
            *byte ^= 0x04;
        }
        let whole = piece.len() == read;
        passed += piece.len() as u64;
        if fault.silence.is_some_and(|bytes| passed > bytes) {
            silent.store(true, Ordering::Relaxed);
        }
        if silent.load(Ordering::Relaxed) {
            // Taken and never delivered, in both directions, until the weather changes.
            continue;
        }
        if let Some(record) = &mut record {
            record.extend_from_slice(piece);
        }
        if let Some(count) = count {
            count.fetch_add(piece.len() as u64, Ordering::Relaxed);
        }
        if to.write_all(piece).await.is_err() || to.flush().await.is_err() || !whole {
            return Flow::Broken;
        }
    }
}

/// Answers the first request of a connection with a page, and hangs up.
async fn answer(phone: &mut TcpStream, status: &str, headers: &str) {
    const PAGE: &str = "<!doctype html><title>Wi-Fi</title><h1>Please sign in</h1>";
    let mut request = [0; 4096];
    let _what_was_asked_does_not_matter = phone.read(&mut request).await;
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n{headers}Connection: close\r\n\r\n",
        PAGE.len()
    );
    let _the_phone_may_be_gone = phone.write_all(format!("{head}{PAGE}").as_bytes()).await;
    let _the_phone_may_be_gone = phone.shutdown().await;
    // What is still on its way is read, so that hanging up does not take the answer back.
    while matches!(phone.read(&mut request).await, Ok(read) if read > 0) {}
}

/// Sends the same bytes again and listens, until the server has nothing more to say, to answers nobody waits for.
async fn repeat(server: SocketAddr, sent: &[u8]) {
    const QUIET: Duration = Duration::from_millis(500);
    let Ok(mut upstream) = TcpStream::connect(server).await else { return };
    if upstream.write_all(sent).await.is_ok() {
        let mut answer = [0; 4096];
        while matches!(timeout(QUIET, upstream.read(&mut answer)).await, Ok(Ok(read)) if read > 0) {}
    }
}
