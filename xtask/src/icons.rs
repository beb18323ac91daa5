//! The icons, made from the one artwork `icons/master.svg`.
//!
//! Tauri's own tool draws them all; the few that the desktop programs need, and those of the Android project,
//! are kept. The rest of its hundred files is not.

use std::{fs, path::Path};

use xshell::Shell;

use crate::{
    fault::Done,
    setup::{self, Consent, Packages},
};

/// What the desktop program shows.
const DESKTOP: [&str; 5] = ["32x32.png", "128x128.png", "icon.png", "icon.ico", "icon.icns"];

/// Draws all icons anew.
///
/// # Errors
/// When the artwork is broken or npm is missing.
pub(crate) fn draw(sh: &Shell, root: &Path, consent: Consent) -> Done {
    setup::install_packages(sh, Packages::Programs, consent)?;
    setup::install_pages(sh, root)?;
    let drawn = root.join("target/icons");
    let (artwork, out) = (root.join("icons/master.svg"), drawn.display().to_string());
    {
        let _at = sh.push_dir(root.join("ui"));
        setup::npm(sh, &["exec", "--", "tauri", "icon", &artwork.display().to_string(), "--output", &out])?;
    }
    for name in DESKTOP {
        fs::copy(drawn.join(name), root.join("icons").join(name))?;
    }
    let android = root.join("src-tauri/gen/android/app/src/main/res");
    if android.is_dir() {
        copy_over(&drawn.join("android"), &android)?;
    }
    println!("Drawn: {}", DESKTOP.join(", "));
    Ok(())
}

/// Copies only what the project has a folder for.
fn copy_over(from: &Path, to: &Path) -> Done {
    for folder in fs::read_dir(from)? {
        let folder = folder?.path();
        let target = to.join(folder.file_name().unwrap_or_default());
        if !folder.is_dir() || !target.is_dir() {
            continue;
        }
        for file in fs::read_dir(&folder)? {
            let file = file?.path();
            fs::copy(&file, target.join(file.file_name().unwrap_or_default()))?;
        }
    }
    Ok(())
}
