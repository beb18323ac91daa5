//! `huxiao-server export`: one JSON object a line.

use clap::Args;
use protocol::Kind;

use super::{Place, print_json};
use crate::{
    error::Result,
    export::{self, Filter},
    taken::Taken,
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
    /// Why: kept in the audit log with what was taken
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: String,
}

impl Export {
    pub(crate) async fn run(self) -> Result<()> {
        self.place.note(Taken::Records(self.which()), &self.reason).await?;
        if self.rejected {
            return self.place.read(async |db| export::rejected_lines(db, |line| print_json(&line)).await).await;
        }
        let filter = Filter { kind: self.kind, since: self.since };
        self.place.read(async |db| export::lines(db, filter, |line| print_json(&line)).await).await
    }

    /// Which records, as the audit log says it: the options that were given.
    fn which(&self) -> String {
        if self.rejected {
            return "--rejected".to_owned();
        }
        match (self.kind, self.since) {
            (None, 0) => "--all".to_owned(),
            (None, since) => format!("--since {since}"),
            (Some(kind), 0) => format!("--kind {}", kind.word()),
            (Some(kind), since) => format!("--kind {} --since {since}", kind.word()),
        }
    }
}

fn read_kind(word: &str) -> Result<Kind, String> {
    Kind::from_word(word).ok_or_else(|| {
        let known: Vec<&str> = Kind::all().map(Kind::word).collect();
        format!("there is no kind {word:?}; kinds are {}", known.join(", "))
    })
}
