//! Codes at a gate, read from what a camera sees and not from a picture.

use domain::time::UtcMs;
use field::{scan, views::ScanKind};
use protocol::{LiveKey, Tag};

use crate::{cast::POINT, given::phone};

fn live_text() -> String {
    LiveKey::derive(&[3; 32], POINT, 1).code_at(POINT, UtcMs(1_795_390_261_234)).text()
}

/// What a camera that is held at a tag gives: a byte a pixel.
fn frame_of(text: &str) -> (u32, Vec<u8>) {
    let code = qrcode::QrCode::new(text).expect("fits");
    let (scale, margin) = (5, 4);
    let side = (code.width() + 2 * margin) * scale;
    let dark = |x: usize, y: usize| {
        let inside = |at: usize| (at / scale).checked_sub(margin).filter(|it| *it < code.width());
        matches!((inside(x), inside(y)), (Some(x), Some(y)) if code[(x, y)] == qrcode::Color::Dark)
    };
    let luma = (0..side * side).map(|at| if dark(at % side, at / side) { 30 } else { 220 }).collect();
    (u32::try_from(side).expect("small"), luma)
}

#[test]
fn a_camera_that_is_held_at_a_code_reads_it_from_its_frames() {
    let phone = phone();
    let tag = Tag::sign(&phone.server, POINT, 1).text();
    let (side, luma) = frame_of(&tag);
    let read = scan::frame(&phone.home, (side, side), &luma).expect("looked").expect("a code");
    assert_eq!((read.text, read.kind, read.point_id), (tag, ScanKind::Tag, Some(POINT)));
    assert!(read.image.is_some(), "the same frame again would be seen to be the same");
    let (side, luma) = frame_of(&live_text());
    let read = scan::frame(&phone.home, (side, side), &luma).expect("looked").expect("a code");
    assert_eq!((read.text, read.kind), (live_text(), ScanKind::Live));
    assert!(scan::frame(&phone.home, (side, side + 1), &luma).expect("looked").is_none(), "it has not the stated size");
    assert!(scan::frame(&phone.home, (side, side), &vec![90; luma.len()]).expect("looked").is_none(), "a wall");
}
