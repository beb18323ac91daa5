//! Who may put right what others recorded at a gate (domain study §7.1): the lead of that duty, by the roster, and the
//! safety officer of its school. Everything else is put right by whoever made it.

use domain::{
    day::Day,
    duty_post::DutyPost,
    ids::{PostId, StaffId},
    occurrence::Occurrence,
    roster::RosterWeek,
    staff::{StaffKind, StaffMember},
};
use protocol::{Body, Entity, EntityKind, Record};
use store::{Tx, entities};

use crate::{Error, record_time::made_at, timetable::Timetables};

/// What one person looks after.
pub(crate) struct Supervision {
    me: Option<StaffMember>,
    posts: Vec<DutyPost>,
    weeks: Vec<RosterWeek>,
    tables: Timetables,
}

impl Supervision {
    pub(crate) fn read(tx: &Tx<'_>, me: Option<StaffId>) -> Result<Self, Error> {
        let me = match me.map(|id| entities::get(tx, EntityKind::Staff, id.as_bytes())).transpose()?.flatten() {
            Some(Entity::Staff(member)) => Some(member),
            _ => None,
        };
        Ok(Self { me, posts: entities::posts(tx)?, weeks: entities::rosters(tx)?, tables: Timetables::read(tx)? })
    }

    /// Whether a record is of a duty that they look after.
    pub(crate) fn covers(&self, record: &Record, body: &Body) -> bool {
        let (post_id, window, stated) = match body {
            Body::DutyOn(on) => (on.post_id, on.window, on.stated_at),
            Body::DutyOff(off) => (off.post_id, off.window, off.stated_at),
            Body::DutyNote(note) => (note.post_id, note.window, None),
            _ => return false,
        };
        let Some(me) = &self.me else { return false };
        let Some(post) = self.posts.iter().find(|post| post.id == post_id) else { return false };
        let is_head = me.kind == StaffKind::SchoolSafety && me.unit == post.school_id.into();
        let at = stated.unwrap_or_else(|| made_at(record));
        let table = self.tables.of(post.school_id);
        let held = window.and_then(|kind| match body {
            Body::DutyOn(_) => table.came_for(kind, at),
            _ => table.noted_for(kind, at),
        });
        is_head || held.and_then(|held| self.lead(post, &held)) == Some(me.id)
    }

    /// Who led a duty.
    fn lead(&self, post: &DutyPost, held: &Occurrence<'_>) -> Option<StaffId> {
        let week = self.week(post.id, held.day)?;
        let of_day = |it: &&domain::roster::Turn| it.weekday == held.day.weekday() && it.window_id == held.window.id;
        week.turns.iter().find(of_day)?.staff.first().copied()
    }

    fn week(&self, post_id: PostId, day: Day) -> Option<&RosterWeek> {
        self.weeks.iter().find(|it| it.post_id == post_id && it.monday == day.monday())
    }
}
