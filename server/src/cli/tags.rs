//! `huxiao-server tags`: sheets of tags of a school or station, to print, cut and hang.

use std::path::PathBuf;

use clap::{ArgGroup, Args};
use serde_json::json;

use super::{Place, print_json, print_line};
use crate::{
    Error,
    control::{Order, Reply},
    db::Database,
    enroll::Belongs,
    error::Result,
    identity::Identity,
    tag_sheet::Size,
    tags,
};

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("belongs").required(true).args(["school", "station"]))]
pub(crate) struct Tags {
    #[command(flatten)]
    place: Place,
    /// The school whose points get them
    #[arg(long, value_name = "CODE")]
    school: Option<String>,
    /// The police station whose points get them
    #[arg(long, value_name = "CODE")]
    station: Option<String>,
    /// Tags on a page: 4 large or 8 small ones
    #[arg(long, value_name = "4|8", default_value_t = 8)]
    per_page: u32,
    /// The PDF to write
    #[arg(long, value_name = "FILE.pdf")]
    out: PathBuf,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

impl Tags {
    pub(crate) async fn run(self) -> Result<()> {
        let size = Size::of(self.per_page).ok_or_else(|| Error::refused("--per-page takes 4 or 8"))?;
        let tags = self.draw(size).await?;
        if self.json {
            print_json(&json!({ "tags": tags, "file": self.out }));
        } else {
            print_line(&format!("{tags} tags in {}", self.out.display()));
        }
        Ok(())
    }

    async fn draw(&self, size: Size) -> Result<usize> {
        let belongs = match (&self.school, &self.station) {
            (Some(code), _) => Belongs::School(code.clone()),
            (None, code) => Belongs::Station(code.clone().unwrap_or_default()),
        };
        let folder = self.place.filled()?;
        let file = std::path::absolute(&self.out).map_err(Error::io(format!("no such file {}", self.out.display())))?;
        let order = Order::Tags { belongs: belongs.clone(), size, file: file.clone() };
        let reply = |reply| match reply {
            Reply::Tags(count) => Ok(count),
            other => Err(other.into_refusal()),
        };
        let work = async |db: &Database| {
            let identity = Identity::open(&folder, db).await?;
            tags::to_file(db, identity.key(), &belongs, (size, &file)).await
        };
        self.place.carry_out(&folder, &order, reply, work).await
    }
}
