//! Tells phones who stands where: this week and the next two of every post whose pattern is published.
//!
//! A week goes out when it differs from what phones have, with the people of other units it names; a week that is long
//! over is taken back from phones and stays in the table.

use domain::{
    day::Day,
    ids::{PostId, RosterId},
    roster::{RosterWeek, Turn, turns},
};
use protocol::{Entity, EntityKind, sha256};

use super::{Edition, SchoolRoster, WEEKS_AHEAD};
use crate::{
    clock,
    db::Conn,
    error::Result,
    feed,
    tables::roster_weeks::{self, KeptWeek},
};

/// Phones keep weeks so long after they are over.
const KEPT_DAYS: i32 = 28;

/// The id of a post's week: the same each time it is published.
pub(crate) fn week_id(post: PostId, monday: Day) -> RosterId {
    let digest = sha256(&[b"huxiao-roster-week-1", post.as_bytes(), &monday.0.to_be_bytes()]);
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    RosterId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

/// The weeks that are due, as they should be.
pub(crate) fn due_weeks(roster: &SchoolRoster, today: Day) -> Vec<RosterWeek> {
    let posts = roster.posts.iter().filter(|post| roster.is_published(post.id));
    let mondays = (0..WEEKS_AHEAD).map(|week| today.monday().plus(7 * week));
    let week = |(post, monday): (PostId, Day)| {
        let duties = roster.duties(post, Edition::Published, monday.to(monday.plus(6)));
        let turns = turns(&duties, |id| roster.kind_of(id));
        RosterWeek { id: week_id(post, monday), post_id: post, monday, turns }
    };
    posts.flat_map(|post| mondays.clone().map(|monday| (post.id, monday))).map(week).collect()
}

/// What phones must be told, and what they may forget.
pub(crate) struct Outdated {
    fresh: Vec<RosterWeek>,
    over: Vec<(PostId, Day)>,
}

impl Outdated {
    /// Compares what is due with what phones have.
    pub(crate) async fn look(conn: &mut Conn, roster: &SchoolRoster, today: Day) -> Result<Self> {
        let told = roster_weeks::told(conn, roster.school.id).await?;
        let held = |week: &RosterWeek| told.iter().find(|it| it.post_id == week.post_id && it.monday == week.monday);
        let news = |week: &RosterWeek| match held(week) {
            Some(held) => held.turns != week.turns,
            None => !week.turns.is_empty(),
        };
        let fresh = due_weeks(roster, today).into_iter().filter(news).collect();
        let over = told.iter().filter(|it| it.monday.plus(6 + KEPT_DAYS) < today).map(|it| (it.post_id, it.monday));
        Ok(Self { fresh, over: over.collect() })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.fresh.is_empty() && self.over.is_empty()
    }
}

/// Brings the phones of a school to what its rosters say now; how many weeks were told anew.
pub(crate) async fn weeks(conn: &mut Conn, roster: &SchoolRoster, today: Day) -> Result<usize> {
    let outdated = Outdated::look(conn, roster, today).await?;
    let unit = roster.school.id.into();
    let kept: Vec<KeptWeek> = outdated.fresh.iter().map(kept).collect();
    roster_weeks::put(conn, &kept).await?;
    feed::publish(conn, unit, &entities(roster, &outdated.fresh)).await?;
    let over: Vec<(EntityKind, [u8; 16])> =
        outdated.over.iter().map(|(post, monday)| (EntityKind::Roster, *week_id(*post, *monday).as_bytes())).collect();
    feed::withdraw(conn, unit, &over).await?;
    for (post, monday) in &outdated.over {
        roster_weeks::set_untold(conn, *post, *monday).await?;
    }
    Ok(outdated.fresh.len())
}

/// A week as it is kept.
pub(crate) fn kept(week: &RosterWeek) -> KeptWeek {
    KeptWeek {
        post_id: week.post_id,
        monday: week.monday,
        turns: week.turns.clone(),
        told: true,
        published_at: clock::now(),
    }
}

/// The weeks as phones are given them, after the people of other units they name: a school's phone knows its own already.
pub(crate) fn entities(roster: &SchoolRoster, weeks: &[RosterWeek]) -> Vec<Entity> {
    let mut named: Vec<_> =
        weeks.iter().flat_map(|week| week.turns.iter().flat_map(|turn: &Turn| &turn.staff)).collect();
    named.sort_unstable();
    named.dedup();
    let strangers = named.into_iter().filter_map(|id| roster.staff.get(id));
    let strangers = strangers.filter(|person| person.unit != roster.school.id.into());
    let mut entities: Vec<Entity> = strangers.cloned().map(Entity::Staff).collect();
    entities.extend(weeks.iter().cloned().map(Entity::Roster));
    entities
}
