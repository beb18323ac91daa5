//! Rosters as a workbook: one row for a post and window, one column for a weekday, names and kinds in a cell.
//!
//! What is written here can be read here; in between a person changes it with whatever they like.

mod print;
mod read;
mod write;

use domain::{duty_window::WindowKind, staff::StaffKind};

pub(crate) use print::print;
pub(crate) use read::{CellProblem, Change, read};
pub(crate) use write::{Language, write};

/// Column of the first weekday, after post, window and time.
const FIRST_DAY_COLUMN: u16 = 3;
/// Row of the headings, after the title and the hint.
const HEAD_ROW: u32 = 2;

/// Kinds as they are written in a cell, in both languages. The first of each is the one we write.
const KINDS: [(StaffKind, &str, &str); 6] = [
    (StaffKind::Officer, "民警", "Officer"),
    (StaffKind::Auxiliary, "辅警", "Auxiliary"),
    (StaffKind::Guard, "保安员", "Guard"),
    (StaffKind::Teacher, "教师", "Teacher"),
    (StaffKind::SchoolSafety, "安全员", "Safety officer"),
    (StaffKind::TownStaff, "镇街人员", "Town staff"),
];
/// Windows as they are written in English; in Chinese they have their own names.
const WINDOWS: [(WindowKind, &str); 8] = [
    (WindowKind::In, "Morning arrival"),
    (WindowKind::NoonOut, "Midday dismissal"),
    (WindowKind::NoonIn, "Midday arrival"),
    (WindowKind::Out, "Afternoon dismissal"),
    (WindowKind::Evening, "Evening study"),
    (WindowKind::Night, "Night duty"),
    (WindowKind::WeekendIn, "Sunday return"),
    (WindowKind::WeekendOut, "Friday leave"),
];

/// A window's English name.
fn english(kind: WindowKind) -> &'static str {
    WINDOWS.iter().find(|(known, _)| *known == kind).map_or(kind.code(), |(_, name)| name)
}

/// Other words people use for them.
const OTHER_WORDS: [(StaffKind, &str); 4] = [
    (StaffKind::Guard, "保安"),
    (StaffKind::Teacher, "护导教师"),
    (StaffKind::SchoolSafety, "学校安全员"),
    (StaffKind::TownStaff, "镇街干部"),
];
