//! Putting one's own record right: the old one stays, and both say so.

use domain::check_in::VisitResult;
use field::{
    check_in::{self, Visit},
    correction,
    duty::{self, When},
    records::{self, Whose},
    views::{Correctable, Correction, RecordKind},
};

use crate::{
    cast::{GUARD, POINT, POST, TEACHER},
    given::{code, phone, sign_in, time},
};

#[test]
fn a_coming_that_was_a_mistake_does_not_count_and_history_shows_both_ways() {
    let phone = phone();
    let guard = sign_in(&phone, GUARD);
    let on = duty::on(&phone.home, guard, POST, When::Now).expect("on");
    let void =
        correction::correct(&phone.home, guard, (on.record_id, None), &Correction::Void, "点错了人").expect("saved");
    assert!(duty::posts(&phone.home).expect("posts")[0].post.on.is_empty());

    let rows = records::page(&phone.home, Whose::All, None, 10).expect("listed");
    let kinds: Vec<_> = rows.iter().map(|it| (it.kind, it.what.as_deref(), it.voided)).collect();
    assert_eq!(kinds, [(RecordKind::Correction, Some("void"), false), (RecordKind::DutyOn, None, true)]);
    assert_eq!(rows[0].title, rows[1].title, "the correction is listed by what it is about");
    assert!(rows[1].correctable.is_empty(), "what does not count cannot be put right again");
    let old = records::detail(&phone.home, on.record_id).expect("read").expect("there");
    assert_eq!(old.corrections[0].record_id, void.record_id);
    assert_eq!((old.corrections[0].reason.as_str(), old.corrections[0].who.as_str()), ("点错了人", "保安02"));
    let new = records::detail(&phone.home, void.record_id).expect("read").expect("there");
    assert_eq!(new.about.expect("about the old one").record_id, on.record_id);
    let again = correction::correct(&phone.home, guard, (on.record_id, None), &Correction::Void, "再来");
    assert_eq!(code(again), "already-void");
    assert_eq!(duty::on(&phone.home, guard, POST, When::Now).expect("on").seq, 4, "a new record, after that");
}

#[test]
fn time_and_text_are_put_right_and_lists_tell_them_so() {
    let phone = phone();
    let guard = sign_in(&phone, GUARD);
    let on = duty::on(&phone.home, guard, POST, When::Now).expect("on");
    phone.set_time("2026-11-23T08:30:00");
    let earlier = Correction::Time { at_ms: time("2026-11-23T06:50") };
    correction::correct(&phone.home, guard, (on.record_id, None), &earlier, "手机时间不对").expect("saved");
    let post = duty::posts(&phone.home).expect("posts").remove(0).post;
    assert_eq!(post.on[0].at_ms, time("2026-11-23T06:50"));
    let visit = Visit { note: "围墙玩好".into(), ..Visit::of(POINT, VisitResult::Normal) };
    let visit = check_in::record(&phone.home, guard, visit).expect("saved").saved;
    let text = Correction::Text { text: "围墙完好".into() };
    correction::correct(&phone.home, guard, (visit.record_id, None), &text, "错字").expect("saved");
    let row = records::detail(&phone.home, visit.record_id).expect("read").expect("there");
    assert_eq!((row.text.as_str(), row.row.detail.as_str(), row.row.corrected), ("围墙完好", "围墙完好", true));
    assert_eq!(row.row.correctable, [Correctable::Void, Correctable::Time, Correctable::Text]);
}

#[test]
fn only_ones_own_and_only_what_there_is_with_a_reason() {
    let phone = phone();
    let guard = sign_in(&phone, GUARD);
    let on = duty::on(&phone.home, guard, POST, When::Now).expect("on");
    let correct = |worker, change: &Correction, why: &str| {
        correction::correct(&phone.home, worker, (on.record_id, None), change, why)
    };
    assert_eq!(code(correct(guard, &Correction::Void, " ")), "reason-missing");
    assert_eq!(code(correct(guard, &Correction::Text { text: "字".into() }, "为何")), "cannot-correct");
    let teacher = sign_in(&phone, TEACHER);
    assert_eq!(code(correct(teacher, &Correction::Void, "不是我的")), "not-your-record");
    assert!(
        records::page(&phone.home, Whose::All, None, 1).expect("listed")[0].correctable.is_empty(),
        "a colleague's"
    );
    let nothing = domain::ids::RecordId(uuid::Uuid::nil());
    let unknown = correction::correct(&phone.home, teacher, (nothing, None), &Correction::Void, "没有");
    assert_eq!(code(unknown), "unknown-record");
}
