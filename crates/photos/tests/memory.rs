//! Memory: how much a file can make the phone set aside, as the system counts it. A binary of its own with one test, because
//! everything that runs beside it would be counted, too.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

use std::fs;

use image::codecs::{gif::GifEncoder, webp::WebPEncoder};
use image::{ExtendedColorType, ImageEncoder};
use photos::{Limits, PhotoError, Prepared, prepare};

const MB: u64 = 1_000_000;

/// What came of a file, and by how much memory rose for it at most, the file itself not counted.
fn cost(file: &[u8]) -> (Result<Prepared, PhotoError>, u64) {
    // The system forgets the most it has seen.
    fs::write("/proc/self/clear_refs", "5").unwrap();
    let before = resident("VmRSS:");
    let outcome = prepare(file, &Limits::default());
    (outcome, resident("VmHWM:").saturating_sub(before))
}

/// Bytes, as the system tells them in kilobytes.
fn resident(name: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
    line.split_whitespace().next().unwrap().parse::<u64>().unwrap() * 1024
}

/// A lossless WebP of a few bytes that claims this size.
fn webp_claiming(width: u32, height: u32) -> Vec<u8> {
    let mut file = Vec::new();
    WebPEncoder::new_lossless(&mut file).write_image(&[7; 3], 1, 1, ExtendedColorType::Rgb8).unwrap();
    let at = file.windows(4).position(|name| name == b"VP8L").unwrap() + 9;
    file[at..at + 4].copy_from_slice(&((width - 1) | (height - 1) << 14).to_le_bytes());
    file
}

fn gif_claiming(side: u16) -> Vec<u8> {
    let mut file = Vec::new();
    GifEncoder::new(&mut file).encode(&[7; 3], 1, 1, ExtendedColorType::Rgb8).unwrap();
    file[6..8].copy_from_slice(&side.to_le_bytes());
    file[8..10].copy_from_slice(&side.to_le_bytes());
    file
}

/// A PNG of one shade.
fn png(side: (u32, u32), color: png::ColorType, depth: png::BitDepth, profile: Option<Vec<u8>>) -> Vec<u8> {
    let mut file = Vec::new();
    let mut info = png::Info::with_size(side.0, side.1);
    info.color_type = color;
    info.bit_depth = depth;
    info.icc_profile = profile.map(Into::into);
    let mut writer = png::Encoder::with_info(&mut file, info).unwrap().write_header().unwrap();
    let sample_bytes = if depth == png::BitDepth::Sixteen { 2 } else { 1 };
    let row = vec![90; side.0 as usize * color.samples() * sample_bytes];
    let mut stream = writer.stream_writer().unwrap();
    for _ in 0..side.1 {
        std::io::Write::write_all(&mut stream, &row).unwrap();
    }
    stream.finish().unwrap();
    drop(writer);
    file
}

#[test]
fn no_file_makes_a_phone_set_aside_more_than_its_kind_needs() {
    // Small files that claim much are refused before anything is set aside for them.
    for (name, file) in [("WebP", webp_claiming(8900, 8900)), ("GIF", gif_claiming(8900))] {
        let (outcome, most) = cost(&file);
        assert_eq!(outcome.unwrap_err(), PhotoError::TooLarge { what: "pixels", max: 17_000_000 }, "{name}");
        assert!(most < 4 * MB, "{name}: {most}");
    }
    let (_, most) = cost(&webp_claiming(4000, 4000));
    assert!(most < 90 * MB, "16 megapixels may be claimed: {most}");

    // A profile that unpacks to half a gigabyte is left out, and the picture is none the worse.
    let bomb = png((64, 64), png::ColorType::Rgb, png::BitDepth::Eight, Some(vec![0; 500_000_000]));
    let (outcome, most) = cost(&bomb);
    assert_eq!(outcome.unwrap().width, 64);
    assert!(most < 60 * MB, "profile: {most}");
    drop(bomb);

    // Twelve megapixels, of the kinds that cost most.
    for color in [png::ColorType::Rgb, png::ColorType::Rgba] {
        let (outcome, most) = cost(&png((4000, 3000), color, png::BitDepth::Sixteen, None));
        assert_eq!(outcome.unwrap().width, 1600);
        assert!(most < 40 * MB, "deep {color:?}: {most}");
    }
    let shades: Vec<u8> = (0..4000 * 3000 * 3_u32).map(|n| (n / 4000) as u8).collect();
    let mut webp = Vec::new();
    WebPEncoder::new_lossless(&mut webp).write_image(&shades, 4000, 3000, ExtendedColorType::Rgb8).unwrap();
    drop(shades);
    let (outcome, most) = cost(&webp);
    assert_eq!(outcome.unwrap().width, 1600);
    assert!(most < 70 * MB, "lossless WebP: {most}");
}
