//! A duty post at a school gate 护学岗点位.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::{
    ids::{PostId, SchoolId},
    position::Place,
    school::SchoolKind,
    staff::StaffKind,
};

/// Whether a post is stood at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PostState {
    /// In use.
    Active,
    /// For a while nobody is asked to stand there: a building site, a closed gate.
    Paused,
}

/// How many of one kind a post needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(array)]
pub struct Requirement {
    /// Kind of staff.
    #[n(0)]
    pub kind: StaffKind,
    /// How many, at least 1.
    #[n(1)]
    pub count: u8,
}

/// A post.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(array)]
pub struct DutyPost {
    /// Identity.
    #[n(0)]
    pub id: PostId,
    /// Whose gate.
    #[n(1)]
    pub school_id: SchoolId,
    /// Name, such as 东门护学岗.
    #[n(2)]
    pub name: String,
    /// The gate 校门 it stands at, such as 东门.
    #[n(3)]
    pub gate: String,
    /// Where.
    #[n(4)]
    pub place: Place,
    /// Radius in which a fix counts as being there, 30–300 m.
    #[n(5)]
    pub radius_m: u32,
    /// Who is needed.
    #[n(6)]
    pub requirement: Vec<Requirement>,
    /// Nobody is asked to stand there for now; whoever comes all the same is recorded. Left out when it is in use.
    #[n(7)]
    pub paused: Option<bool>,
}

impl DutyPost {
    /// Whether somebody is asked to stand there.
    #[must_use]
    pub fn state(&self) -> PostState {
        if self.paused == Some(true) { PostState::Paused } else { PostState::Active }
    }

    /// Heads needed in all.
    #[must_use]
    pub fn need(&self) -> u32 {
        self.requirement.iter().map(|r| u32::from(r.count)).sum()
    }

    /// What is still missing when staff of these kinds are there, in the order of the requirement.
    #[must_use]
    pub fn missing(&self, present: &[StaffKind]) -> Vec<Requirement> {
        missing(&self.requirement, present)
    }
}

/// Whom the gate of a school of this kind usually needs, as a post begins: 1 officer, 1 guard, 2 teachers; a teaching
/// point has fewer people.
#[must_use]
pub fn usual_need(kind: SchoolKind) -> Vec<Requirement> {
    let need: &[(StaffKind, u8)] = match kind {
        SchoolKind::TeachingPoint => &[(StaffKind::Guard, 1), (StaffKind::Teacher, 1)],
        _ => &[(StaffKind::Officer, 1), (StaffKind::Guard, 1), (StaffKind::Teacher, 2)],
    };
    need.iter().map(|(kind, count)| Requirement { kind: *kind, count: *count }).collect()
}

/// What is still missing of a requirement when staff of these kinds are there, in its order.
#[must_use]
pub fn missing(requirement: &[Requirement], present: &[StaffKind]) -> Vec<Requirement> {
    requirement
        .iter()
        .filter_map(|r| {
            let there = present.iter().filter(|k| k.stands_for() == r.kind.stands_for()).count();
            let count = usize::from(r.count).saturating_sub(there);
            (count > 0).then(|| Requirement { kind: r.kind, count: u8::try_from(count).unwrap_or(u8::MAX) })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_auxiliary_counts_for_the_officer_and_a_second_teacher_is_still_missing() {
        let post = DutyPost {
            id: PostId(uuid::Uuid::nil()),
            school_id: SchoolId(uuid::Uuid::nil()),
            name: "东门护学岗".into(),
            gate: "东门".into(),
            place: Place { lat_e7: 0, lon_e7: 0 },
            radius_m: 100,
            requirement: vec![
                Requirement { kind: StaffKind::Officer, count: 1 },
                Requirement { kind: StaffKind::Teacher, count: 2 },
            ],
            paused: None,
        };
        let missing = post.missing(&[StaffKind::Auxiliary, StaffKind::Teacher]);
        assert_eq!(missing, [Requirement { kind: StaffKind::Teacher, count: 1 }]);
        assert_eq!(post.need(), 3);
    }
}
