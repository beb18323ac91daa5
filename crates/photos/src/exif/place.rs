//! The position: WGS-84 degrees from Exif's rationals, or nothing. Half a position is worse than none as evidence.

use ::exif::{Exif, In, Tag, Value};
use serde::{Deserialize, Serialize};

use super::text;

/// Where the camera says it was, in ten-millionths of a degree (about one centimetre).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Latitude, north positive, within ±900,000,000.
    pub lat_e7: i32,
    /// Longitude, east positive, within ±1,800,000,000.
    pub lon_e7: i32,
}

impl Place {
    /// Both coordinates with their hemispheres, or nothing. Exactly zero by zero is what cameras without a fix write,
    /// and lies in the sea, so it is no place either.
    pub(super) fn from_exif(exif: &Exif) -> Option<Self> {
        let lat = coordinate(exif, Tag::GPSLatitude, Tag::GPSLatitudeRef, [b'N', b'S'], 90.0)?;
        let lon = coordinate(exif, Tag::GPSLongitude, Tag::GPSLongitudeRef, [b'E', b'W'], 180.0)?;
        ((lat, lon) != (0, 0)).then_some(Self { lat_e7: lat, lon_e7: lon })
    }
}

fn coordinate(exif: &Exif, value: Tag, hemisphere: Tag, [plus, minus]: [u8; 2], most: f64) -> Option<i32> {
    let letter = text(exif, hemisphere)?.first()?.to_ascii_uppercase();
    let parts = parts(&exif.get_field(value, In::PRIMARY)?.value)?;
    let degrees = degrees(&parts)?;
    let signed = match letter {
        _ if letter == plus && degrees >= 0.0 => degrees,
        // A negative number in the southern or western hemisphere says the same thing twice.
        _ if letter == minus => -degrees.abs(),
        _ => return None,
    };
    (signed.abs() <= most).then(|| (signed * 1e7).round() as i32)
}

/// The numbers of a rational field, signed or not; nothing when one of them has no value.
fn parts(value: &Value) -> Option<Vec<f64>> {
    match value {
        Value::Rational(parts) => {
            parts.iter().map(|part| (part.denom != 0).then(|| f64::from(part.num) / f64::from(part.denom))).collect()
        }
        Value::SRational(parts) => {
            parts.iter().map(|part| (part.denom != 0).then(|| f64::from(part.num) / f64::from(part.denom))).collect()
        }
        _ => None,
    }
}

/// Degrees, minutes and seconds as one number. Minutes and seconds may be left out when the parts before carry decimals;
/// a rounded 60 happens and is taken.
fn degrees(parts: &[f64]) -> Option<f64> {
    let (&whole, rest) = parts.split_first()?;
    let minutes = rest.first().copied().unwrap_or(0.0);
    let seconds = rest.get(1).copied().unwrap_or(0.0);
    let in_range = rest.len() <= 2 && [minutes, seconds].iter().all(|part| (0.0..=60.0).contains(part));
    in_range.then(|| whole + (minutes / 60.0 + seconds / 3600.0).copysign(whole))
}
