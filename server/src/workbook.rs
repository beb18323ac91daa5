//! What all workbooks share. Ours are set for A4 across, and what people typed stands in them as text, never as a formula. A
//! stranger's one is unpacked under a cap before it is read, and only cells near the table are looked at; what the cells mean
//! is the caller's.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read as _},
};

use calamine::{DataRef, DataType as _, Reader as _, Xlsx, open_workbook_from_rs};
use domain::Problem;
use rust_xlsxwriter::{Format, Worksheet, XlsxError};

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

/// UTF-16 units in a cell, at most; Excel calls a workbook with a longer one broken.
const CELL_UNITS_MAX: usize = 32_767;
/// Points of a line of Chinese, with air.
pub(crate) const LINE_POINTS: f64 = 16.5;

/// How high a row must be for a wrapped text in a column of this width, in points. Not every program for sheets finds that
/// out by itself.
pub(crate) fn height_of(text: &str, width: f64) -> f64 {
    let lines = |line: &str| {
        let wide: u32 = line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        (f64::from(wide) / (width - 1.0).max(1.0)).ceil().max(1.0)
    };
    text.split('\n').map(lines).sum::<f64>().max(1.0) * LINE_POINTS
}

/// Writes what somebody typed. A text that begins like a formula keeps being one when it is opened for typing: a quotation
/// mark stands in front of it that only Excel sees.
pub(crate) fn write_text(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    let text = cell_text(text);
    if text.starts_with(['=', '+', '-', '@']) {
        sheet.write_string_with_format(row, column, text, &format.clone().set_quote_prefix())?;
    } else {
        sheet.write_string_with_format(row, column, text, format)?;
    }
    Ok(())
}

/// The part of a text that a cell can hold: no letters that XML or Excel have no place for, and not too many.
fn cell_text(text: &str) -> String {
    let has_place = |c: &char| (!c.is_control() || matches!(c, '\n' | '\t')) && !matches!(c, '\u{fffe}' | '\u{ffff}');
    let mut units = 0;
    let fits = |c: &char| {
        units += c.len_utf16();
        units <= CELL_UNITS_MAX
    };
    text.chars().filter(has_place).take_while(fits).collect()
}

/// Sets a sheet for A4 across, one page wide, the heads again on each page and the number of the page at its foot.
pub(crate) fn set_for_paper(sheet: &mut Worksheet, heads: (u32, u32), foot: &str) -> Result<(), XlsxError> {
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_repeat_rows(heads.0, heads.1)?;
    sheet.set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3).set_footer(foot);
    Ok(())
}

/// The foot of a page in Chinese.
pub(crate) const FOOT: &str = "&C第 &P 页，共 &N 页";
/// And in English.
pub(crate) const FOOT_ENGLISH: &str = "&CPage &P of &N";

/// How a program for sheets calls a cell: `D5`.
pub(crate) fn name_of((row, column): (u32, u32)) -> String {
    let letter = char::from(b'A' + u8::try_from(column % 26).unwrap_or(0));
    format!("{letter}{}", row + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_as_high_as_its_lines_also_those_that_were_typed() {
        assert_eq!(height_of("保安01", 12.0), LINE_POINTS);
        assert_eq!(height_of("", 12.0), LINE_POINTS);
        assert_eq!(height_of("教师01、教师02、保安01", 12.0), 2.0 * LINE_POINTS);
        assert_eq!(height_of("一行\n又一行\n\n末行", 28.0), 4.0 * LINE_POINTS);
    }

    #[test]
    fn a_cell_holds_what_excel_has_a_place_for() {
        assert_eq!(cell_text("三轮车\u{1}占道\u{ffff}\n已劝离\u{7f}"), "三轮车占道\n已劝离");
        assert_eq!(cell_text(&"长".repeat(40_000)).chars().count(), CELL_UNITS_MAX);
        assert_eq!(cell_text(&"😀".repeat(40_000)).encode_utf16().count(), CELL_UNITS_MAX - 1, "no half of a letter");
    }
}
