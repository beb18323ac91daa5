//! The first frame of a GIF. It is decoded to one byte a pixel, the number of its colour, and gets its colours row by row.

use gif::{ColorOutput, DecodeOptions, DecodingError, Frame};

use crate::limits::Clock;
use crate::raster::{Raster, Samples, Want};
use crate::shrinking::Shrinking;
use crate::stills::Timed;
use crate::{Limits, PhotoError};

const WHITE: [u8; 3] = [255; 3];

/// Decodes the first frame, on white where it is transparent or does not reach.
pub(crate) fn decode(bytes: &[u8], limits: &Limits, clock: &Clock, want: Want) -> Result<Raster, PhotoError> {
    // A decoder whose source ran out of time complains about the source; the clock knows better.
    let said = |error: DecodingError| clock.check().err().unwrap_or_else(|| PhotoError::broken(error));
    let mut options = DecodeOptions::new();
    options.set_color_output(ColorOutput::Indexed);
    let mut decoder = options.read_info(Timed::new(bytes, clock)).map_err(said)?;
    let (width, height) = (u32::from(decoder.width()), u32::from(decoder.height()));
    limits.check_whole(width, height, 1)?;
    let icc = decoder.icc_profile().map(<[u8]>::to_vec);
    let frame = decoder.next_frame_info().map_err(said)?.ok_or_else(|| PhotoError::broken("no frame"))?.clone();
    // A frame may be larger than the picture it belongs to.
    limits.check_whole(frame.width.into(), frame.height.into(), 1)?;
    let colors = colors(decoder.palette().map_err(said)?, frame.transparent);
    let mut numbers = vec![0; decoder.buffer_size()];
    decoder.read_into_buffer(&mut numbers).map_err(said)?;
    let mut picture = Shrinking::of((width, height), Samples::Rgb, want);
    let mut row = Vec::new();
    for y in 0..height {
        paint(&frame, &numbers, &colors, y, width as usize, &mut row);
        picture.push(&row);
        clock.check()?;
    }
    Ok(Raster { icc, ..picture.finish() })
}

/// What each number looks like; those without a colour are transparent too.
fn colors(palette: &[u8], transparent: Option<u8>) -> [[u8; 3]; 256] {
    let mut colors = [WHITE; 256];
    for (color, &listed) in colors.iter_mut().zip(palette.as_chunks::<3>().0) {
        *color = listed;
    }
    if let Some(number) = transparent {
        colors[usize::from(number)] = WHITE;
    }
    colors
}

/// One row of the picture, as far as the frame covers it.
fn paint(frame: &Frame<'_>, numbers: &[u8], colors: &[[u8; 3]; 256], y: u32, width: usize, row: &mut Vec<u8>) {
    row.clear();
    row.resize(width * 3, 255);
    let (line, left) = (usize::from(frame.width), usize::from(frame.left).min(width));
    let Some(from) = y.checked_sub(frame.top.into()).filter(|&y| y < frame.height.into()) else { return };
    let from = from as usize * line;
    let pixels = row[left * 3..].as_chunks_mut::<3>().0;
    for (pixel, &number) in pixels.iter_mut().zip(&numbers[from..from + line]) {
        *pixel = colors[usize::from(number)];
    }
}
