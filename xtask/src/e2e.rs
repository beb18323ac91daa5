//! Starts the end-to-end scripts of `tests/e2e`: the real window, and the real browser on the dashboard.
//!
//! The scripts start the programs under test by themselves, each in a folder of its own; here they get a screen,
//! the place of the built programs, a photograph, and a place for their pictures.

use std::path::Path;

use xshell::{Shell, cmd};

use crate::{fault::Done, photograph};

/// The screen that windows are shown on.
const SCREEN: &str = "-screen 0 1280x900x24 -nolisten tcp";

/// One script.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Script {
    /// The field app's window.
    Window,
    /// The dashboard.
    Board,
    /// Points, routes, tags and the live code on the dashboard.
    Points,
    /// Pictures of the office, by a tus client of others.
    Upload,
    /// The camera of the field app, on a browser's made-up device.
    Camera,
}

/// Runs a script; its pictures land in `artifacts/`.
///
/// # Errors
/// When a sentence of the script does not hold.
pub(crate) fn run(sh: &Shell, root: &Path, script: Script) -> Done {
    let [photo, _] = photograph::find(sh, root)?;
    let _programs = sh.push_env("HUXIAO_PROGRAMS", root.join("target/debug"));
    let _artifacts = sh.push_env("HUXIAO_ARTIFACTS", root.join("artifacts"));
    let _photo = sh.push_env("HUXIAO_PHOTO", photo);
    let folder = root.join("tests/e2e");
    match script {
        Script::Board => cmd!(sh, "node {folder}/board.mjs").run()?,
        Script::Points => cmd!(sh, "node {folder}/points.mjs").run()?,
        Script::Upload => cmd!(sh, "node {folder}/upload.mjs").run()?,
        Script::Camera => cmd!(sh, "node {folder}/camera.mjs").run()?,
        Script::Window => {
            cmd!(sh, "xvfb-run --auto-servernum --server-args={SCREEN} node {folder}/window.mjs").run()?;
        }
    }
    Ok(())
}

/// Starts the app and an empty window in turn, as they were built in `programs`; what the script says.
///
/// # Errors
/// When one of them never shows what it should.
pub(crate) fn start(sh: &Shell, root: &Path, programs: &Path, turns: usize) -> Done<String> {
    let _programs = sh.push_env("HUXIAO_PROGRAMS", programs);
    let _turns = sh.push_env("HUXIAO_TURNS", turns.to_string());
    let script = root.join("tests/e2e/start.mjs");
    Ok(cmd!(sh, "xvfb-run --auto-servernum --server-args={SCREEN} node {script}").read()?)
}
