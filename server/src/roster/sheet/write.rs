//! A school's weekly pattern as a workbook for people: A4 across, headings that stay, a second sheet with this week.

use domain::{
    day::Day,
    duty_post::Requirement,
    duty_window::{DutyWindow, clock},
    ids::{PostId, StaffId, WindowId},
    roster::{Side, Turn},
};
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use super::{
    super::{Edition, SchoolRoster},
    FIRST_DAY_COLUMN, HEAD_ROW, KINDS, english,
};
use crate::{Error, error::Result, workbook};

/// Width of a weekday's column.
const DAY_WIDTH: f64 = 19.0;

/// Language of the headings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    Chinese,
    English,
}

impl Language {
    pub(super) fn pick<'w>(self, chinese: &'w str, english: &'w str) -> &'w str {
        match self {
            Self::Chinese => chinese,
            Self::English => english,
        }
    }

    pub(super) fn weekdays(self) -> [&'static str; 7] {
        match self {
            Self::Chinese => ["周一", "周二", "周三", "周四", "周五", "周六", "周日"],
            Self::English => ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
        }
    }

    pub(super) fn window(self, window: &DutyWindow) -> String {
        let name = match self {
            Self::Chinese => window.kind.label(),
            Self::English => english(window.kind),
        };
        match window.terms.as_ref().and_then(|terms| terms.grades.as_deref()) {
            Some(grades) => format!("{name}（{grades}）"),
            None => name.to_owned(),
        }
    }
}

/// The formats of a sheet.
struct Look {
    title: Format,
    hint: Format,
    head: Format,
    name: Format,
    cell: Format,
    shut: Format,
}

impl Look {
    fn new() -> Self {
        let framed = || {
            Format::new().set_font_name("宋体").set_border(FormatBorder::Thin).set_align(FormatAlign::VerticalCenter)
        };
        Self {
            title: Format::new().set_font_name("黑体").set_bold().set_font_size(15),
            hint: Format::new().set_font_name("宋体").set_font_color(0x3F_4E5F).set_font_size(10),
            head: framed().set_bold().set_background_color(0xE3_EEF9).set_align(FormatAlign::Center),
            name: framed().set_background_color(0xF2_F5F8),
            cell: framed().set_text_wrap(),
            shut: framed().set_background_color(0xE8_EDF2),
        }
    }
}

/// The workbook of a school.
///
/// # Errors
/// A text that no cell holds.
pub(crate) fn write(roster: &SchoolRoster, monday: Day, language: Language) -> Result<Vec<u8>> {
    let failed = |error: XlsxError| Error::broken(format!("the workbook was not written: {error}"));
    book(roster, monday, language).map_err(failed)
}

fn book(roster: &SchoolRoster, monday: Day, language: Language) -> Result<Vec<u8>, XlsxError> {
    let (mut workbook, look) = (Workbook::new(), Look::new());
    let pattern = workbook.add_worksheet();
    pattern.set_name(language.pick("每周排班", "Weekly pattern"))?;
    let hint = language.pick(
        "每格写姓名，用顿号隔开，第一个带班；还没定人的写“教师×2”。改好后在排班页“导入”。",
        "Names in each cell, divided by commas, the lead first; kinds not named yet as Teacher×2. Import it on the page.",
    );
    frame(pattern, &look, roster, (hint, &language.weekdays().map(str::to_owned)), language)?;
    fill(pattern, &look, roster, language, |post, window, weekday| {
        let timetable = window.weekdays & (1 << weekday) != 0 || is_exam_only(window);
        timetable.then(|| pattern_text(roster, post, window.id, weekday, language))
    })?;
    let week = workbook.add_worksheet();
    week.set_name(language.pick("本周", "This week"))?;
    let days: Vec<String> =
        language.weekdays().iter().zip(monday.to(monday.plus(6))).map(|(w, d)| format!("{w} {d}")).collect();
    let hint = language
        .pick("按校历排定的一周，供打印，不能导入。", "The week by the calendar, for printing; not for import.");
    frame(week, &look, roster, (hint, &days), language)?;
    fill(week, &look, roster, language, |post, window, weekday| {
        let day = monday.plus(i32::from(weekday));
        let duties = roster.duties(post, Edition::Published, day.to(day));
        let duty = duties.iter().find(|duty| duty.held.window.id == window.id)?;
        Some(text(roster, (&duty.staff, &duty.open), language))
    })?;
    workbook.save_to_buffer()
}

fn is_exam_only(window: &DutyWindow) -> bool {
    window.terms.as_ref().is_some_and(|terms| terms.exam_only == Some(true))
}

fn frame(
    sheet: &mut Worksheet,
    look: &Look,
    roster: &SchoolRoster,
    (hint, days): (&str, &[String]),
    language: Language,
) -> Result<(), XlsxError> {
    let foot = language.pick(workbook::FOOT, workbook::FOOT_ENGLISH);
    workbook::set_for_paper(sheet, (HEAD_ROW, HEAD_ROW), foot)?;
    workbook::write_text(sheet, (0, 0), &roster.school.name, &look.title)?;
    sheet.write_with_format(1, 0, hint, &look.hint)?;
    let named = [language.pick("岗位", "Post"), language.pick("时段", "Window"), language.pick("时间", "Time")];
    for (column, name) in (0..).zip(named.iter().copied().chain(days.iter().map(String::as_str))) {
        sheet.write_with_format(HEAD_ROW, column, name, &look.head)?;
        sheet.set_column_width(column, if column < FIRST_DAY_COLUMN { 13.0 } else { DAY_WIDTH })?;
    }
    sheet.set_freeze_panes(HEAD_ROW + 1, FIRST_DAY_COLUMN)?;
    Ok(())
}

/// One row for each post and window, in the order that [`super::read`] expects by name, not by place.
fn fill(
    sheet: &mut Worksheet,
    look: &Look,
    roster: &SchoolRoster,
    language: Language,
    said: impl Fn(PostId, &DutyWindow, u8) -> Option<String>,
) -> Result<(), XlsxError> {
    let rows = roster.posts.iter().flat_map(|post| roster.windows.iter().map(move |window| (post, window)));
    for (row, (post, window)) in (HEAD_ROW + 1..).zip(rows) {
        workbook::write_text(sheet, (row, 0), &post.name, &look.name)?;
        workbook::write_text(sheet, (row, 1), &language.window(window), &look.name)?;
        sheet.write_with_format(row, 2, time_of(window), &look.name)?;
        let mut height: f64 = workbook::LINE_POINTS + 3.0;
        for weekday in 0..7_u8 {
            let column = FIRST_DAY_COLUMN + u16::from(weekday);
            match said(post.id, window, weekday) {
                Some(text) => {
                    height = height.max(workbook::height_of(&text, DAY_WIDTH));
                    workbook::write_text(sheet, (row, column), &text, &look.cell)?;
                }
                None => {
                    sheet.write_blank(row, column, &look.shut)?;
                }
            }
        }
        sheet.set_row_height(row, height)?;
    }
    Ok(())
}

/// `22:00–06:50`.
pub(super) fn time_of(window: &DutyWindow) -> String {
    format!("{}–{}", clock(window.start_min), clock(window.end_min))
}

/// Both sides' draft of one window on one weekday.
pub(super) fn pattern_text(
    roster: &SchoolRoster,
    post: PostId,
    window: WindowId,
    weekday: u8,
    language: Language,
) -> String {
    let plans = Side::ALL.iter().filter_map(|side| roster.plan(post, *side));
    let lines: Vec<&Turn> =
        plans.flat_map(|plan| plan.draft.iter().filter(|it| it.window_id == window && it.weekday == weekday)).collect();
    let staff: Vec<StaffId> = lines.iter().flat_map(|turn| turn.staff.iter().copied()).collect();
    let open: Vec<Requirement> = lines.iter().flat_map(|turn| turn.open.iter().copied()).collect();
    text(roster, (&staff, &open), language)
}

/// `保安01、教师02、民警×1`.
pub(super) fn text(roster: &SchoolRoster, (staff, open): (&[StaffId], &[Requirement]), language: Language) -> String {
    let names = staff.iter().map(|id| roster.staff.get(id).map_or_else(|| "?".to_owned(), |it| it.name.clone()));
    let kinds = open.iter().map(|it| {
        let (_, chinese, english) = KINDS.iter().find(|(kind, ..)| *kind == it.kind).unwrap_or(&KINDS[0]);
        format!("{}×{}", language.pick(chinese, english), it.count)
    });
    names.chain(kinds).collect::<Vec<_>>().join(language.pick("、", ", "))
}
