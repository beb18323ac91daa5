//! `huxiao-server export`: one JSON object a line.

use clap::Args;
use protocol::Kind;

use super::{Place, print_json};
use crate::{
    error::Result,
    export::{self, Filter},
};

#[derive(Debug, Args)]
pub(crate) struct Export {
    #[command(flatten)]
    place: Place,
    /// Only records of this kind: session_open, session_close, duty_on, duty_off, check_in, hazard_report
    #[arg(long, value_name = "K", value_parser = read_kind)]
    kind: Option<Kind>,
    /// Only records after this place (seq) in their stream
    #[arg(long, value_name = "SEQ", default_value_t = 0)]
    since: u64,
    /// Instead: the pushes that were not taken and are kept as evidence, with their bytes
    #[arg(long, conflicts_with_all = ["kind", "since"])]
    rejected: bool,
}

impl Export {
    pub(crate) async fn run(self) -> Result<()> {
        if self.rejected {
            return self.place.read(async |db| export::rejected_lines(db, |line| print_json(&line)).await).await;
        }
        let filter = Filter { kind: self.kind, since: self.since };
        self.place.read(async |db| export::lines(db, filter, |line| print_json(&line)).await).await
    }
}

fn read_kind(word: &str) -> Result<Kind, String> {
    Kind::from_word(word).ok_or_else(|| {
        let known: Vec<&str> = Kind::all().map(Kind::word).collect();
        format!("there is no kind {word:?}; kinds are {}", known.join(", "))
    })
}
