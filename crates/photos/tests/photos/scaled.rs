//! The fast way to a smaller picture: what comes out is as good as by the long way, and what is cut is noticed.
//!
//! The long way is the scene without loss, decoded whole and shrunk. Pictures are long and low, because it is the
//! long side that decides the way.

use jpeg_encoder::{ChromaSubsamplingMethod, ColorType, SamplingFactor};
use photos::{Limits, PhotoError, prepare};

use crate::scene::{Picture, view};

/// Distance of two pictures in decibels (PSNR); the larger the nearer.
fn nearness(one: &Picture, other: &Picture) -> f64 {
    assert_eq!((one.width, one.height), (other.width, other.height));
    let square = |(&a, &b): (&u8, &u8)| (f64::from(a) - f64::from(b)).powi(2);
    let mean = one.rgb.iter().zip(&other.rgb).map(square).sum::<f64>() / one.rgb.len() as f64;
    10.0 * (255.0 * 255.0 / mean).log10()
}

/// How near the stored picture of a JPEG file is to that of the scene without loss.
fn near(scene: &Picture, file: &[u8]) -> f64 {
    let shrunk = |file: &[u8]| view(&prepare(file, &Limits::default()).unwrap().picture);
    nearness(&shrunk(file), &shrunk(&scene.png()))
}

/// A scene of soft waves, finer the smaller the picture becomes: what any good shrinking keeps.
fn waves(width: u32, height: u32) -> Picture {
    let scale = width.max(height) as f32 / 1600.0;
    let wave = |x: u32, y: u32, phase: f32| {
        let (u, v) = (x as f32 / scale, y as f32 / scale);
        (128.0 + 60.0 * (u / 3.0 + phase).sin() + 50.0 * (v / 4.0 - u / 7.0 + phase).cos()) as u8
    };
    let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    let rgb = places.flat_map(|(x, y)| [0.0, 1.0, 2.0].map(|phase| wave(x, y, phase))).collect();
    Picture { width, height, rgb }
}

/// Files that take the fast way: at a half, a quarter and an eighth, in every sampling, with and without restarts.
fn fast_files() -> Vec<(String, Picture, Vec<u8>)> {
    let samplings =
        [SamplingFactor::R_4_2_0, SamplingFactor::R_4_2_2, SamplingFactor::R_4_4_0, SamplingFactor::R_4_4_4];
    let mut files = Vec::new();
    for (width, height) in [(3203, 91), (75, 3999), (6419, 122), (13001, 133)] {
        let picture = Picture::usual(width, height);
        for sampling in samplings {
            for (progressive, restart) in [(false, 0), (false, 5), (true, 0), (true, 9)] {
                let file = picture.jpeg_with(|encoder| {
                    encoder.set_sampling_factor(sampling);
                    encoder.set_progressive(progressive);
                    encoder.set_restart_interval(restart);
                });
                files.push((format!("{width}x{height} {sampling:?} {progressive} {restart}"), picture.clone(), file));
            }
        }
    }
    files
}

#[test]
fn the_fast_way_keeps_what_the_long_way_keeps() {
    for (width, height) in [(3200, 64), (64, 4000), (6400, 64), (12_800, 64)] {
        let scene = waves(width, height);
        for sampling in [SamplingFactor::R_4_2_0, SamplingFactor::R_4_2_2, SamplingFactor::R_4_4_4] {
            for progressive in [false, true] {
                let near = near(
                    &scene,
                    &scene.jpeg_with(|encoder| {
                        // Its other way of halving colours moves them by half a pixel.
                        encoder.set_chroma_subsampling_method(ChromaSubsamplingMethod::Average);
                        encoder.set_sampling_factor(sampling);
                        encoder.set_progressive(progressive);
                    }),
                );
                assert!(near > 39.0, "{width}x{height} {sampling:?} {progressive}: {near:.1} dB");
            }
        }
    }
}

/// Grain is kept differently by every way of shrinking; what a wrong block or colour costs is far more.
#[test]
fn every_sampling_and_odd_size_comes_out_in_its_place() {
    for (name, scene, file) in fast_files() {
        let near = near(&scene, &file);
        assert!(near > 29.0, "{name}: {near:.1} dB");
    }
}

#[test]
fn a_grey_photo_comes_out_grey() {
    let picture = waves(3200, 64);
    let grey: Vec<u8> = picture.rgb.chunks(3).map(|pixel| pixel[1]).collect();
    let file = picture.jpeg_of(&grey, ColorType::Luma, |_| {});
    let rgb = grey.iter().flat_map(|&grey| [grey; 3]).collect();
    let near = near(&Picture { rgb, ..picture }, &file);
    assert!(near > 39.0, "{near:.1} dB");
}

#[test]
fn four_inks_come_the_fast_way_too() {
    let picture = waves(3200, 64);
    let inks: Vec<u8> = picture.rgb.chunks(3).flat_map(|p| [255 - p[0], 255 - p[1], 255 - p[2], 0]).collect();
    for color in [ColorType::Cmyk, ColorType::CmykAsYcck] {
        for progressive in [false, true] {
            let file = picture.jpeg_of(&inks, color, |encoder| encoder.set_progressive(progressive));
            let near = near(&picture, &file);
            assert!(near > 38.0, "{color:?} {progressive}: {near:.1} dB");
        }
    }
}

#[test]
fn a_large_photo_cut_anywhere_is_broken() {
    for (name, _, file) in fast_files().into_iter().step_by(5) {
        // Encoders may end with bits that mean nothing, so that the very last byte is no loss.
        let last = file.len() - 12;
        for cut in (700..last).step_by(last / 23).chain([last]) {
            for end in [&[][..], &[0xFF, 0xD9]] {
                let ended = prepare(&[&file[..cut], end].concat(), &Limits::default()).map(|photo| photo.sha256);
                assert!(matches!(ended, Err(PhotoError::Broken { .. })), "{name} cut at {cut}: {ended:?}");
            }
        }
    }
}

#[test]
fn a_photo_whose_end_marker_alone_is_missing_is_whole() {
    for (name, _, file) in fast_files().into_iter().step_by(7) {
        let whole = prepare(&file, &Limits::default()).unwrap();
        let without = prepare(&file[..file.len() - 2], &Limits::default()).expect(&name);
        assert_eq!(whole.picture, without.picture, "{name}");
    }
}
