//! Knows whether the sources of a step changed since it last succeeded, so that a second start takes seconds.
//!
//! A stamp is a fingerprint of paths and contents under `target/stamps`; `cargo clean` forgets them all.
//! Cargo has its own for Rust; these are for the pages.

use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
};

use crate::fault::Done;

/// Names of folders whose contents are made, not written.
const MADE: [&str; 4] = ["node_modules", "build", ".svelte-kit", "paraglide"];

/// One remembered fingerprint.
pub(crate) struct Stamp {
    file: PathBuf,
    print: String,
}

impl Stamp {
    /// Takes the fingerprint of these files and folders.
    ///
    /// # Errors
    /// When one cannot be read.
    pub(crate) fn take(root: &Path, name: &str, sources: &[PathBuf]) -> Done<Self> {
        let mut hasher = DefaultHasher::new();
        for source in sources {
            feed(&mut hasher, source)?;
        }
        let file = root.join("target/stamps").join(name);
        Ok(Self { file, print: format!("{:016x}", hasher.finish()) })
    }

    /// Whether the step succeeded with exactly these sources before.
    pub(crate) fn is_current(&self) -> bool {
        fs::read_to_string(&self.file).is_ok_and(|known| known == self.print)
    }

    /// Remembers that it did.
    ///
    /// # Errors
    /// When the stamp cannot be written.
    pub(crate) fn remember(&self) -> Done {
        if let Some(folder) = self.file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&self.file, &self.print)?;
        Ok(())
    }
}

fn feed(hasher: &mut DefaultHasher, path: &Path) -> Done {
    if !path.is_dir() {
        path.hash(hasher);
        fs::read(path)?.hash(hasher);
        return Ok(());
    }
    let mut entries = fs::read_dir(path)?.map(|entry| entry.map(|e| e.path())).collect::<Result<Vec<_>, _>>()?;
    entries.sort();
    for entry in entries {
        let made = entry.file_name().and_then(|name| name.to_str()).is_some_and(|name| MADE.contains(&name));
        if !made {
            feed(hasher, &entry)?;
        }
    }
    Ok(())
}
