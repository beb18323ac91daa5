//! `huxiao-field`: the whole field app without its window. One file a group of commands; every sentence in `words`.

mod args;
mod devices;
mod duty;
mod files;
mod lists;
mod output;
mod remark;
mod walk;
mod words;
mod work;

use std::{
    fs::File,
    io::{self, Read as _},
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use clap::Parser;
use domain::Problem;
use field::{Error, Home};
use photos::Limits;

use args::{BundleVerb, Cli, Command, Lang};
use output::Output;

/// How long a second program waits for the first to leave the folder.
const PATIENCE: Duration = Duration::from_secs(10);

/// Reads the arguments, does what they say, tells how it went.
pub(crate) fn main() -> ExitCode {
    let cli = Cli::parse();
    log();
    let (lang, saves, chosen) = (cli.lang.unwrap_or_else(Lang::of_system), cli.command.saves(), cli.home.clone());
    let mut done = run(cli, lang);
    if done.is_err() && home_dir(chosen).is_ok_and(|dir| store::is_in_doubt(&dir)) {
        // It met a damaged page, and nothing of it was saved: the next opening puts the database aside, and then it can be.
        done = run(Cli::parse(), lang);
    }
    match done.map_err(|error| if saves { error } else { not_about_saving(error) }) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::debug!(%error, "refused");
            output::complain(&words::sentence(&error.problem(), lang));
            ExitCode::from(1)
        }
    }
}

/// Quiet, unless `HUXIAO_LOG` asks for more: the one sentence on standard error is what people read.
fn log() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("HUXIAO_LOG").unwrap_or_else(|_| "off".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}

fn run(cli: Cli, lang: Lang) -> Result<(), Error> {
    let out = Output::new(cli.json, lang);
    let home = || {
        let home = Home::open_patiently(&home_dir(cli.home.clone())?, PATIENCE)?;
        if let Some(told) = home.told() {
            output::complain(&words::sentence(told, lang));
        }
        Ok::<_, Error>(home)
    };
    match cli.command {
        Command::Enroll(args) => devices::enroll(&home()?, &args, out),
        Command::Points => lists::points(&home()?, out),
        Command::Staff => lists::staff(&home()?, out),
        Command::Duties => lists::duties(&home()?, out),
        Command::Roster(args) => remark::roster(&home()?, &args, out),
        Command::Rulings(args) => remark::rulings(&home()?, &args, out),
        Command::Routes => remark::routes(&home()?, out),
        Command::Duty { verb } => duty::run(&home()?, verb, out),
        Command::Patrol { verb } => walk::patrol(&home()?, verb, out),
        Command::Escort(args) => walk::escort(&home()?, args, out),
        Command::Review(args) => walk::review(&home()?, args, out),
        Command::Correct(args) => remark::correct(&home()?, args, out),
        Command::Request(args) => remark::request(&home()?, args, out),
        Command::Answer(args) => remark::answer(&home()?, args, out),
        Command::CheckIn(args) => work::check_in(&home()?, args, out),
        Command::Hazard(args) => work::hazard(&home()?, args, out),
        Command::Sync { once } => devices::sync(&home()?, once, out),
        Command::Status => devices::status(&home()?, out),
        Command::List { pending } => lists::records(&home()?, pending, out),
        Command::Bundle { verb: BundleVerb::Export { file } } => devices::export_bundle(&home()?, &file, out),
        Command::Photo { file, out: dir } => files::photo(&file, &dir, out),
        Command::Qr { file } => files::qr(&file, out),
    }
}

/// A full disk is told in other words where nothing was to be saved.
fn not_about_saving(error: Error) -> Error {
    if error.problem().code == "disk-full" { Problem::new("storage-full").into() } else { error }
}

fn home_dir(chosen: Option<PathBuf>) -> Result<PathBuf, Problem> {
    chosen.or_else(platform_home).ok_or_else(|| Problem::new("no-home"))
}

/// Where programs of this platform keep their data; the window uses the same folder.
fn platform_home() -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let base = if cfg!(target_os = "windows") {
        set("APPDATA")
    } else if cfg!(target_os = "macos") {
        set("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        set("XDG_DATA_HOME").or_else(|| set("HOME").map(|home| home.join(".local/share")))
    };
    base.map(|base| base.join("cn.huxiao.field"))
}

/// Reads a file the person named, as far as a picture may be long: what is longer is refused by its length alone, and need
/// not be in memory for that. A device that never ends is such a file, too.
fn read_file(path: &Path) -> Result<Vec<u8>, Error> {
    let most = Limits::default().max_bytes as u64 + 1;
    let read = || {
        let mut bytes = Vec::new();
        File::open(path)?.take(most).read_to_end(&mut bytes)?;
        Ok::<_, io::Error>(bytes)
    };
    read().map_err(|error| {
        tracing::debug!(%error, path = %path.display(), "unreadable");
        Problem::new("no-file").with("path", path.display()).into()
    })
}
