//! How each post stands in the chosen window: who came, who is missing, and what an empty post means.

use domain::{day::Day, duty_post::DutyPost, duty_shift::ShiftState, duty_window::WindowKind, time::UtcMs};

use crate::{
    shift::{self, Held, Ledger},
    views::board::{PostPerson, PostRow, PostState},
};

/// Judges every post, those that need a hand first.
pub(crate) fn rows(ledger: &Ledger, day: Day, kind: Option<WindowKind>) -> Vec<PostRow> {
    let mut rows: Vec<PostRow> = ledger.posts.iter().filter_map(|post| row(ledger, post, (day, kind))).collect();
    rows.sort_by(|a, b| {
        let key = |row: &PostRow| (row.state, row.last_contact_ms, row.school.clone(), row.name.clone());
        key(a).cmp(&key(b))
    });
    rows
}

fn row(ledger: &Ledger, post: &DutyPost, (day, kind): (Day, Option<WindowKind>)) -> Option<PostRow> {
    let names = ledger.names.get(&post.school_id)?;
    let of_kind = ledger.shifts(post, day).into_iter().filter(|held| Some(held.at.window.kind) == kind);
    // Grades may have a window each: the one that is not over yet matters, else the last.
    let held = of_kind.min_by_key(|held| (held.at.end < ledger.now, held.at.start.since(ledger.now).abs()));
    let contact = ledger.contacts.get(&post.school_id).copied();
    let shown = held.as_ref().map(|held| shift::row(ledger, held));
    let over = held.as_ref().is_some_and(|held| ledger.now > held.at.end);
    let of_shift = shown.iter().flat_map(|row| row.people.clone());
    // Outside all windows whoever is there is shown all the same.
    let outside = held.is_none().then(|| shift::people(ledger, post, day)).into_iter().flatten();
    let people: Vec<PostPerson> = of_shift.chain(outside).filter(|it| !it.doubtful).map(|it| person(&it)).collect();
    // While it runs, who is there now counts; afterwards, who came.
    let present = match (&shown, over) {
        (Some(row), true) => row.came,
        _ => u32::try_from(people.iter().filter(|it| it.off_ms.is_none()).count()).unwrap_or(u32::MAX),
    };
    Some(PostRow {
        id: post.id,
        name: post.name.clone(),
        school_id: post.school_id,
        school: names.school.clone(),
        town: names.town.clone(),
        lat: post.place.lat(),
        lon: post.place.lon(),
        need: held.as_ref().map_or_else(|| post.need(), Held::heads),
        present,
        people,
        state: held.as_ref().map_or(PostState::OffHours, |held| state(held, ledger.now, contact)),
        missing: shown.as_ref().map(|row| row.missing.clone()).unwrap_or_default(),
        last_contact_ms: contact,
        window_id: held.as_ref().map(|held| held.at.window.id),
        shift: held.as_ref().map(|held| held.shift.state),
        late: held.as_ref().is_some_and(|held| held.shift.late),
        gaps: shown.as_ref().map(|row| row.gaps.clone()).unwrap_or_default(),
        situation: shown.as_ref().and_then(|row| row.situation),
        reason: shown.and_then(|row| row.reason),
    })
}

fn person(it: &crate::views::shifts::ShiftPerson) -> PostPerson {
    PostPerson {
        staff_id: it.staff_id,
        name: it.name.clone(),
        kind: it.kind.map(|kind| kind.code().to_owned()).unwrap_or_default(),
        on_ms: it.on.at_ms,
        off_ms: it.off.as_ref().map(|off| off.at_ms),
        quality: it.on.quality,
        lo_ms: it.on.lo_ms,
        hi_ms: it.on.hi_ms,
        record_id: it.on.record_id,
    }
}

/// What the board says of a shift. Nobody is called missed while the window runs: an empty post of which a phone was
/// heard is empty, one of which nobody was heard is silent, and silence says nothing.
fn state(held: &Held<'_>, now: UtcMs, contact: Option<UtcMs>) -> PostState {
    match held.shift.state {
        ShiftState::Cancelled => PostState::Cancelled,
        ShiftState::Missed | ShiftState::MissedExcused => PostState::Missed,
        ShiftState::MissedPending => PostState::MissedPending,
        ShiftState::NotRecordedYet => PostState::NotRecordedYet,
        ShiftState::Planned if now < held.at.start => PostState::Waiting,
        ShiftState::Planned if now <= held.at.end && contact.is_some_and(|heard| heard >= held.at.start) => {
            PostState::Empty
        }
        ShiftState::Planned => PostState::Silent,
        ShiftState::OnDuty | ShiftState::Closed | ShiftState::AutoClosed if held.shift.missing.is_empty() => {
            PostState::Manned
        }
        ShiftState::OnDuty | ShiftState::Closed | ShiftState::AutoClosed => PostState::Short,
    }
}
