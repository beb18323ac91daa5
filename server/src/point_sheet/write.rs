//! The points of a unit as a workbook: to be looked at, filled in and imported again. A unit without points gets the
//! headings, which is how one begins.

use domain::point_no;
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use super::{COLUMNS, Column, KINDS, Known, Language, PROOFS};
use crate::{Error, error::Result, tables::points::KeptPoint, workbook};

/// Rows to which the choices of a column hold, so that new rows are filled in right.
const ROWS_READY: u32 = 500;

/// The workbook's bytes.
///
/// # Errors
/// A text that no cell holds.
pub(crate) fn write(known: &Known, language: Language) -> Result<Vec<u8>> {
    book(known, language).map_err(|error| Error::broken(format!("the workbook was not written: {error}")))
}

fn book(known: &Known, language: Language) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name(language.pick("必巡点", "Points"))?;
    workbook::set_for_paper(sheet, (0, 0), language.pick(workbook::FOOT, workbook::FOOT_ENGLISH))?;
    let framed = || Format::new().set_font_name("宋体").set_border(FormatBorder::Thin);
    let head = framed().set_bold().set_background_color(0xE3_EEF9).set_align(FormatAlign::Center);
    for (at, (column, zh, en)) in (0..).zip(COLUMNS) {
        sheet.write_with_format(0, at, language.pick(zh, en), &head)?;
        sheet.set_column_width(at, width(column))?;
    }
    let mut row = 0;
    for school in &known.schools {
        for kept in known.of(school.id) {
            row += 1;
            line(sheet, row, (&school.code, &school.name), kept, (language, &framed()))?;
        }
    }
    choices(sheet, row.max(1) + ROWS_READY, language)?;
    sheet.set_freeze_panes(1, 1)?;
    workbook.save_to_buffer()
}

fn width(column: Column) -> f64 {
    match column {
        Column::SchoolName => 30.0,
        Column::Name => 24.0,
        Column::School | Column::Kind | Column::Radius => 15.0,
        _ => 12.0,
    }
}

fn line(
    sheet: &mut Worksheet,
    row: u32,
    (code, school): (&str, &str),
    kept: &KeptPoint,
    (language, cell): (Language, &Format),
) -> Result<(), XlsxError> {
    // Numbers and codes are text: a program for sheets must not drop the noughts in front.
    let (word, degrees) = (cell.clone().set_num_format("@"), cell.clone().set_num_format("0.000000"));
    let short = cell.clone().set_align(FormatAlign::Center);
    let point = &kept.point;
    let kind = KINDS.iter().find(|(kind, ..)| *kind == point.kind);
    for (at, (column, ..)) in (0..).zip(COLUMNS) {
        match column {
            Column::Number => sheet.write_with_format(row, at, point_no::with_check(&point.point_no), &word)?,
            Column::School => sheet.write_with_format(row, at, code, &word)?,
            Column::SchoolName => {
                workbook::write_text(sheet, (row, at), school, cell)?;
                continue;
            }
            Column::Name => {
                workbook::write_text(sheet, (row, at), &point.name, cell)?;
                continue;
            }
            Column::Kind => {
                sheet.write_with_format(row, at, kind.map_or("", |(_, zh, en)| language.pick(zh, en)), cell)?
            }
            Column::Lat => sheet.write_with_format(row, at, point.place.lat(), &degrees)?,
            Column::Lon => sheet.write_with_format(row, at, point.place.lon(), &degrees)?,
            Column::Crs => sheet.write_with_format(row, at, "WGS-84", &short)?,
            Column::Radius => sheet.write_with_format(row, at, point.radius_m, &short)?,
            Column::PerDay => sheet.write_with_format(row, at, point.per_day, &short)?,
            Column::Proof => sheet.write_with_format(row, at, point.min_proof.letter(), &short)?,
        };
    }
    Ok(())
}

/// Cells that take one of a few words offer them.
fn choices(sheet: &mut Worksheet, last: u32, language: Language) -> Result<(), XlsxError> {
    let kinds: Vec<&str> = KINDS.iter().map(|(_, zh, en)| language.pick(zh, en)).collect();
    let offered = [
        (Column::Kind, kinds),
        (Column::Crs, vec!["WGS-84", "GCJ-02", "BD-09"]),
        (Column::Proof, PROOFS.iter().map(|level| level.letter()).collect()),
    ];
    for (column, words) in offered {
        let at = COLUMNS.iter().position(|(it, ..)| *it == column).and_then(|at| u16::try_from(at).ok());
        let rule = rust_xlsxwriter::DataValidation::new().allow_list_strings(&words)?;
        if let Some(at) = at {
            sheet.add_data_validation(1, at, last, at, &rule)?;
        }
    }
    Ok(())
}
