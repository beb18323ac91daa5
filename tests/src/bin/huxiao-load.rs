//! Puts the load of many phones on a running server: `huxiao-load --server URL --devices 50 --records 40`.
//! `cargo xtask load` builds and calls it.

use std::process::ExitCode;

use clap::Parser;
use tests::load::{Plan, run};

/// Many real phones deliver at once; in the end every record is looked for at the office.
#[derive(Debug, Parser)]
#[command(name = "huxiao-load")]
struct Cli {
    /// Address of the server, such as http://127.0.0.1:8787
    #[arg(long)]
    server: String,
    /// Phones
    #[arg(long, default_value_t = 50)]
    devices: u32,
    /// Records of each phone
    #[arg(long, default_value_t = 40)]
    records: u32,
    /// Phones that deliver at the same time
    #[arg(long, default_value_t = 8)]
    connections: u32,
    /// Photos of each phone
    #[arg(long, default_value_t = 0)]
    photos: u32,
    /// An enrollment code with enough uses; the office is asked for one otherwise
    #[arg(long)]
    code: Option<String>,
    /// The office's account that gives the code and counts the records
    #[arg(long, default_value = "city01")]
    account: String,
    /// Its password
    #[arg(long, default_value = "huxiao-demo")]
    password: String,
    /// One JSON object on one line
    #[arg(long)]
    json: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    if cli.photos > cli.records {
        eprintln!("A photo belongs to a record: --photos can be at most --records.");
        return ExitCode::from(2);
    }
    let plan = Plan {
        server: cli.server.trim_end_matches('/').to_owned(),
        code: cli.code,
        account: cli.account,
        password: cli.password,
        devices: cli.devices,
        records: cli.records,
        connections: cli.connections,
        photos: cli.photos,
    };
    match run(&plan).await {
        Ok(report) => {
            println!("{}", if cli.json { report.to_string() } else { format!("{report:#}") });
            let bad = ["lost", "doubled", "undelivered"].iter().any(|key| report[key].as_u64() != Some(0));
            if bad { ExitCode::FAILURE } else { ExitCode::SUCCESS }
        }
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::FAILURE
        }
    }
}
