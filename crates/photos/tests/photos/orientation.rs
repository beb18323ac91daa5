//! A phone held any way gives an upright picture.

use image::codecs::{png::PngEncoder, webp::WebPEncoder};
use image::{ExtendedColorType, ImageEncoder};
use photos::{Limits, prepare};

use crate::files::with_exif;
use crate::scene::{BLUE, GREEN, Picture, RED, Rgb, YELLOW, assert_corners};
use crate::tiff::{Order, block, long, short};

/// What the upright picture shows in its corners: top left, top right, bottom left, bottom right.
const UPRIGHT: [Rgb; 4] = [RED, GREEN, BLUE, YELLOW];

/// What the stored rows show in their corners, by the table of the Exif standard
/// (which side of the scene the first row and the first column are).
const STORED: [(u8, [Rgb; 4]); 8] = [
    (1, [RED, GREEN, BLUE, YELLOW]),
    (2, [GREEN, RED, YELLOW, BLUE]),
    (3, [YELLOW, BLUE, GREEN, RED]),
    (4, [BLUE, YELLOW, RED, GREEN]),
    (5, [RED, BLUE, GREEN, YELLOW]),
    (6, [GREEN, YELLOW, RED, BLUE]),
    (7, [YELLOW, GREEN, BLUE, RED]),
    (8, [BLUE, RED, YELLOW, GREEN]),
];

fn stored(orientation: u8, corners: [Rgb; 4]) -> Picture {
    // The scene is wider than high; a phone held on its side stores it the other way round.
    let (width, height) = if orientation >= 5 { (300, 400) } else { (400, 300) };
    Picture::scene(width, height, corners)
}

#[test]
fn all_eight_orientations_come_out_upright_in_both_byte_orders() {
    for order in [Order::Little, Order::Big] {
        for (orientation, corners) in STORED {
            let tiff = block(order, &[short(0x0112, orientation.into())], &[], &[]);
            let photo = prepare(&with_exif(&stored(orientation, corners).jpeg(), &tiff), &Limits::default()).unwrap();
            assert_eq!((photo.width, photo.height), (400, 300), "orientation {orientation}");
            assert_eq!((photo.thumb_width, photo.thumb_height), (320, 240), "orientation {orientation}");
            assert_eq!(photo.orientation_applied, orientation);
            assert_corners(&photo.picture, UPRIGHT);
            assert_corners(&photo.thumb, UPRIGHT);
        }
    }
}

#[test]
fn a_large_photo_is_shrunk_before_it_is_turned() {
    let picture = Picture::scene(1500, 2000, [GREEN, YELLOW, RED, BLUE]);
    let tiff = block(Order::Big, &[short(0x0112, 6)], &[], &[]);
    let photo = prepare(&with_exif(&picture.jpeg(), &tiff), &Limits::default()).unwrap();
    assert_eq!((photo.width, photo.height), (1600, 1200));
    assert_corners(&photo.picture, UPRIGHT);
}

#[test]
fn an_orientation_that_no_standard_knows_changes_nothing() {
    for field in [short(0x0112, 0), short(0x0112, 9), long(0x0112, 70_000)] {
        let file = with_exif(&Picture::usual(400, 300).jpeg(), &block(Order::Little, &[field], &[], &[]));
        let photo = prepare(&file, &Limits::default()).unwrap();
        assert_eq!(photo.orientation_applied, 1);
        assert_corners(&photo.picture, UPRIGHT);
    }
}

#[test]
fn an_orientation_written_as_a_long_number_is_understood() {
    let file = with_exif(&stored(8, STORED[7].1).jpeg(), &block(Order::Little, &[long(0x0112, 8)], &[], &[]));
    assert_corners(&prepare(&file, &Limits::default()).unwrap().picture, UPRIGHT);
}

#[test]
fn png_and_webp_are_turned_as_well() {
    let (orientation, corners) = STORED[5];
    let picture = stored(orientation, corners);
    let tiff = block(Order::Big, &[short(0x0112, 6)], &[], &[]);
    let (mut png, mut webp) = (Vec::new(), Vec::new());
    let mut encoder = PngEncoder::new(&mut png);
    encoder.set_exif_metadata(tiff.clone()).unwrap();
    encoder.write_image(&picture.rgb, picture.width, picture.height, ExtendedColorType::Rgb8).unwrap();
    let mut encoder = WebPEncoder::new_lossless(&mut webp);
    encoder.set_exif_metadata(tiff).unwrap();
    encoder.write_image(&picture.rgb, picture.width, picture.height, ExtendedColorType::Rgb8).unwrap();
    for file in [png, webp] {
        let photo = prepare(&file, &Limits::default()).unwrap();
        assert_eq!(photo.orientation_applied, 6);
        assert_corners(&photo.picture, UPRIGHT);
    }
}
