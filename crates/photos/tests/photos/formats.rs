//! Any camera, any messenger: the same kind of file comes out.

use image::ExtendedColorType;
use jpeg_encoder::{ColorType, SamplingFactor};
use photos::{Limits, Prepared, THUMB_MAX_BYTES, jpeg_has_metadata, prepare};
use sha2::{Digest, Sha256};

use crate::files::frame_header;
use crate::scene::{BLUE, GREEN, Picture, RED, YELLOW, alike, assert_corners, png_of, view};

#[track_caller]
fn prepared(file: &[u8]) -> Prepared {
    let photo = prepare(file, &Limits::default()).unwrap();
    assert_eq!(photo.sha256, <[u8; 32]>::from(Sha256::digest(&photo.picture)));
    assert_eq!(photo.thumb_sha256, <[u8; 32]>::from(Sha256::digest(&photo.thumb)));
    assert_eq!(photo.mime, "image/jpeg");
    assert!(photo.thumb.len() <= THUMB_MAX_BYTES);
    for (file, size) in
        [(&photo.picture, (photo.width, photo.height)), (&photo.thumb, (photo.thumb_width, photo.thumb_height))]
    {
        let seen = view(file);
        assert_eq!((seen.width, seen.height), size);
        assert!(!jpeg_has_metadata(file));
        // Baseline, three colours, the first at twice the resolution of the others both ways: 4:2:0.
        let header = &file[frame_header(file)..];
        assert_eq!((header[1], header[9], header[11], header[14], header[17]), (0xC0, 3, 0x22, 0x11, 0x11));
    }
    photo
}

#[test]
fn a_large_photo_becomes_1600_pixels_long_and_a_small_one_stays() {
    for (from, to, thumb) in [
        ((4000, 3000), (1600, 1200), (320, 240)),
        ((3000, 4003), (1199, 1600), (240, 320)),
        ((1601, 900), (1600, 899), (320, 180)),
        ((1600, 900), (1600, 900), (320, 180)),
        ((300, 200), (300, 200), (300, 200)),
        ((3000, 7), (1600, 4), (320, 1)),
        ((1, 1), (1, 1), (1, 1)),
        ((5, 2999), (3, 1600), (1, 320)),
    ] {
        let photo = prepared(&Picture::usual(from.0, from.1).jpeg());
        assert_eq!((photo.width, photo.height), to, "{from:?}");
        assert_eq!((photo.thumb_width, photo.thumb_height), thumb, "{from:?}");
    }
}

#[test]
fn a_shrunk_photo_shows_the_same_scene() {
    let picture = Picture::usual(2400, 1800);
    for file in [picture.jpeg(), picture.png()] {
        let photo = prepared(&file);
        assert_corners(&photo.picture, [RED, GREEN, BLUE, YELLOW]);
        assert_corners(&photo.thumb, [RED, GREEN, BLUE, YELLOW]);
    }
}

#[test]
fn every_chroma_sampling_is_read_at_every_scale() {
    use SamplingFactor::{R_4_1_0, R_4_1_1, R_4_2_0, R_4_2_1, R_4_2_2, R_4_4_0, R_4_4_1, R_4_4_4};
    for (width, height) in [(401, 299), (1999, 1501), (33, 17)] {
        let picture = Picture::usual(width, height);
        for sampling in [R_4_4_4, R_4_2_2, R_4_2_0, R_4_4_0, R_4_1_1, R_4_1_0, R_4_4_1, R_4_2_1] {
            let photo = prepared(&picture.jpeg_sampled(sampling));
            if width > 100 {
                assert_corners(&photo.picture, [RED, GREEN, BLUE, YELLOW]);
            }
        }
    }
}

#[test]
fn progressive_and_restarting_files_are_read() {
    let picture = Picture::usual(1999, 1501);
    let progressive = picture.jpeg_with(|encoder| encoder.set_progressive(true));
    let restarting = picture.jpeg_with(|encoder| encoder.set_restart_interval(7));
    let both = picture.jpeg_with(|encoder| {
        encoder.set_progressive(true);
        encoder.set_restart_interval(5);
    });
    let optimized = picture.jpeg_with(|encoder| encoder.set_optimized_huffman_tables(true));
    for file in [progressive, restarting, both, optimized] {
        assert_corners(&prepared(&file).picture, [RED, GREEN, BLUE, YELLOW]);
    }
}

#[test]
fn gray_photos_stay_gray() {
    let picture = Picture::usual(1999, 1501);
    let gray: Vec<u8> = picture.rgb.chunks(3).map(|p| p[1]).collect();
    let jpeg = picture.jpeg_of(&gray, ColorType::Luma, |_| {});
    let png = png_of(&gray, 1999, 1501, ExtendedColorType::L8);
    for file in [jpeg, png] {
        let expected = [RED, GREEN, BLUE, YELLOW].map(|color| [color[1]; 3]);
        assert_corners(&prepared(&file).picture, expected);
    }
}

#[test]
fn a_file_without_its_end_marker_but_with_all_its_content_is_whole() {
    let picture = Picture::usual(400, 300);
    for file in [picture.jpeg(), picture.jpeg_with(|encoder| encoder.set_progressive(true))] {
        let photo = prepared(&file[..file.len() - 2]);
        assert_eq!(photo.sha256, prepared(&file).sha256);
    }
}

#[test]
fn png_webp_and_the_first_frame_of_a_gif_are_read() {
    let picture = Picture::usual(500, 400);
    for file in [picture.png(), picture.webp(), picture.gif()] {
        let photo = prepared(&file);
        assert_eq!((photo.width, photo.height), (500, 400));
        assert_corners(&photo.picture, [RED, GREEN, BLUE, YELLOW]);
    }
}

#[test]
fn transparent_parts_turn_white_and_deep_colours_keep_their_shade() {
    let half = |c: u8| [c, c / 2, 0];
    let rgba: Vec<u8> =
        (0..64 * 64).flat_map(|n| if n % 64 < 32 { [200, 100, 0, 255] } else { [200, 100, 0, 0] }).collect();
    let seen = view(&prepared(&png_of(&rgba, 64, 64, ExtendedColorType::Rgba8)).picture);
    assert!(alike(seen.at(8, 32), half(200)) && alike(seen.at(56, 32), [255; 3]));

    let deep = |samples: &[u16]| samples.iter().flat_map(|s| s.to_ne_bytes()).collect::<Vec<u8>>();
    let rgb16 = deep(&[200 * 257, 100 * 257, 0].repeat(64 * 64));
    let rgba16 = deep(&[200 * 257, 100 * 257, 0, 128 * 257].repeat(64 * 64));
    let gray16 = deep(&[90 * 257].repeat(64 * 64));
    let gray_alpha: Vec<u8> = [90, 255].repeat(64 * 64);
    let color = |samples: &[u8], kind| view(&prepared(&png_of(samples, 64, 64, kind)).picture).at(32, 32);
    assert!(alike(color(&rgb16, ExtendedColorType::Rgb16), half(200)));
    assert!(alike(color(&rgba16, ExtendedColorType::Rgba16), [227, 177, 127]));
    assert!(alike(color(&gray16, ExtendedColorType::L16), [90; 3]));
    assert!(alike(color(&gray_alpha, ExtendedColorType::La8), [90; 3]));
}

#[test]
fn a_thumbnail_of_pure_noise_still_fits() {
    let mut picture = Picture::plain(1600, 1600, [0; 3]);
    let mut state = 1_u32;
    picture.rgb.iter_mut().for_each(|byte| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        *byte = (state >> 24) as u8;
    });
    prepared(&picture.png());
}

#[test]
fn the_same_file_gives_the_same_digest_every_time() {
    let file = Picture::usual(1999, 1501).jpeg();
    assert_eq!(prepared(&file), prepared(&file));
}
