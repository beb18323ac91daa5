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

    /// The largest or smallest value of the square around each pixel: along the columns, then along the rows.
    fn slid(&self, radius: usize, pick: impl Fn(u8, u8) -> u8 + Copy, outside: u8) -> Self {
        let columns = |picture: &Self| {
            let pixels = slide(&picture.pixels, picture.width as usize, radius, pick, outside);
            Self { pixels, ..*picture }.transposed()
        };
        columns(&columns(self))
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

/// The pick of each window of the columns of a picture, by the method of van Herk: blocks as long as the window, run through
/// forwards and backwards, so that a wide window costs no more than a narrow one. Whole rows are compared at once, which
/// every processor does many pixels at a time.
fn slide(pixels: &[u8], width: usize, radius: usize, pick: impl Fn(u8, u8) -> u8 + Copy, outside: u8) -> Vec<u8> {
    let window = 2 * radius + 1;
    let mut forwards = vec![outside; pixels.len() + 2 * radius * width];
    forwards[radius * width..][..pixels.len()].copy_from_slice(pixels);
    let mut backwards = forwards.clone();
    let onto = |row: &mut [u8], other: &[u8]| row.iter_mut().zip(other).for_each(|(a, &b)| *a = pick(*a, b));
    for block in forwards.chunks_mut(window * width) {
        for at in (width..block.len()).step_by(width) {
            let (before, row) = block.split_at_mut(at);
            onto(&mut row[..width], &before[at - width..]);
        }
    }
    for block in backwards.chunks_mut(window * width) {
        for at in (width..block.len()).step_by(width).rev() {
            let (before, row) = block.split_at_mut(at);
            onto(&mut before[at - width..], &row[..width]);
        }
    }
    onto(&mut backwards, &forwards[(window - 1) * width..]);
    backwards.truncate(pixels.len());
    backwards
}

#[cfg(test)]
mod tests {
    use super::slide;

    #[test]
    fn a_sliding_pick_sees_exactly_its_window() {
        // Two columns: a line, and the same backwards.
        let line = [5, 1, 9, 2, 2, 7, 0, 3];
        let pixels: Vec<u8> = (0..8).flat_map(|n| [line[n], line[7 - n]]).collect();
        for radius in 1..12 {
            let naive = |n: usize| *line[n.saturating_sub(radius)..(n + radius + 1).min(8)].iter().max().unwrap();
            let expected: Vec<u8> = (0..8).flat_map(|n| [naive(n), naive(7 - n)]).collect();
            assert_eq!(slide(&pixels, 2, radius, u8::max, 0), expected, "radius {radius}");
        }
    }
}
