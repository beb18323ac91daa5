//! Names that mean nothing are refused, files stay small enough to read, and each begins with why it exists.

use super::{expect_none, files, is_generated, texts};

const CODE: &[&str] = &[".rs", ".ts", ".svelte", ".mjs", ".js", ".css", ".sql"];
const LINES_MAX: usize = 500;

/// Words that say nothing about what a thing is.
const BANNED_TYPES: &[&str] = &["Manager", "Service", "Helper", "Util", "Utils", "Data", "Info", "Processor"];
/// Names in which such a word says what people mean by it.
const MEANT: &[&str] = &[
    "MobileData", // 移动数据, what a telephone contract pays for
    "TransactionManager",
    "TypeInfo", // sqlx's words for what a driver has
];
const BANNED_FILES: &[&str] = &["misc", "common", "util", "utils", "helper", "helpers", "manager", "service", "types"];
const DEFINES: &[&str] = &["struct", "enum", "trait", "type", "class", "interface"];

#[test]
fn no_file_is_longer_than_five_hundred_lines() {
    let long = texts(CODE).into_iter().filter(|(path, _)| !is_generated(path)).filter_map(|(path, text)| {
        let lines = text.lines().count();
        (lines > LINES_MAX).then(|| format!("{path}: {lines} lines"))
    });
    expect_none("A file that long is two files.", &long.collect::<Vec<_>>());
}

#[test]
fn every_rust_file_says_first_why_it_exists() {
    let mute = texts(&[".rs"]).into_iter().filter(|(path, text)| !is_generated(path) && !text.starts_with("//! "));
    expect_none("A file begins with `//!` and why it exists.", &mute.map(|(path, _)| path).collect::<Vec<_>>());
}

#[test]
fn nothing_has_a_name_without_meaning() {
    let mut findings = Vec::new();
    for path in files().iter().filter(|path| !is_generated(path)) {
        let stem = path.rsplit('/').next().and_then(|name| name.split('.').next()).unwrap_or_default();
        if BANNED_FILES.contains(&stem) && CODE.iter().any(|ending| path.ends_with(ending)) {
            findings.push(path.clone());
        }
    }
    for (path, text) in texts(&[".rs", ".ts", ".svelte"]).iter().filter(|(path, _)| !is_generated(path)) {
        let named = text.lines().flat_map(defined_type);
        for name in named.filter(|name| !MEANT.contains(name) && words(name).any(|word| BANNED_TYPES.contains(&word))) {
            findings.push(format!("{path}: {name}"));
        }
    }
    expect_none("Name a thing after what it is (CONTRIBUTING.md).", &findings);
}

/// The type a line defines, if it does: `pub(crate) struct Name<T> {`.
fn defined_type(line: &str) -> Option<&str> {
    let mut rest = line.split_whitespace();
    let code = rest.clone().next().is_some_and(|first| !first.starts_with("//") && !first.starts_with('*'));
    let name = code.then(|| rest.find(|word| DEFINES.contains(word)).and_then(|_| rest.next())).flatten()?;
    let end = name.find(|c: char| !c.is_alphanumeric()).unwrap_or(name.len());
    Some(&name[..end])
}

/// The words of a camel-case name.
fn words(name: &str) -> impl Iterator<Item = &str> {
    let starts: Vec<usize> = name.char_indices().filter(|(_, c)| c.is_uppercase()).map(|(at, _)| at).collect();
    let ends: Vec<usize> = starts.iter().skip(1).copied().chain([name.len()]).collect();
    starts.into_iter().zip(ends).map(|(start, end)| &name[start..end])
}

#[test]
fn the_scan_finds_what_it_looks_for() {
    assert_eq!(defined_type("pub(crate) struct PhotoRow<T> {"), Some("PhotoRow"));
    assert_eq!(defined_type("// the struct of a row"), None);
    assert_eq!(words("PhotoRow").collect::<Vec<_>>(), ["Photo", "Row"]);
}
