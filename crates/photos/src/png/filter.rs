//! The five filters of PNG undone: a row is stored as its difference from what lies left of it or above it.

use crate::PhotoError;

/// Makes the pixels of a row again, whose pixels have so many bytes; `above` is the row before, or zeros.
pub(super) fn undo(filter: u8, pixel_bytes: usize, above: &[u8], row: &mut [u8]) -> Result<(), PhotoError> {
    match pixel_bytes {
        1 => undo_each::<1>(filter, above, row),
        2 => undo_each::<2>(filter, above, row),
        3 => undo_each::<3>(filter, above, row),
        _ => undo_each::<4>(filter, above, row),
    }
}

fn undo_each<const N: usize>(filter: u8, above: &[u8], row: &mut [u8]) -> Result<(), PhotoError> {
    match filter {
        0 => {}
        1 => onto_left::<N>(above, row, |left, _, _| left),
        2 => row.iter_mut().zip(above).for_each(|(byte, above)| *byte = byte.wrapping_add(*above)),
        3 => onto_left::<N>(above, row, |left, above, _| ((u16::from(left) + u16::from(above)) / 2) as u8),
        4 => onto_left::<N>(above, row, nearest),
        _ => return Err(PhotoError::broken("a row of an unknown filter")),
    }
    Ok(())
}

/// Adds to each byte what is guessed from those to the left, above, and above the left one.
fn onto_left<const N: usize>(above: &[u8], row: &mut [u8], guess: impl Fn(u8, u8, u8) -> u8) {
    let (mut left, mut corner) = ([0; N], [0; N]);
    for (pixel, above) in row.as_chunks_mut::<N>().0.iter_mut().zip(above.as_chunks::<N>().0) {
        for n in 0..N {
            pixel[n] = pixel[n].wrapping_add(guess(left[n], above[n], corner[n]));
        }
        (left, corner) = (*pixel, *above);
    }
}

/// Paeth's guess: of the three the one nearest to `left + above - corner`; of equally near ones the first. Written without
/// distances, because comparisons with one threshold cost a processor less.
fn nearest(left: u8, above: u8, corner: u8) -> u8 {
    let (low, high) = (left.min(above), left.max(above));
    let threshold = i16::from(corner) * 3 - i16::from(left) - i16::from(above);
    if i16::from(high) <= threshold {
        low
    } else if threshold <= i16::from(low) {
        high
    } else {
        corner
    }
}

#[cfg(test)]
mod tests {
    use super::{nearest, undo};

    #[test]
    fn paeths_guess_is_the_standards_own() {
        for left in 0..=255 {
            for above in 0..=255 {
                for corner in (0..=255).step_by(3).chain([254]) {
                    let aim = i32::from(left) + i32::from(above) - i32::from(corner);
                    let off = |byte: u8| (aim - i32::from(byte)).abs();
                    let expected = if off(left) <= off(above) && off(left) <= off(corner) {
                        left
                    } else if off(above) <= off(corner) {
                        above
                    } else {
                        corner
                    };
                    assert_eq!(nearest(left, above, corner), expected, "{left} {above} {corner}");
                }
            }
        }
    }

    #[test]
    fn a_filter_that_the_standard_does_not_have_is_a_broken_file() {
        assert!(undo(5, 1, &[0], &mut [0]).is_err());
    }
}
