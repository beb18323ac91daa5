//! Masks: faces and number plates painted over, before a byte of the picture leaves this room.
//!
//! A mask is one pattern of two greys, never a mosaic or a blur: what a mosaic hides can be guessed back when the kind of
//! thing below is known (seven characters of a plate), and nothing at all can be guessed from a constant. The pattern
//! says "covered on purpose", so that nobody takes it for a wall. Shrinking and JPEG's blocks carry a little of each
//! pixel into its neighbours, so that every mask also takes the few pixels around it.

use serde::{Deserialize, Serialize};

use crate::PhotoError;
use crate::limits::Clock;
use crate::orient::Upright;

/// Coordinates run from 0 to this, from the left and the top edge of the upright picture to its right and bottom edge.
pub const MASK_UNITS: u32 = 1_000_000;

/// How far shrinking and turning back from JPEG may have carried a pixel, in pixels of the stored picture.
const MARGIN: f64 = 3.0;
/// Side of the pattern's squares, in pixels, and its two greys.
const SQUARE: usize = 12;
const GREYS: [u8; 2] = [96, 128];

/// A place in the upright picture, in millionths of its width and height.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spot {
    /// From the left edge, 0 to [`MASK_UNITS`].
    pub x: u32,
    /// From the top edge, 0 to [`MASK_UNITS`].
    pub y: u32,
}

/// Something to cover.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "shape", rename_all = "snake_case")]
pub enum Mask {
    /// A rectangle between two opposite corners, in any order.
    Area {
        /// One corner.
        from: Spot,
        /// The opposite corner.
        to: Spot,
    },
    /// A painted line with round ends; a single point is a dot.
    Stroke {
        /// Where the finger went.
        points: Vec<Spot>,
        /// How wide the line is, in millionths of the picture's long side.
        width: u32,
    },
}

/// Paints the masks over the picture.
pub(crate) fn cover(picture: &mut Upright, masks: &[Mask], clock: &Clock) -> Result<(), PhotoError> {
    for mask in masks {
        match mask {
            Mask::Area { from, to } => {
                let ([x1, y1], [x2, y2]) = (place(picture, *from), place(picture, *to));
                fill(picture, [x1.min(x2), y1.min(y2), x1.max(x2), y1.max(y2)], |_, _| true);
            }
            Mask::Stroke { points, width } => {
                let long_side = f64::from(picture.width.max(picture.height));
                let radius = f64::from((*width).min(MASK_UNITS)) * long_side / f64::from(MASK_UNITS) / 2.0;
                let places: Vec<[f64; 2]> = points.iter().map(|&spot| place(picture, spot)).collect();
                // A single point is a line from itself to itself.
                for (n, &to) in places.iter().enumerate() {
                    clock.check()?;
                    line(picture, places[n.saturating_sub(1)], to, radius);
                }
            }
        }
    }
    Ok(())
}

/// A spot in pixels. What lies outside is moved to the edge.
fn place(picture: &Upright, spot: Spot) -> [f64; 2] {
    let scaled = |n: u32, side: u32| f64::from(n.min(MASK_UNITS)) * f64::from(side) / f64::from(MASK_UNITS);
    [scaled(spot.x, picture.width), scaled(spot.y, picture.height)]
}

/// One piece of a stroke: all pixels not farther than the radius (and the margin) from the line between two places.
fn line(picture: &mut Upright, [x1, y1]: [f64; 2], [x2, y2]: [f64; 2], radius: f64) {
    let (dx, dy) = (x2 - x1, y2 - y1);
    let length = dx * dx + dy * dy;
    let reach = (radius + MARGIN) * (radius + MARGIN);
    let is_near = |x: f64, y: f64| {
        let along = if length > 0.0 { (((x - x1) * dx + (y - y1) * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
        let (off_x, off_y) = (x - x1 - along * dx, y - y1 - along * dy);
        off_x * off_x + off_y * off_y <= reach
    };
    fill(picture, [x1.min(x2) - radius, y1.min(y2) - radius, x1.max(x2) + radius, y1.max(y2) + radius], is_near);
}

/// Paints the pattern where the test says so, within a box (left, top, right, bottom) and the margin around it.
fn fill(picture: &mut Upright, [left, top, right, bottom]: [f64; 4], is_in: impl Fn(f64, f64) -> bool) {
    let low = |edge: f64| (edge - MARGIN).floor().max(0.0) as usize;
    let high = |edge: f64, side: u32| ((edge + MARGIN).ceil().max(0.0) as usize).min(side as usize);
    let width = picture.width as usize;
    for y in low(top)..high(bottom, picture.height) {
        for x in low(left)..high(right, picture.width) {
            if is_in(x as f64 + 0.5, y as f64 + 0.5) {
                let grey = GREYS[(x / SQUARE + y / SQUARE) % 2];
                picture.pixels[(y * width + x) * 3..][..3].fill(grey);
            }
        }
    }
}
