//! A picture that comes in rows from the top: halved while it comes where half of it is enough, so that a large one is
//! never whole in memory.

use crate::halve::halve;
use crate::raster::{Raster, Samples, Want};

/// The picture so far.
pub(crate) struct Shrinking {
    width: u32,
    height: u32,
    samples: Samples,
    is_halved: bool,
    /// The first of two rows that become one.
    upper: Vec<u8>,
    pixels: Vec<u8>,
}

impl Shrinking {
    pub(crate) fn of((width, height): (u32, u32), samples: Samples, want: Want) -> Self {
        let is_halved = want.is_half_enough(width, height);
        let (across, down) = if is_halved { (width.div_ceil(2), height.div_ceil(2)) } else { (width, height) };
        let pixels = Vec::with_capacity(across as usize * down as usize * samples.per_pixel());
        Self { width, height, samples, is_halved, upper: Vec::new(), pixels }
    }

    /// Takes the next row.
    pub(crate) fn push(&mut self, row: &[u8]) {
        if !self.is_halved {
            self.pixels.extend_from_slice(row);
        } else if self.upper.is_empty() {
            self.upper.extend_from_slice(row);
        } else {
            halve(&self.upper, row, self.samples, &mut self.pixels);
            self.upper.clear();
        }
    }

    /// The picture, when all rows are there. The last row of an odd number stands for two.
    pub(crate) fn finish(mut self) -> Raster {
        if !self.upper.is_empty() {
            halve(&self.upper, &self.upper, self.samples, &mut self.pixels);
        }
        let half = |side: u32| if self.is_halved { side.div_ceil(2) } else { side };
        Raster {
            width: half(self.width),
            height: half(self.height),
            samples: self.samples,
            pixels: self.pixels,
            full_width: self.width,
            full_height: self.height,
            icc: None,
            exif: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Shrinking;
    use crate::raster::{Samples, Want};

    #[test]
    fn rows_become_the_same_half_as_the_whole_picture_does() {
        let rows: [&[u8]; 3] = [&[10, 20, 40], &[30, 40, 60], &[1, 3, 9]];
        for want in [Want::AtLeast(2), Want::AtLeast(3), Want::Full] {
            let mut coming = Shrinking::of((3, 3), Samples::Gray, want);
            rows.into_iter().for_each(|row| coming.push(row));
            let came = coming.finish();
            let mut whole = Shrinking::of((3, 3), Samples::Gray, Want::Full);
            rows.into_iter().for_each(|row| whole.push(row));
            let whole = match want {
                Want::AtLeast(side) => whole.finish().halved_to(side),
                Want::Full => whole.finish(),
            };
            assert_eq!((came.width, came.height, &came.pixels), (whole.width, whole.height, &whole.pixels), "{want:?}");
            assert_eq!((came.full_width, came.full_height), (3, 3));
        }
    }
}
