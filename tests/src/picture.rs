//! Pictures for stories: one from a real camera, with position and metadata in it, and things that are none.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::programs;

/// A photograph from a phone's camera that the JPEG decoder's package brings along: upright, 512 × 512, with EXIF.
///
/// # Panics
/// When a later version of the package leaves it out: choose another then.
#[must_use]
pub fn from_camera() -> Vec<u8> {
    picture("benches/tower.jpg")
}

/// A larger one of 3.4 megapixels.
#[must_use]
pub fn large() -> Vec<u8> {
    picture("benches/large_image.jpg")
}

/// So many pictures as files in `dir`, each a little different from this one and from each other.
///
/// # Panics
/// When they cannot be written.
#[must_use]
pub fn different(picture: &[u8], count: usize, dir: &Path) -> Vec<PathBuf> {
    let text = |path: &Path| path.display().to_string();
    let prepared = text(&dir.join("prepared"));
    let changed = (0..).map(|number| {
        let mut bytes = picture.to_vec();
        let at = bytes.len() / 3 + number * 131;
        bytes[at] ^= 0x11;
        let path = dir.join(format!("{}-{number}.jpg", bytes.len()));
        fs::write(&path, bytes).expect("written");
        path
    });
    // A changed byte may have broken it; what the pipeline takes is a picture.
    let taken =
        |path: &PathBuf| programs::run("huxiao-field", &["photo", &text(path), "--out", &prepared]).status.success();
    changed.filter(taken).take(count).collect()
}

fn picture(name: &str) -> Vec<u8> {
    let path = package().join(name);
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Where cargo keeps the sources of the decoder.
fn package() -> PathBuf {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let metadata = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo describes the workspace");
    let metadata: serde_json::Value = serde_json::from_slice(&metadata.stdout).expect("as JSON");
    let packages = metadata["packages"].as_array().expect("a list");
    let decoder = packages.iter().find(|it| it["name"] == "jpeg-decoder").expect("photos uses it");
    let manifest = PathBuf::from(decoder["manifest_path"].as_str().expect("a path"));
    manifest.parent().expect("a folder").to_owned()
}
