//! Calendars and rosters of the demo district: the bureau's example year, examinations of its senior schools, and a
//! published weekly pattern for every post, with a draft in work and a leave here and there to look at.

use domain::{
    calendar::{DayKind, SchoolCalendar, Span},
    day::Day,
    duty_post::{DutyPost, Requirement},
    duty_window::{DutyWindow, WindowKind},
    ids::StaffId,
    roster::{Side, Turn},
    school::SchoolKind,
    staff::{StaffKind, StaffMember},
    time::UtcMs,
};
use protocol::Entity;

use super::{district::District, school::DemoSchool};
use crate::{
    clock,
    db::Conn,
    defaults,
    error::Result,
    feed,
    roster::{SchoolRoster, publish},
    tables::{
        calendars::{self, KeptCalendar},
        roster_plans::{self, KeptPlan, Published},
        roster_weeks,
    },
};

/// Who made what the demo begins with.
const MADE_BY: &str = "demo";

/// Lays calendars and rosters over the district and tells phones.
pub(crate) async fn load(conn: &mut Conn, district: &District) -> Result<()> {
    let now = clock::now();
    let today = Day::of(now);
    let bureau = defaults::district_calendar(district.education.id.into(), today)?;
    put_calendar(conn, bureau.clone(), (true, now)).await?;
    let (mut plans, mut weeks) = (Vec::new(), Vec::new());
    for (number, school) in district.schools.iter().enumerate() {
        let own = exams(school, today);
        if let Some(own) = own.clone() {
            put_calendar(conn, own, (false, now)).await?;
        }
        let roster = rostered(district, school, (number, now), own.into_iter().chain([bureau.clone()]).collect());
        let due: Vec<_> =
            publish::due_weeks(&roster, today).into_iter().filter(|week| !week.turns.is_empty()).collect();
        feed::publish(conn, school.school.id.into(), &publish::entities(&roster, &due)).await?;
        weeks.extend(due.iter().map(publish::kept));
        plans.extend(roster.plans);
    }
    roster_plans::put(conn, &plans).await?;
    roster_weeks::put(conn, &weeks).await
}

async fn put_calendar(conn: &mut Conn, calendar: SchoolCalendar, (example, now): (bool, UtcMs)) -> Result<()> {
    let unit = calendar.unit_id;
    let kept =
        KeptCalendar { calendar: calendar.clone(), example, rev: 1, changed_at: now, changed_by: MADE_BY.to_owned() };
    calendars::put(conn, &kept).await?;
    feed::publish(conn, unit, &[Entity::Calendar(calendar)]).await
}

/// The national examinations, which senior schools hold in the first days of June.
fn exams(school: &DemoSchool, today: Day) -> Option<SchoolCalendar> {
    let june = format!("{}-06", defaults::school_year(today) + 1);
    let day = |day: &str| Day::parse(&format!("{june}-{day}"));
    let span = Span {
        first: day("07")?,
        last: day("09")?,
        kind: DayKind::Exam,
        reason: "高考".into(),
        follows: None,
        until_min: None,
    };
    let held = school.school.kind == SchoolKind::Senior;
    let calendar =
        SchoolCalendar { unit_id: school.school.id.into(), terms: vec![], spans: vec![span], district: false };
    held.then_some(calendar)
}

/// The school with its published plans, as the tables will have it.
fn rostered(
    district: &District,
    school: &DemoSchool,
    (number, now): (usize, UtcMs),
    calendars: Vec<SchoolCalendar>,
) -> SchoolRoster {
    let officers = district.officers.iter().filter(|it| it.unit == school.station.into()).cloned();
    let people: Vec<StaffMember> = school.staff.iter().cloned().chain(officers).collect();
    let mut plans = Vec::new();
    for (at, post) in school.posts.iter().enumerate() {
        let mine = pattern(school, post, at);
        // Every ninth school works on something that is not published yet.
        let draft = if number % 9 == 4 { without_last(&mine) } else { mine.clone() };
        plans.push(plan((post, Side::School), (draft, mine), now));
        let theirs = police(&people, school, (post, number));
        plans.push(plan((post, Side::Police), (theirs.clone(), theirs), now));
    }
    SchoolRoster {
        school: school.school.clone(),
        posts: school.posts.clone(),
        windows: school.windows.clone(),
        calendars,
        plans,
        exceptions: vec![],
        leaves: vec![],
        staff: people.into_iter().map(|person| (person.id, person)).collect(),
    }
}

fn plan((post, side): (&DutyPost, Side), (draft, published): (Vec<Turn>, Vec<Turn>), now: UtcMs) -> KeptPlan {
    let published = Published { pattern: published, at: now, by: MADE_BY.to_owned() };
    let changed_by = MADE_BY.to_owned();
    KeptPlan { post_id: post.id, side, draft, rev: 1, changed_at: now, changed_by, published: Some(published) }
}

fn without_last(pattern: &[Turn]) -> Vec<Turn> {
    let mut draft = pattern.to_vec();
    if let Some(turn) = draft.last_mut() {
        turn.staff.pop();
    }
    draft
}

/// A guard and two teachers in turn, or at night the guards alone; who is not enough for a second gate is left open.
fn pattern(school: &DemoSchool, post: &DutyPost, at: usize) -> Vec<Turn> {
    let of = |kind: StaffKind| -> Vec<StaffId> {
        school.staff.iter().filter(|it| it.kind == kind).map(|it| it.id).collect()
    };
    let (guards, teachers) = (of(StaffKind::Guard), of(StaffKind::Teacher));
    let mut turns = Vec::new();
    for window in &school.windows {
        for weekday in weekdays(window) {
            let day = usize::from(weekday);
            let night = window.kind == WindowKind::Night;
            let guard = guards.get((day + at) % guards.len().max(1)).copied();
            let wanted = if night { 0 } else { needed(post, StaffKind::Teacher) };
            // Four teachers stand at one gate, or two and two at both.
            let pair = (0..wanted).filter_map(|n| teachers.get((day + 2 * at + n) % teachers.len().max(1)).copied());
            let staff: Vec<StaffId> = pair.chain(guard).collect();
            turns.push(Turn { weekday, window_id: window.id, staff, open: vec![] });
        }
    }
    turns.sort_by_key(|turn| (turn.weekday, turn.window_id));
    turns
}

/// Most gates get whichever officer the station sends; every twenty-fourth has one by name.
fn police(people: &[StaffMember], school: &DemoSchool, (post, number): (&DutyPost, usize)) -> Vec<Turn> {
    let officers: Vec<StaffId> = people.iter().filter(|it| it.kind == StaffKind::Officer).map(|it| it.id).collect();
    let wanted = u8::try_from(needed(post, StaffKind::Officer)).unwrap_or(0);
    let mut turns = Vec::new();
    for window in school.windows.iter().filter(|it| it.kind != WindowKind::Night && wanted > 0) {
        for weekday in weekdays(window) {
            let by_name =
                number % 24 == 0 && post.gate != "南门" && matches!(window.kind, WindowKind::In | WindowKind::Out);
            let officer = officers.get((usize::from(weekday) + number / 24) % officers.len().max(1)).copied();
            let (staff, open) = match officer.filter(|_| by_name) {
                Some(id) => (vec![id], vec![]),
                None => (vec![], vec![Requirement { kind: StaffKind::Officer, count: wanted }]),
            };
            turns.push(Turn { weekday, window_id: window.id, staff, open });
        }
    }
    turns.sort_by_key(|turn| (turn.weekday, turn.window_id));
    turns
}

fn needed(post: &DutyPost, kind: StaffKind) -> usize {
    post.requirement.iter().filter(|it| it.kind == kind).map(|it| usize::from(it.count)).sum()
}

fn weekdays(window: &DutyWindow) -> impl Iterator<Item = u8> {
    let bits = window.weekdays;
    (0..7).filter(move |day| bits & (1 << day) != 0)
}
