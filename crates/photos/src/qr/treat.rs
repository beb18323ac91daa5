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
        let rows: Vec<&[u8]> = self.pixels.chunks_exact(width).collect();
        let mean = |a: &[u8], b: &[u8]| {
            ((u16::from(a[0]) + u16::from(a[1]) + u16::from(b[0]) + u16::from(b[1]) + 2) / 4) as u8
        };
        let pixels: Vec<u8> = rows
            .chunks_exact(2)
            .flat_map(|pair| pair[0].chunks_exact(2).zip(pair[1].chunks_exact(2)).map(|(a, b)| mean(a, b)))
            .collect();
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
            for (x, &pixel) in row.iter().enumerate() {
                let (left, right) = (x.saturating_sub(radius), (x + radius + 1).min(width));
                let corner = |y: usize, x: usize| sums[y * stride + x];
                // Sums may wrap in a very large picture; their difference over a small square is right all the same.
                let sum = corner(bottom, right)
                    .wrapping_sub(corner(top, right))
                    .wrapping_sub(corner(bottom, left))
                    .wrapping_add(corner(top, left));
                let count = ((bottom - top) * (right - left)) as u32;
                pixels.push(remake(i32::from(pixel), (sum / count) as i32));
            }
        }
        Self { pixels, ..*self }
    }
}
