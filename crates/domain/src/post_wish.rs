//! What the office asks of a duty post, and what it may ask: a name that fits a tile, a radius that a phone's fix can be
//! judged by, a need that people can meet.

use crate::{
    duty_post::{DutyPost, Requirement},
    limits::TURN_STAFF_MAX,
    point_wish::{FROM_SCHOOL_M_MAX, NAME_CHARS_MAX, RADIUS_M},
    position::Place,
    problem::Problem,
};

/// A post as the office wants it.
#[derive(Clone, Debug, PartialEq)]
pub struct PostWish {
    /// Name, such as 东门护学岗.
    pub name: String,
    /// The gate it stands at; empty where the name says enough.
    pub gate: String,
    /// Where.
    pub place: Place,
    /// Radius, meters.
    pub radius_m: u32,
    /// Who is needed: each kind once.
    pub requirement: Vec<Requirement>,
}

impl PostWish {
    /// Whether it may be asked, for a school that stands at `school`.
    ///
    /// # Errors
    /// `post-name-missing`, `post-name-long`, `point-radius`, `point-far-from-school`, `post-need-empty`,
    /// `post-need-twice`, `post-need-many`.
    pub fn check(&self, school: Place) -> Result<(), Problem> {
        let (name, gate) = (self.name.trim().chars().count(), self.gate.trim().chars().count());
        if name == 0 {
            return Err(Problem::new("post-name-missing"));
        }
        if name.max(gate) > NAME_CHARS_MAX {
            return Err(Problem::new("post-name-long").with("max", NAME_CHARS_MAX));
        }
        if !RADIUS_M.contains(&self.radius_m) {
            return Err(Problem::new("point-radius").with("min", RADIUS_M.start()).with("max", RADIUS_M.end()));
        }
        if self.place.distance_m(school) > FROM_SCHOOL_M_MAX {
            return Err(Problem::new("point-far-from-school").with("km", FROM_SCHOOL_M_MAX / 1000.0));
        }
        let heads: usize = self.requirement.iter().map(|it| usize::from(it.count)).sum();
        if heads == 0 || self.requirement.iter().any(|it| it.count == 0) {
            return Err(Problem::new("post-need-empty"));
        }
        if heads > TURN_STAFF_MAX {
            return Err(Problem::new("post-need-many").with("max", TURN_STAFF_MAX));
        }
        let twice = |(at, it): (usize, &Requirement)| self.requirement[..at].iter().any(|other| other.kind == it.kind);
        if self.requirement.iter().enumerate().any(twice) {
            return Err(Problem::new("post-need-twice"));
        }
        Ok(())
    }

    /// Makes a post as wished.
    pub fn put_on(self, post: &mut DutyPost) {
        self.name.trim().clone_into(&mut post.name);
        self.gate.trim().clone_into(&mut post.gate);
        post.place = self.place;
        post.radius_m = self.radius_m;
        post.requirement = self.requirement;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::staff::StaffKind::{Guard, Officer, Teacher};

    const SCHOOL: Place = Place { lat_e7: 257_213_000, lon_e7: 1_193_840_000 };

    fn said(change: impl FnOnce(&mut PostWish)) -> String {
        let need = [(Officer, 1), (Guard, 1), (Teacher, 2)];
        let mut wish = PostWish {
            name: "东门护学岗".into(),
            gate: "东门".into(),
            place: Place { lat_e7: SCHOOL.lat_e7 + 9_000, ..SCHOOL },
            radius_m: 100,
            requirement: need.map(|(kind, count)| Requirement { kind, count }).into(),
        };
        change(&mut wish);
        wish.check(SCHOOL).err().map(|problem| problem.code).unwrap_or_default()
    }

    #[test]
    fn a_post_asks_for_what_people_and_phones_can_do() {
        assert_eq!(said(|_| {}), "");
        assert_eq!(said(|wish| wish.gate.clear()), "");
        assert_eq!(said(|wish| wish.name = " ".into()), "post-name-missing");
        assert_eq!(said(|wish| wish.gate = "门".repeat(21)), "post-name-long");
        assert_eq!(said(|wish| wish.radius_m = 20), "point-radius");
        assert_eq!(said(|wish| wish.place.lat_e7 += 2_000_000), "point-far-from-school");
        assert_eq!(said(|wish| wish.requirement.clear()), "post-need-empty");
        assert_eq!(said(|wish| wish.requirement[0].count = 0), "post-need-empty");
        assert_eq!(said(|wish| wish.requirement[0].count = 30), "post-need-many");
        assert_eq!(said(|wish| wish.requirement[0].kind = Guard), "post-need-twice");
    }
}
