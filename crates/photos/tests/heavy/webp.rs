//! WebP. No encoder at hand writes lossy ones, so their colours are one shade; what they unpack to is as large as ever.

use std::io::Read as _;

use data_encoding::BASE64;
use flate2::read::ZlibDecoder;
use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, ImageEncoder};

use super::{HEIGHT, WIDTH, sample, samples};

/// The lossy part of a black picture of 4000 by 3000 pixels, as `vips webpsave --Q 1` packs it, deflated.
const BLACK: &str = "\
    eNrtySFqQgEAANA/LH4MHkAQTAOrySAK9t1BsAiyoGFBzGIRwWJQ+AdYGAvykxaDBg8wDCLI0oauzCBsXkKwvFff2yGcPuSjdJwq\
    bz5/2ou48BolE6div/G8f6llKuFXYtec9OYfxXT3vZW91A+l3/Wq8z0anrePuePsqaq11lprrbXWWmuttdZaa6211lprrbXWWmut\
    tdZaa6211lprrbXWWmuttdZaa6211lrftgdB8Pc/XgYA93UFFRvM8Q==";

pub(crate) fn lossless(is_transparent: bool) -> Vec<u8> {
    let (channels, color) = if is_transparent { (4, ExtendedColorType::Rgba8) } else { (3, ExtendedColorType::Rgb8) };
    let mut file = Vec::new();
    WebPEncoder::new_lossless(&mut file).write_image(&samples(channels), WIDTH, HEIGHT, color).unwrap();
    file
}

pub(crate) fn lossy(is_transparent: bool) -> Vec<u8> {
    let mut colors = Vec::new();
    ZlibDecoder::new(BASE64.decode(BLACK.as_bytes()).unwrap().as_slice()).read_to_end(&mut colors).unwrap();
    let flags = if is_transparent { 0x10 } else { 0 };
    let mut header = vec![flags, 0, 0, 0];
    header.extend(&(WIDTH - 1).to_le_bytes()[..3]);
    header.extend(&(HEIGHT - 1).to_le_bytes()[..3]);
    let cover = if is_transparent { chunk(b"ALPH", &cover()) } else { Vec::new() };
    chunk(b"RIFF", &[b"WEBP".to_vec(), chunk(b"VP8X", &header), cover, chunk(b"VP8 ", &colors)].concat())
}

/// Transparency packed as the green of a lossless picture, of which the header is left out.
fn cover() -> Vec<u8> {
    let places = (0..HEIGHT).flat_map(|y| (0..WIDTH).map(move |x| (x, y)));
    let green: Vec<u8> = places.flat_map(|(x, y)| [0, sample(x, y, 0), 0]).collect();
    let mut file = Vec::new();
    WebPEncoder::new_lossless(&mut file).write_image(&green, WIDTH, HEIGHT, ExtendedColorType::Rgb8).unwrap();
    let at = file.windows(4).position(|name| name == b"VP8L").unwrap();
    let length = u32::from_le_bytes(file[at + 4..at + 8].try_into().unwrap()) as usize;
    [&[1], &file[at + 8 + 5..at + 8 + length]].concat()
}

fn chunk(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let padding: &[u8] = if body.len().is_multiple_of(2) { &[] } else { &[0] };
    [name, (body.len() as u32).to_le_bytes().as_slice(), body, padding].concat()
}
