//! `huxiao-server serve`.

use std::path::PathBuf;

use clap::Args;

use super::{Place, print_line};
use crate::{BaseMap, Durability, Error, Manners, ServeOptions, error::Result};

#[derive(Debug, Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    place: Place,
    /// Address to listen on; port 0 takes a free one and prints it
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8787")]
    listen: String,
    /// What phones are told to call, when that is another address (behind a proxy, say)
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// What phones are told is safe from the loss of this disk: what backups hold, or (without any) all that is here
    #[arg(long, value_enum, default_value_t)]
    durability: Durability,
    /// Where to note how far the storage reached, so that one put back from a backup is noticed [default: with the photos]
    #[arg(long, value_name = "FILE")]
    high_water: Option<PathBuf>,
    /// A base map under the dashboard's maps: pictures in web mercator over WGS-84, as https://…/{z}/{x}/{y}; once a layer
    #[arg(long, value_name = "URL")]
    tiles: Vec<String>,
    /// Whose base map it is; stands on every map
    #[arg(long, value_name = "TEXT", default_value = "", requires = "tiles")]
    tiles_attribution: String,
}

impl Serve {
    pub(crate) async fn run(self) -> Result<()> {
        let public_url = self.public_url.as_deref().map(read_url).transpose()?;
        let running = crate::start(ServeOptions {
            data: self.place.data,
            listen: self.listen,
            database: self.place.database,
            objects: self.place.objects,
            public_url,
            durability: self.durability,
            high_water: self.high_water,
            base_map: BaseMap::read(self.tiles, self.tiles_attribution)?,
            manners: Manners::default(),
            acquire: crate::db::ACQUIRE,
        })
        .await?;
        print_line(&format!("listening on http://{}", running.addr));
        stop_signal().await;
        tracing::info!("stopping");
        running.stop().await;
        Ok(())
    }
}

fn read_url(text: &str) -> Result<String> {
    let url = text.trim_end_matches('/');
    if url.starts_with("http://") || url.starts_with("https://") {
        return Ok(url.to_owned());
    }
    Err(Error::refused(format!("--public-url takes an address that begins with http:// or https://, not {text:?}")))
}

#[cfg(unix)]
async fn stop_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        let _ended = tokio::signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

#[cfg(not(unix))]
async fn stop_signal() {
    let _ended = tokio::signal::ctrl_c().await;
}
