//! What the frame header of a JPEG claims, checked before any memory is set aside for it.

use super::segments::{Piece, SOS};
use crate::PhotoError;

/// Most scans a progressive file may have. Cameras write about ten; a file with thousands only burns time.
const MAX_SCANS: usize = 64;

/// Size and kind of the one frame in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Frame {
    pub(crate) width: u16,
    pub(crate) height: u16,
}

impl Frame {
    /// Finds the frame header and refuses the kinds of JPEG that no camera in the field writes.
    pub(crate) fn find(pieces: &[Piece]) -> Result<Self, PhotoError> {
        let is_frame =
            |piece: &&Piece| matches!(piece.marker, 0xC0..=0xCF) && !matches!(piece.marker, 0xC4 | 0xC8 | 0xCC);
        let mut frames = pieces.iter().filter(is_frame);
        let frame = frames.next().ok_or_else(|| PhotoError::broken("no picture in the file"))?;
        if frames.next().is_some() {
            return Err(PhotoError::Unsupported { kind: "hierarchical JPEG" });
        }
        match frame.marker {
            0xC0..=0xC2 => {}
            0xC9..=0xCB => return Err(PhotoError::Unsupported { kind: "arithmetic JPEG" }),
            _ => return Err(PhotoError::Unsupported { kind: "lossless JPEG" }),
        }
        let &[precision, h1, h0, w1, w0, ..] = frame.body else {
            return Err(PhotoError::broken("the header is cut short"));
        };
        if precision != 8 {
            return Err(PhotoError::Unsupported { kind: "12-bit JPEG" });
        }
        Ok(Self { width: u16::from_be_bytes([w1, w0]), height: u16::from_be_bytes([h1, h0]) })
    }

    /// Refuses a header that claims more than the bytes could hold: each block of 8 by 8 pixels takes at least one bit.
    pub(crate) fn check_filled(&self, pieces: &[Piece]) -> Result<(), PhotoError> {
        let scans = || pieces.iter().filter(|piece| piece.marker == SOS);
        if scans().count() > MAX_SCANS {
            return Err(PhotoError::TooLarge { what: "scans", max: MAX_SCANS as u64 });
        }
        let bits = scans().map(|scan| scan.entropy.len() as u64 * 8).sum::<u64>();
        let blocks = u64::from(self.width.div_ceil(8)) * u64::from(self.height.div_ceil(8));
        if bits < blocks {
            return Err(PhotoError::broken("most of the picture is missing"));
        }
        Ok(())
    }
}
