//! `huxiao-server verify`: everything that is stored, or the one thing that a check code names.

use clap::Args;
use protocol::read_code;

use super::{Place, print_line};
use crate::{Error, db::Database, error::Result, verify};

#[derive(Debug, Args)]
pub(crate) struct Verify {
    #[command(flatten)]
    place: Place,
    /// Only what this check code names, off a photo's stamp or a record's page, such as 7F3K-92QA
    #[arg(long, value_name = "CODE", value_parser = read_typed)]
    code: Option<String>,
}

impl Verify {
    pub(crate) async fn run(self) -> Result<()> {
        self.place.read(async |db| self.check(db).await).await
    }

    async fn check(&self, db: &Database) -> Result<()> {
        let objects = self.place.objects()?;
        if let Some(code) = &self.code {
            let found = verify::named(db, &objects, code).await?;
            found.iter().for_each(|it| print_line(&format!("{code}: {it}")));
            return match found.iter().all(verify::Named::holds) {
                _ if found.is_empty() => {
                    Err(Error::refused(format!("no photo and no record here has the code {code}")))
                }
                true => Ok(()),
                false => Err(Error::refused(format!("what has the code {code} is not what was signed"))),
            };
        }
        let checked = verify::everything(db, &objects, &self.place.folder()?).await?;
        print_line(&checked.to_string());
        Ok(())
    }
}

fn read_typed(code: &str) -> Result<String, String> {
    read_code(code).ok_or_else(|| "a check code is eight letters and digits, such as 7F3K-92QA".to_owned())
}
