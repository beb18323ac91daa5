//! Writes what is generated and committed: golden vectors of new record kinds, the TypeScript shapes of both pages.
//!
//! The tests that compare the committed files also know how to write them; this asks them to, so that the list of
//! generated files stands in one place only, beside the code it comes from.

use xshell::{Shell, cmd};

use crate::fault::Done;

/// What to do with a difference.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Write the files anew.
    Write,
    /// Say that there is one, and fail.
    Check,
}

/// Writes or compares.
///
/// # Errors
/// When a room does not compile, or, for [`Mode::Check`], when a file is not what would be written.
pub(crate) fn run(sh: &Shell, mode: Mode) -> Done {
    let _write = (mode == Mode::Write).then(|| sh.push_env("HUXIAO_CODEGEN", "write"));
    cmd!(sh, "cargo test --quiet --package protocol --test golden").run()?;
    cmd!(sh, "cargo test --quiet --package field --package server --test generated").run()?;
    Ok(())
}
