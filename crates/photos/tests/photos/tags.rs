//! QR tags at gates: straight, turned, small, noisy, in shadow, light on dark, two at once.

use image::ExtendedColorType;
use photos::qr;
use qrcode::{Color, EcLevel, QrCode};

use crate::scene::{Picture, png_of};

const TAG: &str = "HX1:4F0C2E7A-点位03:mKq8Zr2Tn0w";

/// A grey picture in memory.
#[derive(Clone)]
struct Gray {
    width: u32,
    height: u32,
    luma: Vec<u8>,
}

impl Gray {
    /// A tag drawn into the middle of a picture, turned by an angle and seen with a scale in pixels a module.
    fn tag(text: &str, (width, height): (u32, u32), scale: f32, degrees: f32) -> Self {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).unwrap();
        let modules = code.to_colors();
        let side = code.width() as f32;
        let (sin, cos) = degrees.to_radians().sin_cos();
        let at = |x: f32, y: f32| {
            let (dx, dy) = (x - width as f32 / 2.0, y - height as f32 / 2.0);
            let (u, v) = ((dx * cos + dy * sin) / scale + side / 2.0, (dy * cos - dx * sin) / scale + side / 2.0);
            let quiet = 4.0;
            if !(-quiet..side + quiet).contains(&u) || !(-quiet..side + quiet).contains(&v) {
                return 140.0;
            }
            let inside = (0.0..side).contains(&u) && (0.0..side).contains(&v);
            let dark = inside && modules[v as usize * code.width() + u as usize] == Color::Dark;
            if dark { 25.0 } else { 230.0 }
        };
        let mut luma = Vec::with_capacity((width * height) as usize);
        for y in 0..height {
            for x in 0..width {
                // Four samples a pixel, as a lens would blend them.
                let sum: f32 = [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)]
                    .iter()
                    .map(|(dx, dy)| at(x as f32 + dx, y as f32 + dy))
                    .sum();
                luma.push((sum / 4.0) as u8);
            }
        }
        Self { width, height, luma }
    }

    /// Each pixel changed by its place and a little noise.
    fn changed(mut self, noise: f32, change: impl Fn(f32, f32, f32) -> f32) -> Self {
        let mut state = 99_u32;
        for (n, pixel) in self.luma.iter_mut().enumerate() {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let (x, y) = (
                (n as u32 % self.width) as f32 / self.width as f32,
                (n as u32 / self.width) as f32 / self.height as f32,
            );
            let random = (state >> 16) as f32 / 32_768.0 - 1.0;
            *pixel = (change(f32::from(*pixel), x, y) + random * noise).clamp(0.0, 255.0) as u8;
        }
        self
    }

    fn frame(&self) -> Vec<String> {
        qr::read_luma(self.width, self.height, &self.luma)
    }

    fn png(&self) -> Vec<u8> {
        png_of(&self.luma, self.width, self.height, ExtendedColorType::L8)
    }

    fn jpeg(&self) -> Vec<u8> {
        let rgb = self.luma.iter().flat_map(|&l| [l; 3]).collect();
        Picture { width: self.width, height: self.height, rgb }.jpeg()
    }
}

#[test]
fn a_tag_is_read_at_any_angle_from_camera_frames() {
    for degrees in (0..360).step_by(15) {
        let frame = Gray::tag(TAG, (640, 480), 6.0, degrees as f32).changed(12.0, |l, _, _| l);
        assert_eq!(frame.frame(), [TAG], "{degrees} degrees");
    }
}

#[test]
fn a_tag_is_read_from_small_to_filling_the_frame() {
    for scale in [2.5, 3.0, 4.0, 8.0, 11.0] {
        assert_eq!(Gray::tag(TAG, (640, 480), scale, 7.0).frame(), [TAG], "scale {scale}");
    }
}

/// Squares that each look like the corner of a code and belong to none, so many pixels wide, around what is there.
fn among_corners(mut frame: Gray, side: u32, spare: impl Fn(u32, u32) -> bool) -> Gray {
    for y in 0..frame.height {
        for x in 0..frame.width {
            let (u, v) = ((x % side).abs_diff(side / 2) * 7 / side, (y % side).abs_diff(side / 2) * 7 / side);
            if !spare(x, y) {
                frame.luma[(y * frame.width + x) as usize] = if matches!(u.max(v), 0 | 1 | 3) { 25 } else { 230 };
            }
        }
    }
    frame
}

#[test]
fn a_tag_among_the_corners_of_none_is_read_from_a_frame() {
    let beside = |x: u32, _: u32| x > 120;
    let tag = Gray::tag(TAG, (640, 480), 6.0, 9.0);
    assert_eq!(among_corners(tag.clone(), 42, beside).frame(), [TAG]);
    assert!(among_corners(tag, 42, |_, _| false).frame().is_empty());
}

#[test]
fn shadow_glare_and_low_contrast_are_seen_through() {
    let tag = Gray::tag(TAG, (640, 480), 7.0, 12.0);
    let shadow = tag.clone().changed(6.0, |l, x, y| if x + y > 0.95 { l * 0.25 } else { l });
    let glare = tag.clone().changed(6.0, |l, x, _| l * 0.6 + 100.0 * x);
    let pale = tag.clone().changed(4.0, |l, _, _| 110.0 + l * 0.12);
    let dark = tag.changed(3.0, |l, _, _| l * 0.15);
    for (name, frame) in [("shadow", shadow), ("glare", glare), ("pale", pale), ("dark", dark)] {
        assert_eq!(frame.frame(), [TAG], "{name}");
    }
}

#[test]
fn a_light_tag_on_dark_ground_is_read() {
    let tag = Gray::tag(TAG, (640, 480), 7.0, 3.0).changed(4.0, |l, _, _| 255.0 - l);
    assert_eq!(tag.frame(), [TAG]);
    assert_eq!(qr::read(&tag.png()).unwrap(), [TAG]);
}

#[test]
fn a_still_of_a_tag_is_read_in_every_format() {
    let tag = Gray::tag(TAG, (900, 700), 5.0, 21.0);
    let rgb: Vec<u8> = tag.luma.iter().flat_map(|&l| [l; 3]).collect();
    let picture = Picture { width: 900, height: 700, rgb };
    for file in [tag.png(), tag.jpeg(), picture.webp(), picture.gif()] {
        assert_eq!(qr::read(&file).unwrap(), [TAG]);
    }
}

/// A sheet around a post: its rows are bent more the farther they are from the middle of the picture.
#[test]
fn a_tag_that_is_bent_is_read() {
    let flat = Gray::tag(TAG, (600, 600), 11.0, 0.0);
    for bend in [-0.05_f32, -0.03, 0.03, 0.05] {
        let mut bent = flat.clone();
        for (n, pixel) in bent.luma.iter_mut().enumerate() {
            let (x, y) = (n % 600, n / 600);
            let off = (x as f32 / 300.0 - 1.0).powi(2);
            let from = (y as f32 + bend * 600.0 * off).clamp(0.0, 599.0) as usize;
            *pixel = flat.luma[from * 600 + x];
        }
        assert_eq!(qr::read(&bent.png()).unwrap(), [TAG], "{bend}");
    }
}

#[test]
fn a_tag_printed_in_yellow_is_read() {
    let tag = Gray::tag(TAG, (500, 400), 6.0, 4.0);
    let yellow = |&l: &u8| if l < 100 { [255, 246, 120] } else { [250, 252, 250] };
    let picture = Picture { width: 500, height: 400, rgb: tag.luma.iter().flat_map(yellow).collect() };
    assert_eq!(qr::read(&picture.png()).unwrap(), [TAG]);
}

#[test]
fn a_far_tag_in_a_large_photo_is_read() {
    let far = Gray::tag(TAG, (4000, 3000), 3.2, 5.0).changed(10.0, |l, _, _| l);
    assert_eq!(qr::read(&far.jpeg()).unwrap(), [TAG]);
    let near = Gray::tag(TAG, (4000, 3000), 60.0, 5.0).changed(25.0, |l, _, _| l);
    assert_eq!(qr::read(&near.jpeg()).unwrap(), [TAG]);
}

#[test]
fn two_tags_in_one_picture_are_both_read() {
    let (left, right) = (Gray::tag("HX1:left", (400, 400), 8.0, 0.0), Gray::tag("HX1:right", (400, 400), 8.0, 0.0));
    let rows = left.luma.chunks(400).zip(right.luma.chunks(400));
    let both = Gray { width: 800, height: 400, luma: rows.flat_map(|(l, r)| [l, r].concat()).collect() };
    let mut found = qr::read(&both.png()).unwrap();
    found.sort();
    assert_eq!(found, ["HX1:left", "HX1:right"]);
}

#[test]
fn a_picture_without_a_tag_has_none() {
    assert!(qr::read(&Picture::usual(800, 600).jpeg()).unwrap().is_empty());
}
