//! How far each pixel of a lossy picture covers what lies below it: packed as the green of a lossless picture without its
//! header, or plain, and as differences from the pixels beside it.

use super::{LOSSLESS, LOSSLESS_HEADER, rgba};
use crate::limits::Clock;
use crate::{Limits, PhotoError};

/// One byte a pixel, 255 for a pixel that lets nothing through.
pub(super) fn covering(data: &[u8], size: (u32, u32), limits: &Limits, clock: &Clock) -> Result<Vec<u8>, PhotoError> {
    let (width, height) = (size.0 as usize, size.1 as usize);
    let (&how, data) = data.split_first().ok_or_else(PhotoError::cut)?;
    let mut alpha = match how & 3 {
        0 => data.get(..width * height).ok_or_else(PhotoError::cut)?.to_vec(),
        1 => {
            let sides = (size.0 - 1) & 0x3FFF | ((size.1 - 1) & 0x3FFF) << 14;
            let mut header = [LOSSLESS; LOSSLESS_HEADER];
            header[1..].copy_from_slice(&sides.to_le_bytes());
            let mut pixels = rgba(header, data, size, limits, clock)?;
            for n in 0..width * height {
                pixels[n] = pixels[4 * n + 1];
            }
            pixels.truncate(width * height);
            pixels.shrink_to_fit();
            pixels
        }
        _ => return Err(PhotoError::broken("transparency packed in an unknown way")),
    };
    undo(how >> 2 & 3, &mut alpha, width);
    Ok(alpha)
}

/// Adds to each byte what was guessed from those to the left and above.
fn undo(filter: u8, alpha: &mut [u8], width: usize) {
    for n in 0..alpha.len() {
        let (is_left, is_top) = (n % width == 0, n < width);
        let left = || alpha[n - 1];
        let above = || alpha[n - width];
        let guess = match (filter, is_left, is_top) {
            (0, ..) | (_, true, true) => 0,
            (_, true, false) => above(),
            (_, false, true) | (1, ..) => left(),
            (2, ..) => above(),
            _ => (i16::from(left()) + i16::from(above()) - i16::from(alpha[n - width - 1])).clamp(0, 255) as u8,
        };
        alpha[n] = alpha[n].wrapping_add(guess);
    }
}

/// One row of colours laid over white.
pub(super) fn over_white(row: &mut [u8], alpha: &[u8]) {
    for (pixel, &alpha) in row.as_chunks_mut::<3>().0.iter_mut().zip(alpha) {
        let opaque = u32::from(alpha);
        *pixel = pixel.map(|c| ((u32::from(c) * opaque + 255 * (255 - opaque) + 127) / 255) as u8);
    }
}
