//! A JPEG file read anew with only what a decoder needs, so that no metadata can trip it. Nothing is copied.
//!
//! The new file ends in a way that tells a whole picture from a cut one. Decoders in this field fill a missing rest with grey
//! and call it a picture, which is worse than an error for something that is to hold as evidence.

use std::io::{self, Read};

use crate::limits::Clock;

use super::segments::{APP0, APP14, Piece, SOS};

/// How the new file ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tail {
    /// The plain end marker.
    Plain,
    /// Eight filler bytes, then a stuffed zero after a fill byte, then the end marker. A decoder that looks for a marker
    /// steps over all of it. Its entropy reader looks at most eight bytes ahead of what it needs, so it meets the stuffed
    /// zero, and stops with an error, only when the picture's own bytes have run out before its last block.
    Tripwire,
    /// The same with another filler: a decoder that gives other pixels now has used some of it.
    OtherTripwire,
}

impl Tail {
    fn bytes(self) -> &'static [u8] {
        match self {
            Self::Plain => &[0xFF, 0xD9],
            Self::Tripwire => &[0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0xFF, 0xD9],
            Self::OtherTripwire => &[90, 90, 90, 90, 90, 90, 90, 90, 0xFF, 0xFF, 0, 0xFF, 0xD9],
        }
    }
}

/// The needed parts of a file as one stream.
#[derive(Debug)]
pub(crate) struct Reframed<'a> {
    now: &'a [u8],
    /// Parts still to come, the last one first.
    later: Vec<&'a [u8]>,
    clock: Clock,
}

/// The clock is looked at once for so many bytes.
const HELPING: usize = 1 << 15;

impl<'a> Reframed<'a> {
    pub(crate) fn new(pieces: &[Piece<'a>], (tail, clock): (Tail, &Clock)) -> Self {
        let needed = pieces.iter().filter(|piece| is_needed(piece));
        let mut later: Vec<&[u8]> = needed.flat_map(|piece| piece.raw.chunks(HELPING)).collect();
        later.push(tail.bytes());
        later.reverse();
        Self { now: &[0xFF, 0xD8], later, clock: *clock }
    }
}

impl Read for Reframed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.now.is_empty() {
            let Some(next) = self.later.pop() else { return Ok(0) };
            self.clock.check().map_err(io::Error::other)?;
            self.now = next;
        }
        self.now.read(buffer)
    }

    /// The decoder asks for single bytes, millions of them, so these get the short way.
    #[inline]
    fn read_exact(&mut self, buffer: &mut [u8]) -> io::Result<()> {
        if let ([place], Some((&byte, rest))) = (&mut *buffer, self.now.split_first()) {
            *place = byte;
            self.now = rest;
            return Ok(());
        }
        let mut filled = 0;
        while filled < buffer.len() {
            match self.read(&mut buffer[filled..])? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                count => filled += count,
            }
        }
        Ok(())
    }
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
