//! Rosters in the office: what a school's rosters are made of, read at once, and what follows from it.
//!
//! The rules are the domain's (`domain::roster`); here they get their rows. `publish` tells phones the weeks, `keep` does
//! so every night, `change` is the office's hand, `request` its answer to a worker, `view` what the page
//! shows, `sheet` the way through a workbook.

pub(crate) mod change;
pub(crate) mod keep;
pub(crate) mod publish;
pub(crate) mod request;
pub(crate) mod sheet;
pub(crate) mod view;

use std::collections::BTreeMap;

use domain::{
    calendar::{Calendars, SchoolCalendar},
    day::Day,
    duty_post::{DutyPost, PostState},
    duty_window::DutyWindow,
    ids::{PostId, SchoolId, StaffId},
    roster::{Duty, Leave, Plan, Side, Turn, resolve},
    school::School,
    staff::{StaffKind, StaffMember},
};

use crate::{
    db::Conn,
    error::Result,
    tables::{
        calendars, posts,
        roster_exceptions::{self, KeptException},
        roster_plans::{self, KeptPlan},
        schools, staff,
        staff_leaves::{self, KeptLeave},
        windows,
    },
};

/// Weeks that phones are told: this one and the next two.
pub(crate) const WEEKS_AHEAD: i32 = 3;
/// Exceptions and leaves are looked at from so many days before today.
const LOOK_BACK_DAYS: i32 = 60;

/// Which pattern counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Edition {
    /// What the office works on.
    Draft,
    /// What was published last.
    Published,
}

/// All that the rosters of one school are made of.
pub(crate) struct SchoolRoster {
    pub(crate) school: School,
    pub(crate) posts: Vec<DutyPost>,
    pub(crate) windows: Vec<DutyWindow>,
    pub(crate) calendars: Vec<SchoolCalendar>,
    pub(crate) plans: Vec<KeptPlan>,
    pub(crate) exceptions: Vec<KeptException>,
    pub(crate) leaves: Vec<KeptLeave>,
    /// The school's people and its station's.
    pub(crate) staff: BTreeMap<StaffId, StaffMember>,
}

impl SchoolRoster {
    /// Reads it; `None` for a school that is not there. Days before `from` by more than two months are not looked at.
    pub(crate) async fn of(conn: &mut Conn, school: SchoolId, from: Day) -> Result<Option<Self>> {
        let Some(found) = schools::get(conn, school).await? else { return Ok(None) };
        let from = from.plus(-LOOK_BACK_DAYS);
        let people = staff::of_gate(conn, school).await?;
        Ok(Some(Self {
            posts: posts::of_school(conn, school).await?,
            windows: windows::of_school(conn, school).await?,
            calendars: calendars::of_school(conn, school).await?,
            plans: roster_plans::of_school(conn, school).await?,
            exceptions: roster_exceptions::of_school(conn, school, from).await?,
            leaves: staff_leaves::of_school(conn, school, from).await?,
            staff: people.into_iter().map(|person| (person.id, person)).collect(),
            school: found,
        }))
    }

    /// The calendars that hold here.
    pub(crate) fn days(&self) -> Calendars<'_> {
        Calendars::of(self.school.id, &self.calendars)
    }

    /// A side's plan for a post.
    pub(crate) fn plan(&self, post: PostId, side: Side) -> Option<&KeptPlan> {
        self.plans.iter().find(|plan| plan.post_id == post && plan.side == side)
    }

    /// What kind of staff somebody is.
    pub(crate) fn kind_of(&self, id: StaffId) -> Option<StaffKind> {
        self.staff.get(&id).map(|person| person.kind)
    }

    /// Who is away.
    pub(crate) fn leaves(&self) -> Vec<Leave> {
        self.leaves.iter().map(|kept| kept.leave).collect()
    }

    /// Whether any side has published a pattern for a post.
    pub(crate) fn is_published(&self, post: PostId) -> bool {
        Side::ALL.iter().any(|side| self.plan(post, *side).is_some_and(|plan| plan.published.is_some()))
    }

    /// Who stands at a post on these days; at one that is paused nobody, whatever was published.
    pub(crate) fn duties(&self, post: PostId, edition: Edition, days: impl Iterator<Item = Day>) -> Vec<Duty<'_>> {
        let is_paused = self.posts.iter().any(|it| it.id == post && it.state() == PostState::Paused);
        if is_paused && edition == Edition::Published {
            return Vec::new();
        }
        let plans: Vec<Plan> = Side::ALL.iter().filter_map(|side| self.rules(post, *side, edition)).collect();
        resolve(&plans, &self.leaves(), (&self.windows, &self.days()), days)
    }

    /// One side's part of it.
    pub(crate) fn rules(&self, post: PostId, side: Side, edition: Edition) -> Option<Plan> {
        let kept = self.plan(post, side)?;
        let pattern: Vec<Turn> = match edition {
            Edition::Draft => kept.draft.clone(),
            Edition::Published => kept.published.as_ref()?.pattern.clone(),
        };
        let excepted = self.exceptions.iter().filter(|it| it.post_id == post && it.side == side);
        Some(Plan { pattern, exceptions: excepted.map(|it| it.exception.clone()).collect() })
    }
}
