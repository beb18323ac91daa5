//! One scan with everything in it: the JPEG that nearly every camera writes. Decoded block by block, nothing is stored.

use jpeg_decoder::ColorTransform;

use super::bits::Bits;
use super::huffman::Huffman;
use super::planes::Planes;
use super::skips::Skips;
use super::tables::{Scan, Tables, ZIGZAG, runs};
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
    let at = pieces.iter().position(|piece| piece.marker == SOS)?;
    if !pieces[..at].iter().all(|piece| tables.take(piece)) || !tables.settle_factors() {
        return None;
    }
    let scan = Scan::of(&pieces[at], &tables)?;
    if scan.band != (0, 63) || (scan.high, scan.low) != (0, 0) || scan.components.len() != tables.components.len() {
        return None;
    }
    let coded = scan.components.iter().map(|&(component, first, rest)| {
        let (first, rest) = (tables.codes(0, first)?, tables.codes(1, rest)?);
        let wanted = wanted(tables.components[component].side);
        let skips = (wanted < 63).then(|| Skips::of(rest));
        Some(Coded { component, first, rest, wanted, skips, level: 0 })
    });
    let mut coded = coded.collect::<Option<Vec<_>>>()?;
    let mut planes = Planes::new(&tables, transform);
    let (mut x, units) = (0, tables.units.0 * tables.units.1);
    for (bytes, units) in runs(pieces[at].entropy, units, tables.restart)? {
        let mut bits = Bits::new(bytes);
        coded.iter_mut().for_each(|coded| coded.level = 0);
        for _ in 0..units {
            unit(&tables, &mut coded, &mut bits, &mut planes, x)?;
            x += 1;
            if x == tables.units.0 {
                x = 0;
                planes.finish_row();
                if bits.is_overdrawn() || clock.check().is_err() {
                    return None;
                }
            }
        }
        if bits.is_overdrawn() {
            return None;
        }
    }
    planes.picture()
}

/// A component with its codes, and the first coefficient of its last block.
struct Coded<'a> {
    component: usize,
    first: &'a Huffman,
    rest: &'a Huffman,
    /// Coefficients behind this place, in zigzag order, are not in a picture of this size.
    wanted: usize,
    /// For these.
    skips: Option<Skips>,
    level: i32,
}

/// The place of the last coefficient that a block of this side is made of.
fn wanted(side: usize) -> usize {
    let is_wanted = |n: &usize| usize::from(ZIGZAG[*n]) / 8 < side && usize::from(ZIGZAG[*n]) % 8 < side;
    (0..64).rfind(is_wanted).unwrap_or(0)
}

#[inline(always)]
fn unit(tables: &Tables, coded: &mut [Coded], bits: &mut Bits, planes: &mut Planes, x: usize) -> Option<()> {
    for coded in coded {
        let component = &tables.components[coded.component];
        for row in 0..component.down {
            for column in 0..component.across {
                let mut block = [0.0; 64];
                let last = block_of(coded, &component.factors, bits, &mut block)?;
                planes.put(coded.component, component, (x * component.across + column, row), &block, last);
            }
        }
    }
    Some(())
}

/// Reads one block; gives the place of its last coefficient, of those that are wanted.
#[inline(always)]
fn block_of(coded: &mut Coded, factors: &[f32; 80], bits: &mut Bits, block: &mut Block) -> Option<usize> {
    let first = coded.first.symbol(bits);
    coded.level = coded.level.wrapping_add(first.number);
    block[0] = coded.level as f32 * factors[0];
    let (mut n, mut last) = (1, 0);
    while n <= coded.wanted {
        let symbol = coded.rest.symbol(bits);
        if symbol.size == 0 {
            if symbol.run != 15 {
                return Some(last);
            }
            n += 16;
            continue;
        }
        n += symbol.run;
        block[usize::from(ZIGZAG[n] & 63)] = symbol.number as f32 * factors[n];
        last = n;
        n += 1;
    }
    if let Some(skips) = &coded.skips {
        n = skips.pass(coded.rest, bits, n);
    }
    // More coefficients than a block has: this is no picture any more.
    (n <= 64).then_some(last)
}
