//! `roots.log` in the data folder: one line of JSON for each root, appended and flushed, never rewritten.
//!
//! Copy it elsewhere every day, or print it: what somebody outside keeps is what the server cannot take back.

use std::{
    fs::{self, OpenOptions},
    io::Write as _,
};

use data_encoding::HEXLOWER;
use protocol::{Root, from_cbor, to_cbor};
use serde::{Deserialize, Serialize};

use crate::{
    Error,
    db::Database,
    error::Result,
    folder::{self, Folder},
    tables::roots,
};

/// Roots read at once.
const ROOTS: i64 = 500;

/// A line: what a person reads, and the whole signed root.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Line {
    pub(crate) no: u64,
    pub(crate) at: String,
    pub(crate) streams: u64,
    pub(crate) records: u64,
    /// The tree hash, in hex.
    pub(crate) heads: String,
    /// CBOR of the [`Root`], in hex.
    pub(crate) root: String,
}

impl From<&Root> for Line {
    fn from(root: &Root) -> Self {
        Self {
            no: root.no,
            at: root.at.rfc3339(),
            streams: root.streams,
            records: root.records,
            heads: HEXLOWER.encode(&*root.heads),
            root: HEXLOWER.encode(&to_cbor(root)),
        }
    }
}

/// The roots of the file in its order; `None` when there is no file.
pub(crate) fn read(folder: &Folder) -> Result<Option<Vec<Root>>> {
    let path = folder.roots_log();
    let Some(bytes) = folder::read_if_there(&path)? else { return Ok(None) };
    let text = String::from_utf8_lossy(&bytes);
    let root = |(number, line): (usize, &str)| {
        let line = serde_json::from_str::<Line>(line).ok();
        let bytes = line.and_then(|line| HEXLOWER.decode(line.root.as_bytes()).ok());
        bytes.and_then(|bytes| from_cbor(&bytes).ok()).ok_or_else(|| {
            Error::refused(format!("difference found: line {} of {} is no root", number + 1, path.display()))
        })
    };
    // A line that a crash cut short is written again by the server.
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    whole.lines().enumerate().map(root).collect::<Result<_>>().map(Some)
}

/// Appends the roots that the table has and the file lacks: the newest, and what another node or a crash left out.
pub(crate) async fn append_missing(folder: &Folder, db: &Database) -> Result<()> {
    let last = read(folder)?.and_then(|roots| roots.last().cloned());
    let mut conn = db.snapshot().await?;
    // A file whose end is of a life that ended goes on where that life was left.
    let known = match &last {
        None => 0,
        Some(last) => roots::last_common(&mut conn, last).await?,
    };
    let mut text = String::new();
    let mut after = known;
    loop {
        let page = roots::after(&mut conn, after, ROOTS).await?;
        let Some(newest) = page.last() else { break };
        after = newest.no;
        for root in &page {
            text.push_str(&serde_json::to_string(&Line::from(root)).unwrap_or_default());
            text.push('\n');
        }
    }
    if text.is_empty() { Ok(()) } else { append(folder, &text) }
}

fn append(folder: &Folder, text: &str) -> Result<()> {
    let path = folder.roots_log();
    let written = cut_torn_line(&path).and_then(|()| {
        let mut file = OpenOptions::new().append(true).create(true).open(&path)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    written.map_err(Error::io(format!("cannot append to {}", path.display())))
}

/// Removes what a crash left of a line that was never whole.
fn cut_torn_line(path: &std::path::Path) -> std::io::Result<()> {
    let Ok(bytes) = fs::read(path) else { return Ok(()) };
    let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    if whole == bytes.len() {
        return Ok(());
    }
    OpenOptions::new().write(true).open(path)?.set_len(whole as u64)
}
