//! Pictures to measure with: a generated scene as large as a phone's camera takes it, in the formats that people send.
//!
//! The scene has what a photo has and costs what a photo costs: soft light, edges, fine texture and the grain of a
//! sensor, so that its JPEG has about a third of a byte a pixel. libvips turns it into each format, the progressive one by
//! the script that all programs share.

use std::{
    fs,
    io::{BufWriter, Write},
    path::Path,
};

use xshell::{Shell, cmd};

use crate::fault::Done;

/// What is measured: the file's name and what it is.
pub(super) const KINDS: [(&str, &str); 11] = [
    ("baseline.jpg", "12 megapixels, baseline 4:2:0, Exif orientation 6"),
    ("full-colour.jpg", "12 megapixels, baseline 4:4:4"),
    ("progressive.jpg", "12 megapixels, progressive 4:2:0"),
    ("large.jpg", "48 megapixels, baseline 4:2:0"),
    ("picture.png", "12 megapixels, PNG of 8-bit RGB"),
    ("deep.png", "12 megapixels, PNG of 16-bit RGB"),
    ("lossy.webp", "12 megapixels, WebP"),
    ("lossless.webp", "12 megapixels, lossless WebP"),
    ("picture.gif", "12 megapixels, GIF"),
    (TRANSPARENT, "12 megapixels, WebP that is partly transparent"),
    (INKS, "12 megapixels, baseline JPEG of four inks"),
];
/// Kinds whose result is not the scene itself, so that its distance from the scene says nothing.
pub(super) const UNLIKE: [&str; 2] = [TRANSPARENT, INKS];
const TRANSPARENT: &str = "transparent.webp";
const INKS: &str = "inks.jpg";
/// The scene itself, without loss.
pub(super) const SCENE: &str = "scene.ppm";

const WIDTH: u32 = 4000;
const HEIGHT: u32 = 3000;

/// An Exif block that says only "turn me by ninety degrees", as a JPEG segment.
const TURNED: &[u8] = b"\xFF\xE1\x00\x22Exif\0\0MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";

/// Makes what is not there yet.
///
/// # Errors
/// When libvips fails or the disk is full.
pub(super) fn make(sh: &Shell, work: &Path) -> Done {
    if KINDS.iter().all(|(name, _)| work.join(name).exists()) && work.join(SCENE).exists() {
        return Ok(());
    }
    let _at = sh.push_dir(work);
    write_scene(&work.join(SCENE))?;
    let vips = |arguments: &[&str]| cmd!(sh, "vips {arguments...}").quiet().run();
    vips(&["copy", SCENE, "upright.jpg[Q=90,subsample-mode=on]"])?;
    let upright = fs::read(work.join("upright.jpg"))?;
    fs::write(work.join("baseline.jpg"), [&upright[..2], TURNED, &upright[2..]].concat())?;
    vips(&["copy", SCENE, "full-colour.jpg[Q=90,subsample-mode=off]"])?;
    vips(&["copy", SCENE, "progressive.jpg[Q=90,interlace,subsample-mode=on]"])?;
    vips(&["resize", SCENE, "large.jpg[Q=90,subsample-mode=on]", "2"])?;
    vips(&["copy", SCENE, "picture.png[compression=6]"])?;
    vips(&["cast", SCENE, "deep.v", "ushort", "--shift"])?;
    vips(&["copy", "deep.v", "deep.png[compression=6,bitdepth=16]"])?;
    vips(&["copy", SCENE, "lossy.webp[Q=80,strip]"])?;
    vips(&["copy", SCENE, "lossless.webp[lossless,effort=0,strip]"])?;
    vips(&["copy", SCENE, "picture.gif[effort=1,strip]"])?;
    vips(&["bandjoin_const", SCENE, "transparent.v", "200"])?;
    vips(&["copy", "transparent.v", "transparent.webp[Q=80,strip]"])?;
    vips(&["colourspace", SCENE, "inks.jpg[Q=90,strip]", "cmyk"])?;
    Ok(())
}

fn write_scene(path: &Path) -> Done {
    let mut file = BufWriter::new(fs::File::create(path)?);
    write!(file, "P6\n{WIDTH} {HEIGHT}\n255\n")?;
    let mut grain = 0x2545_F491_4F6C_DD1D_u64;
    let wave: Vec<i32> =
        (0..4096).map(|n| ((f64::from(n) / 4096.0 * std::f64::consts::TAU).sin() * 64.0) as i32).collect();
    let at = |phase: u32| wave[(phase % 4096) as usize];
    for y in 0..HEIGHT {
        let mut row = Vec::with_capacity(WIDTH as usize * 3);
        for x in 0..WIDTH {
            grain ^= grain << 13;
            grain ^= grain >> 7;
            grain ^= grain << 17;
            // The sum of four small numbers is distributed much as a sensor's noise is.
            let noise = [0, 8, 16, 24].map(|shift| ((grain >> shift) & 7) as i32).iter().sum::<i32>() - 14;
            let soft = at(x + y / 3) / 2 + at(2 * y + x / 7) / 3;
            let texture = if (x / 500 + y / 375) % 3 == 0 { at(x * 97 + y * 31) * at(y * 83) / 160 } else { 0 };
            let edge = if (x / 250 + y / 300) % 5 == 0 { 50 } else { 0 };
            let light = 110 + soft + edge + texture + noise * 3 / 2;
            let warm = at(x / 2 + 3 * y) / 3;
            row.extend([light + warm, light, light - warm].map(|sample| sample.clamp(0, 255) as u8));
        }
        file.write_all(&row)?;
    }
    file.flush()?;
    Ok(())
}
