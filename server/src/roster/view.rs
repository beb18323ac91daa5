//! One school's week as the page shows it: post by post, window by window, day by day, and what is wrong with it.

use domain::{
    day::Day,
    duty_post::Requirement,
    ids::{PostId, StaffId, WindowId},
    occurrence,
    roster::{Conflict, Duty, PostDuties, Side, conflicts, unwatched},
    staff::StaffMember,
};

use super::{Edition, SchoolRoster};
use crate::{
    db::Conn,
    error::Result,
    tables::roster_plans,
    views::{
        board::MissingStaff,
        roster::{
            CoverGap, LeaveLine, RosterCell, RosterConflict, RosterDay, RosterPost, RosterRow, RosterStaff,
            RosterWindow, SideState,
        },
    },
};

/// The days of a week.
pub(crate) fn days(roster: &SchoolRoster, monday: Day) -> Vec<RosterDay> {
    let calendars = roster.days();
    let day = |day: Day| {
        let is = calendars.day(day);
        RosterDay { day, kind: is.kind, weekday: is.weekday, reason: is.reason }
    };
    monday.to(monday.plus(6)).map(day).collect()
}

/// The windows that are held on some day of the week, or that the week's timetable has.
pub(crate) fn windows(roster: &SchoolRoster, monday: Day) -> Vec<RosterWindow> {
    let calendars = roster.days();
    let held: Vec<WindowId> = monday
        .to(monday.plus(6))
        .flat_map(|day| occurrence::on(&roster.windows, &calendars, day))
        .map(|it| it.window.id)
        .collect();
    let shown = roster.windows.iter().filter(|it| {
        let exams = it.terms.as_ref().is_some_and(|terms| terms.exam_only == Some(true));
        !exams || held.contains(&it.id)
    });
    let row = |it: &domain::duty_window::DutyWindow| RosterWindow {
        id: it.id,
        kind: it.kind,
        label: it.kind.label().to_owned(),
        start_min: it.start_min,
        end_min: it.end_min,
        weekdays: it.weekdays,
        grades: it.terms.as_ref().and_then(|terms| terms.grades.clone()).unwrap_or_default(),
    };
    shown.map(row).collect()
}

/// The posts with their rows; cells stand in the order of the week's days.
pub(crate) fn posts(roster: &SchoolRoster, edition: Edition, monday: Day) -> Vec<RosterPost> {
    let shown = windows(roster, monday);
    let calendars = roster.days();
    let held: Vec<(Day, WindowId)> = monday
        .to(monday.plus(6))
        .flat_map(|day| occurrence::on(&roster.windows, &calendars, day))
        .map(|it| (it.day, it.window.id))
        .collect();
    let post = |post: &domain::duty_post::DutyPost| {
        let duties = roster.duties(post.id, edition, monday.to(monday.plus(6)));
        let row = |window: &RosterWindow| RosterRow {
            window_id: window.id,
            cells: monday
                .to(monday.plus(6))
                .map(|day| {
                    let duty = duties.iter().find(|it| it.held.day == day && it.held.window.id == window.id);
                    held.contains(&(day, window.id)).then(|| cell(roster, (post.id, day, window.id), duty))
                })
                .collect(),
        };
        RosterPost {
            id: post.id,
            name: post.name.clone(),
            requirement: post.requirement.iter().map(missing).collect(),
            rev_school: roster.plan(post.id, Side::School).map_or(0, |plan| plan.rev),
            rev_police: roster.plan(post.id, Side::Police).map_or(0, |plan| plan.rev),
            rows: shown.iter().map(row).collect(),
        }
    };
    roster.posts.iter().map(post).collect()
}

fn cell(roster: &SchoolRoster, (post, day, window): (PostId, Day, WindowId), duty: Option<&Duty<'_>>) -> RosterCell {
    let excepted = roster
        .exceptions
        .iter()
        .filter(|it| it.post_id == post && it.exception.day == day && it.exception.window_id == window);
    let excepted: Vec<_> = excepted.collect();
    let reasons: Vec<&str> = excepted.iter().map(|it| it.reason.as_str()).filter(|reason| !reason.is_empty()).collect();
    RosterCell {
        planned: duty.is_some(),
        staff: duty.map(|it| it.staff.clone()).unwrap_or_default(),
        away: duty.map(|it| it.away.clone()).unwrap_or_default(),
        open: duty.map(|it| it.open.iter().map(missing).collect()).unwrap_or_default(),
        excepted: duty.is_some_and(|it| it.excepted),
        asked_for: excepted.iter().find_map(|it| it.asked_for),
        reason: reasons.join("；"),
    }
}

fn missing(it: &Requirement) -> MissingStaff {
    MissingStaff { kind: it.kind, count: it.count }
}

/// Who may stand at these gates.
pub(crate) fn staff(roster: &SchoolRoster) -> Vec<RosterStaff> {
    let mut people: Vec<&StaffMember> = roster.staff.values().collect();
    people.sort_by(|a, b| (Side::of(a.kind), a.kind, &a.name).cmp(&(Side::of(b.kind), b.kind, &b.name)));
    let leaves = |id: StaffId| {
        let own = roster.leaves.iter().filter(|it| it.leave.staff_id == id);
        own.map(|it| LeaveLine {
            id: it.id.to_string(),
            first: it.leave.first,
            last: it.leave.last,
            reason: it.reason.clone(),
        })
        .collect()
    };
    let row = |it: &&StaffMember| RosterStaff {
        id: it.id,
        name: it.name.clone(),
        kind: it.kind,
        post: it.post.clone(),
        side: Side::of(it.kind),
        leaves: leaves(it.id),
    };
    people.iter().map(row).collect()
}

/// How far each side is with its plans.
pub(crate) fn sides(roster: &SchoolRoster) -> Vec<SideState> {
    let state = |side: Side| {
        let plans = || roster.plans.iter().filter(move |plan| plan.side == side);
        let newest = plans().max_by_key(|plan| plan.changed_at);
        let published = plans().filter_map(|plan| plan.published.as_ref()).max_by_key(|it| it.at);
        let differs = |plan: &roster_plans::KeptPlan| plan.published.as_ref().is_none_or(|it| it.pattern != plan.draft);
        SideState {
            side,
            changed_ms: newest.map(|plan| plan.changed_at),
            changed_by: newest.map(|plan| plan.changed_by.clone()).unwrap_or_default(),
            published_ms: published.map(|it| it.at),
            published_by: published.map(|it| it.by.clone()).unwrap_or_default(),
            differs: plans().any(differs),
        }
    };
    Side::ALL.into_iter().map(state).collect()
}

/// The hours of the week in which boarders are there and nobody watches; a school without boarders has none.
pub(crate) fn gaps(roster: &SchoolRoster, edition: Edition, monday: Day) -> Vec<CoverGap> {
    if roster.school.boarders == 0 {
        return Vec::new();
    }
    let sunday = monday.plus(6);
    let around = || monday.plus(-1).to(sunday.plus(1));
    let posts = roster.posts.iter().map(|post| PostDuties { post, duties: roster.duties(post.id, edition, around()) });
    let posts: Vec<PostDuties<'_, '_>> = posts.collect();
    let found = unwatched(&posts, (&roster.windows, &roster.days()), (monday, sunday));
    found.iter().map(|gap| CoverGap { from_ms: gap.from, to_ms: gap.to, window_id: gap.unmanned }).collect()
}

/// What is wrong with the week, also where somebody named here stands at another school's gate at the same time.
pub(crate) async fn problems(
    conn: &mut Conn,
    roster: &SchoolRoster,
    edition: Edition,
    monday: Day,
) -> Result<Vec<RosterConflict>> {
    let week = || monday.to(monday.plus(6));
    let named: Vec<StaffId> = {
        let mine = roster.posts.iter().flat_map(|post| roster.duties(post.id, edition, week()));
        let mut ids: Vec<StaffId> = mine.flat_map(|duty| duty.staff).collect();
        ids.retain(|id| roster.kind_of(*id).is_some_and(|kind| Side::of(kind) == Side::Police));
        ids.sort_unstable();
        ids.dedup();
        ids
    };
    let mut others = Vec::new();
    for school in roster_plans::schools_naming(conn, &named, (roster.school.id, monday.0)).await? {
        others.extend(SchoolRoster::of(conn, school, monday).await?);
    }
    let own = roster.posts.iter().map(|post| PostDuties { post, duties: roster.duties(post.id, edition, week()) });
    let theirs = others.iter().flat_map(|other| {
        other.posts.iter().map(|post| PostDuties { post, duties: other.duties(post.id, Edition::Published, week()) })
    });
    let all: Vec<PostDuties<'_, '_>> = own.chain(theirs).collect();
    let kind_of = |id: StaffId| roster.kind_of(id).or_else(|| others.iter().find_map(|other| other.kind_of(id)));
    let found = conflicts(&all, kind_of);
    let mine = |it: &&Conflict| roster.posts.iter().any(|post| post.id == it.post_id);
    Ok(found.iter().filter(mine).map(|it| line(roster, &others, it)).collect())
}

fn line(roster: &SchoolRoster, others: &[SchoolRoster], it: &Conflict) -> RosterConflict {
    let post_name = |id: PostId| roster.posts.iter().find(|post| post.id == id).map(|post| post.name.clone());
    let other = it.other.map(|id| {
        let theirs = others.iter().find_map(|other| {
            let post = other.posts.iter().find(|post| post.id == id)?;
            Some(format!("{} {}", other.school.name, post.name))
        });
        post_name(id).or(theirs).unwrap_or_default()
    });
    RosterConflict {
        kind: it.kind,
        post_id: it.post_id,
        post: post_name(it.post_id).unwrap_or_default(),
        day: it.day,
        window_id: it.window_id,
        staff_id: it.staff_id,
        name: it.staff_id.and_then(|id| roster.staff.get(&id)).map(|person| person.name.clone()).unwrap_or_default(),
        other: other.unwrap_or_default(),
        missing: it.missing.iter().map(missing).collect(),
    }
}
