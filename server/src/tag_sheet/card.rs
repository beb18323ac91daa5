//! One tag of a sheet: on the large one all stands under each other, on the small one the words stand beside the code.

use qrcode::{Color, EcLevel, QrCode};

use super::{Size, TagFace};
use crate::{Error, error::Result, paper::Paper};

/// White modules around a code; readers need four.
const QUIET: usize = 4;
/// Between the cut and what is printed, millimeters.
const INSET: f32 = 5.0;

/// Draws a tag into its cell.
pub(super) fn draw(
    paper: &mut Paper,
    corner: (f32, f32),
    cell: (f32, f32),
    (face, size): (&TagFace, Size),
) -> Result<()> {
    match size {
        Size::Large => large(paper, corner, cell, face),
        Size::Small => small(paper, corner, cell, face),
    }
}

fn large(paper: &mut Paper, (x, y): (f32, f32), (width, _): (f32, f32), face: &TagFace) -> Result<()> {
    let middle = x + width / 2.0;
    let room = width - 2.0 * INSET;
    paper.centered((middle, y + 13.0), room, 4.6, &face.school);
    paper.centered((middle, y + 24.0), room, 8.0, &face.point);
    let side = 78.0;
    code(paper, (middle - side / 2.0, y + 28.0), side, face)?;
    paper.centered((middle, y + 117.0), room, 10.5, &face.typed_no);
    paper.centered((middle, y + 124.0), room, 3.4, "扫不出时，在手机上输入上面的编号");
    paper.centered((middle, y + 130.0), room, 3.0, &footer(face));
    Ok(())
}

fn small(paper: &mut Paper, (x, y): (f32, f32), (width, height): (f32, f32), face: &TagFace) -> Result<()> {
    let side = 52.0;
    code(paper, (x + 3.0, y + (height - side) / 2.0), side, face)?;
    let left = x + side + 4.0;
    let room = width - side - 4.0 - INSET + 1.0;
    let mut line = y + 14.0;
    for text in paper.broken(&face.school, room, 3.8, 3) {
        paper.left((left, line), room, 3.8, &text);
        line += 5.0;
    }
    line += 4.0;
    for text in paper.broken(&face.point, room, 5.2, 2) {
        paper.left((left, line), room, 5.2, &text);
        line += 6.6;
    }
    paper.left((left, y + height - 18.5), room, 7.6, &face.typed_no);
    paper.left((left, y + height - 13.0), room, 2.9, "扫不出时输入编号");
    paper.left((left, y + height - 8.5), room, 2.6, &footer(face));
    Ok(())
}

fn footer(face: &TagFace) -> String {
    format!("护校必巡点 · 第 {} 版", face.serial)
}

/// Draws the code, quiet zone included, into a square: a quarter of it may be dirty and it is still read.
fn code(paper: &mut Paper, (x, y): (f32, f32), side: f32, face: &TagFace) -> Result<()> {
    let code = QrCode::with_error_correction_level(&face.text, EcLevel::Q)
        .map_err(|error| Error::broken(format!("a tag does not fit a QR code: {error}")))?;
    let modules = code.width();
    let module = side / (modules + 2 * QUIET) as f32;
    let colors = code.to_colors();
    for (row, line) in colors.chunks_exact(modules).enumerate() {
        let mut column = 0;
        // Neighbors are drawn as one, so that no hair of white shows between them.
        while let Some(start) = line[column..].iter().position(|color| *color == Color::Dark).map(|at| column + at) {
            let dark = line[start..].iter().take_while(|color| **color == Color::Dark).count();
            let at = (x + (start + QUIET) as f32 * module, y + (row + QUIET) as f32 * module);
            paper.block(at, (dark as f32 * module, module));
            column = start + dark;
        }
    }
    Ok(())
}
