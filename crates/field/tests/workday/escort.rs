//! Pupils walked from the school: counted out, handed over, brought back, and nobody left over without a word.

use domain::{
    duty_note::Situation,
    escort::{Handed, RemainingReason},
};
use field::{
    day_review, escort,
    views::{EscortForm, ReviewForm},
};
use protocol::{Body, Kind};

use crate::{
    cast::{GUARD, POST, SCHOOL, TEACHER},
    given::{ROUTE, bodies, code, day, phone, sign_in},
};

fn form(out: u16, stops: [u16; 2], returned: u16) -> EscortForm {
    let handed = |stop: &str, count| Handed { stop: stop.into(), count };
    EscortForm {
        school_id: SCHOOL,
        route_id: Some(ROUTE),
        out,
        handed: vec![handed("公交站", stops[0]), handed("村口", stops[1])],
        returned,
        reason: None,
        situation: Situation::Normal,
        note: String::new(),
        weather: None,
    }
}

#[test]
fn a_sheet_survives_a_kill_and_is_saved_when_it_adds_up() {
    let phone = phone();
    let teacher = sign_in(&phone, TEACHER);
    let sum = escort::save_draft(&phone.home, &form(42, [25, 0], 0)).expect("kept");
    assert_eq!((sum.handed, sum.remaining, sum.needs_reason), (25, 17, true));
    let phone = phone.reopened();
    let page = escort::page(&phone.home).expect("told");
    assert_eq!((page.routes[0].draft, page.routes[0].stops.len()), (true, 2));
    let kept = escort::draft(&phone.home, SCHOOL, Some(ROUTE)).expect("read").expect("kept");
    assert_eq!(kept, form(42, [25, 0], 0));

    let refused = escort::save(&phone.home, teacher, &kept, None).expect_err("17 are left").problem();
    assert_eq!(refused.to_string(), "heads-remain left=17");
    assert!(escort::draft(&phone.home, SCHOOL, Some(ROUTE)).expect("read").is_some(), "nothing is lost by it");
    escort::save(&phone.home, teacher, &form(42, [25, 15], 2), None).expect("saved");
    let page = escort::page(&phone.home).expect("told");
    assert_eq!((page.routes[0].draft, page.routes[0].sheets_today, page.sheets[0].remaining), (false, 1, 0));
}

#[test]
fn heads_that_are_left_over_need_a_reason_and_the_reason_other_a_word() {
    let phone = phone();
    let teacher = sign_in(&phone, TEACHER);
    let save = |form: &EscortForm| escort::save(&phone.home, teacher, form, None);
    let over = save(&form(40, [30, 15], 0)).expect_err("five too many").problem();
    assert_eq!(over.to_string(), "heads-exceed over=5");
    assert_eq!(code(save(&form(0, [0, 0], 0))), "nobody-out");
    let other = EscortForm { reason: Some(RemainingReason::Other), ..form(42, [25, 15], 0) };
    assert_eq!(code(save(&other)), "note-missing");
    save(&EscortForm { note: "两名学生去了医务室".into(), ..other }).expect("saved");
    let spare = EscortForm { reason: Some(RemainingReason::Medical), ..form(40, [25, 15], 0) };
    save(&spare).expect("saved");
    let sheets = bodies(&phone, Kind::EscortSheet);
    let reasons: Vec<_> = sheets
        .iter()
        .map(|(_, body)| match body {
            Body::EscortSheet(sheet) => sheet.remaining_reason,
            other => panic!("a sheet: {other:?}"),
        })
        .collect();
    assert_eq!(reasons, [Some(RemainingReason::Other), None], "a reason for nobody is none");
}

#[test]
fn the_head_of_the_day_sees_what_the_phone_knows_and_signs() {
    let phone = phone();
    let teacher = sign_in(&phone, TEACHER);
    field::duty::on(&phone.home, teacher, POST, field::duty::When::Now).expect("on");
    escort::save(&phone.home, teacher, &form(42, [25, 15], 2), None).expect("saved");
    let wrong = escort::save(&phone.home, teacher, &form(10, [10, 0], 0), None).expect("saved by mistake");
    field::correction::correct(&phone.home, teacher, (wrong.record_id, None), &field::views::Correction::Void, "重复")
        .expect("taken back");
    let head = sign_in(&phone, TEACHER);
    let page = day_review::page(&phone.home, SCHOOL, None).expect("told");
    assert_eq!((page.sheets.len(), page.sum.sheets, page.sum.out, page.sum.remaining), (2, 1, 42, 0));
    assert_eq!((page.posts[0].people, page.posts[0].closed, page.review.is_none()), (1, false, true));
    let review = |situation, text: &str| ReviewForm {
        school_id: SCHOOL,
        day: day("2026-11-23"),
        situation,
        text: text.into(),
        effort: None,
    };
    let bare = day_review::review(&phone.home, head, &review(Situation::Abnormal, ""));
    assert_eq!(code(bare), "text-missing");
    let guard = sign_in(&phone, GUARD);
    let others = day_review::review(&phone.home, guard, &review(Situation::Normal, ""));
    assert_eq!(code(others), "not-day-lead");
    let head = sign_in(&phone, TEACHER);
    day_review::review(&phone.home, head, &review(Situation::Normal, "")).expect("signed");
    let page = day_review::page(&phone.home, SCHOOL, None).expect("told");
    assert_eq!(page.review.expect("signed").who, "教师01");
    let yesterday = day_review::page(&phone.home, SCHOOL, Some(day("2026-11-22"))).expect("told");
    assert!(yesterday.sheets.is_empty() && yesterday.review.is_none());
}
