//! Copies that say who took them away.

use photos::{Limits, jpeg_has_metadata, prepare, watermarked};

use crate::scene;

/// How many pixels of a part of the picture differ, of all of them.
fn changed(before: &image::RgbImage, after: &image::RgbImage, [left, top, width, height]: [u32; 4]) -> f64 {
    let differs = |x: u32, y: u32| {
        let (a, b) = (before.get_pixel(x, y), after.get_pixel(x, y));
        a.0.iter().zip(b.0).any(|(a, b)| a.abs_diff(b) > 24)
    };
    let all = (left..left + width).flat_map(|x| (top..top + height).map(move |y| (x, y)));
    let count = all.filter(|&(x, y)| differs(x, y)).count();
    count as f64 / f64::from(width * height)
}

#[test]
fn a_copy_is_marked_all_over_and_still_shows_what_it_is_of() {
    let stored = prepare(&scene::Picture::usual(1600, 1200).jpeg(), &Limits::default()).expect("prepared").picture;
    let copy = watermarked(&stored, &Limits::default(), "内勤01 station01 2026-11-23 07:34").expect("drawn");
    assert!(!jpeg_has_metadata(&copy));
    let [before, after] = [&stored, &copy].map(|bytes| {
        let mut decoder = jpeg_decoder::Decoder::new(bytes.as_slice());
        let pixels = decoder.decode().expect("a picture");
        let info = decoder.info().expect("a size");
        image::RgbImage::from_raw(info.width.into(), info.height.into(), pixels).expect("in colours")
    });
    assert_eq!(before.dimensions(), after.dimensions());
    for part in [[0, 0, 800, 600], [800, 0, 800, 600], [0, 600, 800, 600], [800, 600, 800, 600]] {
        let share = changed(&before, &after, part);
        assert!((0.005..0.25).contains(&share), "{share} of {part:?} is marked");
    }
    let other = watermarked(&stored, &Limits::default(), "所长02 station02 2026-11-23 07:34").expect("drawn");
    assert_ne!(copy, other, "each copy names its own taker");
}

#[test]
fn a_file_that_is_no_picture_is_refused() {
    assert!(watermarked(b"a letter", &Limits::default(), "x").is_err());
}
