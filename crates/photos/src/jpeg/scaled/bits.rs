//! The bits of one run of entropy-coded bytes, with the stuffed zeros taken out.
//!
//! Reading past the end gives zeros, so that the inner loops need no checks; `is_overdrawn` then tells that the run was cut.

/// Bits come from the top of a 64-bit word, which is filled up eight bytes at a time.
#[derive(Clone, Copy)]
pub(super) struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
    word: u64,
    /// Bits in the word, the made-up ones included.
    count: u32,
    /// Bits made up so far.
    made_up: u32,
}

impl<'a> Bits<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, word: 0, count: 0, made_up: 0 }
    }

    /// Makes at least 32 bits ready: as many as a code and its number can have.
    #[inline(always)]
    pub(super) fn ready(&mut self) {
        if self.count < 32 {
            self.fill();
        }
    }

    #[inline(always)]
    fn fill(&mut self) {
        if let Some(&eight) = self.bytes.get(self.at..).and_then(|rest| rest.first_chunk::<8>()) {
            let eight = u64::from_be_bytes(eight);
            if !has_ff(eight) {
                // Bits below the counted ones are those of the next byte, which comes to the same place again.
                self.word |= eight >> self.count;
                let taken = (63 - self.count) / 8;
                self.at += taken as usize;
                self.count += taken * 8;
                return;
            }
        }
        *self = self.filled_slowly();
    }

    /// By value, like every call out of the inner loops: what nobody points to can stay in registers.
    #[inline(never)]
    fn filled_slowly(mut self) -> Self {
        while self.count <= 56 {
            let byte = match self.bytes.get(self.at) {
                Some(0xFF) if self.bytes.get(self.at + 1) == Some(&0) => {
                    self.at += 2;
                    0xFF
                }
                None | Some(0xFF) => {
                    self.made_up = self.made_up.saturating_add(8);
                    0
                }
                Some(&byte) => {
                    self.at += 1;
                    byte
                }
            };
            self.word |= u64::from(byte) << (56 - self.count);
            self.count += 8;
        }
        self
    }

    /// The next bits, 1 to 16 of them, without taking them.
    #[inline(always)]
    pub(super) fn peek(&self, count: u32) -> u32 {
        (self.word >> (64 - count)) as u32
    }

    /// The next bits from the top of the word down, without taking them; those that were made ready, at least.
    #[inline(always)]
    pub(super) fn top(&self) -> u64 {
        self.word
    }

    /// Takes bits that were made ready.
    #[inline(always)]
    pub(super) fn skip(&mut self, count: u32) {
        self.word <<= count;
        self.count -= count;
    }

    /// Takes a number of so many bits (0 to 16), as JPEG writes signed numbers: the first bit is the sign's opposite.
    #[inline(always)]
    pub(super) fn signed(&mut self, size: u32) -> i32 {
        if size == 0 {
            return 0;
        }
        let number = self.peek(size) as i32;
        self.skip(size);
        if number < 1 << (size - 1) { number - (1 << size) + 1 } else { number }
    }

    /// Takes one bit.
    #[inline(always)]
    pub(super) fn bit(&mut self) -> bool {
        self.ready();
        let bit = self.peek(1) == 1;
        self.skip(1);
        bit
    }

    /// Takes a number of so many bits (0 to 16).
    #[inline(always)]
    pub(super) fn unsigned(&mut self, size: u32) -> u32 {
        if size == 0 {
            return 0;
        }
        self.ready();
        let number = self.peek(size);
        self.skip(size);
        number
    }

    /// Whether more bits were taken than there were.
    pub(super) fn is_overdrawn(&self) -> bool {
        self.made_up > self.count
    }
}

/// Whether one of the eight bytes is 0xFF: its complement is zero, and the subtraction borrows out of zero bytes only.
#[inline(always)]
fn has_ff(eight: u64) -> bool {
    const ONES: u64 = 0x0101_0101_0101_0101;
    (!eight).wrapping_sub(ONES) & eight & (ONES << 7) != 0
}

#[cfg(test)]
mod tests {
    use super::Bits;

    #[test]
    fn stuffed_zeros_are_no_bits_and_the_end_is_noticed() {
        let bytes = [0xFF, 0, 0x12, 0x34, 0xFF, 0, 0xFF, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0xFF, 0];
        let plain = [0xFF, 0x12, 0x34, 0xFF, 0xFF, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0xFF];
        let mut bits = Bits::new(&bytes);
        for expected in plain {
            assert_eq!(bits.unsigned(3) << 5 | bits.unsigned(5), expected);
            assert!(!bits.is_overdrawn());
        }
        assert!(!bits.bit());
        assert!(bits.is_overdrawn());
    }

    #[expect(clippy::unusual_byte_groupings, reason = "grouped as the codes are")]
    #[test]
    fn numbers_have_the_signs_that_the_standard_gives_them() {
        let mut bits = Bits::new(&[0b0_1_00_01_10, 0b11_000_111]);
        bits.ready();
        let numbers = [1, 1, 2, 2, 2, 2, 3, 3].map(|size| bits.signed(size));
        assert_eq!(numbers, [-1, 1, -3, -2, 2, 3, -7, 7]);
    }
}
