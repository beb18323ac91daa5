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

/// A picture like no other, of noise, which hardly shrinks: some quarter of a megabyte, beside its thumbnail, after it
/// was prepared.
#[must_use]
pub fn noise(seed: u64) -> Vec<u8> {
    let (width, height) = (740u32, 556u32);
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut rows = Vec::new();
    for _ in 0..height {
        rows.push(0); // a row as it is
        rows.extend((0..width).map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state.to_be_bytes()[0]
        }));
    }
    let mut header = [width.to_be_bytes(), height.to_be_bytes()].concat();
    header.extend([8, 0, 0, 0, 0]); // eight bits of gray
    let chunks = [(b"IHDR", header), (b"IDAT", unpressed(&rows)), (b"IEND", Vec::new())];
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    for (name, body) in chunks {
        png.extend(u32::try_from(body.len()).expect("small").to_be_bytes());
        let named = [name.as_slice(), &body].concat();
        png.extend(&named);
        png.extend(crc32(&named).to_be_bytes());
    }
    png
}

/// A zlib stream that presses nothing.
fn unpressed(bytes: &[u8]) -> Vec<u8> {
    let mut stream = vec![0x78, 0x01];
    let blocks = bytes.chunks(u16::MAX.into());
    let last = blocks.len() - 1;
    for (number, block) in blocks.enumerate() {
        let length = u16::try_from(block.len()).expect("a block");
        stream.push(u8::from(number == last));
        stream.extend(length.to_le_bytes());
        stream.extend((!length).to_le_bytes());
        stream.extend(block);
    }
    let (mut a, mut b) = (1u32, 0u32);
    for byte in bytes {
        a = (a + u32::from(*byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    stream.extend((b << 16 | a).to_be_bytes());
    stream
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 })
    })
}
