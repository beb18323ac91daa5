//! Starts the server in this process and hands back where it listens; the program and the tests begin here.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket},
    path::PathBuf,
    time::Duration,
};

use tokio::{
    net::TcpListener,
    sync::watch,
    task::{AbortHandle, JoinHandle},
};

use crate::{
    Error,
    base_map::BaseMap,
    control, db, demo,
    enroll::{self, Belongs, GivenCode},
    error::Result,
    feed,
    listen::{self, Manners},
    node::{Opened, Parts, holding},
    project, roots, roster, routes,
    state::Shared,
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
    /// `file:DIR` or `s3://bucket[/prefix]`; `objects/` in the data folder without it.
    pub objects: Option<String>,
    /// What phones are told to call, when that is not the address listened on (behind a proxy, say).
    pub public_url: Option<String>,
    /// What phones are told of the loss of this machine's disk.
    pub durability: Durability,
    /// Where the high-water mark lies, or with the photos.
    pub high_water: Option<PathBuf>,
    /// How long somebody waits for a connection to the database before being told to come again.
    pub acquire: Duration,
    /// What lies under the drawn maps.
    pub base_map: BaseMap,
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
            acquire: db::ACQUIRE,
            base_map: BaseMap::default(),
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
    let opened = Opened::open(&options).await?;
    let listener =
        TcpListener::bind(&options.listen).await.map_err(Error::io(format!("cannot listen on {}", options.listen)))?;
    let addr = listener.local_addr().map_err(Error::io("cannot read the address"))?;
    let url = options.public_url.unwrap_or_else(|| address_for_people(addr));
    let (folder, lock) = (opened.folder.clone(), opened.lock.clone());
    let Parts { state, stop, writers, noting } = opened.into_parts(url.clone()).await?;
    let stopping = stop.subscribe();
    let tasks = vec![
        tokio::spawn(holding(lock.clone(), project::run(state.clone(), stopping.clone()))),
        tokio::spawn(holding(lock.clone(), feed::keep_swept(state.db.clone(), stopping.clone()))),
        tokio::spawn(holding(lock.clone(), roster::keep::run(state.clone(), stopping.clone()))),
        control::listen(&folder, state.clone(), stopping.clone()).await?,
        tokio::spawn(holding(lock.clone(), roots::run(folder.clone(), state.clone(), stopping.clone()))),
        tokio::spawn(state.live.clone().run(stopping.clone())),
        tokio::spawn(holding(lock.clone(), uploads::sweep::run(state.clone(), stopping.clone()))),
        tokio::spawn(holding(lock, listen::serve(listener, routes::router(state.clone()), options.manners, stopping))),
    ];
    Ok(Running { addr, url, stop, tasks, writers, noting, state })
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
