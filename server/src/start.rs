//! Starts the server in this process and hands back where it listens; the program and the tests begin here.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket},
    path::PathBuf,
    sync::Arc,
};

use tokio::{
    net::TcpListener,
    sync::{Notify, Semaphore, watch},
    task::{AbortHandle, JoinHandle},
};

use crate::{
    Error,
    admission::Admission,
    audit::Audit,
    control,
    db::Database,
    demo,
    enroll::{self, Belongs, GivenCode, PUBLIC_URL},
    error::Result,
    feed,
    folder::{Folder, Lock},
    high_water::HighWater,
    identity::Identity,
    ingest::Writer,
    listen::{self, Manners},
    live::Live,
    metrics::Metrics,
    objects::Objects,
    project, roots, routes,
    state::{Shared, State, account_buckets, address_buckets, enroll_buckets},
    tables::settings,
    uploads,
};

/// How to serve.
#[derive(Clone, Debug)]
pub struct ServeOptions {
    /// The data folder.
    pub data: PathBuf,
    /// Where to listen, such as `127.0.0.1:8787`; port 0 takes a free one.
    pub listen: String,
    /// `postgres://…`, or the embedded database.
    pub database: Option<String>,
    /// `file:DIR`, or `objects/` in the data folder.
    pub objects: Option<String>,
    /// What phones are told to call, when that is not the address listened on (behind a proxy, say).
    pub public_url: Option<String>,
    /// What phones are told of the loss of this machine's disk.
    pub durability: Durability,
    /// Where the high-water mark lies, or with the photos.
    pub high_water: Option<PathBuf>,
    /// How long connections may take for what.
    pub manners: Manners,
}

/// What counts as safe from the loss of this machine's disk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Durability {
    /// What a finished backup holds.
    #[default]
    Backup,
    /// Everything that was committed here. For who takes no backups and knows it, or whose disk is a replicated one.
    Local,
}

impl ServeOptions {
    /// The embedded database in `data`, on a free port of this machine.
    #[must_use]
    pub fn local(data: impl Into<PathBuf>) -> Self {
        Self {
            data: data.into(),
            listen: "127.0.0.1:0".into(),
            database: None,
            objects: None,
            public_url: None,
            durability: Durability::Backup,
            high_water: None,
            manners: Manners::default(),
        }
    }
}

/// A server that runs.
#[derive(Debug)]
pub struct Running {
    /// Where it listens.
    pub addr: SocketAddr,
    /// Its address for people and phones, without a slash at the end.
    pub url: String,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
    /// They end when nobody is left who could have something written.
    writers: Vec<JoinHandle<()>>,
    /// It ends when the last commit is noted.
    noting: JoinHandle<()>,
    state: Shared,
}

/// Starts serving.
///
/// # Errors
/// [`Error`] when the folder is in use, the database is of a later version, or the address is taken.
pub async fn start(options: ServeOptions) -> Result<Running> {
    let folder = Folder::new(&options.data)?;
    let lock = Arc::new(folder.lock()?);
    let db = Database::open(&folder, options.database.as_deref()).await?;
    let identity = Identity::open(&folder, &db).await?;
    let objects = Objects::open(&folder, options.objects.as_deref())?;
    let high_water = HighWater::open(options.high_water, &objects);
    high_water.check(&mut *db.snapshot().await?, identity.epoch).await?;
    let listener =
        TcpListener::bind(&options.listen).await.map_err(Error::io(format!("cannot listen on {}", options.listen)))?;
    let addr = listener.local_addr().map_err(Error::io("cannot read the address"))?;
    let url = options.public_url.unwrap_or_else(|| address_for_people(addr));
    remember_url(&db, &url).await?;

    let (stored, metrics) = (Arc::new(Notify::new()), Arc::new(Metrics::default()));
    let (heads, reached) = watch::channel(Vec::new());
    let (writer, writing) = Writer::new(db.clone(), (stored.clone(), heads), metrics.clone());
    let (stop, stopping) = watch::channel(false);
    let noting = tokio::spawn(high_water.follow(identity.epoch, reached, stopping.clone()));
    let (audit, auditing) = Audit::new(db.clone());
    let live = Live::new();
    let state = Arc::new(State {
        db,
        folder: folder.clone(),
        audit,
        url: url.clone(),
        durability: options.durability,
        stopping: stopping.clone(),
        identity,
        objects,
        writer,
        admission: Admission::new(),
        live: live.clone(),
        stored,
        metrics,
        enroll_tries: enroll_buckets(),
        password_slots: Semaphore::new(4),
        account_tries: account_buckets(),
        address_tries: address_buckets(),
    });
    uploads::finish_left_over(&state).await?;
    let tasks = vec![
        tokio::spawn(holding(lock.clone(), project::run(state.clone(), stopping.clone()))),
        tokio::spawn(holding(lock.clone(), feed::keep_swept(state.db.clone(), stopping.clone()))),
        control::listen(&folder, state.clone(), stopping.clone()).await?,
        tokio::spawn(holding(lock.clone(), roots::run(folder.clone(), state.clone(), stopping.clone()))),
        tokio::spawn(live.run(stopping.clone())),
        tokio::spawn(holding(
            lock.clone(),
            listen::serve(listener, routes::router(state.clone()), options.manners, stopping),
        )),
    ];
    let writers = vec![tokio::spawn(holding(lock.clone(), writing)), tokio::spawn(holding(lock, auditing))];
    Ok(Running { addr, url, stop, tasks, writers, noting, state })
}

/// The folder is ours as long as anything runs that may write to it.
async fn holding(lock: Arc<Lock>, work: impl Future<Output = ()>) {
    work.await;
    drop(lock);
}

async fn remember_url(db: &Database, url: &str) -> Result<()> {
    let mut tx = db.begin().await?;
    settings::put(&mut tx, PUBLIC_URL, url).await?;
    tx.commit().await?;
    Ok(())
}

/// An address somebody can open: for a server that listens everywhere, the one this machine has in its network.
fn address_for_people(addr: SocketAddr) -> String {
    let ip = if addr.ip().is_unspecified() { own_address() } else { addr.ip() };
    format!("http://{}", SocketAddr::new(ip, addr.port()))
}

/// The address from which this machine would reach others. Nothing is sent: connecting a datagram socket only asks
/// the routing table.
fn own_address() -> IpAddr {
    let asked = UdpSocket::bind("0.0.0.0:0").and_then(|socket| {
        socket.connect("192.0.2.1:9")?;
        socket.local_addr()
    });
    asked.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |addr| addr.ip())
}

impl Running {
    /// Loads the demo district, or finds it loaded.
    ///
    /// # Errors
    /// [`Error`] when the database refuses.
    pub async fn load_demo(&self) -> Result<()> {
        demo::load(&self.state.db).await.map(|_| ())
    }

    /// Makes a one-time code for `uses` phones.
    ///
    /// # Errors
    /// [`Error::Refused`] when there is no such school or station.
    pub async fn enroll_code(&self, belongs: &Belongs, uses: u32) -> Result<GivenCode> {
        enroll::give_code(&self.state.db, belongs, uses).await
    }

    /// Stops listening, lets requests under way end (at most half a minute), and closes the database.
    pub async fn stop(self) {
        let _listens = self.stop.send(true);
        let cut_off: Vec<AbortHandle> = self.tasks.iter().map(JoinHandle::abort_handle).collect();
        let drained = tokio::time::timeout(routes::DRAIN, futures_util::future::join_all(self.tasks)).await;
        if drained.is_err() {
            tracing::warn!("requests under way were cut off");
            cut_off.iter().for_each(AbortHandle::abort);
        }
        for writer in self.writers {
            writer.abort();
            let _aborted = writer.await;
        }
        let _noted = self.noting.await;
        self.state.db.close().await;
    }
}
