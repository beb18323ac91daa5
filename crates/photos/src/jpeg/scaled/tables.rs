//! What stands before the pixels of a JPEG file: the frame's components, quantization, Huffman codes, restart interval.

use std::rc::Rc;

use super::huffman::Huffman;
use super::transform;
use crate::jpeg::segments::{Piece, SOS};

/// Where the n-th coefficient of a block lies, row by row; a place behind the last is taken for the last.
pub(super) const ZIGZAG: [u8; 80] = {
    let mut order = [63; 80];
    let (mut n, mut sum) = (0, 0);
    while sum < 15 {
        let mut step = 0;
        while step <= sum {
            // Diagonals with an even sum run upwards.
            let (row, column) = if sum % 2 == 0 { (sum - step, step) } else { (step, sum - step) };
            if row < 8 && column < 8 {
                order[n] = (row * 8 + column) as u8;
                n += 1;
            }
            step += 1;
        }
        sum += 1;
    }
    order
};

/// One colour of the frame.
pub(super) struct Component {
    pub(super) name: u8,
    /// Blocks across and down in each unit of the picture.
    pub(super) across: usize,
    pub(super) down: usize,
    /// Blocks across and down in all, without those that only fill the last unit.
    pub(super) blocks: (usize, usize),
    /// Side in pixels that each block becomes.
    pub(super) side: usize,
    /// How many of these pixels make one of the picture, across and down.
    pub(super) shrink: (usize, usize),
    /// What each coefficient is multiplied by, in zigzag order, and nought behind the last.
    pub(super) factors: [f32; 80],
    table: u8,
}

/// The frame and the tables in force.
pub(super) struct Tables {
    pub(super) width: usize,
    pub(super) height: usize,
    /// Side of a block of the finest component; all sizes of the result follow from it.
    pub(super) side: usize,
    /// Blocks of the finest component across and down in one unit.
    pub(super) unit: (usize, usize),
    /// Units across and down.
    pub(super) units: (usize, usize),
    pub(super) components: Vec<Component>,
    /// Units between two restart markers; 0 for none.
    pub(super) restart: usize,
    codes: [[Option<Rc<Huffman>>; 4]; 2],
    quantization: [Option<[u16; 64]>; 4],
}

impl Tables {
    /// Reads the frame header and everything before it; nothing when a component is sampled oddly.
    pub(super) fn of_frame(pieces: &[Piece], side: usize) -> Option<Self> {
        let frame = pieces.iter().find(|piece| matches!(piece.marker, 0xC0..=0xC2))?;
        let [_, h1, h0, w1, w0, count, listed @ ..] = frame.body else { return None };
        let (width, height) = (u16::from_be_bytes([*w1, *w0]).into(), u16::from_be_bytes([*h1, *h0]).into());
        let listed: Vec<[u8; 3]> =
            listed.chunks_exact(3).filter_map(|entry| entry.try_into().ok()).take((*count).into()).collect();
        // A single component has one block a unit, whatever the header says.
        let sampling = |entry: &[u8; 3]| {
            if listed.len() == 1 { (1, 1) } else { (usize::from(entry[1] >> 4), usize::from(entry[1] & 15)) }
        };
        let unit = (listed.iter().map(|it| sampling(it).0).max()?, listed.iter().map(|it| sampling(it).1).max()?);
        let units = (usize::div_ceil(width, unit.0 * 8), usize::div_ceil(height, unit.1 * 8));
        let component = |entry: &[u8; 3]| {
            let (across, down) = sampling(entry);
            let finer = (across > 0 && down > 0 && unit.0 % across == 0 && unit.1 % down == 0)
                .then(|| (unit.0 / across, unit.1 / down))
                .filter(|&(x, y)| x <= 2 && y <= 2)?;
            // A component sampled at half is transformed to blocks twice as large, and needs no enlarging then.
            let times = finer.0.max(finer.1);
            Some(Component {
                name: entry[0],
                across,
                down,
                blocks: (usize::div_ceil(width * across, unit.0 * 8), usize::div_ceil(height * down, unit.1 * 8)),
                side: side * times,
                shrink: (times / finer.0, times / finer.1),
                factors: [0.0; 80],
                table: entry[2],
            })
        };
        let components = listed.iter().map(component).collect::<Option<Vec<_>>>()?;
        (width > 0 && height > 0 && unit.0 <= 2 && unit.1 <= 2).then_some(Self {
            width,
            height,
            side,
            unit,
            units,
            components,
            restart: 0,
            codes: Default::default(),
            quantization: [None; 4],
        })
    }

    /// Takes in the tables of one piece. False when they are broken.
    pub(super) fn take(&mut self, piece: &Piece) -> bool {
        let taken = match piece.marker {
            0xDB => self.take_quantization(piece.body),
            0xC4 => self.take_codes(piece.body),
            0xDD => piece.body.first_chunk().map(|&bytes| self.restart = u16::from_be_bytes(bytes).into()),
            _ => Some(()),
        };
        taken.is_some()
    }

    fn take_quantization(&mut self, mut body: &[u8]) -> Option<()> {
        while let Some((&head, rest)) = body.split_first() {
            let table = self.quantization.get_mut(usize::from(head & 15))?;
            let (bytes, rest) = rest.split_at_checked(if head >> 4 == 0 { 64 } else { 128 })?;
            let step = bytes.len() / 64;
            *table = Some(std::array::from_fn(|n| {
                bytes[n * step..(n + 1) * step].iter().fold(0, |number, &byte| number << 8 | u16::from(byte))
            }));
            body = rest;
        }
        Some(())
    }

    fn take_codes(&mut self, mut body: &[u8]) -> Option<()> {
        while let Some((&head, rest)) = body.split_first() {
            let (counts, rest) = rest.split_first_chunk::<16>()?;
            let total = counts.iter().map(|&count| usize::from(count)).sum();
            let (symbols, rest) = rest.split_at_checked(total)?;
            let table = self.codes.get_mut(usize::from(head >> 4))?.get_mut(usize::from(head & 15))?;
            *table = Some(Rc::new(Huffman::new(counts, symbols)?));
            body = rest;
        }
        Some(())
    }

    /// The codes with this number: of the first coefficients (`class` 0) or of the others (1).
    pub(super) fn codes(&self, class: usize, number: u8) -> Option<&Huffman> {
        self.codes.get(class)?.get(usize::from(number))?.as_deref()
    }

    /// The same codes, to keep while others take their number.
    pub(super) fn shared_codes(&self, class: usize, number: u8) -> Option<Rc<Huffman>> {
        self.codes.get(class)?.get(usize::from(number))?.clone()
    }

    /// Fixes what each component's coefficients are multiplied by; false when a table is missing.
    pub(super) fn settle_factors(&mut self) -> bool {
        for component in &mut self.components {
            let Some(Some(table)) = self.quantization.get(usize::from(component.table)) else { return false };
            for (n, &step) in table.iter().enumerate() {
                let at = usize::from(ZIGZAG[n]);
                component.factors[n] = f32::from(step) * transform::scale(component.side, at / 8, at % 8);
            }
        }
        true
    }
}

/// A scan's header.
pub(super) struct Scan {
    /// Index of each component in it, with the numbers of its codes (first coefficients, others).
    pub(super) components: Vec<(usize, u8, u8)>,
    /// First and last coefficient, in zigzag order.
    pub(super) band: (usize, usize),
    /// Lowest bit known before this scan (0 for none), and after it.
    pub(super) high: u32,
    pub(super) low: u32,
}

impl Scan {
    pub(super) fn of(piece: &Piece, tables: &Tables) -> Option<Self> {
        debug_assert_eq!(piece.marker, SOS);
        let (&count, rest) = piece.body.split_first()?;
        let (listed, &[first, last, bits, ..]) = rest.split_at_checked(usize::from(count) * 2)? else { return None };
        let component = |entry: &[u8]| {
            let at = tables.components.iter().position(|component| component.name == entry[0])?;
            Some((at, entry[1] >> 4, entry[1] & 15))
        };
        let components = listed.chunks_exact(2).map(component).collect::<Option<Vec<_>>>()?;
        let is_distinct = (1..components.len()).all(|n| components[..n].iter().all(|it| it.0 != components[n].0));
        (is_distinct && !components.is_empty() && first <= last && last < 64).then_some(Self {
            components,
            band: (first.into(), last.into()),
            high: u32::from(bits >> 4),
            low: u32::from(bits & 15),
        })
    }
}

/// The runs of entropy-coded bytes between restart markers, in order; nothing when the markers are not the expected ones.
pub(super) fn runs(entropy: &[u8], units: usize, restart: usize) -> Option<Vec<(&[u8], usize)>> {
    if restart == 0 {
        return Some(vec![(entropy, units)]);
    }
    let count = units.div_ceil(restart);
    let mut found = Vec::with_capacity(count);
    let (mut start, mut at) = (0, 0);
    while let Some(step) = entropy.get(at..).and_then(|rest| rest.iter().position(|&byte| byte == 0xFF)) {
        at += step + 2;
        let Some(&marker @ 0xD0..=0xD7) = entropy.get(at - 1) else { continue };
        if usize::from(marker - 0xD0) != found.len() % 8 {
            return None;
        }
        found.push((&entropy[start..at - 2], restart));
        start = at;
    }
    found.push((&entropy[start.min(entropy.len())..], units - restart * (count - 1)));
    (found.len() == count).then_some(found)
}
