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
}

impl Default for PictureRules {
    /// What holds until an office says otherwise.
    fn default() -> Self {
        Self { gallery: true, mask_step: true, stamp: false }
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
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strictest_rule_of_each_holds() {
        let school = PictureRules { gallery: false, mask_step: false, stamp: false };
        let station = PictureRules { gallery: true, mask_step: false, stamp: true };
        let both = school.and(station);
        assert_eq!(both, PictureRules { gallery: false, mask_step: false, stamp: true });
        assert_eq!(both, station.and(school));
        assert_eq!(PictureRules::default().and(PictureRules::default()), PictureRules::default());
    }
}
