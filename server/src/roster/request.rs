//! The office's answer to a request for a swap or leave: an exception for that turn, and a ruling for the phone.

use axum::http::StatusCode;
use domain::{
    Problem,
    day::Day,
    duty_post::Requirement,
    ids::StaffId,
    roster::{RosterAsk, Side},
    ruling::{Ruling, Verdict},
    staff::StaffKind,
};
use protocol::Entity;

use super::{
    Edition, SchoolRoster,
    change::{self, Crew, Hand, OneDay},
};
use crate::{
    clock,
    db::Conn,
    error::Result,
    feed,
    problem::ApiProblem,
    sql::plain_text,
    tables::{
        audit_log::Action,
        roster_requests::Listed,
        rulings::{self, Ruled},
    },
    told::Deed,
};

/// Characters of a note.
const NOTE_CHARS_MAX: usize = 200;

/// What was decided.
pub(crate) struct Decision {
    pub(crate) verdict: Verdict,
    pub(crate) note: String,
    /// Who takes the turn; of a swap, the colleague who was named unless the office names another.
    pub(crate) with: Option<StaffId>,
}

/// Decides; what was accepted or rejected stays so.
pub(crate) async fn decide(
    conn: &mut Conn,
    (roster, asked): (&SchoolRoster, &Listed),
    hand: Hand<'_>,
    (decision, today): (Decision, Day),
) -> Result<(), ApiProblem> {
    if matches!(asked.verdict, Some(Verdict::Accepted | Verdict::Rejected)) {
        return Err(ApiProblem::new(StatusCode::CONFLICT, "already-decided"));
    }
    // A request that came after its day is answered all the same; the roster of a day that is over does not change.
    if decision.verdict == Verdict::Accepted && asked.request.day >= today {
        let crew = crew_without(roster, asked, hand.side, decision.with)?;
        let at = OneDay {
            post_id: asked.request.post_id,
            day: asked.request.day,
            window_id: asked.request.window_id,
            reason: asked.request.text.clone(),
            record_id: Some(asked.record_id),
        };
        change::except(conn, roster, hand, (at, Some(crew), today)).await?;
    }
    let ruling = Ruling {
        record_id: asked.record_id,
        staff_id: asked.staff_id,
        verdict: decision.verdict,
        reasons: vec![],
        note: plain_text(decision.note.trim()).chars().take(NOTE_CHARS_MAX).collect(),
        at: clock::now(),
    };
    let ruled = Ruled {
        at: ruling.at,
        verdict: ruling.verdict,
        reasons: ruling.reasons.clone(),
        note: ruling.note.clone(),
        account: hand.account.to_owned(),
    };
    rulings::insert(conn, asked.record_id, &ruled).await?;
    feed::publish(conn, roster.school.id.into(), &[Entity::Ruling(ruling)]).await?;
    let told = change::told(Deed::RequestRuled, roster, hand).with("record", asked.record_id);
    let told = told.with("verdict", crate::sql::word(&decision.verdict)).with("who", &asked.who);
    Ok(hand.note(conn, Action::RosterRuling, told).await?)
}

/// The side's crew of that turn without who asked: another in their place, or their kind sought.
fn crew_without(roster: &SchoolRoster, asked: &Listed, side: Side, with: Option<StaffId>) -> Result<Crew, ApiProblem> {
    let request = &asked.request;
    let actor = asked.staff_id.ok_or_else(|| Problem::new("roster-not-in-turn"))?;
    let duties = roster.duties(request.post_id, Edition::Published, request.day.to(request.day));
    let duty = duties.iter().find(|duty| duty.held.window.id == request.window_id);
    let duty = duty.ok_or_else(|| Problem::new("roster-not-held"))?;
    let own = |id: &StaffId| roster.kind_of(*id).is_some_and(|kind| Side::of(kind) == side);
    let mut staff: Vec<StaffId> = duty.staff.iter().chain(&duty.away).copied().filter(own).collect();
    let place = staff.iter().position(|id| *id == actor).ok_or_else(|| Problem::new("roster-not-in-turn"))?;
    let mut open: Vec<Requirement> = duty.open.iter().copied().filter(|it| Side::of(it.kind) == side).collect();
    let substitute = with.or(request.with.filter(|_| request.ask == RosterAsk::Swap));
    match substitute {
        Some(other) => staff[place] = other,
        None => {
            staff.remove(place);
            seek(&mut open, roster.kind_of(actor));
        }
    }
    Ok(Crew { staff, open })
}

fn seek(open: &mut Vec<Requirement>, kind: Option<StaffKind>) {
    let Some(kind) = kind else { return };
    match open.iter_mut().find(|it| it.kind == kind) {
        Some(it) => it.count = it.count.saturating_add(1),
        None => open.push(Requirement { kind, count: 1 }),
    }
}
