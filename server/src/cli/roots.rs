//! `huxiao-server roots`.

use clap::Args;

use super::{Place, print_json, print_line};
use crate::{
    control::{Order, Reply},
    db::Database,
    error::Result,
    identity::Identity,
    roots::{self, Line},
    tables,
};

/// Roots read at once.
const ROOTS: i64 = 500;

#[derive(Debug, Args)]
pub(crate) struct Roots {
    #[command(flatten)]
    place: Place,
    /// Sign one now instead of waiting for the hour
    #[arg(long)]
    now: bool,
    /// Print one JSON object instead of lines
    #[arg(long)]
    json: bool,
}

impl Roots {
    pub(crate) async fn run(self) -> Result<()> {
        if self.now {
            self.take().await?;
        }
        self.place.read(async |db| self.tell(db).await).await
    }

    async fn tell(&self, db: &Database) -> Result<()> {
        let mut conn = db.snapshot().await?;
        let (mut after, mut lines) = (0, Vec::new());
        loop {
            let page = tables::roots::after(&mut conn, after, ROOTS).await?;
            let Some(last) = page.last() else { break };
            after = last.no;
            lines.extend(page.iter().map(Line::from));
        }
        if self.json {
            print_json(&serde_json::json!({ "roots": lines }));
            return Ok(());
        }
        for Line { no, at, streams, records, heads, .. } in lines {
            print_line(&format!("{no}  {at}  {streams} streams  {records} records  {heads}"));
        }
        Ok(())
    }

    async fn take(&self) -> Result<()> {
        let folder = self.place.filled()?;
        let reply = |reply| match reply {
            Reply::Root(_) => Ok(()),
            other => Err(other.into_refusal()),
        };
        let work = async |db: &Database| {
            let identity = Identity::open(&folder, db).await?;
            roots::take(&folder, db, &identity).await.map(drop)
        };
        self.place.carry_out(&folder, &Order::Root, reply, work).await
    }
}
