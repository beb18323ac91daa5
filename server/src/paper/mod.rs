//! Pages of a PDF, drawn in millimeters from the top left corner: blocks, lines, and text in the font that stamps have.
//!
//! Letters stand in the file as outlines that it defines itself, so that no print shop needs a font, and each can still
//! be searched for and copied. What a page says and where is the caller's.

mod letters;
mod sheet;

use pdf_writer::{Content, Filter, Finish as _, Name, Pdf, Rect, Ref, Str};

use letters::Letters;
pub(crate) use sheet::{Column, Sheet};

/// A4, millimeters.
pub(crate) const A4: (f32, f32) = (210.0, 297.0);
/// A4 across, millimeters.
pub(crate) const A4_ACROSS: (f32, f32) = (297.0, 210.0);
/// Points of a PDF in a millimeter.
const POINTS: f32 = 72.0 / 25.4;

/// A document in the making.
pub(crate) struct Paper {
    pdf: Pdf,
    letters: Letters,
    /// Contents of the pages that are finished.
    pages: Vec<Vec<u8>>,
    page: Content,
    size: (f32, f32),
}

impl Paper {
    /// An empty document of pages of one size; nothing when the built-in font does not read.
    pub(crate) fn new(size: (f32, f32)) -> Option<Self> {
        let letters = Letters::new()?;
        Some(Self { pdf: Pdf::new(), letters, pages: Vec::new(), page: Content::new(), size })
    }

    /// A black block with its upper left corner at `at`.
    pub(crate) fn block(&mut self, at: (f32, f32), size: (f32, f32)) {
        let (width, height) = (size.0 * POINTS, size.1 * POINTS);
        let (x, y) = self.point((at.0, at.1 + size.1));
        self.page.rect(x, y, width, height);
        self.page.fill_nonzero();
    }

    /// A light block under what is drawn later.
    pub(crate) fn shade(&mut self, at: (f32, f32), size: (f32, f32)) {
        self.page.set_fill_gray(0.9);
        self.block(at, size);
        self.page.set_fill_gray(0.0);
    }

    /// A black line of this width.
    pub(crate) fn line(&mut self, from: (f32, f32), to: (f32, f32), width: f32) {
        let (from, to) = (self.point(from), self.point(to));
        self.page.set_line_width(width * POINTS);
        self.page.move_to(from.0, from.1);
        self.page.line_to(to.0, to.1);
        self.page.stroke();
    }

    /// One line of text that begins at `at`, its base there; smaller where it would be longer than `room`.
    pub(crate) fn left(&mut self, at: (f32, f32), room: f32, em: f32, text: &str) {
        let width = self.letters.width(text, em);
        let em = if width > room { em * room / width } else { em };
        let (x, y) = self.point(at);
        self.page.begin_text();
        self.page.set_text_matrix([1.0, 0.0, 0.0, 1.0, x, y]);
        for (font, codes) in self.letters.coded(text) {
            self.page.set_font(Name(font.as_bytes()), em * POINTS);
            self.page.show(Str(&codes));
        }
        self.page.end_text();
    }

    /// One line of text in the middle of `at`.
    pub(crate) fn centered(&mut self, at: (f32, f32), room: f32, em: f32, text: &str) {
        let width = self.letters.width(text, em).min(room);
        self.left((at.0 - width / 2.0, at.1), room, em, text);
    }

    /// Text broken into at most `most` lines that fit `room`; the last one takes the rest.
    pub(crate) fn broken(&self, text: &str, room: f32, em: f32, most: usize) -> Vec<String> {
        let mut lines = vec![String::new()];
        for c in text.chars() {
            let full = lines.len();
            let Some(line) = lines.last_mut() else { break };
            line.push(c);
            if full < most && self.letters.width(line, em) > room {
                let next = line.split_off(break_in(line));
                lines.push(next);
            }
        }
        lines
    }

    /// Ends the page; what is drawn from now on stands on the next.
    pub(crate) fn end_page(&mut self) {
        let content = std::mem::replace(&mut self.page, Content::new());
        self.pages.push(packed(&content.finish()));
    }

    /// The bytes of the document.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        let mut ids = (1..).map(Ref::new);
        let mut next = || ids.next().unwrap_or(Ref::new(i32::MAX));
        let (catalog, tree) = (next(), next());
        self.pdf.catalog(catalog).pages(tree);
        let fonts = self.letters.write(&mut self.pdf, &mut next);
        let mut kids = Vec::with_capacity(self.pages.len());
        for packed in &self.pages {
            let (page, content) = (next(), next());
            kids.push(page);
            self.pdf.stream(content, packed).filter(Filter::FlateDecode);
            let mut page = self.pdf.page(page);
            page.media_box(Rect::new(0.0, 0.0, self.size.0 * POINTS, self.size.1 * POINTS));
            page.parent(tree).contents(content);
            let mut resources = page.resources();
            let mut named = resources.fonts();
            for (name, font) in &fonts {
                named.pair(Name(name.as_bytes()), font);
            }
            named.finish();
            resources.finish();
        }
        self.pdf.pages(tree).count(i32::try_from(kids.len()).unwrap_or(i32::MAX)).kids(kids);
        self.pdf.finish()
    }

    fn point(&self, (x, y): (f32, f32)) -> (f32, f32) {
        (x * POINTS, (self.size.1 - y) * POINTS)
    }
}

/// Where a line that is one letter too long is broken: behind a mark that divides, if one is near, else before the last
/// word or number, else before the last letter. A mark never begins a line, and a bracket that opens never ends one.
fn break_in(line: &str) -> usize {
    const NEAR: usize = 8;
    let letters: Vec<(usize, char)> = line.char_indices().collect();
    let last = letters.len().saturating_sub(1);
    let is_mark = |c: char| matches!(c, '、' | '，' | '；' | '。' | '）' | ' ' | ',' | ')');
    let near = letters.iter().enumerate().take(last).rev().take(NEAR).find(|(_, (_, c))| is_mark(*c));
    if let Some((_, (at, c))) = near.filter(|(nth, _)| *nth > 0) {
        return at + c.len_utf8();
    }
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '.' | '-' | '%' | '–' | '—') || is_mark(c);
    let word = letters.iter().rposition(|(_, c)| !is_word(*c)).map_or(0, |nth| nth + 1);
    let nth = if word == 0 || word > last { last } else { word };
    let is_mark_at = |nth: usize| letters.get(nth).is_some_and(|(_, c)| is_mark(*c));
    // Behind the marks in front of a word if they still fit, else before the letter that they belong to.
    let behind = (nth..=last).find(|at| !is_mark_at(*at));
    let nth = if !is_mark_at(nth) || nth <= 1 { nth } else { behind.unwrap_or(nth - 1) };
    let opens = |c: char| matches!(c, '（' | '(' | '“' | '《' | '【');
    let nth = if nth > 1 && letters.get(nth - 1).is_some_and(|(_, c)| opens(*c)) { nth - 1 } else { nth };
    letters.get(nth).map_or(line.len(), |(at, _)| *at)
}

/// Bytes as a PDF packs them.
fn packed(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    // Writing to memory does not fail.
    let _written = packer.write_all(bytes);
    packer.finish().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(text: &str, letters: f32) -> Vec<String> {
        Paper::new(A4).expect("the font reads").broken(text, letters * 4.05, 4.0, 9)
    }

    #[test]
    fn lines_are_broken_between_names_and_never_inside_a_time() {
        assert_eq!(broken("教师01、教师02、保安01", 6.0), ["教师01、", "教师02、", "保安01"]);
        assert_eq!(broken("早护学07:20–08:20", 7.0), ["早护学", "07:20–08:20"]);
        assert_eq!(broken("早护学 07:20–08:20", 7.0), ["早护学 ", "07:20–08:20"]);
        assert_eq!(broken("午间放学，11:20–12:10", 7.0), ["午间放学，", "11:20–12:10"]);
        assert_eq!(broken("早护学 07:20—08:20", 7.0), ["早护学 ", "07:20—08:20"]);
        assert_eq!(broken("玉屏街道第一小学（测试）", 9.0), ["玉屏街道第一小学", "（测试）"]);
        assert_eq!(broken("这是一个没有标点的长句子", 5.0), ["这是一个没", "有标点的长", "句子"]);
        assert_eq!(broken("一二三四五，六", 5.0), ["一二三四", "五，六"], "a mark begins no line");
    }
}
