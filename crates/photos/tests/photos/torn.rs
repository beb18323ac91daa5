//! Files damaged at random: whatever happens to the bytes, the answer is a picture or one clear error.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};

use jpeg_encoder::SamplingFactor;
use photos::{LONG_SIDE, Limits, PhotoError, THUMB_MAX_BYTES, jpeg_has_metadata, prepare, qr};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};

use crate::files::with_exif;
use crate::scene::Picture;
use crate::tiff::{Order, block, rationals, short, text};

/// One kind of damage to a file.
#[derive(Debug, Clone)]
enum Damage {
    Cut(prop::sample::Index),
    Flip(Vec<(prop::sample::Index, u8)>),
    Overwrite(prop::sample::Index, Vec<u8>),
    Swap(prop::sample::Index, prop::sample::Index, usize),
}

impl Damage {
    fn strategy() -> impl Strategy<Value = Self> {
        let index = any::<prop::sample::Index>;
        prop_oneof![
            index().prop_map(Self::Cut),
            prop::collection::vec((index(), 0..8_u8), 1..20).prop_map(Self::Flip),
            (index(), prop::collection::vec(any::<u8>(), 1..200)).prop_map(|(at, bytes)| Self::Overwrite(at, bytes)),
            (index(), index(), 1..500_usize).prop_map(|(a, b, n)| Self::Swap(a, b, n)),
        ]
    }

    fn done_to(&self, mut file: Vec<u8>) -> Vec<u8> {
        let length = file.len();
        if length == 0 {
            return file; // an earlier cut left nothing to damage
        }
        match self {
            Self::Cut(at) => file.truncate(at.index(length)),
            Self::Flip(bits) => bits.iter().for_each(|(at, bit)| file[at.index(length)] ^= 1 << bit),
            Self::Overwrite(at, bytes) => {
                file.iter_mut().skip(at.index(length)).zip(bytes).for_each(|(old, new)| *old = *new)
            }
            Self::Swap(a, b, count) => {
                for n in 0..*count {
                    file.swap((a.index(length) + n) % length, (b.index(length) + n) % length);
                }
            }
        }
        file
    }
}

fn whole_files() -> Vec<Vec<u8>> {
    let picture = Picture::usual(120, 90);
    let position = [text(1, "N"), rationals(2, &[(31, 1)]), text(3, "E"), rationals(4, &[(121, 1)])];
    let tiff = block(Order::Big, &[short(0x0112, 6)], &[text(0x9003, "2026:11:23 08:15:30")], &position);
    // Long enough for the fast way.
    let long = Picture::usual(3300, 40);
    vec![
        long.jpeg_with(|encoder| encoder.set_sampling_factor(SamplingFactor::R_4_2_0)),
        long.jpeg_with(|encoder| encoder.set_progressive(true)),
        long.jpeg_with(|encoder| encoder.set_restart_interval(11)),
        picture.jpeg(),
        with_exif(&picture.jpeg(), &tiff),
        picture.jpeg_with(|encoder| encoder.set_progressive(true)),
        picture.jpeg_with(|encoder| encoder.set_restart_interval(3)),
        picture.png(),
        picture.webp(),
        picture.gif(),
    ]
}

#[test]
fn no_damage_makes_the_pipeline_panic_or_leak() {
    let seed = std::env::var("PROPTEST_RNG_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = seed.unwrap_or_else(|| RandomState::new().build_hasher().finish());
    println!("seed {seed}; run again with PROPTEST_RNG_SEED={seed}");
    let config = Config { cases: 600, rng_seed: RngSeed::Fixed(seed), failure_persistence: None, ..Config::default() };
    let files = whole_files();
    let damaged = (0..files.len(), prop::collection::vec(Damage::strategy(), 1..4));
    let limits = Limits { max_pixels: 4_000_000, ..Limits::default() };
    TestRunner::new(config)
        .run(&damaged, |(which, damages)| {
            let file = damages.iter().fold(files[which].clone(), |file, damage| damage.done_to(file));
            match prepare(&file, &limits) {
                Ok(photo) => {
                    prop_assert!(photo.width.max(photo.height) <= LONG_SIDE);
                    prop_assert!(photo.thumb.len() <= THUMB_MAX_BYTES);
                    prop_assert!(!jpeg_has_metadata(&photo.picture) && !jpeg_has_metadata(&photo.thumb));
                }
                // The guard around the decoders holds, but a decoder that needs it should be known.
                Err(PhotoError::Broken { reason }) => {
                    prop_assert!(!reason.contains("the decoder stopped"), "{}", reason)
                }
                Err(error) => prop_assert!(!error.code().is_empty()),
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn no_frame_makes_the_tag_reader_panic() {
    for (width, height, length) in
        [(0, 0, 0), (1, 1, 1), (3, 3, 9), (640, 480, 10), (u32::MAX, u32::MAX, 100), (2000, 1, 2000)]
    {
        assert!(qr::read_luma(width, height, &vec![127; length]).is_empty());
    }
    let mut state = 7_u32;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    })
    .take(320 * 240)
    .collect();
    assert!(qr::read_luma(320, 240, &noise).is_empty());
}
