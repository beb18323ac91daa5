//! Sheets of tags to print, cut and hang: for each point its school, its name, the signed code, and the number that is
//! typed when no camera reads the code any more.
//!
//! A sheet is geometry in millimeters, so it is drawn directly; there is no text here that would have to be set.

mod card;

use serde::{Deserialize, Serialize};

use crate::{
    Error,
    error::Result,
    paper::{A4, Paper},
};

/// What one tag says.
#[derive(Clone, Debug)]
pub(crate) struct TagFace {
    pub(crate) school: String,
    pub(crate) point: String,
    /// With its check digit.
    pub(crate) typed_no: String,
    pub(crate) serial: u32,
    /// What stands in the code.
    pub(crate) text: String,
}

/// How many tags stand on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Size {
    /// Four: a code of 78 mm, read from two meters.
    Large,
    /// Eight: a code of 52 mm.
    Small,
}

impl Size {
    /// By the number of tags on a page.
    pub(crate) fn of(per_page: u32) -> Option<Self> {
        match per_page {
            4 => Some(Self::Large),
            8 => Some(Self::Small),
            _ => None,
        }
    }

    fn rows(self) -> usize {
        match self {
            Self::Large => 2,
            Self::Small => 4,
        }
    }
}

/// What office printers leave white.
const MARGIN: f32 = 10.0;
const COLUMNS: usize = 2;

/// Draws the sheets as a PDF.
///
/// # Errors
/// A face that has no picture as a code; none that this server signs is.
pub(crate) fn draw(faces: &[TagFace], size: Size) -> Result<Vec<u8>> {
    let mut paper = Paper::new(A4).ok_or_else(|| Error::broken("the font of the tags does not read"))?;
    let (rows, per_page) = (size.rows(), size.rows() * COLUMNS);
    let cell = ((A4.0 - 2.0 * MARGIN) / COLUMNS as f32, (A4.1 - 2.0 * MARGIN) / rows as f32);
    for page in faces.chunks(per_page) {
        cut_marks(&mut paper, cell, rows);
        for (place, face) in page.iter().enumerate() {
            let (column, row) = (place % COLUMNS, place / COLUMNS);
            let corner = (MARGIN + column as f32 * cell.0, MARGIN + row as f32 * cell.1);
            card::draw(&mut paper, corner, cell, (face, size))?;
        }
        paper.end_page();
    }
    Ok(paper.finish())
}

/// Short lines where the knife goes: outside at the edges, a small cross where four tags meet.
fn cut_marks(paper: &mut Paper, cell: (f32, f32), rows: usize) {
    const ARM: f32 = 3.0;
    for row in 0..=rows {
        for column in 0..=COLUMNS {
            let (x, y) = (MARGIN + column as f32 * cell.0, MARGIN + row as f32 * cell.1);
            paper.line((x - ARM, y), (x + ARM, y), 0.2);
            paper.line((x, y - ARM), (x, y + ARM), 0.2);
        }
    }
}
