//! 教师护导队: pupils walked from the school to named points and handed over there. Heads are counted, nobody is named.
//!
//! `out` = handed over + returned + remaining, and what remains must be nobody, or have a reason (domain study §3.2).

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::{
    day::Day,
    duty_note::{Situation, Weather},
    duty_window::WindowKind,
    effort::Effort,
    ids::{RecordId, RouteId, SchoolId},
    point_wish::FROM_SCHOOL_M_MAX,
    position::Place,
    problem::Problem,
    time::UtcMs,
};

/// Where pupils are handed over 交接点.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(array)]
pub struct EscortStop {
    /// Name, such as 公交站.
    #[n(0)]
    pub name: String,
    /// Where, if somebody set it.
    #[n(1)]
    pub place: Option<Place>,
}

/// A route of an escort team 护导路线.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(array)]
pub struct EscortRoute {
    /// Identity.
    #[n(0)]
    pub id: RouteId,
    /// Whose.
    #[n(1)]
    pub school_id: SchoolId,
    /// Name, such as 东线.
    #[n(2)]
    pub name: String,
    /// Stops in the order in which they are walked.
    #[n(3)]
    pub stops: Vec<EscortStop>,
}

impl EscortRoute {
    /// Characters of its name and of a stop's.
    pub const NAME_CHARS_MAX: usize = 20;
    /// Stops, at most.
    pub const STOPS_MAX: usize = 12;

    /// Whether it can be walked, from a school that stands at `school`.
    ///
    /// # Errors
    /// `route-name`, `route-stops`, `route-far-from-school`.
    pub fn check(&self, school: Place) -> Result<(), Problem> {
        let is_name = |name: &str| (1..=Self::NAME_CHARS_MAX).contains(&name.trim().chars().count());
        if !is_name(&self.name) || !self.stops.iter().all(|stop| is_name(&stop.name)) {
            return Err(Problem::new("route-name").with("max", Self::NAME_CHARS_MAX));
        }
        if !(1..=Self::STOPS_MAX).contains(&self.stops.len()) {
            return Err(Problem::new("route-stops").with("max", Self::STOPS_MAX));
        }
        let mut places = self.stops.iter().filter_map(|stop| stop.place);
        if places.any(|place| place.distance_m(school) > FROM_SCHOOL_M_MAX) {
            return Err(Problem::new("route-far-from-school").with("km", FROM_SCHOOL_M_MAX / 1000.0));
        }
        Ok(())
    }
}

/// Heads handed over at one stop.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize, ts_rs::TS)]
#[cbor(array)]
pub struct Handed {
    /// The stop's name at that time (the route may change later).
    #[n(0)]
    pub stop: String,
    /// How many.
    #[n(1)]
    pub count: u16,
}

/// Why pupils were neither handed over nor brought back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum RemainingReason {
    /// 家长半路接走
    #[n(0)]
    CollectedOnTheWay,
    /// 点数有误
    #[n(1)]
    Miscounted,
    /// 送医
    #[n(2)]
    Medical,
    /// 正在找
    #[n(3)]
    Searching,
    /// 其他 (the note says)
    #[n(4)]
    Other,
}

/// One walk 护导单.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct EscortSheet {
    /// Which school.
    #[n(0)]
    pub school_id: SchoolId,
    /// Which route; `None` for one that is in no list.
    #[n(1)]
    pub route_id: Option<RouteId>,
    /// In which window.
    #[n(2)]
    pub window: Option<WindowKind>,
    /// Heads that went out.
    #[n(3)]
    pub out: u16,
    /// Heads handed over, stop by stop.
    #[n(4)]
    pub handed: Vec<Handed>,
    /// Heads brought back to the school: nobody came for them.
    #[n(5)]
    pub returned: u16,
    /// Why some remain; `None` when nobody does.
    #[n(6)]
    pub remaining_reason: Option<RemainingReason>,
    /// 情况
    #[n(7)]
    pub situation: Situation,
    /// At most [`crate::limits::NOTE_CHARS_MAX`] characters.
    #[n(8)]
    pub note: String,
    /// Weather.
    #[n(9)]
    pub weather: Option<Weather>,
    /// What it cost.
    #[n(10)]
    pub effort: Option<Effort>,
}

impl EscortSheet {
    /// Heads nobody can account for: below zero when more were handed over than went out.
    #[must_use]
    pub fn remaining(&self) -> i32 {
        let handed: i32 = self.handed.iter().map(|it| i32::from(it.count)).sum();
        i32::from(self.out) - handed - i32::from(self.returned)
    }
}

/// 总值审阅: the head of the day looks at the sheets of a school's day and signs.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct DayReview {
    /// Which school.
    #[n(0)]
    pub school_id: SchoolId,
    /// Which day.
    #[n(1)]
    pub day: Day,
    /// How it was.
    #[n(2)]
    pub situation: Situation,
    /// At most [`crate::limits::LOG_CHARS_MAX`] characters.
    #[n(3)]
    pub text: String,
    /// What it cost.
    #[n(4)]
    pub effort: Option<Effort>,
    /// The sheets whoever signed had before them; `None` from an app that did not say. A signature says nothing of a sheet
    /// that was kept on another phone.
    #[n(5)]
    pub sheets: Option<Vec<RecordId>>,
}

/// What somebody said of a day's sheets: on a phone, as its head of the day, or in the office.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum DayVerdict {
    /// Signed on a phone: nothing out of the ordinary.
    Normal,
    /// Signed on a phone: something was.
    Abnormal,
    /// 审阅通过, in the office.
    Confirmed,
    /// 退回, in the office: the school is to look again.
    SentBack,
}

impl DayVerdict {
    /// What a signature on a phone says.
    #[must_use]
    pub fn signed(situation: Situation) -> Self {
        match situation {
            Situation::Normal => Self::Normal,
            Situation::Abnormal => Self::Abnormal,
        }
    }

    /// Whether it is the office's.
    #[must_use]
    pub fn is_of_office(self) -> bool {
        matches!(self, Self::Confirmed | Self::SentBack)
    }

    /// Whether a day of which this was said last counts as looked at.
    #[must_use]
    pub fn settles(self) -> bool {
        self != Self::SentBack
    }
}

/// Which of several words about a day holds: the newest, whoever said it. Of two of one moment the office's, which had the
/// phone's before it.
pub fn word_that_holds<W>(words: &[W], of: impl Fn(&W) -> (UtcMs, DayVerdict)) -> Option<&W> {
    words.iter().max_by_key(|word| {
        let (at, verdict) = of(word);
        (at, verdict.is_of_office())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_route_has_a_name_and_stops_that_pupils_walk_to() {
        let school = Place { lat_e7: 257_213_000, lon_e7: 1_193_840_000 };
        let stop = |name: &str, lat_e7: i32| EscortStop {
            name: name.into(),
            place: Some(Place { lat_e7: school.lat_e7 + lat_e7, ..school }),
        };
        let said = |name: &str, stops: Vec<EscortStop>| {
            let id = RouteId(Uuid::nil());
            let route = EscortRoute { id, school_id: SchoolId(Uuid::nil()), name: name.into(), stops };
            route.check(school).err().map(|problem| problem.code).unwrap_or_default()
        };
        assert_eq!(said("东线", vec![stop("公交站", 20_000), EscortStop { name: "村口".into(), place: None }]), "");
        assert_eq!(said(" ", vec![stop("公交站", 0)]), "route-name");
        assert_eq!(said("东线", vec![stop("", 0)]), "route-name");
        assert_eq!(said("东线", vec![]), "route-stops");
        assert_eq!(said("东线", vec![stop("公交站", 2_000_000)]), "route-far-from-school");
    }

    #[test]
    fn what_remains_is_what_went_out_less_what_was_handed_over_and_brought_back() {
        let handed = |stop: &str, count| Handed { stop: stop.into(), count };
        let sheet = |returned| EscortSheet {
            school_id: SchoolId(Uuid::nil()),
            route_id: None,
            window: None,
            out: 42,
            handed: vec![handed("公交站", 25), handed("村口", 15)],
            returned,
            remaining_reason: None,
            situation: Situation::Normal,
            note: String::new(),
            weather: None,
            effort: None,
        };
        assert_eq!([sheet(2), sheet(0), sheet(3)].map(|it| it.remaining()), [0, 2, -1]);
    }

    #[test]
    fn of_the_words_about_a_day_the_newest_holds_and_at_one_moment_the_offices() {
        use DayVerdict::{Abnormal, Confirmed, Normal, SentBack};
        let holds = |words: &[(i64, DayVerdict)]| {
            word_that_holds(words, |(at, verdict)| (UtcMs(*at), *verdict)).map(|(_, verdict)| *verdict)
        };
        assert_eq!(holds(&[]), None, "nobody has looked at it");
        assert_eq!(holds(&[(1, Normal), (2, SentBack)]), Some(SentBack));
        assert_eq!(holds(&[(1, Normal), (2, SentBack), (3, Abnormal)]), Some(Abnormal), "the school signed again");
        assert_eq!(holds(&[(5, Confirmed), (4, Normal)]), Some(Confirmed), "a signature that came late");
        assert_eq!(holds(&[(5, Confirmed), (5, Normal)]), Some(Confirmed));
        assert!([Normal, Abnormal, Confirmed].iter().all(|it| it.settles()) && !SentBack.settles());
    }
}
