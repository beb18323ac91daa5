//! `huxiao-server verify`.

use clap::Args;

use super::{Place, print_line};
use crate::{error::Result, verify};

#[derive(Debug, Args)]
pub(crate) struct Verify {
    #[command(flatten)]
    place: Place,
}

impl Verify {
    pub(crate) async fn run(self) -> Result<()> {
        let db = self.place.reader().await?;
        let objects = self.place.objects()?;
        let checked = verify::everything(&db, &objects, &self.place.folder()?).await?;
        print_line(&checked.to_string());
        Ok(())
    }
}
