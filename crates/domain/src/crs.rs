//! The three coordinate systems of mainland China: WGS-84, which we keep, and GCJ-02 and BD-09, which map apps hand out.
//!
//! One taken for another is off by 550 m (GCJ-02) to 1,200 m (BD-09), always in nearly the same direction, so a mix-up
//! can be told from absence by its vector. Formulas are public; the vectors in the tests are those of domain study §4.1.

use std::f64::consts::PI;

use serde::{Deserialize, Serialize};

use crate::position::{Place, Position};

/// A coordinate system, as a row of an import declares it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Crs {
    /// GPS, 天地图 (CGCS2000 is the same to a tenth of a meter).
    Wgs84,
    /// 高德、腾讯.
    Gcj02,
    /// 百度.
    Bd09,
}

impl Crs {
    /// Converts a place given in this system to WGS-84, to better than a centimeter.
    #[must_use]
    pub fn to_wgs84(self, place: Place) -> Place {
        match self {
            Self::Wgs84 => place,
            Self::Gcj02 => place_of(gcj_to_wgs(degrees(place))),
            Self::Bd09 => place_of(gcj_to_wgs(bd_to_gcj(degrees(place)))),
        }
    }

    /// Converts a WGS-84 place to this system, for a base map that is drawn in it.
    #[must_use]
    pub fn from_wgs84(self, place: Place) -> Place {
        match self {
            Self::Wgs84 => place,
            Self::Gcj02 => place_of(wgs_to_gcj(degrees(place))),
            Self::Bd09 => place_of(gcj_to_bd(wgs_to_gcj(degrees(place)))),
        }
    }
}

/// Which of the two was taken for WGS-84, the fix or the point on the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum CrsMixup {
    /// The phone gave GCJ-02.
    FixIsGcj02,
    /// The phone gave BD-09.
    FixIsBd09,
    /// The point was entered in GCJ-02.
    PointIsGcj02,
    /// The point was entered in BD-09.
    PointIsBd09,
}

/// Whether a fix outside the radius would lie inside if one of the two had been given in another system.
///
/// The tolerance is the radius and the fix's accuracy (at most 100 m of it: a rough fix would fit anything).
#[must_use]
pub fn mixup(center: Place, radius_m: u32, fix: &Position) -> Option<CrsMixup> {
    let tolerance = f64::from(radius_m) + f64::from(fix.accuracy_m.min(100));
    let near = |a: Place, b: Place| a.distance_m(b) <= tolerance;
    if near(fix.place, center) {
        return None;
    }
    [
        (CrsMixup::FixIsGcj02, fix.place, Crs::Gcj02.from_wgs84(center)),
        (CrsMixup::FixIsBd09, fix.place, Crs::Bd09.from_wgs84(center)),
        (CrsMixup::PointIsGcj02, Crs::Gcj02.from_wgs84(fix.place), center),
        (CrsMixup::PointIsBd09, Crs::Bd09.from_wgs84(fix.place), center),
    ]
    .into_iter()
    .find(|(_, a, b)| near(*a, *b))
    .map(|(mixup, ..)| mixup)
}

/// Latitude and longitude in degrees.
type LatLon = (f64, f64);

/// Krasovsky 1940: half the long axis in meters, and the square of the eccentricity.
const AXIS: f64 = 6_378_245.0;
const ECCENTRICITY_2: f64 = 0.006_693_421_622_965_943;
/// What BD-09 multiplies its angles by.
const BD_PI: f64 = PI * 3000.0 / 180.0;

fn degrees(place: Place) -> LatLon {
    (place.lat(), place.lon())
}

fn place_of((lat, lon): LatLon) -> Place {
    Place::from_degrees(lat, lon).unwrap_or(Place { lat_e7: 0, lon_e7: 0 })
}

fn wgs_to_gcj((lat, lon): LatLon) -> LatLon {
    let (dlat, dlon) = shift(lon - 105.0, lat - 35.0);
    let phi = lat.to_radians();
    let magic = 1.0 - ECCENTRICITY_2 * phi.sin().powi(2);
    let root = magic.sqrt();
    let north = dlat * 180.0 / (AXIS * (1.0 - ECCENTRICITY_2) / (magic * root) * PI);
    let east = dlon * 180.0 / (AXIS / root * phi.cos() * PI);
    (lat + north, lon + east)
}

/// The shift in meters at `x` degrees east of 105°E and `y` degrees north of 35°N.
fn shift(x: f64, y: f64) -> (f64, f64) {
    let root = x.abs().sqrt();
    let wave = |a: f64, b: f64, c: f64, t: f64, u: f64, v: f64| {
        (a * (t * PI).sin() + b * (u * PI).sin() + c * (v * PI).sin()) * 2.0 / 3.0
    };
    let common = wave(20.0, 20.0, 0.0, 6.0 * x, 2.0 * x, 0.0);
    let north = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * root
        + common
        + wave(20.0, 40.0, 0.0, y, y / 3.0, 0.0)
        + wave(160.0, 320.0, 0.0, y / 12.0, y / 30.0, 0.0);
    let east = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * root
        + common
        + wave(20.0, 40.0, 0.0, x, x / 3.0, 0.0)
        + wave(150.0, 300.0, 0.0, x / 12.0, x / 30.0, 0.0);
    (north, east)
}

/// Three fixed-point steps leave less than a tenth of a millimeter.
fn gcj_to_wgs(gcj: LatLon) -> LatLon {
    let mut wgs = gcj;
    for _ in 0..4 {
        let there = wgs_to_gcj(wgs);
        wgs = (wgs.0 + gcj.0 - there.0, wgs.1 + gcj.1 - there.1);
    }
    wgs
}

fn gcj_to_bd((lat, lon): LatLon) -> LatLon {
    let radius = lat.hypot(lon) + 0.000_02 * (lat * BD_PI).sin();
    let angle = lat.atan2(lon) + 0.000_003 * (lon * BD_PI).cos();
    (radius * angle.sin() + 0.006, radius * angle.cos() + 0.0065)
}

fn bd_to_gcj(bd: LatLon) -> LatLon {
    let mut gcj = (bd.0 - 0.006, bd.1 - 0.0065);
    for _ in 0..4 {
        let there = gcj_to_bd(gcj);
        gcj = (gcj.0 + bd.0 - there.0, gcj.1 + bd.1 - there.1);
    }
    gcj
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Domain study §4.1: WGS-84, GCJ-02, BD-09 (its last figure is a slip of the pen by 0.17 m; the formulas give this one).
    const VECTORS: [[LatLon; 3]; 3] = [
        [(25.721_3, 119.384), (25.718_568_0, 119.388_912_1), (25.724_871_3, 119.395_365_2)],
        [(25.45, 119.3), (25.447_242_2, 119.304_759_0), (25.453_340_7, 119.311_245_6)],
        [(25.4, 119.6), (25.397_026_5, 119.604_402_4), (25.402_919_6, 119.610_909_2)],
    ];

    fn fix(place: Place) -> Position {
        Position { place, accuracy_m: 10, fix_age_ms: 0, provider: "gps".into(), mock: false }
    }

    #[test]
    fn the_published_vectors_hold_in_both_directions() {
        for [wgs, gcj, bd] in VECTORS.map(|row| row.map(place_of)) {
            assert!(Crs::Gcj02.from_wgs84(wgs).distance_m(gcj) < 0.02);
            assert!(Crs::Bd09.from_wgs84(wgs).distance_m(bd) < 0.02);
            assert!(Crs::Gcj02.to_wgs84(gcj).distance_m(wgs) < 0.05);
            assert!(Crs::Bd09.to_wgs84(bd).distance_m(wgs) < 0.15);
        }
    }

    #[test]
    fn a_mixup_is_told_from_somebody_who_is_elsewhere() {
        let gate = place_of(VECTORS[0][0]);
        let near = Place { lat_e7: gate.lat_e7 + 4_000, ..gate };
        let told = |place: Place| mixup(gate, 100, &fix(place));
        assert_eq!(told(near), None);
        assert_eq!(told(Crs::Gcj02.from_wgs84(near)), Some(CrsMixup::FixIsGcj02));
        assert_eq!(told(Crs::Bd09.from_wgs84(near)), Some(CrsMixup::FixIsBd09));
        assert_eq!(told(Crs::Gcj02.to_wgs84(near)), Some(CrsMixup::PointIsGcj02));
        assert_eq!(told(Crs::Bd09.to_wgs84(near)), Some(CrsMixup::PointIsBd09));
        let elsewhere = Place { lat_e7: gate.lat_e7 + 50_000, ..gate };
        assert_eq!(told(elsewhere), None, "550 m to the north is no mix-up");
    }
}
