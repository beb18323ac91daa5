//! Colours survive: other spaces become sRGB, inks become light, and sRGB itself is left alone.

use jpeg_encoder::{ColorType, SamplingFactor};
use moxcms::ColorProfile;
use photos::{Limits, prepare};

use crate::files::with_segments;
use crate::scene::{BLUE, GREEN, Picture, RED, Rgb, YELLOW, alike, assert_corners, view};

fn middle(file: &[u8]) -> Rgb {
    let photo = prepare(file, &Limits::default()).unwrap();
    view(&photo.picture).at(photo.width / 2, photo.height / 2)
}

fn with_profile(jpeg: &[u8], profile: &[u8]) -> Vec<u8> {
    // In two parts, the second first: the numbers say how they belong together.
    let (first, second) = profile.split_at(profile.len() / 2);
    let part = |number: u8, bytes: &[u8]| (0xE2, [b"ICC_PROFILE\0".as_slice(), &[number, 2], bytes].concat());
    with_segments(jpeg, &[part(2, second), part(1, first)])
}

/// Ink amounts (255 = none, as Adobe stores them) that print about the colours of a picture.
fn inks(picture: &Picture) -> Vec<u8> {
    picture.rgb.chunks(3).flat_map(|p| [255 - p[0], 255 - p[1], 255 - p[2], 0]).collect()
}

#[test]
fn inks_become_the_colours_they_print() {
    let picture = Picture::usual(400, 300);
    for color in [ColorType::Cmyk, ColorType::CmykAsYcck] {
        let file = picture.jpeg_of(&inks(&picture), color, |_| {});
        let photo = prepare(&file, &Limits::default()).unwrap();
        assert_corners(&photo.picture, [RED, GREEN, BLUE, YELLOW]);
    }
}

#[test]
fn black_ink_darkens() {
    let picture = Picture::plain(64, 64, [0; 3]);
    let file = |inks: [u8; 4]| picture.jpeg_of(&inks.repeat(64 * 64), ColorType::Cmyk, |_| {});
    assert!(alike(middle(&file([0, 0, 0, 0])), [255; 3]));
    assert!(alike(middle(&file([0, 0, 0, 255])), [0; 3]));
    assert!(alike(middle(&file([0, 128, 255, 128])), [127, 63, 0]));
}

#[test]
fn a_file_whose_components_are_plain_red_green_and_blue_is_believed() {
    // The encoder writes the samples as they are; the header then says by Adobe's marker that they are no YCbCr.
    let picture = Picture::usual(400, 300);
    let file = picture.jpeg_of(&picture.rgb, ColorType::Ycbcr, |encoder| {
        encoder.set_sampling_factor(SamplingFactor::R_4_4_4);
    });
    let without_jfif = [&file[..2], &file[20..]].concat();
    let adobe = with_segments(&without_jfif, &[(0xEE, b"Adobe\0\x64\0\0\0\0\0".to_vec())]);
    let photo = prepare(&adobe, &Limits::default()).unwrap();
    assert_corners(&photo.picture, [RED, GREEN, BLUE, YELLOW]);
}

#[test]
fn inks_of_a_large_picture_survive_shrinking() {
    let picture = Picture::usual(2400, 1800);
    let file = picture.jpeg_of(&inks(&picture), ColorType::CmykAsYcck, |_| {});
    let photo = prepare(&file, &Limits::default()).unwrap();
    assert_eq!((photo.width, photo.height), (1600, 1200));
    assert_corners(&photo.picture, [RED, GREEN, BLUE, YELLOW]);
}

#[test]
fn a_wider_colour_space_is_brought_to_srgb() {
    let file = Picture::plain(64, 64, [200, 100, 50]).jpeg();
    let wide = with_profile(&file, &ColorProfile::new_display_p3().encode().unwrap());
    // 200, 100, 50 of Display P3 lies at 215, 93, 31 of sRGB.
    let seen = middle(&wide);
    assert!(seen.iter().zip([215, 93, 31]).all(|(&a, b): (&u8, u8)| a.abs_diff(b) <= 5), "{seen:?}");
}

#[test]
fn a_profile_that_says_srgb_changes_no_pixel() {
    let file = Picture::usual(400, 300).jpeg();
    let named = with_profile(&file, &ColorProfile::new_srgb().encode().unwrap());
    let digest = |file: &[u8]| prepare(file, &Limits::default()).unwrap().sha256;
    assert_eq!(digest(&file), digest(&named));
}

#[test]
fn a_gray_profile_changes_the_shade() {
    let picture = Picture::plain(64, 64, [0; 3]);
    let file = picture.jpeg_of(&[128; 64 * 64], ColorType::Luma, |_| {});
    let linear = with_profile(&file, &ColorProfile::new_gray_with_gamma(1.0).encode().unwrap());
    assert!(alike(middle(&file), [128; 3]));
    assert!(alike(middle(&linear), [188; 3]), "{:?}", middle(&linear));
}

#[test]
fn a_profile_that_is_broken_or_of_another_kind_costs_nothing() {
    let file = Picture::plain(64, 64, [200, 100, 50]).jpeg();
    let mut broken = ColorProfile::new_display_p3().encode().unwrap();
    broken.truncate(200);
    let gray = ColorProfile::new_gray_with_gamma(1.0).encode().unwrap();
    for profile in [broken, gray, vec![0; 400]] {
        assert!(alike(middle(&with_profile(&file, &profile)), [200, 100, 50]));
    }
}
