//! The day from morning to evening: everybody at work, then calm, then the account.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Instant,
};

use tokio::task::{JoinSet, spawn_blocking};

use super::{
    Plan, Report,
    history::{self, History},
    phone::Worker,
    server, weather,
};
use crate::{
    Network, Weather, picture,
    programs::{self, Served},
    random::Random,
    world::SCHOOL,
};

/// What all who take part share.
pub(super) struct Day {
    pub(super) data: PathBuf,
    pub(super) networks: Vec<Network>,
    pub(super) pictures: Vec<PathBuf>,
    pub(super) history: History,
    pub(super) kills: AtomicU64,
    pub(super) weathers: AtomicU64,
    pub(super) plan: Plan,
    begun: Instant,
    over: AtomicBool,
}

impl Day {
    /// Whether enough has happened.
    pub(super) fn is_over(&self) -> bool {
        // How operations and kills meet is up to the machine; a day on which only phones died is not over yet.
        let lived = self.kills.load(Ordering::Relaxed) >= self.plan.kills && self.history.server_kills() > 0;
        let enough = lived || self.begun.elapsed() > self.plan.most;
        self.over.load(Ordering::Relaxed) || enough
    }
}

/// Lives through a day and gives its account.
///
/// # Panics
/// When the programs do not even begin to work.
pub async fn run(plan: Plan) -> Report {
    let dir = tempfile::tempdir().expect("a folder");
    let data = dir.path().join("server");
    programs::json("huxiao-server", &["demo", "--data", &text(&data), "--json"]);
    let served = Served::start(&data);
    let mut networks = Vec::new();
    for _ in 0..plan.phones {
        networks.push(Network::to(served.addr).await);
    }
    let mut pictures = picture::different(&picture::from_camera(), 8, dir.path());
    pictures.extend(picture::different(&picture::large(), 1, dir.path()));
    let day = Arc::new(Day {
        pictures,
        data,
        networks,
        history: History::default(),
        kills: AtomicU64::new(0),
        weathers: AtomicU64::new(0),
        plan,
        begun: Instant::now(),
        over: AtomicBool::new(false),
    });
    let workers = enrolled(&day, dir.path()).await;
    let served = through_the_day(&day, workers.clone(), served).await;
    in_the_evening(&day, &workers, served).await
}

/// Everybody at once, until enough has happened.
async fn through_the_day(day: &Arc<Day>, workers: Vec<Worker>, served: Served) -> Served {
    let random = Random::new(day.plan.seed);
    let mut at_work = JoinSet::new();
    for (number, worker) in workers.into_iter().enumerate() {
        let (day, random) = (day.clone(), random.fork(100 + number as u64));
        at_work.spawn_blocking(move || worker.work(&day, random));
    }
    let outside = tokio::spawn(weather::change(day.clone(), random.fork(2)));
    let serving = {
        let (day, random) = (day.clone(), random.fork(1));
        spawn_blocking(move || server::suffer(&day, served, random))
    };
    while at_work.join_next().await.is_some() {}
    day.over.store(true, Ordering::Relaxed);
    outside.await.expect("the weather does not panic");
    serving.await.expect("the server is up again")
}

/// The weather is clear and nobody is killed any more: what waits arrives, and then it is counted.
async fn in_the_evening(day: &Arc<Day>, workers: &[Worker], mut served: Served) -> Report {
    for network in &day.networks {
        network.moved(served.addr);
        network.set(Weather::Clear);
    }
    let mut violations = day.history.violations();
    let mut homes = Vec::new();
    for worker in workers {
        let worker = worker.clone();
        let (listed, complaint) = spawn_blocking(move || worker.come_home()).await.expect("no panic");
        violations.extend(complaint);
        homes.push(listed);
    }
    served.kill();
    let verified = programs::run("huxiao-server", &["verify", "--data", &text(&day.data)]);
    if !verified.status.success() {
        violations.push(format!("verify: {}", String::from_utf8_lossy(&verified.stderr)));
    }
    let stored = history::exported(&day.data);
    violations.extend(day.history.account(&stored, &homes));
    violations.extend(history::pictures_are_whole(&day.data, &stored));
    let told = day.history.figures();
    Report {
        seed: day.plan.seed,
        weathers: day.weathers.load(Ordering::Relaxed),
        records: stored.len() as u64,
        photos: stored.iter().map(|it| it.photos.len() as u64).sum(),
        violations,
        ..told
    }
}

async fn enrolled(day: &Arc<Day>, dir: &Path) -> Vec<Worker> {
    let mut workers = Vec::new();
    for (number, network) in day.networks.iter().enumerate() {
        let (data, url, home) = (text(&day.data), network.url(), dir.join(format!("phone-{number}")));
        let worker = spawn_blocking(move || {
            let given = programs::json("huxiao-server", &["enroll", "--data", &data, "--school", SCHOOL, "--json"]);
            Worker::enroll(number, &home, &url, given["code"].as_str().expect("a code"))
        });
        workers.push(worker.await.expect("the phone is enrolled"));
    }
    workers
}

pub(super) fn text(path: &Path) -> String {
    path.display().to_string()
}
