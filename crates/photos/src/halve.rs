//! Two rows become one of half the length: each pixel is the mean of four.

use crate::raster::Samples;

/// Appends the half of two rows to a picture.
pub(super) fn halve(upper: &[u8], lower: &[u8], samples: Samples, pixels: &mut Vec<u8>) {
    match samples {
        Samples::Gray => halve_each::<1>(upper, lower, pixels),
        Samples::Rgb => halve_each::<3>(upper, lower, pixels),
        Samples::Cmyk => halve_each::<4>(upper, lower, pixels),
    }
}

fn halve_each<const N: usize>(upper: &[u8], lower: &[u8], pixels: &mut Vec<u8>) {
    let start = pixels.len();
    let across = upper.len().div_ceil(2 * N) * N;
    pixels.resize(start + across, 0);
    let mean = |a: u8, b: u8, c: u8, d: u8| ((u16::from(a) + u16::from(b) + u16::from(c) + u16::from(d) + 2) / 4) as u8;
    let pairs = upper.chunks_exact(2 * N).zip(lower.chunks_exact(2 * N));
    for (pixel, (upper, lower)) in pixels[start..].chunks_exact_mut(N).zip(pairs) {
        for n in 0..N {
            pixel[n] = mean(upper[n], upper[n + N], lower[n], lower[n + N]);
        }
    }
    let (last, other) = (upper.chunks_exact(2 * N).remainder(), lower.chunks_exact(2 * N).remainder());
    for (n, pixel) in pixels[start + across - last.len()..].iter_mut().enumerate() {
        *pixel = mean(last[n], last[n], other[n], other[n]);
    }
}

#[cfg(test)]
mod tests {
    use super::halve;
    use crate::raster::Samples;

    #[test]
    fn a_pixel_of_the_half_is_the_mean_of_four_and_an_odd_edge_counts_twice() {
        let mut pixels = Vec::new();
        halve(&[10, 20, 40], &[30, 40, 60], Samples::Gray, &mut pixels);
        assert_eq!(pixels, [25, 50]);
        pixels.clear();
        halve(&[1, 2, 3, 5, 6, 7], &[1, 2, 3, 5, 6, 7], Samples::Rgb, &mut pixels);
        assert_eq!(pixels, [3, 4, 5]);
    }
}
