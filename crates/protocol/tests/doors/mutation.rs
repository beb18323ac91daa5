//! Changes that damage, a network or ill will make to bytes, from a seed.

/// A stream of changes.
pub struct Mutation(u64);

impl Mutation {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// One of the inputs, changed in one to four ways.
    pub fn of(&mut self, inputs: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes = inputs[self.below(inputs.len())].clone();
        for _ in 0..=self.below(4) {
            self.change(&mut bytes, inputs);
        }
        bytes
    }

    fn change(&mut self, bytes: &mut Vec<u8>, inputs: &[Vec<u8>]) {
        let at = self.below(bytes.len() + 1);
        match self.below(8) {
            0 => bytes.truncate(at),
            1 => bytes.insert(at, self.byte()),
            2 => drop(bytes.drain(at..(at + self.below(9)).min(bytes.len()))),
            // A length or number far larger than what follows: 64-bit heads of CBOR's strings, arrays and numbers.
            3 => {
                let head = [0x1b, 0x3b, 0x5b, 0x7b, 0x9b, 0xbb][self.below(6)];
                let number = [u64::MAX, 1 << 63, 1 << 40, 1 << 31, 65_536][self.below(5)];
                bytes.splice(at..at, [&[head][..], &number.to_be_bytes()].concat());
            }
            4 => {
                let to = (at + self.below(40)).min(bytes.len());
                let again = bytes[at..to].to_vec();
                bytes.splice(at..at, again);
            }
            5 => {
                let other = &inputs[self.below(inputs.len())];
                bytes.truncate(at);
                bytes.extend_from_slice(&other[self.below(other.len() + 1)..]);
            }
            kind => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = if kind == 6 { *byte ^ 1 << self.below(8) } else { self.byte() };
                }
            }
        }
    }

    fn byte(&mut self) -> u8 {
        self.next().to_le_bytes()[0]
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end.max(1) as u64).expect("below a length")
    }

    /// SplitMix64.
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }
}
