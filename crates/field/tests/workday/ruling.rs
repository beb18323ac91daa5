//! The office asks about a record, and the worker answers, with days without a network in between.

use domain::{check_in::VisitResult, ruling::Verdict};
use field::{
    answer, app,
    check_in::{self, Visit},
    records, ruling,
    views::AnswerForm,
};

use crate::{
    cast::{GUARD, POINT, TEACHER},
    given::{code, give, phone, ruling as said, sign_in, time},
};

#[test]
fn a_question_is_open_until_it_is_answered() {
    let phone = phone();
    let guard = sign_in(&phone, GUARD);
    let visit = check_in::record(&phone.home, guard, Visit::of(POINT, VisitResult::Normal)).expect("saved").saved;
    assert_eq!(app::home(&phone.home).expect("home").questions, 0);
    give(&phone, &[said(visit.record_id, GUARD, Verdict::Asked, time("2026-11-23T07:30"))]);
    phone.set_time("2026-11-23T09:00:00");
    assert_eq!(app::home(&phone.home).expect("home").questions, 1);
    let asked = ruling::rulings(&phone.home).expect("listed").remove(0);
    assert!(asked.open && asked.answer.is_none());
    assert_eq!(asked.record.expect("made here").record_id, visit.record_id);

    let form =
        |text: &str| AnswerForm { record_id: visit.record_id, text: text.into(), photo_ids: vec![], effort: None };
    assert_eq!(code(answer::answer(&phone.home, guard, &form(" "))), "text-missing");
    let answered = answer::answer(&phone.home, guard, &form("当时在墙内侧，定位不准。")).expect("saved");
    let row = ruling::rulings(&phone.home).expect("listed").remove(0);
    assert!(!row.open);
    assert_eq!(row.answer.expect("answered").record_id, answered.record_id);
    assert_eq!(app::home(&phone.home).expect("home").questions, 0);
    let about = records::detail(&phone.home, answered.record_id).expect("read").expect("there").about;
    assert_eq!(about.expect("about the visit").verdict, Some(Verdict::Asked));
}

#[test]
fn only_the_person_it_is_about_sees_it_and_answers() {
    let phone = phone();
    let guard = sign_in(&phone, GUARD);
    let visit = check_in::record(&phone.home, guard, Visit::of(POINT, VisitResult::Normal)).expect("saved").saved;
    give(&phone, &[said(visit.record_id, GUARD, Verdict::Rejected, time("2026-11-23T07:30"))]);
    let teacher = sign_in(&phone, TEACHER);
    assert!(ruling::rulings(&phone.home).expect("listed").is_empty());
    let form = |record_id| AnswerForm { record_id, text: "不对".into(), photo_ids: vec![], effort: None };
    assert_eq!(code(answer::answer(&phone.home, teacher, &form(visit.record_id))), "not-your-record");
    let nothing = domain::ids::RecordId(uuid::Uuid::nil());
    assert_eq!(code(answer::answer(&phone.home, teacher, &form(nothing))), "unknown-record");
}
