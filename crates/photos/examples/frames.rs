//! What a camera frame of one megapixel costs to look at for codes: `frames [DIR...]`.
//!
//! Most frames of a preview show no code, and those cost most, because every treatment is tried on them. So beside the
//! pictures of the folders there are drawn ones without a code that are full of what a reader takes for one: grain, print,
//! bricks, fences, gravel. Times are of the CPU, which other work on the machine hardly changes; they need Linux.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use photos::qr;
use serde_json::json;

const WIDTH: u32 = 1152;
const HEIGHT: u32 = 868;
/// Frames drawn of each kind.
const EACH: u32 = 12;

fn main() -> Result<(), Box<dyn Error>> {
    let mut times: BTreeMap<String, Vec<(f64, bool)>> = BTreeMap::new();
    for (name, draw) in DRAWN {
        for seed in 0..EACH {
            let luma: Vec<u8> =
                (0..HEIGHT).flat_map(|y| (0..WIDTH).map(move |x| draw(x, y, seed).clamp(0, 255) as u8)).collect();
            times.entry((*name).to_owned()).or_default().push(look(&luma));
        }
    }
    for folder in env::args().skip(1) {
        let mut files = Vec::new();
        walk(Path::new(&folder), &mut files)?;
        for file in files {
            let Some(picture) = decode(&fs::read(&file)?) else { continue };
            let frame = picture.resize_exact(WIDTH, HEIGHT, image::imageops::FilterType::Triangle).to_luma8();
            let (took, found) = look(&frame);
            times.entry(format!("{folder}: {}", if found { "read" } else { "none" })).or_default().push((took, found));
        }
    }
    let figures = times.into_iter().map(|(name, mut times)| {
        times.sort_by(|a, b| a.0.total_cmp(&b.0));
        let at = |share: usize| times[(times.len() - 1) * share / 100].0;
        let read = times.iter().filter(|it| it.1).count();
        (name, json!({ "frames": times.len(), "read": read, "median_ms": at(50), "p95_ms": at(95), "slowest_ms": at(100) }))
    });
    println!("{:#}", json!(figures.collect::<BTreeMap<_, _>>()));
    Ok(())
}

/// A picture of any kind that the crate's own decoders know in full.
fn decode(bytes: &[u8]) -> Option<image::DynamicImage> {
    let mut jpeg = jpeg_decoder::Decoder::new(bytes);
    let (Ok(pixels), Some(info)) = (jpeg.decode(), jpeg.info()) else { return image::load_from_memory(bytes).ok() };
    let (width, height) = (info.width.into(), info.height.into());
    match info.pixel_format {
        jpeg_decoder::PixelFormat::RGB24 => image::RgbImage::from_raw(width, height, pixels).map(Into::into),
        jpeg_decoder::PixelFormat::L8 => image::GrayImage::from_raw(width, height, pixels).map(Into::into),
        _ => None,
    }
}

/// Milliseconds of this thread's CPU time for one frame, and whether it showed a code.
fn look(luma: &[u8]) -> (f64, bool) {
    let before = cpu_ms();
    let found = !qr::read_luma(WIDTH, HEIGHT, luma).is_empty();
    (((cpu_ms() - before) * 10.0).round() / 10.0, found)
}

fn cpu_ms() -> f64 {
    let told = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    told.split_whitespace().next().and_then(|word| word.parse::<f64>().ok()).unwrap_or(0.0) / 1e6
}

type Draw = fn(u32, u32, u32) -> i32;

const DRAWN: &[(&str, Draw)] = &[
    ("drawn: wall", |x, y, seed| 150 + (x / 9 + y / 7) as i32 % 40 + grain(x, y, seed, 12)),
    ("drawn: grain", |x, y, seed| 128 + grain(x, y, seed, 127)),
    ("drawn: print", |x, y, seed| {
        let (cell, line) = ((x / 11).wrapping_add(seed), y / 18);
        let ink = y % 18 < 12 && hash(x / 2 % 6 + cell * 131, y / 2 % 9 + line * 977, seed) % 5 < 2;
        if ink { 40 } else { 225 }
    }),
    ("drawn: bricks", |x, y, seed| {
        let (row, wide) = (y / (20 + seed), 40 + seed * 3);
        let joint = y % (20 + seed) < 3 || (x + row % 2 * wide / 2) % wide < 3;
        (if joint { 205 } else { 95 + (hash(x / wide, row, seed) % 40) as i32 }) + grain(x, y, seed, 14)
    }),
    (
        "drawn: fence",
        |x, y, seed| if (x + seed * y / 40) / (3 + seed) % 2 == 0 { 30 } else { 220 } + grain(x, y, seed, 9),
    ),
    ("drawn: tiles", |x, y, seed| if (x / (4 + seed) + y / (4 + seed)) % 2 == 0 { 20 } else { 235 }),
    ("drawn: gravel", |x, y, seed| (hash(x / (2 + seed), y / (2 + seed), seed) % 256) as i32),
    ("drawn: rings", |x, y, seed| {
        // Each is seen as the corner of a code, and none belongs to another.
        let side = 28 + seed * 4;
        let (u, v) = ((x % side).abs_diff(side / 2) * 7 / side, (y % side).abs_diff(side / 2) * 7 / side);
        if matches!(u.max(v), 0 | 1 | 3) { 25 } else { 230 }
    }),
];

fn grain(x: u32, y: u32, seed: u32, strength: i32) -> i32 {
    (hash(x, y, seed) % 256) as i32 * strength / 128 - strength
}

fn hash(x: u32, y: u32, seed: u32) -> u32 {
    let mut n = x.wrapping_mul(0x9E37_79B1) ^ y.wrapping_mul(0x85EB_CA77) ^ seed.wrapping_mul(0xC2B2_AE3D);
    n = (n ^ (n >> 15)).wrapping_mul(0x2C1B_3C6D);
    n = (n ^ (n >> 12)).wrapping_mul(0x297A_2D39);
    n ^ (n >> 15)
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
