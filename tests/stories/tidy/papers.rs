//! What stands beside the code: an uncluttered root, papers whose paths exist, and nothing that only one machine has.

use super::{expect_none, files, is_generated, read, root};

/// Everything that may stand in the root.
const ROOT: &[&str] = &[
    ".cargo",
    ".ci",
    ".config",
    ".gitattributes",
    ".gitignore",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "README.md",
    "README.zh-CN.md",
    "clippy.toml",
    "crates",
    "deny.toml",
    "docs",
    "fuzz",
    "icons",
    "rustfmt.toml",
    "server",
    "src-tauri",
    "tests",
    "ui",
    "xtask",
];

/// Papers whose paths must exist.
const PAPERS: &[&str] = &["README.md", "README.zh-CN.md", "ARCHITECTURE.md", "CONTRIBUTING.md"];

#[test]
fn the_root_holds_only_what_belongs_there() {
    let strangers = files().into_iter().filter(|path| !ROOT.contains(&path.split('/').next().unwrap_or_default()));
    expect_none("Put it into a room, or name it in this table.", &strangers.collect::<Vec<_>>());
}

#[test]
fn every_path_the_papers_name_exists() {
    let mut findings = Vec::new();
    for paper in PAPERS {
        let text = read(paper);
        for path in paths(&text).filter(|path| !root().join(path).exists()) {
            findings.push(format!("{paper} names {path}"));
        }
    }
    expect_none("A map must not lie.", &findings);
}

/// Links to files, and code spans that begin with a folder of the root.
fn paths(text: &str) -> impl Iterator<Item = String> {
    let links = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let links = links.filter(|link| !link.contains("://") && !link.starts_with('#'));
    let links = links.map(|link| link.split('#').next().unwrap_or_default().to_owned());
    let spans = text.split('`').skip(1).step_by(2).filter(|span| {
        let first = span.split('/').next().unwrap_or_default();
        span.contains('/')
            && ROOT.contains(&first)
            && !span.contains(|c: char| c.is_whitespace() || "*<>…{".contains(c))
    });
    let spans = spans.map(|span| span.split(':').next().unwrap_or_default().trim_end_matches('/').to_owned());
    links.collect::<Vec<_>>().into_iter().chain(spans.collect::<Vec<_>>())
}

#[test]
fn nothing_names_a_single_machine() {
    // Written in halves, so that this file does not find itself.
    let homes = ["/ro", "/ho", "/wo", "/Use"].into_iter().zip(["ot/", "me/", "rk/", "rs/"]);
    let homes: Vec<String> = homes.map(|(a, b)| format!("{a}{b}")).collect();
    let mut findings = Vec::new();
    for path in files().iter().filter(|path| !is_picture(path) && !is_generated(path)) {
        let Ok(text) = std::fs::read_to_string(root().join(path)) else { continue };
        for (number, line) in text.lines().enumerate() {
            let begins_a_path = |home: &String| {
                line.match_indices(home.as_str())
                    .any(|(at, _)| !line[..at].ends_with(|c: char| c.is_alphanumeric() || "._-$}".contains(c)))
            };
            if homes.iter().any(begins_a_path) {
                findings.push(format!("{path}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    expect_none("These paths exist on one machine only.", &findings);
}

#[test]
fn the_lock_files_name_the_public_registries_only() {
    let cargo = read("Cargo.lock");
    let sources = cargo.lines().filter(|line| line.starts_with("source = "));
    let strange = sources.filter(|line| *line != "source = \"registry+https://github.com/rust-lang/crates.io-index\"");
    let npm = read("ui/package-lock.json");
    let resolved = npm.lines().filter(|line| line.contains("\"resolved\": \"http"));
    let resolved = resolved.filter(|line| !line.contains("\"https://registry.npmjs.org/"));
    expect_none(
        "Others install from where everybody does.",
        &strange.chain(resolved).map(str::to_owned).collect::<Vec<_>>(),
    );
}

fn is_picture(path: &str) -> bool {
    [".png", ".jpg", ".ico", ".icns", ".webp"].iter().any(|ending| path.ends_with(ending))
}
