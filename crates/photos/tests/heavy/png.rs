//! PNG, also with its rows out of order, which no encoder at hand writes.

use std::io::Write as _;

use flate2::{Compression, write::ZlibEncoder};
use png::{BitDepth, ColorType, Encoder};

use super::{HEIGHT, WIDTH, sample};

/// First place and step, across and down, of the seven passes.
const PASSES: [((u32, usize), (u32, usize)); 7] = [
    ((0, 8), (0, 8)),
    ((4, 8), (0, 8)),
    ((0, 4), (4, 8)),
    ((2, 4), (0, 4)),
    ((0, 2), (2, 4)),
    ((1, 2), (0, 2)),
    ((0, 1), (1, 2)),
];

/// Some pixels of a row; a deep sample's second byte is nothing, as some programs widen them.
fn row(columns: impl Iterator<Item = u32>, y: u32, channels: u32, sample_bytes: usize) -> Vec<u8> {
    let deep = |shade: u8| [shade, 0].into_iter().take(sample_bytes);
    columns.flat_map(|x| (0..channels).flat_map(move |channel| deep(sample(x, y, channel)))).collect()
}

pub(crate) fn in_order(color: ColorType, sample_bytes: usize) -> Vec<u8> {
    let channels = color.samples() as u32;
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, WIDTH, HEIGHT);
    encoder.set_color(color);
    encoder.set_depth(if sample_bytes == 2 { BitDepth::Sixteen } else { BitDepth::Eight });
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header().unwrap();
    let mut stream = writer.stream_writer().unwrap();
    for y in 0..HEIGHT {
        stream.write_all(&row(0..WIDTH, y, channels, sample_bytes)).unwrap();
    }
    stream.finish().unwrap();
    drop(writer);
    file
}

pub(crate) fn interlaced(color: ColorType, sample_bytes: usize) -> Vec<u8> {
    let channels = color.samples() as u32;
    let each = channels as usize * sample_bytes;
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::fast());
    for ((left, across), (top, down)) in PASSES {
        for y in (top..HEIGHT).step_by(down) {
            let plain = row((left..WIDTH).step_by(across), y, channels, sample_bytes);
            // Differences from the pixel before, as every encoder would take.
            let before = [vec![0; each], plain.clone()].concat();
            let differences: Vec<u8> =
                plain.iter().zip(&before).map(|(now, before)| now.wrapping_sub(*before)).collect();
            packed.write_all(&[1]).unwrap();
            packed.write_all(&differences).unwrap();
        }
    }
    let header =
        [WIDTH.to_be_bytes().as_slice(), &HEIGHT.to_be_bytes(), &[8 * sample_bytes as u8, color as u8, 0, 0, 1]]
            .concat();
    let chunks = [(b"IHDR", header), (b"IDAT", packed.finish().unwrap()), (b"IEND", Vec::new())];
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    for (name, body) in chunks {
        let named = [name.as_slice(), &body].concat();
        let mut sum = flate2::Crc::new();
        sum.update(&named);
        file.extend((body.len() as u32).to_be_bytes());
        file.extend(&named);
        file.extend(sum.sum().to_be_bytes());
    }
    file
}
