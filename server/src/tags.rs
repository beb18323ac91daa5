//! Handing out tags: which points, the codes signed for the prints that are to hang there, drawn as sheets, and noted.

use std::path::Path;

use domain::{
    ids::{PointId, UnitId},
    point_no,
    point_wish::PointState,
};
use protocol::{SigningKey, Tag};

use crate::{
    Error, clock,
    db::{Conn, Database},
    enroll::{Belongs, find_unit},
    error::Result,
    points::Author,
    tables::{
        audit_log::Action,
        points::{self, Filter, Listed},
        tags::{self, Form},
    },
    tag_sheet::{self, Size, TagFace},
    told::{Deed, Told},
};

/// Who the audit log names when nobody is signed in.
pub(crate) const COMMAND_LINE: &str = "command-line";
/// Tags in one file, at most: a station has some two hundred points.
pub(crate) const TAGS_MAX: usize = 800;

/// Draws the tags of a school or station into a file; how many.
///
/// # Errors
/// There is no such school or station, it has no points, or the file cannot be written.
pub(crate) async fn to_file(
    db: &Database,
    key: &SigningKey,
    belongs: &Belongs,
    (size, file): (Size, &Path),
) -> Result<usize> {
    let mut tx = db.begin().await?;
    let unit = find_unit(&mut tx, belongs).await?;
    let listed = points_of(&mut tx, Some(unit)).await?;
    if listed.is_empty() {
        return Err(Error::refused("there are no points in use there, so there is nothing to print"));
    }
    let (Belongs::School(code) | Belongs::Station(code)) = belongs;
    let author = Author { account: COMMAND_LINE, at: clock::now() };
    let faces = issue(&mut tx, key, listed, (code, author)).await?;
    let sheet = tag_sheet::draw(&faces, size)?;
    std::fs::write(file, sheet).map_err(Error::io(format!("cannot write {}", file.display())))?;
    tx.commit().await?;
    Ok(faces.len())
}

/// The points in use of a unit, or of all, by number.
pub(crate) async fn points_of(conn: &mut Conn, unit: Option<UnitId>) -> Result<Vec<Listed>> {
    let filter = Filter { unit, state: PointState::Active, kind: None, text: String::new() };
    points::page(conn, &filter, TAGS_MAX as i64).await
}

/// Signs a tag for each point and notes that they were handed out.
pub(crate) async fn issue(
    conn: &mut Conn,
    key: &SigningKey,
    listed: Vec<Listed>,
    (of, author): (&str, Author<'_>),
) -> Result<Vec<TagFace>> {
    let prints: Vec<(PointId, u32)> = listed.iter().map(|it| (it.kept.point.id, it.kept.tag_serial)).collect();
    tags::issue(conn, Form::Print, &prints, (author.at, author.account)).await?;
    let told = Told::of(Deed::TagsPrinted).with("of", of).with("tags", prints.len());
    author.note(conn, Action::TagSheet, told).await?;
    let face = |it: Listed| {
        let (point, serial) = (it.kept.point, it.kept.tag_serial);
        TagFace {
            school: it.school,
            typed_no: point_no::with_check(&point.point_no),
            text: Tag::sign(key, point.id, serial).text(),
            point: point.name,
            serial,
        }
    };
    Ok(listed.into_iter().map(face).collect())
}
