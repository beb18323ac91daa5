//! The cells of a sheet, whatever program wrote it: a workbook, or CSV in the encodings that offices have.

use std::borrow::Cow;

use domain::Problem;

use super::{COLUMNS_MAX, ROWS_MAX};
use crate::workbook::{self, Cells};

/// The title, a hint and the headings may stand above the rows.
const ABOVE: u32 = 5;

/// Reads the cells.
///
/// # Errors
/// `sheet-unreadable`, `sheet-too-large`.
pub(super) fn cells(bytes: &[u8]) -> Result<Cells, Problem> {
    if bytes.starts_with(b"PK") { workbook::cells(bytes, (ROWS_MAX + ABOVE, COLUMNS_MAX)) } else { csv(&text(bytes)?) }
}

/// UTF-8, or UTF-16 with its mark, or else what programs for sheets write on Chinese computers.
fn text(bytes: &[u8]) -> Result<Cow<'_, str>, Problem> {
    let not_one = || Problem::new("sheet-unreadable");
    let (text, _, broken) = match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding.decode(bytes),
        None if std::str::from_utf8(bytes).is_ok() => encoding_rs::UTF_8.decode(bytes),
        None => encoding_rs::GB18030.decode(bytes),
    };
    if broken || text.contains('\0') { Err(not_one()) } else { Ok(text) }
}

fn csv(text: &str) -> Result<Cells, Problem> {
    // The reader counts the line of what follows a CR LF one too low.
    let text = text.replace("\r\n", "\n");
    let head = text.lines().next().unwrap_or_default();
    let count = |c: char| head.matches(c).count();
    let delimiter = [',', ';', '\t'].into_iter().max_by_key(|c| count(*c)).unwrap_or(',');
    let mut reader = csv::ReaderBuilder::new();
    let reader = reader.has_headers(false).flexible(true).delimiter(u8::try_from(delimiter).unwrap_or(b','));
    let mut cells = Cells::new();
    for record in reader.from_reader(text.as_bytes()).records() {
        let record = record.map_err(|_| Problem::new("sheet-unreadable"))?;
        // Lines of the file, so that the row a problem names is the one that a program for sheets shows.
        let line = record.position().map_or(0, csv::Position::line);
        let row = u32::try_from(line.saturating_sub(1)).unwrap_or(u32::MAX);
        if row >= ROWS_MAX + ABOVE {
            break;
        }
        for (column, value) in (0..COLUMNS_MAX).zip(&record) {
            if !value.trim().is_empty() {
                cells.insert((row, column), value.trim().to_owned());
            }
        }
    }
    Ok(cells)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(bytes: &[u8], row: u32, column: u32) -> Option<String> {
        cells(bytes).expect("it reads").get(&(row, column)).cloned()
    }

    #[test]
    fn what_offices_save_is_read_in_every_encoding() {
        let text = "学校代码,点位名称\r\n2135810001,\"后围墙, 北段\"\r\n";
        let (gbk, _, _) = encoding_rs::GBK.encode(text);
        let marked = [b"\xEF\xBB\xBF".as_slice(), text.as_bytes()].concat();
        let wide: Vec<u8> = [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        for bytes in [text.as_bytes(), &marked, &gbk, &wide] {
            assert_eq!(at(bytes, 0, 0).as_deref(), Some("学校代码"));
            assert_eq!(at(bytes, 1, 1).as_deref(), Some("后围墙, 北段"));
        }
        assert_eq!(at(text.replace(',', "\t").as_bytes(), 1, 0).as_deref(), Some("2135810001"));
        assert_eq!(cells(b"\x00\x01\x02").err().map(|it| it.code).as_deref(), Some("sheet-unreadable"));
        assert_eq!(cells(b"PK\x03\x04nothing").err().map(|it| it.code).as_deref(), Some("sheet-unreadable"));
    }
}
