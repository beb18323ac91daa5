//! Single files, without a device: `photo` and `qr`.

use std::{fs, io, path::Path};

use data_encoding::HEXLOWER;
use domain::{Problem, position::Place};
use field::Error;
use photos::{Limits, Taken};
use serde_json::json;

use super::{output::Output, read_file};

pub(crate) fn photo(file: &Path, dir: &Path, out: Output) -> Result<(), Error> {
    let prepared = photos::prepare(&read_file(file)?, &Limits::default())?;
    put(dir, &prepared.picture, &prepared.thumb).map_err(|error| match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => error.into(),
        _ => Error::from(Problem::new("out-no-folder").with("path", dir.display())),
    })?;
    let place = prepared.place.map(|p| Place { lat_e7: p.lat_e7, lon_e7: p.lon_e7 });
    let object = json!({
        "width": prepared.width, "height": prepared.height, "bytes": prepared.picture.len(),
        "sha256": HEXLOWER.encode(&prepared.sha256), "thumb_bytes": prepared.thumb.len(),
        "taken_at": prepared.taken.as_ref().and_then(wall_time), "offset": prepared.taken.as_ref().and_then(offset),
        "lat": place.map(Place::lat), "lon": place.map(Place::lon),
        "orientation_applied": prepared.orientation_applied,
    });
    out.give(&object, |_| {
        format!("{}×{}, {} B → {}", prepared.width, prepared.height, prepared.picture.len(), dir.display())
    });
    Ok(())
}

fn put(dir: &Path, picture: &[u8], thumb: &[u8]) -> io::Result<()> {
    fs::create_dir_all(dir)?;
    fs::write(dir.join("picture.jpg"), picture)?;
    fs::write(dir.join("thumb.jpg"), thumb)
}

/// What the camera's clock showed, without an offset, as `2026-11-23T07:31:00.250`.
fn wall_time(taken: &Taken) -> Option<String> {
    let shown = chrono::DateTime::from_timestamp_millis(taken.local_ms)?;
    Some(shown.format("%Y-%m-%dT%H:%M:%S%.f").to_string())
}

/// The camera's offset, as `+08:00`, when it said one.
fn offset(taken: &Taken) -> Option<String> {
    let minutes = taken.offset_min?;
    let sign = if minutes < 0 { '-' } else { '+' };
    Some(format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60))
}

pub(crate) fn qr(file: &Path, out: Output) -> Result<(), Error> {
    let texts = photos::qr::read(&read_file(file)?)?;
    let found: Vec<_> = texts.iter().map(|text| json!({ "text": text })).collect();
    out.give(&json!({ "found": found }), |_| texts.join("\n"));
    if texts.is_empty() { Err(Problem::new("no-code-found").into()) } else { Ok(()) }
}
