//! The Chinese words of reports on paper; pages have theirs in both languages.

use domain::{
    check_in::VisitResult, duty_note::Situation, duty_shift::ShiftState, duty_window, escort::DayVerdict,
    patrol_demand::DemandState, patrol_route::PatrolMethod, time::UtcMs,
};

use crate::views::{escorts::DayWord, patrol::PatrolVisit, shifts::ShiftPerson};

/// What became of a shift.
pub(crate) fn shift_state(state: ShiftState, silent: bool) -> &'static str {
    match state {
        ShiftState::Planned if silent => "未听到",
        ShiftState::Planned => "未开始",
        ShiftState::OnDuty => "在岗",
        ShiftState::MissedPending => "待核实",
        ShiftState::Missed => "缺岗",
        ShiftState::MissedExcused => "缺岗（已说明）",
        ShiftState::NotRecordedYet => "当时未启用",
        ShiftState::Cancelled => "取消",
        ShiftState::Closed => "已收岗",
        ShiftState::AutoClosed => "自动收岗",
    }
}

/// How a demand stands.
pub(crate) fn demand_state(state: DemandState) -> &'static str {
    match state {
        DemandState::Due => "待巡",
        DemandState::Later => "未到时间",
        DemandState::Done => "已巡",
        DemandState::Open => "待核实",
        DemandState::Missed => "漏巡",
        DemandState::NotRecordedYet => "当时未启用",
    }
}

/// What a visit proves: the letter of its proof, or why there is none.
pub(crate) fn proof(visit: &PatrolVisit) -> &'static str {
    match (visit.result, visit.method) {
        (VisitResult::Unreachable, _) => "去不了",
        (_, Some(PatrolMethod::Video)) => "视频",
        _ => visit.level.letter(),
    }
}

/// 情况
pub(crate) fn situation(situation: Situation) -> &'static str {
    match situation {
        Situation::Normal => "正常",
        Situation::Abnormal => "异常",
    }
}

/// What was said of a day of the escort team last.
pub(crate) fn day_word(word: &DayWord) -> String {
    let who = &word.who;
    match word.verdict {
        DayVerdict::Normal => who.clone(),
        DayVerdict::Abnormal => format!("{who}（异常）"),
        DayVerdict::Confirmed => format!("{who} 审阅通过"),
        DayVerdict::SentBack => format!("{who} 退回：{}", word.text),
    }
}

/// A mark for what is the case.
pub(crate) fn yes(it: bool) -> String {
    if it { "是".to_owned() } else { String::new() }
}

/// `07:12` in Asia/Shanghai.
pub(crate) fn clock(at: UtcMs) -> String {
    duty_window::clock(at.minute_of_day())
}

/// `教师01 07:05—08:20、保安01 07:12—（未记离岗）`.
pub(crate) fn people(people: &[ShiftPerson]) -> String {
    let one = |it: &ShiftPerson| {
        let off = it.off.as_ref().map_or("（未记离岗）".to_owned(), |off| clock(off.at_ms));
        format!("{} {}—{off}", it.name, clock(it.on.at_ms))
    };
    people.iter().map(one).collect::<Vec<_>>().join("、")
}
