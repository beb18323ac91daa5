//! A walk over folders of pictures that others collected, for the figures in docs/FIGURES.md.
//!
//! `corpus DIR...` prepares every file and tells what became of it; `corpus --qr DIR...` reads every picture that has its
//! text in a `.txt` beside it. One JSON object; the slowest and the hungriest file by name. Largest memory needs Linux.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Instant;
use std::{env, fs};

use photos::{Limits, PhotoError, prepare, qr};
use serde_json::json;

fn main() -> Result<(), Box<dyn Error>> {
    let (flags, folders): (Vec<String>, Vec<String>) = env::args().skip(1).partition(|word| word.starts_with("--"));
    let mut files = Vec::new();
    for folder in folders {
        walk(Path::new(&folder), &mut files)?;
    }
    files.sort();
    // The guard's own words tell enough.
    std::panic::set_hook(Box::new(|_| {}));
    match flags.first().map(String::as_str) {
        Some("--qr") => read_all(&files),
        _ => prepare_all(&files),
    }
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

fn prepare_all(files: &[PathBuf]) -> Result<(), Box<dyn Error>> {
    let mut ends: BTreeMap<String, usize> = BTreeMap::new();
    let (mut caught, mut slowest, mut hungriest) = (Vec::new(), (0, PathBuf::new()), (0, PathBuf::new()));
    for file in files {
        let bytes = fs::read(file)?;
        forget_peak();
        let started = Instant::now();
        let end = match prepare(&bytes, &Limits::default()) {
            Ok(_) => "prepared".to_owned(),
            Err(error) => {
                if matches!(&error, PhotoError::Broken { reason } if reason.contains("the decoder stopped")) {
                    caught.push(format!("{}: {error}", file.display()));
                }
                error.code().to_owned()
            }
        };
        let took = started.elapsed().as_millis();
        if env::var_os("EACH").is_some() {
            println!("{end} {took} {} {}", peak_kb(), file.display());
        }
        *ends.entry(end).or_default() += 1;
        slowest = slowest.max((took, file.clone()));
        hungriest = hungriest.max((peak_kb(), file.clone()));
    }
    println!(
        "{:#}",
        json!({ "files": files.len(), "ends": ends, "panics_caught": caught,
                "slowest_ms": slowest.0, "slowest": slowest.1, "peak_mb": hungriest.0 / 1000, "hungriest": hungriest.1 })
    );
    Ok(())
}

fn read_all(files: &[PathBuf]) -> Result<(), Box<dyn Error>> {
    let (mut tried, mut missed, mut times) = (0, Vec::new(), Vec::new());
    let mut by_folder: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for file in files.iter().filter(|file| file.extension().is_none_or(|ending| ending != "txt")) {
        let Ok(expected) = fs::read(file.with_extension("txt")) else { continue };
        // Some of these texts are not UTF-8; and their line ends differ.
        let plain = |text: &str| text.split_whitespace().collect::<String>();
        let expected = plain(&String::from_utf8_lossy(&expected));
        let bytes = fs::read(file)?;
        let started = Instant::now();
        let found = qr::read(&bytes).unwrap_or_default();
        times.push(started.elapsed().as_millis());
        tried += 1;
        let is_read = found.iter().any(|text| plain(text) == expected);
        let folder = file.parent().and_then(|folder| folder.file_name()).unwrap_or_default();
        let counts = by_folder.entry(folder.to_string_lossy().into_owned()).or_default();
        *counts = (counts.0 + usize::from(is_read), counts.1 + 1);
        if !is_read {
            missed.push(format!("{} {found:?}", file.display()));
        }
    }
    times.sort_unstable();
    let share = 100.0 * (tried - missed.len()) as f64 / f64::from(tried.max(1) as u32);
    let folders = if by_folder.len() < 20 { json!(by_folder) } else { json!(by_folder.len()) };
    println!(
        "{:#}",
        json!({ "pictures": tried, "read": tried - missed.len(), "percent": share, "folders": folders,
                "median_ms": times.get(times.len() / 2), "slowest_ms": times.last(), "missed": missed })
    );
    Ok(())
}

/// Lets the kernel measure the largest memory anew.
fn forget_peak() {
    // Best effort: without it the figure is that of the whole walk.
    let _ = fs::write("/proc/self/clear_refs", "5");
}

/// The largest memory since then, in units of 1024 bytes; 0 where the system does not tell.
fn peak_kb() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
