//! Progressive files as cameras' and messengers' programs make them: scans of a band of coefficients, and scans that give
//! coefficients one more bit. Written here from coefficients, so that a plain file of the same coefficients is at hand: what
//! comes out of both is the same to the last byte.

use std::ops::RangeInclusive;

use photos::{Limits, PhotoError, Prepared, prepare};

/// Blocks across and down; long enough for the fast way at a half.
const BLOCKS: (usize, usize) = (401, 6);
/// How many symbols there are; each is eight bits long.
const SYMBOLS: u8 = 176;

type Block = [i32; 64];

/// Bits on their way into a scan.
#[derive(Default)]
struct Scan {
    bytes: Vec<u8>,
    word: u32,
    count: u32,
    /// Blocks that end early and are not told yet, and the bits that go with them.
    ended: u32,
    waiting: Vec<u32>,
}

impl Scan {
    fn put(&mut self, bits: u32, count: u32) {
        for n in (0..count).rev() {
            self.word = self.word << 1 | (bits >> n & 1);
            self.count += 1;
            if self.count == 8 {
                self.bytes.push(self.word as u8);
                if self.word as u8 == 0xFF {
                    self.bytes.push(0);
                }
                (self.word, self.count) = (0, 0);
            }
        }
    }

    /// A run of zeros and the size of a number: sizes up to ten of sixteen runs.
    fn symbol(&mut self, run: u32, size: u32) {
        self.put(run * 11 + size, 8);
    }

    fn number(&mut self, run: u32, number: i32) {
        let size = 32 - number.unsigned_abs().leading_zeros();
        self.symbol(run, size);
        self.put((if number < 0 { number - 1 } else { number }) as u32, size);
    }

    fn tell_ended(&mut self) {
        if self.ended > 0 {
            let size = self.ended.ilog2();
            self.symbol(size, 0);
            self.put(self.ended - (1 << size), size);
            self.ended = 0;
            for bit in std::mem::take(&mut self.waiting) {
                self.put(bit, 1);
            }
        }
    }

    /// All coefficients of a block but the first, or those of a band, by their upper bits.
    fn band(&mut self, block: &Block, band: RangeInclusive<usize>, low: u32, has_runs: bool) {
        let mut zeros = 0;
        for n in band {
            let number = block[n].signum() * (block[n].abs() >> low);
            if number == 0 {
                zeros += 1;
                continue;
            }
            self.tell_ended();
            while zeros > 15 {
                self.symbol(15, 0);
                zeros -= 16;
            }
            self.number(zeros, number);
            zeros = 0;
        }
        if zeros > 0 {
            self.ended += 1;
            if !has_runs || self.ended == 0x7FFF {
                self.tell_ended();
            }
        }
    }

    /// The lowest bits of a block, among them coefficients that were zero without them.
    fn refinement(&mut self, block: &Block) {
        let last = (1..64).rev().find(|&n| block[n].abs() == 1).unwrap_or(0);
        let (mut zeros, mut bits) = (0, Vec::new());
        for (n, &number) in block.iter().enumerate().skip(1) {
            if number == 0 {
                zeros += 1;
                continue;
            }
            while zeros > 15 && n <= last {
                self.tell_ended();
                self.symbol(15, 0);
                zeros -= 16;
                bits.drain(..).for_each(|bit| self.put(bit, 1));
            }
            if number.abs() > 1 {
                bits.push(number.unsigned_abs() & 1);
                continue;
            }
            self.tell_ended();
            self.number(zeros, number);
            bits.drain(..).for_each(|bit| self.put(bit, 1));
            zeros = 0;
        }
        if zeros > 0 || !bits.is_empty() {
            self.ended += 1;
            self.waiting.append(&mut bits);
            if self.ended == 0x7FFF {
                self.tell_ended();
            }
        }
    }

    fn end(mut self) -> Vec<u8> {
        self.tell_ended();
        self.put(0x7F, 7);
        self.bytes
    }
}

/// One scan of a file: its band, bits before and after, and what is in it.
fn scan_of(blocks: &[Block], band: RangeInclusive<usize>, bits: (u32, u32), plain: bool) -> Vec<u8> {
    let mut scan = Scan::default();
    let mut before = 0;
    for block in blocks {
        if *band.start() == 0 {
            let level = block[0] >> bits.1;
            if bits.0 > 0 {
                scan.put(level as u32 & 1, 1);
            } else {
                scan.number(0, level - before);
                before = level;
            }
        }
        if *band.end() > 0 && bits.0 > 0 {
            scan.refinement(block);
        } else if *band.end() > 0 {
            scan.band(block, 1.max(*band.start())..=*band.end(), bits.1, !plain);
        }
    }
    let head = [0xFF, 0xDA, 0, 8, 1, 1, 0, *band.start() as u8, *band.end() as u8, (bits.0 << 4 | bits.1) as u8];
    [head.as_slice(), &scan.end()].concat()
}

fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
    [&[0xFF, marker], ((body.len() + 2) as u16).to_be_bytes().as_slice(), body].concat()
}

/// The head of a grey file, and its scans one by one.
fn file(frame: u8, scans: &[Vec<u8>]) -> Vec<u8> {
    let steps: Vec<u8> = (0..64).map(|n| 3 + n / 8).collect();
    let symbols: Vec<u8> = (0..SYMBOLS).map(|n| (n / 11) << 4 | (n % 11)).collect();
    let codes =
        |class: u8| [&[class << 4, 0, 0, 0, 0, 0, 0, 0, SYMBOLS, 0, 0, 0, 0, 0, 0, 0, 0], symbols.as_slice()].concat();
    let [width, height] = [BLOCKS.0 * 8 - 3, BLOCKS.1 * 8 - 5].map(|side| (side as u16).to_be_bytes());
    let size = [8, height[0], height[1], width[0], width[1], 1, 1, 0x11, 0];
    [
        vec![0xFF, 0xD8],
        segment(0xDB, &[&[0], steps.as_slice()].concat()),
        segment(frame, &size),
        segment(0xC4, &codes(0)),
        segment(0xC4, &codes(1)),
        scans.concat(),
        vec![0xFF, 0xD9],
    ]
    .concat()
}

/// Some blocks are full, some are flat for long, some have only what comes with the last bit.
fn blocks() -> Vec<Block> {
    let mut state = 17_u64;
    let mut random = move |below: i32| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as i32 % below
    };
    let block = |n: usize| {
        let mut block = [0; 64];
        block[0] = random(300) - 150;
        let share = [0, 2, 9, 30][n / 7 % 4];
        for (place, number) in block.iter_mut().enumerate().skip(1) {
            if random(40) < share {
                let most = if random(3) == 0 { 3 } else { 160 / (place as i32 + 2) + 2 };
                let sign = random(2) * 2 - 1;
                *number = random(most) * sign;
            }
        }
        block
    };
    (0..BLOCKS.0 * BLOCKS.1).map(block).collect()
}

fn made(file: &[u8]) -> Result<Prepared, PhotoError> {
    prepare(file, &Limits::default())
}

#[test]
fn refined_in_any_order_of_scans_it_is_the_plain_picture() {
    let blocks = blocks();
    let plain = made(&file(0xC0, &[scan_of(&blocks, 0..=63, (0, 0), true)])).unwrap();
    let scan = |band, bits| scan_of(&blocks, band, bits, false);
    let ways = [
        vec![scan(0..=0, (0, 0)), scan(1..=63, (0, 0))],
        vec![scan(0..=0, (0, 1)), scan(1..=63, (0, 1)), scan(0..=0, (1, 0)), scan(1..=63, (1, 0))],
        // What lies beyond the smaller picture comes first, and is needed to read what refines it.
        vec![scan(0..=0, (0, 0)), scan(25..=63, (0, 1)), scan(1..=24, (0, 1)), scan(1..=63, (1, 0))],
        vec![scan(25..=63, (0, 0)), scan(1..=5, (0, 0)), scan(6..=24, (0, 0)), scan(0..=0, (0, 0))],
    ];
    for (n, scans) in ways.iter().enumerate() {
        let made = made(&file(0xC2, scans)).unwrap();
        assert!(made.picture == plain.picture, "way {n} gives another picture");
    }
}

#[test]
fn what_the_smaller_picture_does_not_need_may_be_damaged() {
    let blocks = blocks();
    let scan = |band| scan_of(&blocks, band, (0, 0), false);
    let mut scans = [scan(0..=0), scan(25..=63), scan(1..=24)];
    let whole = made(&file(0xC2, &scans)).unwrap();
    scans[1][10..].fill(0x5A);
    assert!(made(&file(0xC2, &scans)).unwrap().picture == whole.picture);
    // As the last scan it is where a cut shows, so that it is read.
    scans.swap(1, 2);
    scans[2].truncate(400);
    assert!(matches!(made(&file(0xC2, &scans)), Err(PhotoError::Broken { .. })));
}

#[test]
fn a_refined_photo_cut_or_damaged_anywhere_is_a_picture_or_broken() {
    let blocks = blocks();
    let scan = |band, bits| scan_of(&blocks, band, bits, false);
    let scans = [scan(0..=0, (0, 1)), scan(1..=63, (0, 1)), scan(0..=0, (1, 0)), scan(1..=63, (1, 0))];
    let whole = file(0xC2, &scans);
    let head = whole.len() - scans.concat().len() - 2;
    for cut in (head + 20..whole.len() - 12).step_by(whole.len() / 37) {
        let ended = made(&[&whole[..cut], &[0xFF, 0xD9]].concat()).map(|photo| photo.sha256);
        assert!(matches!(ended, Err(PhotoError::Broken { .. })), "cut at {cut}: {ended:?}");
    }
    for at in (head + 12..whole.len() - 2).step_by(whole.len() / 97) {
        for damage in [0x00, 0x7F, 0xFE] {
            let mut damaged = whole.clone();
            damaged[at] = damage;
            if let Err(PhotoError::Broken { reason }) = made(&damaged) {
                assert!(!reason.contains("the decoder stopped"), "{damage} at {at}: {reason}");
            }
        }
    }
}
