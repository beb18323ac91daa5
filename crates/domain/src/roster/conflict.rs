//! What is wrong with a roster, before it goes out: a person in two places at once, a person on leave, too few people.
//!
//! Warnings, never refusals: the office may know better, and an unfinished roster is worth more than none.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Duty;
use crate::{
    calendar::Calendars,
    cover::{self, Gap},
    day::Day,
    duty_post::{DutyPost, Requirement},
    duty_window::DutyWindow,
    ids::{PostId, StaffId, WindowId},
    occurrence::Occurrence,
    staff::StaffKind,
    time::UtcMs,
};

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum ConflictKind {
    /// One person at two posts at one time.
    TwoPlaces,
    /// A person who is on leave.
    OnLeave,
    /// Fewer than the post requires.
    NotEnough,
}

/// Something wrong with one duty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// What.
    pub kind: ConflictKind,
    /// At which post.
    pub post_id: PostId,
    /// On which day.
    pub day: Day,
    /// In which window.
    pub window_id: WindowId,
    /// About whom.
    pub staff_id: Option<StaffId>,
    /// The other post of [`ConflictKind::TwoPlaces`].
    pub other: Option<PostId>,
    /// Who is missing, of [`ConflictKind::NotEnough`].
    pub missing: Vec<Requirement>,
}

/// A post with its duties.
#[derive(Clone, Debug)]
pub struct PostDuties<'p, 'w> {
    /// The post.
    pub post: &'p DutyPost,
    /// Its duties.
    pub duties: Vec<Duty<'w>>,
}

/// Everything that is wrong, by day, window and post.
pub fn conflicts(posts: &[PostDuties<'_, '_>], kind_of: impl Fn(StaffId) -> Option<StaffKind>) -> Vec<Conflict> {
    let mut found = two_places(posts);
    for PostDuties { post, duties } in posts {
        for duty in duties {
            let about = |kind, staff_id, missing| Conflict {
                kind,
                post_id: post.id,
                day: duty.held.day,
                window_id: duty.held.window.id,
                staff_id,
                other: None,
                missing,
            };
            found.extend(duty.away.iter().map(|id| about(ConflictKind::OnLeave, Some(*id), vec![])));
            let named = duty.staff.iter().filter_map(|id| kind_of(*id));
            let open = duty.open.iter().flat_map(|it| std::iter::repeat_n(it.kind, usize::from(it.count)));
            let missing = post.missing(&named.chain(open).collect::<Vec<_>>());
            if !missing.is_empty() {
                found.push(about(ConflictKind::NotEnough, None, missing));
            }
        }
    }
    found.sort_by_key(|it| (it.day, it.window_id, it.post_id, it.kind, it.staff_id));
    found
}

/// What of the 24-h cover of boarders these plans leave open, where it begins on these days: hours without a window, and
/// watches that nobody is named for at any post, planned or not. A kind that is still to be found watches over nobody, and a
/// person on leave neither. The duties must be those of the days from one before `first` to one after `last`.
pub fn unwatched(
    posts: &[PostDuties<'_, '_>],
    (windows, calendars): (&[DutyWindow], &Calendars<'_>),
    (first, last): (Day, Day),
) -> Vec<Gap> {
    let named = |it: &Occurrence<'_>| {
        let mut duties = posts.iter().flat_map(|post| &post.duties);
        duties.any(|duty| (duty.held.day, duty.held.window.id) == (it.day, it.window.id) && !duty.staff.is_empty())
    };
    // The stay of next week begins on the eve.
    let mut gaps = cover::unwatched(windows, calendars, (first, last.plus(1)), named);
    gaps.retain(|gap| first <= Day::of(gap.from) && Day::of(gap.from) <= last);
    gaps
}

/// Where somebody stands.
struct Stand {
    start: UtcMs,
    end: UtcMs,
    post_id: PostId,
    day: Day,
    window_id: WindowId,
}

fn two_places(posts: &[PostDuties<'_, '_>]) -> Vec<Conflict> {
    let mut by_person: BTreeMap<StaffId, Vec<Stand>> = BTreeMap::new();
    for PostDuties { post, duties } in posts {
        for duty in duties {
            for id in &duty.staff {
                let held = &duty.held;
                by_person.entry(*id).or_default().push(Stand {
                    start: held.start,
                    end: held.end,
                    post_id: post.id,
                    day: held.day,
                    window_id: held.window.id,
                });
            }
        }
    }
    let mut found = Vec::new();
    for (staff_id, stands) in by_person {
        for stand in &stands {
            let other =
                stands.iter().find(|it| it.post_id != stand.post_id && it.start < stand.end && stand.start < it.end);
            if let Some(other) = other {
                found.push(Conflict {
                    kind: ConflictKind::TwoPlaces,
                    post_id: stand.post_id,
                    day: stand.day,
                    window_id: stand.window_id,
                    staff_id: Some(staff_id),
                    other: Some(other.post_id),
                    missing: vec![],
                });
            }
        }
    }
    found
}
