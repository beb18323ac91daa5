//! Many scans, each a little more of every block: the JPEG of messengers and web pages.
//!
//! A scan's blocks depend on the same blocks in the scans before it and on nothing else, so all scans are read side by
//! side, one row of units after another. Of the coefficients only one row is held then, which stays in the cache, instead
//! of those of the whole picture. A scan that only has coefficients which the smaller picture is not made of is not read.

use std::ops::Range;
use std::rc::Rc;

use jpeg_decoder::ColorTransform;

use super::bits::Bits;
use super::huffman::Huffman;
use super::planes::Planes;
use super::tables::{Component, Scan, Tables, ZIGZAG, runs};
use super::transform::Block;
use crate::jpeg::Decoded;
use crate::jpeg::segments::{Piece, SOS};
use crate::limits::Clock;

/// The picture, or nothing when the file is not quite as expected.
pub(super) fn decode(
    mut tables: Tables,
    pieces: &[Piece],
    transform: ColorTransform,
    clock: &Clock,
) -> Option<Decoded> {
    let mut passes = Vec::new();
    for piece in pieces {
        if piece.marker == SOS {
            passes.push(Pass::of(piece, &tables)?);
        } else if !tables.take(piece) {
            return None;
        }
    }
    if !tables.settle_factors() {
        return None;
    }
    let mut rows: Vec<Row> = tables.components.iter().map(|component| Row::new(component, tables.units.0)).collect();
    let mut passes = needed(passes, &rows);
    let mut planes = Planes::new(&tables, transform);
    for y in 0..tables.units.1 {
        rows.iter_mut().for_each(Row::clear);
        for pass in &mut passes {
            pass.row(&tables, &mut rows, y)?;
        }
        for (at, (component, row)) in tables.components.iter().zip(&rows).enumerate() {
            for n in 0..row.nonzero.len() {
                let (block, last) = row.block(component, n);
                planes.put(at, component, (n % row.stride, n / row.stride), &block, last);
            }
        }
        planes.finish_row();
        clock.check().ok()?;
    }
    passes.iter().all(Pass::is_done).then(|| planes.picture())?
}

/// The scans that the picture needs. A scan is needed for coefficients that are kept, or because a needed one is written
/// in terms of which of its coefficients are zero. The last one is read whatever it holds: in it a cut file shows.
fn needed<'a>(passes: Vec<Pass<'a>>, rows: &[Row]) -> Vec<Pass<'a>> {
    let mut wanted: Vec<u64> = rows.iter().map(|row| row.wanted).collect();
    let mut kept: Vec<Pass> = Vec::with_capacity(passes.len());
    for pass in passes.into_iter().rev() {
        let (at, ..) = pass.scan.components[0];
        let (first, last) = pass.scan.band;
        let band = between(first, last + 1);
        if first > 0 && band & wanted[at] == 0 && !kept.is_empty() {
            continue;
        }
        if first > 0 && pass.scan.high > 0 {
            wanted[at] |= band;
        }
        kept.push(pass);
    }
    kept.reverse();
    kept
}

/// One row of units of one component.
struct Row {
    /// Blocks in a row, those included that only fill the last unit.
    stride: usize,
    /// Of each block its coefficients in zigzag order. Beyond the first, only those that are not zero mean anything.
    coefficients: Vec<[i16; 64]>,
    /// For each block, which coefficients are not zero; bit n is the n-th in zigzag order.
    nonzero: Vec<u64>,
    /// Which coefficients the picture is made of, as in `nonzero`.
    wanted: u64,
    /// All that come before the last of these, and it.
    reach: u64,
}

impl Row {
    fn new(component: &Component, units: usize) -> Self {
        let stride = units * component.across;
        let is_wanted = |n: &usize| {
            let at = usize::from(ZIGZAG[*n]);
            at / 8 < component.side && at % 8 < component.side
        };
        let wanted = (0..64).filter(is_wanted).fold(0, |wanted, n| wanted | 1_u64 << n);
        let blocks = stride * component.down;
        let reach = u64::MAX >> wanted.leading_zeros();
        Self { stride, coefficients: vec![[0; 64]; blocks], nonzero: vec![0; blocks], wanted, reach }
    }

    fn clear(&mut self) {
        self.nonzero.fill(0);
        self.coefficients.iter_mut().for_each(|block| block[0] = 0);
    }

    fn block(&self, component: &Component, at: usize) -> (Block, usize) {
        let mut block = [0.0; 64];
        let coefficients = &self.coefficients[at];
        block[0] = f32::from(coefficients[0]) * component.factors[0];
        let mut left = self.nonzero[at] & self.wanted & !1;
        let last = left.checked_ilog2().unwrap_or(0) as usize;
        while left != 0 {
            let n = left.trailing_zeros() as usize & 63;
            left &= left - 1;
            block[usize::from(ZIGZAG[n] & 63)] = f32::from(coefficients[n]) * component.factors[n];
        }
        (block, last)
    }
}

/// One scan on its way down the picture.
struct Pass<'a> {
    scan: Scan,
    /// For each component in it, the codes that were in force when it came.
    codes: Vec<Option<Rc<Huffman>>>,
    runs: std::vec::IntoIter<(&'a [u8], usize)>,
    bits: Bits<'a>,
    /// Units left until the next restart marker.
    left: usize,
    /// Blocks from here on that have nothing more in this scan.
    run: u32,
    /// The first coefficient of each component's block before.
    levels: [i32; 4],
}

impl<'a> Pass<'a> {
    fn of(piece: &Piece<'a>, tables: &Tables) -> Option<Self> {
        let scan = Scan::of(piece, tables)?;
        let is_first = scan.band.0 == 0;
        if scan.low > 13 || is_first != (scan.band.1 == 0) || (!is_first && scan.components.len() > 1) {
            return None;
        }
        let units = match *scan.components.as_slice() {
            [(at, ..)] => tables.components[at].blocks,
            _ => tables.units,
        };
        let codes = |&(_, first, rest): &(usize, u8, u8)| {
            if is_first { tables.shared_codes(0, first) } else { tables.shared_codes(1, rest) }
        };
        Some(Self {
            codes: scan.components.iter().map(codes).collect(),
            runs: runs(piece.entropy, units.0 * units.1, tables.restart)?.into_iter(),
            bits: Bits::new(&[]),
            left: 0,
            run: 0,
            levels: [0; 4],
            scan,
        })
    }

    /// Whether the scan had exactly what it should have.
    fn is_done(&self) -> bool {
        self.left == 0 && self.runs.len() == 0 && !self.bits.is_overdrawn()
    }

    /// Takes in one row of units.
    fn row(&mut self, tables: &Tables, rows: &mut [Row], y: usize) -> Option<()> {
        if let [(at, ..)] = *self.scan.components.as_slice() {
            let (component, row) = (&tables.components[at], &mut rows[at]);
            let (across, down) = component.blocks;
            for line in (0..component.down).take_while(|line| y * component.down + line < down) {
                let from = line * row.stride;
                self.stretch(across, |pass, units| pass.blocks(row, from + units.start..from + units.end))?;
            }
        } else {
            self.stretch(tables.units.0, |pass, mut units| units.try_for_each(|x| pass.unit(tables, rows, x)))?;
        }
        (!self.bits.is_overdrawn()).then_some(())
    }

    /// Calls `work` for so many units, in as many parts as restart markers make of them.
    #[inline(always)]
    fn stretch(&mut self, count: usize, mut work: impl FnMut(&mut Self, Range<usize>) -> Option<()>) -> Option<()> {
        let mut at = 0;
        while at < count {
            if self.left == 0 {
                let (bytes, units) = self.runs.next().filter(|_| !self.bits.is_overdrawn())?;
                (self.bits, self.left) = (Bits::new(bytes), units);
                (self.run, self.levels) = (0, [0; 4]);
            }
            let now = self.left.min(count - at);
            work(self, at..at + now)?;
            (at, self.left) = (at + now, self.left - now);
        }
        Some(())
    }

    /// One unit of several components: their first coefficients.
    fn unit(&mut self, tables: &Tables, rows: &mut [Row], x: usize) -> Option<()> {
        for n in 0..self.scan.components.len() {
            let (at, ..) = self.scan.components[n];
            let (component, row) = (&tables.components[at], &mut rows[at]);
            for line in 0..component.down {
                let from = line * row.stride + x * component.across;
                self.firsts(n, row, from..from + component.across)?;
            }
        }
        Some(())
    }

    /// Some blocks of the only component.
    fn blocks(&mut self, row: &mut Row, blocks: Range<usize>) -> Option<()> {
        match (self.scan.band.0, self.scan.high) {
            (0, _) => self.firsts(0, row, blocks),
            (_, 0) => self.new_ones(row, blocks),
            _ => self.again(row, blocks),
        }
    }

    /// The first coefficients of some blocks, or one more bit of each.
    #[inline(always)]
    fn firsts(&mut self, n: usize, row: &mut Row, blocks: Range<usize>) -> Option<()> {
        let low = self.scan.low;
        for block in &mut row.coefficients[blocks] {
            if self.scan.high == 0 {
                let number = self.codes[n].as_deref()?.symbol(&mut self.bits).number;
                self.levels[n] = self.levels[n].wrapping_add(number);
                block[0] = (self.levels[n] << low) as i16;
            } else if self.bits.bit() {
                block[0] |= 1 << low;
            }
        }
        Some(())
    }

    /// Coefficients that come for the first time.
    fn new_ones(&mut self, row: &mut Row, blocks: Range<usize>) -> Option<()> {
        let codes = self.codes[0].as_deref()?;
        let ((first, last), low) = (self.scan.band, self.scan.low);
        // In variables of its own, so that they can be in registers.
        let (mut bits, mut run) = (self.bits, self.run);
        let mut places = row.coefficients[blocks.clone()].iter_mut().zip(&mut row.nonzero[blocks]);
        while let Some((block, nonzero)) = places.next() {
            if run > 0 {
                // As many as stand in this row are passed over together.
                let others = (run as usize - 1).min(places.len());
                run -= 1 + others as u32;
                if others > 0 {
                    places.nth(others - 1);
                }
                continue;
            }
            let (mut n, mut seen) = (first, *nonzero);
            while n <= last {
                let symbol = codes.symbol(&mut bits);
                if symbol.size > 0 {
                    n += symbol.run;
                    if n > last {
                        return None;
                    }
                    seen |= 1 << n;
                    block[n & 63] = (symbol.number << low) as i16;
                    n += 1;
                } else if symbol.run == 15 {
                    n += 16;
                } else {
                    run = (1 << symbol.run) - 1 + bits.unsigned(symbol.run as u32);
                    break;
                }
            }
            *nonzero = seen;
        }
        (self.bits, self.run) = (bits, run);
        Some(())
    }

    /// Coefficients that get one more bit, among them those that were zero so far.
    fn again(&mut self, row: &mut Row, blocks: Range<usize>) -> Option<()> {
        let codes = self.codes[0].as_deref()?;
        let ((first, last), step) = (self.scan.band, 1_i16 << self.scan.low);
        let (mut bits, mut run) = (self.bits, self.run);
        let reach = row.reach;
        for (block, nonzero) in row.coefficients[blocks.clone()].iter_mut().zip(&mut row.nonzero[blocks]) {
            let (mut n, mut seen) = (first, *nonzero);
            while run == 0 && n <= last {
                let symbol = codes.symbol(&mut bits);
                if symbol.size == 0 && symbol.run < 15 {
                    run = (1 << symbol.run) + bits.unsigned(symbol.run as u32);
                    break;
                }
                if symbol.size > 1 {
                    return None;
                }
                let place = zero_after(seen, n, symbol.run).min(last + 1);
                correct(block, seen & between(n, place), reach, step, &mut bits);
                n = place;
                if symbol.size > 0 {
                    if n > last {
                        return None;
                    }
                    seen |= 1 << n;
                    block[n & 63] = symbol.number as i16 * step;
                }
                n += 1;
            }
            if run > 0 {
                correct(block, seen & between(n, last + 1), reach, step, &mut bits);
                run -= 1;
            }
            *nonzero = seen;
        }
        (self.bits, self.run) = (bits, run);
        Some(())
    }
}

/// Gives each of these coefficients, which are not zero, its next bit: 1 makes it larger by `step` in its own direction.
/// Those beyond what the picture is made of are passed over.
#[inline(always)]
fn correct(block: &mut [i16; 64], these: u64, reach: u64, step: i16, bits: &mut Bits) {
    if these >> 32 == 0 {
        return correct_some(block, these, reach, step, bits);
    }
    // As many as fit into what is ready at once.
    for half in [these & 0xFFFF_FFFF, these & !0xFFFF_FFFF] {
        correct_some(block, half, reach, step, bits);
    }
}

#[inline(always)]
fn correct_some(block: &mut [i16; 64], these: u64, reach: u64, step: i16, bits: &mut Bits) {
    if these == 0 {
        return;
    }
    bits.ready();
    let mut next = bits.top();
    let mut left = these & reach;
    while left != 0 {
        let number = &mut block[left.trailing_zeros() as usize & 63];
        left &= left - 1;
        // The bit and the sign as all ones or none, instead of choices that nobody can foresee.
        let (bit, sign) = ((next as i64 >> 63) as i16, *number >> 15);
        *number = number.wrapping_add(((bit & step) ^ sign).wrapping_sub(sign));
        next <<= 1;
    }
    bits.skip(these.count_ones());
}

/// The first zero at `from` or later that so many other zeros stand before; 64 when there is none.
#[inline(always)]
fn zero_after(nonzero: u64, from: usize, zeros: usize) -> usize {
    let mut left = !nonzero & between(from, 64);
    // Short runs, which are nearly all, without a choice that nobody can foresee.
    for n in 0..3 {
        left &= left.wrapping_sub(u64::from(n < zeros));
    }
    for _ in 3..zeros {
        left &= left.wrapping_sub(1);
    }
    left.trailing_zeros() as usize
}

/// The bits from one to before the other, at most 64.
#[inline(always)]
fn between(from: usize, to: usize) -> u64 {
    let below = |n: usize| 1_u64.checked_shl(n as u32).unwrap_or(0).wrapping_sub(1);
    below(to) & !below(from)
}

#[cfg(test)]
mod tests {
    use super::{between, correct, zero_after};
    use crate::jpeg::scaled::bits::Bits;

    #[test]
    fn zeros_are_counted_and_bits_bounded() {
        assert_eq!((between(0, 64), between(3, 5), between(64, 64), between(5, 5)), (u64::MAX, 0b11000, 0, 0));
        assert_eq!(zero_after(0b1011, 0, 0), 2);
        assert_eq!(zero_after(0b1011, 0, 1), 4);
        assert_eq!(zero_after(u64::MAX, 7, 0), 64);
        assert_eq!(zero_after(0, 60, 9), 64);
    }

    #[test]
    fn a_correction_moves_away_from_zero_and_takes_a_bit_for_each() {
        let mut block = [0_i16; 64];
        (block[3], block[5], block[40], block[41]) = (-8, 8, 8, -8);
        let these = 1 << 3 | 1 << 5 | 1 << 40 | 1 << 41;
        let mut bits = Bits::new(&[0b1101_1000]);
        correct(&mut block, these, u64::MAX >> 23, 4, &mut bits);
        assert_eq!((block[3], block[5], block[40], block[41]), (-12, 12, 8, -8));
        assert!(bits.bit() && !bits.bit(), "four bits were taken, those of coefficients out of reach too");
    }
}
