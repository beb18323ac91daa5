//! The letters of a document: each that is used is defined once, by its outline (a Type 3 font of PDF), with the
//! character it stands for.

use std::collections::HashMap;

use pdf_writer::{
    Content, Filter, Finish as _, Name, Pdf, Rect, Ref, Str,
    types::{SystemInfo, UnicodeCmap},
};
use ttf_parser::{Face, OutlineBuilder};

use super::packed;

/// Letters in one font of the file: its codes are bytes.
const PER_FONT: usize = 256;

/// The letters used so far.
pub(super) struct Letters {
    face: Face<'static>,
    order: Vec<char>,
    places: HashMap<char, usize>,
}

impl Letters {
    /// None yet.
    pub(super) fn new() -> Option<Self> {
        let face = Face::parse(photos::FONT, 0).ok()?;
        Some(Self { face, order: Vec::new(), places: HashMap::new() })
    }

    /// How long a line is, in the unit of `em`.
    pub(super) fn width(&self, line: &str, em: f32) -> f32 {
        line.chars().map(|c| self.advance(c)).sum::<f32>() * em / f32::from(self.face.units_per_em())
    }

    /// A line as runs of codes, each with the name of its font.
    pub(super) fn coded(&mut self, line: &str) -> Vec<(String, Vec<u8>)> {
        let mut runs: Vec<(String, Vec<u8>)> = Vec::new();
        for c in line.chars() {
            let next = self.order.len();
            let place = *self.places.entry(c).or_insert(next);
            if place == next {
                self.order.push(c);
            }
            let (font, code) = (font_name(place / PER_FONT), u8::try_from(place % PER_FONT).unwrap_or(0));
            match runs.last_mut() {
                Some((name, codes)) if *name == font => codes.push(code),
                _ => runs.push((font, vec![code])),
            }
        }
        runs
    }

    /// Writes all fonts; their names and numbers.
    pub(super) fn write(&self, pdf: &mut Pdf, next: &mut impl FnMut() -> Ref) -> Vec<(String, Ref)> {
        let mut fonts = Vec::new();
        for (n, letters) in self.order.chunks(PER_FONT).enumerate() {
            let (font, map) = (next(), next());
            let shapes: Vec<Ref> = letters.iter().map(|_| next()).collect();
            for (c, shape) in letters.iter().zip(&shapes) {
                pdf.stream(*shape, &packed(&self.outline(*c))).filter(Filter::FlateDecode);
            }
            self.write_font(pdf, (font, map), (letters, &shapes));
            fonts.push((font_name(n), font));
        }
        fonts
    }

    fn write_font(&self, pdf: &mut Pdf, (id, map): (Ref, Ref), (letters, shapes): (&[char], &[Ref])) {
        let names: Vec<String> = (0..letters.len()).map(|n| format!("g{n}")).collect();
        let (last, unit) = (u8::try_from(letters.len() - 1).unwrap_or(u8::MAX), 1.0 / self.units());
        let mut font = pdf.type3_font(id);
        let bbox = self.face.global_bounding_box();
        let side = |value: i16| f32::from(value);
        font.bbox(Rect::new(side(bbox.x_min), side(bbox.y_min), side(bbox.x_max), side(bbox.y_max)));
        font.matrix([unit, 0.0, 0.0, unit, 0.0, 0.0]);
        let mut procs = font.char_procs();
        for (name, shape) in names.iter().zip(shapes) {
            procs.pair(Name(name.as_bytes()), *shape);
        }
        procs.finish();
        let mut encoding = font.encoding_custom();
        encoding.differences().consecutive(0, names.iter().map(|name| Name(name.as_bytes())));
        encoding.finish();
        font.first_char(0).last_char(last).widths(letters.iter().map(|c| self.advance(*c)));
        font.to_unicode(map);
        font.resources();
        font.finish();
        let info = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"UCS"), supplement: 0 };
        let mut unicode = UnicodeCmap::<u8>::new(Name(b"letters"), info);
        for (code, c) in (0..=u8::MAX).zip(letters) {
            unicode.pair(code, *c);
        }
        pdf.stream(map, &unicode.finish());
    }

    fn units(&self) -> f32 {
        f32::from(self.face.units_per_em())
    }

    /// A letter that the font lacks is as wide as its box for that.
    fn advance(&self, c: char) -> f32 {
        let glyph = self.face.glyph_index(c).unwrap_or_default();
        f32::from(self.face.glyph_hor_advance(glyph).unwrap_or_default())
    }

    fn outline(&self, c: char) -> Vec<u8> {
        let mut content = Content::new();
        let bbox = self.face.global_bounding_box();
        let side = |value: i16| f32::from(value);
        let (left, low, right, high) = (side(bbox.x_min), side(bbox.y_min), side(bbox.x_max), side(bbox.y_max));
        content.start_shape_glyph(self.advance(c), left, low, right, high);
        let mut shape = Shape { content, at: (0.0, 0.0) };
        let glyph = self.face.glyph_index(c).unwrap_or_default();
        if self.face.outline_glyph(glyph, &mut shape).is_some() {
            shape.content.fill_nonzero();
        }
        shape.content.finish().to_vec()
    }
}

fn font_name(n: usize) -> String {
    format!("F{n}")
}

/// Takes an outline down as the file has it.
struct Shape {
    content: Content,
    at: (f32, f32),
}

impl OutlineBuilder for Shape {
    fn move_to(&mut self, x: f32, y: f32) {
        self.content.move_to(x, y);
        self.at = (x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.content.line_to(x, y);
        self.at = (x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let third = |from: f32, to: f32| from + (to - from) * 2.0 / 3.0;
        let (from, near) = (self.at, (x1, y1));
        let (a, b) = ((third(from.0, near.0), third(from.1, near.1)), (third(x, near.0), third(y, near.1)));
        self.content.cubic_to(a.0, a.1, b.0, b.1, x, y);
        self.at = (x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.content.cubic_to(x1, y1, x2, y2, x, y);
        self.at = (x, y);
    }

    fn close(&mut self) {
        self.content.close_path();
    }
}
