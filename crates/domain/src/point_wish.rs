//! What the office asks of a must-patrol point, and what it may ask: names that fit a tag, a radius that a phone's fix
//! can be judged by, a rhythm that people can keep.

use serde::{Deserialize, Serialize};

use crate::{
    ids::UnitId,
    patrol_point::{Band, Frequency, PatrolPoint, Per, PointKind},
    position::{Place, Position},
    presence::ProofLevel,
    problem::Problem,
};

/// Whether a point is walked to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum PointState {
    /// In use.
    Active,
    /// For a while nobody is sent there: a building site, holidays.
    Paused,
    /// For good. Its history stays.
    Retired,
}

/// Characters of a name; a longer one does not fit a tag.
pub const NAME_CHARS_MAX: usize = 20;
/// A fix is never better than the first, and says nothing beyond the second, in meters.
pub const RADIUS_M: std::ops::RangeInclusive<u32> = 30..=300;
/// Visits in a span, at most.
pub const VISITS_MAX: u8 = 48;
/// Rounds a day of a key position inside a school, at least (rules on the security of schools).
pub const KEY_ROUNDS_MIN: u8 = 5;
/// A point this far from its school was set by a slip, in meters.
pub const FROM_SCHOOL_M_MAX: f64 = 20_000.0;
const BANDS_MAX: usize = 12;
const DAY_MIN: u16 = 1440;

/// A point as the office wants it.
#[derive(Clone, Debug, PartialEq)]
pub struct PointWish {
    /// Name.
    pub name: String,
    /// Kind.
    pub kind: PointKind,
    /// Where.
    pub place: Place,
    /// Radius, meters.
    pub radius_m: u32,
    /// Visits a day, where no frequency says otherwise.
    pub per_day: u8,
    /// The proof asked for.
    pub min_proof: ProofLevel,
    /// Another rhythm.
    pub frequency: Option<Frequency>,
    /// Who is responsible; `None`: the school.
    pub responsible: Option<UnitId>,
}

impl PointWish {
    /// Whether it may be asked, for a school that stands at `school`.
    ///
    /// # Errors
    /// `point-name-missing`, `point-name-long`, `point-radius`, `point-visits`, `point-bands`, `point-too-seldom`,
    /// `point-far-from-school`.
    pub fn check(&self, school: Place) -> Result<(), Problem> {
        let chars = self.name.trim().chars().count();
        if chars == 0 {
            return Err(Problem::new("point-name-missing"));
        }
        if chars > NAME_CHARS_MAX {
            return Err(Problem::new("point-name-long").with("max", NAME_CHARS_MAX));
        }
        if !RADIUS_M.contains(&self.radius_m) {
            return Err(Problem::new("point-radius").with("min", RADIUS_M.start()).with("max", RADIUS_M.end()));
        }
        if self.place.distance_m(school) > FROM_SCHOOL_M_MAX {
            return Err(Problem::new("point-far-from-school").with("km", FROM_SCHOOL_M_MAX / 1000.0));
        }
        let visits = self.frequency.as_ref().map_or(self.per_day, |rule| rule.visits);
        if !(1..=VISITS_MAX).contains(&visits) || !(1..=VISITS_MAX).contains(&self.per_day) {
            return Err(Problem::new("point-visits").with("max", VISITS_MAX));
        }
        if self.frequency.as_ref().is_some_and(|rule| !bands_fit(rule)) {
            return Err(Problem::new("point-bands"));
        }
        if self.kind == PointKind::KeyPosition && !self.often_enough() {
            return Err(Problem::new("point-too-seldom").with("min", KEY_ROUNDS_MIN));
        }
        Ok(())
    }

    /// Whether a key position is walked to as often as it must be.
    fn often_enough(&self) -> bool {
        match &self.frequency {
            None => self.per_day >= KEY_ROUNDS_MIN,
            Some(rule) => matches!(rule.per, Per::ClassDay | Per::Day) && rule.visits >= KEY_ROUNDS_MIN,
        }
    }

    /// What is asked of a point now.
    #[must_use]
    pub fn of(point: &PatrolPoint) -> Self {
        Self {
            name: point.name.clone(),
            kind: point.kind,
            place: point.place,
            radius_m: point.radius_m,
            per_day: point.per_day,
            min_proof: point.min_proof,
            frequency: point.frequency.clone(),
            responsible: point.responsible,
        }
    }

    /// Makes a point as wished.
    pub fn put_on(self, point: &mut PatrolPoint) {
        self.name.trim().clone_into(&mut point.name);
        point.kind = self.kind;
        point.place = self.place;
        point.radius_m = self.radius_m;
        point.per_day = self.per_day;
        point.min_proof = self.min_proof;
        point.frequency = self.frequency;
        point.responsible = self.responsible;
    }
}

/// A fix this good may say where a point is, meters.
pub const GOOD_FIX_M: u32 = 25;
/// And this fresh, milliseconds.
const FRESH_MS: u32 = 60_000;
/// Fewer good fixes than this say nothing about where people usually stand.
const USUAL_FIXES_MIN: usize = 3;

/// Whether a point may be set to where somebody stood.
#[must_use]
pub fn is_good_fix(fix: &Position) -> bool {
    !fix.mock && fix.accuracy_m <= GOOD_FIX_M && fix.fix_age_ms <= FRESH_MS
}

/// Where people stood by the good ones among these fixes: the median of each coordinate, which a single wrong fix does
/// not move; and how many fixes that rests on.
#[must_use]
pub fn usual_place<'a>(fixes: impl IntoIterator<Item = &'a Position>) -> Option<(Place, usize)> {
    let good: Vec<Place> = fixes.into_iter().filter(|fix| is_good_fix(fix)).map(|fix| fix.place).collect();
    let median = |mut values: Vec<i32>| {
        values.sort_unstable();
        values[values.len() / 2]
    };
    (good.len() >= USUAL_FIXES_MIN).then(|| {
        let lat_e7 = median(good.iter().map(|place| place.lat_e7).collect());
        let lon_e7 = median(good.iter().map(|place| place.lon_e7).collect());
        (Place { lat_e7, lon_e7 }, good.len())
    })
}

/// Bands are parts of one day in their order, none over another, and not more of them than visits.
fn bands_fit(rule: &Frequency) -> bool {
    let fits = |band: &Band| {
        band.start_min < DAY_MIN && band.start_min < band.end_min && band.end_min <= band.start_min + DAY_MIN
    };
    let count = rule.bands.len();
    let days = matches!(rule.per, Per::ClassDay | Per::Day);
    count <= BANDS_MAX
        && (count == 0 || days)
        && count <= usize::from(rule.visits)
        && rule.bands.iter().all(fits)
        && rule.bands.windows(2).all(|pair| pair[0].end_min <= pair[1].start_min)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCHOOL: Place = Place { lat_e7: 257_213_000, lon_e7: 1_193_840_000 };

    fn wish() -> PointWish {
        PointWish {
            name: "后围墙".into(),
            kind: PointKind::Perimeter,
            place: Place { lat_e7: SCHOOL.lat_e7 + 9_000, ..SCHOOL },
            radius_m: 100,
            per_day: 2,
            min_proof: ProofLevel::B,
            frequency: None,
            responsible: None,
        }
    }

    fn said(change: impl FnOnce(&mut PointWish)) -> String {
        let mut wish = wish();
        change(&mut wish);
        wish.check(SCHOOL).err().map(|problem| problem.code).unwrap_or_default()
    }

    fn rule(per: Per, visits: u8, bands: &[(u16, u16)]) -> Option<Frequency> {
        let bands = bands.iter().map(|&(start_min, end_min)| Band { start_min, end_min }).collect();
        Some(Frequency { per, visits, bands })
    }

    #[test]
    fn a_point_is_asked_for_within_what_people_and_phones_can_do() {
        assert_eq!(said(|_| {}), "");
        assert_eq!(said(|w| w.name = " ".into()), "point-name-missing");
        assert_eq!(said(|w| w.name = "点".repeat(21)), "point-name-long");
        assert_eq!(said(|w| w.radius_m = 20), "point-radius");
        assert_eq!(said(|w| w.per_day = 0), "point-visits");
        assert_eq!(said(|w| w.place.lat_e7 += 2_000_000), "point-far-from-school");
    }

    #[test]
    fn bands_are_parts_of_a_day_one_after_the_other() {
        let bands = |per, visits, bands: &[(u16, u16)]| said(|w| w.frequency = rule(per, visits, bands));
        assert_eq!(bands(Per::Day, 3, &[(420, 500), (960, 1080), (1320, 1500)]), "");
        assert_eq!(bands(Per::Day, 1, &[(420, 500), (960, 1080)]), "point-bands");
        assert_eq!(bands(Per::Day, 2, &[(420, 500), (480, 600)]), "point-bands");
        assert_eq!(bands(Per::Day, 2, &[(500, 420)]), "point-bands");
        assert_eq!(bands(Per::Week, 2, &[(420, 500)]), "point-bands");
        assert_eq!(bands(Per::Window, 0, &[]), "point-visits");
    }

    #[test]
    fn people_usually_stand_where_most_good_fixes_lie() {
        let fix = |lat_e7, accuracy_m, mock| Position {
            place: Place { lat_e7, ..SCHOOL },
            accuracy_m,
            fix_age_ms: 2_000,
            provider: "gps".into(),
            mock,
        };
        let here = SCHOOL.lat_e7;
        let fixes = [fix(here + 100, 8, false), fix(here + 200, 12, false), fix(here + 90_000, 9, false)];
        let usual = usual_place(&fixes).expect("three good fixes");
        assert_eq!((usual.0.lat_e7, usual.1), (here + 200, 3));
        let poor = [fix(here, 60, false), fix(here, 8, true), fix(here, 8, false), fix(here, 8, false)];
        assert_eq!(usual_place(&poor), None, "two good ones are too few");
    }

    #[test]
    fn key_positions_are_walked_to_five_times_a_day() {
        let key = |per_day, frequency| {
            said(|w| (w.kind, w.per_day, w.frequency) = (PointKind::KeyPosition, per_day, frequency))
        };
        assert_eq!(key(5, None), "");
        assert_eq!(key(4, None), "point-too-seldom");
        assert_eq!(key(5, rule(Per::ClassDay, 5, &[])), "");
        assert_eq!(key(5, rule(Per::Week, 40, &[])), "point-too-seldom");
    }
}
