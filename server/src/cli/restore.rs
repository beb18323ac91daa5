//! `huxiao-server restore`, and `raise-epoch` for a database that was put back by other means.

use std::path::PathBuf;

use clap::Args;

use super::{Place, print_line};
use crate::{
    Error, ServeOptions,
    backup::restore::{self, Begun},
    error::Result,
    high_water::HighWater,
};

#[derive(Debug, Args)]
pub(crate) struct Restore {
    #[command(flatten)]
    place: Place,
    /// The backup: a folder that `backup --to` made
    #[arg(long, value_name = "DIR")]
    from: PathBuf,
    /// The high-water mark of the server, when it does not lie with the photos
    #[arg(long, value_name = "FILE")]
    high_water: Option<PathBuf>,
}

impl Restore {
    pub(crate) async fn run(self) -> Result<()> {
        if self.place.database.is_some() {
            return Err(Error::refused(
                "a PostgreSQL database is put back by its own tools (pg_restore); then run `huxiao-server raise-epoch`",
            ));
        }
        let folder = self.place.folder()?;
        let _lock = folder.lock()?;
        let objects = self.place.objects()?;
        let high_water = HighWater::open(self.high_water, &objects);
        let (manifest, begun) = restore::put_back_and_begin((&folder, &objects), &self.from, &high_water).await?;
        print_line(&format!(
            "restored {} streams, {} records, {} photos. {}",
            manifest.streams,
            manifest.records,
            manifest.photos,
            told(&begun)
        ));
        Ok(())
    }
}

#[derive(Debug, Args)]
pub(crate) struct RaiseEpoch {
    #[command(flatten)]
    place: Place,
    /// The high-water mark of the server, when it does not lie with the photos
    #[arg(long, value_name = "FILE")]
    high_water: Option<PathBuf>,
}

impl RaiseEpoch {
    pub(crate) async fn run(self) -> Result<()> {
        let Place { data, database, objects } = self.place;
        let options = ServeOptions { database, objects, high_water: self.high_water, ..ServeOptions::local(data) };
        print_line(&told(&restore::raise_epoch(&options).await?));
        Ok(())
    }
}

fn told(begun: &Begun) -> String {
    let Begun { epoch, photos_missing } = begun;
    format!(
        "Life {} of the storage begins; phones send again what they still have. Photos to come again: {photos_missing}",
        epoch.number
    )
}
