//! What the office asks or has decided about my records 审核意见, with what I answered.

use domain::{ids::StaffId, ruling::Verdict};
use store::{Tx, entities, records};

use crate::{Error, Home, answer, records::Subjects, sending::Sending, views::RulingRow, worker};

/// About my records: open questions first, then the newest.
///
/// # Errors
/// `not-signed-in`.
pub fn rulings(home: &Home) -> Result<Vec<RulingRow>, Error> {
    home.read(|tx| {
        let me = worker::current(tx)?.staff_id;
        rows(tx, me, home.is_sending())
    })
}

/// About one person's records, whoever is signed in.
///
/// # Errors
/// Only those of the database.
pub fn of_person(home: &Home, staff_id: StaffId) -> Result<Vec<RulingRow>, Error> {
    home.read(|tx| rows(tx, staff_id, home.is_sending()))
}

/// Questions about somebody's records that nobody answered.
pub(crate) fn open_questions(tx: &Tx<'_>, me: StaffId) -> Result<u32, Error> {
    let asked = entities::rulings(tx)?.into_iter().filter(|it| it.verdict == Verdict::Asked);
    let mut open = 0;
    for ruling in asked {
        let mine = ruling.staff_id == Some(me);
        if mine && !answer::is_answered(tx, &ruling)? {
            open += 1;
        }
    }
    Ok(open)
}

fn rows(tx: &Tx<'_>, me: StaffId, sending: Sending) -> Result<Vec<RulingRow>, Error> {
    let subjects = Subjects::read(tx)?;
    let mut rows = Vec::new();
    for ruling in entities::rulings(tx)?.into_iter().filter(|it| it.staff_id == Some(me)) {
        let record = records::by_id(tx, ruling.record_id)?;
        let record = record.map(|row| subjects.line(tx, &row, sending)).transpose()?;
        rows.push(answer::with_answer(tx, ruling, record, sending)?);
    }
    rows.sort_by_key(|row| (!row.open, std::cmp::Reverse(row.at_ms)));
    Ok(rows)
}
