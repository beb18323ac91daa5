//! `huxiao-server bundle import`: a rescue bundle, through the running server or without one.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{Place, place::take, print_json, print_line};
use crate::{
    Error, ServeOptions,
    bundle::Imported,
    control::{self, Order, Reply},
    error::Result,
    node,
};

#[derive(Debug, Subcommand)]
pub(crate) enum Bundle {
    /// Take in what a phone wrote with `huxiao-field bundle export`; again changes nothing
    Import(Import),
}

#[derive(Debug, Args)]
pub(crate) struct Import {
    #[command(flatten)]
    place: Place,
    /// The bundle
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Print one JSON object instead of lines
    #[arg(long)]
    json: bool,
}

impl Bundle {
    pub(crate) async fn run(self) -> Result<()> {
        match self {
            Self::Import(import) => import.run().await,
        }
    }
}

impl Import {
    async fn run(self) -> Result<()> {
        let imported = self.import().await?;
        if self.json {
            print_json(&imported);
        } else {
            print_line(&format!(
                "phone {}: {} records ({} new), {} photo files ({} new)",
                imported.device_no, imported.records, imported.new_records, imported.photos, imported.new_photos
            ));
        }
        if imported.unread_records > 0 && !self.json {
            print_line(&format!(
                "{} records cannot be read by this version; they are kept as they are and listed with what was not understood",
                imported.unread_records
            ));
        }
        if imported.set_aside > 0 && !self.json {
            print_line(&format!(
                "{} records tell another history than the one stored here; they are kept as evidence, and the phone sends \
                 what counts when it synchronizes",
                imported.set_aside
            ));
        }
        if imported.late && !self.json {
            print_line("the phone is suspended or revoked: this is late evidence, and the audit log says so");
        }
        match imported.refused.as_slice() {
            [] => Ok(()),
            refused => Err(Error::refused(format!("not taken in: {}", refused.join("; ")))),
        }
    }

    async fn import(&self) -> Result<Imported> {
        let folder = self.place.filled()?;
        let file =
            std::path::absolute(&self.file).map_err(Error::io(format!("cannot read {}", self.file.display())))?;
        let Some(lock) = take(&folder)? else {
            return match control::ask(&folder, &Order::ImportBundle { file }).await? {
                Reply::Imported(imported) => Ok(imported),
                other => Err(other.into_refusal()),
            };
        };
        let options = ServeOptions {
            database: self.place.database.clone(),
            objects: self.place.objects.clone(),
            ..ServeOptions::local(folder.path())
        };
        node::import(lock, options, &file).await
    }
}
