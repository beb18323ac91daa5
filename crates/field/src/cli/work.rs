//! What a worker records: `check-in`, `hazard`, and what all recording verbs share. Each answers after the commit, never before.

use std::path::PathBuf;

use domain::{hazard::SuspectedSeverity, ids::PhotoId, photo::hex};
use field::{
    Error, Home, Worker,
    check_in::{self, Visit},
    hazard::{self, Sighting},
    photo::{self, Scene},
    points, scan, session,
    views::{Position, Saved, Witness},
};
use serde_json::json;

use super::{
    args::{CheckInArgs, HazardArgs, Who},
    output::Output,
    read_file,
};

pub(crate) fn check_in(home: &Home, args: CheckInArgs, out: Output) -> Result<(), Error> {
    let point_id = points::find(home, &args.point)?;
    let picture = args.tag_image.as_deref().map(read_file).transpose()?;
    let tag_text = picture.as_deref().map(scan::text_in).transpose()?;
    let position = args.lat.zip(args.lon).map(|(lat, lon)| Position {
        lat,
        lon,
        accuracy_m: f64::from(args.accuracy),
        fix_age_ms: 0.0,
        provider: "command-line".to_owned(),
        mock: false,
    });
    let worker = act_as(home, &args.who)?;
    let photo_ids = pictures(home, &Scene::Point(point_id), &args.photo)?;
    let witness = args.witness.zip(args.witness_pin).map(|(staff_id, pin)| Witness { staff_id, pin });
    let visit = Visit {
        note: args.note,
        photo_ids,
        position,
        tag_text,
        tag_image: picture.map(|bytes| hex(&scan::digest_of(&bytes))),
        method: args.method,
        miss: args.miss,
        witness,
        places_point: args.places_point,
        ..Visit::of(point_id, args.result)
    };
    saved(&check_in::record(home, worker, visit)?.saved, out);
    Ok(())
}

pub(crate) fn hazard(home: &Home, args: HazardArgs, out: Output) -> Result<(), Error> {
    let worker = act_as(home, &args.who)?;
    let photo_ids = pictures(home, &Scene::School(args.school.clone()), &args.photo)?;
    let sighting = Sighting {
        school_code: args.school,
        category: args.category,
        text: args.text,
        severity: SuspectedSeverity::General,
        photo_ids,
        position: None,
        effort: None,
    };
    saved(&hazard::report(home, worker, sighting)?, out);
    Ok(())
}

pub(crate) fn act_as(home: &Home, who: &Who) -> Result<Worker, Error> {
    session::act_as(home, who.staff, who.pin.as_deref())
}

/// The files as pictures of one record; the office's rules hold for them as for those of the app.
pub(crate) fn pictures(home: &Home, scene: &Scene, paths: &[PathBuf]) -> Result<Vec<PhotoId>, Error> {
    let images = paths.iter().map(|path| read_file(path)).collect::<Result<Vec<_>, _>>()?;
    photo::add_files(home, scene, &images).map_err(|error| {
        let problem = error.problem();
        let number = problem.args.get("number").and_then(|number| number.parse::<usize>().ok());
        match number.and_then(|number| paths.get(number - 1)) {
            Some(path) => problem.with("file", path.display()).into(),
            None => error,
        }
    })
}

pub(crate) fn saved(saved: &Saved, out: Output) {
    out.give(&json!({ "record_id": saved.record_id, "seq": saved.seq }), |lang| {
        format!("{} {}", lang.pick("已保存，序号", "Saved, number"), saved.seq)
    });
}
