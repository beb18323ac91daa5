//! The schools of a term, as far as the plan needs them: gates, people, windows and points, read from the lists a phone
//! was given. Which days have classes is said here once more, in the plainest way: that is what the calendar's rules are
//! held against.

use domain::{
    day::Day,
    duty_window::{DutyWindow, WindowKind},
    ids::{PointId, PostId, SchoolId, StaffId},
    position::Place,
    staff::StaffKind,
};
use field::Home;
use store::entities;

use super::Broken;
use crate::sim::Chance;

/// A school.
#[derive(Clone, Debug)]
pub struct School {
    /// Its place in the term's list.
    pub index: usize,
    /// Identity.
    pub id: SchoolId,
    /// Code.
    pub code: String,
    /// Gates.
    pub gates: Vec<Gate>,
    /// Windows.
    pub windows: Vec<DutyWindow>,
    /// Points that want so many visits each day.
    pub points: Vec<Point>,
    /// Every point, also those with a rhythm of their own.
    pub all_points: Vec<Point>,
    /// Guards.
    pub guards: Vec<StaffId>,
    /// Teachers.
    pub teachers: Vec<StaffId>,
    /// The first day on which it had a phone.
    pub since: Day,
}

/// Days off of the district's first term, as the wall calendar in a gatehouse has them: first, last.
const OFF: [(&str, &str); 4] = [
    ("2026-09-25", "2026-09-27"),
    ("2026-10-01", "2026-10-07"),
    ("2027-01-01", "2027-01-03"),
    ("2027-01-30", "2027-02-21"),
];
/// Days at the weekend with classes, and the weekday whose timetable they have (Monday = 0).
const MADE_UP: [(&str, u8); 2] = [("2026-09-20", 1), ("2026-10-10", 2)];

/// A gate with its post.
#[derive(Clone, Debug)]
pub struct Gate {
    /// The post.
    pub post: PostId,
    /// Where.
    pub place: Place,
    /// How many of which kind it needs.
    pub need: Vec<(StaffKind, u8)>,
}

/// A point.
#[derive(Clone, Debug)]
pub struct Point {
    /// Identity.
    pub id: PointId,
    /// Where.
    pub place: Place,
    /// Visits wanted a day.
    pub per_day: u8,
}

impl School {
    /// As a phone of it knows it.
    ///
    /// # Errors
    /// [`Broken`] when the lists cannot be read.
    pub fn read(index: usize, code: &str, since: Day, home: &Home) -> Result<Self, Broken> {
        Ok(home.store().read(|tx| {
            let school = entities::schools(tx)?.into_iter().find(|it| it.code == code).expect("its own school");
            let of_kind = |kind| -> Result<Vec<StaffId>, store::StoreError> {
                let staff = entities::staff(tx)?.into_iter();
                Ok(staff.filter(|it| it.kind == kind && it.unit == school.id.into()).map(|it| it.id).collect())
            };
            let mine = |id: SchoolId| id == school.id;
            let gate = |post: domain::duty_post::DutyPost| Gate {
                post: post.id,
                place: post.place,
                need: post.requirement.iter().map(|it| (it.kind, it.count)).collect(),
            };
            let points: Vec<_> = entities::points(tx)?.into_iter().filter(|it| mine(it.school_id)).collect();
            let point =
                |it: &domain::patrol_point::PatrolPoint| Point { id: it.id, place: it.place, per_day: it.per_day };
            Ok(Self {
                index,
                id: school.id,
                code: code.to_owned(),
                gates: entities::posts(tx)?.into_iter().filter(|it| mine(it.school_id)).map(gate).collect(),
                windows: entities::windows(tx)?.into_iter().filter(|it| mine(it.school_id)).collect(),
                points: points.iter().filter(|it| it.frequency.is_none()).map(point).collect(),
                all_points: points.iter().map(point).collect(),
                guards: of_kind(StaffKind::Guard)?,
                teachers: of_kind(StaffKind::Teacher)?,
                since,
            })
        })?)
    }

    /// Windows held on a day: by its weekday, on days with classes. Boarders of a school with windows for it come back on
    /// the evening before classes, and the night of that evening is held; before a day without classes they are at home.
    pub fn held_on(&self, day: Day) -> impl Iterator<Item = &DutyWindow> {
        let goes_home = self.windows.iter().any(|it| it.kind == WindowKind::WeekendIn);
        let (today, tomorrow) = (self.teaches(day), self.teaches(day.plus(1)));
        self.windows.iter().filter(move |it| {
            let sunday = it.weekdays >> 6 & 1 == 1;
            match it.kind {
                WindowKind::WeekendIn => !today && tomorrow,
                WindowKind::Night if goes_home && sunday => !today && tomorrow,
                WindowKind::Night if goes_home && it.end_min > 1440 => tomorrow && listed(it, day),
                _ => listed(it, day),
            }
        })
    }

    /// Whether anybody is taught on a day.
    fn teaches(&self, day: Day) -> bool {
        let lessons = |it: &&DutyWindow| !matches!(it.kind, WindowKind::Night | WindowKind::WeekendIn);
        self.windows.iter().filter(lessons).any(|it| listed(it, day))
    }

    /// Where the gate of a post is.
    ///
    /// # Panics
    /// When the plan names a post of another school.
    #[must_use]
    pub fn gate_place(&self, post: PostId) -> Place {
        self.gates.iter().find(|it| it.post == post).expect("a gate of this school").place
    }

    /// The point with this identity.
    ///
    /// # Panics
    /// When the plan names a point of another school.
    #[must_use]
    pub fn point(&self, id: PointId) -> &Point {
        self.points.iter().find(|it| it.id == id).expect("a point of this school")
    }
}

/// Whether the wall calendar has classes on a day, by a weekday on which this window is held.
fn listed(window: &DutyWindow, day: Day) -> bool {
    let text = day.to_string();
    let made_up = MADE_UP.iter().find(|(it, _)| *it == text).map(|(_, weekday)| *weekday);
    let weekday = made_up.unwrap_or(day.weekday());
    let classes = !OFF.iter().any(|(first, last)| *first <= text.as_str() && text.as_str() <= *last);
    let exams = window.terms.as_ref().is_some_and(|it| it.exam_only == Some(true));
    classes && !exams && window.weekdays >> weekday & 1 == 1
}

impl Gate {
    /// Who comes to one window: guards and teachers of the school as the post needs them.
    #[must_use]
    pub fn team(&self, school: &School, chance: &mut Chance) -> Vec<StaffId> {
        let mut team = Vec::new();
        for (kind, count) in &self.need {
            let pool = match kind {
                StaffKind::Guard => &school.guards,
                StaffKind::Teacher => &school.teachers,
                // Officers have phones of their own and another office.
                _ => continue,
            };
            let first = chance.index(pool.len());
            team.extend((0..usize::from(*count)).map(|n| pool[(first + n) % pool.len()]));
        }
        team
    }
}
