//! `huxiao-server rotate-key`.

use clap::Args;

use super::{Place, print_json, print_line};
use crate::{ServeOptions, error::Result, key_change};

#[derive(Debug, Args)]
pub(crate) struct RotateKey {
    #[command(flatten)]
    place: Place,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

impl RotateKey {
    pub(crate) async fn run(self) -> Result<()> {
        let Place { data, database, objects } = self.place;
        let options = ServeOptions { database, objects, ..ServeOptions::local(data) };
        let key = key_change::rotate_key(&options).await?;
        if self.json {
            print_json(&serde_json::json!({ "key": key }));
            return Ok(());
        }
        print_line(&format!(
            "Key {key} signs from now on, and phones follow by themselves. Make a backup, copy server.key to every other node, and start them anew"
        ));
        Ok(())
    }
}
