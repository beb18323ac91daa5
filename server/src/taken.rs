//! What is taken out at the command line, written to the audit log before a byte of it is given out, with the word of
//! whoever took it.

use serde::{Deserialize, Serialize};

use crate::{
    audit::Entry,
    clock,
    db::Database,
    device_state::COMMAND_LINE,
    error::Result,
    sql::plain_text,
    tables::audit_log::{self, Action},
};

/// Characters of a word of why.
const WORD_CHARS_MAX: usize = 100;

/// What is taken out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Taken {
    /// The picture of this digest, in hex.
    Photo(String),
    /// Records; which of them, in words.
    Records(String),
    /// Everything: a backup, and where it goes.
    Backup(String),
}

/// Writes it down.
pub(crate) async fn note(db: &Database, taken: &Taken, why: &str) -> Result<()> {
    let (action, what) = match taken {
        Taken::Photo(sha256) => (Action::PhotoOriginal, sha256),
        Taken::Records(which) => (Action::RecordsExport, which),
        Taken::Backup(place) => (Action::BackupTaken, place),
    };
    let why: String = plain_text(why.trim()).chars().take(WORD_CHARS_MAX).collect();
    let subject = format!("{what} {why}").trim_end().to_owned();
    let entry = Entry { at: clock::now(), account: COMMAND_LINE.to_owned(), action, subject };
    let mut tx = db.begin().await?;
    audit_log::insert(&mut tx, &[entry]).await?;
    tx.commit().await?;
    Ok(())
}
