//! `huxiao-server demo`.

use clap::Args;

use super::{Place, print_json, print_line};
use crate::{
    control::{Order, Reply},
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
        let reply = |reply| match reply {
            Reply::Demo(loaded) => Ok(loaded),
            other => Err(other.into_refusal()),
        };
        self.place.carry_out(&folder, &Order::Demo, reply, async |db| demo::load(db).await).await
    }
}
