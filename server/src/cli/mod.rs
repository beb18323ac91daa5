//! The command line of `huxiao-server`: one file for each verb. Results go to stdout, sentences and logs to stderr.
//!
//! Exit code 0 = done, 1 = refused with one sentence, 2 = wrong usage.

mod backup;
mod bundle;
mod demo;
mod device;
mod enroll;
mod export;
mod import_points;
mod photo;
mod place;
mod policy;
mod reference;
mod renew_lists;
mod restore;
mod roots;
mod rotate_key;
mod serve;
mod tags;
mod verify;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use place::Place;

/// The central server of Huxiao 护校: phones send to it, the office looks at it.
#[derive(Debug, Parser)]
#[command(name = "huxiao-server", version, propagate_version = true, arg_required_else_help = true, after_help = EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

const EXAMPLES: &str = "\
Examples:
  huxiao-server demo --data ./data
      load the demo district
  huxiao-server serve --data ./data --listen 127.0.0.1:8787
      run; the dashboard is at http://127.0.0.1:8787
  huxiao-server enroll --data ./data --school 2135810001
      a code for one phone of that school
  huxiao-server device suspend --data ./data 0007 --reason 'lost at the gate'
      stop a phone until it is found
  huxiao-server verify --data ./data
      check everything that is stored
  huxiao-server backup --data ./data --to ./backup
      copy everything, while the server runs

All verbs but `serve`, `restore`, `raise-epoch` and `rotate-key` also work while `serve` runs on the same folder.
Exit code 0: done. 1: refused, with a sentence on stderr. 2: wrong usage.";

#[derive(Debug, Subcommand)]
enum Verb {
    /// Run the server until it is told to stop (Ctrl-C or SIGTERM)
    Serve(serve::Serve),
    /// Load the demo district and print the names to sign in with; again changes nothing
    Demo(demo::Demo),
    /// Make a one-time code with which phones join a school or a police station
    Enroll(enroll::Enroll),
    /// Suspend, revoke or activate a phone
    Device(device::Device),
    /// What a school or station asks of the pictures its phones take
    Policy(policy::Policy),
    /// Have phones begin their lists anew that held back a change which takes most of them away
    RenewLists(renew_lists::RenewLists),
    /// Re-check every chain, seal, photo and projection; names the first difference
    Verify(verify::Verify),
    /// Print the signed roots over all streams; keep a line of it elsewhere, and nothing can be taken back
    Roots(roots::Roots),
    /// Copy everything to a folder, beside a running server; what is backed up, phones hear, is safe
    Backup(backup::Backup),
    /// Put a backup back into an empty folder and begin a new life of the storage
    Restore(restore::Restore),
    /// Begin a new life of the storage after a database was put back by other means
    RaiseEpoch(restore::RaiseEpoch),
    /// Sign with a new key from now on; phones that know the one before follow by themselves
    RotateKey(rotate_key::RotateKey),
    /// Print every stored record, one JSON object a line
    Export(export::Export),
    /// Take in a rescue bundle: what a phone could not send, brought by cable
    #[command(subcommand)]
    Bundle(bundle::Bundle),
    /// Write the stored bytes of one photo to a file
    Photo(photo::PhotoOut),
    /// List schools with their posts, as phones are given them
    Schools(reference::Reference),
    /// List people on duty
    Staff(reference::Reference),
    /// List must-patrol points
    Points(reference::Reference),
    /// Draw the tags of a school or station as a PDF to print, cut and hang
    Tags(tags::Tags),
    /// Take must-patrol points in from a workbook or CSV; without --apply only a look at what would change
    ImportPoints(import_points::ImportPoints),
}

/// Runs the program.
pub async fn run() -> ExitCode {
    let cli = Cli::parse();
    start_logs(matches!(cli.verb, Verb::Serve(_)));
    let done = match cli.verb {
        Verb::Serve(verb) => verb.run().await,
        Verb::Demo(verb) => verb.run().await,
        Verb::Enroll(verb) => verb.run().await,
        Verb::Device(verb) => verb.run().await,
        Verb::Policy(verb) => verb.run().await,
        Verb::RenewLists(verb) => verb.run().await,
        Verb::Verify(verb) => verb.run().await,
        Verb::Roots(verb) => verb.run().await,
        Verb::Backup(verb) => verb.run().await,
        Verb::Restore(verb) => verb.run().await,
        Verb::RaiseEpoch(verb) => verb.run().await,
        Verb::RotateKey(verb) => verb.run().await,
        Verb::Export(verb) => verb.run().await,
        Verb::Bundle(verb) => verb.run().await,
        Verb::Photo(verb) => verb.run().await,
        Verb::Schools(verb) => verb.schools().await,
        Verb::Staff(verb) => verb.staff().await,
        Verb::Points(verb) => verb.points().await,
        Verb::Tags(verb) => verb.run().await,
        Verb::ImportPoints(verb) => verb.run().await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("huxiao-server: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Logs go to stderr; `RUST_LOG` chooses. They name devices and records by id, never a person.
fn start_logs(serving: bool) {
    let default = if serving { "info,sqlx=warn,tower_http=warn" } else { "warn" };
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| default.into());
    let colored = std::io::IsTerminal::is_terminal(&std::io::stderr());
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_target(false).with_ansi(colored);
    logs.with_writer(std::io::stderr).init();
}

/// Prints a line to stdout; a reader that closed the pipe is no fault.
fn print_line(line: &str) {
    use std::io::Write as _;
    let mut out = std::io::stdout().lock();
    let _closed = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// Prints one JSON object.
fn print_json<T: serde::Serialize>(value: &T) {
    print_line(&serde_json::to_string(value).unwrap_or_default());
}
