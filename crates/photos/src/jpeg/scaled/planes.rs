//! From the blocks of the components to rows of pixels.
//!
//! One row of units is held at a time, a plane for each component; all planes have the same size, because each component
//! was transformed to it.

use jpeg_decoder::ColorTransform;

use super::tables::{Component, Tables};
use super::transform::{Block, to_pixels};
use crate::jpeg::Decoded;
use crate::raster::Samples;

/// The planes of one row of units, and the picture so far.
pub(super) struct Planes {
    planes: Vec<Vec<u8>>,
    stride: usize,
    transform: ColorTransform,
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl Planes {
    pub(super) fn new(tables: &Tables, transform: ColorTransform) -> Self {
        let stride = tables.units.0 * tables.unit.0 * tables.side;
        let rows = tables.unit.1 * tables.side;
        let (width, height) = ((tables.width * tables.side).div_ceil(8), (tables.height * tables.side).div_ceil(8));
        Self {
            planes: vec![vec![0; stride * rows]; tables.components.len()],
            stride,
            transform,
            width,
            height,
            pixels: Vec::with_capacity(width * height * tables.components.len()),
        }
    }

    /// Puts one block of a component to its place, counted in the component's blocks.
    #[inline(always)]
    pub(super) fn put(&mut self, at: usize, component: &Component, (x, y): (usize, usize), block: &Block, last: usize) {
        let side = component.side;
        let (across, down) = (side / component.shrink.0, side / component.shrink.1);
        let from = y * down * self.stride + x * across;
        let Some(place) = self.planes.get_mut(at).and_then(|plane| plane.get_mut(from..)) else { return };
        if component.shrink == (1, 1) {
            // The side as a constant lets each size become straight code.
            match side {
                8 => to_pixels(block, last, 8, place, self.stride),
                4 => to_pixels(block, last, 4, place, self.stride),
                2 => to_pixels(block, last, 2, place, self.stride),
                _ => to_pixels(block, last, 1, place, self.stride),
            }
            return;
        }
        let mut large = [0; 64];
        to_pixels(block, last, side, &mut large, side);
        for (row, line) in place.chunks_mut(self.stride).take(down).enumerate() {
            for (column, pixel) in line[..across].iter_mut().enumerate() {
                let (x, y) = (column * component.shrink.0, row * component.shrink.1);
                let next = (y + component.shrink.1 - 1) * side + x + component.shrink.0 - 1;
                *pixel = (u16::from(large[y * side + x]) + u16::from(large[next])).div_ceil(2) as u8;
            }
        }
    }

    /// Turns the planes into pixels, as many rows as the picture still lacks.
    pub(super) fn finish_row(&mut self) {
        let samples = self.planes.len();
        let done = self.pixels.len() / (self.width * samples);
        let rows = (self.planes[0].len() / self.stride).min(self.height - done);
        for row in 0..rows {
            let line = |plane: &'_ Vec<u8>| row * self.stride..row * self.stride + self.width.min(plane.len());
            match self.planes.as_slice() {
                [one, two, three] => {
                    let lines = [&one[line(one)], &two[line(two)], &three[line(three)]];
                    let start = self.pixels.len();
                    self.pixels.resize(start + self.width * 3, 0);
                    merge(lines, self.transform, &mut self.pixels[start..]);
                }
                [one, two, three, black] => {
                    let lines = [&one[line(one)], &two[line(two)], &three[line(three)]];
                    let start = self.pixels.len();
                    self.pixels.resize(start + self.width * 4, 0);
                    merge_inks(lines, &black[line(black)], self.transform, &mut self.pixels[start..]);
                }
                [one, ..] => self.pixels.extend_from_slice(&one[line(one)]),
                [] => {}
            }
        }
    }

    /// The picture, when all its rows are there.
    pub(super) fn picture(self) -> Option<Decoded> {
        let samples = match self.planes.len() {
            3 => Samples::Rgb,
            4 => Samples::Cmyk,
            _ => Samples::Gray,
        };
        (self.pixels.len() == self.width * self.height * self.planes.len()).then_some(Decoded {
            width: self.width as u32,
            height: self.height as u32,
            samples,
            pixels: self.pixels,
        })
    }
}

/// One row of three components as RGB pixels.
fn merge([one, two, three]: [&[u8]; 3], transform: ColorTransform, pixels: &mut [u8]) {
    let samples = one.iter().zip(two).zip(three);
    let pixels = pixels.chunks_exact_mut(3).zip(samples);
    if transform == ColorTransform::RGB {
        for (pixel, ((&r, &g), &b)) in pixels {
            pixel.copy_from_slice(&[r, g, b]);
        }
        return;
    }
    for (pixel, ((&y, &cb), &cr)) in pixels {
        pixel.copy_from_slice(&rgb(y, cb, cr));
    }
}

/// The factors of JFIF in 1/65536.
#[inline(always)]
fn rgb(y: u8, cb: u8, cr: u8) -> [u8; 3] {
    let (y, cb, cr) = ((i32::from(y) << 16) + 32_768, i32::from(cb) - 128, i32::from(cr) - 128);
    let rgb = [y + 91_881 * cr, y - 22_554 * cb - 46_802 * cr, y + 116_130 * cb];
    rgb.map(|sample| (sample >> 16).clamp(0, 255) as u8)
}

/// One row of four inks. Files hold them the wrong way round, as Adobe began it: 0 for full ink. What YCCK turns into red,
/// green and blue is one of them turned round already.
fn merge_inks([one, two, three]: [&[u8]; 3], black: &[u8], transform: ColorTransform, pixels: &mut [u8]) {
    let samples = one.iter().zip(two).zip(three).zip(black);
    for (pixel, (((&one, &two), &three), &black)) in pixels.as_chunks_mut::<4>().0.iter_mut().zip(samples) {
        let [cyan, magenta, yellow] = match transform {
            ColorTransform::YCCK => rgb(one, two, three),
            _ => [one, two, three].map(|ink| 255 - ink),
        };
        *pixel = [cyan, magenta, yellow, 255 - black];
    }
}
