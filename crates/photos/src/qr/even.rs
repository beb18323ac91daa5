//! Light evened out: hard shadows, glare and gradients taken off a tag before another look.
//!
//! How bright white paper is at each place is estimated by a morphological closing: dark things narrower than the window
//! vanish, while the edge of a shadow stays exactly where it is. A mean, as binarizers use, smears that edge over several
//! modules and loses more of the code than its error correction can give back. How dark print is, an opening tells likewise.

use super::treat::Luma;

/// Between paper and print there is at least this much difference, else the place shows neither.
const LEAST_CONTRAST: u8 = 10;

impl Luma {
    /// The picture stretched between its own light and its own dark at each place.
    pub(crate) fn evened(&self) -> Self {
        // Wider than the largest dark square of a tag (three modules) unless the tag fills the whole picture.
        let radius = (self.long_side() / 28).max(6) as usize;
        let calm = self.softened();
        let light = calm.slid(radius, u8::max, 0).slid(radius, u8::min, 255);
        let dark = calm.slid(radius, u8::min, 255).slid(radius, u8::max, 0);
        let limits = light.pixels.iter().zip(&dark.pixels);
        let stretched = |(&pixel, (&light, &dark)): (&u8, (&u8, &u8))| {
            let contrast = light.saturating_sub(dark);
            if contrast < LEAST_CONTRAST {
                return 255;
            }
            (u16::from(pixel.saturating_sub(dark)) * 255 / u16::from(contrast)).min(255) as u8
        };
        Self { pixels: calm.pixels.iter().zip(limits).map(stretched).collect(), ..*self }
    }

    /// The largest or smallest value of the square around each pixel, line by line, then column by column.
    fn slid(&self, radius: usize, pick: fn(u8, u8) -> u8, outside: u8) -> Self {
        let lines = |picture: &Self| {
            let rows = picture.pixels.chunks_exact(picture.width as usize);
            let pixels = rows.flat_map(|row| slide(row, radius, pick, outside)).collect();
            Self { pixels, ..*picture }.transposed()
        };
        lines(&lines(self))
    }

    fn transposed(&self) -> Self {
        let (width, height) = (self.width as usize, self.height as usize);
        let mut pixels = vec![0; self.pixels.len()];
        for (y, row) in self.pixels.chunks_exact(width).enumerate() {
            for (x, &pixel) in row.iter().enumerate() {
                pixels[x * height + y] = pixel;
            }
        }
        Self { width: self.height, height: self.width, pixels }
    }
}

/// The pick of each window of one line, by the method of van Herk: blocks as long as the window, run through forwards and
/// backwards, so that a wide window costs no more than a narrow one.
fn slide(line: &[u8], radius: usize, pick: fn(u8, u8) -> u8, outside: u8) -> Vec<u8> {
    let window = 2 * radius + 1;
    let mut forwards = vec![outside; line.len() + 2 * radius];
    forwards[radius..radius + line.len()].copy_from_slice(line);
    let mut backwards = forwards.clone();
    for block in forwards.chunks_mut(window) {
        (1..block.len()).for_each(|n| block[n] = pick(block[n - 1], block[n]));
    }
    for block in backwards.chunks_mut(window) {
        (1..block.len()).rev().for_each(|n| block[n - 1] = pick(block[n - 1], block[n]));
    }
    backwards.iter().zip(&forwards[window - 1..]).map(|(&a, &b)| pick(a, b)).collect()
}

#[cfg(test)]
mod tests {
    use super::slide;

    #[test]
    fn a_sliding_pick_sees_exactly_its_window() {
        let line = [5, 1, 9, 2, 2, 7, 0, 3];
        for radius in 1..12 {
            let naive =
                |n: usize| *line[n.saturating_sub(radius)..(n + radius + 1).min(line.len())].iter().max().unwrap();
            let expected: Vec<u8> = (0..line.len()).map(naive).collect();
            assert_eq!(slide(&line, radius, u8::max, 0), expected, "radius {radius}");
        }
    }
}
