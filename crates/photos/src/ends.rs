//! Whether a PNG or a GIF is there to its end. Their decoders stop after the first frame, and some of them fill in what is
//! missing, so that the same cut was an error in one size or format and a picture in another.
//!
//! Only lengths are walked here. What lies between them is for the decoders.

use crate::PhotoError;

/// Refuses a PNG without its end, also one whose frames go on behind the first.
pub(crate) fn check_png(bytes: &[u8]) -> Result<(), PhotoError> {
    const SIGNATURE: usize = 8;
    let mut rest = bytes.get(SIGNATURE..).unwrap_or_default();
    loop {
        let (length, behind) = rest.split_first_chunk::<4>().ok_or_else(PhotoError::cut)?;
        let (kind, behind) = behind.split_first_chunk::<4>().ok_or_else(PhotoError::cut)?;
        // The body and its checksum.
        let length = (u32::from_be_bytes(*length) as usize).saturating_add(4);
        rest = behind.get(length..).ok_or_else(PhotoError::cut)?;
        if kind == b"IEND" {
            return Ok(());
        }
    }
}

/// Refuses a GIF that stops within a block. One that stops between two has lost nothing but its last byte, and what no
/// block begins with is for the decoder.
pub(crate) fn check_gif(bytes: &[u8]) -> Result<(), PhotoError> {
    const HEADER: usize = 13;
    let packed = *bytes.get(10).ok_or_else(PhotoError::cut)?;
    let mut rest = bytes.get(HEADER + table(packed)..).ok_or_else(PhotoError::cut)?;
    let mut frames = 0;
    loop {
        match rest {
            [] if frames > 0 => return Ok(()),
            [0x2C, behind @ ..] => {
                let packed = *behind.get(8).ok_or_else(PhotoError::cut)?;
                // Behind the colours stands one byte on how the picture is packed.
                rest = behind_blocks(behind.get(10 + table(packed)..).ok_or_else(PhotoError::cut)?)?;
                frames += 1;
            }
            [0x21, _, behind @ ..] => rest = behind_blocks(behind)?,
            [0, behind @ ..] => rest = behind,
            [] | [0x21] => return Err(PhotoError::cut()),
            _ => return Ok(()),
        }
    }
}

/// Bytes of the table of colours that this byte tells of.
fn table(packed: u8) -> usize {
    if packed & 0x80 == 0 { 0 } else { 3 << ((packed & 7) + 1) }
}

/// What follows a row of blocks, each behind its length, that an empty one ends.
fn behind_blocks(mut rest: &[u8]) -> Result<&[u8], PhotoError> {
    loop {
        let (&length, behind) = rest.split_first().ok_or_else(PhotoError::cut)?;
        rest = behind.get(usize::from(length)..).ok_or_else(PhotoError::cut)?;
        if length == 0 {
            return Ok(rest);
        }
    }
}
