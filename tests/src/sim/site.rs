//! The server of a run: two nodes over one database, on a disk that can fail, with backups to come back from.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use server::{Node, ServeOptions};

use super::{
    Broken, Wire,
    disk::{Disk, Loss, copy_folder},
    durable::Backup,
};

/// The database's file in a data folder.
pub(super) const DATABASE: &str = "huxiao.sqlite";

/// The server.
pub struct Site {
    root: PathBuf,
    starts: u32,
    folder: PathBuf,
    disk: Arc<Disk>,
    nodes: Vec<Arc<Node>>,
    wire: Wire,
    /// The newest that was copied to its end.
    backup: Option<Backup>,
    /// The one under way.
    begun: Option<Begun>,
    standby: PathBuf,
    /// The folder of a life that ended, and the disk under it, while nodes of it still answer.
    zombie: Option<(PathBuf, Arc<Disk>)>,
}

/// How far a backup is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Begun {
    /// Noted, and nothing copied yet.
    Noted(i64),
    /// Copied, and phones are not told yet.
    Copied(i64),
}

/// Longest wait for a connection to the database: how busy this machine is must make no difference.
const ACQUIRE: Duration = Duration::from_secs(600);

impl Site {
    /// Starts on a copy of `template`.
    ///
    /// # Errors
    /// [`Broken`] when the server does not start.
    pub async fn new(template: &Path, root: &Path, wire: Wire) -> Result<Self, Broken> {
        let mut site = Self::found(template, root, wire)?;
        site.start().await?;
        Ok(site)
    }

    /// A copy of `template` that is not started yet.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn found(template: &Path, root: &Path, wire: Wire) -> Result<Self, Broken> {
        let folder = root.join("server.0");
        copy_folder(template, &folder)?;
        let disk = Arc::new(Disk::under(&folder));
        let (root, standby) = (root.to_owned(), root.join("standby.sqlite"));
        let (nodes, backup, begun, zombie) = (Vec::new(), None, None, None);
        Ok(Self { root, starts: 0, folder, disk, nodes, wire, backup, begun, standby, zombie })
    }

    /// Starts it where it is.
    ///
    /// # Errors
    /// [`Broken`] when the server does not start.
    pub async fn start(&mut self) -> Result<(), Broken> {
        let node = Node::open(self.options(&self.folder)).await?;
        let beside = node.beside().await?;
        self.nodes = vec![Arc::new(node), Arc::new(beside)];
        self.wire.connect(self.nodes.clone(), self.disk.clone());
        Ok(())
    }

    /// Stops it as an operator does.
    ///
    /// # Errors
    /// [`Broken`] when something still holds on to it.
    pub async fn stop(&mut self) -> Result<(), Broken> {
        self.wire.disconnect();
        for node in std::mem::take(&mut self.nodes).into_iter().rev() {
            let node = Arc::into_inner(node).ok_or_else(|| Broken::new("run", "a stopped server is still asked"))?;
            node.close().await;
        }
        Ok(())
    }

    /// Whether it is up.
    #[must_use]
    pub fn is_up(&self) -> bool {
        !self.nodes.is_empty()
    }

    /// Its disk.
    #[must_use]
    pub fn disk(&self) -> &Disk {
        &self.disk
    }

    /// The data folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The first node.
    ///
    /// # Errors
    /// [`Broken`] while the server is down.
    pub fn node(&self) -> Result<&Node, Broken> {
        self.nodes.first().map(|it| &**it).ok_or_else(|| Broken::new("run", "the server is down"))
    }

    /// What the disk holds after a loss becomes the folder, and the server starts on it.
    ///
    /// # Errors
    /// [`Broken`] when it does not start.
    pub async fn after(&mut self, loss: &Loss) -> Result<(), Broken> {
        self.wire.disconnect();
        self.nodes.clear();
        let next = self.next_folder();
        self.disk.after(loss, &next)?;
        self.move_to(next).await
    }

    /// Whether there is a backup to come back from.
    #[must_use]
    pub fn has_backup(&self) -> bool {
        self.backup.is_some()
    }

    /// The newest backup.
    pub(super) fn backup(&self) -> Option<&Backup> {
        self.backup.as_ref()
    }

    /// Takes a backup one step further, beside the running server: notes where it begins, copies, tells. Whether it is
    /// finished now.
    ///
    /// # Errors
    /// [`Broken`] when the server cannot, on a sound disk.
    pub async fn back_up_some(&mut self) -> Result<bool, Broken> {
        let done = self.backup_step().await;
        // Whoever makes backups tries again when the server is well.
        if self.disk.is_cut() { Ok(false) } else { done }
    }

    async fn backup_step(&mut self) -> Result<bool, Broken> {
        match self.begun {
            None => {
                self.begun = Some(Begun::Noted(self.node()?.backup_begin().await?));
                Ok(false)
            }
            Some(Begun::Noted(mark)) => {
                let folder = self.root.join("backup");
                self.node()?.backup_copy(&folder, mark).await?;
                self.backup = Some(Backup::read(folder)?);
                self.begun = Some(Begun::Copied(mark));
                Ok(false)
            }
            Some(Begun::Copied(mark)) => {
                self.begun = None;
                self.node()?.backup_finish(mark).await?;
                Ok(true)
            }
        }
    }

    /// Takes a whole backup, beginning now.
    ///
    /// # Errors
    /// As [`Site::back_up_some`].
    pub async fn back_up(&mut self) -> Result<(), Broken> {
        self.begun = None;
        for _ in 0..3 {
            self.back_up_some().await?;
        }
        Ok(())
    }

    /// The disk is lost and the newest backup is put back. Whether there was one.
    ///
    /// # Errors
    /// [`Broken`] when it does not start.
    pub async fn restore(&mut self) -> Result<bool, Broken> {
        let Some(backup) = self.backup.as_ref().map(|it| it.folder.clone()) else { return Ok(false) };
        self.wire.disconnect();
        self.nodes.clear();
        self.disk.cut();
        self.begun = None;
        let next = self.next_folder();
        fs::create_dir_all(&next)?;
        let begun = server::restore(&self.options(&next), &backup).await;
        begun.map_err(|error| Broken::new("run", format!("the backup cannot be put back: {error}")))?;
        self.move_to(next).await?;
        Ok(true)
    }

    /// What the database holds now a standby has too; of what comes later it learns nothing.
    ///
    /// # Errors
    /// [`Broken`] when the server does not start again.
    pub async fn stand_by(&mut self) -> Result<(), Broken> {
        self.stop().await?;
        fs::copy(self.folder.join(DATABASE), &self.standby)?;
        self.start().await
    }

    /// The database's machine is lost and the standby takes over. Pictures, keys and notes lie elsewhere and stay. As a
    /// `zombie`, the old machine is only cut off from whoever decided that, and goes on answering whom it reaches.
    ///
    /// # Errors
    /// [`Broken`] when it does not start.
    pub async fn fail_over(&mut self, zombie: bool) -> Result<(), Broken> {
        self.wire.disconnect();
        let nodes = std::mem::take(&mut self.nodes);
        self.begun = None;
        let next = self.next_folder();
        if zombie {
            self.lay_to_rest();
            self.zombie = Some((self.folder.clone(), self.disk.clone()));
            self.wire.haunt(nodes, Some(self.disk.clone()));
        } else {
            drop(nodes);
            self.disk.cut();
        }
        self.disk.copy_all_but_databases(&next)?;
        fs::copy(&self.standby, next.join(DATABASE))?;
        self.begin_anew(next).await
    }

    /// Nodes of a life that ended answer no more.
    pub fn lay_to_rest(&mut self) {
        self.wire.haunt(Vec::new(), None);
        if let Some((folder, disk)) = self.zombie.take() {
            disk.cut();
            let _old_connections_may_still_close = fs::remove_dir_all(folder);
        }
    }

    /// Staged pieces of pictures are lost. How many.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn lose_chunks(&self) -> Result<usize, Broken> {
        let staging = self.folder.join("objects").join("staging");
        let mut lost = 0;
        for upload in fs::read_dir(&staging).into_iter().flatten() {
            for chunk in fs::read_dir(upload?.path())? {
                fs::remove_file(chunk?.path())?;
                lost += 1;
            }
        }
        Ok(lost)
    }

    /// Projects until nothing is left, or the disk is cut.
    ///
    /// # Errors
    /// [`Broken`] when it fails on a sound disk.
    pub async fn project(&self) -> Result<(), Broken> {
        let node = self.node()?;
        loop {
            match node.project_once().await {
                Ok(true) => {}
                Ok(false) => return Ok(()),
                Err(_) if self.disk.is_cut() => return Ok(()),
                Err(error) => return Err(Broken::new("I14", format!("the projection fails: {error}"))),
            }
        }
    }

    /// How it is started. How far the storage had reached is noted on another disk, which no loss takes with it: a backup
    /// from before an earlier fail-over would otherwise begin a life that phones have seen end.
    fn options(&self, folder: &Path) -> ServeOptions {
        let high_water = Some(self.root.join("high-water.json"));
        ServeOptions { high_water, acquire: ACQUIRE, ..ServeOptions::local(folder) }
    }

    /// The operator says that commits may be missing, and the server starts.
    async fn begin_anew(&mut self, next: PathBuf) -> Result<(), Broken> {
        let raised = server::raise_epoch(&self.options(&next)).await;
        raised.map_err(|error| Broken::new("run", format!("no new life begins: {error}")))?;
        self.move_to(next).await
    }

    fn next_folder(&mut self) -> PathBuf {
        self.starts += 1;
        self.root.join(format!("server.{}", self.starts))
    }

    async fn move_to(&mut self, next: PathBuf) -> Result<(), Broken> {
        let before = std::mem::replace(&mut self.folder, next);
        self.disk = Arc::new(Disk::under(&self.folder));
        if self.zombie.as_ref().is_none_or(|(folder, _)| *folder != before) {
            let _old_connections_may_still_close = fs::remove_dir_all(before);
        }
        self.start().await
    }
}
