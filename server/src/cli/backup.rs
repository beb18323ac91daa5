//! `huxiao-server backup`.

use std::path::{Path, PathBuf};

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

    async fn copy(&self, folder: &Folder, to: &Path) -> Result<Manifest> {
        if self.place.database.is_some() {
            return Err(Error::refused(
                "PostgreSQL is backed up by its own tools: note the number that `backup --begin` prints, run pg_dump, \
                 then `backup --finished NUMBER`",
            ));
        }
        self.look_where(folder, to)?;
        self.note(format!("--to {}", to.display())).await?;
        let mark = self.begin(folder).await?;
        let manifest = backup::copy::copy(folder, &self.place.objects()?, to, mark).await?;
        self.finish(folder, mark).await?;
        Ok(manifest)
    }

    /// A copy beside the original is lost with it, and phones let pictures go because it is there.
    fn look_where(&self, folder: &Folder, to: &Path) -> Result<()> {
        let target = whole(to)?;
        let objects = self.place.objects_folder()?;
        for original in [Some(folder.path().to_owned()), objects].into_iter().flatten() {
            let original = whole(&original)?;
            if target.starts_with(&original) || original.starts_with(&target) {
                return Err(Error::refused(format!(
                    "{} lies within the data itself ({}): what is lost with the data is no backup; name a folder on another disk",
                    target.display(),
                    original.display()
                )));
            }
            #[cfg(unix)]
            if is_one_disk(&original, &target) {
                eprintln!(
                    "huxiao-server: {} is on the same disk as {}: copy it to another one before it is needed",
                    target.display(),
                    original.display()
                );
                return Ok(());
            }
        }
        Ok(())
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

/// The folder's own name, without links and dots; of one that is not there yet, as far as it is.
fn whole(path: &Path) -> Result<PathBuf> {
    let absolute = std::path::absolute(path).map_err(Error::io(format!("cannot use the folder {}", path.display())))?;
    let there = absolute.ancestors().find_map(|above| Some((above, above.canonicalize().ok()?)));
    let Some((above, canonical)) = there else { return Ok(absolute) };
    Ok(absolute.strip_prefix(above).map_or(canonical.clone(), |rest| canonical.join(rest)))
}

#[cfg(unix)]
fn is_one_disk(original: &Path, target: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let disk = |path: &Path| path.ancestors().find_map(|above| Some(above.metadata().ok()?.dev()));
    disk(original).is_some_and(|one| disk(target) == Some(one))
}
