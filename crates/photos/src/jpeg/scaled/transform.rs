//! The inverse cosine transform, to blocks of 8, 4, 2 or 1 pixels a side.
//!
//! A block's lowest coefficients are the coefficients of the same block made smaller, so a smaller picture comes straight out
//! of a smaller transform: no larger picture is ever made. Whole rows of numbers are worked on together, in floating
//! point, because that is what every processor does several at a time.

/// Coefficients of one block, row by row, multiplied by their quantization and by `scale`.
pub(super) type Block = [f32; 64];

/// What each coefficient must be multiplied by before `to_pixels` makes a block of this side.
pub(super) fn scale(side: usize, row: usize, column: usize) -> f32 {
    /// Factors that the fast transform of eight numbers leaves to the quantization (Arai, Agui and Nakajima).
    const EIGHT: [f32; 8] = [1.0, 1.387_039_8, 1.306_563, 1.175_875_6, 1.0, 0.785_694_96, 0.541_196_1, 0.275_899_38];
    match side {
        8 => EIGHT[row] * EIGHT[column] / 8.0,
        // The mean of a smaller block is that of the large one; each direction halves or quarters the first number.
        4 => 0.5,
        2 => 0.25,
        _ => 0.125,
    }
}

/// Makes a block of `side` times `side` pixels, rows of `stride` apart, from its coefficients. `last` is the place of the
/// last coefficient that is not zero, in zigzag order.
#[inline(always)]
pub(super) fn to_pixels(block: &Block, last: usize, side: usize, pixels: &mut [u8], stride: usize) {
    if last == 0 && side > 1 {
        let flat = pixel(block[0] * if side == 8 { 1.0 } else { 1.0 / side as f32 });
        for row in pixels.chunks_mut(stride).take(side) {
            row[..side].fill(flat);
        }
        return;
    }
    match side {
        8 => eight(block, pixels, stride),
        4 => four(block, pixels, stride),
        2 => two(block, pixels, stride),
        _ => pixels[0] = pixel(block[0]),
    }
}

/// A sample in the range of a byte, rounded. Adding 2^23 leaves the whole number in the lowest bits.
#[inline(always)]
fn pixel(sample: f32) -> u8 {
    ((sample + 128.0).clamp(0.0, 255.0) + 8_388_608.0).to_bits() as u8
}

type Row<const N: usize> = [f32; N];

#[inline(always)]
fn each<const N: usize>(a: Row<N>, b: Row<N>, work: impl Fn(f32, f32) -> f32) -> Row<N> {
    std::array::from_fn(|n| work(a[n], b[n]))
}

#[inline(always)]
fn add<const N: usize>(a: Row<N>, b: Row<N>) -> Row<N> {
    each(a, b, |a, b| a + b)
}

#[inline(always)]
fn sub<const N: usize>(a: Row<N>, b: Row<N>) -> Row<N> {
    each(a, b, |a, b| a - b)
}

#[inline(always)]
fn mul<const N: usize>(a: Row<N>, by: f32) -> Row<N> {
    a.map(|a| a * by)
}

#[inline(always)]
fn turned<const N: usize>(rows: [Row<N>; N]) -> [Row<N>; N] {
    std::array::from_fn(|y| std::array::from_fn(|x| rows[x][y]))
}

#[inline(always)]
fn four(block: &Block, pixels: &mut [u8], stride: usize) {
    let rows: [Row<4>; 4] = std::array::from_fn(|y| std::array::from_fn(|x| block[y * 8 + x]));
    let rows = turned(four_columns(turned(four_columns(rows))));
    for (line, row) in pixels.chunks_mut(stride).zip(rows) {
        line[..4].copy_from_slice(&row.map(pixel));
    }
}

/// The transform of four numbers, down each of four columns.
#[inline(always)]
fn four_columns([a, b, c, d]: [Row<4>; 4]) -> [Row<4>; 4] {
    /// cos(22.5°) and sin(22.5°), divided by the root of two.
    const COS: f32 = 0.653_281_5;
    const SIN: f32 = 0.270_598_05;
    let (even, odd) = (mul(add(a, c), 0.5), mul(sub(a, c), 0.5));
    let near = add(mul(b, COS), mul(d, SIN));
    let far = sub(mul(b, SIN), mul(d, COS));
    [add(even, near), add(odd, far), sub(odd, far), sub(even, near)]
}

#[inline(always)]
fn two(block: &Block, pixels: &mut [u8], stride: usize) {
    let [a, b, c, d] = [block[0], block[1], block[8], block[9]].map(|n| n / 2.0);
    pixels[0] = pixel(a + b + c + d);
    pixels[1] = pixel(a - b + c - d);
    pixels[stride] = pixel(a + b - c - d);
    pixels[stride + 1] = pixel(a - b - c + d);
}

#[inline(always)]
fn eight(block: &Block, pixels: &mut [u8], stride: usize) {
    let rows: [Row<8>; 8] = std::array::from_fn(|y| std::array::from_fn(|x| block[y * 8 + x]));
    let rows = turned(eight_columns(turned(eight_columns(rows))));
    for (line, row) in pixels.chunks_mut(stride).zip(rows) {
        line[..8].copy_from_slice(&row.map(pixel));
    }
}

/// The transform of eight numbers, down each of eight columns, by the method of Arai, Agui and Nakajima.
#[inline(always)]
fn eight_columns(v: [Row<8>; 8]) -> [Row<8>; 8] {
    const ROOT2: f32 = std::f32::consts::SQRT_2;
    let (sum, difference) = (add(v[0], v[4]), sub(v[0], v[4]));
    let middle = add(v[2], v[6]);
    let rest = sub(mul(sub(v[2], v[6]), ROOT2), middle);
    let even = [add(sum, middle), add(difference, rest), sub(difference, rest), sub(sum, middle)];

    let (z13, z10) = (add(v[5], v[3]), sub(v[5], v[3]));
    let (z11, z12) = (add(v[1], v[7]), sub(v[1], v[7]));
    let odd7 = add(z11, z13);
    let odd11 = mul(sub(z11, z13), ROOT2);
    let z5 = mul(add(z10, z12), 1.847_759);
    let odd10 = sub(z5, mul(z12, 1.082_392_2));
    let odd12 = sub(z5, mul(z10, 2.613_126));
    let odd6 = sub(odd12, odd7);
    let odd5 = sub(odd11, odd6);
    let odd4 = sub(odd10, odd5);
    [
        add(even[0], odd7),
        add(even[1], odd6),
        add(even[2], odd5),
        add(even[3], odd4),
        sub(even[3], odd4),
        sub(even[2], odd5),
        sub(even[1], odd6),
        sub(even[0], odd7),
    ]
}

#[cfg(test)]
mod tests {
    use super::{Block, scale, to_pixels};

    /// The transform as the standard writes it, in the size asked for.
    fn plainly(coefficients: &[f64; 64], side: usize) -> Vec<u8> {
        let cos = |x: usize, u: usize| {
            let weight = if u == 0 { (1.0 / side as f64).sqrt() } else { (2.0 / side as f64).sqrt() };
            weight * ((2 * x + 1) as f64 * u as f64 * std::f64::consts::PI / (2 * side) as f64).cos()
        };
        let sample = |x: usize, y: usize| {
            let terms = (0..side * side).map(|n| (n % side, n / side));
            let sum: f64 = terms.map(|(u, v)| coefficients[v * 8 + u] * cos(x, u) * cos(y, v)).sum();
            (sum * side as f64 / 8.0 + 128.0).clamp(0.0, 255.0).round() as u8
        };
        (0..side * side).map(|n| sample(n % side, n / side)).collect()
    }

    #[test]
    fn every_size_gives_what_the_definition_gives() {
        let mut state = 1_u64;
        for round in 0..400 {
            let mut coefficients = [0.0; 64];
            for (n, coefficient) in coefficients.iter_mut().enumerate().take(1 + round % 64) {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                *coefficient = ((state >> 40) as f64 / (1 << 24) as f64 - 0.5) * 900.0 / (1.0 + n as f64 / 3.0);
            }
            for side in [8, 4, 2, 1] {
                let block: Block = std::array::from_fn(|n| coefficients[n] as f32 * scale(side, n / 8, n % 8));
                let mut pixels = vec![0; 64];
                to_pixels(&block, if round % 64 == 0 { 0 } else { 63 }, side, &mut pixels, side);
                let expected = plainly(&coefficients, side);
                let off = expected.iter().zip(&pixels).map(|(a, b)| a.abs_diff(*b)).max();
                assert!(off <= Some(1), "side {side}, round {round}: {off:?}");
            }
        }
    }
}
