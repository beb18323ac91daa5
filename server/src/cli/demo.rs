//! `huxiao-server demo`.

use clap::Args;

use super::{Place, print_json, print_line};
use crate::{
    Error,
    control::{self, Order, Reply},
    db::Database,
    demo::{self, Loaded},
    error::Result,
};

#[derive(Debug, Args)]
pub(crate) struct Demo {
    #[command(flatten)]
    place: Place,
    /// Print one JSON object instead of lines
    #[arg(long)]
    json: bool,
}

impl Demo {
    pub(crate) async fn run(self) -> Result<()> {
        let loaded = self.load().await?;
        if self.json {
            print_json(&loaded);
            return Ok(());
        }
        print_line(&format!(
            "demo district: {} schools; password of every account: {}",
            loaded.schools, loaded.password
        ));
        for account in &loaded.accounts {
            print_line(&format!("{}  {}", account.name, account.label));
        }
        Ok(())
    }

    async fn load(&self) -> Result<Loaded> {
        let folder = self.place.folder()?;
        match folder.lock() {
            Ok(_lock) => {
                let db = Database::open(&folder, self.place.database.as_deref()).await?;
                let loaded = demo::load(&db).await;
                db.close().await;
                loaded
            }
            Err(Error::InUse(_)) => match control::ask(&folder, &Order::Demo).await? {
                Reply::Demo(loaded) => Ok(loaded),
                other => Err(other.into_refusal()),
            },
            Err(error) => Err(error),
        }
    }
}
