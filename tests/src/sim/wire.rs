//! The network of a run: each exchange of each phone meets a fate that the seed draws, and reaches the real server's
//! router without sockets.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use bytes::Bytes;
use protocol::{ProblemClass, WireProblem, sync::SyncResponse};
use server::Node;
use sync::{Answer, Exchange, Failure, Method, Transport};
use tokio::sync::Notify;

use super::{Chance, Fault, Seen, Time, Trace, disk::Disk, fault::NETWORK};

/// Of a hundred exchanges, so many meet one of the network's faults of this seed.
const BAD_PERCENT: u64 = 30;
/// And so many reach a life that ended, while one still answers.
const ZOMBIE_PERCENT: u64 = 15;

/// The network before the server; clones are the same.
#[derive(Clone, Debug)]
pub struct Wire(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    time: Time,
    trace: Trace,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    chance: Chance,
    bad: Vec<Fault>,
    /// The server's nodes; none while it is down.
    nodes: Vec<Arc<Node>>,
    disk: Option<Arc<Disk>>,
    /// Requests that are held up somewhere.
    late: Vec<Exchange>,
    /// What each phone was answered, for answers of earlier, and in which life.
    answered: BTreeMap<usize, Vec<(u32, Answer)>>,
    /// Nodes of a life that ended, and the disk they are on.
    zombies: Vec<Arc<Node>>,
    grave: Option<Arc<Disk>>,
    /// Phones that were put back to an older state: whatever they knew of lives that ended they know no longer, and nothing
    /// tells them a dead server from the living one.
    put_back: BTreeSet<usize>,
    dies_answering: bool,
    seen: Seen,
}

/// Longest answer after it is unpacked.
const ANSWER_BYTES_MAX: usize = 16 * 1024 * 1024;

/// When the phone's program dies around a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doom {
    /// With the request made and not sent.
    BeforeSending,
    /// With the answer on its way.
    BeforeHearing,
}

/// One phone's way to the server.
#[derive(Clone, Debug)]
pub struct Line {
    wire: Wire,
    phone: usize,
    doom: Arc<Mutex<Option<Doom>>>,
    died: Arc<Notify>,
    /// What goes out together goes one after the other, so that the seed alone says what meets what.
    turn: Arc<tokio::sync::Mutex<()>>,
    /// The server itself answered a sync, and the answer came.
    heard: Arc<AtomicBool>,
}

impl Wire {
    /// A calm wire to nobody.
    #[must_use]
    pub fn new(time: Time, trace: Trace, chance: Chance) -> Self {
        let state = State {
            chance,
            bad: Vec::new(),
            nodes: Vec::new(),
            disk: None,
            late: Vec::new(),
            answered: BTreeMap::new(),
            zombies: Vec::new(),
            grave: None,
            put_back: BTreeSet::new(),
            dies_answering: false,
            seen: Seen::default(),
        };
        Self(Arc::new(Inner { time, trace, state: Mutex::new(state) }))
    }

    /// From here on the network has those of these faults that are its own.
    pub fn storm(&self, faults: &BTreeSet<Fault>) {
        self.held().bad = NETWORK.iter().filter(|it| faults.contains(it)).copied().collect();
    }

    /// The server's next answer is its last act, and nobody hears it.
    pub fn server_dies_answering(&self, dies: bool) {
        self.held().dies_answering = dies;
    }

    /// The server is up, on this disk.
    pub fn connect(&self, nodes: Vec<Arc<Node>>, disk: Arc<Disk>) {
        let mut state = self.held();
        (state.nodes, state.disk) = (nodes, Some(disk));
    }

    /// The server is down.
    pub fn disconnect(&self) {
        let mut state = self.held();
        (state.nodes, state.disk) = (Vec::new(), None);
    }

    /// Nodes of a life that ended still answer, on the disk that was given up; with none, no longer.
    pub fn haunt(&self, zombies: Vec<Arc<Node>>, grave: Option<Arc<Disk>>) {
        let mut state = self.held();
        (state.zombies, state.grave) = (zombies, grave);
    }

    /// A phone was put back to an older state. From here on no life that ended answers it.
    pub fn put_back(&self, phone: usize) {
        let mut state = self.held();
        state.answered.remove(&phone);
        state.put_back.insert(phone);
    }

    /// From here on everything passes, and nothing late arrives any more.
    pub fn calm(&self) {
        let mut state = self.held();
        state.bad.clear();
        state.late.clear();
        state.answered.clear();
    }

    /// What went over the wire.
    #[must_use]
    pub fn seen(&self) -> Seen {
        self.held().seen
    }

    /// The line of a phone.
    #[must_use]
    pub fn line(&self, phone: usize) -> Line {
        let (doom, died, turn, heard) = Default::default();
        Line { wire: self.clone(), phone, doom, died, turn, heard }
    }

    /// One request that was held up arrives now, perhaps as the first of its boot; its answer finds nobody.
    pub async fn late_arrival(&self) {
        let exchange = {
            let mut state = self.held();
            if state.late.is_empty() {
                return;
            }
            let waiting = state.late.len();
            let index = state.chance.index(waiting);
            state.late.remove(index)
        };
        let answered = self.ask(exchange).await;
        let status = answered.map_or_else(|_| "nobody".to_owned(), |it| it.status.to_string());
        self.0.trace.note(format!("  a late request arrives: {status}"));
    }

    /// Asks one of the nodes. The answer of a server that died over it is lost.
    async fn ask(&self, exchange: Exchange) -> Result<Answer, Failure> {
        let (node, disk) = {
            let mut state = self.held();
            let count = state.nodes.len();
            let index = state.chance.index(count);
            (state.nodes.get(index).cloned(), state.disk.clone())
        };
        let unreachable = Failure::Unreachable { captive: false };
        let (Some(node), Some(disk)) = (node, disk) else { return Err(unreachable) };
        if disk.is_cut() {
            return Err(unreachable);
        }
        let answered = node.answer(request(exchange)).await;
        if std::mem::take(&mut self.held().dies_answering) {
            disk.cut();
        }
        match answered {
            Ok(answered) if !disk.is_cut() => Ok(answer(&answered)),
            _ => Err(unreachable),
        }
    }

    /// Asks a node of a life that ended.
    async fn ask_zombie(&self, phone: usize, exchange: Exchange) -> Option<Answer> {
        let (node, disk) = {
            let mut state = self.held();
            if state.put_back.contains(&phone) {
                return None;
            }
            let count = state.zombies.len();
            let index = state.chance.index(count);
            (state.zombies.get(index)?.clone(), state.grave.clone()?)
        };
        if disk.is_cut() {
            return None;
        }
        self.held().seen.zombies += 1;
        Some(answer(&node.answer(request(exchange)).await.ok()?))
    }

    /// Notes what the server said to a phone.
    fn note(&self, phone: usize, told: &Answer) {
        let mut state = self.held();
        if told.status != 200 {
            let problem = protocol::from_cbor::<WireProblem>(&told.body).ok();
            let gone = problem.is_some_and(|it| it.class == ProblemClass::Resync && it.code == "cursor-gone");
            state.seen.renewals += u64::from(gone);
            return;
        }
        let body = match told.header("content-encoding") {
            Some("zstd") => protocol::unpack(&told.body, ANSWER_BYTES_MAX).unwrap_or_default(),
            _ => told.body.clone(),
        };
        let Ok(response) = protocol::from_cbor::<SyncResponse>(&body) else { return };
        state.answered.entry(phone).or_default().push((response.epoch.number, told.clone()));
        state.seen.repairs += u64::from(response.pull.floors.is_some());
        state.seen.tombstones += response.pull.changes.iter().filter(|it| it.payload.is_none()).count() as u64;
    }

    /// An answer that this phone was given before. One of a life that has ended since, as it knows, may be as a server of
    /// an earlier release gave it: without the word which request it answers, so that its life alone gives it away.
    fn earlier(&self, phone: usize) -> Option<Answer> {
        let mut state = self.held();
        let all = state.answered.get(&phone)?.clone();
        let last = all.last()?.0;
        let index = state.chance.index(all.len());
        let (life, mut earlier) = all.into_iter().nth(index)?;
        if life < last && state.chance.percent(50) {
            earlier.headers.remove(protocol::answer::SIGNATURE);
        }
        state.seen.stale += 1;
        state.seen.twice += u64::from(life == last);
        Some(earlier)
    }

    fn draw(&self) -> Option<Fault> {
        let mut state = self.held();
        if !state.zombies.is_empty() && state.chance.percent(ZOMBIE_PERCENT) {
            return Some(Fault::Zombie);
        }
        let bad = state.bad.clone();
        (!bad.is_empty() && state.chance.percent(BAD_PERCENT)).then(|| *state.chance.of_these(&bad))
    }

    fn choose(&self, end: usize) -> usize {
        self.held().chance.index(end)
    }

    fn held(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Line {
    /// The next exchange is the program's last act.
    pub fn doom(&self, doom: Option<Doom>) {
        *self.doom.lock().unwrap_or_else(PoisonError::into_inner) = doom;
    }

    /// Waits for that.
    pub async fn died(&self) {
        self.died.notified().await;
    }

    async fn die(&self) -> ! {
        self.died.notify_one();
        std::future::pending().await
    }

    /// From here on the phone listens for the server anew.
    pub fn listen_anew(&self) {
        self.heard.store(false, Ordering::Relaxed);
    }

    /// Whether the server itself has answered a sync since, and was heard.
    #[must_use]
    pub fn has_heard(&self) -> bool {
        self.heard.load(Ordering::Relaxed)
    }

    async fn carry(&self, exchange: Exchange) -> Result<Answer, Failure> {
        let (wire, lost) = (&self.wire, Err(Failure::Unreachable { captive: false }));
        let fate = wire.draw();
        let half = if fate == Some(Fault::Slow) { 2_000 + wire.choose(8_000) } else { 20 + wire.choose(400) };
        wire.0.time.pass(half as u64);
        let what = format!("{} {}", exchange.method.word(), exchange.path.split('/').nth(2).unwrap_or_default());
        let sync = [protocol::sync::PATH, protocol::quarantine::PATH].contains(&exchange.path.as_str());
        let mut true_answer = matches!(fate, None | Some(Fault::Slow | Fault::Repeated));
        let answered = match fate {
            Some(Fault::AnswerStale) if sync => {
                let truly = wire.ask(exchange).await;
                match wire.earlier(self.phone) {
                    Some(earlier) => Ok(earlier),
                    None => {
                        true_answer = true;
                        truly
                    }
                }
            }
            // An enrollment there would be lost with that life, and the office would give another code.
            Some(Fault::Zombie) if exchange.path != protocol::enroll::PATH => {
                match wire.ask_zombie(self.phone, exchange.clone()).await {
                    Some(answer) => Ok(answer),
                    None => {
                        true_answer = true;
                        wire.ask(exchange).await
                    }
                }
            }
            Some(Fault::RequestLost) => lost,
            Some(Fault::Late) => {
                wire.held().late.push(exchange);
                lost
            }
            Some(Fault::Portal) => Ok(page(200)),
            Some(Fault::Redirect) => Ok(page(302)),
            Some(Fault::Proxy) => Ok(page(403)),
            Some(Fault::Busy) => Ok(page(503)),
            Some(Fault::AnswerLost) => {
                let _nobody_hears = wire.ask(exchange).await;
                lost
            }
            Some(Fault::Repeated) => {
                let _the_second_counts = wire.ask(exchange.clone()).await;
                wire.ask(exchange).await
            }
            Some(Fault::RequestCut) => wire.ask(Exchange { body: self.cut(exchange.body.clone()), ..exchange }).await,
            Some(Fault::RequestFlipped) => {
                wire.ask(Exchange { body: self.flip(exchange.body.clone()), ..exchange }).await
            }
            Some(Fault::AnswerCut) => {
                wire.ask(exchange).await.map(|it| Answer { body: self.cut(it.body.clone()), ..it })
            }
            Some(Fault::AnswerFlipped) => {
                wire.ask(exchange).await.map(|it| Answer { body: self.flip(it.body.clone()), ..it })
            }
            _ => wire.ask(exchange).await,
        };
        if let Ok(answer) = &answered
            && sync
            && true_answer
        {
            wire.note(self.phone, answer);
            self.heard.fetch_or(answer.status == 200, Ordering::Relaxed);
        }
        wire.0.time.pass((half / 2 + wire.choose(half + 1)) as u64);
        let status = answered.as_ref().map_or_else(|_| "nothing".to_owned(), |it| it.status.to_string());
        let fate = fate.map(|it| format!(" ({it:?})")).unwrap_or_default();
        wire.0.trace.note(format!("  phone {}: {what} -> {status}{fate}", self.phone));
        answered
    }

    fn cut(&self, mut body: Vec<u8>) -> Vec<u8> {
        // By parts of its length: how long exactly it is may differ between runs of one seed.
        let length = body.len() * self.wire.choose(8) / 8;
        body.truncate(length);
        body
    }

    fn flip(&self, mut body: Vec<u8>) -> Vec<u8> {
        let (place, bit) = (self.wire.choose(1000), self.wire.choose(8));
        let at = body.len() * place / 1000;
        if let Some(byte) = body.get_mut(at) {
            *byte ^= 1 << bit;
        }
        body
    }
}

impl Transport for Line {
    async fn send(&self, _server: &str, exchange: Exchange) -> Result<Answer, Failure> {
        let _turn = self.turn.lock().await;
        let doom = self.doom.lock().unwrap_or_else(PoisonError::into_inner).take();
        if doom == Some(Doom::BeforeSending) {
            self.die().await;
        }
        let answered = self.carry(exchange).await;
        if doom == Some(Doom::BeforeHearing) {
            self.die().await;
        }
        answered
    }
}

/// Somebody else's page.
fn page(status: u16) -> Answer {
    let headers = [("content-type".to_owned(), "text/html; charset=utf-8".to_owned())];
    let body = b"<!doctype html><title>Wi-Fi</title><h1>Please sign in</h1>".to_vec();
    Answer { status, headers: headers.into(), body }
}

fn request(exchange: Exchange) -> http::Request<Bytes> {
    let method = match exchange.method {
        Method::Post => http::Method::POST,
        Method::Patch => http::Method::PATCH,
        Method::Head => http::Method::HEAD,
    };
    let mut request = http::Request::builder().method(method).uri(exchange.path);
    for (name, value) in exchange.headers {
        request = request.header(name, value);
    }
    request.body(Bytes::from(exchange.body)).expect("the client makes requests that can be sent")
}

fn answer(response: &http::Response<Bytes>) -> Answer {
    let text = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
        Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
    };
    Answer {
        status: response.status().as_u16(),
        headers: response.headers().iter().filter_map(text).collect(),
        body: response.body().to_vec(),
    }
}
