//! Pages with headings, sentences and tables, set from top to bottom: a row is never torn, the heads of a table come again
//! on each page, and each page says which of how many it is.

use super::Paper;

/// White around a page, millimeters.
const MARGIN: f32 = 12.0;
/// Kept free for the foot.
const FOOT: f32 = 8.0;
const CELL_EM: f32 = 3.1;
const LEADING: f32 = 4.3;
const PAD: f32 = 1.3;
/// Lines of one cell; a longer text shrinks in the last.
const LINES_MAX: usize = 8;

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column<'h> {
    head: &'h str,
    /// Parts of the width of the page.
    share: f32,
    middle: bool,
}

impl<'h> Column<'h> {
    /// A column of words.
    pub(crate) fn words(head: &'h str, share: f32) -> Self {
        Self { head, share, middle: false }
    }

    /// A column of figures, or of what is as short.
    pub(crate) fn figure(head: &'h str, share: f32) -> Self {
        Self { head, share, middle: true }
    }
}

/// What stands on a page.
enum Mark {
    Text { at: (f32, f32), room: f32, em: f32, middle: bool, text: String },
    Line { from: (f32, f32), to: (f32, f32) },
    Shade { at: (f32, f32), size: (f32, f32) },
}

/// Pages in the making.
pub(crate) struct Sheet {
    paper: Paper,
    size: (f32, f32),
    pages: Vec<Vec<Mark>>,
    /// Where the next thing begins.
    y: f32,
}

/// A row that was broken into lines: its cells and its height.
struct Set {
    cells: Vec<Vec<String>>,
    height: f32,
}

impl Sheet {
    /// An empty page of this size; nothing when the built-in font does not read.
    pub(crate) fn new(size: (f32, f32)) -> Option<Self> {
        Some(Self { paper: Paper::new(size)?, size, pages: vec![Vec::new()], y: MARGIN })
    }

    fn width(&self) -> f32 {
        self.size.0 - 2.0 * MARGIN
    }

    /// The title of it all, in the middle.
    pub(crate) fn title(&mut self, text: &str) {
        let (at, room) = ((self.size.0 / 2.0, self.y + 6.5), self.width());
        self.put(Mark::Text { at, room, em: 6.4, middle: true, text: text.to_owned() });
        self.y += 11.0;
    }

    /// What is said under it.
    pub(crate) fn subtitle(&mut self, text: &str) {
        let (at, room) = ((self.size.0 / 2.0, self.y + 2.8), self.width());
        self.put(Mark::Text { at, room, em: 3.4, middle: true, text: text.to_owned() });
        self.y += 6.0;
    }

    /// Begins something new; it stays with what follows.
    pub(crate) fn heading(&mut self, text: &str) {
        self.room_for(36.0);
        let (at, room) = ((MARGIN, self.y + 6.5), self.width());
        self.put(Mark::Text { at, room, em: 4.2, middle: false, text: text.to_owned() });
        self.y += 9.0;
    }

    /// A sentence.
    pub(crate) fn sentence(&mut self, text: &str) {
        for line in self.paper.broken(text, self.width(), CELL_EM, LINES_MAX) {
            self.room_for(LEADING);
            let (at, room) = ((MARGIN, self.y + 3.2), self.width());
            self.put(Mark::Text { at, room, em: CELL_EM, middle: false, text: line });
            self.y += LEADING;
        }
        self.y += 1.0;
    }

    /// A table.
    pub(crate) fn table(&mut self, columns: &[Column<'_>], rows: impl IntoIterator<Item = Vec<String>>) {
        let whole: f32 = columns.iter().map(|it| it.share).sum();
        let widths: Vec<f32> = columns.iter().map(|it| it.share / whole * self.width()).collect();
        let head = self.set(&columns.iter().map(|it| it.head.to_owned()).collect::<Vec<_>>(), &widths);
        self.room_for(head.height * 2.0);
        self.row(&head, columns, &widths, true);
        for row in rows {
            let row = self.set(&row, &widths);
            if self.room_for(row.height) {
                self.row(&head, columns, &widths, true);
            }
            self.row(&row, columns, &widths, false);
        }
        self.y += 3.0;
    }

    fn set(&self, texts: &[String], widths: &[f32]) -> Set {
        let broken = |(text, width): (&String, &f32)| self.paper.broken(text, width - 2.0 * PAD, CELL_EM, LINES_MAX);
        let cells: Vec<Vec<String>> = texts.iter().zip(widths).map(broken).collect();
        let lines = cells.iter().map(Vec::len).max().unwrap_or(1);
        Set { cells, height: lines as f32 * LEADING + 2.0 * PAD - 0.6 }
    }

    fn row(&mut self, row: &Set, columns: &[Column<'_>], widths: &[f32], head: bool) {
        let (top, bottom, right) = (self.y, self.y + row.height, MARGIN + self.width());
        if head {
            self.put(Mark::Shade { at: (MARGIN, top), size: (right - MARGIN, row.height) });
        }
        let mut x = MARGIN;
        for ((cell, column), width) in row.cells.iter().zip(columns).zip(widths) {
            self.put(Mark::Line { from: (x, top), to: (x, bottom) });
            let above = (row.height - cell.len() as f32 * LEADING) / 2.0;
            for (nth, text) in (0_u16..).zip(cell) {
                let y = top + above + f32::from(nth) * LEADING + 3.2;
                let middle = column.middle || head;
                let at = if middle { (x + width / 2.0, y) } else { (x + PAD, y) };
                let text = text.clone();
                self.put(Mark::Text { at, room: width - 2.0 * PAD, em: CELL_EM, middle, text });
            }
            x += width;
        }
        self.put(Mark::Line { from: (right, top), to: (right, bottom) });
        self.put(Mark::Line { from: (MARGIN, top), to: (right, top) });
        self.put(Mark::Line { from: (MARGIN, bottom), to: (right, bottom) });
        self.y = bottom;
    }

    /// Begins another page when so much does not fit; whether it did.
    fn room_for(&mut self, height: f32) -> bool {
        let full = self.y + height > self.size.1 - MARGIN - FOOT && self.y > MARGIN;
        if full {
            self.pages.push(Vec::new());
            self.y = MARGIN;
        }
        full
    }

    fn put(&mut self, mark: Mark) {
        if let Some(page) = self.pages.last_mut() {
            page.push(mark);
        }
    }

    /// The bytes of the document; `foot` gives each page's last line from its number and how many there are.
    pub(crate) fn finish(mut self, foot: impl Fn(usize, usize) -> String) -> Vec<u8> {
        let count = self.pages.len();
        let (middle, low) = (self.size.0 / 2.0, self.size.1 - MARGIN + 1.0);
        for (number, page) in (1..).zip(std::mem::take(&mut self.pages)) {
            for mark in page {
                match mark {
                    Mark::Text { at, room, em, middle: true, text } => self.paper.centered(at, room, em, &text),
                    Mark::Text { at, room, em, text, .. } => self.paper.left(at, room, em, &text),
                    Mark::Line { from, to } => self.paper.line(from, to, 0.15),
                    Mark::Shade { at, size } => self.paper.shade(at, size),
                }
            }
            self.paper.centered((middle, low), self.size.0 - 2.0 * MARGIN, 2.9, &foot(number, count));
            self.paper.end_page();
        }
        self.paper.finish()
    }
}
