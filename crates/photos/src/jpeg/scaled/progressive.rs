//! Many scans, each a little more of every block: the JPEG of messengers and web pages.
//!
//! All coefficients have to wait for the last scan, so they are kept, but only those that the smaller picture is made of.
//! Of the others one bit is remembered, whether they are zero, because later scans are written in terms of it.

use jpeg_decoder::ColorTransform;

use super::bits::Bits;
use super::huffman::Huffman;
use super::planes::Planes;
use super::tables::{Component, Scan, Tables, ZIGZAG, runs};
use super::transform::Block;
use crate::jpeg::Decoded;
use crate::jpeg::segments::{Piece, SOS};
use crate::limits::Clock;

/// The place of a coefficient that is not kept.
const DROPPED: u8 = 255;
/// The clock is looked at once for so many units.
const GLANCE: usize = 8192;

/// The picture, or nothing when the file is not quite as expected.
pub(super) fn decode(
    mut tables: Tables,
    pieces: &[Piece],
    transform: ColorTransform,
    clock: &Clock,
) -> Option<Decoded> {
    let mut kept: Vec<Kept> = tables.components.iter().map(|component| Kept::new(component, tables.units)).collect();
    for piece in pieces {
        if piece.marker == SOS {
            scan(&tables, &mut kept, piece, clock)?;
        } else if !tables.take(piece) {
            return None;
        }
    }
    if !tables.settle_factors() {
        return None;
    }
    let mut planes = Planes::new(&tables, transform);
    for y in 0..tables.units.1 {
        for (at, (component, kept)) in tables.components.iter().zip(&kept).enumerate() {
            for row in 0..component.down {
                for x in 0..kept.stride {
                    let (block, last) = kept.block(component, y * component.down + row, x);
                    planes.put(at, component, (x, row), &block, last);
                }
            }
        }
        planes.finish_row();
        clock.check().ok()?;
    }
    planes.picture()
}

/// What is kept of one component's blocks.
struct Kept {
    /// Coefficients kept of each block.
    each: usize,
    /// Blocks in a row, those included that only fill the last unit.
    stride: usize,
    coefficients: Vec<i16>,
    /// For each block, which coefficients are not zero; bit n is the n-th in zigzag order.
    nonzero: Vec<u64>,
    /// Place of the n-th coefficient among the kept ones, in zigzag order.
    places: [u8; 64],
    /// Which coefficients are kept, as in `nonzero`.
    wanted: u64,
}

impl Kept {
    fn new(component: &Component, units: (usize, usize)) -> Self {
        let side = component.side;
        let (stride, rows) = (units.0 * component.across, units.1 * component.down);
        let places = std::array::from_fn(|n| {
            let (row, column) = (usize::from(ZIGZAG[n] / 8), usize::from(ZIGZAG[n] % 8));
            if row < side && column < side { (row * side + column) as u8 } else { DROPPED }
        });
        let each = side * side;
        let wanted = (0..64).filter(|&n| places[n] != DROPPED).fold(0, |wanted, n| wanted | 1 << n);
        let (coefficients, nonzero) = (vec![0; stride * rows * each], vec![0; stride * rows]);
        Self { each, stride, coefficients, nonzero, places, wanted }
    }

    fn block(&self, component: &Component, row: usize, column: usize) -> (Block, usize) {
        let at = row * self.stride + column;
        let mut block = [0.0; 64];
        let coefficients = &self.coefficients[at * self.each..][..self.each];
        block[0] = f32::from(coefficients[0]) * component.factors[0];
        let mut left = self.nonzero[at] & self.wanted & !1;
        let last = left.checked_ilog2().unwrap_or(0) as usize;
        while left != 0 {
            let n = left.trailing_zeros() as usize;
            left &= left - 1;
            let coefficient = coefficients[usize::from(self.places[n])];
            block[usize::from(ZIGZAG[n])] = f32::from(coefficient) * component.factors[n];
        }
        (block, last)
    }

    /// Makes the n-th coefficient of a block this number.
    #[inline(always)]
    fn set(&mut self, block: usize, n: usize, number: i32) {
        self.nonzero[block] |= 1 << n;
        if self.places[n] != DROPPED {
            self.coefficients[block * self.each + usize::from(self.places[n])] = number as i16;
        }
    }

    /// Gives each of these coefficients, which are not zero, its next bit: 1 makes it larger by `step` in its own direction.
    #[inline(always)]
    fn correct(&mut self, block: usize, these: u64, step: i32, bits: &mut Bits) {
        // As many as fit into what is ready at once. Most are none of the kept ones, and are passed over together.
        for half in [these & 0xFFFF_FFFF, these & !0xFFFF_FFFF] {
            let count = half.count_ones();
            if count == 0 {
                continue;
            }
            bits.ready();
            let next = bits.peek(count);
            bits.skip(count);
            let mut kept = half & self.wanted;
            while kept != 0 {
                let n = kept.trailing_zeros();
                kept &= kept - 1;
                let before = (half & ((1 << n) - 1)).count_ones();
                let by = (next >> (count - 1 - before) & 1) as i32 * step;
                let number = &mut self.coefficients[block * self.each + usize::from(self.places[n as usize])];
                *number = number.wrapping_add(if *number < 0 { -by } else { by } as i16);
            }
        }
    }
}

/// Takes in one scan.
fn scan(tables: &Tables, kept: &mut [Kept], piece: &Piece, clock: &Clock) -> Option<()> {
    let scan = Scan::of(piece, tables)?;
    if scan.low > 13 || (scan.band.0 == 0) != (scan.band.1 == 0) {
        return None;
    }
    match *scan.components.as_slice() {
        [(at, first, rest)] => {
            let component = &tables.components[at];
            let (across, down) = component.blocks;
            let kept = &mut kept[at];
            let codes = if scan.band.0 > 0 { tables.codes(1, rest) } else { tables.codes(0, first) };
            let mut reader = Reader { scan: &scan, codes, run: 0, level: 0 };
            let stride = kept.stride;
            each_unit(piece.entropy, across * down, tables.restart, clock, |unit, bits| match unit {
                None => {
                    reader.restart();
                    Some(())
                }
                Some(unit) => reader.block(kept, unit / across * stride + unit % across, bits),
            })
        }
        _ if scan.band.0 > 0 => None,
        _ => {
            let readers = scan.components.iter().map(|&(_, first, _)| Reader {
                scan: &scan,
                codes: tables.codes(0, first),
                run: 0,
                level: 0,
            });
            let mut readers: Vec<Reader> = readers.collect();
            let (across, down) = tables.units;
            each_unit(piece.entropy, across * down, tables.restart, clock, |unit, bits| {
                let Some(unit) = unit else {
                    readers.iter_mut().for_each(Reader::restart);
                    return Some(());
                };
                for (reader, &(at, ..)) in readers.iter_mut().zip(&scan.components) {
                    let (component, kept) = (&tables.components[at], &mut kept[at]);
                    for row in 0..component.down {
                        let from = (unit / across * component.down + row) * kept.stride;
                        for column in 0..component.across {
                            reader.block(kept, from + unit % across * component.across + column, bits)?;
                        }
                    }
                }
                Some(())
            })
        }
    }
}

/// Calls `work` with the number of each unit, and with `None` at the start of each run between restart markers.
fn each_unit(
    entropy: &[u8],
    units: usize,
    restart: usize,
    clock: &Clock,
    mut work: impl FnMut(Option<usize>, &mut Bits) -> Option<()>,
) -> Option<()> {
    let mut unit = 0;
    for (bytes, count) in runs(entropy, units, restart)? {
        let mut bits = Bits::new(bytes);
        work(None, &mut bits)?;
        for _ in 0..count {
            work(Some(unit), &mut bits)?;
            unit += 1;
            if unit % GLANCE == 0 && (bits.is_overdrawn() || clock.check().is_err()) {
                return None;
            }
        }
        if bits.is_overdrawn() {
            return None;
        }
    }
    Some(())
}

/// Reads the blocks of one component in one scan.
struct Reader<'a> {
    scan: &'a Scan,
    codes: Option<&'a Huffman>,
    /// Blocks from here on that have nothing more in this scan.
    run: u32,
    /// The first coefficient of the block before.
    level: i32,
}

impl Reader<'_> {
    fn restart(&mut self) {
        (self.run, self.level) = (0, 0);
    }

    #[inline(always)]
    fn block(&mut self, kept: &mut Kept, block: usize, bits: &mut Bits) -> Option<()> {
        match (self.scan.band.0, self.scan.high) {
            (0, 0) => {
                self.level = self.level.wrapping_add(self.codes?.symbol(bits).number);
                kept.coefficients[block * kept.each] = (self.level << self.scan.low) as i16;
            }
            (0, _) => {
                if bits.bit() {
                    kept.coefficients[block * kept.each] |= 1 << self.scan.low;
                }
            }
            (_, 0) => self.first(kept, block, bits)?,
            _ => self.again(kept, block, bits)?,
        }
        Some(())
    }

    /// Coefficients that come for the first time.
    #[inline(always)]
    fn first(&mut self, kept: &mut Kept, block: usize, bits: &mut Bits) -> Option<()> {
        if self.run > 0 {
            self.run -= 1;
            return Some(());
        }
        let codes = self.codes?;
        let (mut n, last) = self.scan.band;
        while n <= last {
            let symbol = codes.symbol(bits);
            if symbol.size > 0 {
                n += symbol.run;
                if n > last {
                    return None;
                }
                kept.set(block, n, symbol.number << self.scan.low);
                n += 1;
            } else if symbol.run == 15 {
                n += 16;
            } else {
                self.run = (1 << symbol.run) - 1 + bits.unsigned(symbol.run as u32);
                break;
            }
        }
        Some(())
    }

    /// Coefficients that get one more bit, among them those that were zero so far.
    #[inline(always)]
    fn again(&mut self, kept: &mut Kept, block: usize, bits: &mut Bits) -> Option<()> {
        let step = 1_i32 << self.scan.low;
        let (mut n, last) = self.scan.band;
        while self.run == 0 && n <= last {
            let symbol = self.codes?.symbol(bits);
            if symbol.size == 0 && symbol.run < 15 {
                self.run = (1 << symbol.run) + bits.unsigned(symbol.run as u32);
                break;
            }
            if symbol.size > 1 {
                return None;
            }
            let nonzero = kept.nonzero[block];
            let place = zero_after(nonzero, n, symbol.run).min(last + 1);
            kept.correct(block, nonzero & between(n, place), step, bits);
            n = place;
            if symbol.size > 0 {
                if n > last {
                    return None;
                }
                kept.set(block, n, symbol.number * step);
            }
            n += 1;
        }
        if self.run > 0 {
            kept.correct(block, kept.nonzero[block] & between(n, last + 1), step, bits);
            self.run -= 1;
        }
        Some(())
    }
}

/// The first zero at `from` or later that so many other zeros stand before; 64 when there is none.
#[inline(always)]
fn zero_after(nonzero: u64, from: usize, zeros: usize) -> usize {
    let mut left = !nonzero & between(from, 64);
    for _ in 0..zeros {
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
