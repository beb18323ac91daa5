//! A PNG of two bytes a sample, row by row: whole it would take twice the memory of a plain one.

use image::ColorType;
use png::Reader;

use super::whole::native;
use crate::PhotoError;
use crate::halve::halve;
use crate::limits::Clock;
use crate::raster::{Samples, flatten};
use crate::stills::Timed;

/// All rows as plain samples, halved both ways where that is wanted.
pub(super) fn rows(
    reader: &mut Reader<Timed<'_>>,
    color: ColorType,
    is_halved: bool,
    clock: &Clock,
) -> Result<(Vec<u8>, Samples), PhotoError> {
    let mut samples = Samples::Rgb;
    let mut next = |reader: &mut Reader<Timed<'_>>| {
        // A reader whose source ran out of time complains about the source; the clock knows better.
        let row = reader.next_row();
        let row = row.map_err(|error| clock.check().err().unwrap_or_else(|| PhotoError::broken(error)))?;
        clock.check()?;
        let Some(row) = row else { return Ok(None) };
        let (row, kind) = flatten(native(row.data().to_vec(), color), color)?;
        samples = kind;
        Ok::<_, PhotoError>(Some((row, kind)))
    };
    let mut pixels = Vec::new();
    while let Some((upper, kind)) = next(reader)? {
        if is_halved {
            let lower = next(reader)?;
            halve(&upper, lower.as_ref().map_or(&upper, |(row, _)| row), kind, &mut pixels);
        } else {
            pixels.extend_from_slice(&upper);
        }
    }
    Ok((pixels, samples))
}
