//! A JPEG file written anew with only what a decoder needs, so that no metadata can trip it.
//!
//! The new file ends in a way that tells a whole picture from a cut one. Decoders in this field fill a missing rest with grey
//! and call it a picture, which is worse than an error for something that is to hold as evidence.

use super::segments::{APP0, APP14, EOI, Piece, SOI, SOS};

/// How the new file ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tail {
    /// The plain end marker.
    Plain,
    /// Eight bytes of this value, then a stuffed zero after a fill byte, then the end marker. A decoder that looks for a
    /// marker steps over all of it. Its entropy reader looks at most eight bytes ahead of what it needs, so it meets the
    /// stuffed zero, and stops with an error, only when the picture's own bytes have run out before its last block.
    Tripwire(u8),
}

/// Writes the picture anew.
pub(crate) fn reframe(pieces: &[Piece], tail: Tail) -> Vec<u8> {
    let kept = || pieces.iter().filter(|piece| is_needed(piece));
    let length = kept().map(|piece| piece.body.len() + piece.entropy.len() + 4).sum::<usize>();
    let mut file = Vec::with_capacity(length + 16);
    file.extend([0xFF, SOI]);
    for piece in kept() {
        file.extend([0xFF, piece.marker]);
        // A body is what a 16-bit length allowed, so its length plus two fits again.
        file.extend(((piece.body.len() + 2) as u16).to_be_bytes());
        file.extend_from_slice(piece.body);
        file.extend_from_slice(piece.entropy);
    }
    if let Tail::Tripwire(value) = tail {
        file.extend([value; 8]);
        file.extend([0xFF, 0xFF, 0]);
    }
    file.extend([0xFF, EOI]);
    file
}

fn is_needed(piece: &Piece) -> bool {
    match piece.marker {
        // Frame headers, Huffman and quantization tables, restart interval, scans.
        0xC0..=0xCF | 0xDB | 0xDD | SOS => true,
        // These two decide how the numbers become colours.
        APP0 => piece.body.starts_with(b"JFIF\0"),
        APP14 => piece.body.starts_with(b"Adobe"),
        _ => false,
    }
}
