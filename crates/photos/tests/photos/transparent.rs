//! WebP with transparency, as libwebp writes it: lossy colours in one part of the file, how far they cover in another.

use image::ImageEncoder;
use image::codecs::webp::WebPEncoder;
use photos::{Limits, PhotoError, prepare};

use crate::scene::{Rgb, view};

const WIDTH: u32 = 48;
const HEIGHT: u32 = 32;
/// Red on the left half and blue on the right one, 48 by 32, as `vips webpsave --Q 80` packs it.
const RED_AND_BLUE: [u8; 82] = [
    0x30, 0x04, 0x00, 0x9D, 0x01, 0x2A, 0x30, 0x00, 0x20, 0x00, 0x3E, 0x6D, 0x30, 0x93, 0x46, 0xA4, 0x23, 0x21, 0xA1,
    0x30, 0x15, 0x58, 0x00, 0x80, 0x0D, 0x89, 0x40, 0x19, 0xA1, 0x28, 0x2F, 0xC0, 0x3F, 0x10, 0x34, 0xC0, 0x00, 0x28,
    0xED, 0xE2, 0x0D, 0xA0, 0x00, 0xFE, 0xEF, 0xBC, 0xB0, 0x47, 0xB1, 0x78, 0x89, 0x7F, 0xAD, 0x7F, 0xF7, 0x07, 0x1F,
    0xF6, 0x0E, 0x3F, 0x64, 0xDE, 0x50, 0xFE, 0xA0, 0x4A, 0xCA, 0xFF, 0xE0, 0x32, 0x6D, 0x27, 0xFF, 0x0B, 0xFA, 0x3A,
    0x7B, 0xEC, 0xA0, 0x00, 0x00, 0x00,
];

/// Full in the upper half, half in the lower one, and nothing in the lowest four rows.
fn cover() -> Vec<u8> {
    (0..HEIGHT)
        .flat_map(|y| {
            [if y < 16 {
                255
            } else if y < 28 {
                128
            } else {
                0
            }; WIDTH as usize]
        })
        .collect()
}

/// The differences that a filter of this number stores: from the left, from above, or from both less the corner.
fn filtered(filter: u8, alpha: &[u8]) -> Vec<u8> {
    let width = WIDTH as usize;
    let guess = |n: usize| {
        let (left, above) = (|| alpha[n - 1], || alpha[n - width]);
        match (filter, n % width, n / width) {
            (0, ..) | (_, 0, 0) => 0,
            (_, 0, _) => above(),
            (_, _, 0) => left(),
            (1, ..) => left(),
            (2, ..) => above(),
            _ => (i16::from(left()) + i16::from(above()) - i16::from(alpha[n - width - 1])).clamp(0, 255) as u8,
        }
    };
    (0..alpha.len()).map(|n| alpha[n].wrapping_sub(guess(n))).collect()
}

/// As the green of a lossless picture, of which the header is left out.
fn packed(alpha: &[u8]) -> Vec<u8> {
    let green: Vec<u8> = alpha.iter().flat_map(|&a| [0, a, 0]).collect();
    let mut file = Vec::new();
    WebPEncoder::new_lossless(&mut file).write_image(&green, WIDTH, HEIGHT, image::ExtendedColorType::Rgb8).unwrap();
    let at = file.windows(4).position(|name| name == b"VP8L").unwrap();
    let length = u32::from_le_bytes(file[at + 4..at + 8].try_into().unwrap()) as usize;
    file[at + 8 + 5..at + 8 + length].to_vec()
}

fn chunk(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let padding: &[u8] = if body.len().is_multiple_of(2) { &[] } else { &[0] };
    [name, (body.len() as u32).to_le_bytes().as_slice(), body, padding].concat()
}

fn file(alpha: &[u8]) -> Vec<u8> {
    let mut header = vec![0x10, 0, 0, 0];
    header.extend(&(WIDTH - 1).to_le_bytes()[..3]);
    header.extend(&(HEIGHT - 1).to_le_bytes()[..3]);
    let body =
        [b"WEBP".to_vec(), chunk(b"VP8X", &header), chunk(b"ALPH", alpha), chunk(b"VP8 ", &RED_AND_BLUE)].concat();
    chunk(b"RIFF", &body)
}

fn is_near(left: Rgb, right: Rgb) -> bool {
    left.iter().zip(right).all(|(&a, b)| a.abs_diff(b) <= 22)
}

#[test]
fn what_is_transparent_turns_white_however_it_is_packed() {
    for filter in 0..4_u8 {
        for is_packed in [false, true] {
            let differences = filtered(filter, &cover());
            let alpha = if is_packed { packed(&differences) } else { differences };
            let file = file(&[&[filter << 2 | u8::from(is_packed)], alpha.as_slice()].concat());
            let seen = view(&prepare(&file, &Limits::default()).unwrap().picture);
            let [red, blue] = [[210, 30, 30], [30, 50, 200]];
            let half = |color: Rgb| color.map(|c| (u16::from(c) / 2 + 127) as u8);
            for (x, y, color) in [
                (8, 6, red),
                (40, 6, blue),
                (8, 22, half(red)),
                (40, 22, half(blue)),
                (8, 30, [255; 3]),
                (40, 30, [255; 3]),
            ] {
                let shown = seen.at(x, y);
                assert!(
                    is_near(shown, color),
                    "filter {filter}, packed {is_packed}, at {x},{y}: {shown:?}, not {color:?}"
                );
            }
        }
    }
}

#[test]
fn a_cover_that_is_cut_or_of_another_size_is_a_broken_file() {
    for alpha in [vec![], vec![0; 100], vec![2; 5000], vec![1, 0, 0]] {
        let error = prepare(&file(&alpha), &Limits::default()).unwrap_err();
        assert!(matches!(error, PhotoError::Broken { .. }), "{error}");
    }
}

#[test]
fn a_lossless_picture_without_transparency_keeps_every_colour() {
    let rgb: Vec<u8> =
        (0..WIDTH * HEIGHT).flat_map(|n| if n % WIDTH < 24 { [9, 200, 90] } else { [250, 0, 7] }).collect();
    let mut plain = Vec::new();
    let write = |file: &mut Vec<u8>, samples: &[u8], color| {
        WebPEncoder::new_lossless(file).write_image(samples, WIDTH, HEIGHT, color).unwrap();
    };
    write(&mut plain, &rgb, image::ExtendedColorType::Rgb8);
    let rgba: Vec<u8> = rgb.chunks(3).flat_map(|p| [p[0], p[1], p[2], 0]).collect();
    let mut clear = Vec::new();
    write(&mut clear, &rgba, image::ExtendedColorType::Rgba8);
    let seen = |file: &[u8], x: u32| view(&prepare(file, &Limits::default()).unwrap().picture).at(x, 16);
    assert!(is_near(seen(&plain, 8), [9, 200, 90]) && is_near(seen(&plain, 40), [250, 0, 7]));
    assert!(is_near(seen(&clear, 8), [255; 3]) && is_near(seen(&clear, 40), [255; 3]));
}
