//! The rows of a plain PNG, inflated some at a time and filtered back in place: the quickest way from file to pixels, for
//! what cameras' apps and screens write.
//!
//! The `png` crate reads the header and whatever is not plain. Its inflating costs a fifth more than `zlib-rs` does, and is
//! more than half of the work on a picture of twelve megapixels.

use std::ops::Range;

use zlib_rs::{Inflate, InflateFlush, Status};

use super::filter::undo;
use crate::PhotoError;

/// So many bytes of rows are inflated at a time: enough to seldom begin anew, and small enough for a processor's cache.
const AT_ONCE: usize = 256 * 1024;
/// Chunks are often of eight kilobytes; so many bytes of them are put together, because each new beginning costs.
const TOGETHER: usize = 128 * 1024;
/// A deflated stream looks back at most 2 to the power of so many bytes.
const WINDOW_BITS: u8 = 15;

/// Rows from the top.
pub(super) struct Rows<'a> {
    file: Idat<'a>,
    inflate: Inflate,
    /// Rows in work, each behind the byte that names its filter.
    block: Vec<u8>,
    /// The next row in the block, and how many it holds.
    at: usize,
    held: usize,
    /// Rows that are still deflated.
    left: usize,
    /// The row before the block.
    above: Vec<u8>,
    pixel_bytes: usize,
}

impl<'a> Rows<'a> {
    /// For a file whose header is known: so many bytes a row, so many rows. Nothing without picture data.
    pub(super) fn of(bytes: &'a [u8], line: usize, rows: u32, pixel_bytes: usize) -> Option<Self> {
        // An even number, so that no pair of rows is parted.
        let at_once = (AT_ONCE / (line + 1)).next_multiple_of(2).clamp(2, (rows as usize).next_multiple_of(2));
        Some(Self {
            file: Idat::find(bytes)?,
            inflate: Inflate::new(true, WINDOW_BITS),
            block: vec![0; at_once * (line + 1)],
            at: 0,
            held: 0,
            left: rows as usize,
            above: vec![0; line],
            pixel_bytes,
        })
    }

    /// The next row's pixels and those of the row after it; the last row of an odd number stands for both. At most as many
    /// rows are asked for as there are.
    pub(super) fn next_two(&mut self) -> Result<(&[u8], &[u8]), PhotoError> {
        if self.at == self.held {
            self.refill()?;
        }
        let upper = self.undo_next()?;
        let lower = if self.at < self.held { self.undo_next()? } else { upper.clone() };
        Ok((&self.block[upper], &self.block[lower]))
    }

    /// Makes the next row in the block; where its pixels stand.
    fn undo_next(&mut self) -> Result<Range<usize>, PhotoError> {
        let line = self.above.len();
        let (before, row) = self.block.split_at_mut(self.at * (line + 1));
        let above = if self.at == 0 { &self.above } else { &before[before.len() - line..] };
        let (filter, row) = row[..=line].split_first_mut().ok_or_else(too_short)?;
        undo(*filter, self.pixel_bytes, above, row)?;
        let start = self.at * (line + 1) + 1;
        self.at += 1;
        Ok(start..start + line)
    }

    fn refill(&mut self) -> Result<(), PhotoError> {
        let line = self.above.len();
        if self.held > 0 {
            self.above.copy_from_slice(&self.block[self.held * (line + 1) - line..self.held * (line + 1)]);
        }
        (self.at, self.held) = (0, self.left.min(self.block.len() / (line + 1)));
        self.left -= self.held;
        let length = self.held * (line + 1);
        if self.held == 0 || self.inflate(length)? < length {
            return Err(too_short());
        }
        if self.left == 0 {
            self.check_end()?;
        }
        Ok(())
    }

    /// Fills the block so far; how far the stream reached.
    fn inflate(&mut self, length: usize) -> Result<usize, PhotoError> {
        let mut filled = 0;
        while filled < length {
            let (gone, made) = (self.inflate.total_in(), self.inflate.total_out());
            let piece = self.file.piece();
            let out = &mut self.block[filled..length];
            let status = self.inflate.decompress(piece, out, InflateFlush::NoFlush);
            let status = status.map_err(|error| PhotoError::broken(error.as_str()))?;
            let (gone, made) = (self.inflate.total_in() - gone, self.inflate.total_out() - made);
            self.file.consume(gone as usize);
            filled += made as usize;
            if status == Status::StreamEnd || (gone, made) == (0, 0) {
                break;
            }
        }
        Ok(filled)
    }

    /// All pixels are there; the stream's own checksum says whether they are the right ones. A stream that has more than the
    /// picture needs is let pass, as everywhere.
    fn check_end(&mut self) -> Result<(), PhotoError> {
        let mut more = [0];
        loop {
            let (gone, made) = (self.inflate.total_in(), self.inflate.total_out());
            let status = self.inflate.decompress(self.file.piece(), &mut more, InflateFlush::NoFlush);
            let status = status.map_err(|error| PhotoError::broken(error.as_str()))?;
            let (gone, made) = (self.inflate.total_in() - gone, self.inflate.total_out() - made);
            self.file.consume(gone as usize);
            if status == Status::StreamEnd || made > 0 {
                return Ok(());
            }
            if gone == 0 {
                return Err(too_short());
            }
        }
    }
}

fn too_short() -> PhotoError {
    PhotoError::broken("the file ends too early")
}

/// The picture data of a file: a stream cut into chunks one behind the other.
struct Idat<'a> {
    /// What is left of the chunk in work.
    chunk: &'a [u8],
    /// Behind that chunk and its checksum; the stream has one of its own.
    behind: &'a [u8],
    /// Some of the stream in one piece, and how much of that is done with.
    piece: Vec<u8>,
    done: usize,
}

impl<'a> Idat<'a> {
    fn find(bytes: &'a [u8]) -> Option<Self> {
        const SIGNATURE: usize = 8;
        let mut behind = bytes.get(SIGNATURE..)?;
        loop {
            let (kind, chunk, rest) = next_chunk(behind)?;
            if kind == b"IDAT" {
                return Some(Self { chunk, behind: rest, piece: Vec::with_capacity(TOGETHER), done: 0 });
            }
            behind = rest;
        }
    }

    /// The next bytes of the stream; none at its end.
    fn piece(&mut self) -> &[u8] {
        if self.done == self.piece.len() {
            self.done = 0;
            self.piece.clear();
            while self.piece.len() < TOGETHER && self.advance() {
                let (taken, rest) = self.chunk.split_at(self.chunk.len().min(TOGETHER - self.piece.len()));
                self.piece.extend_from_slice(taken);
                self.chunk = rest;
            }
        }
        &self.piece[self.done..]
    }

    /// Goes on to the next chunk where this one is used up; whether there is any more.
    fn advance(&mut self) -> bool {
        while self.chunk.is_empty() {
            match next_chunk(self.behind) {
                Some((b"IDAT", chunk, rest)) => (self.chunk, self.behind) = (chunk, rest),
                _ => return false,
            }
        }
        true
    }

    fn consume(&mut self, count: usize) {
        self.done += count;
    }
}

/// A chunk's kind, what there is of its body, and what follows it.
fn next_chunk(bytes: &[u8]) -> Option<(&[u8; 4], &[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let (kind, rest) = rest.split_first_chunk::<4>()?;
    let length = u32::from_be_bytes(*length) as usize;
    let body = &rest[..length.min(rest.len())];
    Some((kind, body, rest.get(length.saturating_add(4)..).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use png::{BitDepth, ColorType, Encoder, Filter};

    use super::Rows;
    use crate::PhotoError;

    const WIDTH: u32 = 331;
    const HEIGHT: u32 = 1100;

    /// Soft shades with some grain, so that each filter has something to do.
    fn shades(pixel_bytes: usize) -> Vec<u8> {
        let line = WIDTH as usize * pixel_bytes;
        let shade = |n: usize| ((n % line) / 3 + n / line * 2 + (n * n / 7) % 5) as u8;
        (0..line * HEIGHT as usize).map(shade).collect()
    }

    fn file(pixels: &[u8], color: ColorType, filter: Filter) -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = Encoder::new(&mut file, WIDTH, HEIGHT);
        encoder.set_color(color);
        encoder.set_depth(BitDepth::Eight);
        encoder.set_filter(filter);
        let mut writer = encoder.write_header().unwrap();
        // A small buffer makes many chunks.
        let mut stream = writer.stream_writer_with_size(5000).unwrap();
        std::io::Write::write_all(&mut stream, pixels).unwrap();
        stream.finish().unwrap();
        drop(writer);
        file
    }

    fn all(file: &[u8], pixel_bytes: usize) -> Result<Vec<u8>, PhotoError> {
        let ended = || PhotoError::broken("no picture data");
        let mut rows = Rows::of(file, WIDTH as usize * pixel_bytes, HEIGHT, pixel_bytes).ok_or_else(ended)?;
        let mut pixels = Vec::new();
        for _ in 0..HEIGHT / 2 {
            let (upper, lower) = rows.next_two()?;
            pixels.extend_from_slice(upper);
            pixels.extend_from_slice(lower);
        }
        Ok(pixels)
    }

    #[test]
    fn rows_of_every_colour_and_filter_come_as_they_were_written() {
        let colors =
            [(ColorType::Grayscale, 1), (ColorType::GrayscaleAlpha, 2), (ColorType::Rgb, 3), (ColorType::Rgba, 4)];
        let filters = [Filter::NoFilter, Filter::Sub, Filter::Up, Filter::Avg, Filter::Paeth, Filter::Adaptive];
        for (color, pixel_bytes) in colors {
            let pixels = shades(pixel_bytes);
            for filter in filters {
                let file = file(&pixels, color, filter);
                assert!(all(&file, pixel_bytes).unwrap() == pixels, "{color:?} {filter:?}");
            }
        }
    }

    #[test]
    fn a_cut_file_and_every_flipped_bit_of_the_stream_are_noticed() {
        let whole = file(&shades(3), ColorType::Rgb, Filter::Paeth);
        let first = whole.windows(4).position(|it| it == b"IDAT").unwrap() + 4;
        for end in (first..whole.len() - 40).step_by(997) {
            assert!(all(&whole[..end], 3).is_err(), "cut at {end}");
        }
        for at in (first + 2..first + 4000).step_by(53) {
            let mut file = whole.clone();
            file[at] ^= 1 << (at % 8);
            assert!(all(&file, 3).is_err(), "flipped at {at}");
        }
    }
}
