//! The roster 排班: who stands where in the next two weeks, as the office published it and the calendar leaves it.
//!
//! The phone computes no roster. It looks up each published turn's window on its day, so that a half day or a weather stop
//! shows without a new publishing, and says beside it what I asked for.

use std::collections::HashMap;

use domain::{
    calendar::DayKind,
    day::Day,
    duty_post::DutyPost,
    duty_window::Phase,
    ids::{PostId, SchoolId, StaffId, UnitId, WindowId},
    occurrence::Occurrence,
    roster::{RosterWeek, Turn},
    time::UtcMs,
};
use store::{Tx, entities};

use crate::{
    Error, Home,
    error::refused,
    home::Moment,
    roster_request,
    session::Names,
    timetable::{self, Timetable, Timetables},
    views::{CalledOff, Missing, PostRoster, Roster, RosterRequestRow, RosterTurn, SwapChoice, TurnPerson},
    worker,
};

/// Days ahead that are shown.
const AHEAD: i32 = 14;

/// My turns and those of my posts, two weeks ahead; of another post when it is asked for.
///
/// # Errors
/// `not-enrolled`.
pub fn roster(home: &Home, asked: Option<PostId>) -> Result<Roster, Error> {
    home.read(|tx| {
        let moment = home.moment(tx)?;
        let rosters = Rosters::read(tx, &moment, home)?;
        let mut posts: Vec<PostRoster> = rosters.posts.iter().map(|post| rosters.post(post, asked)).collect();
        posts.sort_by_key(|post| !post.mine);
        Ok(Roster { now_ms: rosters.now, today: rosters.today, mine: rosters.mine(), posts })
    })
}

/// Turns of one person and of every post, whoever is signed in.
///
/// # Errors
/// Only those of the database.
pub fn of_person(home: &Home, staff_id: StaffId) -> Result<Roster, Error> {
    home.read(|tx| {
        let rosters = Rosters::seen_by(tx, &home.moment(tx)?, home, Some(staff_id))?;
        let posts = rosters.posts.iter().map(|post| rosters.post(post, Some(post.id))).collect();
        Ok(Roster { now_ms: rosters.now, today: rosters.today, mine: rosters.mine(), posts })
    })
}

/// Colleagues who might take a turn: those of the post's school and of my own unit, those who are free first.
///
/// # Errors
/// `not-signed-in`, `unknown-post`.
pub fn swap_choices(home: &Home, post_id: PostId, day: Day, window_id: WindowId) -> Result<Vec<SwapChoice>, Error> {
    home.read(|tx| {
        let me = worker::current(tx)?.staff_id;
        let rosters = Rosters::read(tx, &home.moment(tx)?, home)?;
        let post = rosters.posts.iter().find(|post| post.id == post_id).ok_or_else(|| refused("unknown-post"))?;
        let own = rosters.names.member(me).map(|member| member.unit);
        let span = rosters.find(post, day, window_id).map(|turn| (turn.start_ms, turn.end_ms));
        let busy = |staff_id| span.is_some_and(|span| rosters.is_busy(staff_id, day, span));
        let near = |unit: UnitId| unit == post.school_id.into() || own == Some(unit);
        let mut choices: Vec<SwapChoice> = rosters
            .names
            .all()
            .filter(|member| member.id != me && near(member.unit))
            .map(|it| SwapChoice { staff_id: it.id, name: it.name.clone(), kind: it.kind, busy: busy(it.id) })
            .collect();
        let kind = rosters.names.member(me).map(|member| member.kind);
        choices.sort_by(|a, b| {
            let rank = |it: &SwapChoice| (it.busy, Some(it.kind) != kind, it.kind);
            rank(a).cmp(&rank(b)).then_with(|| a.name.cmp(&b.name))
        });
        Ok(choices)
    })
}

/// Everything that turns are told from, read once.
pub(crate) struct Rosters {
    now: UtcMs,
    today: Day,
    me: Option<StaffId>,
    names: Names,
    posts: Vec<DutyPost>,
    schools: HashMap<SchoolId, String>,
    weeks: HashMap<(PostId, Day), RosterWeek>,
    tables: Timetables,
    requests: Vec<RosterRequestRow>,
}

impl Rosters {
    pub(crate) fn read(tx: &Tx<'_>, moment: &Moment<'_>, home: &Home) -> Result<Self, Error> {
        let me = worker::signed_in(tx)?.map(|worker| worker.staff_id);
        Self::seen_by(tx, moment, home, me)
    }

    fn seen_by(tx: &Tx<'_>, moment: &Moment<'_>, home: &Home, me: Option<StaffId>) -> Result<Self, Error> {
        let requests = match me {
            Some(me) => roster_request::rows(tx, me, home.is_sending())?,
            None => Vec::new(),
        };
        Ok(Self {
            now: moment.now(),
            today: Day::of(moment.now()),
            me,
            names: Names::read(tx)?,
            posts: entities::posts(tx)?,
            schools: entities::schools(tx)?.into_iter().map(|it| (it.id, it.name)).collect(),
            weeks: entities::rosters(tx)?.into_iter().map(|it| ((it.post_id, it.monday), it)).collect(),
            tables: Timetables::read(tx)?,
            requests,
        })
    }

    /// The names of people.
    pub(crate) fn names(&self) -> &Names {
        &self.names
    }

    /// The posts of this phone.
    pub(crate) fn posts(&self) -> &[DutyPost] {
        &self.posts
    }

    /// When a school's gates are guarded.
    pub(crate) fn table(&self, school_id: SchoolId) -> Timetable<'_> {
        self.tables.of(school_id)
    }

    /// My turns from today on, in order.
    pub(crate) fn mine(&self) -> Vec<RosterTurn> {
        let ahead = self.posts.iter().flat_map(|post| self.turns(post, self.today.plus(-1)));
        let mut mine: Vec<RosterTurn> = ahead.filter(|turn| turn.me && self.is_shown(turn)).collect();
        mine.sort_by_key(|turn| (turn.start_ms, turn.end_ms));
        mine
    }

    /// My turn that is running, and the next one; those that are not held do not count.
    pub(crate) fn now_and_next(&self) -> (Option<RosterTurn>, Option<RosterTurn>) {
        let mut mine = self.mine();
        mine.retain(|turn| turn.called_off.is_none());
        let first = |phase| mine.iter().find(|turn| turn.phase == phase).cloned();
        (first(Phase::Now), first(Phase::Next))
    }

    /// Who is expected at a post in a window on its day.
    pub(crate) fn expected(&self, post: &DutyPost, occurrence: &Occurrence<'_>) -> Option<RosterTurn> {
        self.find(post, occurrence.day, occurrence.window.id)
    }

    /// Who is expected at a post in the first window that begins after this one, or after now.
    pub(crate) fn following(&self, post: &DutyPost, occurrence: Option<&Occurrence<'_>>) -> Option<RosterTurn> {
        let table = self.tables.of(post.school_id);
        let after = occurrence.map_or(self.now, |it| it.start);
        let next = Occurrence::next(table.windows, &table.calendars, after)?;
        self.expected(post, &next)
    }

    fn find(&self, post: &DutyPost, day: Day, window_id: WindowId) -> Option<RosterTurn> {
        let week = self.weeks.get(&(post.id, day.monday()))?;
        let turn = week.turns.iter().find(|it| it.weekday == day.weekday() && it.window_id == window_id)?;
        self.turn(post, day, turn)
    }

    fn post(&self, post: &DutyPost, asked: Option<PostId>) -> PostRoster {
        let turns: Vec<RosterTurn> =
            self.turns(post, self.today.plus(-1)).into_iter().filter(|turn| self.is_shown(turn)).collect();
        let own = self.me.and_then(|me| self.names.member(me)).is_some_and(|me| me.unit == post.school_id.into());
        let mine = own || turns.iter().any(|turn| turn.me);
        PostRoster {
            post_id: post.id,
            post: post.name.clone(),
            school: self.school(post.school_id),
            mine,
            until: self.until(post.id),
            turns: if mine || asked == Some(post.id) { turns } else { Vec::new() },
        }
    }

    /// Yesterday's night that still runs is shown; yesterday's day is not.
    fn is_shown(&self, turn: &RosterTurn) -> bool {
        turn.day >= self.today || turn.phase == Phase::Now
    }

    fn until(&self, post_id: PostId) -> Option<Day> {
        let weeks = self.weeks.values().filter(|week| week.post_id == post_id);
        weeks.flat_map(|week| week.turns.iter().map(|turn| week.monday.plus(turn.weekday.into()))).max()
    }

    fn turns(&self, post: &DutyPost, first: Day) -> Vec<RosterTurn> {
        let mut turns = Vec::new();
        for day in first.to(self.today.plus(AHEAD)) {
            let Some(week) = self.weeks.get(&(post.id, day.monday())) else { continue };
            let of_day = week.turns.iter().filter(|turn| turn.weekday == day.weekday());
            turns.extend(of_day.filter_map(|turn| self.turn(post, day, turn)));
        }
        turns.sort_by_key(|turn| (turn.start_ms, turn.end_ms, turn.window_id));
        turns
    }

    /// A turn of a window that left this phone's lists cannot be told: nobody knows when it is.
    fn turn(&self, post: &DutyPost, day: Day, turn: &Turn) -> Option<RosterTurn> {
        let table = self.tables.of(post.school_id);
        let held = table.on(day).into_iter().find(|it| it.window.id == turn.window_id);
        let window = table.windows.iter().find(|it| it.id == turn.window_id)?;
        let planned = || Occurrence { window, day, start: day.at(window.start_min), end: day.at(window.end_min) };
        let called_off = match &held {
            Some(_) => None,
            None => called_off(table.day(day)),
        };
        let occurrence = held.unwrap_or_else(planned);
        let person = |(index, id): (usize, &StaffId)| TurnPerson {
            staff_id: *id,
            name: self.names.name(*id).to_owned(),
            kind: self.names.member(*id).map(|member| member.kind),
            lead: index == 0,
            me: Some(*id) == self.me,
        };
        let people: Vec<TurnPerson> = turn.staff.iter().enumerate().map(person).collect();
        Some(RosterTurn {
            post_id: post.id,
            post: post.name.clone(),
            school: self.school(post.school_id),
            day,
            window_id: window.id,
            kind: window.kind,
            grades: window.terms.as_ref().and_then(|terms| terms.grades.clone()),
            start_ms: occurrence.start,
            end_ms: occurrence.end,
            arrive_ms: occurrence.due(),
            phase: timetable::phase(&occurrence, self.now),
            me: people.iter().any(|it| it.me),
            lead: people.iter().any(|it| it.me && it.lead),
            open: turn.open.iter().map(|it| Missing { kind: it.kind, count: it.count }).collect(),
            people,
            called_off,
            request: self.requests.iter().find(|it| is_about(it, post.id, day, window.id)).cloned(),
        })
    }

    fn is_busy(&self, staff_id: StaffId, day: Day, (start, end): (UtcMs, UtcMs)) -> bool {
        let on_day = |post: &DutyPost| {
            let week = self.weeks.get(&(post.id, day.monday()));
            let turns = week.into_iter().flat_map(|week| &week.turns).filter(|turn| turn.weekday == day.weekday());
            let named = turns.filter(|turn| turn.staff.contains(&staff_id));
            named.filter_map(|turn| self.turn(post, day, turn)).any(|turn| turn.start_ms < end && start < turn.end_ms)
        };
        self.posts.iter().any(on_day)
    }

    fn school(&self, id: SchoolId) -> String {
        self.schools.get(&id).cloned().unwrap_or_default()
    }
}

/// Requests come newest first; one that was taken back is none.
fn is_about(request: &RosterRequestRow, post_id: PostId, day: Day, window_id: WindowId) -> bool {
    let same = request.post_id == post_id && request.day == day && request.window_id == window_id;
    same && request.state != crate::views::RequestState::Withdrawn
}

/// A roster that names a window on an ordinary day means it, whatever its weekdays are.
fn called_off(day: domain::calendar::SchoolDay) -> Option<CalledOff> {
    match day.kind {
        DayKind::Class | DayKind::Exam => None,
        kind @ (DayKind::NoClass | DayKind::WeatherStop | DayKind::Half) => {
            Some(CalledOff { kind, reason: day.reason })
        }
    }
}
