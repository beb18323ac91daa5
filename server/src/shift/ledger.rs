//! What is known about the shifts of a unit's schools on some days.

use std::collections::{BTreeMap, HashMap};

use domain::{
    calendar::{Calendars, SchoolCalendar},
    cover::{self, Gap},
    day::Day,
    duty_post::{DutyPost, PostState, Requirement},
    duty_shift::{self, Around, CLOSES_ITSELF_MS, Facts, Shift, Stay, Tap},
    duty_window::DutyWindow,
    ids::{PostId, RecordId, SchoolId, StaffId, UnitId},
    occurrence::{self, Occurrence},
    post_edition::{PostEdition, asked_at},
    school::School,
    time::UtcMs,
};

use super::laid_out::{LaidOut, near};
use crate::{
    db::Conn,
    error::Result,
    tables::{
        calendars, device_list,
        duty_events::{self, DutyTap},
        duty_notes::{self, Noted},
        post_editions, posts,
        recordings::Recordings,
        schools::{self, Listed},
        shift_decisions::{self, Decided, ShiftKey},
        window_editions,
    },
};

/// A stay that no window claims lapses after so long.
const OUTSIDE_MS: i64 = 12 * 3_600_000;

/// Names of a school that rows show.
#[derive(Clone, Debug)]
pub(crate) struct SchoolNames {
    pub(crate) school: String,
    pub(crate) code: String,
    pub(crate) town: String,
    /// Pupils who sleep there.
    pub(crate) boarders: u32,
}

impl From<Listed> for SchoolNames {
    fn from(it: Listed) -> Self {
        let (School { name, code, boarders, .. }, town) = (it.school, it.town);
        Self { school: name, code, town, boarders }
    }
}

/// Everything the shifts of some days are judged by.
pub(crate) struct Ledger {
    pub(crate) now: UtcMs,
    pub(crate) names: BTreeMap<SchoolId, SchoolNames>,
    pub(crate) posts: Vec<DutyPost>,
    /// What the changed ones asked for, the oldest first.
    editions: HashMap<PostId, Vec<PostEdition>>,
    pub(crate) contacts: HashMap<SchoolId, UtcMs>,
    recordings: Recordings,
    windows: HashMap<SchoolId, Vec<DutyWindow>>,
    calendars: Vec<SchoolCalendar>,
    taps: HashMap<PostId, Vec<DutyTap>>,
    /// Where the tap of one person in one record stands among those of its post.
    places: HashMap<(PostId, RecordId, Option<StaffId>), usize>,
    notes: HashMap<PostId, Vec<Noted>>,
    decided: HashMap<ShiftKey, Vec<Decided>>,
}

/// One shift, judged, with what speaks for it.
pub(crate) struct Held<'l> {
    pub(crate) post: &'l DutyPost,
    pub(crate) at: Occurrence<'l>,
    pub(crate) shift: Shift,
    pub(crate) stays: Vec<Stay>,
    pub(crate) notes: Vec<&'l Noted>,
    pub(crate) decided: &'l [Decided],
    /// Whom the post needed when it began.
    pub(crate) need: &'l [Requirement],
    /// Why it is not held, by the calendar or because the post was paused; empty when that was said without a word.
    pub(crate) no_school: Option<String>,
}

impl Held<'_> {
    /// Heads needed in all.
    pub(crate) fn heads(&self) -> u32 {
        self.need.iter().map(|it| u32::from(it.count)).sum()
    }
}

impl Ledger {
    /// Reads what is known of the days from `first` to `last`.
    pub(crate) async fn read(conn: &mut Conn, unit: UnitId, (first, last): (Day, Day), now: UtcMs) -> Result<Self> {
        // Whoever came on the day before may have stayed into the first one: it is judged by the same taps whichever span it
        // is asked in.
        let (from, to) = (first.plus(-1).at(0), last.plus(1).at(1440));
        let listed = schools::list(conn, Some(unit)).await?;
        let names = listed.into_iter().map(|it| (it.school.id, SchoolNames::from(it)));
        let mut ledger = Self {
            now,
            names: names.collect(),
            posts: posts::list(conn, Some(unit)).await?,
            editions: post_editions::of_unit(conn, unit).await?,
            contacts: device_list::last_contacts(conn, unit).await?,
            recordings: Recordings::of_unit(conn, unit).await?,
            windows: HashMap::new(),
            calendars: calendars::of_unit(conn, unit).await?,
            taps: HashMap::new(),
            places: HashMap::new(),
            notes: HashMap::new(),
            decided: shift_decisions::of_days(conn, first, last).await?,
        };
        for window in window_editions::all(conn, unit).await? {
            ledger.windows.entry(window.school_id).or_default().push(window);
        }
        for tap in duty_events::of_span(conn, unit, from, to).await? {
            let of_post = ledger.taps.entry(tap.post_id).or_default();
            ledger.places.entry((tap.post_id, tap.tap.record_id, tap.tap.staff_id)).or_insert(of_post.len());
            of_post.push(tap);
        }
        for note in duty_notes::of_span(conn, unit, from, to).await? {
            ledger.notes.entry(note.note.post_id).or_default().push(note);
        }
        Ok(ledger)
    }

    /// The windows of a school that are held on a day, and those of its weekday that are not, with the reason. One whose place
    /// another of its kind takes, as in examinations, is held at other hours and not called off.
    pub(crate) fn on(&self, school: SchoolId, day: Day) -> Vec<(Occurrence<'_>, Option<String>)> {
        let windows = self.windows.get(&school).map(Vec::as_slice).unwrap_or_default();
        let calendars = Calendars::of(school, &self.calendars);
        let held = occurrence::on(windows, &calendars, day);
        let ordinary = occurrence::on(windows, &Calendars::default(), day);
        let reason = calendars.day(day).reason;
        let stands_in = |it: &Occurrence<'_>, other: &Occurrence<'_>| {
            let exams = other.window.terms.as_ref().is_some_and(|it| it.exam_only == Some(true));
            other.window.id == it.window.id || exams && other.window.kind == it.window.kind
        };
        let dropped = ordinary.into_iter().filter(|it| !held.iter().any(|other| stands_in(it, other)));
        let dropped: Vec<_> = dropped.map(|it| (it, Some(reason.clone()))).collect();
        let mut all: Vec<_> = held.into_iter().map(|it| (it, None)).chain(dropped).collect();
        all.sort_by_key(|(it, _)| (it.start, it.window.id));
        all
    }

    /// Where a school's boarders are by themselves on a day: hours without a window, and watches for which `named` has nobody
    /// and to which nobody came. Nothing is said of what began before the school had a phone to come with, or of a school
    /// without boarders.
    pub(crate) fn unwatched(&self, school: SchoolId, day: Day, named: impl Fn(&Occurrence<'_>) -> bool) -> Vec<Gap> {
        if self.names.get(&school).is_none_or(|it| it.boarders == 0) {
            return Vec::new();
        }
        let windows = self.windows.get(&school).map(Vec::as_slice).unwrap_or_default();
        let calendars = Calendars::of(school, &self.calendars);
        let posts = || self.posts.iter().filter(|post| post.school_id == school);
        let came = |at: &Occurrence<'_>| {
            let held = posts().flat_map(|post| self.shifts(post, at.day));
            held.into_iter().any(|held| held.at.window.id == at.window.id && held.shift.state.was_held())
        };
        // The night before reaches into the day, and the stay of tomorrow begins on its eve.
        let span = (day.plus(-1), day.plus(1));
        let mut gaps = cover::unwatched(windows, &calendars, span, |at| named(at) || came(at));
        let (from, to) = (day.at(0), day.plus(1).at(0));
        gaps.retain(|gap| gap.from < to && from < gap.to && self.recordings.of(school).covers(gap.from));
        gaps
    }

    /// Judges the shifts of a post on a day.
    pub(crate) fn shifts<'l>(&'l self, post: &'l DutyPost, day: Day) -> Vec<Held<'l>> {
        self.of_post(post, day, day)
    }

    /// Judges the shifts of a post from `first` to `last`: windows and stays are laid out once for all of them.
    fn of_post<'l>(&'l self, post: &'l DutyPost, first: Day, last: Day) -> Vec<Held<'l>> {
        let days = first.plus(-1).to(last.plus(1));
        let all: Vec<_> = days.flat_map(|day| self.on(post.school_id, day)).collect();
        let of = |is_held: bool| {
            let those = all.iter().filter(|(_, reason)| reason.is_none() == is_held).map(|(it, _)| *it);
            let mut those: Vec<Occurrence<'l>> = those.collect();
            those.sort_by_key(|it| it.start);
            those
        };
        let (held, called_off) = (of(true), of(false));
        let around = Around { held: &held, called_off: &called_off };
        let laid_out = LaidOut::of(self.stays(post.id, around), self.notes.get(&post.id), around);
        let asked = all.iter().filter(|(it, _)| first <= it.day && it.day <= last).cloned();
        asked.filter_map(|(at, no_school)| self.judge(post, (at, no_school), &laid_out)).collect()
    }

    /// Whom a post needed at a moment, and why nobody: it was paused. `None`: it did not stand yet.
    fn asked<'l>(&'l self, post: &'l DutyPost, start: UtcMs) -> Option<(&'l [Requirement], Option<&'l str>)> {
        let Some(editions) = self.editions.get(&post.id) else { return Some((&post.requirement, None)) };
        let asked = asked_at(editions, start)?;
        Some(match asked.state {
            PostState::Active => (&asked.requirement, None),
            PostState::Paused => (&[], Some(&asked.reason)),
        })
    }

    fn judge<'l>(
        &'l self,
        post: &'l DutyPost,
        (at, no_school): (Occurrence<'l>, Option<String>),
        laid_out: &LaidOut<'_, 'l>,
    ) -> Option<Held<'l>> {
        let (stays, notes) = (laid_out.stays(&at, no_school.is_some(), self.now), laid_out.notes(&at));
        // Whoever came to a post that did not stand yet, or was paused, is shown all the same.
        let (need, paused) = match self.asked(post, at.start) {
            Some(asked) => asked,
            None if stays.is_empty() => return None,
            None => (&[][..], None),
        };
        let no_school = no_school.or_else(|| paused.filter(|_| stays.is_empty()).map(str::to_owned));
        let key = (post.id, at.window.id, at.day);
        let decided = self.decided.get(&key).map(Vec::as_slice).unwrap_or_default();
        let closed = notes.iter().filter(|note| note.note.word() == "close").map(|note| note.at).max();
        let facts = Facts {
            held: &at,
            need,
            stays: &stays,
            closed,
            heard: self.contacts.get(&post.school_id).copied(),
            recording: self.recordings.of(post.school_id),
            no_school: no_school.is_some(),
            decided: decided.last().map(|it| it.decision),
            now: self.now,
        };
        let shift = duty_shift::judge(&facts);
        Some(Held { post, at, shift, stays, notes, decided, need, no_school })
    }

    /// The stays at a post that touch these windows' days.
    pub(crate) fn stays(&self, post: PostId, around: Around<'_, '_>) -> Vec<Stay> {
        let taps: Vec<Tap> = self.taps.get(&post).into_iter().flatten().map(|it| it.tap.clone()).collect();
        duty_shift::stays(taps, |tap| {
            let at = tap.time.best;
            let meant = near(around, at, at).taken_for(at, tap.window);
            meant.map_or(at.plus(OUTSIDE_MS), |it| it.end.plus(CLOSES_ITSELF_MS))
        })
    }

    /// The tap of one person behind a stay.
    pub(crate) fn tap(&self, post: PostId, tap: &Tap) -> Option<&DutyTap> {
        let place = self.places.get(&(post, tap.record_id, tap.staff_id))?;
        self.taps.get(&post)?.get(*place)
    }

    /// All shifts of these days, by post and in the order of time.
    pub(crate) fn all(&self, first: Day, last: Day) -> impl Iterator<Item = Held<'_>> {
        self.posts.iter().flat_map(move |post| self.of_post(post, first, last))
    }
}
