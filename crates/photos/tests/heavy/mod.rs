//! Files of twelve megapixels of every kind that is read, with the grain of a sensor so that none of them packs too well.

mod png;
mod webp;

use gif::{Encoder as GifEncoder, Frame};
use jpeg_encoder::{ColorType, Encoder as JpegEncoder, SamplingFactor};

pub(crate) const WIDTH: u32 = 4000;
pub(crate) const HEIGHT: u32 = 3000;
const SIZE: (u16, u16) = (WIDTH as u16, HEIGHT as u16);

type Kind = (&'static str, fn() -> Vec<u8>);

pub(crate) const KINDS: [Kind; 21] = [
    ("JPEG", || jpeg(ColorType::Rgb, SamplingFactor::R_4_2_0, false)),
    ("JPEG of full colour", || jpeg(ColorType::Rgb, SamplingFactor::R_4_4_4, false)),
    ("progressive JPEG", || jpeg(ColorType::Rgb, SamplingFactor::R_4_4_4, true)),
    ("grey JPEG", || jpeg(ColorType::Luma, SamplingFactor::R_4_4_4, false)),
    ("JPEG of four inks", || jpeg(ColorType::Cmyk, SamplingFactor::R_4_4_4, false)),
    ("progressive JPEG of four inks", || jpeg(ColorType::CmykAsYcck, SamplingFactor::R_4_4_4, true)),
    ("PNG", || png::in_order(::png::ColorType::Rgb, 1)),
    ("PNG with transparency", || png::in_order(::png::ColorType::Rgba, 1)),
    ("deep PNG", || png::in_order(::png::ColorType::Rgb, 2)),
    ("deep PNG with transparency", || png::in_order(::png::ColorType::Rgba, 2)),
    ("PNG out of order", || png::interlaced(::png::ColorType::Rgb, 1)),
    ("PNG with transparency, out of order", || png::interlaced(::png::ColorType::Rgba, 1)),
    ("deep PNG, out of order", || png::interlaced(::png::ColorType::Rgb, 2)),
    ("deep PNG with transparency, out of order", || png::interlaced(::png::ColorType::Rgba, 2)),
    ("GIF", || gif(false, None)),
    ("GIF with transparency", || gif(false, Some(7))),
    ("GIF out of order", || gif(true, None)),
    ("lossless WebP", || webp::lossless(false)),
    ("lossless WebP with transparency", || webp::lossless(true)),
    ("WebP", || webp::lossy(false)),
    ("WebP with transparency", || webp::lossy(true)),
];

/// Soft light, with some grain in two of its colours: one sample of one pixel.
pub(crate) fn sample(x: u32, y: u32, channel: u32) -> u8 {
    let noise = (x.wrapping_mul(0x9E37_79B1) ^ y.wrapping_mul(0x85EB_CA77) ^ channel).wrapping_mul(0xC2B2_AE3D) >> 29;
    let grain = if channel < 2 { noise } else { 0 };
    ((x / 24 + y / 31 + 40 * channel) % 240 + grain) as u8
}

/// All samples of so many channels.
pub(crate) fn samples(channels: u32) -> Vec<u8> {
    let places = (0..HEIGHT).flat_map(|y| (0..WIDTH).map(move |x| (x, y)));
    places.flat_map(|(x, y)| (0..channels).map(move |channel| sample(x, y, channel))).collect()
}

fn jpeg(color: ColorType, sampling: SamplingFactor, progressive: bool) -> Vec<u8> {
    let channels = match color {
        ColorType::Luma => 1,
        ColorType::Rgb => 3,
        _ => 4,
    };
    let mut file = Vec::new();
    let mut encoder = JpegEncoder::new(&mut file, 90);
    encoder.set_sampling_factor(sampling);
    encoder.set_progressive(progressive);
    encoder.encode(&samples(channels), SIZE.0, SIZE.1, color).unwrap();
    file
}

fn gif(interlaced: bool, transparent: Option<u8>) -> Vec<u8> {
    let palette: Vec<u8> = (0..=255).flat_map(|n| [n, 255 - n, n / 2]).collect();
    let mut file = Vec::new();
    let mut encoder = GifEncoder::new(&mut file, SIZE.0, SIZE.1, &palette).unwrap();
    let frame =
        Frame { width: SIZE.0, height: SIZE.1, interlaced, transparent, buffer: samples(1).into(), ..Frame::default() };
    encoder.write_frame(&frame).unwrap();
    drop(encoder);
    file
}
