//! What a worker records: `duty on`, `duty off`, `check-in`, `hazard`. Each answers after the commit, never before.

use std::path::PathBuf;

use domain::{check_in::VisitResult, hazard::SuspectedSeverity, ids::PhotoId, time::UtcMs};
use field::{
    Error, Home, Worker,
    check_in::{self, Visit},
    duty::{self, When},
    hazard::{self, Sighting},
    photo, points, scan, session,
    views::{Position, Saved},
};
use serde_json::json;

use super::{
    args::{CheckInArgs, DutyArgs, HazardArgs, Who},
    output::Output,
    read_file,
};

pub(crate) fn duty_on(home: &Home, args: &DutyArgs, out: Output) -> Result<(), Error> {
    let worker = act_as(home, &args.who)?;
    saved(&duty::on(home, worker, args.post, when(args.at))?, out);
    Ok(())
}

pub(crate) fn duty_off(home: &Home, args: &DutyArgs, out: Output) -> Result<(), Error> {
    let worker = act_as(home, &args.who)?;
    saved(&duty::off(home, worker, args.post, when(args.at))?, out);
    Ok(())
}

pub(crate) fn check_in(home: &Home, args: CheckInArgs, out: Output) -> Result<(), Error> {
    let point_id = points::find(home, &args.point)?;
    let tag_text = args.tag_image.as_deref().map(|path| scan::text_in(&read_file(path)?)).transpose()?;
    let position = args.lat.zip(args.lon).map(|(lat, lon)| Position {
        lat,
        lon,
        accuracy_m: f64::from(args.accuracy),
        fix_age_ms: 0.0,
        provider: "command-line".to_owned(),
        mock: false,
    });
    let worker = act_as(home, &args.who)?;
    let photo_ids = pictures(home, &args.photo)?;
    let visit = Visit { note: args.note, photo_ids, position, tag_text, ..Visit::of(point_id, VisitResult::Normal) };
    saved(&check_in::record(home, worker, visit)?.saved, out);
    Ok(())
}

pub(crate) fn hazard(home: &Home, args: HazardArgs, out: Output) -> Result<(), Error> {
    let worker = act_as(home, &args.who)?;
    let photo_ids = pictures(home, &args.photo)?;
    let sighting = Sighting {
        school_code: args.school,
        category: args.category,
        text: args.text,
        severity: SuspectedSeverity::General,
        photo_ids,
        position: None,
    };
    saved(&hazard::report(home, worker, sighting)?, out);
    Ok(())
}

fn act_as(home: &Home, who: &Who) -> Result<Worker, Error> {
    session::act_as(home, who.staff, who.pin.as_deref())
}

fn pictures(home: &Home, paths: &[PathBuf]) -> Result<Vec<PhotoId>, Error> {
    let images = paths.iter().map(|path| read_file(path)).collect::<Result<Vec<_>, _>>()?;
    photo::add_all(home, &images)
}

fn when(at: Option<UtcMs>) -> When {
    at.map_or(When::Now, When::Stated)
}

fn saved(saved: &Saved, out: Output) {
    out.give(&json!({ "record_id": saved.record_id, "seq": saved.seq }), |lang| {
        format!("{} {}", lang.pick("已保存，序号", "Saved, number"), saved.seq)
    });
}
