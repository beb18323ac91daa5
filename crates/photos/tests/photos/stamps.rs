//! The stamp: every name can be written, it can be read on any ground, and it leaves the picture its room.

use encoding_rs::GBK;
use photos::{Finish, Limits, Prepared, STAMP_MAX_SHARE, Stamp, prepare, prepare_finished};

use crate::scene::{Picture, Rgb, view};

const CODE: &str = "校验码 7F3K-92QA";
const LINES: [&str; 3] = ["2026-11-27 07:31 ±2秒（A级）", "福清市港头中心小学 校门口", "到点打卡 保安02"];

fn stamped(picture: &Picture, lines: &[&str]) -> Prepared {
    coded(picture, lines, CODE)
}

fn coded(picture: &Picture, lines: &[&str], code: &str) -> Prepared {
    let stamp = Stamp { lines: lines.iter().map(|&line| line.to_owned()).collect(), code: code.to_owned() };
    let finish = Finish { masks: vec![], stamp: Some(stamp) };
    prepare_finished(&picture.png(), &Limits::default(), &finish).unwrap()
}

fn light([r, g, b]: Rgb) -> f64 {
    let linear = |c: u8| (f64::from(c) / 255.0).powf(2.2);
    0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
}

/// Share of the pixels that the stamp changed.
fn share(before: &Prepared, after: &Prepared) -> f64 {
    let (before, after) = (view(&before.picture), view(&after.picture));
    let pairs = before.rgb.chunks(3).zip(after.rgb.chunks(3));
    let changed = pairs.filter(|(a, b)| a.iter().zip(*b).any(|(a, b)| a.abs_diff(*b) > 24)).count();
    changed as f64 / (before.rgb.len() / 3) as f64
}

#[test]
fn the_stamp_can_be_read_on_black_on_white_and_on_anything_between() {
    for ground in [[0; 3], [255; 3], [128; 3], [250, 230, 20]] {
        let photo = stamped(&Picture::plain(1600, 1200, ground), &LINES);
        assert_eq!(photo.stamp_lines, 4);
        let shown = view(&photo.picture);
        // The strip lies in the lower left corner: its lightest pixel is the writing, its edge the ground.
        let writing = (1000..1200).flat_map(|y| (0..700).map(move |x| (x, y)));
        let writing = writing.map(|(x, y)| light(shown.at(x, y))).fold(0.0, f64::max);
        let strip = light(shown.at(3, 1196));
        assert!((writing + 0.05) / (strip + 0.05) > 7.0, "on {ground:?}: {writing} over {strip}");
    }
}

#[test]
fn the_stamp_keeps_to_its_share_in_every_shape_of_picture() {
    let long = "福".repeat(90);
    for (width, height) in [(1600, 1200), (900, 1600), (1600, 300), (300, 1600), (240, 180), (64, 48), (1, 1)] {
        let scene = Picture::plain(width, height, [255; 3]);
        let before = prepare(&scene.png(), &Limits::default()).unwrap();
        for lines in [LINES.as_slice(), &[&long, &long, &long, &long]] {
            let after = stamped(&scene, lines);
            let share = share(&before, &after);
            // What JPEG's blocks blur at the strip's edge counts too here.
            assert!(share <= 1.1 / f64::from(STAMP_MAX_SHARE), "{width}x{height}: {share}");
            assert_eq!(after.stamp_lines == 0, share == 0.0, "{width}x{height}");
        }
    }
    assert_eq!(stamped(&Picture::plain(240, 180, [255; 3]), &[]).stamp_lines, 1);
}

#[test]
fn where_room_is_short_the_other_lines_go_and_the_code_stays_whole() {
    let scene = Picture::plain(400, 300, [255; 3]);
    let (alone, with_all, other) = (stamped(&scene, &[]), stamped(&scene, &LINES), coded(&scene, &LINES, "0000-0000"));
    assert_eq!(alone.stamp_lines, 1);
    assert!((2..4).contains(&with_all.stamp_lines), "not all find room: {}", with_all.stamp_lines);
    let kept = with_all.stamp_lines - 1;
    assert_eq!(with_all.picture, stamped(&scene, &LINES[..kept]).picture, "the last ones went, and the code is whole");
    assert_ne!(with_all.picture, other.picture, "it is the code that is drawn");
    let long = "福".repeat(90);
    assert!(stamped(&scene, &[&long, &long]).stamp_lines >= 1, "the others are shortened first");
    let narrow = Picture::plain(90, 600, [255; 3]);
    assert_eq!(stamped(&narrow, &LINES).stamp_lines, 0, "half a code finds nothing, so there is none");
}

#[test]
fn a_long_line_is_shortened_and_an_empty_one_takes_no_room() {
    let scene = Picture::plain(480, 900, [200; 3]);
    let long = format!("{}{}", "7F3K-92QA ", "港".repeat(200));
    assert_eq!(stamped(&scene, &[&long]).stamp_lines, 2);
    assert_eq!(coded(&scene, &["", "  ", "\n"], " ").stamp_lines, 0);
    assert_eq!(stamped(&scene, &["a", "", "b"]).picture, stamped(&scene, &["a", "b"]).picture);
    assert_eq!(stamped(&scene, &["1", "2", "3", "4", "5"]).stamp_lines, 5);
}

/// Every character of the two tables has a glyph of its own: none is drawn as the stand-in.
#[test]
fn every_character_of_a_school_name_can_be_drawn() {
    let level_1_and_2 = (0xB0..=0xF7_u8).flat_map(|row| (0xA1..=0xFE_u8).map(move |cell| [row, cell]));
    let mut characters: Vec<char> = level_1_and_2
        .filter_map(|bytes| GBK.decode_without_bom_handling_and_without_replacement(&bytes)?.chars().next())
        .filter(|c| ('\u{4E00}'..='\u{9FA5}').contains(c))
        .collect();
    assert_eq!(characters.len(), 6763);
    characters.extend(include_str!("../../fonts/beyond-gb2312.txt").trim().chars());
    assert_eq!(characters.len(), 6763 + 1467);
    characters.extend("（）：，。、±…·–—℃ABCxyz0189".chars());
    let font = ab_glyph::FontRef::try_from_slice(include_bytes!("../../fonts/stamp.otf")).unwrap();
    let missing: Vec<char> = characters.into_iter().filter(|&c| ab_glyph::Font::glyph_id(&font, c).0 == 0).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn the_thumbnail_carries_no_stamp_and_a_character_of_another_script_is_marked() {
    let scene = Picture::usual(1600, 1200);
    let (plain, photo) = (prepare(&scene.png(), &Limits::default()).unwrap(), stamped(&scene, &LINES));
    assert_eq!(plain.thumb, photo.thumb);
    assert_ne!(plain.picture, photo.picture);
    assert_eq!(stamped(&scene, &["ก"]).picture, stamped(&scene, &["〓"]).picture);
}
