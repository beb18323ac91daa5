//! What a post asked for, and since when: a past shift is judged by what was asked when it began, also when the office asks
//! for something else since, or paused the post.

use crate::{
    duty_post::{DutyPost, PostState, Requirement},
    time::UtcMs,
};

/// What was asked since then, until the next edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostEdition {
    /// From this moment on.
    pub since: UtcMs,
    /// Whether somebody was asked to stand there.
    pub state: PostState,
    /// Whom the post needed.
    pub requirement: Vec<Requirement>,
    /// Why it was paused or taken up again; empty for another need.
    pub reason: String,
}

impl PostEdition {
    /// As a post is now.
    #[must_use]
    pub fn of(post: &DutyPost, since: UtcMs, reason: &str) -> Self {
        Self { since, state: post.state(), requirement: post.requirement.clone(), reason: reason.to_owned() }
    }

    /// Whether it asks for the same.
    #[must_use]
    pub fn asks_as(&self, other: &Self) -> bool {
        (self.state, &self.requirement) == (other.state, &other.requirement)
    }
}

/// What a post asked of a shift that began at `start`, by its editions, the oldest first; `None`: it did not stand yet.
#[must_use]
pub fn asked_at(editions: &[PostEdition], start: UtcMs) -> Option<&PostEdition> {
    editions.iter().rfind(|it| it.since <= start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::staff::StaffKind;

    #[test]
    fn a_shift_is_judged_by_what_was_asked_when_it_began() {
        let at = |clock: &str| UtcMs::parse(&format!("2026-11-25T{clock}")).expect("reads");
        let edition = |since: &str, state, count| PostEdition {
            since: at(since),
            state,
            requirement: vec![Requirement { kind: StaffKind::Teacher, count }],
            reason: String::new(),
        };
        let (first, more) = (edition("06:00", PostState::Active, 1), edition("07:40", PostState::Active, 2));
        let editions = [first.clone(), more.clone(), edition("12:00", PostState::Paused, 2)];
        assert_eq!(asked_at(&editions, at("05:00")), None, "it did not stand yet");
        assert_eq!(asked_at(&editions, at("07:20")), Some(&first), "a need of 7:40 is not one of the morning");
        assert_eq!(asked_at(&editions, at("07:40")), Some(&more));
        assert_eq!(asked_at(&editions, at("16:00")).map(|it| it.state), Some(PostState::Paused));
        assert!(!first.asks_as(&more) && first.asks_as(&PostEdition { since: at("09:00"), ..first.clone() }));
    }
}
