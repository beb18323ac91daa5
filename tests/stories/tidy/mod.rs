//! The rules of the house, each a test with its reason: who may know whom, how large a file is, what it is called,
//! which papers tell the truth, which words exist in both languages.
//!
//! A rule that only stands in a paper is forgotten; one that fails a build is not. `cargo xtask tidy` runs these alone.

mod names;
mod papers;
mod rooms;
mod words;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The workspace's folder.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ has a parent").to_owned()
}

/// Every file that is, or is about to be, under version control: paths from the root, with `/`.
pub(crate) fn files() -> Vec<String> {
    let listed = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"])
        .current_dir(root())
        .output()
        .expect("git lists the files of a working copy");
    assert!(listed.status.success(), "git ls-files: {}", String::from_utf8_lossy(&listed.stderr));
    let listed = String::from_utf8(listed.stdout).expect("our paths are UTF-8");
    listed.split('\0').filter(|path| !path.is_empty() && root().join(path).is_file()).map(str::to_owned).collect()
}

/// The files with one of these endings, with their text.
pub(crate) fn texts(endings: &[&str]) -> Vec<(String, String)> {
    let wanted = files().into_iter().filter(|path| endings.iter().any(|ending| path.ends_with(ending)));
    wanted.map(|path| (read(&path), path)).map(|(text, path)| (path, text)).collect()
}

/// The text of one file.
pub(crate) fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Whether a program wrote it.
pub(crate) fn is_generated(path: &str) -> bool {
    path.ends_with("/bindings.ts") || path.starts_with("src-tauri/gen/") || path.contains("/paraglide/")
}

/// Fails with all findings at once, so that one run shows the whole work.
pub(crate) fn expect_none(rule: &str, findings: &[String]) {
    assert!(findings.is_empty(), "{rule}\n  {}", findings.join("\n  "));
}
