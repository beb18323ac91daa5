//! Runs the simulator over many seeds: `huxiao-sim --seed 1 --runs 1000`. `cargo xtask sim` builds and calls it.

use std::{
    process::ExitCode,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

use clap::Parser;
use domain::defect::Defect;
use tests::sim::{Failed, Mode, Options, Seen, Template, run};

/// Steps of a run, unless told otherwise.
const STEPS: u32 = 60;

/// Phones, servers, networks, disks and clocks out of a seed; the same seed makes the same run.
#[derive(Debug, Parser)]
#[command(name = "huxiao-sim")]
struct Cli {
    /// The first seed
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many seeds, counted on from the first
    #[arg(long, default_value_t = 1)]
    runs: u64,
    /// Steps of each run in which anything may go wrong
    #[arg(long, default_value_t = STEPS)]
    steps: u32,
    /// Every kind of fault at once and without an end; only what must hold at every moment is asked
    #[arg(long)]
    safety: bool,
    /// Runs at the same time; as many as there are processors by default
    #[arg(long)]
    threads: Option<usize>,
    /// Print what happens, line by line
    #[arg(long)]
    trace: bool,
    /// End at the first seed that fails
    #[arg(long)]
    until_failure: bool,
    /// Only name the deliberate defects that `HUXIAO_DEFECT` takes, one a line, each with the traps it is
    #[arg(long)]
    list_defects: bool,
}

#[derive(Debug, Default)]
struct Sum {
    failed: Vec<Failed>,
    records: usize,
    lines: u64,
    cuts: [u64; 2],
    seen: Seen,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    if cli.list_defects {
        Defect::ALL.iter().for_each(|defect| println!("{}\t{:?}", defect.word(), defect.traps()));
        return ExitCode::SUCCESS;
    }
    let template = match Template::make() {
        Ok(template) => template,
        Err(broken) => {
            eprintln!("the server does not start: {}", broken.what);
            return ExitCode::FAILURE;
        }
    };
    let (next, sum) = (AtomicU64::new(0), Mutex::new(Sum::default()));
    let threads = cli.threads.or_else(|| thread::available_parallelism().ok().map(Into::into)).unwrap_or(1);
    thread::scope(|scope| {
        for _ in 0..threads.min(usize::try_from(cli.runs).unwrap_or(usize::MAX)) {
            scope.spawn(|| work(&cli, &template, &next, &sum));
        }
    });
    let sum = sum.into_inner().unwrap_or_else(PoisonError::into_inner);
    println!("runs {}, failed {}", cli.runs, sum.failed.len());
    println!(
        "{} steps each; {} records saved, {} phones and {} servers cut off, {} lines of trace",
        cli.steps, sum.records, sum.cuts[0], sum.cuts[1], sum.lines
    );
    println!("{}", sum.seen);
    for failed in &sum.failed {
        println!("\n{failed}");
    }
    if sum.failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn work(cli: &Cli, template: &Template, next: &AtomicU64, sum: &Mutex<Sum>) {
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= cli.runs {
            return;
        }
        let seed = cli.seed + number;
        let mode = if cli.safety { Mode::Safety } else { Mode::Liveness };
        let ended = run(seed, template, Options { mode, steps: cli.steps, aloud: cli.trace });
        let mut sum = sum.lock().unwrap_or_else(PoisonError::into_inner);
        match ended {
            Ok(ended) => {
                sum.records += ended.records;
                sum.lines += ended.lines;
                sum.seen += ended.seen;
                sum.cuts[0] += u64::from(ended.cuts[0]);
                sum.cuts[1] += u64::from(ended.cuts[1]);
                if cli.runs == 1 {
                    println!("seed {seed}: trace {:016x}", ended.trace);
                }
            }
            Err(failed) => {
                eprintln!("seed {seed} failed: {} {}", failed.broken.invariant, failed.broken.what);
                sum.failed.push(failed);
                if cli.until_failure {
                    next.store(cli.runs, Ordering::Relaxed);
                }
            }
        }
        if number % 100 == 99 {
            eprintln!("{} runs", number + 1);
        }
    }
}
