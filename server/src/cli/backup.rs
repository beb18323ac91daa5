//! `huxiao-server backup`.

use std::path::PathBuf;

use clap::Args;

use super::{Place, print_json, print_line};
use crate::{
    Error, backup,
    backup::manifest::Manifest,
    control::{Order, Reply},
    db::Database,
    error::Result,
    folder::Folder,
    taken::Taken,
};

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("what").required(true).multiple(false).args(["to", "begin", "finished"]))]
pub(crate) struct Backup {
    #[command(flatten)]
    place: Place,
    /// Copy database, photos and key into this folder; the same folder again gets what is new
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
    /// Print the number of a backup that you make with other tools, such as `pg_dump`; begin it after this
    #[arg(long)]
    begin: bool,
    /// Say that the backup with this number is finished and lies safely elsewhere
    #[arg(long, value_name = "NUMBER")]
    finished: Option<i64>,
    /// Print one JSON object instead of a line
    #[arg(long)]
    json: bool,
    /// Why: kept in the audit log with what was taken
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: String,
}

impl Backup {
    pub(crate) async fn run(self) -> Result<()> {
        let folder = self.place.filled()?;
        if let Some(mark) = self.finished {
            let gained = self.finish(&folder, mark).await?;
            return self.tell(&serde_json::json!({ "backup": mark, "streams_gained": gained }), || {
                format!("backup {mark} counts: {gained} streams are safe further than before")
            });
        }
        if let Some(to) = &self.to {
            let manifest = self.copy(&folder, to).await?;
            return self.tell(&manifest, || {
                let Manifest { streams, records, photos, .. } = &manifest;
                format!("backed up to {}: {streams} streams, {records} records, {photos} photos", to.display())
            });
        }
        self.note("--begin".to_owned()).await?;
        let mark = self.begin(&folder).await?;
        self.tell(&serde_json::json!({ "backup": mark }), || mark.to_string())
    }

    /// A backup carries every record and every picture away. That is written down before it begins, so that the copy holds
    /// the entry too.
    async fn note(&self, place: String) -> Result<()> {
        self.place.note(Taken::Backup(place), &self.reason).await
    }

    fn tell<T: serde::Serialize>(&self, json: &T, line: impl FnOnce() -> String) -> Result<()> {
        if self.json {
            print_json(json)
        } else {
            print_line(&line())
        }
        Ok(())
    }

    async fn copy(&self, folder: &Folder, to: &std::path::Path) -> Result<Manifest> {
        if self.place.database.is_some() {
            return Err(Error::refused(
                "PostgreSQL is backed up by its own tools: note the number that `backup --begin` prints, run pg_dump, \
                 then `backup --finished NUMBER`",
            ));
        }
        self.note(format!("--to {}", to.display())).await?;
        let mark = self.begin(folder).await?;
        let manifest = backup::copy::copy(folder, &self.place.objects()?, to, mark).await?;
        self.finish(folder, mark).await?;
        Ok(manifest)
    }

    async fn begin(&self, folder: &Folder) -> Result<i64> {
        let reply = |reply| match reply {
            Reply::Backup(mark) => Ok(mark),
            other => Err(other.into_refusal()),
        };
        self.place.carry_out(folder, &Order::BackupBegin, reply, async |db| backup::begin(db).await).await
    }

    async fn finish(&self, folder: &Folder, mark: i64) -> Result<u64> {
        let reply = |reply| match reply {
            Reply::Gained(streams) => Ok(streams),
            other => Err(other.into_refusal()),
        };
        let work = async |db: &Database| backup::finish(db, mark).await;
        self.place.carry_out(folder, &Order::BackupFinished(mark), reply, work).await
    }
}
