//! Stories of a hazard report: pictures before their record, a form that survives a kill, texts that are refused.

mod cast;

use cast::{GUARD, Phone, SCHOOL_CODE, picture};
use domain::hazard::SuspectedSeverity;
use field::{
    correction, draft,
    hazard::{self, Sighting},
    photo,
    records::{self, Whose},
    session, torn,
    views::{Correction, Draft, RecordKind, RecordState},
};

fn sighting() -> Sighting {
    Sighting {
        school_code: SCHOOL_CODE.into(),
        category: "phy".into(),
        text: "东门隔离墩少了一个".into(),
        severity: SuspectedSeverity::General,
        photo_ids: Vec::new(),
        position: None,
        effort: None,
    }
}

fn refusal(phone: &Phone, worker: field::Worker, sighting: Sighting) -> String {
    hazard::report(&phone.home, worker, sighting).expect_err("refused").problem().to_string()
}

#[test]
fn a_form_with_its_pictures_survives_a_kill_and_becomes_one_record() {
    let phone = Phone::enrolled();
    let first = photo::add(&phone.home, draft::HAZARD, &picture::gray(10)).expect("kept");
    let typed = Draft {
        text: "东门隔离墩".into(),
        category: Some("PHY".into()),
        severity: SuspectedSeverity::SuspectedMajor,
        photo_ids: vec![first.id],
        school_code: Some(SCHOOL_CODE.into()),
    };
    draft::save(&phone.home, draft::HAZARD, &typed).expect("kept");
    let second = photo::add(&phone.home, draft::HAZARD, &picture::gray(20)).expect("kept");

    let phone = phone.reopened();
    let draft = draft::get(&phone.home, draft::HAZARD).expect("read").expect("there");
    assert_eq!((draft.text.as_str(), draft.severity), ("东门隔离墩", SuspectedSeverity::SuspectedMajor));
    assert_eq!(draft.photo_ids, [first.id, second.id], "the picture taken after the last save is there too");
    assert!(photo::thumb(&phone.home, second.id).expect("a thumbnail").starts_with(&[0xff, 0xd8]));

    let guard = session::sign_in(&phone.home, GUARD, None).expect("signed in");
    let saved =
        hazard::report(&phone.home, guard, Sighting { photo_ids: draft.photo_ids, ..sighting() }).expect("saved");
    assert_eq!(draft::get(&phone.home, draft::HAZARD).expect("read"), None, "the form is empty again");
    let line = records::page(&phone.home, Whose::All, None, 10).expect("records").remove(0);
    assert_eq!(
        (line.record_id, line.kind, line.state),
        (saved.record_id, RecordKind::HazardReport, RecordState::Saved)
    );
    assert_eq!((line.photos_total, line.photos_sent, line.detail.as_str()), (2, 0, "东门隔离墩少了一个"));
    assert_eq!((line.title.as_str(), line.who.as_str()), ("福清市第一实验小学", "保安02"));
}

#[test]
fn what_is_no_picture_is_refused_and_loses_nothing() {
    let phone = Phone::enrolled();
    photo::add(&phone.home, draft::HAZARD, &picture::gray(10)).expect("kept");
    for (bytes, code) in
        [(&b""[..], "image-empty"), (b"a letter", "not-an-image"), (&picture::gray(1)[..60], "image-broken")]
    {
        let refused = photo::add(&phone.home, draft::HAZARD, bytes).expect_err("refused");
        assert_eq!(refused.problem().code, code);
    }
    assert_eq!(draft::get(&phone.home, draft::HAZARD).expect("read").expect("there").photo_ids.len(), 1);
}

#[test]
fn a_picture_taken_out_is_gone_unless_another_has_the_same_bytes() {
    let phone = Phone::enrolled();
    let first = photo::add(&phone.home, draft::HAZARD, &picture::gray(10)).expect("kept");
    let same = photo::add(&phone.home, draft::HAZARD, &picture::gray(10)).expect("kept");
    photo::drop_draft(&phone.home, first.id).expect("dropped");
    assert_eq!(photo::thumb(&phone.home, first.id).expect_err("gone").problem().code, "photo-missing");
    photo::thumb(&phone.home, same.id).expect("its bytes are still there");
    photo::drop_draft(&phone.home, same.id).expect("dropped");
    assert!(phone.home.vault().list().expect("a list").is_empty());
}

#[test]
fn files_that_no_row_names_are_swept_at_the_next_start() {
    let phone = Phone::enrolled();
    let kept = photo::add(&phone.home, draft::HAZARD, &picture::gray(10)).expect("kept");
    let orphan = protocol::sha256(&[b"killed between file and row"]);
    phone.home.vault().put(*orphan, b"killed between file and row").expect("put");
    let phone = phone.reopened();
    assert_eq!(phone.home.vault().list().expect("a list").len(), 2, "picture and thumbnail of the one with a row");
    photo::thumb(&phone.home, kept.id).expect("still there");
}

#[test]
fn six_pictures_are_enough_and_a_form_must_be_known() {
    let phone = Phone::enrolled();
    for shade in 0..6 {
        photo::add(&phone.home, draft::HAZARD, &picture::gray(shade)).expect("kept");
    }
    let refused = photo::add(&phone.home, draft::HAZARD, &picture::gray(9)).expect_err("refused");
    assert_eq!(refused.problem().to_string(), "too-many-photos max=6");
    let refused = photo::add(&phone.home, "elsewhere", &picture::gray(9)).expect_err("refused");
    assert_eq!(refused.problem().code, "bad-draft-key");
}

#[test]
fn a_report_is_refused_with_what_to_change() {
    let phone = Phone::enrolled();
    let guard = session::sign_in(&phone.home, GUARD, None).expect("signed in");
    let refused = |sighting| refusal(&phone, guard, sighting);
    assert_eq!(refused(Sighting { school_code: "1".into(), ..sighting() }), "unknown-school");
    assert!(refused(Sighting { category: "XYZ".into(), ..sighting() }).starts_with("unknown-category known=PHY FIR"));
    assert_eq!(refused(Sighting { text: "长".repeat(251), ..sighting() }), "text-too-long max=250");
    assert_eq!(
        refused(Sighting { text: "学生 11010519491231002X".into(), ..sighting() }),
        "text-has-identity what=citizen-number"
    );
    assert_eq!(refused(Sighting { text: " ".into(), ..sighting() }), "text-missing");
    let unknown = domain::ids::PhotoId(uuid::Uuid::nil());
    assert_eq!(refused(Sighting { photo_ids: vec![unknown], ..sighting() }), "photo-missing");
    assert!(records::page(&phone.home, Whose::All, None, 10).expect("records").is_empty());
}

#[test]
fn pictures_keep_the_workers_order_and_words_and_one_takes_the_place_of_another() {
    let phone = Phone::enrolled();
    let add = |shade| photo::add(&phone.home, draft::HAZARD, &picture::gray(shade)).expect("kept").id;
    let [a, b, c] = [10, 20, 30].map(add);
    let form = |photo_ids: Vec<domain::ids::PhotoId>| Draft {
        text: String::new(),
        category: None,
        severity: SuspectedSeverity::General,
        photo_ids,
        school_code: None,
    };
    draft::save(&phone.home, draft::HAZARD, &form(vec![c, a])).expect("kept");
    photo::caption(&phone.home, a, " 近照 ").expect("kept");
    let refused = photo::caption(&phone.home, b, "找 13800000000").expect_err("a person");
    assert_eq!(refused.problem().code, "text-has-identity");
    let ids = || draft::photos(&phone.home, draft::HAZARD).expect("read");
    assert_eq!(ids().iter().map(|it| it.id).collect::<Vec<_>>(), [c, a, b], "what has no place yet comes last");
    assert_eq!(ids()[1].caption, "近照");
    for shade in 40..43 {
        photo::add(&phone.home, draft::HAZARD, &picture::gray(shade)).expect("six fit");
    }
    let anew = photo::Taking { replaces: Some(a), ..photo::Taking::default() };
    let new =
        photo::add_taken(&phone.home, draft::HAZARD, &picture::gray(50), &anew).expect("a seventh takes its place");
    let now: Vec<_> = ids().iter().map(|it| it.id).collect();
    assert!(now.len() == 6 && now.contains(&new.id) && !now.contains(&a));
    let broken = photo::Taking { replaces: Some(b), ..photo::Taking::default() };
    photo::add_taken(&phone.home, draft::HAZARD, b"a letter", &broken).expect_err("no picture");
    assert!(ids().iter().any(|it| it.id == b), "the old one stays until a new one is kept");
    assert_eq!(photo::Taking::read("camera", "[{", "").expect_err("no masks").problem().code, "bad-masks");
}

/// Half of what it was, as after a power cut on a cheap card.
fn tear(phone: &Phone, sha256: [u8; 32]) {
    let name: String = sha256.iter().map(|byte| format!("{byte:02x}")).collect();
    let file = phone.home.dir().join("photos").join(format!("{name}.photo"));
    let bytes = std::fs::read(&file).expect("it is there");
    std::fs::write(&file, &bytes[..bytes.len() / 2]).expect("torn");
}

#[test]
fn a_picture_that_was_torn_before_it_was_saved_is_said_in_the_form_and_goes_into_no_record() {
    let phone = Phone::enrolled();
    let guard = session::sign_in(&phone.home, GUARD, None).expect("signed in");
    let whole = photo::add(&phone.home, draft::HAZARD, &picture::gray(10)).expect("kept").id;
    let torn = photo::add(&phone.home, draft::HAZARD, &picture::gray(20)).expect("kept").id;
    tear(&phone, *protocol::sha256(&[&photo::picture(&phone.home, torn).expect("whole yet")]));
    let phone = phone.reopened();
    let said = || draft::photos(&phone.home, draft::HAZARD).expect("read").into_iter().map(|it| (it.id, it.damaged));
    assert!(said().eq([(whole, false), (torn, true)]));
    let both = Sighting { photo_ids: vec![whole, torn], ..sighting() };
    assert_eq!(refusal(&phone, guard, both), "photo-damaged");
    photo::drop_draft(&phone.home, torn).expect("taken out");
    hazard::report(&phone.home, guard, Sighting { photo_ids: vec![whole], ..sighting() }).expect("saved without it");
}

#[test]
fn a_picture_that_was_torn_while_it_waited_is_found_at_the_start_by_its_digest_and_told_once() {
    let phone = Phone::enrolled();
    let guard = session::sign_in(&phone.home, GUARD, None).expect("signed in");
    let ids = [10, 20].map(|shade| photo::add(&phone.home, draft::HAZARD, &picture::gray(shade)).expect("kept").id);
    let torn = protocol::sha256(&[&photo::picture(&phone.home, ids[1]).expect("whole yet")]);
    hazard::report(&phone.home, guard, Sighting { photo_ids: ids.to_vec(), ..sighting() }).expect("saved");
    tear(&phone, *torn);
    let phone = phone.reopened();
    let pending = || field::status::status(&phone.home).expect("a status").pending_records;
    let before = pending();
    assert_eq!(torn::look_through(&phone.home).expect("looked"), 1);
    assert_eq!(pending(), before + 1, "the office will hear of it");
    let rows = records::page(&phone.home, Whose::All, None, 10).expect("records");
    let hazard = rows.iter().find(|row| row.kind == RecordKind::HazardReport).expect("it is there");
    assert_eq!((hazard.photos_total, hazard.photos_lost), (2, 1), "the list of records says so");
    assert_eq!(torn::look_through(&phone.home).expect("looked"), 0, "once");
    let line = || field::status::sync_line(&phone.home).expect("a line");
    assert_eq!(line().photos_lost, 1, "and so does the line about delivery");
    correction::correct(&phone.home, guard, (hazard.record_id, None), &Correction::Void, "照片坏了，另报")
        .expect("voided");
    assert_eq!(line().photos_lost, 0, "reported anew, and this one does not count");
}
