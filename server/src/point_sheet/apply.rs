//! Carries a sheet of points out, all of it or nothing, and tells what it does or would do.

use domain::point_wish::PointWish;
use serde::{Deserialize, Serialize};

use super::{Fault, Known, PointDifference, Reading, read::read};
use crate::{
    clock,
    db::{Conn, Database},
    error::Result,
    points::{self, Author},
    tables::audit_log::Action,
    told::{Deed, Told},
};

/// What a sheet does, or would do.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Imported {
    pub(crate) faults: Vec<Fault>,
    pub(crate) rows: Vec<ImportedRow>,
    /// Rows that say what is so already.
    pub(crate) same: u32,
    /// It was carried out.
    pub(crate) applied: bool,
}

/// A row that makes or changes a point.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ImportedRow {
    pub(crate) row: u32,
    pub(crate) school: String,
    /// Empty: the point is new.
    pub(crate) point_no: String,
    pub(crate) name: String,
    pub(crate) differences: Vec<PointDifference>,
}

/// Reads a sheet for these schools; with `apply` it is carried out, if the whole of it is right.
pub(crate) async fn import(
    conn: &mut Conn,
    known: &Known,
    bytes: &[u8],
    (apply, author): (bool, Author<'_>),
) -> Result<Imported> {
    let reading = read(known, bytes);
    let apply = apply && reading.faults.is_empty();
    if apply && !reading.lines.is_empty() {
        for line in &reading.lines {
            let wish: PointWish = line.wish.clone();
            match &line.before {
                Some(before) => points::change(conn, before, wish, author).await?,
                None => {
                    points::create(conn, line.school.id, wish, author).await?;
                }
            }
        }
        let told = Told::of(Deed::PointsIn).with("lines", reading.lines.len());
        author.note(conn, Action::PointSheet, told).await?;
    }
    Ok(told(reading, apply))
}

/// The same for every school, from the command line.
pub(crate) async fn import_all(db: &Database, bytes: &[u8], apply: bool) -> Result<Imported> {
    let mut tx = db.begin().await?;
    let known = Known::read(&mut tx, None).await?;
    let author = Author { account: crate::tags::COMMAND_LINE, at: clock::now() };
    let imported = import(&mut tx, &known, bytes, (apply, author)).await?;
    if imported.applied {
        tx.commit().await?;
    }
    Ok(imported)
}

fn told(reading: Reading, applied: bool) -> Imported {
    let row = |line: super::Line| ImportedRow {
        row: line.row,
        school: line.school.name,
        point_no: line.before.map(|kept| kept.point.point_no).unwrap_or_default(),
        name: line.wish.name,
        differences: line.differences,
    };
    Imported { faults: reading.faults, rows: reading.lines.into_iter().map(row).collect(), same: reading.same, applied }
}
