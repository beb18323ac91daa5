//! How each post stands: who came, who is missing, and what an empty post means.

use std::collections::{BTreeMap, HashMap};

use domain::{
    duty_post::DutyPost,
    duty_window::{DutyWindow, GRACE_MIN},
    ids::{PostId, SchoolId, StaffId},
    staff::StaffKind,
    time::UtcMs,
};

use super::{Question, SchoolNames};
use crate::{
    project::Direction,
    routes::api::board::{MissingStaff, PostPerson, PostRow, PostState},
    tables::duty_events::DayEvent,
};

/// A post may be empty so long after its window began before a phone's silence about it is evidence.
const EVIDENCE_AFTER_MS: i64 = 10 * 60_000;
/// After this, even silence counts as missed.
const SILENCE_ENDS_MS: i64 = 24 * 3_600_000;

/// What is known of the day.
pub(crate) struct Day<'a> {
    pub(crate) question: &'a Question,
    pub(crate) names: &'a BTreeMap<SchoolId, SchoolNames>,
    /// The chosen window at each school that holds it.
    pub(crate) windows: &'a BTreeMap<SchoolId, &'a DutyWindow>,
    pub(crate) spans: HashMap<PostId, Vec<Span>>,
    pub(crate) contacts: HashMap<SchoolId, UtcMs>,
}

/// Somebody's time at a post.
#[derive(Clone, Debug)]
pub(crate) struct Span {
    kind: Option<StaffKind>,
    person: PostPerson,
}

/// A row with what the totals need.
pub(crate) struct JudgedPost {
    pub(crate) row: PostRow,
    pub(crate) late: bool,
}

/// Pairs coming and going: an on begins a span, the next off of the same person at the same post ends it.
pub(crate) fn spans(events: Vec<DayEvent>) -> HashMap<PostId, Vec<Span>> {
    let mut spans: HashMap<PostId, Vec<Span>> = HashMap::new();
    let mut open: HashMap<(PostId, Option<StaffId>), usize> = HashMap::new();
    for event in events {
        let of_post = spans.entry(event.post_id).or_default();
        let who = (event.post_id, event.staff_id);
        match (event.direction, open.get(&who)) {
            // A second tap while there is the same coming.
            (Direction::On, Some(_)) => {}
            (Direction::On, None) => {
                open.insert(who, of_post.len());
                of_post.push(begin(event));
            }
            (Direction::Off, Some(place)) => {
                of_post[*place].person.off_ms = Some(event.at);
                open.remove(&who);
            }
            (Direction::Off, None) => {}
        }
    }
    spans
}

fn begin(event: DayEvent) -> Span {
    let person = PostPerson {
        staff_id: event.staff_id,
        name: event.name,
        kind: event.kind.map(|kind| kind.code().to_owned()).unwrap_or_default(),
        on_ms: event.at,
        off_ms: None,
        quality: event.time.quality,
        lo_ms: if event.stated { event.at } else { event.time.lo },
        hi_ms: if event.stated { event.at } else { event.time.hi },
        record_id: event.record_id,
    };
    Span { kind: event.kind, person }
}

/// Judges every post, those that need a hand first.
pub(crate) fn judge_all(posts: Vec<DutyPost>, day: &Day<'_>) -> Vec<JudgedPost> {
    let mut judged: Vec<JudgedPost> = posts
        .into_iter()
        .filter_map(|post| {
            let names = day.names.get(&post.school_id)?;
            Some(judge(post, names, day))
        })
        .collect();
    judged.sort_by(|a, b| {
        let key = |p: &JudgedPost| (p.row.state, p.row.last_contact_ms, p.row.school.clone(), p.row.name.clone());
        key(a).cmp(&key(b))
    });
    judged
}

fn judge(post: DutyPost, names: &SchoolNames, day: &Day<'_>) -> JudgedPost {
    let window = day.windows.get(&post.school_id).copied();
    let times = window.map(|window| Times::of(window, day.question));
    let all = day.spans.get(&post.id).map(Vec::as_slice).unwrap_or_default();
    let people = latest_each(all, times.as_ref());
    let over = times.as_ref().is_some_and(|times| day.question.now > times.end);
    // While it runs, who is there now counts; afterwards, who came.
    let counted: Vec<&Span> = people.iter().filter(|span| over || span.person.off_ms.is_none()).collect();
    let kinds: Vec<StaffKind> = counted.iter().filter_map(|span| span.kind).collect();
    let missing: Vec<MissingStaff> =
        post.missing(&kinds).into_iter().map(|m| MissingStaff { kind: m.kind, count: m.count }).collect();
    let contact = day.contacts.get(&post.school_id).copied();
    let state = match &times {
        None => PostState::OffHours,
        Some(_) if missing.is_empty() => PostState::Manned,
        Some(_) if !counted.is_empty() => PostState::Short,
        Some(times) => empty_state(times, day.question.now, contact),
    };
    let late = window.is_some_and(|window| people.iter().any(|span| !window.in_time(span.person.lo_ms)));
    let row = PostRow {
        id: post.id,
        need: post.need(),
        present: u32::try_from(counted.len()).unwrap_or(u32::MAX),
        school_id: post.school_id,
        school: names.school.clone(),
        town: names.town.clone(),
        lat: post.place.lat(),
        lon: post.place.lon(),
        name: post.name,
        state,
        missing,
        last_contact_ms: contact,
        people: people.into_iter().map(|span| span.person).collect(),
    };
    JudgedPost { row, late }
}

/// What an empty post means.
fn empty_state(times: &Times, now: UtcMs, contact: Option<UtcMs>) -> PostState {
    let evidence_from = times.start.plus(EVIDENCE_AFTER_MS);
    if now < times.start {
        PostState::Waiting
    } else if contact.is_some_and(|heard| heard >= evidence_from) || now > times.end.plus(SILENCE_ENDS_MS) {
        PostState::Missed
    } else if now < evidence_from && contact.is_some_and(|heard| heard >= times.start) {
        PostState::Short
    } else {
        PostState::Silent
    }
}

/// Each person's last span that touches the window, in the order in which they came.
fn latest_each(spans: &[Span], times: Option<&Times>) -> Vec<Span> {
    let Some(times) = times else { return spans.to_vec() };
    let touches =
        |span: &&Span| span.person.on_ms <= times.last && span.person.off_ms.is_none_or(|off| off >= times.first);
    let mut people: Vec<Span> = Vec::new();
    for span in spans.iter().filter(touches) {
        people.retain(|earlier| earlier.person.staff_id != span.person.staff_id);
        people.push(span.clone());
    }
    people
}

/// A window's moments on the asked day: people may come an hour before and be there an hour after.
struct Times {
    first: UtcMs,
    start: UtcMs,
    end: UtcMs,
    last: UtcMs,
}

impl Times {
    fn of(window: &DutyWindow, question: &Question) -> Self {
        let grace = i64::from(GRACE_MIN);
        let at = |minute: i64| UtcMs::at(question.date, minute);
        let (start, end) = (i64::from(window.start_min), i64::from(window.end_min));
        Self { first: at(start - grace), start: at(start), end: at(end), last: at(end + grace) }
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        duty_post::Requirement,
        duty_window::WindowKind,
        ids::{RecordId, WindowId},
        position::Place,
        time::{ClockQuality, TimeInterval},
    };
    use uuid::Uuid;

    use super::*;

    fn at(clock: &str) -> UtcMs {
        UtcMs::parse(&format!("2026-11-23T{clock}")).expect("reads")
    }

    fn post() -> DutyPost {
        DutyPost {
            id: PostId(Uuid::from_u128(1)),
            school_id: SchoolId(Uuid::from_u128(2)),
            name: "东门护学岗".into(),
            gate: "东门".into(),
            place: Place { lat_e7: 0, lon_e7: 0 },
            radius_m: 100,
            requirement: vec![
                Requirement { kind: StaffKind::Guard, count: 1 },
                Requirement { kind: StaffKind::Teacher, count: 1 },
            ],
        }
    }

    fn event(who: u128, kind: StaffKind, direction: Direction, clock: &str) -> DayEvent {
        let time = TimeInterval { lo: at(clock), best: at(clock), hi: at(clock), quality: ClockQuality::A };
        DayEvent {
            record_id: RecordId(Uuid::from_u128(who)),
            post_id: post().id,
            staff_id: Some(StaffId(Uuid::from_u128(who))),
            name: String::new(),
            kind: Some(kind),
            direction,
            at: at(clock),
            stated: false,
            time,
        }
    }

    /// The state at `now` after these events, with a phone of the school last heard at `contact`.
    fn state(now: &str, contact: Option<&str>, events: Vec<DayEvent>) -> (PostState, u32, bool) {
        let window = DutyWindow {
            id: WindowId(Uuid::nil()),
            school_id: post().school_id,
            kind: WindowKind::In,
            start_min: 440,
            end_min: 500,
            weekdays: 0b1_1111,
            arrive_before_min: 20,
            leave_after_min: 20,
            terms: None,
        };
        let question = Question {
            date: at("07:00").business_date(),
            window: None,
            text: None,
            now: UtcMs::parse(now).unwrap_or_else(|| at(now)),
        };
        let names = [(post().school_id, SchoolNames { school: "学校".into(), town: "镇".into() })].into();
        let windows = [(post().school_id, &window)].into();
        let contacts = contact.map(|clock| (post().school_id, at(clock))).into_iter().collect();
        let day = Day { question: &question, names: &names, windows: &windows, spans: spans(events), contacts };
        let judged = judge_all(vec![post()], &day);
        (judged[0].row.state, judged[0].row.present, judged[0].late)
    }

    #[test]
    fn a_post_is_manned_when_everyone_is_there_and_short_before() {
        let guard = event(10, StaffKind::Guard, Direction::On, "06:58");
        let teacher = event(11, StaffKind::Teacher, Direction::On, "07:05");
        assert_eq!(state("07:30", Some("07:06"), vec![guard.clone()]), (PostState::Short, 1, false));
        let both = vec![guard.clone(), teacher.clone()];
        assert_eq!(state("07:30", Some("07:06"), both.clone()), (PostState::Manned, 2, true), "07:00 was due");
        let gone = [both, vec![event(10, StaffKind::Guard, Direction::Off, "07:20")]].concat();
        assert_eq!(state("07:30", Some("07:21"), gone.clone()).0, PostState::Short, "the guard left");
        assert_eq!(state("09:00", Some("08:30"), gone).0, PostState::Manned, "afterwards, who came counts");
    }

    #[test]
    fn silence_is_not_absence() {
        assert_eq!(state("07:00", None, vec![]).0, PostState::Waiting);
        assert_eq!(state("07:40", None, vec![]).0, PostState::Silent);
        assert_eq!(state("07:40", Some("06:50"), vec![]).0, PostState::Silent, "heard before it began");
        assert_eq!(state("07:25", Some("07:24"), vec![]).0, PostState::Short, "they may still come");
        assert_eq!(state("07:45", Some("07:41"), vec![]).0, PostState::Missed, "the phone called and nobody had come");
        assert_eq!(state("12:00", Some("07:00"), vec![]).0, PostState::Silent);
        assert_eq!(state("2026-11-24T09:00", Some("07:00"), vec![]).0, PostState::Missed, "a day has passed");
    }
}
