//! Reading QR tags from still pictures and from camera frames.
//!
//! A tag at a school gate is sunlit, dirty, far away or half in shadow, so one look is rarely enough. A picture is looked at
//! in several sizes and treatments, the cheap and likely ones first, until one of them shows a code.

mod bend;
mod even;
mod look;
mod treat;

use self::look::{Effort, Reader, look, look_within};
use self::treat::Luma;
use crate::error::guarded;
use crate::limits::Clock;
use crate::prepare::decode;
use crate::raster::{Raster, Samples, Want};
use crate::{Limits, PhotoError};

/// A still is first decoded to about this long side; tags worth reading are rarely smaller in it than a tenth.
const FIRST_LONG_SIDE: u32 = 1600;
/// Beyond this long side a look costs more than it finds.
const LAST_LONG_SIDE: u32 = 4000;

/// A frame of more pixels is halved before the costliest of its looks.
const LARGE_FRAME: usize = 500_000;

/// Bent tags are looked for at about this size: many looks, and fine detail does not survive bending anyway.
const HARD_LONG_SIDE: u32 = 600;
/// How far the middle lies off the straight line between the edges, in thousandths of the picture: rows, then columns.
const BENDS: [(i32, i32); 16] = [
    (15, 0),
    (-15, 0),
    (0, 15),
    (0, -15),
    (30, 0),
    (-30, 0),
    (0, 30),
    (0, -30),
    (15, 15),
    (15, -15),
    (-15, 15),
    (-15, -15),
    (30, 30),
    (30, -30),
    (-30, 30),
    (-30, -30),
];

/// What counts as dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tone {
    /// What is dark to the eye.
    Light,
    /// What differs from white in any colour: print in yellow or orange, too.
    Ink,
}

/// The texts of the QR codes in a picture file of any readable format; empty when there is none.
/// Errors are those of the file, not of the search.
pub fn read(bytes: &[u8]) -> Result<Vec<String>, PhotoError> {
    let limits = Limits::default();
    let clock = Clock::start(&limits);
    guarded(|| {
        let first = decode(bytes, &limits, &clock, Want::AtLeast(FIRST_LONG_SIDE))?;
        let is_reduced = first.width < first.full_width;
        let picture = Luma::of_raster(&first, Tone::Light);
        let found = read_still(&picture, &clock)?;
        if !found.is_empty() {
            return Ok(found);
        }
        if is_reduced {
            let is_small = limits.check_whole(first.full_width, first.full_height, 1).is_ok();
            let want = if is_small { Want::Full } else { Want::AtLeast(LAST_LONG_SIDE) };
            let full = Luma::of_raster(&decode(bytes, &limits, &clock, want)?, Tone::Light);
            let full = full.shrunk(LAST_LONG_SIDE)?;
            let found = first_found([look(&full, Reader::Quick), look(&full.sharpened(), Reader::Quick)]);
            if !found.is_empty() {
                return Ok(found);
            }
        }
        read_hard(&picture, &Luma::of_raster(&first, Tone::Ink), &clock)
    })
}

/// The texts of the QR codes in one camera frame (8-bit luma, rows from the top without padding). A frame that does not have
/// the stated size shows nothing. Cheap enough for each frame of a preview; another frame comes soon.
pub fn read_luma(width: u32, height: u32, luma: &[u8]) -> Vec<String> {
    let Some(frame) = Luma::of_frame(width, height, luma) else { return Vec::new() };
    let treatments: [fn(&Luma) -> Luma; 5] = [Luma::clone, Luma::halved, evened_frame, Luma::sharpened, Luma::inverted];
    let mut effort = Effort::FRAME;
    for treat in treatments {
        let found = look_within(&treat(&frame), Reader::Quick, &mut effort);
        if !found.is_empty() || effort.is_spent() {
            return found;
        }
    }
    Vec::new()
}

/// Light evened out at a size at which that is quick: most frames of a preview show no code, and they are given every look.
fn evened_frame(frame: &Luma) -> Luma {
    if frame.pixels.len() > LARGE_FRAME { frame.halved().evened() } else { frame.evened() }
}

/// All looks at one still, cheapest and likeliest first.
fn read_still(picture: &Luma, clock: &Clock) -> Result<Vec<String>, PhotoError> {
    let mut sizes: Vec<u32> = [1000, 600, 380].into_iter().filter(|&size| size < picture.long_side()).collect();
    sizes.insert(0, picture.long_side());
    let mut sized = sizes.into_iter().map(|size| picture.shrunk(size)).collect::<Result<Vec<Luma>, PhotoError>>()?;
    if picture.long_side() < 500 {
        let doubled = picture.doubled();
        sized.extend([doubled.doubled(), doubled]);
    }
    let treatments: [fn(&Luma) -> Luma; 5] =
        [Luma::clone, Luma::sharpened, Luma::evened, Luma::softened, Luma::inverted];
    let quick = treatments.iter().flat_map(|treat| sized.iter().map(|luma| look(&treat(luma), Reader::Quick)));
    let patient = sized.iter().map(|luma| look(luma, Reader::Patient));
    let timely = quick.chain(patient).take_while(|_| clock.check().is_ok());
    Ok(first_found(timely))
}

/// Looks for what is rare: a code in pale colours, one on a round post, one on crumpled cloth.
fn read_hard(picture: &Luma, ink: &Luma, clock: &Clock) -> Result<Vec<String>, PhotoError> {
    let sized = |luma: &Luma| {
        let small = luma.shrunk(HARD_LONG_SIDE)?;
        Ok::<Luma, PhotoError>(if small.long_side() < HARD_LONG_SIDE / 2 { small.doubled() } else { small })
    };
    let (picture, ink) = (sized(picture)?, sized(ink)?);
    let pale = [ink.clone(), ink.evened(), ink.softened()].into_iter().map(|luma| look(&luma, Reader::Patient));
    let bent = BENDS.iter().map(|&bend| look(&picture.bent(bend), Reader::Quick));
    Ok(first_found(pale.chain(bent).take_while(|_| clock.check().is_ok())))
}

fn first_found(looks: impl IntoIterator<Item = Vec<String>>) -> Vec<String> {
    looks.into_iter().find(|found| !found.is_empty()).unwrap_or_default()
}

impl Luma {
    /// A decoded picture in grey.
    fn of_raster(raster: &Raster, tone: Tone) -> Self {
        let (width, height) = (raster.width, raster.height);
        let converted;
        let rgb = match raster.samples {
            Samples::Gray => return Self { width, height, pixels: raster.pixels.clone() },
            Samples::Rgb => &raster.pixels,
            Samples::Cmyk => {
                converted = crate::color::to_srgb(raster.pixels.clone(), raster.samples, None);
                &converted
            }
        };
        let grey = |p: &[u8]| match tone {
            Tone::Light => ((u32::from(p[0]) * 77 + u32::from(p[1]) * 150 + u32::from(p[2]) * 29 + 128) >> 8) as u8,
            Tone::Ink => p[0].min(p[1]).min(p[2]),
        };
        Self { width, height, pixels: rgb.chunks_exact(3).map(grey).collect() }
    }
}
