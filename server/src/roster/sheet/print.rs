//! The published week of a school on paper, A4 across, to be hung up in the gatehouse.

use domain::{day::Day, duty_post::DutyPost, duty_window::DutyWindow};

use super::{
    super::{Edition, SchoolRoster},
    write::{Language, text, time_of},
};
use crate::paper::{A4_ACROSS, Column, Sheet};

/// The PDF's bytes; nothing when the built-in font does not read.
pub(crate) fn print(roster: &SchoolRoster, monday: Day, language: Language) -> Option<Vec<u8>> {
    let mut sheet = Sheet::new(A4_ACROSS)?;
    let (school, sunday) = (&roster.school.name, monday.plus(6));
    sheet.title(&format!("{school} {}", language.pick("护学岗排班表", "duty roster")));
    sheet.subtitle(&format!("{monday} — {sunday}"));
    let heads: Vec<String> =
        language.weekdays().iter().zip(monday.to(sunday)).map(|(name, day)| format!("{name} {day}")).collect();
    let mut columns =
        vec![Column::words(language.pick("岗位", "Post"), 1.2), Column::words(language.pick("时段", "Window"), 1.5)];
    columns.extend(heads.iter().map(|head| Column::words(head, 1.6)));
    let rows = roster.posts.iter().flat_map(|post| roster.windows.iter().map(move |window| (post, window)));
    let rows: Vec<Vec<String>> =
        rows.filter_map(|(post, window)| row(roster, post, window, (monday, language))).collect();
    if rows.is_empty() {
        sheet.sentence(language.pick("这一周没有公布的排班。", "Nothing is published for this week."));
    } else {
        sheet.table(&columns, rows);
        let lead = language.pick(
            "每格第一位带班；“×”表示还没有定人。放假、停课的日子空着。",
            "The first of each cell leads; × stands for people not named yet. Days without school are empty.",
        );
        sheet.sentence(lead);
    }
    Some(sheet.finish(|number, count| format!("{school}　{monday}　{number} / {count}")))
}

/// One post and window over the week; nothing when nobody stands there on any day.
fn row(
    roster: &SchoolRoster,
    post: &DutyPost,
    window: &DutyWindow,
    (monday, language): (Day, Language),
) -> Option<Vec<String>> {
    let duties = roster.duties(post.id, Edition::Published, monday.to(monday.plus(6)));
    let of_day = |day: Day| {
        let duty = duties.iter().find(|duty| duty.held.window.id == window.id && duty.held.day == day);
        duty.map(|duty| text(roster, (&duty.staff, &duty.open), language)).unwrap_or_default()
    };
    let days: Vec<String> = monday.to(monday.plus(6)).map(of_day).collect();
    let any = days.iter().any(|it| !it.is_empty());
    let name = format!("{} {}", language.window(window), time_of(window));
    any.then(|| [post.name.clone(), name].into_iter().chain(days).collect())
}
