//! What an office asks of the pictures its phones take: a school or an agency has one, and phones are handed it.
//!
//! A phone that looks after several keeps to the strictest, so that a picture taken on a station's phone satisfies the
//! school it was taken at.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::ids::UnitId;

/// The rules of one school or agency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Policy {
    /// Whose.
    #[n(0)]
    pub unit_id: UnitId,
    /// Its rules for pictures.
    #[n(1)]
    pub pictures: PictureRules,
}

/// Rules for pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "camelCase")]
#[cbor(array)]
pub struct PictureRules {
    /// Pictures that were there before may be chosen.
    #[n(0)]
    pub gallery: bool,
    /// The step that covers faces and plates is shown.
    #[n(1)]
    pub mask_step: bool,
    /// Time, place, duty, school and check code are drawn into the picture.
    #[n(2)]
    pub stamp: bool,
    /// How long a picture stays on its phone, also when the server has it for certain.
    #[n(3)]
    #[cbor(default)]
    #[ts(as = "u16")]
    pub stays: StayDays,
}

impl Default for PictureRules {
    /// What holds until an office says otherwise.
    fn default() -> Self {
        Self { gallery: true, mask_step: true, stamp: false, stays: StayDays::default() }
    }
}

/// Days a picture stays on the phone that took it, counted from its taking. Before a durable receipt none leaves, however
/// old it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, Serialize, Deserialize)]
#[serde(transparent)]
#[cbor(transparent)]
pub struct StayDays(#[n(0)] pub u16);

impl StayDays {
    /// The longest that can be asked for: a school year.
    pub const MAX: Self = Self(366);

    /// As milliseconds.
    #[must_use]
    pub fn ms(self) -> i64 {
        i64::from(self.0) * 24 * 3_600_000
    }
}

impl Default for StayDays {
    /// What holds until an office says otherwise, and for offices of a server that does not know of it.
    fn default() -> Self {
        Self(30)
    }
}

impl PictureRules {
    /// The strictest of two.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            gallery: self.gallery && other.gallery,
            mask_step: self.mask_step || other.mask_step,
            stamp: self.stamp || other.stamp,
            stays: self.stays.max(other.stays),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strictest_rule_of_each_holds() {
        let school = PictureRules { gallery: false, mask_step: false, stamp: false, stays: StayDays(7) };
        let station = PictureRules { gallery: true, mask_step: false, stamp: true, stays: StayDays(90) };
        let both = school.and(station);
        assert_eq!(both, PictureRules { gallery: false, mask_step: false, stamp: true, stays: StayDays(90) });
        assert_eq!(both, station.and(school));
        assert_eq!(PictureRules::default().and(PictureRules::default()), PictureRules::default());
    }

    #[test]
    fn rules_from_before_there_was_an_age_are_read_with_the_usual_one() {
        // [false, true, true], as it was sent before.
        let old: PictureRules = minicbor::decode(&[0x83, 0xf4, 0xf5, 0xf5]).expect("read");
        assert_eq!((old.gallery, old.stays), (false, StayDays(30)));
        let rules = PictureRules { stays: StayDays(14), ..old };
        let bytes = minicbor::to_vec(rules).expect("written");
        assert_eq!(bytes, [0x84, 0xf4, 0xf5, 0xf5, 0x0e], "the new value comes last");
        assert_eq!(minicbor::decode::<PictureRules>(&bytes).expect("read"), rules);
    }
}
