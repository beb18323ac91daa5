//! Where something is: WGS-84 only, in whole 1e-7 degrees, and what a phone said about a fix.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

/// A place in WGS-84, 1e-7 degrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode, Serialize, Deserialize)]
#[cbor(array)]
pub struct Place {
    /// Latitude, -900_000_000..=900_000_000.
    #[n(0)]
    pub lat_e7: i32,
    /// Longitude, -1_800_000_000..=1_800_000_000.
    #[n(1)]
    pub lon_e7: i32,
}

impl Place {
    /// From degrees; `None` outside the globe or for what is no number.
    #[must_use]
    pub fn from_degrees(lat: f64, lon: f64) -> Option<Self> {
        let valid = lat.is_finite() && lon.is_finite() && lat.abs() <= 90.0 && lon.abs() <= 180.0;
        #[expect(clippy::cast_possible_truncation, reason = "the range was checked just above")]
        valid.then(|| Self { lat_e7: (lat * 1e7).round() as i32, lon_e7: (lon * 1e7).round() as i32 })
    }

    /// Latitude in degrees.
    #[must_use]
    pub fn lat(self) -> f64 {
        f64::from(self.lat_e7) / 1e7
    }

    /// Longitude in degrees.
    #[must_use]
    pub fn lon(self) -> f64 {
        f64::from(self.lon_e7) / 1e7
    }

    /// Meters along the great circle (haversine on a sphere of 6,371,008.8 m).
    #[must_use]
    pub fn distance_m(self, other: Self) -> f64 {
        let (a, b) = (self.lat().to_radians(), other.lat().to_radians());
        let (dlat, dlon) = (b - a, (other.lon() - self.lon()).to_radians());
        let h = (dlat / 2.0).sin().powi(2) + a.cos() * b.cos() * (dlon / 2.0).sin().powi(2);
        2.0 * 6_371_008.8 * h.sqrt().min(1.0).asin()
    }

    /// Initial bearing to `other`, degrees clockwise from north, 0..360.
    #[must_use]
    pub fn bearing_deg(self, other: Self) -> f64 {
        let (a, b) = (self.lat().to_radians(), other.lat().to_radians());
        let dlon = (other.lon() - self.lon()).to_radians();
        let y = dlon.sin() * b.cos();
        let x = a.cos() * b.sin() - a.sin() * b.cos() * dlon.cos();
        y.atan2(x).to_degrees().rem_euclid(360.0)
    }

    /// The eight-point compass name of [`Place::bearing_deg`]: `N`, `NE`, … `NW`.
    #[must_use]
    pub fn compass(self, other: Self) -> &'static str {
        const POINTS: [&str; 8] = ["N", "NE", "E", "SE", "S", "SW", "W", "NW"];
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0..360 divided by 45")]
        let index = (self.bearing_deg(other) / 45.0).round() as usize % 8;
        POINTS[index]
    }
}

/// A fix as the phone reported it, taken only at a check-in, a photo or a report; never in the background.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(array)]
pub struct Position {
    /// Where.
    #[n(0)]
    pub place: Place,
    /// Radius the provider claims, meters.
    #[n(1)]
    pub accuracy_m: u32,
    /// Age of the fix when the record was made, milliseconds.
    #[n(2)]
    pub fix_age_ms: u32,
    /// Who gave it: `gps`, `network`, `webview`, `command-line`.
    #[n(3)]
    pub provider: String,
    /// The system said the fix is mocked.
    #[n(4)]
    pub mock: bool,
}

impl Position {
    /// Whether the fix may lie within `radius_m` of `center`: distance minus accuracy, doubt in the worker's favor.
    #[must_use]
    pub fn may_be_within(&self, center: Place, radius_m: u32) -> bool {
        self.place.distance_m(center) - f64::from(self.accuracy_m) <= f64::from(radius_m)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_and_bearing_agree_with_the_map() {
        let a = Place::from_degrees(25.7213, 119.384).expect("on the globe");
        let north = Place::from_degrees(25.7303, 119.384).expect("on the globe");
        assert!((a.distance_m(north) - 1000.8).abs() < 1.0, "{}", a.distance_m(north));
        assert_eq!((a.compass(north), north.compass(a)), ("N", "S"));
        assert!(Place::from_degrees(91.0, 0.0).is_none() && Place::from_degrees(f64::NAN, 0.0).is_none());
    }
}
