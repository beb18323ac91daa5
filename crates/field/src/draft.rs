//! Forms that are not sent yet: text by key, and the pictures taken for them. They survive a kill of the app.
//!
//! Keys: `hazard`, `check_in:<point id>`, `duty_on:<post id>`, `duty_note:<post id>` and `answer:<record id>`; forms with fields
//! of their own (a roll-call, an escort's sheet) are kept whole by their noun's file. The pictures are the truth of the database, not of the saved text: a
//! picture added a moment before the kill is there although the text was not saved again.

use domain::{
    hazard::SuspectedSeverity,
    ids::{PhotoId, PointId, PostId, RecordId},
    limits::{ANSWER_PHOTOS_MAX, CHECK_IN_PHOTOS_MAX, DUTY_PHOTOS_MAX, HAZARD_PHOTOS_MAX},
};
use serde::{Serialize, de::DeserializeOwned};
use store::{Tx, drafts, photos::PhotoRow};

use crate::{
    Error, Home,
    error::refused,
    torn,
    views::{Draft, DraftPhoto},
};

/// Key of the hazard form.
pub const HAZARD: &str = "hazard";
pub(crate) const CHECK_IN: &str = "check_in:";
pub(crate) const COMING: &str = "duty_on:";
pub(crate) const NOTE: &str = "duty_note:";
pub(crate) const ANSWER: &str = "answer:";

/// Key of the form of one point.
#[must_use]
pub fn key_of_point(id: PointId) -> String {
    format!("{CHECK_IN}{id}")
}

/// Key of a coming to a post.
#[must_use]
pub fn key_of_coming(id: PostId) -> String {
    format!("{COMING}{id}")
}

/// Key of a note at a post.
#[must_use]
pub fn key_of_note(id: PostId) -> String {
    format!("{NOTE}{id}")
}

/// Key of an answer about a record.
#[must_use]
pub fn key_of_answer(id: RecordId) -> String {
    format!("{ANSWER}{id}")
}

/// A form with fields of its own, as it was kept; one that cannot be read is none.
pub(crate) fn form<T: DeserializeOwned>(home: &Home, key: &str) -> Result<Option<T>, Error> {
    home.read(|tx| Ok(drafts::get(tx, key)?.and_then(|text| serde_json::from_str(&text).ok())))
}

/// Keeps a form with fields of its own.
pub(crate) fn keep_form<T: Serialize>(home: &Home, key: &str, form: &T) -> Result<(), Error> {
    let text = serde_json::to_string(form).unwrap_or_default();
    home.write(&[], |tx, _| Ok(drafts::put(tx, key, &text)?))
}

/// What was typed and taken so far; `None` when nothing was.
///
/// # Errors
/// `bad-draft-key`.
pub fn get(home: &Home, key: &str) -> Result<Option<Draft>, Error> {
    photos_max(key)?;
    home.read(|tx| {
        let typed: Option<Draft> = drafts::get(tx, key)?.and_then(|text| serde_json::from_str(&text).ok());
        let taken: Vec<PhotoId> = store::photos::drafts(tx, key)?.iter().map(|row| row.photo.id).collect();
        if typed.is_none() && taken.is_empty() {
            return Ok(None);
        }
        let typed = typed.unwrap_or_else(empty);
        Ok(Some(Draft { photo_ids: ordered(&typed.photo_ids, taken), ..typed }))
    })
}

/// What was taken, in the order the worker gave it; what was taken after that order was kept comes last.
fn ordered(wished: &[PhotoId], mut taken: Vec<PhotoId>) -> Vec<PhotoId> {
    let place = |id: &PhotoId| wished.iter().position(|it| it == id).unwrap_or(usize::MAX);
    taken.sort_by_key(place);
    taken
}

/// The pictures of the form with this key, in its order.
///
/// # Errors
/// `bad-draft-key`.
pub fn photos(home: &Home, key: &str) -> Result<Vec<DraftPhoto>, Error> {
    let order = get(home, key)?.map(|draft| draft.photo_ids).unwrap_or_default();
    home.read(|tx| {
        let mut rows = store::photos::drafts(tx, key)?;
        rows.sort_by_key(|row| order.iter().position(|id| *id == row.photo.id));
        let shown = |row: PhotoRow| {
            let damaged = torn::is_torn(home, &row.photo)?;
            Ok(DraftPhoto::of(&row.photo, row.stamped_place, damaged))
        };
        rows.into_iter().map(shown).collect()
    })
}

/// The school that is chosen so far in the form with this key.
pub(crate) fn school_code(tx: &Tx<'_>, key: &str) -> Result<Option<String>, Error> {
    let typed: Option<Draft> = drafts::get(tx, key)?.and_then(|text| serde_json::from_str(&text).ok());
    Ok(typed.and_then(|draft| draft.school_code))
}

/// Keeps what was typed.
///
/// # Errors
/// `bad-draft-key`.
pub fn save(home: &Home, key: &str, draft: &Draft) -> Result<(), Error> {
    photos_max(key)?;
    let text = serde_json::to_string(draft).unwrap_or_default();
    home.write(&[], |tx, _| Ok(drafts::put(tx, key, &text)?))
}

/// How many pictures the form with this key takes.
pub(crate) fn photos_max(key: &str) -> Result<usize, Error> {
    if key == HAZARD {
        return Ok(HAZARD_PHOTOS_MAX);
    }
    let (noun, id) = key.split_at(key.find(':').map_or(0, |at| at + 1));
    let max = match noun {
        CHECK_IN if id.parse::<PointId>().is_ok() => CHECK_IN_PHOTOS_MAX,
        COMING | NOTE if id.parse::<PostId>().is_ok() => DUTY_PHOTOS_MAX,
        ANSWER if id.parse::<RecordId>().is_ok() => ANSWER_PHOTOS_MAX,
        _ => return Err(refused("bad-draft-key")),
    };
    Ok(max)
}

fn empty() -> Draft {
    Draft {
        text: String::new(),
        category: None,
        severity: SuspectedSeverity::General,
        photo_ids: Vec::new(),
        school_code: None,
    }
}
