//! `cargo xtask test`: everything CI runs, in the order in which a mistake is cheapest to hear of.
//!
//! All of Rust is built once, with the one set of features that the window needs, so that no crate is compiled
//! twice. The first step that fails ends the run.

use std::path::Path;

use xshell::{Shell, cmd};

use crate::{
    e2e,
    fault::Done,
    setup::{self, Consent, Packages, Tool},
    steps::Steps,
};

/// The features every step agrees on: pages inside the window's program.
pub(crate) const FEATURES: &str = "shell/custom-protocol";

/// Runs every test.
///
/// # Errors
/// The first step that fails.
pub(crate) fn all(sh: &Shell, root: &Path, consent: Consent) -> Done {
    let mut steps = Steps::start();
    steps.step("System packages", || setup::install_packages(sh, Packages::Tests, consent))?;
    steps.step("npm packages", || setup::install_pages(sh, root))?;
    steps.step("Tools", || {
        [Tool::NEXTEST, Tool::DENY, Tool::TAURI_DRIVER].into_iter().try_for_each(|it| setup::install_tool(sh, root, it))
    })?;

    steps.step("Rust format", || run(sh, "cargo fmt --all --check"))?;
    steps.step("Licenses and sources", || run(sh, "cargo deny --all-features check bans licenses sources"))?;
    steps.step("Page format", || pages(sh, root, "lint"))?;
    steps.step("Page types", || pages(sh, root, "check"))?;
    steps.step("Page tests", || pages(sh, root, "test"))?;
    steps.step("Pages", || setup::build_pages(sh, root))?;
    steps.step("Build", || {
        cmd!(sh, "cargo build --workspace --all-targets --features {FEATURES}").run().map_err(Into::into)
    })?;
    steps.step("Lints", || {
        cmd!(sh, "cargo clippy --workspace --all-targets --features {FEATURES} -- -D warnings").run()?;
        Ok(())
    })?;
    steps.step("End to end: the board in the browser", || e2e::run(sh, root, e2e::Script::Board))?;
    steps.step("End to end: points and tags in the browser", || e2e::run(sh, root, e2e::Script::Points))?;
    steps.step("End to end: pictures of the office", || e2e::run(sh, root, e2e::Script::Upload))?;
    steps.step("End to end: the camera of the app", || e2e::run(sh, root, e2e::Script::Camera))?;
    steps.step("End to end: the window", || e2e::run(sh, root, e2e::Script::Window))?;
    steps.step("Rust tests and stories", || {
        cmd!(sh, "cargo nextest run --workspace --features {FEATURES}").run().map_err(Into::into)
    })?;
    steps.step("Server contract suite on PostgreSQL", || on_postgres(sh))?;
    println!("\nEvery test passed.\n{}", steps.summary());
    Ok(())
}

/// What one server promises to phones and pages, told again over the other database. The suite itself is the same;
/// stories about the embedded file stay with it.
#[cfg(target_os = "linux")]
fn on_postgres(sh: &Shell) -> Done {
    let cluster = crate::postgres::Cluster::start(crate::postgres::Flush::Never)?;
    let suite = "package(server) & (kind(test) | test(/on_either_engine/)) - binary(/^(generated|operation|tamper)$/)";
    cmd!(sh, "cargo nextest run --workspace --features {FEATURES} -E {suite}")
        .env("HUXIAO_TEST_POSTGRES", &cluster.url)
        .run()
        .map_err(Into::into)
}

#[cfg(not(target_os = "linux"))]
fn on_postgres(_: &Shell) -> Done {
    println!("Left out: this system starts no PostgreSQL of its own.");
    Ok(())
}

fn run(sh: &Shell, line: &str) -> Done {
    let words: Vec<&str> = line.split(' ').collect();
    sh.cmd(words[0]).args(&words[1..]).run()?;
    Ok(())
}

fn pages(sh: &Shell, root: &Path, script: &str) -> Done {
    let _at = sh.push_dir(root.join("ui"));
    setup::npm(sh, &["run", script])
}
