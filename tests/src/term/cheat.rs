//! The red team: ways in which presence is feigned, each as somebody would really do it, beside colleagues who are honest.
//!
//! A way counts as found when at least one of its records is put before the reviewer, or when what was feigned did not
//! come about (a clock set back changes nothing if the time is corrected all the same). Honest records that are put before
//! the reviewer are counted too.

use domain::{ids::StaffId, position::Place, time::UtcMs};

use super::district::School;
use crate::sim::Chance;

const MINUTE: i64 = 60_000;

/// A way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// Photographs of the tags, read at home with the position on.
    PhotographedAtHome,
    /// Photographs of the tags, read one after the other without a position.
    PhotographedInARow,
    /// An app that gives the wanted place, and the system says so.
    Mocked,
    /// An app that gives the wanted place, and the system does not say so: the same digits each time.
    MockedQuietly,
    /// The phone lies in the gatehouse, and all points are ticked from there.
    Parked,
    /// The clock is set back before coming late.
    ClockSetBack,
    /// A colleague at the gate sends photographs of the live codes, and they are read elsewhere some time later.
    LivePassedOn,
    /// Photographs of live codes are kept, and read hours later by a phone that was just started and has no network.
    LiveKept,
    /// Every tag was photographed once, and the same files are read each time.
    PhotographedOnce,
    /// 到岗 from home.
    OnDutyAtHome,
}

impl Way {
    /// Every way.
    pub const ALL: [Self; 10] = [
        Self::PhotographedAtHome,
        Self::PhotographedInARow,
        Self::Mocked,
        Self::MockedQuietly,
        Self::Parked,
        Self::ClockSetBack,
        Self::LivePassedOn,
        Self::LiveKept,
        Self::PhotographedOnce,
        Self::OnDutyAtHome,
    ];
}

/// What is read at a tap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Read {
    /// Nothing.
    Nothing,
    /// The tag, in a picture of its own each time.
    Tag,
    /// The tag, in the one picture that there is of it.
    SameFile,
    /// The live code that was shown so many minutes ago.
    Live(u64),
}

/// One tap of a cheat.
#[derive(Clone, Debug)]
pub struct Tap {
    /// True time.
    pub at: UtcMs,
    /// Index of the point in the school's list.
    pub point: usize,
    /// What is read.
    pub read: Read,
    /// What the phone says about where it is.
    pub place: Option<Place>,
    /// The system says the fix is mocked.
    pub mock: bool,
}

/// What somebody does in one afternoon to feign a round of all points.
#[must_use]
pub fn round(way: Way, school: &School, from: UtcMs, chance: &mut Chance) -> (StaffId, Vec<Tap>) {
    let who = *chance.of_these(&school.guards);
    let home = far(school.points[0].place, chance);
    let gatehouse = school.points[0].place;
    let mut at = from;
    let mut taps = Vec::new();
    // All that were kept are of one walk, some hours ago.
    let kept_for = chance.between(90, 300);
    for (point, it) in school.points.iter().enumerate() {
        let (read, place, mock, pause) = match way {
            Way::PhotographedAtHome => (Read::Tag, Some(jitter(home, chance)), false, chance.between(4, 20) * 60),
            Way::PhotographedInARow => (Read::Tag, None, false, chance.between(4, 15)),
            Way::Mocked => (Read::Nothing, Some(jitter(it.place, chance)), true, chance.between(3, 15) * 60),
            Way::MockedQuietly => (Read::Nothing, Some(it.place), false, chance.between(3, 15) * 60),
            Way::Parked => (Read::Nothing, Some(jitter(gatehouse, chance)), false, chance.between(1, 10) * 60),
            Way::ClockSetBack => (Read::Nothing, Some(jitter(it.place, chance)), false, chance.between(5, 15) * 60),
            Way::LivePassedOn => (Read::Live(chance.between(3, 40)), None, false, chance.between(5, 15) * 60),
            Way::LiveKept => (Read::Live(kept_for), None, false, chance.between(5, 15) * 60),
            Way::PhotographedOnce => (Read::SameFile, None, false, chance.between(5, 15) * 60),
            // Nobody feigns a round by that.
            Way::OnDutyAtHome => break,
        };
        taps.push(Tap { at, point, read, place, mock });
        at = at.plus(i64::try_from(pause).unwrap_or(60) * 1_000);
    }
    (who, taps)
}

/// How far a clock is set back: far enough to be worth it.
#[must_use]
pub fn set_back(chance: &mut Chance) -> i64 {
    i64::try_from(chance.between(20, 240)).unwrap_or(20) * MINUTE
}

/// Fixes of one place differ by some meters.
fn jitter(place: Place, chance: &mut Chance) -> Place {
    moved(place, chance, 600)
}

/// Somebody's home: one to three kilometers away.
pub(super) fn far(place: Place, chance: &mut Chance) -> Place {
    let by = i32::try_from(chance.between(100_000, 300_000)).unwrap_or(100_000);
    Place { lat_e7: place.lat_e7 + by, lon_e7: place.lon_e7 - by / 2 }
}

fn moved(place: Place, chance: &mut Chance, by_e7: i32) -> Place {
    let mut by = || {
        let reach = u64::try_from(by_e7).unwrap_or(0);
        i32::try_from(chance.between(0, 2 * reach)).unwrap_or(0) - by_e7
    };
    Place { lat_e7: place.lat_e7 + by(), lon_e7: place.lon_e7 + by() }
}
