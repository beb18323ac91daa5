//! The report on paper, A4 across: the sums by window, day and school, then the shifts that somebody should look at.
//! Every row behind the sums stands in the workbook; paper is for the meeting and the file.

use domain::{duty_note::Situation, duty_shift::ShiftState, time::UtcMs};

use super::{
    duty::Counted,
    tally::{EscortTally, PatrolTally, ShiftTally},
    words,
};
use crate::{
    paper::{A4_ACROSS, Column, Sheet},
    views::shifts::ShiftRow,
};

/// Shifts that are listed; more of them nobody reads on paper.
const NOTABLE_MAX: usize = 400;

/// The PDF's bytes; nothing when the built-in font does not read.
pub(crate) fn print(counted: &Counted) -> Option<Vec<u8>> {
    let report = &counted.report;
    let mut sheet = Sheet::new(A4_ACROSS)?;
    sheet.title(&format!("{} 护学岗与巡逻统计表", report.name));
    sheet.subtitle(&format!("{} 至 {}　　制表时间 {}", report.first, report.last, minute(report.now_ms)));
    windows(&mut sheet, counted);
    walked(&mut sheet, counted);
    days(&mut sheet, counted);
    schools(&mut sheet, counted);
    notable(&mut sheet, counted);
    sheet.sentence("制表人：________________　　审核人：________________　　日期：________________");
    let name = format!("{} {} 至 {}", report.name, report.first, report.last);
    Some(sheet.finish(|number, count| format!("{name}　　第 {number} 页，共 {count} 页")))
}

const SHIFT_HEADS: [&str; 12] =
    ["应岗", "到岗", "满员", "缺岗", "其中已说明", "待核实", "未听到", "未启用", "取消", "迟到", "脱岗", "异常"];

fn shift_figures(it: &ShiftTally) -> [u32; 12] {
    [
        it.due,
        it.held,
        it.full,
        it.missed,
        it.excused,
        it.pending,
        it.silent,
        it.unrecorded,
        it.cancelled,
        it.late,
        it.gaps,
        it.abnormal,
    ]
}

/// `93.5%`; nothing when there is no whole.
fn share(part: u32, whole: u32) -> String {
    if whole == 0 {
        return "—".to_owned();
    }
    let permille = (u64::from(part) * 1000 + u64::from(whole) / 2) / u64::from(whole);
    format!("{}.{}%", permille / 10, permille % 10)
}

fn windows(sheet: &mut Sheet, counted: &Counted) {
    sheet.heading("护学岗，按时段");
    let heads = SHIFT_HEADS.map(|head| Column::figure(head, 1.0));
    let mut columns = vec![Column::words("时段", 2.2)];
    columns.extend(heads);
    columns.extend([Column::figure("满员率", 1.3), Column::figure("人次", 1.2), Column::figure("不记名人数", 1.2)]);
    let row = |name: &str, it: &ShiftTally| {
        let mut row = vec![name.to_owned()];
        row.extend(shift_figures(it).map(|figure| figure.to_string()));
        row.extend([share(it.full, it.due), it.person_times.to_string(), it.headcount.to_string()]);
        row
    };
    let report = &counted.report;
    let each = report.windows.iter().map(|it| row(&it.label, &it.shifts));
    sheet.table(&columns, each.chain([row("合计", &report.shifts)]));
    sheet.sentence(
        "到岗以手机记录和补录、更正后的时间为准。“未听到”是手机还没有联网，不等于缺岗；“未启用”是该校第一部手机启用之前，\
         不计入应岗；缺岗须有联网证据或已过 24 小时。",
    );
}

fn walked(sheet: &mut Sheet, counted: &Counted) {
    sheet.heading("必巡点与护导");
    let (patrol, escorts): (&PatrolTally, &EscortTally) = (&counted.report.patrol, &counted.report.escorts);
    let heads = [
        "应到次",
        "到次",
        "到点率",
        "漏巡项",
        "待核实项",
        "A 级",
        "B 级",
        "C 级",
        "视频巡查",
        "去不了",
        "待审核",
        "护导单",
        "护送人次",
        "交接",
        "返校",
        "未交接",
        "已审阅天",
    ];
    let figures = [
        patrol.due.to_string(),
        patrol.done.to_string(),
        share(patrol.done, patrol.due),
        patrol.missed.to_string(),
        patrol.open.to_string(),
        patrol.proof_a.to_string(),
        patrol.proof_b.to_string(),
        patrol.proof_c.to_string(),
        patrol.by_video.to_string(),
        patrol.unreachable.to_string(),
        patrol.needs_review.to_string(),
        escorts.sheets.to_string(),
        escorts.out.to_string(),
        escorts.handed.to_string(),
        escorts.returned.to_string(),
        escorts.remaining.to_string(),
        format!("{} / {}", escorts.reviewed, escorts.days),
    ];
    sheet.table(&heads.map(|head| Column::figure(head, 1.0)), [figures.to_vec()]);
    sheet.sentence("到次只算到过现场的；视频巡查另列，不计入到次、到点率和凭证。");
}

fn days(sheet: &mut Sheet, counted: &Counted) {
    sheet.heading("按日");
    let columns = [
        Column::figure("日期", 1.6),
        Column::figure("应岗", 1.0),
        Column::figure("到岗", 1.0),
        Column::figure("满员", 1.0),
        Column::figure("满员率", 1.2),
        Column::figure("缺岗", 1.0),
        Column::figure("迟到", 1.0),
        Column::figure("脱岗", 1.0),
        Column::figure("必巡应到次", 1.3),
        Column::figure("到次", 1.0),
        Column::figure("到点率", 1.2),
        Column::figure("漏巡项", 1.0),
    ];
    let rows = counted.report.days.iter().filter(|it| it.shifts.due + it.patrol.due > 0).map(|it| {
        let (s, p) = (&it.shifts, &it.patrol);
        vec![
            it.day.to_string(),
            s.due.to_string(),
            s.held.to_string(),
            s.full.to_string(),
            share(s.full, s.due),
            s.missed.to_string(),
            s.late.to_string(),
            s.gaps.to_string(),
            p.due.to_string(),
            p.done.to_string(),
            share(p.done, p.due),
            p.missed.to_string(),
        ]
    });
    sheet.table(&columns, rows);
}

fn schools(sheet: &mut Sheet, counted: &Counted) {
    sheet.heading("按学校（园）");
    let columns = [
        Column::words("学校（园）", 3.6),
        Column::words("镇（街）", 1.6),
        Column::figure("应岗", 1.0),
        Column::figure("到岗", 1.0),
        Column::figure("满员率", 1.2),
        Column::figure("缺岗", 1.0),
        Column::figure("待核实", 1.0),
        Column::figure("未启用", 1.0),
        Column::figure("迟到", 1.0),
        Column::figure("脱岗", 1.0),
        Column::figure("必巡应到次", 1.2),
        Column::figure("到点率", 1.2),
        Column::figure("漏巡项", 1.0),
        Column::figure("护导单", 1.0),
        Column::figure("护送人次", 1.1),
    ];
    let rows = counted.report.schools.iter().map(|it| {
        let (s, p, e) = (&it.shifts, &it.patrol, &it.escorts);
        let figures = [s.missed, s.pending, s.unrecorded, s.late, s.gaps, p.due].map(|figure| figure.to_string());
        let mut row = vec![it.school.clone(), it.town.clone(), s.due.to_string(), s.held.to_string()];
        row.push(share(s.full, s.due));
        row.extend(figures);
        row.extend([share(p.done, p.due), p.missed.to_string(), e.sheets.to_string(), e.out.to_string()]);
        row
    });
    sheet.table(&columns, rows);
}

fn notable(sheet: &mut Sheet, counted: &Counted) {
    let found: Vec<&ShiftRow> = counted.shifts.iter().filter(|it| is_notable(it)).collect();
    if found.is_empty() {
        return;
    }
    sheet.heading("需要说明的班次");
    let columns = [
        Column::figure("日期", 1.3),
        Column::words("学校（园）", 2.6),
        Column::words("岗点", 1.4),
        Column::words("时段", 1.6),
        Column::words("状态", 1.6),
        Column::words("人员（到岗—离岗）", 4.4),
        Column::words("说明", 3.0),
    ];
    let rows = found.iter().take(NOTABLE_MAX).map(|it| {
        vec![
            it.day.to_string(),
            it.school.clone(),
            it.post.clone(),
            format!("{} {}—{}", it.label, words::clock(it.start_ms), words::clock(it.end_ms)),
            remarks(it),
            words::people(&it.people),
            it.reason.clone().unwrap_or_default(),
        ]
    });
    sheet.table(&columns, rows);
    if found.len() > NOTABLE_MAX {
        sheet.sentence(&format!("共 {} 个班次，这里列出前 {NOTABLE_MAX} 个，其余见 Excel。", found.len()));
    }
}

fn is_notable(it: &ShiftRow) -> bool {
    matches!(it.state, ShiftState::Missed | ShiftState::MissedExcused | ShiftState::MissedPending)
        || it.late
        || !it.gaps.is_empty()
        || it.unproven
        || it.situation == Some(Situation::Abnormal)
}

/// `自动收岗，迟到，脱岗`.
fn remarks(it: &ShiftRow) -> String {
    let besides = [
        (it.late, "迟到"),
        (!it.gaps.is_empty(), "脱岗"),
        (it.unproven, "时钟存疑"),
        (it.situation == Some(Situation::Abnormal), "异常"),
    ];
    let mut said = vec![words::shift_state(it.state, it.silent)];
    said.extend(besides.into_iter().filter(|(is, _)| *is).map(|(_, word)| word));
    said.join("，")
}

/// `2026-11-23 07:12` in Asia/Shanghai.
fn minute(at: UtcMs) -> String {
    format!("{} {}", domain::day::Day::of(at), words::clock(at))
}
