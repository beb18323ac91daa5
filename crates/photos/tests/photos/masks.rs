//! What was masked is gone: from the picture, from the thumbnail, and from every pixel that could tell.

use image::ImageEncoder;
use image::codecs::{png::PngEncoder, webp::WebPEncoder};
use photos::{Finish, Limits, MASK_UNITS, Mask, Prepared, Spot, jpeg_has_metadata, prepare, prepare_finished, preview};

use crate::files::{exif_body, with_exif, with_segments};
use crate::scene::{BLUE, GREEN, Picture, RED, YELLOW, view};
use crate::tiff::{Order, block, short};

fn masked(file: &[u8], masks: Vec<Mask>) -> Prepared {
    prepare_finished(file, &Limits::default(), &Finish { masks, stamp: None }).unwrap()
}

/// From fractions in percent.
fn spot(x: u32, y: u32) -> Spot {
    Spot { x: x * MASK_UNITS / 100, y: y * MASK_UNITS / 100 }
}

/// The scene, and the scene with other things where the mask will be.
fn twins(from: Spot, to: Spot) -> [Picture; 2] {
    let scene = Picture::usual(2000, 1500);
    let mut other = scene.clone();
    let pixel = |n: u32, side: u32| (u64::from(n) * u64::from(side) / u64::from(MASK_UNITS)) as u32;
    for y in pixel(from.y, 1500)..pixel(to.y, 1500) {
        for x in pixel(from.x, 2000)..pixel(to.x, 2000) {
            let at = ((y * 2000 + x) * 3) as usize;
            other.rgb[at..at + 3].copy_from_slice(if (x / 9 + y / 7) % 2 == 0 { &[255; 3] } else { &[0; 3] });
        }
    }
    [scene, other]
}

#[test]
fn two_scenes_that_differ_only_under_a_mask_give_the_same_bytes() {
    let (from, to) = (spot(30, 20), spot(70, 60));
    let [scene, other] = twins(from, to).map(|picture| picture.png());
    let plain = [&scene, &other].map(|file| prepare(file, &Limits::default()).unwrap());
    assert_ne!(plain[0].picture, plain[1].picture, "unmasked they differ");
    let [scene, other] = [&scene, &other].map(|file| masked(file, vec![Mask::Area { from, to }]));
    assert_eq!(scene.picture, other.picture);
    assert_eq!(scene.thumb, other.thumb);
    assert_eq!(scene.sha256, other.sha256);
}

#[test]
fn a_painted_stroke_hides_as_well_as_a_rectangle() {
    let [scene, other] = twins(spot(45, 40), spot(55, 50)).map(|picture| picture.png());
    let stroke = Mask::Stroke { points: vec![spot(40, 45), spot(50, 45), spot(60, 45)], width: MASK_UNITS / 5 };
    let [scene, other] = [&scene, &other].map(|file| masked(file, vec![stroke.clone()]));
    assert_eq!((scene.picture, scene.thumb), (other.picture, other.thumb));
}

#[test]
fn masks_lie_where_the_upright_picture_shows_them() {
    // The camera was held sideways: what is stored at the left becomes the top.
    let file = with_exif(
        &Picture::scene(800, 600, [BLUE, RED, YELLOW, GREEN]).jpeg(),
        &block(Order::Big, &[short(0x0112, 6)], &[], &[]),
    );
    let seen = view(&prepare(&file, &Limits::default()).unwrap().picture).corners();
    let top_left = Mask::Area { from: spot(0, 0), to: spot(40, 40) };
    let photo = masked(&file, vec![top_left]);
    for (picture, near) in [(&photo.picture, 20), (&photo.thumb, 40)] {
        let covered = view(picture).corners();
        assert!(covered[0].iter().all(|&c| (80..=145).contains(&c)), "grey, not {:?}", covered[0]);
        for n in 1..4 {
            assert!(covered[n].iter().zip(seen[n]).all(|(&a, b)| a.abs_diff(b) <= near), "corner {n} stays");
        }
    }
}

/// The scene held sideways, in each format that can say so; of the last one a browser reads only the first block.
fn sideways() -> Vec<(&'static str, Vec<u8>)> {
    let stored = Picture::scene(600, 800, [GREEN, YELLOW, RED, BLUE]);
    let tiff = block(Order::Big, &[short(0x0112, 6)], &[], &[]);
    let rgb = image::ExtendedColorType::Rgb8;
    let (mut png, mut webp) = (Vec::new(), Vec::new());
    let mut encoder = PngEncoder::new(&mut png);
    encoder.set_exif_metadata(tiff.clone()).unwrap();
    encoder.write_image(&stored.rgb, 600, 800, rgb).unwrap();
    let mut encoder = WebPEncoder::new_lossless(&mut webp);
    encoder.set_exif_metadata(tiff.clone()).unwrap();
    encoder.write_image(&stored.rgb, 600, 800, rgb).unwrap();
    let garbage = (0xE1, exif_body(b"no block of Exif at all"));
    let after_garbage = with_segments(&stored.jpeg(), &[garbage, (0xE1, exif_body(&tiff))]);
    vec![("JPEG", with_exif(&stored.jpeg(), &tiff)), ("PNG", png), ("WebP", webp), ("garbage first", after_garbage)]
}

#[test]
fn a_mask_painted_on_the_preview_covers_that_spot_in_the_stored_picture_whatever_the_format() {
    for (format, file) in sideways() {
        let shown = preview(&file, &Limits::default()).unwrap();
        assert!(!jpeg_has_metadata(&shown), "{format}: nothing is left to be read another way");
        let shown = view(&shown);
        assert_eq!((shown.width, shown.height), (800, 600), "{format}");
        // A finger goes over the yellow corner wherever the screen shows it.
        let corner =
            shown.corners().iter().position(|c| c.iter().zip(YELLOW).all(|(&a, b)| a.abs_diff(b) < 20)).unwrap();
        let (left, top) = ([0, 60][corner % 2], [0, 60][corner / 2]);
        let photo = masked(&file, vec![Mask::Area { from: spot(left, top), to: spot(left + 40, top + 40) }]);
        let covered = view(&photo.picture).corners();
        for (n, color) in covered.iter().enumerate() {
            let is_grey = color.iter().all(|&c| (80..=145).contains(&c));
            assert_eq!(is_grey, n == corner, "{format}: corner {n} is {color:?}");
        }
    }
}

#[test]
fn a_preview_fits_a_screen_and_is_refused_as_the_picture_would_be() {
    let large = view(&preview(&Picture::usual(4000, 3000).jpeg(), &Limits::default()).unwrap());
    assert_eq!((large.width, large.height), (1280, 960));
    let refused = preview(b"a letter", &Limits::default()).unwrap_err();
    assert_eq!(refused, prepare(b"a letter", &Limits::default()).unwrap_err());
}

#[test]
fn a_dot_a_reversed_rectangle_and_places_outside_are_taken_as_meant() {
    let file = Picture::plain(400, 300, RED).jpeg();
    let grey = |photo: &Prepared, x: u32, y: u32| view(&photo.picture).at(x, y)[0].abs_diff(112) < 40;
    let dot = masked(&file, vec![Mask::Stroke { points: vec![spot(50, 50)], width: MASK_UNITS / 10 }]);
    assert!(grey(&dot, 200, 150) && grey(&dot, 218, 150) && !grey(&dot, 240, 150) && !grey(&dot, 200, 190));
    let reversed = masked(&file, vec![Mask::Area { from: spot(60, 60), to: spot(40, 40) }]);
    assert!(grey(&reversed, 200, 150) && !grey(&reversed, 100, 150));
    let all = Mask::Area { from: Spot { x: 0, y: 0 }, to: Spot { x: u32::MAX, y: u32::MAX } };
    let all = masked(&file, vec![all]);
    assert!(grey(&all, 2, 2) && grey(&all, 397, 297));
    let nothing = masked(&file, vec![Mask::Stroke { points: vec![], width: 1 }]);
    assert_eq!(nothing.picture, prepare(&file, &Limits::default()).unwrap().picture);
}

#[test]
fn masks_cross_the_window_as_plain_json() {
    let json = r#"[{"shape":"area","from":{"x":1,"y":2},"to":{"x":3,"y":4}},
                   {"shape":"stroke","points":[{"x":5,"y":6}],"width":7}]"#;
    let masks: Vec<Mask> = serde_json::from_str(json).unwrap();
    let area = Mask::Area { from: Spot { x: 1, y: 2 }, to: Spot { x: 3, y: 4 } };
    assert_eq!(masks, vec![area, Mask::Stroke { points: vec![Spot { x: 5, y: 6 }], width: 7 }]);
}
