//! The posts as they stand now: who is there, who is missing, and which are mine.

use domain::{
    duty_post::{DutyPost, PostState},
    duty_window::{self, Phase},
    occurrence::Occurrence,
    staff::StaffMember,
    time::UtcMs,
};
use store::{Tx, entities};

use crate::{
    Error, Home,
    attendance::{self, Event, is_of},
    home::Moment,
    roster::Rosters,
    session::Names,
    views::{DutyState, Missing, OnDuty, PostNow, WindowNow},
    worker,
};

/// A post with its school's code, for programs.
#[derive(Clone, Debug, PartialEq)]
pub struct PostOfSchool {
    /// The school's code.
    pub school_code: String,
    /// The post.
    pub post: PostNow,
}

/// All posts as they stand now: mine first, then those that are guarded now.
///
/// # Errors
/// Only those of the database.
pub fn posts(home: &Home) -> Result<Vec<PostOfSchool>, Error> {
    home.read(|tx| {
        let moment = home.moment(tx)?;
        list(tx, &moment, &Rosters::read(tx, &moment, home)?)
    })
}

pub(crate) fn list(tx: &Tx<'_>, moment: &Moment<'_>, rosters: &Rosters) -> Result<Vec<PostOfSchool>, Error> {
    let now = moment.now();
    let schools = entities::schools(tx)?;
    let events = attendance::events(tx, moment)?;
    let me = worker::signed_in(tx)?.and_then(|worker| rosters.names().member(worker.staff_id));
    let view = View { now, rosters, open: &attendance::open(&events), events: &events, me };
    let mut posts: Vec<PostOfSchool> = Vec::new();
    for post in rosters.posts() {
        let school = schools.iter().find(|s| s.id == post.school_id);
        posts.push(PostOfSchool {
            school_code: school.map(|s| s.code.clone()).unwrap_or_default(),
            post: view.post(post, school.map(|s| s.name.as_str()).unwrap_or_default()),
        });
    }
    let phase = |post: &PostNow| post.window.as_ref().map_or(3, |w| w.phase as u8);
    posts.sort_by_key(|it| (!it.post.mine, it.post.paused, phase(&it.post)));
    Ok(posts)
}

/// What posts are told from.
struct View<'v> {
    now: UtcMs,
    rosters: &'v Rosters,
    open: &'v [Event],
    events: &'v [Event],
    me: Option<&'v StaffMember>,
}

impl View<'_> {
    fn post(&self, post: &DutyPost, school: &str) -> PostNow {
        let table = self.rosters.table(post.school_id);
        // Between two windows some have not left the one, and some have come for the other.
        let near = [table.belonging(self.now), table.coming(self.now)];
        let holds = |on: &&Event| {
            on.post_id == post.id && near.iter().any(|it| attendance::holds(&table, on, it.as_ref(), self.now))
        };
        let there: Vec<&Event> = self.open.iter().filter(holds).collect();
        let i_am_there = self.me.is_some_and(|me| there.iter().any(|on| on.staff_id == me.id));
        let i_was_there = self.me.is_some_and(|me| self.events.iter().any(|event| is_of(event, post.id, me.id)));
        let shown = table.shown(self.now);
        let turn = shown.as_ref().and_then(|(occurrence, _)| self.rosters.expected(post, occurrence));
        let expected = turn.as_ref().is_some_and(|turn| turn.me);
        PostNow {
            id: post.id,
            name: post.name.clone(),
            school: school.to_owned(),
            window: shown.map(|(occurrence, phase)| window_now(&occurrence, phase)),
            missing: match post.state() {
                PostState::Active => missing(post, &there, self.rosters.names()),
                PostState::Paused => Vec::new(),
            },
            paused: post.state() == PostState::Paused,
            on: there.iter().map(|on| on_duty(on, self.rosters.names())).collect(),
            me: if i_am_there { DutyState::On } else { DutyState::Off },
            mine: i_was_there || expected || self.me.is_some_and(|me| me.unit == post.school_id.into()),
            turn,
        }
    }
}

fn window_now(occurrence: &Occurrence<'_>, phase: Phase) -> WindowNow {
    let window = occurrence.window;
    WindowNow {
        kind: window.kind,
        label: window.kind.label().to_owned(),
        start: duty_window::clock(occurrence.start.minute_of_day()),
        end: duty_window::clock(occurrence.end.minute_of_day()),
        arrive_before_min: window.arrive_before_min,
        leave_after_min: window.leave_after_min,
        phase,
    }
}

fn on_duty(on: &Event, names: &Names) -> OnDuty {
    OnDuty { staff_id: on.staff_id, name: names.name(on.staff_id).to_owned(), at_ms: on.at }
}

fn missing(post: &DutyPost, there: &[&Event], names: &Names) -> Vec<Missing> {
    let kinds: Vec<_> = there.iter().filter_map(|on| Some(names.member(on.staff_id)?.kind)).collect();
    post.missing(&kinds).into_iter().map(|m| Missing { kind: m.kind, count: m.count }).collect()
}
