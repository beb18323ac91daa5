//! Where the random part of waits comes from: many phones that lost the same server must not come back at once.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

/// Where the random part of waits comes from.
#[derive(Clone, Debug, Default)]
pub enum Jitter {
    /// The system's randomness.
    #[default]
    System,
    /// A number that is counted on at every draw: the same waits in every run that begins with the same number.
    Seeded(Arc<AtomicU64>),
}

impl Jitter {
    /// A number over the whole range.
    pub(crate) fn draw(&self) -> u32 {
        match self {
            Self::System => {
                let mut random = [0; 4];
                // Without randomness everybody waits the whole span, which is safe.
                getrandom::fill(&mut random).map_or(u32::MAX, |()| u32::from_ne_bytes(random))
            }
            Self::Seeded(count) => {
                // The finisher of SplitMix64: neighboring counts give unrelated numbers.
                let mut z = count.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed);
                z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
                z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
                (z >> 32) as u32
            }
        }
    }
}
