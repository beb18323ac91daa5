//! JPEG, the format of every phone camera, decoded no larger than needed.
//!
//! The file is first walked segment by segment (`segments`), then read again without anything a decoder does not need
//! (`reframe`), then decoded at a half, a quarter or an eighth where that is enough: the inverse transform gives the smaller
//! picture directly, which halves the work and the memory. A photo of the usual kind goes the fast way (`scaled`); what
//! that one does not take gets a general decoder, and what that one does not know a second.

mod frame;
mod reframe;
mod scaled;
mod segments;

use std::io::Read;

use jpeg_decoder::{Decoder, Error as DecoderError, PixelFormat};
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

use self::frame::Frame;
use self::reframe::{Reframed, Tail};
pub use self::segments::jpeg_has_metadata;
use self::segments::{Piece, exif_blocks, icc_profile, outline};
use crate::limits::Clock;
use crate::raster::{Raster, Samples, Want};
use crate::scale::fit;
use crate::{Limits, PhotoError};

/// Decodes a JPEG file, as small as `want` allows.
pub(crate) fn decode(bytes: &[u8], limits: &Limits, clock: &Clock, want: Want) -> Result<Raster, PhotoError> {
    let (pieces, end) = outline(bytes);
    let frame = Frame::find(&pieces)?;
    limits.check_pixels(frame.width.into(), frame.height.into())?;
    frame.check_filled(&pieces)?;
    let quick = match want {
        Want::AtLeast(long_side) => scaled::decode(&pieces, &frame, long_side, clock)?,
        Want::Full => None,
    };
    let decoded = match quick {
        Some(decoded) => decoded,
        None => general(&pieces, &frame, end.is_some(), (limits, clock), want)?,
    };
    if decoded.pixels.len() != decoded.width as usize * decoded.height as usize * decoded.samples.per_pixel() {
        return Err(PhotoError::broken("the decoder gave another size than the header"));
    }
    Ok(Raster {
        width: decoded.width,
        height: decoded.height,
        samples: decoded.samples,
        pixels: decoded.pixels,
        full_width: frame.width.into(),
        full_height: frame.height.into(),
        icc: icc_profile(&pieces),
        exif: exif_blocks(&pieces),
    })
}

/// By one of the two general decoders. Of a progressive file they hold every coefficient, and the second one holds every
/// picture whole.
fn general(
    pieces: &[Piece],
    frame: &Frame,
    has_end: bool,
    (limits, clock): (&Limits, &Clock),
    want: Want,
) -> Result<Decoded, PhotoError> {
    let check_whole = |times| limits.check_whole(frame.width.into(), frame.height.into(), times);
    if frame.is_progressive() || want == Want::Full {
        check_whole(1)?;
    }
    let decoded = match fast(pieces, frame, want, (Tail::Tripwire, clock)) {
        Err(DecoderError::Unsupported(_)) => {
            check_whole(1)?;
            thorough(pieces, clock)?
        }
        other => other.map_err(|error| clock.check().err().unwrap_or_else(|| in_our_words(error)))?,
    };
    // Without an end marker the file was cut. It lost nothing else only if what follows its last byte makes no difference.
    if !has_end
        && fast(pieces, frame, want, (Tail::OtherTripwire, clock)).is_ok_and(|again| again.pixels != decoded.pixels)
    {
        return Err(PhotoError::cut());
    }
    Ok(decoded)
}

struct Decoded {
    width: u32,
    height: u32,
    samples: Samples,
    pixels: Vec<u8>,
}

fn fast(pieces: &[Piece], frame: &Frame, want: Want, end: (Tail, &Clock)) -> Result<Decoded, DecoderError> {
    let mut decoder = Decoder::new(Reframed::new(pieces, end));
    decoder.set_color_transform(frame.color_transform(pieces));
    if let Want::AtLeast(long_side) = want {
        let (width, height) = fit(frame.width.into(), frame.height.into(), long_side);
        decoder.scale(width as u16, height as u16)?;
    }
    let pixels = decoder.decode()?;
    let missing = || DecoderError::Format("no frame".into());
    let info = decoder.info().ok_or_else(missing)?;
    let samples = match info.pixel_format {
        PixelFormat::L8 => Samples::Gray,
        PixelFormat::RGB24 => Samples::Rgb,
        // The decoder has already turned Adobe's inverted inks round, and YCCK into CMYK.
        PixelFormat::CMYK32 => Samples::Cmyk,
        PixelFormat::L16 => return Err(missing()),
    };
    Ok(Decoded { width: info.width.into(), height: info.height.into(), samples, pixels })
}

/// The decoder's complaint about the tripwire, and about bytes that simply stop, said plainly.
fn in_our_words(error: DecoderError) -> PhotoError {
    let is_cut = match &error {
        DecoderError::Io(_) => true,
        DecoderError::Format(text) => text.starts_with("FF 00 found"),
        _ => false,
    };
    if is_cut { PhotoError::cut() } else { PhotoError::broken(error) }
}

/// Full size only, but copes with samplings such as 3:1 that the fast decoder refuses.
fn thorough(pieces: &[Piece], clock: &Clock) -> Result<Decoded, PhotoError> {
    let mut file = Vec::new();
    Reframed::new(pieces, (Tail::Plain, clock)).read_to_end(&mut file).map_err(PhotoError::broken)?;
    let options = DecoderOptions::default().set_strict_mode(true).jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(file.as_slice()), options);
    let pixels = decoder.decode().map_err(|error| PhotoError::broken(format!("{error:?}")))?;
    let info = decoder.info().ok_or_else(|| PhotoError::broken("no frame"))?;
    Ok(Decoded { width: info.width.into(), height: info.height.into(), samples: Samples::Rgb, pixels })
}
