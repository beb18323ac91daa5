//! `huxiao-server enroll`: a code for phones, as text, as an address, and as a QR code to hold a phone to.

use clap::{ArgGroup, Args};
use qrcode::{QrCode, render::unicode::Dense1x2};

use super::{Place, print_json, print_line};
use crate::{
    control::{Order, Reply},
    db::Database,
    enroll::{self, Belongs, GivenCode},
    error::Result,
};

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("belongs").required(true).args(["school", "station"]))]
pub(crate) struct Enroll {
    #[command(flatten)]
    place: Place,
    /// The school the phone belongs to
    #[arg(long, value_name = "CODE")]
    school: Option<String>,
    /// The police station the phone belongs to
    #[arg(long, value_name = "CODE")]
    station: Option<String>,
    /// How many phones may use the code
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    uses: u32,
    /// Print one JSON object instead of lines and a QR code
    #[arg(long)]
    json: bool,
}

impl Enroll {
    pub(crate) async fn run(self) -> Result<()> {
        let given = self.give().await?;
        if self.json {
            print_json(&given);
            return Ok(());
        }
        print_line(&format!("code:       {}", given.code));
        print_line(&format!("address:    {}", given.url));
        print_line(&format!("expires at: {}", given.expires_at));
        if let Ok(qr) = QrCode::new(given.url.as_bytes()) {
            print_line(&qr.render::<Dense1x2>().quiet_zone(true).build());
        }
        Ok(())
    }

    async fn give(&self) -> Result<GivenCode> {
        let belongs = match (&self.school, &self.station) {
            (Some(code), _) => Belongs::School(code.clone()),
            (None, code) => Belongs::Station(code.clone().unwrap_or_default()),
        };
        let folder = self.place.filled()?;
        let order = Order::Enroll { belongs: belongs.clone(), uses: self.uses };
        let reply = |reply| match reply {
            Reply::Code(given) => Ok(given),
            other => Err(other.into_refusal()),
        };
        let work = async |db: &Database| enroll::give_code(db, &belongs, self.uses).await;
        self.place.carry_out(&folder, &order, reply, work).await
    }
}
