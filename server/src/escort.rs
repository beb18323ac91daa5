//! Days of escort teams 护导: the sheets of a school's day with all that was said of it, on phones and in the office; and the
//! office's own word.
//!
//! A signature on a phone is a record and projected like any other; what the office says is a row of its own. Which of them
//! holds is one rule (`domain::escort::word_that_holds`). A day that is sent back becomes a question to whoever signed it, or
//! kept its last sheet, and the phone it came from is told; confirming it settles the question.

use std::{cmp::Reverse, collections::BTreeMap};

use domain::{
    day::Day,
    escort::{DayVerdict, word_that_holds},
    ids::{RecordId, SchoolId, UnitId},
    ruling::Verdict,
    time::UtcMs,
};

use crate::{
    audit::Entry,
    db::Conn,
    error::Result,
    evidence, ruling,
    tables::{
        audit_log::{self, Action},
        day_words::{self, Said},
        escort_sheets::{self, Reviewed, Walked},
        rulings, schools,
    },
    told::{Deed, Told},
    views::escorts::{DayWord, EscortDay, SheetRow},
};

/// The sheets of a school's day, and what was said of it.
type OfDay<'d> = (Vec<&'d Walked>, Vec<DayWord>);

/// The days of a unit's schools that have sheets or a word, the newest first.
pub(crate) async fn days(conn: &mut Conn, unit: UnitId, (first, last): (Day, Day)) -> Result<Vec<EscortDay>> {
    let walked = escort_sheets::of_span(conn, unit, first.at(0), last.at(1440)).await?;
    let signed = escort_sheets::reviews_of_days(conn, unit, first, last).await?;
    let said = day_words::of_days(conn, unit, first, last).await?;
    let listed = schools::list(conn, Some(unit)).await?;
    let names: BTreeMap<SchoolId, String> = listed.into_iter().map(|it| (it.school.id, it.school.name)).collect();
    let mut days: BTreeMap<(Reverse<Day>, SchoolId), OfDay<'_>> = BTreeMap::new();
    for walk in &walked {
        days.entry((Reverse(Day::of(walk.at)), walk.row.school_id)).or_default().0.push(walk);
    }
    for it in &signed {
        days.entry((Reverse(it.row.day), it.row.school_id)).or_default().1.push(signature(it));
    }
    for it in &said {
        days.entry((Reverse(it.day), it.school_id)).or_default().1.push(of_office(it));
    }
    let rows = days.into_iter().map(|((day, school_id), (sheets, words))| {
        let school = names.get(&school_id).cloned().unwrap_or_default();
        row((day.0, school_id, school), &sheets, words, &signed)
    });
    Ok(rows.collect())
}

fn row(
    (day, school_id, school): (Day, SchoolId, String),
    sheets: &[&Walked],
    mut words: Vec<DayWord>,
    signed: &[Reviewed],
) -> EscortDay {
    words.sort_by_key(|it| (it.at_ms, it.verdict.is_of_office()));
    let sum = |of: &dyn Fn(&Walked) -> u32| sheets.iter().map(|it| of(it)).sum::<u32>();
    let review = word_that_holds(&words, |it| (it.at_ms, it.verdict)).cloned();
    let later =
        review.as_ref().map_or(0, |review| sheets.iter().filter(|sheet| is_later(sheet, review, signed)).count());
    EscortDay {
        day,
        school_id,
        school,
        out: sum(&|it| u32::from(it.row.out)),
        handed: sum(&|it| it.row.handed.iter().map(|stop| u32::from(stop.count)).sum()),
        returned: sum(&|it| u32::from(it.row.returned)),
        remaining: sheets.iter().map(|it| it.row.remaining).sum(),
        review,
        later: u32::try_from(later).unwrap_or(u32::MAX),
        words,
        sheets: sheets.iter().map(|it| sheet_row(it)).collect(),
    }
}

/// Whether a sheet was not before whoever said it. The office had what had come in; a phone had what it names, and where an
/// app named nothing, what had been walked.
fn is_later(sheet: &Walked, word: &DayWord, signed: &[Reviewed]) -> bool {
    let named = signed.iter().find(|it| Some(it.record_id) == word.record_id).and_then(|it| it.row.sheets.as_ref());
    match named {
        _ if word.verdict.is_of_office() => sheet.came > word.at_ms,
        Some(named) => !named.contains(&sheet.record_id),
        None => sheet.at > word.at_ms,
    }
}

fn sheet_row(it: &Walked) -> SheetRow {
    SheetRow {
        record_id: it.record_id,
        at_ms: it.at,
        who: it.who.clone(),
        route: it.route.clone(),
        window: it.row.window,
        out: it.row.out,
        handed: it.row.handed.clone(),
        returned: it.row.returned,
        remaining: it.row.remaining,
        remaining_reason: it.row.remaining_reason,
        situation: it.row.situation,
        weather: it.row.weather,
        note: it.row.note.clone(),
        revisions: it.revisions,
    }
}

fn signature(it: &Reviewed) -> DayWord {
    DayWord {
        record_id: Some(it.record_id),
        at_ms: it.at,
        who: it.who.clone(),
        verdict: DayVerdict::signed(it.row.situation),
        text: it.row.text.clone(),
    }
}

fn of_office(it: &Said) -> DayWord {
    let (who, text) = (it.account.clone(), it.text.clone());
    DayWord { record_id: None, at_ms: it.at, who, verdict: it.verdict, text }
}

/// Says it of a day, once: the same again by the same account, with nothing new since, changes nothing.
pub(crate) async fn review(
    conn: &mut Conn,
    day: &EscortDay,
    (verdict, text): (DayVerdict, &str),
    (at, account): (UtcMs, &str),
) -> Result<bool> {
    let same = |held: &DayWord| held.verdict == verdict && held.text == text && held.who == account;
    if day.later == 0 && day.review.as_ref().is_some_and(same) {
        return Ok(false);
    }
    let said = Said {
        school_id: day.school_id,
        day: day.day,
        at,
        verdict,
        text: text.to_owned(),
        account: account.to_owned(),
    };
    day_words::insert(conn, &said).await?;
    let told = Told::of(Deed::DayReviewed).with("school", &day.school).with("day", day.day);
    let subject = told.with("verdict", crate::sql::word(&verdict)).subject();
    let entry = Entry { at, account: account.to_owned(), action: Action::DayReviewed, subject };
    audit_log::insert(conn, &[entry]).await?;
    match verdict {
        DayVerdict::SentBack => ask(conn, day, (text, at, account)).await?,
        _ => settle(conn, day, (text, at, account)).await?,
    }
    Ok(true)
}

/// Asks whoever signed last, else whoever kept the last sheet.
async fn ask(conn: &mut Conn, day: &EscortDay, (text, at, account): (&str, UtcMs, &str)) -> Result<()> {
    let signed = day.words.iter().rev().find_map(|word| word.record_id);
    let Some(record) = signed.or_else(|| day.sheets.last().map(|sheet| sheet.record_id)) else { return Ok(()) };
    say(conn, record, (Verdict::Asked, text), (at, account)).await
}

/// Settles what was asked when the day was sent back; other questions about its records are others' to settle.
async fn settle(conn: &mut Conn, day: &EscortDay, (text, at, account): (&str, UtcMs, &str)) -> Result<()> {
    let sent_back: Vec<UtcMs> =
        day.words.iter().filter(|word| word.verdict == DayVerdict::SentBack).map(|word| word.at_ms).collect();
    let signatures = day.words.iter().filter_map(|word| word.record_id);
    let records: Vec<RecordId> = signatures.chain(day.sheets.iter().map(|sheet| sheet.record_id)).collect();
    for record in records {
        let last = rulings::of_record(conn, record).await?.pop();
        if last.is_some_and(|it| it.verdict == Verdict::Asked && sent_back.contains(&it.at)) {
            say(conn, record, (Verdict::Accepted, text), (at, account)).await?;
        }
    }
    Ok(())
}

async fn say(conn: &mut Conn, record: RecordId, word: (Verdict, &str), by: (UtcMs, &str)) -> Result<()> {
    let Some(found) = evidence::find(conn, record).await? else { return Ok(()) };
    ruling::say(conn, &found, word, by).await
}
