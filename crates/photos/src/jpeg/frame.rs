//! What the frame header of a JPEG claims, checked before any memory is set aside for it.

use jpeg_decoder::ColorTransform;

use super::segments::{APP0, APP14, Piece, SOS};
use crate::PhotoError;

/// Most scans a progressive file may have. Cameras write about ten; a file with thousands only burns time.
const MAX_SCANS: usize = 64;

/// Size and make of the one frame in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Frame {
    pub(crate) width: u16,
    pub(crate) height: u16,
    /// Names of the components, in their order: usually 1, 2, 3.
    components: Vec<u8>,
    is_progressive: bool,
}

impl Frame {
    /// Finds the frame header and refuses the kinds of JPEG that no camera in the field writes.
    pub(crate) fn find(pieces: &[Piece]) -> Result<Self, PhotoError> {
        let is_frame = |piece: &&Piece| matches!(piece.marker, 0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF);
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
        let [precision, h1, h0, w1, w0, _, components @ ..] = frame.body else {
            return Err(PhotoError::broken("the header is cut short"));
        };
        if *precision != 8 {
            return Err(PhotoError::Unsupported { kind: "12-bit JPEG" });
        }
        Ok(Self {
            width: u16::from_be_bytes([*w1, *w0]),
            height: u16::from_be_bytes([*h1, *h0]),
            components: components.chunks_exact(3).map(|component| component[0]).collect(),
            is_progressive: frame.marker == 0xC2,
        })
    }

    /// How many components there are.
    pub(crate) fn components(&self) -> usize {
        self.components.len()
    }

    pub(crate) fn is_progressive(&self) -> bool {
        self.is_progressive
    }

    /// Refuses a header that claims more than the bytes could hold, and a progressive file whose last scans are missing.
    pub(crate) fn check_filled(&self, pieces: &[Piece]) -> Result<(), PhotoError> {
        let scans = || pieces.iter().filter(|piece| piece.marker == SOS);
        if scans().count() > MAX_SCANS {
            return Err(PhotoError::TooLarge { what: "scans", max: MAX_SCANS as u64 });
        }
        // Each block of 8 by 8 pixels takes at least one bit.
        let bits = scans().map(|scan| scan.entropy.len() as u64 * 8).sum::<u64>();
        let blocks = u64::from(self.width.div_ceil(8)) * u64::from(self.height.div_ceil(8));
        let is_whole = !self.is_progressive || self.components.iter().all(|&name| finished(name, scans()) == u64::MAX);
        if bits < blocks || !is_whole {
            return Err(PhotoError::broken("most of the picture is missing"));
        }
        Ok(())
    }

    /// What the components mean, decided as the common library decides it: a JFIF header, else Adobe's marker, else names.
    pub(crate) fn color_transform(&self, pieces: &[Piece]) -> ColorTransform {
        let body = |marker: u8, start: &[u8]| {
            pieces.iter().filter(|piece| piece.marker == marker).find_map(|piece| piece.body.strip_prefix(start))
        };
        let adobe = body(APP14, b"Adobe").and_then(|rest| rest.get(6)).copied();
        match (self.components.as_slice(), adobe) {
            ([_], _) => ColorTransform::Grayscale,
            ([_, _, _, _], Some(2)) => ColorTransform::YCCK,
            ([_, _, _, _], _) => ColorTransform::CMYK,
            (_, Some(0)) if body(APP0, b"JFIF\0").is_none() => ColorTransform::RGB,
            (b"RGB", None) if body(APP0, b"JFIF\0").is_none() => ColorTransform::RGB,
            _ => ColorTransform::YCbCr,
        }
    }
}

/// Which of the 64 coefficients of a component have come to their last bit, one bit for each.
fn finished<'a>(component: u8, scans: impl Iterator<Item = &'a Piece<'a>>) -> u64 {
    scans.fold(0, |done, scan| {
        let Some((&count, rest)) = scan.body.split_first() else { return done };
        let Some((names, &[first, last, precision, ..])) = rest.split_at_checked(usize::from(count) * 2) else {
            return done;
        };
        let is_in_scan = names.chunks_exact(2).any(|name| name[0] == component);
        if is_in_scan && precision & 0x0F == 0 && first <= last && last < 64 {
            done | (u64::MAX >> (63 - (last - first))) << first
        } else {
            done
        }
    })
}
