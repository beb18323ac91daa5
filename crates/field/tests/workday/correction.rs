//! Putting one's own record right: the old one stays, and both say so.

use domain::{
    check_in::VisitResult,
    ids::StaffId,
    staff::{StaffKind, StaffMember},
};
use field::{
    check_in::{self, Visit},
    correction,
    duty::{self, When},
    posts,
    records::{self, Whose},
    views::{Correctable, Correction, RecordKind},
};

use protocol::Entity;
use uuid::Uuid;

use crate::{
    cast::{GUARD, POINT, POST, SCHOOL, TEACHER},
    given::{SECOND, code, give, phone, sign_in, time},
};

const SAFETY: StaffId = StaffId(Uuid::from_u128(0x84));

#[test]
fn a_coming_that_was_a_mistake_does_not_count_and_history_shows_both_ways() {
    let phone = phone();
    let guard = sign_in(&phone, GUARD);
    let on = duty::on(&phone.home, guard, POST, When::Now).expect("on");
    let void =
        correction::correct(&phone.home, guard, (on.record_id, None), &Correction::Void, "点错了人").expect("saved");
    assert!(posts::posts(&phone.home).expect("posts")[0].post.on.is_empty());

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
    let post = posts::posts(&phone.home).expect("posts").remove(0).post;
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
fn the_lead_and_the_schools_safety_officer_put_a_duty_right() {
    let phone = phone();
    let officer = StaffMember {
        id: SAFETY,
        name: "安全员01".into(),
        kind: StaffKind::SchoolSafety,
        post: "安全主任".into(),
        unit: SCHOOL.into(),
    };
    give(&phone, &[Entity::Staff(officer)]);
    let guard = sign_in(&phone, GUARD);
    let on = duty::on(&phone.home, guard, POST, When::Now).expect("on");
    let visit = check_in::record(&phone.home, guard, Visit::of(POINT, VisitResult::Normal)).expect("saved").saved;
    phone.set_time("2026-11-23T10:30:00");
    let earlier = |minute: &str| Correction::Time { at_ms: time(&format!("2026-11-23T{minute}")) };
    let lead = sign_in(&phone, TEACHER);
    let row = |id| records::detail(&phone.home, id).expect("read").expect("there").row;
    assert_eq!(row(on.record_id).correctable, [Correctable::Void, Correctable::Time], "his roster says he leads");
    correction::correct(&phone.home, lead, (on.record_id, None), &earlier("06:50"), "他先到").expect("saved");
    assert_eq!(row(on.record_id).at_ms, time("2026-11-23T06:50"));
    let other = correction::correct(&phone.home, lead, (visit.record_id, None), &Correction::Void, "不是我的");
    assert_eq!(code(other), "not-your-record", "a visit is no part of the duty");

    phone.set_time("2026-11-23T15:50:00");
    let afternoon = duty::on(&phone.home, sign_in(&phone, GUARD), POST, When::Now).expect("on");
    let lead = sign_in(&phone, TEACHER);
    let foreign = correction::correct(&phone.home, lead, (afternoon.record_id, None), &Correction::Void, "不是我带班");
    assert_eq!(code(foreign), "not-your-record", "another leads the afternoon");
    let head = sign_in(&phone, SAFETY);
    correction::correct(&phone.home, head, (afternoon.record_id, None), &earlier("15:45"), "核对").expect("saved");
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
    let teacher = sign_in(&phone, SECOND);
    assert_eq!(code(correct(teacher, &Correction::Void, "不是我的")), "not-your-record");
    assert!(
        records::page(&phone.home, Whose::All, None, 1).expect("listed")[0].correctable.is_empty(),
        "a colleague's"
    );
    let nothing = domain::ids::RecordId(uuid::Uuid::nil());
    let unknown = correction::correct(&phone.home, teacher, (nothing, None), &Correction::Void, "没有");
    assert_eq!(code(unknown), "unknown-record");
}
