//! One duty with a mixed team on a shared phone, from the first arrival to the closing.

use domain::{
    duty_note::{Absence, AbsenceReason, DutyEntry, Headcount, LogCategory, Situation, Weather},
    duty_post::DutyPost,
    duty_window::WindowKind,
    ids::{StaffId, UnitId},
    staff::{StaffKind, StaffMember},
};
use field::{
    draft,
    duty::{self, When},
    duty_note, photo,
    records::{self, Whose},
    shift,
    views::{CloseForm, Coming, DutyState, Effort, HandOverForm, Leaving, LogForm, NoteKind, RollCallForm},
};
use protocol::{Body, Entity, Kind};
use uuid::Uuid;

use crate::{
    cast::{GUARD, POST, Phone, TEACHER, picture, window},
    given::{SECOND, bodies, code, give, no_such_post, phone, sign_in, time, week},
};

const OFFICER: StaffId = StaffId(Uuid::from_u128(0x83));

#[test]
fn who_comes_between_two_windows_is_seen_to_be_there_and_for_the_one_ahead() {
    let phone = phone();
    give(&phone, &[window(0xa2, WindowKind::NoonOut, 690, 730), window(0xa3, WindowKind::NoonIn, 820, 870)]);
    let guard = sign_in(&phone, GUARD);
    phone.set_time("2026-11-23T12:51:00");
    duty::on(&phone.home, guard, POST, When::Now).expect("saved");

    let now = shift::now(&phone.home, POST).expect("told");
    assert_eq!(now.post.me, DutyState::On, "the home page offers the leaving");
    assert_eq!(now.post.on.iter().map(|it| it.staff_id).collect::<Vec<_>>(), [GUARD]);
    assert_eq!(now.start_ms, Some(time("2026-11-23T13:40:00")), "12:10 is over");
}

#[test]
fn everybody_sees_the_own_records_first_and_what_a_colleague_recorded_of_them() {
    let phone = phone();
    let lead = sign_in(&phone, SECOND);
    let both = Coming { staff_ids: Some(vec![SECOND, TEACHER]), ..Coming::default() };
    let together = duty::come(&phone.home, lead, POST, When::Now, &both).expect("saved");
    let guard = sign_in(&phone, GUARD);
    let own = duty::on(&phone.home, guard, POST, When::Now).expect("saved");
    let listed = |whose| -> Vec<_> {
        let rows = records::page(&phone.home, whose, None, 10).expect("listed");
        rows.into_iter().map(|row| (row.record_id, row.who)).collect()
    };
    assert_eq!(listed(Whose::Mine), [(own.record_id, "保安02".to_owned())]);
    assert_eq!(listed(Whose::All), [(own.record_id, "保安02".into()), (together.record_id, "教师02".into())]);
    sign_in(&phone, TEACHER);
    assert_eq!(listed(Whose::Mine), [(together.record_id, "教师02".to_owned())], "it names the teacher");
    field::session::sign_out(&phone.home).expect("left");
    assert!(listed(Whose::Mine).is_empty());
}

fn log(situation: Situation, text: &str) -> LogForm {
    LogForm {
        post_id: POST,
        category: LogCategory::Traffic,
        situation,
        text: text.into(),
        handed_to: String::new(),
        photo_ids: vec![],
        effort: None,
    }
}

fn close(situation: Situation, text: &str) -> CloseForm {
    CloseForm { post_id: POST, situation, text: text.into(), photo_ids: vec![], effort: None }
}

fn roll_call() -> RollCallForm {
    RollCallForm {
        present: vec![TEACHER, GUARD],
        absent: vec![Absence { staff_id: SECOND, reason: AbsenceReason::Sick }],
        headcount: Headcount { volunteers: 3, parents: 2, ..Headcount::default() },
        vehicles: 1,
        gear: Some(0b0110_0001),
        weather: Some(Weather::Rain),
    }
}

#[test]
fn the_lead_records_the_team_on_one_phone_and_each_is_there() {
    let phone = phone();
    let teacher = sign_in(&phone, TEACHER);
    let coming = Coming {
        staff_ids: Some(vec![TEACHER, GUARD, TEACHER]),
        effort: Some(Effort { taps: 3, open_ms: 4_200 }),
        ..Coming::default()
    };
    let saved = duty::come(&phone.home, teacher, POST, When::Now, &coming).expect("saved");
    let again = duty::come(&phone.home, teacher, POST, When::Now, &coming).expect("there already");
    assert_eq!((again.record_id, again.on_time), (saved.record_id, Some(true)));

    let [(actor, Body::DutyOn(on))] = &bodies(&phone, Kind::DutyOn)[..] else { panic!("one record") };
    let detail = on.detail.as_ref().expect("a detail");
    assert_eq!((*actor, detail.people.as_deref()), (Some(TEACHER), Some(&[TEACHER, GUARD][..])));
    assert_eq!(detail.effort.map(|it| (it.taps, it.open_ms)), Some((3, 4_200)));

    let now = shift::now(&phone.home, POST).expect("told");
    assert_eq!(now.post.on.iter().map(|it| it.staff_id).collect::<Vec<_>>(), [TEACHER, GUARD]);
    assert!(now.post.missing.is_empty());
    assert_eq!((now.lead.as_deref(), now.i_lead), (Some("教师01"), true));
    let team: Vec<_> = now.team.iter().map(|it| (it.staff_id, it.rostered, it.on_ms.is_some())).collect();
    assert_eq!(team, [(TEACHER, true, true), (GUARD, true, true), (SECOND, false, false)]);

    let third = Coming { staff_ids: Some(vec![GUARD, SECOND]), ..Coming::default() };
    duty::come(&phone.home, teacher, POST, When::Now, &third).expect("saved");
    let [_, (_, Body::DutyOn(on))] = &bodies(&phone, Kind::DutyOn)[..] else { panic!("two records") };
    assert_eq!(on.detail.as_ref().and_then(|it| it.people.as_deref()), Some(&[SECOND][..]), "only who is new");

    phone.set_time("2026-11-23T07:50:00");
    let early = Leaving { staff_ids: Some(vec![GUARD]), early: Some(AbsenceReason::Duty), ..Leaving::default() };
    duty::leave(&phone.home, teacher, POST, When::Now, &early).expect("saved");
    let now = shift::now(&phone.home, POST).expect("told");
    assert_eq!(now.post.on.iter().map(|it| it.staff_id).collect::<Vec<_>>(), [TEACHER, SECOND]);
    assert_eq!(now.team[1].off_ms, Some(time("2026-11-23T07:50")));
    let [(_, Body::DutyOff(off))] = &bodies(&phone, Kind::DutyOff)[..] else { panic!("one record") };
    assert_eq!(off.detail.as_ref().and_then(|it| it.early), Some(AbsenceReason::Duty));
    let nobody = Coming { staff_ids: Some(vec![]), ..Coming::default() };
    assert_eq!(code(duty::come(&phone.home, teacher, POST, When::Now, &nobody)), "nobody-named");
}

#[test]
fn a_duty_is_called_noted_handed_over_and_closed() {
    let phone = phone();
    let teacher = sign_in(&phone, TEACHER);
    duty::on(&phone.home, teacher, POST, When::Now).expect("on");
    duty_note::roll_call(&phone.home, teacher, POST, &roll_call(), None).expect("called");
    let picture = photo::add(&phone.home, &draft::key_of_note(POST), &picture::gray(90)).expect("a picture");
    let entry =
        LogForm { photo_ids: vec![picture.id], handed_to: "交警".into(), ..log(Situation::Normal, "路口拥堵") };
    duty_note::log(&phone.home, teacher, &entry).expect("noted");
    let handed = HandOverForm {
        post_id: POST,
        to_id: Some(GUARD),
        situation: Situation::Normal,
        text: "注意公交车".into(),
        photo_ids: vec![],
        effort: None,
    };
    duty_note::hand_over(&phone.home, teacher, &handed).expect("handed over");
    let guard = sign_in(&phone, GUARD);
    let while_the_lead_is_there = duty_note::close(&phone.home, guard, &close(Situation::Normal, ""));
    assert_eq!(code(while_the_lead_is_there), "lead-closes");
    let now = shift::now(&phone.home, POST).expect("told");
    assert_eq!((now.may_close, now.lead.as_deref()), (false, Some("教师01")));
    let gone = Leaving { staff_ids: Some(vec![TEACHER]), ..Leaving::default() };
    duty::leave(&phone.home, guard, POST, When::Now, &gone).expect("the lead is called away");
    assert!(shift::now(&phone.home, POST).expect("told").may_close, "nobody waits for one who has gone");
    duty_note::close(&phone.home, guard, &close(Situation::Normal, "")).expect("closed");

    let now = shift::now(&phone.home, POST).expect("told");
    let log: Vec<_> = now.log.iter().map(|it| (it.what, it.who.as_str())).collect();
    assert_eq!(
        log,
        [
            (NoteKind::Close, "保安02"),
            (NoteKind::HandOver, "教师01"),
            (NoteKind::Log, "教师01"),
            (NoteKind::RollCall, "教师01"),
        ]
    );
    assert_eq!((now.log[2].photos, now.log[2].handed_to.as_str()), (1, "交警"));
    assert_eq!(now.closed.expect("closed").who, "保安02");
    let call = now.roll_call.expect("called");
    assert_eq!((call.present.len(), call.absent[0].name.as_str(), call.headcount.total()), (2, "教师02", 5));
    assert!(
        bodies(&phone, Kind::DutyNote)
            .iter()
            .all(|(_, body)| { matches!(body, Body::DutyNote(note) if note.window == Some(WindowKind::In)) })
    );
}

#[test]
fn whoever_is_there_when_called_has_come_with_the_same_saving() {
    let phone = phone();
    let teacher = sign_in(&phone, TEACHER);
    duty::on(&phone.home, teacher, POST, When::Now).expect("on");
    phone.set_time("2026-11-23T07:15:00");
    let called = duty_note::roll_call(&phone.home, teacher, POST, &roll_call(), None).expect("called");

    let [_, (actor, Body::DutyOn(on))] = &bodies(&phone, Kind::DutyOn)[..] else { panic!("two records") };
    let detail = on.detail.as_ref().expect("a detail");
    assert_eq!((*actor, detail.people.as_deref(), detail.called), (Some(TEACHER), Some(&[GUARD][..]), Some(true)));
    assert_eq!(on.window, Some(WindowKind::In));
    let now = shift::now(&phone.home, POST).expect("told");
    assert_eq!(now.post.on.iter().map(|it| it.staff_id).collect::<Vec<_>>(), [TEACHER, GUARD]);
    assert!(now.post.missing.is_empty(), "the phone and the board say one thing");
    let coming = now.team.iter().find(|it| it.staff_id == GUARD).and_then(|it| it.record_id).expect("a coming");
    let line = records::detail(&phone.home, coming).expect("read").expect("there").row;
    assert_eq!((line.seq + 1, line.on_time), (called.seq, None), "at 7:15 he is there; since when nobody said");

    duty_note::roll_call(&phone.home, teacher, POST, &roll_call(), None).expect("called again");
    assert_eq!(bodies(&phone, Kind::DutyOn).len(), 2, "nobody comes twice");
}

#[test]
fn the_next_team_can_be_handed_to_though_it_is_of_another_unit() {
    let phone = phone();
    let officer = StaffMember {
        id: OFFICER,
        name: "民警01".into(),
        kind: StaffKind::Officer,
        post: "民警".into(),
        unit: UnitId(Uuid::from_u128(0xe0)),
    };
    let mut week = week();
    week.turns[1].staff = vec![OFFICER, GUARD];
    give(&phone, &[Entity::Staff(officer), Entity::Roster(week)]);
    let teacher = sign_in(&phone, TEACHER);
    duty::on(&phone.home, teacher, POST, When::Now).expect("on");
    let now = shift::now(&phone.home, POST).expect("told");
    let next: Vec<_> = now.team.iter().filter(|it| it.next).map(|it| (it.name.as_str(), it.rostered)).collect();
    assert_eq!(next, [("保安02", true), ("民警01", false)]);
    let handed = HandOverForm {
        post_id: POST,
        to_id: Some(OFFICER),
        situation: Situation::Normal,
        text: String::new(),
        photo_ids: vec![],
        effort: None,
    };
    duty_note::hand_over(&phone.home, teacher, &handed).expect("handed over");
    assert_eq!(shift::now(&phone.home, POST).expect("told").log[0].handed_to, "民警01");
}

#[test]
fn a_paused_post_asks_for_nobody_and_whoever_is_there_can_leave() {
    let phone = phone();
    let guard = sign_in(&phone, GUARD);
    duty::on(&phone.home, guard, POST, When::Now).expect("on");
    let Some(Entity::Post(post)) = phone
        .home
        .store()
        .read(|tx| store::entities::get(tx, protocol::EntityKind::Post, POST.as_bytes()))
        .expect("read")
    else {
        panic!("a post")
    };
    give(&phone, &[Entity::Post(DutyPost { paused: Some(true), ..post })]);
    let now = shift::now(&phone.home, POST).expect("told");
    assert!(now.post.paused && now.post.missing.is_empty());
    duty::off(&phone.home, guard, POST, When::Now).expect("off");
}

#[test]
fn what_was_not_normal_must_be_said_before_the_duty_is_closed() {
    let phone = phone();
    let guard = sign_in(&phone, GUARD);
    duty::on(&phone.home, guard, POST, When::Now).expect("on");
    let bare = duty_note::close(&phone.home, guard, &close(Situation::Abnormal, ""));
    assert_eq!(code(bare), "abnormal-needs-entry");
    duty_note::log(&phone.home, guard, &log(Situation::Abnormal, "一辆车逆行")).expect("noted");
    duty_note::close(&phone.home, guard, &close(Situation::Abnormal, "")).expect("closed");
    assert!(shift::now(&phone.home, POST).expect("told").abnormal);

    phone.set_time("2026-11-23T15:40:00");
    let other_duty = duty_note::close(&phone.home, guard, &close(Situation::Abnormal, ""));
    assert_eq!(code(other_duty), "abnormal-needs-entry", "the morning's note is not of this duty");
    duty_note::close(&phone.home, guard, &close(Situation::Abnormal, "门锁坏了")).expect("a word is enough");
}

#[test]
fn a_duty_can_be_closed_after_its_window_while_somebody_is_still_there() {
    let phone = phone();
    let guard = sign_in(&phone, GUARD);
    duty::on(&phone.home, guard, POST, When::Now).expect("on");
    phone.set_time("2026-11-23T10:30:00");
    duty_note::close(&phone.home, guard, &close(Situation::Normal, "")).expect("closed");
    let [(_, Body::DutyNote(note))] = &bodies(&phone, Kind::DutyNote)[..] else { panic!("one record") };
    assert_eq!(note.window, Some(WindowKind::In), "two hours after the morning");
    assert!(matches!(note.entry, DutyEntry::Close(_)));
}

#[test]
fn a_roll_call_survives_a_kill_and_names_everybody_once() {
    let phone = phone();
    let guard = sign_in(&phone, GUARD);
    duty_note::save_roll_call_draft(&phone.home, POST, &roll_call()).expect("kept");
    let phone = phone.reopened();
    let kept = duty_note::roll_call_draft(&phone.home, POST).expect("read").expect("kept");
    assert_eq!(kept, roll_call());
    let twice = RollCallForm { present: vec![SECOND], ..roll_call() };
    assert_eq!(code(duty_note::roll_call(&phone.home, guard, POST, &twice, None)), "named-twice");
    let nobody = RollCallForm::default();
    assert_eq!(code(duty_note::roll_call(&phone.home, guard, POST, &nobody, None)), "nobody-named");
    duty_note::roll_call(&phone.home, guard, POST, &kept, None).expect("saved");
    assert_eq!(duty_note::roll_call_draft(&phone.home, POST).expect("read"), None);
    assert_eq!(code(shift::now(&phone.home, no_such_post())), "unknown-post");
}

#[test]
fn a_note_survives_a_kill_between_typing_and_saving() {
    let phone = phone();
    let guard = sign_in(&phone, GUARD);
    let key = draft::key_of_note(POST);
    let taken = photo::add(&phone.home, &key, &picture::gray(70)).expect("a picture");
    let phone: Phone = phone.reopened();
    let kept = draft::get(&phone.home, &key).expect("read").expect("kept");
    assert_eq!(kept.photo_ids, [taken.id]);
    let entry = LogForm { photo_ids: kept.photo_ids, ..log(Situation::Normal, "") };
    duty_note::log(&phone.home, guard, &entry).expect("saved");
    assert_eq!(draft::get(&phone.home, &key).expect("read"), None);
}
