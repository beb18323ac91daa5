//! Programs measured from outside: CPU time and largest memory, with all their children.
//!
//! The kernel keeps both for every child that was waited for, so nothing has to be built into what is measured.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use crate::fault::{Done, Fault};

/// Runs a shell line to its end and measures all it started.
///
/// # Errors
/// When it fails.
pub(super) fn cpu_ms(work: &Path, line: &str) -> Done<f64> {
    // The shell's own clock counts in milliseconds, GNU time's only in hundredths.
    let timed = format!("TIMEFORMAT='%3U %3S'; time {{ {line}; }} > /dev/null");
    let told = shell(work, &timed)?;
    let numbers: Vec<f64> = told.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    match numbers[..] {
        [user, system] => Ok((user + system) * 1000.0),
        _ => Err(Fault::new(format!("{line}\nsaid {told:?}"))),
    }
}

/// The largest resident memory of one run of a program, in megabytes of 10^6 bytes.
///
/// # Errors
/// When it fails.
pub(super) fn peak_mb(work: &Path, line: &str) -> Done<f64> {
    let told = shell(work, &format!("/usr/bin/time --format %M {line} > /dev/null"))?;
    let kilobytes: f64 = told.trim().parse().map_err(|_| Fault::new(format!("{line}\nsaid {told:?}")))?;
    Ok(kilobytes * 1024.0 / 1_000_000.0)
}

/// What a line of bash says on its error output.
fn shell(work: &Path, line: &str) -> Done<String> {
    let output = Command::new("bash").args(["-e", "-c", line]).current_dir(work).stdin(Stdio::null()).output()?;
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() { Ok(told) } else { Err(Fault::new(format!("{line}\nfailed: {told}"))) }
}

/// Runs two lines in turn, A B A B, after one unmeasured run of each: their CPU times.
///
/// # Errors
/// When one fails.
pub(super) fn in_turn(work: &Path, pairs: usize, a: &str, b: &str) -> Done<Pairs> {
    cpu_ms(work, a)?;
    cpu_ms(work, b)?;
    let runs = (0..pairs.max(1)).map(|_| Ok((cpu_ms(work, a)?, cpu_ms(work, b)?))).collect::<Done<Vec<_>>>()?;
    Ok(Pairs(runs))
}

/// The CPU times of two lines that took turns.
pub(super) struct Pairs(Vec<(f64, f64)>);

impl Pairs {
    /// The middle of the pairs' own ratios: what disturbed one run disturbed its neighbour too.
    pub(super) fn ratio(&self) -> f64 {
        median(self.0.iter().map(|(a, b)| a / b))
    }

    /// The middle times of both, in milliseconds.
    pub(super) fn medians(&self) -> (f64, f64) {
        (median(self.0.iter().map(|pair| pair.0)), median(self.0.iter().map(|pair| pair.1)))
    }
}

/// The middle one.
pub(super) fn median(numbers: impl Iterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = numbers.collect();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}
