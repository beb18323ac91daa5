//! What stands in a page of SQLite's file format: rows of tables, and those of tables that are kept in the order of their
//! key, whose inner pages hold rows too. Whatever does not have its form is passed over.

use rusqlite::types::Value;

use super::cipher::{Pages, USABLE};

/// Kinds of pages that hold rows, by their first byte.
const TABLE_LEAF: u8 = 13;
const KEYED_LEAF: u8 = 10;
const KEYED_INNER: u8 = 2;
/// A row is never longer: a record has its limit, and so has everything the server gives.
const ROW_MAX: usize = 4 << 20;

/// A number of four bytes; 0 outside the page.
pub(super) fn number(page: &[u8], at: usize) -> u32 {
    page.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).map_or(0, u32::from_be_bytes)
}

/// The rows of a page.
pub(super) fn rows(pages: &Pages, number: u32) -> Vec<Vec<Value>> {
    let Some(page) = pages.page(number) else { return Vec::new() };
    let begin = if number == 1 { 100 } else { 0 };
    let kind = page[begin];
    let cells = match kind {
        TABLE_LEAF | KEYED_LEAF => begin + 8,
        KEYED_INNER => begin + 12,
        _ => return Vec::new(),
    };
    let count = short(page, begin + 3).unwrap_or(0);
    let at = |cell: usize| short(page, cells + 2 * cell);
    (0..count).filter_map(|cell| row(pages, page, kind, at(cell)?)).collect()
}

fn row(pages: &Pages, page: &[u8], kind: u8, at: usize) -> Option<Vec<Value>> {
    let mut cell = Reader { bytes: page, at: if kind == KEYED_INNER { at + 4 } else { at } };
    let length = usize::try_from(cell.varint()?).ok().filter(|length| *length <= ROW_MAX)?;
    let key = if kind == TABLE_LEAF { Some(cell.varint()?) } else { None };
    let most = if kind == TABLE_LEAF { USABLE - 35 } else { (USABLE - 12) * 64 / 255 - 23 };
    let payload = payload(pages, page, cell.at, length, most)?;
    let mut values = values(&payload)?;
    if let (Some(key), Some(first)) = (key, values.first_mut()) {
        *first = Value::Integer(key);
    }
    Some(values)
}

/// The bytes of a row; what does not fit its page stands in a chain of further ones.
fn payload(pages: &Pages, page: &[u8], at: usize, length: usize, most: usize) -> Option<Vec<u8>> {
    if length <= most {
        return Some(page.get(at..at + length)?.to_vec());
    }
    let least = (USABLE - 12) * 32 / 255 - 23;
    let fitting = least + (length - least) % (USABLE - 4);
    let here = if fitting <= most { fitting } else { least };
    let mut bytes = page.get(at..at + here)?.to_vec();
    let mut next = number(page, at + here);
    while bytes.len() < length {
        let page = pages.page(next)?;
        let part = (length - bytes.len()).min(USABLE - 4);
        bytes.extend_from_slice(&page[4..4 + part]);
        next = number(page, 0);
    }
    Some(bytes)
}

fn values(payload: &[u8]) -> Option<Vec<Value>> {
    let mut kinds = Reader { bytes: payload, at: 0 };
    let mut content = Reader { bytes: payload, at: usize::try_from(kinds.varint()?).ok()? };
    let end = content.at;
    let mut values = Vec::new();
    while kinds.at < end {
        values.push(content.value(kinds.varint()?)?);
    }
    (content.at == payload.len()).then_some(values)
}

fn short(page: &[u8], at: usize) -> Option<usize> {
    Some(usize::from(u16::from_be_bytes(page.get(at..at + 2)?.try_into().ok()?)))
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn take(&mut self, length: usize) -> Option<&[u8]> {
        let bytes = self.bytes.get(self.at..self.at.checked_add(length)?)?;
        self.at += length;
        Some(bytes)
    }

    /// SQLite's numbers of one to nine bytes.
    fn varint(&mut self) -> Option<i64> {
        let mut value = 0_u64;
        for _ in 0..8 {
            let byte = *self.take(1)?.first()?;
            value = value << 7 | u64::from(byte & 0x7f);
            if byte < 0x80 {
                return Some(value.cast_signed());
            }
        }
        Some((value << 8 | u64::from(*self.take(1)?.first()?)).cast_signed())
    }

    fn value(&mut self, kind: i64) -> Option<Value> {
        let long = |base: i64| usize::try_from((kind - base) / 2).ok().filter(|length| *length <= ROW_MAX);
        Some(match kind {
            0 => Value::Null,
            1..=4 => self.integer(usize::try_from(kind).ok()?)?,
            5 => self.integer(6)?,
            6 => self.integer(8)?,
            8 => Value::Integer(0),
            9 => Value::Integer(1),
            12.. if kind % 2 == 0 => Value::Blob(self.take(long(12)?)?.to_vec()),
            13.. => Value::Text(String::from_utf8(self.take(long(13)?)?.to_vec()).ok()?),
            _ => return None,
        })
    }

    fn integer(&mut self, length: usize) -> Option<Value> {
        let bytes = self.take(length)?;
        let sign = if bytes.first()? & 0x80 == 0 { 0 } else { -1 };
        Some(Value::Integer(bytes.iter().fold(sign, |value: i64, byte| value << 8 | i64::from(*byte))))
    }
}
