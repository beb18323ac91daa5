//! The report as a workbook that opens right in Excel and WPS: real dates and times, frozen heads, filters, widths that fit
//! Chinese, and a print setup. One sheet for the sums, one for each ledger.

use domain::{day::Day, time::UtcMs};
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use super::{duty::Counted, words};
use crate::workbook;

/// The formats of all sheets.
struct Looks {
    title: Format,
    head: Format,
    text: Format,
    date: Format,
    time: Format,
    number: Format,
}

impl Looks {
    fn new() -> Self {
        let cell = || Format::new().set_font_name("宋体").set_font_size(11).set_border(FormatBorder::Thin);
        let middle = |it: Format| it.set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter);
        Self {
            title: Format::new().set_font_name("黑体").set_font_size(16).set_align(FormatAlign::Left),
            head: middle(cell().set_bold().set_background_color("DCE6F1").set_text_wrap()),
            text: cell().set_text_wrap().set_align(FormatAlign::VerticalCenter),
            date: middle(cell().set_num_format("yyyy-mm-dd")),
            time: middle(cell().set_num_format("hh:mm")),
            number: middle(cell().set_num_format("0")),
        }
    }
}

/// A value of a cell.
enum Cell {
    Text(String),
    Date(Day),
    /// The clock of a moment in Asia/Shanghai.
    Clock(Option<UtcMs>),
    Count(u32),
    /// A figure that may be below nought.
    Figure(i32),
}

/// The workbook's bytes.
pub(crate) fn workbook(counted: &Counted) -> Result<Vec<u8>, XlsxError> {
    let (mut book, looks) = (Workbook::new(), Looks::new());
    let report = &counted.report;
    let title = format!("{} {}—{}", report.name, report.first, report.last);
    sums(book.add_worksheet(), &looks, counted, &title)?;
    shifts(book.add_worksheet(), &looks, counted, &title)?;
    patrol(book.add_worksheet(), &looks, counted, &title)?;
    escorts(book.add_worksheet(), &looks, counted, &title)?;
    book.save_to_buffer()
}

/// A sheet with a title, a head that stays, and rows.
fn fill(
    sheet: &mut Worksheet,
    looks: &Looks,
    (name, title): (&str, &str),
    columns: &[(&str, f64)],
    rows: impl Iterator<Item = Vec<Cell>>,
) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    sheet.write_with_format(0, 0, format!("{title} {name}"), &looks.title)?;
    sheet.set_row_height(0, 26)?;
    for (at, (head, width)) in (0u16..).zip(columns) {
        sheet.write_with_format(1, at, *head, &looks.head)?;
        sheet.set_column_width(at, *width)?;
    }
    sheet.set_row_height(1, 32)?;
    let mut last = 1;
    for (row, cells) in (2u32..).zip(rows) {
        last = row;
        let mut height = workbook::LINE_POINTS;
        for ((at, cell), (_, width)) in (0u16..).zip(cells).zip(columns) {
            if let Cell::Text(text) = &cell {
                height = height.max(workbook::height_of(text, *width));
            }
            write(sheet, looks, (row, at), cell)?;
        }
        sheet.set_row_height(row, height)?;
    }
    let width = u16::try_from(columns.len()).unwrap_or(1).saturating_sub(1);
    sheet.autofilter(1, 0, last, width)?;
    sheet.set_freeze_panes(2, 1)?;
    sheet.set_print_area(0, 0, last, width)?;
    workbook::set_for_paper(sheet, (0, 1), workbook::FOOT)
}

fn write(sheet: &mut Worksheet, looks: &Looks, (row, at): (u32, u16), cell: Cell) -> Result<(), XlsxError> {
    match cell {
        Cell::Text(text) => return workbook::write_text(sheet, (row, at), &text, &looks.text),
        Cell::Date(day) => sheet.write_with_format(row, at, f64::from(serial(day)), &looks.date)?,
        Cell::Clock(Some(moment)) => {
            sheet.write_with_format(row, at, f64::from(moment.minute_of_day()) / 1440.0, &looks.time)?
        }
        Cell::Clock(None) => sheet.write_with_format(row, at, "", &looks.text)?,
        Cell::Count(count) => sheet.write_with_format(row, at, count, &looks.number)?,
        Cell::Figure(figure) => sheet.write_with_format(row, at, figure, &looks.number)?,
    };
    Ok(())
}

/// The number under which Excel keeps a day: days since 1899-12-30.
fn serial(day: Day) -> i32 {
    day.0 + 25_569
}

fn sums(sheet: &mut Worksheet, looks: &Looks, counted: &Counted, title: &str) -> Result<(), XlsxError> {
    let columns = [
        ("学校（园）", 30.0),
        ("镇（街）", 14.0),
        ("应岗次", 9.0),
        ("到岗次", 9.0),
        ("满员", 8.0),
        ("缺岗", 8.0),
        ("其中已说明", 8.0),
        ("待核实", 8.0),
        ("未听到", 8.0),
        ("未启用", 8.0),
        ("取消", 8.0),
        ("迟到", 8.0),
        ("脱岗", 8.0),
        ("异常", 8.0),
        ("到岗人次", 9.0),
        ("必巡应到次", 9.0),
        ("必巡到次", 9.0),
        ("漏巡", 8.0),
        ("A 级", 7.0),
        ("B 级", 7.0),
        ("C 级", 7.0),
        ("视频巡查", 9.0),
        ("护导单", 8.0),
        ("护送人次", 9.0),
        ("已审阅天", 9.0),
    ];
    let rows = counted.report.schools.iter().map(|it| {
        let (s, p, e) = (&it.shifts, &it.patrol, &it.escorts);
        let counts = [
            s.due,
            s.held,
            s.full,
            s.missed,
            s.excused,
            s.pending,
            s.silent,
            s.unrecorded,
            s.cancelled,
            s.late,
            s.gaps,
            s.abnormal,
            s.person_times,
            p.due,
            p.done,
            p.missed,
            p.proof_a,
            p.proof_b,
            p.proof_c,
            p.by_video,
            e.sheets,
            e.out,
            e.reviewed,
        ];
        let names = [Cell::Text(it.school.clone()), Cell::Text(it.town.clone())];
        names.into_iter().chain(counts.map(Cell::Count)).collect()
    });
    fill(sheet, looks, ("汇总", title), &columns, rows)
}

fn shifts(sheet: &mut Worksheet, looks: &Looks, counted: &Counted, title: &str) -> Result<(), XlsxError> {
    let columns = [
        ("日期", 12.0),
        ("学校（园）", 28.0),
        ("岗点", 16.0),
        ("时段", 12.0),
        ("开始", 8.0),
        ("结束", 8.0),
        ("状态", 12.0),
        ("应到人", 8.0),
        ("到岗人", 8.0),
        ("不记名人数", 10.0),
        ("人员（到岗—离岗）", 48.0),
        ("迟到", 8.0),
        ("脱岗", 8.0),
        ("情况", 8.0),
        ("说明", 28.0),
        ("更正", 8.0),
    ];
    let rows = counted.shifts.iter().map(|it| {
        vec![
            Cell::Date(it.day),
            Cell::Text(it.school.clone()),
            Cell::Text(it.post.clone()),
            Cell::Text(it.label.clone()),
            Cell::Clock(Some(it.start_ms)),
            Cell::Clock(Some(it.end_ms)),
            Cell::Text(words::shift_state(it.state, it.silent).to_owned()),
            Cell::Count(it.need),
            Cell::Count(it.came),
            Cell::Count(it.headcount),
            Cell::Text(words::people(&it.people)),
            Cell::Text(words::yes(it.late)),
            Cell::Text(words::yes(!it.gaps.is_empty())),
            Cell::Text(it.situation.map(words::situation).unwrap_or_default().to_owned()),
            Cell::Text(it.reason.clone().unwrap_or_default()),
            Cell::Count(it.revisions),
        ]
    });
    fill(sheet, looks, ("护学岗", title), &columns, rows)
}

fn patrol(sheet: &mut Worksheet, looks: &Looks, counted: &Counted, title: &str) -> Result<(), XlsxError> {
    let columns = [
        ("日期", 12.0),
        ("学校（园）", 28.0),
        ("编号", 10.0),
        ("必巡点", 22.0),
        ("应到次", 8.0),
        ("到次", 8.0),
        ("状态", 10.0),
        ("到点时间", 24.0),
        ("人员", 24.0),
        ("凭证", 12.0),
    ];
    let days = counted.points.iter().flat_map(|point| point.days.iter().map(move |day| (point, day)));
    let rows = days.filter(|(_, day)| day.due > 0 || !day.visits.is_empty()).map(|(point, day)| {
        let list = |of: &dyn Fn(&crate::views::patrol::PatrolVisit) -> String| {
            Cell::Text(day.visits.iter().map(of).collect::<Vec<_>>().join("、"))
        };
        vec![
            Cell::Date(day.day),
            Cell::Text(point.school.clone()),
            Cell::Text(point.typed_no.clone()),
            Cell::Text(point.name.clone()),
            Cell::Count(day.due),
            Cell::Count(day.done),
            Cell::Text(day.state.map(words::demand_state).unwrap_or_default().to_owned()),
            list(&|visit| words::clock(visit.at_ms)),
            list(&|visit| visit.who.clone()),
            list(&|visit| words::proof(visit).to_owned()),
        ]
    });
    fill(sheet, looks, ("必巡点", title), &columns, rows)
}

fn escorts(sheet: &mut Worksheet, looks: &Looks, counted: &Counted, title: &str) -> Result<(), XlsxError> {
    let columns = [
        ("日期", 12.0),
        ("学校（园）", 28.0),
        ("时间", 8.0),
        ("带队", 14.0),
        ("路线", 16.0),
        ("出发人数", 9.0),
        ("交接", 36.0),
        ("返校", 8.0),
        ("未交接", 8.0),
        ("情况", 8.0),
        ("备注", 28.0),
        ("总值审阅", 16.0),
    ];
    let sheets = counted.escorts.iter().flat_map(|day| day.sheets.iter().map(move |sheet| (day, sheet)));
    let rows = sheets.map(|(day, it)| {
        let handed = it.handed.iter().map(|stop| format!("{} {} 人", stop.stop, stop.count)).collect::<Vec<_>>();
        vec![
            Cell::Date(day.day),
            Cell::Text(day.school.clone()),
            Cell::Clock(Some(it.at_ms)),
            Cell::Text(it.who.clone()),
            Cell::Text(it.route.clone().unwrap_or_default()),
            Cell::Count(u32::from(it.out)),
            Cell::Text(handed.join("、")),
            Cell::Count(u32::from(it.returned)),
            Cell::Figure(it.remaining),
            Cell::Text(words::situation(it.situation).to_owned()),
            Cell::Text(it.note.clone()),
            Cell::Text(day.review.as_ref().map(words::day_word).unwrap_or_default()),
        ]
    });
    fill(sheet, looks, ("护导", title), &columns, rows)
}
