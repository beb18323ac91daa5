//! A server without a door: it answers requests that are handed to it and projects when it is told to.
//!
//! [`crate::start()`] puts a listener and background work around one; a simulator steps it, so that nothing happens
//! between two steps. Over PostgreSQL many nodes share one database in many processes; a second node in the same
//! process ([`Node::beside`]) is the same arrangement over any engine.

mod backup;
mod office;

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::Path,
    sync::Arc,
};

use axum::{Router, body::Body, extract::ConnectInfo};
use bytes::Bytes;
use domain::time::UtcMs;
use tokio::{
    sync::{Notify, Semaphore, watch},
    task::JoinHandle,
};
use tower::ServiceExt as _;

use crate::{
    Durability, Error, ServeOptions,
    admission::Admission,
    audit::Audit,
    base_map::BaseMap,
    bundle::{self, Imported},
    db::Database,
    demo, doubts,
    enroll::{self, Belongs, GivenCode, PUBLIC_URL},
    error::Result,
    folder::{Folder, Lock},
    high_water::HighWater,
    identity::Identity,
    ingest::Writer,
    live::Live,
    metrics::Metrics,
    objects::Objects,
    project, routes,
    state::{Shared, State, account_buckets, address_buckets, enroll_buckets},
    tables::settings,
    uploads::{self, Receiving},
    verify,
};

pub use office::OfficeDeed;

/// Largest answer that is handed back whole.
const ANSWER_BYTES_MAX: usize = 64 * 1024 * 1024;

/// What lies on the disk, opened, with the right to write to it.
pub(crate) struct Opened {
    pub(crate) folder: Folder,
    pub(crate) lock: Arc<Lock>,
    db: Database,
    identity: Identity,
    objects: Objects,
    high_water: HighWater,
    durability: Durability,
    base_map: BaseMap,
}

impl Opened {
    /// Takes the folder, opens the database and brings it to this version; refuses one that was put back unannounced.
    pub(crate) async fn open(options: &ServeOptions) -> Result<Self> {
        let folder = Folder::new(&options.data)?;
        let lock = folder.lock()?;
        Self::taken(folder, lock, options).await
    }

    /// The same for a folder that is ours already.
    async fn taken(folder: Folder, lock: Lock, options: &ServeOptions) -> Result<Self> {
        let lock = Arc::new(lock);
        let db = Database::open_patiently(&folder, options.database.as_deref(), options.acquire).await?;
        let identity = Identity::open(&folder, &db).await?;
        let objects = Objects::open(&folder, options.objects.as_deref())?;
        let high_water = HighWater::open(options.high_water.clone(), &objects);
        high_water.check(&mut *db.snapshot().await?, identity.epoch).await?;
        let (durability, base_map) = (options.durability, options.base_map.clone());
        Ok(Self { folder, lock, db, identity, objects, high_water, durability, base_map })
    }

    /// The parts of a server that people and phones know as `url`, and its tasks that write.
    pub(crate) async fn into_parts(self, url: String) -> Result<Parts> {
        let mut tx = self.db.begin().await?;
        settings::put(&mut tx, PUBLIC_URL, &url).await?;
        tx.commit().await?;
        Ok(self.parts(url))
    }

    fn parts(self, url: String) -> Parts {
        let Self { folder, lock, db, identity, objects, high_water, durability, base_map } = self;
        let (stored, metrics) = (Arc::new(Notify::new()), Arc::new(Metrics::default()));
        let (heads, reached) = watch::channel(Vec::new());
        let (writer, writing) = Writer::new(db.clone(), (stored.clone(), heads), metrics.clone());
        let (stop, stopping) = watch::channel(false);
        let noting = tokio::spawn(high_water.follow(identity.epoch, reached, stopping.clone()));
        let (audit, auditing) = Audit::new(db.clone());
        let state = Arc::new(State {
            db,
            folder,
            audit,
            url,
            durability,
            base_map,
            stopping,
            identity,
            objects,
            writer,
            admission: Admission::new(),
            receiving: Receiving::default(),
            live: Live::new(),
            stored,
            days_changed: Notify::new(),
            metrics,
            enroll_tries: enroll_buckets(),
            password_slots: Semaphore::new(4),
            account_tries: account_buckets(),
            address_tries: address_buckets(),
        });
        let writers = vec![tokio::spawn(holding(lock.clone(), writing)), tokio::spawn(holding(lock, auditing))];
        Parts { state, stop, writers, noting }
    }
}

/// A server's state and what runs behind it.
pub(crate) struct Parts {
    pub(crate) state: Shared,
    pub(crate) stop: watch::Sender<bool>,
    /// They end when nobody is left who could have something written.
    pub(crate) writers: Vec<JoinHandle<()>>,
    /// It ends when the last commit is noted.
    pub(crate) noting: JoinHandle<()>,
}

/// The folder is ours as long as anything runs that may write to it.
pub(crate) async fn holding(lock: Arc<Lock>, work: impl Future<Output = ()>) {
    work.await;
    drop(lock);
}

/// Takes a rescue bundle into a folder that no server runs on, and projects what came.
pub(crate) async fn import(lock: Lock, options: ServeOptions, file: &Path) -> Result<Imported> {
    let opened = Opened::taken(Folder::new(&options.data)?, lock, &options).await?;
    let lock = opened.lock.clone();
    let node = Node::of(options, lock, opened.parts(String::new()));
    let imported = bundle::import(&node.state, file).await;
    let projected = project::all(&node.state.db).await;
    node.close().await;
    projected?;
    imported
}

/// A server that listens nowhere and does nothing by itself. Dropping it is killing it: nothing is closed in order.
#[derive(Debug)]
pub struct Node {
    options: ServeOptions,
    state: Shared,
    router: Router,
    writers: Vec<JoinHandle<()>>,
    noting: JoinHandle<()>,
    stop: watch::Sender<bool>,
    lock: Arc<Lock>,
}

impl Node {
    /// Opens the folder of `options` and makes a node of it; `listen` is not used.
    ///
    /// # Errors
    /// [`Error`] when the folder is in use or the database is of a later version.
    pub async fn open(options: ServeOptions) -> Result<Self> {
        let opened = Opened::open(&options).await?;
        let url = options.public_url.clone().unwrap_or_else(|| "http://node.invalid".to_owned());
        let lock = opened.lock.clone();
        let parts = opened.into_parts(url).await?;
        uploads::sweep::finish_left_over(&parts.state).await?;
        Ok(Self::of(options, lock, parts))
    }

    fn of(options: ServeOptions, lock: Arc<Lock>, parts: Parts) -> Self {
        let router = routes::router(parts.state.clone());
        let Parts { state, stop, writers, noting } = parts;
        Self { options, state, router, writers, noting, stop, lock }
    }

    /// Another node over the same open database, with a router and a writer of its own.
    ///
    /// # Errors
    /// [`Error`] when the identity cannot be read.
    pub async fn beside(&self) -> Result<Self> {
        let folder = Folder::new(&self.options.data)?;
        let identity = Identity::open(&folder, &self.state.db).await?;
        let objects = self.state.objects.clone();
        let opened = Opened {
            high_water: HighWater::open(self.options.high_water.clone(), &objects),
            durability: self.options.durability,
            base_map: self.options.base_map.clone(),
            db: self.state.db.clone(),
            lock: self.lock.clone(),
            folder,
            identity,
            objects,
        };
        Ok(Self::of(self.options.clone(), self.lock.clone(), opened.parts(self.state.url.clone())))
    }

    /// Answers one request, as if it had come over a connection from this machine.
    ///
    /// # Errors
    /// [`Error::Refused`] when the answer breaks off.
    pub async fn answer(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>> {
        let mut request = request.map(Body::from);
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 1)));
        let Ok(answer) = self.router.clone().oneshot(request).await;
        let (head, body) = answer.into_parts();
        let body = axum::body::to_bytes(body, ANSWER_BYTES_MAX).await;
        let body = body.map_err(|_| Error::refused("the answer broke off"))?;
        Ok(http::Response::from_parts(head, body))
    }

    /// Projects some of what is stored; whether there is more at once.
    ///
    /// # Errors
    /// [`Error`] when the database refuses; nothing of the step happened then.
    pub async fn project_once(&self) -> Result<bool> {
        Ok(project::step(&self.state.db).await?.more)
    }

    /// Looks through some phones' records for what does not fit together, however shortly ago they were looked through;
    /// whether there were any.
    ///
    /// # Errors
    /// [`Error`] when the database refuses.
    pub async fn look_once(&self) -> Result<bool> {
        doubts::step(&self.state.db, UtcMs(i64::MAX)).await
    }

    /// Makes a one-time code for `uses` phones.
    ///
    /// # Errors
    /// [`Error::Refused`] when there is no such school or station.
    pub async fn enroll_code(&self, belongs: &Belongs, uses: u32) -> Result<GivenCode> {
        enroll::give_code(&self.state.db, belongs, uses).await
    }

    /// Loads the demo district, or finds it loaded.
    ///
    /// # Errors
    /// [`Error`] when the database refuses.
    pub async fn load_demo(&self) -> Result<()> {
        demo::load(&self.state.db).await.map(|_| ())
    }

    /// Checks everything that is stored, as `huxiao-server verify` does; what was found well.
    ///
    /// # Errors
    /// [`Error::Refused`] names the first difference.
    pub async fn verify(&self) -> Result<String> {
        Ok(verify::everything(&self.state.db, &self.state.objects, &self.state.folder).await?.to_string())
    }

    /// Ends it as an operator does: what waits is written, the database is closed.
    pub async fn close(self) {
        let Self { state, router, writers, noting, stop, lock, .. } = self;
        let _heard = stop.send(true);
        drop(router);
        let db = state.db.clone();
        drop(state);
        for writer in writers {
            let _ended = writer.await;
        }
        let _noted = noting.await;
        db.close().await;
        drop(lock);
    }
}
