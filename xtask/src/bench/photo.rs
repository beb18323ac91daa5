//! One photo from file to stored picture, thumbnail and digest: `huxiao-field photo` against `vipsthumbnail` making the same
//! two sizes, whole processes with one thread, for the kinds of pictures that people send.
//!
//! How good the results are stands beside it: the distance of both from the scene itself, shrunk without loss.

use std::{fs, path::Path};

use serde_json::{Map, Value, json};
use xshell::{Shell, cmd};

use super::{
    measure::{in_turn, peak_mb},
    scenes::{KINDS, SCENE, UNLIKE, make},
};
use crate::{
    fault::{Done, Fault},
    setup::{self, Consent, Packages},
    test::FEATURES,
};

/// Measures every kind.
///
/// # Errors
/// When libvips is missing and not wanted, or a program fails.
pub(super) fn measure(sh: &Shell, root: &Path, pairs: usize, consent: Consent) -> Done<Value> {
    let on_path = |name| setup::on_path(name).is_some();
    if !(on_path("vipsthumbnail") && on_path("vips") && Path::new("/usr/bin/time").exists()) {
        setup::install_packages(sh, Packages::Bench, consent)?;
    }
    cmd!(sh, "cargo build --quiet --release --workspace --features {FEATURES} --bin huxiao-field").run()?;
    let program = root.join("target/release/huxiao-field");
    let work = root.join("target/bench/photo");
    fs::create_dir_all(work.join("out"))?;
    make(sh, &work)?;
    let mut kinds = Map::new();
    for (name, what) in KINDS {
        let ours = format!("'{}' photo {name} --out out --json", program.display());
        // The thumbnail is made from the picture, as ours is; asking for both from the original costs libvips more.
        let picture = format!("VIPS_CONCURRENCY=1 vipsthumbnail {name} -s 1600 -o vips.jpg[Q=80,strip]");
        let both = format!("{picture}; VIPS_CONCURRENCY=1 vipsthumbnail vips.jpg -s 320 -o vips.thumb.jpg[Q=80,strip]");
        let pairs = in_turn(&work, pairs, &ours, &both)?;
        let (ours_ms, vips_ms) = pairs.medians();
        let mut figures = json!({
            "what": what,
            "cpu_ratio": rounded(pairs.ratio(), 3),
            "cpu_ms": rounded(ours_ms, 0),
            "vips_cpu_ms": rounded(vips_ms, 0),
            "peak_mb": rounded(peak_mb(&work, &ours)?, 1),
            "vips_peak_mb": rounded(peak_mb(&work, &format!("env {picture}"))?, 1),
            "bytes": fs::metadata(work.join("out/picture.jpg"))?.len(),
            "vips_bytes": fs::metadata(work.join("vips.jpg"))?.len(),
        });
        if !UNLIKE.contains(&name) {
            let quality = quality(sh, &work, name)?;
            figures["psnr_db"] = json!(rounded(quality.ours, 2));
            figures["vips_psnr_db"] = json!(rounded(quality.theirs, 2));
        }
        kinds.insert(name.to_owned(), figures);
    }
    Ok(Value::Object(kinds))
}

/// How near both results are to the scene, in decibels (PSNR); the higher the nearer.
struct Quality {
    ours: f64,
    theirs: f64,
}

fn quality(sh: &Shell, work: &Path, name: &str) -> Done<Quality> {
    let _at = sh.push_dir(work);
    if !work.join("ideal.v").exists() {
        cmd!(sh, "vips thumbnail {SCENE} ideal.v 1600 --height 1600").quiet().run()?;
        cmd!(sh, "vips rot ideal.v ideal-turned.v d90").quiet().run()?;
    }
    let ideal = if name == "baseline.jpg" { "ideal-turned.v" } else { "ideal.v" };
    Ok(Quality { ours: psnr(sh, "out/picture.jpg", ideal)?, theirs: psnr(sh, "vips.jpg", ideal)? })
}

fn psnr(sh: &Shell, picture: &str, ideal: &str) -> Done<f64> {
    cmd!(sh, "vips subtract {picture} {ideal} off.v").quiet().run()?;
    cmd!(sh, "vips multiply off.v off.v square.v").quiet().run()?;
    let mean = cmd!(sh, "vips avg square.v").quiet().read()?;
    let mean: f64 = mean.trim().parse().map_err(|_| Fault::new(format!("vips avg said {mean:?}")))?;
    Ok(10.0 * (255.0 * 255.0 / mean).log10())
}

fn rounded(number: f64, digits: i32) -> f64 {
    let scale = 10_f64.powi(digits);
    (number * scale).round() / scale
}
