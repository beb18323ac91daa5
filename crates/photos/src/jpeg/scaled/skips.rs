//! Passing over coefficients that the smaller picture is not made of: several codes at one look, and their numbers unread.

use super::bits::Bits;
use super::huffman::Huffman;

/// Bits of one look: two or three codes with their numbers, mostly.
const LOOK: u32 = 12;
/// The last of the codes ends the block.
const ENDS: u16 = 1 << 15;

/// For what the next bits may be, the codes that are whole in them. Bits 0 to 3: bits to take. 4 to 9: coefficients
/// passed over. An entry of 0 has not even one code.
pub(super) struct Skips([u16; 1 << LOOK]);

impl Skips {
    pub(super) fn of(codes: &Huffman) -> Self {
        Self(std::array::from_fn(|next| entry(codes, next as u32)))
    }

    /// Takes the rest of a block from the n-th coefficient on. Gives the place behind the last one, which a block that is
    /// sound has not beyond its 64.
    #[inline(always)]
    pub(super) fn pass(&self, codes: &Huffman, bits: &mut Bits, mut n: usize) -> usize {
        while n < 64 {
            bits.ready();
            let entry = self.0[bits.peek(LOOK) as usize];
            let ahead = usize::from(entry >> 4 & 63);
            // What follows a block that is full is the next block, so its last codes are taken one by one.
            if entry != 0 && n + ahead < 64 {
                bits.skip(u32::from(entry & 15));
                n += ahead;
                if entry & ENDS != 0 {
                    break;
                }
                continue;
            }
            match codes.symbol(bits) {
                symbol if symbol.size > 0 => n += symbol.run + 1,
                symbol if symbol.run == 15 => n += 16,
                _ => break,
            }
        }
        n
    }
}

fn entry(codes: &Huffman, next: u32) -> u16 {
    let (mut taken, mut ahead) = (0, 0);
    while let Some((length, run, size)) = codes.short(next << taken & ((1 << LOOK) - 1), LOOK) {
        let passed = if size > 0 { run + 1 } else { 16 };
        let ends = size == 0 && run != 15;
        if taken + length + size > LOOK || (!ends && ahead + passed > 63) {
            break;
        }
        taken += length + size;
        if ends {
            return ENDS | (ahead << 4 | taken) as u16;
        }
        ahead += passed;
    }
    (ahead << 4 | taken) as u16
}

#[cfg(test)]
mod tests {
    use super::{Bits, Huffman, Skips};

    /// One by one, as a block is read that is needed whole.
    fn plainly(codes: &Huffman, bits: &mut Bits, mut n: usize) -> usize {
        while n < 64 {
            let symbol = codes.symbol(bits);
            if symbol.size == 0 && symbol.run != 15 {
                break;
            }
            n += if symbol.size == 0 { 16 } else { symbol.run + 1 };
        }
        n
    }

    #[test]
    fn a_block_passed_over_ends_where_it_ends_when_it_is_read() {
        // Codes of one to twelve bits: ends, runs of sixteen zeros, numbers of many sizes behind runs of many lengths.
        let mut counts = [0; 16];
        (counts[1], counts[2], counts[3], counts[4], counts[8], counts[11]) = (2, 2, 2, 1, 6, 5);
        let listed = [
            0x01, 0x02, 0x00, 0x11, 0x03, 0xF0, 0x12, 0x21, 0x31, 0x04, 0x05, 0x41, 0x51, 0x06, 0xF1, 0x0A, 0x71, 0xE2,
        ];
        let codes = Huffman::new(&counts, &listed).unwrap();
        let skips = Skips::of(&codes);
        let mut state = 7_u64;
        let bytes: Vec<u8> = (0..60_000)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (state >> 40) as u8 & 0x7F // without stuffed bytes
            })
            .collect();
        let (mut read, mut passed) = (Bits::new(&bytes), Bits::new(&bytes));
        let (mut blocks, mut full) = (0, 0);
        while !read.is_overdrawn() {
            let first = 1 + blocks % 25;
            let end = plainly(&codes, &mut read, first);
            assert_eq!(skips.pass(&codes, &mut passed, first), end, "block {blocks}");
            read.ready();
            passed.ready();
            assert_eq!(passed.peek(16), read.peek(16), "block {blocks}");
            assert_eq!(passed.is_overdrawn(), read.is_overdrawn());
            blocks += 1;
            full += usize::from(end >= 64);
        }
        assert!(blocks > 5_000 && full > 100, "{blocks} blocks, {full} of them full");
    }
}
