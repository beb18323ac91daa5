//! A PNG with its rows out of order (Adam7): seven coarse pictures, one finer than the other. Each row becomes plain as it
//! comes, and of a large picture only the half is held, as the sums of the four pixels that each of its own is the mean of.

use image::ColorType;
use png::Reader;

use super::next_row;
use super::whole::native;
use crate::PhotoError;
use crate::limits::Clock;
use crate::raster::{Raster, Samples, Want, flatten};
use crate::stills::Timed;

/// First place and step, across and down, of each of the seven.
const PASSES: [((usize, usize), (usize, usize)); 7] = [
    ((0, 8), (0, 8)),
    ((4, 8), (0, 8)),
    ((0, 4), (4, 8)),
    ((2, 4), (0, 4)),
    ((0, 2), (2, 4)),
    ((1, 2), (0, 2)),
    ((0, 1), (1, 2)),
];

/// Decodes all passes; profile and Exif are the caller's.
pub(super) fn decode(
    reader: &mut Reader<Timed<'_>>,
    color: ColorType,
    clock: &Clock,
    want: Want,
) -> Result<Raster, PhotoError> {
    let (width, height) = (reader.info().width, reader.info().height);
    let samples = if color.has_color() { Samples::Rgb } else { Samples::Gray };
    let mut canvas = Canvas::of((width, height), samples, want);
    for ((left, across), (top, down)) in PASSES {
        // A pass without columns has no rows either.
        let count = (width as usize).saturating_sub(left).div_ceil(across);
        let rows = (top..height as usize).step_by(down).take_while(|_| count > 0);
        for y in rows {
            let row = next_row(reader, clock)?;
            if row.len() != count * usize::from(color.bytes_per_pixel()) {
                return Err(PhotoError::broken("a row has another length than the header says"));
            }
            let (row, _) = flatten(native(row.to_vec(), color), color)?;
            canvas.put(&row, (left, across), y);
            clock.check()?;
        }
    }
    // The library looks at the end of the stream when it is asked for more.
    let more = reader.next_row().map_err(|error| clock.check().err().unwrap_or_else(|| PhotoError::broken(error)))?;
    if more.is_some() {
        return Err(PhotoError::broken("more rows than the header says"));
    }
    Ok(canvas.finish())
}

/// The picture so far.
struct Canvas {
    width: usize,
    height: usize,
    samples: Samples,
    held: Held,
}

enum Held {
    Whole(Vec<u8>),
    /// Sums of four.
    Half(Vec<u16>),
}

impl Canvas {
    fn of((width, height): (u32, u32), samples: Samples, want: Want) -> Self {
        let is_halved = want.is_half_enough(width, height);
        let (width, height, each) = (width as usize, height as usize, samples.per_pixel());
        let held = if is_halved {
            Held::Half(vec![0; width.div_ceil(2) * height.div_ceil(2) * each])
        } else {
            Held::Whole(vec![0; width * height * each])
        };
        Self { width, height, samples, held }
    }

    /// Puts the pixels of one row of a pass to their places.
    fn put(&mut self, row: &[u8], (left, across): (usize, usize), y: usize) {
        let each = self.samples.per_pixel();
        let places = (left..).step_by(across).zip(row.chunks_exact(each));
        match &mut self.held {
            Held::Whole(pixels) => {
                let line = y * self.width * each;
                for (x, pixel) in places {
                    pixels[line + x * each..][..each].copy_from_slice(pixel);
                }
            }
            Held::Half(sums) => {
                // An odd edge stands for two.
                let times = |at: usize, side: usize| if at + 1 == side && side % 2 == 1 { 2 } else { 1 };
                let (line, down) = (y / 2 * self.width.div_ceil(2) * each, times(y, self.height));
                for (x, pixel) in places {
                    let times = down * times(x, self.width);
                    for (sum, &sample) in sums[line + x / 2 * each..][..each].iter_mut().zip(pixel) {
                        *sum += u16::from(sample) * times;
                    }
                }
            }
        }
    }

    fn finish(self) -> Raster {
        let (width, height) = (self.width as u32, self.height as u32);
        let (size, pixels) = match self.held {
            Held::Whole(pixels) => ((width, height), pixels),
            Held::Half(sums) => {
                let means = sums.iter().map(|sum| ((sum + 2) / 4) as u8).collect();
                ((width.div_ceil(2), height.div_ceil(2)), means)
            }
        };
        Raster {
            width: size.0,
            height: size.1,
            samples: self.samples,
            pixels,
            full_width: width,
            full_height: height,
            icc: None,
            exif: Vec::new(),
        }
    }
}
