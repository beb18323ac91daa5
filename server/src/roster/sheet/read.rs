//! Reads a workbook back: every cell that is not right is named with what is wrong, and every difference with the draft
//! listed. Nothing is changed here.

use domain::{
    Problem,
    duty_post::Requirement,
    duty_window::DutyWindow,
    ids::{PostId, StaffId, WindowId},
    roster::Side,
    staff::StaffKind,
};

use super::{
    super::{
        SchoolRoster,
        change::{Crew, Line},
    },
    FIRST_DAY_COLUMN, HEAD_ROW, KINDS, OTHER_WORDS, english,
    write::{Language, pattern_text, text, time_of},
};
use crate::workbook::{self, Cells};

/// Rows and columns that are looked at.
const ROWS_MAX: u32 = 2_000;
const COLUMNS_MAX: u32 = 10;
/// Problems that are listed; a file with more of them is another file.
const PROBLEMS_MAX: usize = 60;

/// What is wrong with one cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CellProblem {
    /// As the program for sheets calls it: `D5`. Empty: the whole file.
    pub(crate) cell: String,
    pub(crate) problem: Problem,
}

/// One difference with the draft.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    pub(crate) post_id: PostId,
    pub(crate) window_id: WindowId,
    pub(crate) weekday: u8,
    pub(crate) before: String,
    pub(crate) after: String,
}

/// What a workbook says.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    pub(crate) problems: Vec<CellProblem>,
    pub(crate) changes: Vec<Change>,
    /// The same as lines of the draft.
    pub(crate) lines: Vec<Line>,
}

/// Reads a workbook for one side of a school's roster.
pub(crate) fn read(roster: &SchoolRoster, side: Side, bytes: &[u8]) -> Reading {
    let mut reading = Reading::default();
    match workbook::cells(bytes, (ROWS_MAX, COLUMNS_MAX)) {
        Ok(cells) => rows(roster, side, &cells, &mut reading),
        Err(problem) => reading.problems.push(CellProblem { cell: String::new(), problem }),
    }
    reading.problems.truncate(PROBLEMS_MAX);
    reading
}

/// Goes through the rows under the headings.
fn rows(roster: &SchoolRoster, side: Side, cells: &Cells, reading: &mut Reading) {
    let last = cells.keys().map(|(row, _)| *row).max().unwrap_or(0);
    let mut seen: Vec<(PostId, WindowId)> = Vec::new();
    for row in HEAD_ROW + 1..=last {
        let text = |column: u32| cells.get(&(row, column)).map(String::as_str);
        let (Some(post), Some(window)) = (text(0), text(1)) else {
            if (0..COLUMNS_MAX).any(|column| text(column).is_some()) {
                fault(reading, (row, 0), Problem::new("sheet-row-unnamed"));
            }
            continue;
        };
        match place(roster, post, window, text(2)) {
            Err((column, problem)) => fault(reading, (row, column), problem),
            Ok(place) if seen.contains(&place) => fault(reading, (row, 0), Problem::new("sheet-row-twice")),
            Ok(place) => {
                seen.push(place);
                for weekday in 0..7_u8 {
                    let column = u32::from(FIRST_DAY_COLUMN) + u32::from(weekday);
                    let said = text(column).unwrap_or_default();
                    if let Err(problem) = day(roster, side, (place, weekday, said), reading) {
                        fault(reading, (row, column), problem);
                    }
                }
            }
        }
    }
    if seen.is_empty() && reading.problems.is_empty() {
        reading.problems.push(CellProblem { cell: String::new(), problem: Problem::new("sheet-empty") });
    }
}

/// Which post and window a row is about.
fn place(
    roster: &SchoolRoster,
    post: &str,
    window: &str,
    time: Option<&str>,
) -> Result<(PostId, WindowId), (u32, Problem)> {
    let found = roster.posts.iter().find(|it| it.name == post);
    let found = found.ok_or_else(|| (0, Problem::new("sheet-no-post").with("name", post)))?;
    let (kind, grades) = match window.split_once(['（', '(']) {
        Some((kind, rest)) => (kind.trim(), Some(rest.trim_end_matches(['）', ')']).trim())),
        None => (window.trim(), None),
    };
    let time = time.map(|time| time.replace(['-', '—', '~'], "–").replace(' ', ""));
    let fits = |it: &&DutyWindow| {
        let own = it.terms.as_ref().and_then(|terms| terms.grades.as_deref());
        (it.kind.label() == kind || english(it.kind).eq_ignore_ascii_case(kind) || it.kind.code() == kind)
            && own == grades
            && time.as_ref().is_none_or(|time| *time == time_of(it))
    };
    let mut windows = roster.windows.iter().filter(fits);
    match (windows.next(), windows.next()) {
        (Some(window), None) => Ok((found.id, window.id)),
        (Some(_), Some(_)) => Err((1, Problem::new("sheet-window-unclear").with("name", window))),
        (None, _) => Err((1, Problem::new("sheet-no-window").with("name", window))),
    }
}

/// Compares one cell with the draft.
fn day(
    roster: &SchoolRoster,
    side: Side,
    ((post_id, window_id), weekday, said): ((PostId, WindowId), u8, &str),
    reading: &mut Reading,
) -> Result<(), Problem> {
    let crews = crews(roster, said)?;
    let held = |side: Side| {
        let turn = roster
            .plan(post_id, side)
            .and_then(|plan| plan.draft.iter().find(|it| it.window_id == window_id && it.weekday == weekday));
        turn.map(|it| Crew { staff: it.staff.clone(), open: it.open.clone() }).unwrap_or_default()
    };
    let crew_of =
        |side: Side| crews.iter().find(|(it, _)| *it == side).map(|(_, crew)| crew.clone()).unwrap_or_default();
    for other in Side::ALL.into_iter().filter(|it| *it != side) {
        if crew_of(other) != held(other) {
            return Err(Problem::new("sheet-not-yours")
                .with("held", text(roster, (&held(other).staff, &held(other).open), Language::Chinese)));
        }
    }
    let crew = crew_of(side);
    if crew == held(side) {
        return Ok(());
    }
    let before = pattern_text(roster, post_id, window_id, weekday, Language::Chinese);
    reading.changes.push(Change { post_id, window_id, weekday, before, after: said.to_owned() });
    reading.lines.push(Line { post_id, window_id, weekdays: vec![weekday], crew });
    Ok(())
}

/// The people and kinds in a cell, by side.
fn crews(roster: &SchoolRoster, said: &str) -> Result<Vec<(Side, Crew)>, Problem> {
    let mut crews: Vec<(Side, Crew)> = Vec::new();
    for part in said.split(['、', ',', '，', ';', '；', '\n', '/']).map(str::trim).filter(|part| !part.is_empty()) {
        let (kind, id, count) = match counted(part) {
            Some((kind, count)) => (kind, None, count),
            None => {
                let (kind, id) = named(roster, part)?;
                (kind, Some(id), 0)
            }
        };
        let side = Side::of(kind);
        let at = crews.iter().position(|(it, _)| *it == side).unwrap_or_else(|| {
            crews.push((side, Crew::default()));
            crews.len() - 1
        });
        let crew = &mut crews[at].1;
        match id {
            Some(id) if crew.staff.contains(&id) => return Err(Problem::new("roster-twice").with("name", part)),
            Some(id) => crew.staff.push(id),
            None => crew.open.push(Requirement { kind, count }),
        }
    }
    for (_, crew) in &mut crews {
        crew.open.sort_by_key(|it| it.kind);
    }
    Ok(crews)
}

/// `教师×2`, `教师 2人`, `Teacher x 2`, `教师`; a number right behind the word is part of somebody's name.
fn counted(part: &str) -> Option<(StaffKind, u8)> {
    const TIMES: [char; 6] = [' ', '×', 'x', 'X', '*', '＊'];
    let bare = part.trim_end_matches(['人', '名']).trim_end();
    let digits = bare.chars().rev().take_while(char::is_ascii_digit).count();
    let (before, number) = bare.split_at(bare.len() - digits);
    let is_count = before.ends_with(TIMES) || bare.len() < part.len();
    if digits > 0 && !is_count {
        return None;
    }
    let word = before.trim_end_matches(TIMES);
    let written = KINDS.iter().find(|(_, chinese, english)| *chinese == word || english.eq_ignore_ascii_case(word));
    let other = || OTHER_WORDS.iter().find(|(_, other)| *other == word).map(|(kind, _)| *kind);
    let kind = written.map(|(kind, ..)| *kind).or_else(other)?;
    let count = if digits == 0 { 1 } else { number.parse().ok().filter(|count| (1..=20).contains(count))? };
    Some((kind, count))
}

fn named(roster: &SchoolRoster, name: &str) -> Result<(StaffKind, StaffId), Problem> {
    let mut found = roster.staff.values().filter(|person| person.name == name);
    match (found.next(), found.next()) {
        (Some(person), None) => Ok((person.kind, person.id)),
        (Some(_), Some(_)) => Err(Problem::new("sheet-name-unclear").with("name", name)),
        (None, _) => Err(Problem::new("sheet-no-person").with("name", name)),
    }
}

fn fault(reading: &mut Reading, (row, column): (u32, u32), problem: Problem) {
    reading.problems.push(CellProblem { cell: workbook::name_of((row, column)), problem });
}
