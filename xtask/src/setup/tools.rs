//! Tools that come as Rust programs: built once into `target/tools`, unless the person has them already.
//!
//! Versions are pinned, because a newer tool may want a newer compiler. Nothing is put into the person's own
//! cargo folder.

use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
};

use xshell::{Shell, cmd};

use crate::fault::Done;

/// A tool.
#[derive(Clone, Copy)]
pub(crate) struct Tool {
    /// Crate and program.
    pub(crate) name: &'static str,
    /// The version that is known to work.
    version: &'static str,
}

impl Tool {
    /// Runs the tests.
    pub(crate) const NEXTEST: Self = Self { name: "cargo-nextest", version: "0.9.143" };
    /// Looks at licenses and sources of dependencies.
    pub(crate) const DENY: Self = Self { name: "cargo-deny", version: "0.20.2" };
    /// Runs libFuzzer.
    pub(crate) const FUZZ: Self = Self { name: "cargo-fuzz", version: "0.13.2" };
    /// Lets WebDriver open the window.
    pub(crate) const TAURI_DRIVER: Self = Self { name: "tauri-driver", version: "2.1.0" };
}

/// Installs the tool when it is nowhere, and lets every later command of this run find it.
///
/// # Errors
/// When it cannot be built.
pub(crate) fn install(sh: &Shell, root: &Path, tool: Tool) -> Done {
    let folder = root.join("target/tools");
    let bin = folder.join("bin");
    let path = with_first(&bin, &sh.var_os("PATH").unwrap_or_default());
    sh.set_var("PATH", path);
    let Tool { name, version } = tool;
    let own = bin.join(format!("{name}{}", env::consts::EXE_SUFFIX));
    if let Some(found) = own.exists().then_some(own).or_else(|| on_path(name)) {
        println!("{name}: {}", found.display());
        return Ok(());
    }
    println!("{name} {version} is built once; this takes a few minutes.");
    // Cargo puts its own toolchain's variables into our environment; an install must not inherit the target folder.
    cmd!(sh, "cargo install {name} --version {version} --locked --root {folder}")
        .env_remove("CARGO_TARGET_DIR")
        .run()?;
    Ok(())
}

/// Where a program stands on the path of this process.
pub(crate) fn on_path(program: &str) -> Option<PathBuf> {
    let name = format!("{program}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(&name)).find(|file| file.is_file())
}

fn with_first(folder: &Path, path: &OsString) -> OsString {
    let folders = std::iter::once(folder.to_owned()).chain(env::split_paths(path).filter(|known| known != folder));
    env::join_paths(folders).unwrap_or_else(|_| path.clone())
}
