//! A photograph for the demo and the end-to-end tests: a real one that a package we use brings along, else a drawing.
//!
//! No picture of ours is committed. The decoder's own package ships pictures from cameras; when a later
//! version leaves them out, a plain PNG is drawn, which takes the same way through the pipeline.

use std::{
    fs,
    path::{Path, PathBuf},
};

use xshell::{Shell, cmd};

use crate::fault::Done;

/// Pictures from cameras in the package of the JPEG decoder: one with metadata and position, one of 3.4 megapixels.
const FROM_CAMERAS: [&str; 2] = ["benches/tower.jpg", "benches/large_image.jpg"];
const WIDTH: usize = 800;
const HEIGHT: usize = 600;

/// Two pictures, which may be the same.
///
/// # Errors
/// When Cargo does not answer, or the drawing cannot be written.
pub(crate) fn find(sh: &Shell, root: &Path) -> Done<[PathBuf; 2]> {
    let metadata = cmd!(sh, "cargo metadata --format-version 1 --locked").quiet().ignore_stderr().read()?;
    let metadata: serde_json::Value = serde_json::from_str(&metadata)?;
    let package = metadata["packages"].as_array().into_iter().flatten().find(|it| it["name"] == "jpeg-decoder");
    let folder = package.and_then(|it| it["manifest_path"].as_str()).and_then(|path| Path::new(path).parent());
    let found = folder.map(|folder| FROM_CAMERAS.map(|name| folder.join(name)));
    if let Some(pictures) = found.filter(|pictures| pictures.iter().all(|it| it.exists())) {
        return Ok(pictures);
    }
    let drawing = root.join("target/photograph.png");
    fs::write(&drawing, png(&draw()))?;
    Ok([drawing.clone(), drawing])
}

/// A wall, a gate and a sky, as rows of red, green and blue with a filter byte before each.
fn draw() -> Vec<u8> {
    let mut rows = Vec::with_capacity(HEIGHT * (WIDTH * 3 + 1));
    for y in 0..HEIGHT {
        rows.push(0);
        for x in 0..WIDTH {
            let gate = (300..500).contains(&x) && (250..520).contains(&y);
            let shade = u8::try_from(y * 160 / HEIGHT).unwrap_or(0);
            let grain = u8::try_from((x * 31 + y * 17) % 23).unwrap_or(0);
            let color = match (gate, y < 250) {
                (true, _) if x % 20 < 4 => [60, 60, 70],
                (true, _) => [150, 150, 150],
                (false, true) => [120, 170, 255 - shade],
                (false, false) => [200 - shade, 170 - shade, 140u8.saturating_sub(shade)],
            };
            rows.extend(color.map(|part: u8| part.saturating_add(grain)));
        }
    }
    rows
}

/// An uncompressed PNG: three chunks, each with its checksum.
fn png(rows: &[u8]) -> Vec<u8> {
    let mut header = Vec::new();
    header.extend(u32::try_from(WIDTH).unwrap_or(0).to_be_bytes());
    header.extend(u32::try_from(HEIGHT).unwrap_or(0).to_be_bytes());
    header.extend([8, 2, 0, 0, 0]);
    let mut stream = vec![0x78, 0x01];
    let mut blocks = rows.chunks(0xffff).peekable();
    while let Some(block) = blocks.next() {
        let length = u16::try_from(block.len()).unwrap_or(0);
        stream.push(u8::from(blocks.peek().is_none()));
        stream.extend(length.to_le_bytes());
        stream.extend((!length).to_le_bytes());
        stream.extend(block);
    }
    stream.extend(adler32(rows).to_be_bytes());
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    for (name, body) in [(b"IHDR", header), (b"IDAT", stream), (b"IEND", Vec::new())] {
        let named = [name.as_slice(), &body].concat();
        out.extend(u32::try_from(body.len()).unwrap_or(0).to_be_bytes());
        out.extend(&named);
        out.extend(crc32(&named).to_be_bytes());
    }
    out
}

fn adler32(bytes: &[u8]) -> u32 {
    let (a, b) = bytes.iter().fold((1u32, 0u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65521;
        (a, (b + a) % 65521)
    });
    (b << 16) | a
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksums_are_those_of_the_standard() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(adler32(b"Wikipedia"), 0x11e6_0398);
    }

    #[test]
    fn the_drawing_has_every_pixel() {
        assert_eq!(draw().len(), HEIGHT * (WIDTH * 3 + 1));
        assert!(png(&draw()).starts_with(b"\x89PNG"));
    }
}
