//! Huffman codes by table: one look at the next bits gives most symbols together with the number that follows them.

use super::bits::Bits;

/// Bits of one look. Longer codes are rare and found by their length.
const LOOK: u32 = 10;
/// The entry holds the number too.
const HAS_NUMBER: u32 = 1 << 6;

/// One table of codes.
pub(super) struct Huffman {
    /// Bits 0 to 5: bits to take. 8 to 11: size of the number. 12 to 15: run of zeros. 16 to 31: the number, if it is
    /// there. An entry of 0 belongs to a longer code.
    looks: [u32; 1 << LOOK],
    /// For each length, one more than the largest code, shifted to 16 bits; and what to add to a code for its place.
    ends: [u32; 17],
    places: [i32; 17],
    symbols: [u8; 256],
}

/// What stood in the bits: a run of zeros, the size of the number behind it, and the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Symbol {
    pub(super) run: usize,
    pub(super) size: u32,
    pub(super) number: i32,
}

impl Huffman {
    /// Builds a table from the counts of codes of each length and their symbols; nothing when they are no prefix code.
    pub(super) fn new(counts: &[u8; 16], listed: &[u8]) -> Option<Self> {
        let total: usize = counts.iter().map(|&count| usize::from(count)).sum();
        let mut symbols = [0; 256];
        symbols.get_mut(..total)?.copy_from_slice(listed.get(..total)?);
        let mut table = Self { looks: [0; 1 << LOOK], ends: [0; 17], places: [0; 17], symbols };
        let (mut code, mut place) = (0_u32, 0_usize);
        for (length, &count) in (1_u32..).zip(counts) {
            let end = code + u32::from(count);
            if end > 1 << length {
                return None;
            }
            table.places[length as usize] = place as i32 - code as i32;
            table.ends[length as usize] = end << (16 - length);
            if length <= LOOK {
                for n in 0..u32::from(count) {
                    table.enter(code + n, length, symbols[place + n as usize]);
                }
            }
            place += usize::from(count);
            code = end << 1;
        }
        Some(table)
    }

    /// Fills all looks that begin with this code.
    fn enter(&mut self, code: u32, length: u32, symbol: u8) {
        let (run, size) = (u32::from(symbol >> 4), u32::from(symbol & 15));
        let spare = LOOK - length;
        for rest in 0..1_u32 << spare {
            let look = &mut self.looks[(code << spare | rest) as usize];
            *look = run << 12 | size << 8 | length;
            if size > 0 && size <= spare {
                let bits = (rest >> (spare - size)) as i32;
                let number = if bits < 1 << (size - 1) { bits - (1 << size) + 1 } else { bits };
                *look = (number as u32) << 16 | run << 12 | size << 8 | HAS_NUMBER | (length + size);
            }
        }
    }

    /// Takes one code and its number. A code that the table does not have counts as the end of the block.
    #[inline(always)]
    pub(super) fn symbol(&self, bits: &mut Bits) -> Symbol {
        bits.ready();
        let look = self.looks[bits.peek(LOOK) as usize];
        let (run, size) = ((look >> 12 & 15) as usize, look >> 8 & 15);
        if look & HAS_NUMBER != 0 {
            bits.skip(look & 63);
            return Symbol { run, size, number: look as i32 >> 16 };
        }
        if look != 0 {
            bits.skip(look & 63);
            return Symbol { run, size, number: bits.signed(size) };
        }
        let (code, length) = self.code(bits.peek(16));
        bits.skip(length);
        Symbol { run: usize::from(code >> 4), size: u32::from(code & 15), number: bits.signed(u32::from(code & 15)) }
    }

    /// The code that the next bits begin with, if it is no longer than a look: its length, run, and size of its number.
    /// `next` has `count` bits, at least as many as a look.
    pub(super) fn short(&self, next: u32, count: u32) -> Option<(u32, u32, u32)> {
        let look = self.looks[(next >> (count - LOOK)) as usize];
        let (run, size) = (look >> 12 & 15, look >> 8 & 15);
        let length = (look & 63) - if look & HAS_NUMBER != 0 { size } else { 0 };
        (look != 0).then_some((length, run, size))
    }

    /// The code that the next sixteen bits begin with, whatever its length, and that length.
    #[inline(never)]
    fn code(&self, next: u32) -> (u8, u32) {
        let length = (1..17).find(|&length| next < self.ends[length]).unwrap_or(16);
        let place = (next >> (16 - length)) as i32 + self.places[length];
        let symbol = usize::try_from(place).ok().and_then(|place| self.symbols.get(place)).copied().unwrap_or(0);
        (symbol, length as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::{Bits, Huffman, Symbol};

    /// Codes 0, 10, 110 and one of twelve bits, 1110 0000 0000.
    fn table() -> Huffman {
        let mut counts = [0; 16];
        (counts[0], counts[1], counts[2], counts[11]) = (1, 1, 1, 1);
        Huffman::new(&counts, &[0x00, 0x02, 0xF0, 0x31]).unwrap()
    }

    #[expect(clippy::unusual_byte_groupings, reason = "grouped as the codes are")]
    #[test]
    fn short_and_long_codes_are_found_with_their_numbers() {
        let table = table();
        let mut bits = Bits::new(&[0b0_10_11_110, 0b1110_0000, 0b0000_1_10_0, 0b1_0000000]);
        let read: Vec<Symbol> = (0..5).map(|_| table.symbol(&mut bits)).collect();
        let symbol = |run, size, number| Symbol { run, size, number };
        assert_eq!(read, [symbol(0, 0, 0), symbol(0, 2, 3), symbol(15, 0, 0), symbol(3, 1, 1), symbol(0, 2, -2)]);
    }

    #[test]
    fn what_is_no_prefix_code_is_no_table() {
        let mut counts = [0; 16];
        counts[0] = 3;
        assert!(Huffman::new(&counts, &[1, 2, 3]).is_none());
        counts[0] = 2;
        assert!(Huffman::new(&counts, &[1]).is_none(), "a symbol is missing");
        assert!(Huffman::new(&counts, &[1, 2]).is_some());
    }
}
