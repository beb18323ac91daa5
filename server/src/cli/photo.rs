//! `huxiao-server photo`: the stored bytes of one photo.

use std::path::PathBuf;

use clap::Args;
use domain::photo::Digest;

use super::{Place, print_line};
use crate::{Error, error::Result, objects::Lying, taken::Taken};

#[derive(Debug, Args)]
pub(crate) struct PhotoOut {
    #[command(flatten)]
    place: Place,
    /// The photo's SHA-256, 64 hex digits
    #[arg(value_name = "SHA256", value_parser = read_digest)]
    sha256: Digest,
    /// Where to write it
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Why: kept in the audit log with what was taken
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: String,
}

impl PhotoOut {
    pub(crate) async fn run(self) -> Result<()> {
        let objects = self.place.objects()?;
        let hex = data_encoding::HEXLOWER.encode(&*self.sha256);
        let bytes = match objects.get_photo(&self.sha256).await? {
            Some(Lying::AsSigned(bytes)) => bytes,
            Some(Lying::Others) => {
                return Err(Error::refused(format!(
                    "photo {hex} is damaged: its bytes are not the ones that were signed; nothing was written"
                )));
            }
            None => return Err(Error::refused(format!("no photo {hex} is stored here"))),
        };
        self.place.note(Taken::Photo(hex), &self.reason).await?;
        std::fs::write(&self.out, &bytes).map_err(Error::io(format!("cannot write {}", self.out.display())))?;
        print_line(&format!("{} bytes written to {}", bytes.len(), self.out.display()));
        Ok(())
    }
}

fn read_digest(hex: &str) -> Result<Digest, String> {
    let bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(hex.as_bytes()).ok();
    let bytes = bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    bytes.map(Digest::from).ok_or_else(|| "a SHA-256 is 64 hex digits".to_owned())
}
