//! Where answers go: one JSON object, or text for people. A reader that went away (`| head`) is no fault.

use std::io::{self, Write};

use serde_json::Value;

use super::args::Lang;

/// How to answer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output {
    json: bool,
    /// Language of the text.
    pub(crate) lang: Lang,
}

impl Output {
    pub(crate) fn new(json: bool, lang: Lang) -> Self {
        Self { json, lang }
    }

    /// Prints the object, or the text when no `--json` was given.
    pub(crate) fn give(self, object: &Value, text: impl FnOnce(Lang) -> String) {
        let text = if self.json { object.to_string() } else { text(self.lang) };
        if !text.is_empty() {
            // A closed pipe has nobody to be told.
            let _gone: io::Result<()> = writeln!(io::stdout().lock(), "{text}");
        }
    }
}

/// One sentence on standard error.
pub(crate) fn complain(sentence: &str) {
    let _gone: io::Result<()> = writeln!(io::stderr().lock(), "{sentence}");
}

/// Lines of columns, each as wide as its widest cell; a Chinese character takes two places.
pub(crate) fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widest = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| width(cell)).max();
    let widths: Vec<usize> = (0..columns).map(|column| widest(column).unwrap_or(0)).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, wide)| format!("{cell}{}", " ".repeat(wide - width(cell))));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn width(text: &str) -> usize {
    text.chars().map(|c| if c > '\u{10ff}' { 2 } else { 1 }).sum()
}
