//! Treatments of a grey picture before another look: smaller, larger, sharper, softer, inverted.

use crate::PhotoError;
use crate::raster::Samples;
use crate::scale::{Care, fit, resample};

/// A grey picture, rows from the top without padding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Luma {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) pixels: Vec<u8>,
}

impl Luma {
    /// A copy of a camera frame, when it has the size it claims.
    pub(crate) fn of_frame(width: u32, height: u32, luma: &[u8]) -> Option<Self> {
        let length = usize::try_from(u64::from(width) * u64::from(height)).ok()?;
        let pixels = luma.get(..length).filter(|pixels| !pixels.is_empty())?.to_vec();
        Some(Self { width, height, pixels })
    }

    pub(crate) fn long_side(&self) -> u32 {
        self.width.max(self.height)
    }

    /// At most this long; a copy when it already is.
    pub(crate) fn shrunk(&self, long_side: u32) -> Result<Self, PhotoError> {
        let (width, height) = fit(self.width, self.height, long_side);
        let pixels = resample(&self.pixels, Samples::Gray, (self.width, self.height), (width, height), Care::Glance)?;
        Ok(Self { width, height, pixels })
    }

    /// Half as wide and high: camera noise halves with it.
    pub(crate) fn halved(&self) -> Self {
        let width = self.width as usize;
        let mean = |(a, b): (&[u8], &[u8])| {
            ((u16::from(a[0]) + u16::from(a[1]) + u16::from(b[0]) + u16::from(b[1]) + 2) / 4) as u8
        };
        let mut pixels = Vec::with_capacity(self.pixels.len() / 4);
        for pair in self.pixels.chunks_exact(2 * width) {
            let (upper, lower) = pair.split_at(width);
            pixels.extend(upper.chunks_exact(2).zip(lower.chunks_exact(2)).map(mean));
        }
        Self { width: self.width / 2, height: self.height / 2, pixels }
    }

    /// Twice as wide and high, for codes whose modules are hardly larger than pixels.
    pub(crate) fn doubled(&self) -> Self {
        let rows = self.pixels.chunks_exact(self.width as usize);
        let pixels = rows
            .flat_map(|row| {
                let wide: Vec<u8> = row.iter().flat_map(|&p| [p, p]).collect();
                [wide.clone(), wide].concat()
            })
            .collect();
        Self { width: self.width * 2, height: self.height * 2, pixels }
    }

    /// Edges made steeper: each pixel moves away from the mean of its surroundings.
    pub(crate) fn sharpened(&self) -> Self {
        self.against_mean(2, |pixel, mean| (pixel + (pixel - mean) * 3 / 2).clamp(0, 255) as u8)
    }

    /// Noise and screen patterns taken out.
    pub(crate) fn softened(&self) -> Self {
        self.against_mean(1, |_, mean| mean as u8)
    }

    /// Light codes on dark ground.
    pub(crate) fn inverted(&self) -> Self {
        Self { pixels: self.pixels.iter().map(|p| 255 - p).collect(), ..*self }
    }

    /// Each pixel remade from itself and the mean of the square of this radius around it, by a table of sums.
    fn against_mean(&self, radius: usize, remake: impl Fn(i32, i32) -> u8) -> Self {
        let (width, height) = (self.width as usize, self.height as usize);
        let stride = width + 1;
        let mut sums = vec![0_u32; stride * (height + 1)];
        for (y, row) in self.pixels.chunks_exact(width).enumerate() {
            let mut line = 0_u32;
            for (x, &pixel) in row.iter().enumerate() {
                line = line.wrapping_add(u32::from(pixel));
                sums[(y + 1) * stride + x + 1] = sums[y * stride + x + 1].wrapping_add(line);
            }
        }
        let mut pixels = Vec::with_capacity(self.pixels.len());
        for (y, row) in self.pixels.chunks_exact(width).enumerate() {
            let (top, bottom) = (y.saturating_sub(radius), (y + radius + 1).min(height));
            let (upper, lower) = (&sums[top * stride..][..stride], &sums[bottom * stride..][..stride]);
            // Sums may wrap in a very large picture; their difference over a small square is right all the same.
            let within = |left: (&u32, &u32), right: (&u32, &u32)| {
                right.1.wrapping_sub(*right.0).wrapping_sub(*left.1).wrapping_add(*left.0)
            };
            let near_edge = |x: usize| {
                let (left, right) = (x.saturating_sub(radius), (x + radius + 1).min(width));
                let sum = within((&upper[left], &lower[left]), (&upper[right], &lower[right]));
                remake(i32::from(row[x]), divided(sum, (bottom - top) * (right - left)))
            };
            // Away from the edges all squares are alike, and many pixels are done at a time.
            let wide = (2 * radius + 1).min(width);
            let ends = upper[wide..].iter().zip(&lower[wide..]);
            let squares = upper.iter().zip(lower).zip(ends).map(|(left, right)| within(left, right));
            let inner = if width > 2 * radius { radius..width - radius } else { 0..0 };
            let count = (bottom - top) * wide;
            pixels.extend((0..inner.start).map(near_edge));
            pixels.extend(
                row[inner.clone()].iter().zip(squares).map(|(&pixel, sum)| remake(pixel.into(), divided(sum, count))),
            );
            pixels.extend((inner.end..width).map(near_edge));
        }
        Self { pixels, ..*self }
    }
}

/// The mean of so many pixels, exactly, by a multiplication; for squares of up to 25 pixels.
fn divided(sum: u32, count: usize) -> i32 {
    const SHIFT: u32 = 19;
    let inverse = (1_u32 << SHIFT).div_ceil(count as u32);
    (sum.wrapping_mul(inverse) >> SHIFT) as i32
}

#[cfg(test)]
mod tests {
    use super::{Luma, divided};

    #[test]
    fn means_are_exact_for_every_square_that_is_used() {
        for count in 1..=25 {
            for sum in 0..=255 * count {
                assert_eq!(divided(sum, count as usize), (sum / count) as i32, "{sum} by {count}");
            }
        }
    }

    #[test]
    fn each_pixel_is_softened_by_the_square_around_it_and_edges_by_what_there_is_of_it() {
        for (width, height) in [(1, 1), (2, 5), (3, 3), (4, 2), (11, 7)] {
            let pixels: Vec<u8> = (0..width * height).map(|n| (n * 37 % 251) as u8).collect();
            let picture = Luma { width, height, pixels };
            let (wide, high) = (width as usize, height as usize);
            let mean = |x: usize, y: usize| {
                let (xs, ys) = (x.saturating_sub(1)..(x + 2).min(wide), y.saturating_sub(1)..(y + 2).min(high));
                let count = xs.len() * ys.len();
                let sum =
                    ys.flat_map(|y| xs.clone().map(move |x| y * wide + x)).map(|at| usize::from(picture.pixels[at]));
                (sum.sum::<usize>() / count) as u8
            };
            let expected: Vec<u8> =
                (0..high).flat_map(|y| (0..wide).map(move |x| (x, y))).map(|(x, y)| mean(x, y)).collect();
            assert_eq!(picture.softened().pixels, expected, "{width} by {height}");
        }
    }
}
