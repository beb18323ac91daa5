//! Where the data of a verb lies, and who does the work on it: this process, or the server that holds the folder.

use std::path::PathBuf;

use clap::Args;

use crate::{
    Error,
    control::{self, Order, Reply},
    db::Database,
    error::Result,
    folder::{Folder, Lock},
    objects::Objects,
    taken::{self, Taken},
};

/// Where the data lies.
#[derive(Debug, Args)]
pub(super) struct Place {
    /// The data folder: database, photos, signing key
    #[arg(long, value_name = "DIR")]
    pub(super) data: PathBuf,
    /// Use a PostgreSQL database instead of the embedded one
    #[arg(long, value_name = "postgres://…")]
    pub(super) database: Option<String>,
    /// Where photos lie: a folder, or a bucket of an S3-compatible store [default: objects/ in the data folder]
    #[arg(long, value_name = "file:DIR|s3://BUCKET")]
    pub(super) objects: Option<String>,
}

impl Place {
    /// The folder, there or not.
    pub(super) fn folder(&self) -> Result<Folder> {
        // Refused here, so that every verb refuses the same words.
        crate::objects::check_place(self.objects.as_deref())?;
        Folder::new(&self.data)
    }

    /// The folder with data in it.
    pub(super) fn filled(&self) -> Result<Folder> {
        let folder = self.folder()?;
        if self.database.is_none() && !folder.database().exists() {
            return Err(Error::NoData(folder.path().to_owned()));
        }
        Ok(folder)
    }

    /// Its photos.
    pub(super) fn objects(&self) -> Result<Objects> {
        let folder = self.folder()?;
        if !folder.path().exists() {
            return Err(Error::NoData(folder.path().to_owned()));
        }
        Objects::open(&folder, self.objects.as_deref())
    }

    /// The folder of this machine that they lie in, where it is not within the data folder.
    pub(super) fn objects_folder(&self) -> Result<Option<PathBuf>> {
        Ok(match crate::objects::check_place(self.objects.as_deref())? {
            Some(crate::objects::Place::Folder(path)) => Some(path),
            _ => None,
        })
    }

    /// Hands the open database to a verb that reads, and closes it whatever came of that: a thread of the engine that is
    /// still at work while the program ends can bring it down.
    pub(super) async fn read<T>(&self, work: impl AsyncFnOnce(&Database) -> Result<T>) -> Result<T> {
        let db = Database::open_reader(&self.folder()?, self.database.as_deref()).await?;
        let done = work(&db).await;
        db.close().await;
        done
    }

    /// Writes down what is taken out, and the word of why.
    pub(super) async fn note(&self, taken: Taken, why: &str) -> Result<()> {
        // A database of another version is refused, as by every verb that reads: noting would bring it to this one.
        self.read(async |_| Ok(())).await?;
        let order = Order::Taken { taken: taken.clone(), why: why.to_owned() };
        let reply = |reply| match reply {
            Reply::Noted => Ok(()),
            other => Err(other.into_refusal()),
        };
        self.carry_out(&self.filled()?, &order, reply, async |db| taken::note(db, &taken, why).await).await
    }

    /// Does something to the data: here, or, when a running server holds the folder, by an order to that server, whose
    /// reply is taken apart.
    pub(super) async fn carry_out<T>(
        &self,
        folder: &Folder,
        order: &Order,
        reply: impl FnOnce(Reply) -> Result<T>,
        work: impl AsyncFnOnce(&Database) -> Result<T>,
    ) -> Result<T> {
        let Some(_lock) = take(folder)? else { return reply(control::ask(folder, order).await?) };
        let db = Database::open(folder, self.database.as_deref()).await?;
        let done = work(&db).await;
        db.close().await;
        done
    }
}

/// Takes a folder for this process; `None` when a running server holds it.
pub(super) fn take(folder: &Folder) -> Result<Option<Lock>> {
    match folder.lock() {
        Ok(lock) => Ok(Some(lock)),
        Err(Error::InUse(_)) => Ok(None),
        Err(error) => Err(error),
    }
}
