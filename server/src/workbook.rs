//! What all workbooks share. A stranger's one is unpacked under a cap before it is read, and only cells near the table are
//! looked at; what the cells mean is the caller's.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read as _},
};

use calamine::{DataRef, DataType as _, Reader as _, Xlsx, open_workbook_from_rs};
use domain::Problem;

/// Bytes a workbook may have when unpacked.
const UNPACKED_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// Texts by row and column, both from 0; empty cells are left out.
pub(crate) type Cells = BTreeMap<(u32, u32), String>;

/// The texts of the first sheet within so many rows and columns.
///
/// # Errors
/// `sheet-unreadable`, `sheet-too-large`.
pub(crate) fn cells(bytes: &[u8], (rows, columns): (u32, u32)) -> Result<Cells, Problem> {
    let not_one = || Problem::new("sheet-unreadable");
    refuse_bombs(bytes)?;
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).map_err(|_| not_one())?;
    let first = book.sheet_names().first().cloned().ok_or_else(not_one)?;
    let mut reader = book.worksheet_cells_reader(&first).map_err(|_| not_one())?;
    let mut cells = Cells::new();
    while let Some(cell) = reader.next_cell().map_err(|_| not_one())? {
        let (row, column) = cell.get_position();
        let text = match cell.get_value() {
            DataRef::String(text) => text.clone(),
            DataRef::SharedString(text) => (*text).to_owned(),
            DataRef::Empty => continue,
            other => other.as_string().unwrap_or_default(),
        };
        if row < rows && column < columns && !text.trim().is_empty() {
            cells.insert((row, column), text.trim().to_owned());
        }
    }
    Ok(cells)
}

/// A workbook is a zip; one that grows beyond the cap when it is unpacked is none of ours.
fn refuse_bombs(bytes: &[u8]) -> Result<(), Problem> {
    let not_one = || Problem::new("sheet-unreadable");
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| not_one())?;
    let mut left = UNPACKED_BYTES_MAX;
    for at in 0..archive.len() {
        let file = archive.by_index(at).map_err(|_| not_one())?;
        let unpacked = std::io::copy(&mut file.take(left + 1), &mut std::io::sink()).map_err(|_| not_one())?;
        left = left.checked_sub(unpacked).ok_or_else(|| Problem::new("sheet-too-large"))?;
    }
    Ok(())
}

/// How high a row must be for a wrapped text in a column of this width, in points. Not every program for sheets finds that
/// out by itself.
pub(crate) fn height_of(text: &str, width: f64) -> f64 {
    let wide: u32 = text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    let lines = (f64::from(wide) / (width - 1.0).max(1.0)).ceil().max(1.0);
    lines * 15.0
}

/// How a program for sheets calls a cell: `D5`.
pub(crate) fn name_of((row, column): (u32, u32)) -> String {
    let letter = char::from(b'A' + u8::try_from(column % 26).unwrap_or(0));
    format!("{letter}{}", row + 1)
}
