//! Tags that do not lie flat: around a post, on cloth, on a sheet that came off the wall at one side.
//!
//! A reader expects straight rows. A picture bent the other way has them straight again; which way a tag is bent nobody
//! knows, so that several are tried.

use super::treat::Luma;

impl Luma {
    /// The picture with its rows and columns bent into parabolas: by so many thousandths of its height and width, in the
    /// middle against the edges.
    pub(crate) fn bent(&self, (rows, columns): (i32, i32)) -> Self {
        let (width, height) = (self.width as usize, self.height as usize);
        // How far each place along a line is moved: all of it in the middle, nothing at the edges.
        let arch = |length: usize, size: usize, by: i32| -> Vec<f32> {
            let share = |n: usize| {
                let at = (n as f32 + 0.5) / length as f32 * 2.0 - 1.0;
                (1.0 - at * at) * size as f32 * by as f32 / 1000.0
            };
            (0..length).map(share).collect()
        };
        let (down, right) = (arch(width, height, rows), arch(height, width, columns));
        let mut pixels = Vec::with_capacity(self.pixels.len());
        for (y, right) in right.iter().enumerate() {
            for (x, down) in down.iter().enumerate() {
                pixels.push(self.between(x as f32 + right, y as f32 + down));
            }
        }
        Self { pixels, ..*self }
    }

    /// The brightness between four pixels; outside, that of the edge.
    fn between(&self, x: f32, y: f32) -> u8 {
        let (x, y) = (x.clamp(0.0, self.width as f32 - 1.0), y.clamp(0.0, self.height as f32 - 1.0));
        let (left, top) = (x as usize, y as usize);
        let (right, bottom) = ((left + 1).min(self.width as usize - 1), (top + 1).min(self.height as usize - 1));
        let at = |x: usize, y: usize| f32::from(self.pixels[y * self.width as usize + x]);
        let (over, under) = (x - left as f32, y - top as f32);
        let upper = at(left, top) * (1.0 - over) + at(right, top) * over;
        let lower = at(left, bottom) * (1.0 - over) + at(right, bottom) * over;
        (upper * (1.0 - under) + lower * under + 0.5) as u8
    }
}

#[cfg(test)]
mod tests {
    use super::Luma;

    #[test]
    fn bending_there_and_back_changes_little_and_edges_stay() {
        let pixels = (0..120 * 90).map(|n| ((n % 120) * 2 + n / 120 % 8 * 2) as u8).collect();
        let flat = Luma { width: 120, height: 90, pixels };
        let bent = flat.bent((30, -20));
        assert_ne!(bent, flat);
        let back = bent.bent((-30, 20));
        let off = flat.pixels.iter().zip(&back.pixels).map(|(a, b)| u32::from(a.abs_diff(*b))).sum::<u32>();
        assert!(off / (120 * 90) < 5, "{off}");
        assert_eq!(flat.bent((0, 0)), flat);
    }
}
