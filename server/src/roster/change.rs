//! The office's hand on a roster: the pattern's draft, its publishing, one day that differs, who is away.
//!
//! Everybody changes the people of their own side alone. All of it runs in the caller's transaction, with its audit entry.

use axum::http::StatusCode;
use domain::{
    Problem,
    day::Day,
    duty_post::Requirement,
    ids::{PostId, RecordId, StaffId, WindowId},
    limits::TURN_STAFF_MAX,
    occurrence,
    roster::{Exception, Side, Turn},
};

use super::{SchoolRoster, publish};
use crate::{
    audit::Entry,
    clock,
    db::Conn,
    error::Result,
    problem::ApiProblem,
    sql::plain_text,
    tables::{
        audit_log::{self, Action},
        roster_exceptions::{self, KeptException},
        roster_plans::{self, KeptPlan, Published},
    },
    told::{Deed, Told},
};

/// Characters of a reason.
const REASON_CHARS_MAX: usize = 60;

/// Who changes something, and whose people they may.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hand<'a> {
    pub(crate) account: &'a str,
    pub(crate) side: Side,
}

impl Hand<'_> {
    /// Writes down what was done.
    pub(crate) async fn note(&self, conn: &mut Conn, action: Action, told: Told) -> Result<()> {
        let subject = told.subject();
        let entry = Entry { at: clock::now(), account: self.account.to_owned(), action, subject };
        audit_log::insert(conn, &[entry]).await
    }
}

/// People and kinds for one duty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Crew {
    pub(crate) staff: Vec<StaffId>,
    pub(crate) open: Vec<Requirement>,
}

impl Crew {
    /// Refuses strangers, people of the other side, and anybody twice.
    pub(crate) fn check(&self, roster: &SchoolRoster, side: Side) -> Result<(), ApiProblem> {
        let heads = self.staff.len() + self.open.iter().map(|it| usize::from(it.count)).sum::<usize>();
        if heads > TURN_STAFF_MAX {
            return Err(Problem::new("roster-too-many").with("count", TURN_STAFF_MAX).into());
        }
        for (at, id) in self.staff.iter().enumerate() {
            let Some(person) = roster.staff.get(id) else { return Err(ApiProblem::not_found()) };
            if Side::of(person.kind) != side {
                return Err(Problem::new("roster-not-yours").with("name", &person.name).into());
            }
            if self.staff[..at].contains(id) {
                return Err(Problem::new("roster-twice").with("name", &person.name).into());
            }
        }
        let foreign = self.open.iter().any(|it| Side::of(it.kind) != side || it.count == 0);
        if foreign { Err(ApiProblem::bad_question()) } else { Ok(()) }
    }

    fn is_empty(&self) -> bool {
        self.staff.is_empty() && self.open.is_empty()
    }
}

/// Where a pattern changes: one window on some weekdays.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) post_id: PostId,
    pub(crate) window_id: WindowId,
    pub(crate) weekdays: Vec<u8>,
    pub(crate) crew: Crew,
}

/// Changes lines of the draft. With `rev`, only if nobody changed the post's draft since. An empty crew takes a line out.
pub(crate) async fn set_lines(
    conn: &mut Conn,
    roster: &SchoolRoster,
    hand: Hand<'_>,
    (lines, rev): (&[Line], Option<i64>),
) -> Result<(), ApiProblem> {
    let mut plans: Vec<KeptPlan> = Vec::new();
    for line in lines {
        let known = roster.posts.iter().any(|it| it.id == line.post_id)
            && roster.windows.iter().any(|it| it.id == line.window_id);
        if !known || line.weekdays.iter().any(|it| *it > 6) {
            return Err(ApiProblem::not_found());
        }
        line.crew.check(roster, hand.side)?;
        let at = plans.iter().position(|plan| plan.post_id == line.post_id);
        let plan = match at {
            Some(at) => &mut plans[at],
            None => {
                let held = roster.plan(line.post_id, hand.side).cloned();
                let plan = held.unwrap_or_else(|| new_plan(line.post_id, hand.side));
                if rev.is_some_and(|seen| seen != plan.rev) {
                    return Err(ApiProblem::new(StatusCode::CONFLICT, "changed-meanwhile"));
                }
                plans.push(plan);
                let last = plans.len() - 1;
                &mut plans[last]
            }
        };
        set_line(&mut plan.draft, line);
    }
    for plan in &mut plans {
        plan.rev += 1;
        plan.changed_at = clock::now();
        plan.changed_by = hand.account.to_owned();
    }
    roster_plans::put(conn, &plans).await?;
    let told = told(Deed::RosterDraft, roster, hand).with("turns", lines.len());
    Ok(hand.note(conn, Action::RosterChange, told).await?)
}

/// What was done to a school's roster, in the audit log.
pub(crate) fn told(deed: Deed, roster: &SchoolRoster, hand: Hand<'_>) -> Told {
    Told::of(deed).with("school", &roster.school.name).with("side", crate::sql::word(&hand.side))
}

fn new_plan(post_id: PostId, side: Side) -> KeptPlan {
    let changed_by = String::new();
    KeptPlan { post_id, side, draft: vec![], rev: 0, changed_at: clock::now(), changed_by, published: None }
}

fn set_line(draft: &mut Vec<Turn>, line: &Line) {
    draft.retain(|turn| turn.window_id != line.window_id || !line.weekdays.contains(&turn.weekday));
    if !line.crew.is_empty() {
        draft.extend(line.weekdays.iter().map(|weekday| Turn {
            weekday: *weekday,
            window_id: line.window_id,
            staff: line.crew.staff.clone(),
            open: line.crew.open.clone(),
        }));
    }
    draft.sort_by_key(|turn| (turn.weekday, turn.window_id));
}

/// Publishes the drafts of one side for all posts of the school and tells phones the weeks; how many weeks were told.
pub(crate) async fn publish_drafts(
    conn: &mut Conn,
    roster: &SchoolRoster,
    hand: Hand<'_>,
    today: Day,
) -> Result<usize, ApiProblem> {
    let mine = roster.plans.iter().filter(|plan| plan.side == hand.side);
    let published = |plan: &KeptPlan| {
        let now = Published { pattern: plan.draft.clone(), at: clock::now(), by: hand.account.to_owned() };
        KeptPlan { published: Some(now), ..plan.clone() }
    };
    let plans: Vec<KeptPlan> = mine.map(published).collect();
    if plans.is_empty() {
        return Err(Problem::new("roster-empty").into());
    }
    roster_plans::put(conn, &plans).await?;
    hand.note(conn, Action::RosterPublish, told(Deed::RosterPublished, roster, hand)).await?;
    tell(conn, roster, today).await
}

/// Tells phones what the rosters of a school say after a change.
pub(crate) async fn tell(conn: &mut Conn, roster: &SchoolRoster, today: Day) -> Result<usize, ApiProblem> {
    match SchoolRoster::of(conn, roster.school.id, today).await? {
        Some(changed) => Ok(publish::weeks(conn, &changed, today).await?),
        None => Ok(0),
    }
}

/// One window of one day that differs.
#[derive(Clone, Debug)]
pub(crate) struct OneDay {
    pub(crate) post_id: PostId,
    pub(crate) day: Day,
    pub(crate) window_id: WindowId,
    pub(crate) reason: String,
    /// The request it answers.
    pub(crate) record_id: Option<RecordId>,
}

/// Puts another crew on one window of one day, or with `None` lets the pattern hold again.
pub(crate) async fn except(
    conn: &mut Conn,
    roster: &SchoolRoster,
    hand: Hand<'_>,
    (at, crew, today): (OneDay, Option<Crew>, Day),
) -> Result<(), ApiProblem> {
    if !roster.posts.iter().any(|it| it.id == at.post_id) {
        return Err(ApiProblem::not_found());
    }
    if at.day < today {
        return Err(Problem::new("roster-day-over").into());
    }
    let held = occurrence::on(&roster.windows, &roster.days(), at.day);
    if !held.iter().any(|it| it.window.id == at.window_id) {
        return Err(Problem::new("roster-not-held").into());
    }
    let said = told(Deed::RosterDay, roster, hand).with("day", at.day);
    match crew {
        Some(crew) => {
            crew.check(roster, hand.side)?;
            let exception = Exception { day: at.day, window_id: at.window_id, staff: crew.staff, open: crew.open };
            let kept = KeptException {
                post_id: at.post_id,
                side: hand.side,
                exception,
                reason: plain_text(at.reason.trim()).chars().take(REASON_CHARS_MAX).collect(),
                record_id: at.record_id,
                asked_for: None,
                at: clock::now(),
                account: hand.account.to_owned(),
            };
            roster_exceptions::put(conn, &kept).await?;
        }
        None => {
            roster_exceptions::delete(conn, at.post_id, hand.side, at.day, at.window_id).await?;
        }
    }
    hand.note(conn, Action::RosterChange, said).await?;
    tell(conn, roster, today).await.map(|_| ())
}
