//! `huxiao-server device`: the office's word about a phone, for whoever has no dashboard at hand.

use clap::{Args, Subcommand};

use super::{Place, print_json, print_line};
use crate::{
    control::{Order, Reply},
    device_state::{self, Decided, Wish},
    error::Result,
    tables::devices::DeviceState,
};

#[derive(Debug, Args)]
pub(crate) struct Device {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Stop giving a phone anything, for now; what it still sends is kept as late evidence
    Suspend(Which),
    /// Take a phone out of use: lost, or handed back; what it still sends is kept as late evidence
    Revoke(Which),
    /// Let a phone be used again
    Activate(Which),
}

#[derive(Debug, Args)]
struct Which {
    #[command(flatten)]
    place: Place,
    /// The number on the phone, such as 0007
    #[arg(value_name = "NUMBER")]
    no: i64,
    /// Why, for whoever looks later
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

impl Device {
    pub(crate) async fn run(self) -> Result<()> {
        let (which, state) = match self.verb {
            Verb::Suspend(which) => (which, DeviceState::Suspended),
            Verb::Revoke(which) => (which, DeviceState::Revoked),
            Verb::Activate(which) => (which, DeviceState::Active),
        };
        let decided = decide(&which, state).await?;
        if which.json {
            print_json(&decided);
        } else {
            print_line(&format!("{}: {}", decided.no, decided.state.word()));
        }
        Ok(())
    }
}

async fn decide(which: &Which, state: DeviceState) -> Result<Decided> {
    let folder = which.place.filled()?;
    let wish = Wish { no: which.no, state, reason: which.reason.clone() };
    let reply = |reply| match reply {
        Reply::Device(decided) => Ok(decided),
        other => Err(other.into_refusal()),
    };
    let order = Order::Device(wish.clone());
    which.place.carry_out(&folder, &order, reply, async |db| device_state::wish(db, &wish).await).await
}
