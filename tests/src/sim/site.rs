//! The server of a run: two nodes over one database, on a disk that can fail, with backups to come back from.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use server::{Node, ServeOptions};

use super::{
    Broken, Wire,
    disk::{Disk, Loss, copy_folder},
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
    backup: Option<PathBuf>,
    standby: PathBuf,
}

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
        Ok(Self { root, starts: 0, folder, disk, nodes: Vec::new(), wire, backup: None, standby })
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

    /// Takes a backup, with the server stopped for the moment.
    ///
    /// # Errors
    /// [`Broken`] when it does not start again.
    pub async fn back_up(&mut self) -> Result<(), Broken> {
        self.stop().await?;
        let backup = self.root.join("backup");
        if backup.exists() {
            fs::remove_dir_all(&backup)?;
        }
        copy_folder(&self.folder, &backup)?;
        self.backup = Some(backup);
        self.start().await
    }

    /// The disk is lost and the backup comes back. Whether there was one.
    ///
    /// # Errors
    /// [`Broken`] when it does not start.
    pub async fn restore(&mut self) -> Result<bool, Broken> {
        let Some(backup) = self.backup.clone() else { return Ok(false) };
        self.wire.disconnect();
        self.nodes.clear();
        self.disk.cut();
        let next = self.next_folder();
        copy_folder(&backup, &next)?;
        self.begin_anew(next).await?;
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

    /// The database's machine is lost and the standby takes over. Pictures, keys and notes lie elsewhere and stay.
    ///
    /// # Errors
    /// [`Broken`] when it does not start.
    pub async fn fail_over(&mut self) -> Result<(), Broken> {
        self.wire.disconnect();
        self.nodes.clear();
        self.disk.cut();
        let next = self.next_folder();
        copy_folder(&self.folder, &next)?;
        for beside in ["-wal", "-shm"] {
            let _none_was_there = fs::remove_file(next.join(format!("{DATABASE}{beside}")));
        }
        fs::copy(&self.standby, next.join(DATABASE))?;
        self.begin_anew(next).await
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
        ServeOptions { high_water: Some(self.root.join("high-water.json")), ..ServeOptions::local(folder) }
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
        let _old_connections_may_still_close = fs::remove_dir_all(before);
        self.start().await
    }
}
