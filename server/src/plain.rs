//! A record's fields as plain JSON, for people and for programs that read exports: names in snake_case, ids as
//! UUIDs, times in UTC milliseconds, digests in hex.

use domain::{
    check_in::CheckIn,
    duty::{DutyOff, DutyOn},
    escort::EscortSheet,
    hazard::HazardReport,
    patrol_route::PatrolRun,
    photo::{Photo, PhotoSource},
    position::Position,
    roster::RosterRequest,
};
use protocol::{Body, Record};
use serde_json::{Value, json};

/// The fields of a record. A body nobody can read is given as hex, so that an export loses nothing.
pub(crate) fn body(record: &Record) -> Value {
    match record.read_body() {
        Ok(Body::SessionOpen(open)) => json!({ "method": open.method }),
        Ok(Body::SessionClose(close)) => json!({ "reason": close.reason }),
        Ok(Body::DutyOn(on)) => duty_on(&on),
        Ok(Body::DutyOff(off)) => duty_off(&off),
        Ok(Body::CheckIn(visit)) => check_in(&visit),
        Ok(Body::HazardReport(report)) => hazard_report(&report),
        Ok(Body::ClockEvent(it)) => {
            json!({ "finding": it.finding, "wall_before": it.wall_before, "moved_ms": it.moved_ms })
        }
        Ok(Body::DeviceEvent(it)) => json!({
            "finding": it.finding,
            "count": it.count,
            "subject": it.subject.as_ref().map(|subject| data_encoding::HEXLOWER.encode(subject)),
            "detail": it.detail,
        }),
        Ok(Body::DutyNote(note)) => json!({
            "post_id": note.post_id,
            "window": note.window,
            "entry": note.entry,
            "photos": photos(&note.photos),
            "effort": note.effort,
        }),
        Ok(Body::EscortSheet(sheet)) => escort_sheet(&sheet),
        Ok(Body::Correction(it)) => json!({ "of": it.of, "change": it.change, "reason": it.reason }),
        Ok(Body::RosterRequest(request)) => roster_request(&request),
        Ok(Body::DayReview(it)) => json!({
            "school_id": it.school_id,
            "day": it.day,
            "situation": it.situation,
            "text": it.text,
            "sheets": it.sheets,
        }),
        Ok(Body::PatrolRun(run)) => patrol_run(&run),
        Ok(Body::Answer(it)) => json!({ "about": it.about, "text": it.text, "photos": photos(&it.photos) }),
        Err(_) => json!({
            "kind_number": record.kind.number(),
            "kind_version": record.kind_ver,
            "cbor_hex": data_encoding::HEXLOWER.encode(&record.body),
        }),
    }
}

fn duty_on(on: &DutyOn) -> Value {
    json!({
        "post_id": on.post_id,
        "window": on.window,
        "stated_at": on.stated_at,
        "position": on.position.as_ref().map(position),
        "photos": photos(&on.photos),
        "detail": on.detail,
    })
}

fn duty_off(off: &DutyOff) -> Value {
    json!({
        "post_id": off.post_id,
        "window": off.window,
        "stated_at": off.stated_at,
        "position": off.position.as_ref().map(position),
        "detail": off.detail,
    })
}

fn check_in(visit: &CheckIn) -> Value {
    json!({
        "point_id": visit.point_id,
        "result": visit.result,
        "note": visit.note,
        "position": visit.position.as_ref().map(position),
        "tag": visit.tag,
        "photos": photos(&visit.photos),
        "shown_proof": visit.shown_proof,
        "detail": visit.detail,
    })
}

fn hazard_report(report: &HazardReport) -> Value {
    json!({
        "school_id": report.school_id,
        "category": report.category,
        "text": report.text,
        "severity": report.severity,
        "position": report.position.as_ref().map(position),
        "photos": photos(&report.photos),
        "effort": report.effort,
    })
}

fn escort_sheet(sheet: &EscortSheet) -> Value {
    json!({
        "school_id": sheet.school_id,
        "route_id": sheet.route_id,
        "window": sheet.window,
        "out": sheet.out,
        "handed": sheet.handed,
        "returned": sheet.returned,
        "remaining": sheet.remaining(),
        "remaining_reason": sheet.remaining_reason,
        "situation": sheet.situation,
        "note": sheet.note,
        "weather": sheet.weather,
        "effort": sheet.effort,
    })
}

fn roster_request(request: &RosterRequest) -> Value {
    json!({
        "post_id": request.post_id,
        "day": request.day,
        "window_id": request.window_id,
        "ask": request.ask,
        "with": request.with,
        "reason": request.reason,
        "text": request.text,
    })
}

fn patrol_run(run: &PatrolRun) -> Value {
    json!({
        "run_id": run.run_id,
        "route_id": run.route_id,
        "kind": run.kind,
        "method": run.method,
        "step": run.step,
        "planned": run.planned,
        "party": run.party,
        "missed": run.missed,
        "note": run.note,
    })
}

fn position(position: &Position) -> Value {
    json!({
        "lat": position.place.lat(),
        "lon": position.place.lon(),
        "accuracy_m": position.accuracy_m,
        "fix_age_ms": position.fix_age_ms,
        "provider": position.provider,
        "mock": position.mock,
    })
}

fn photos(photos: &[Photo]) -> Value {
    let photo = |photo: &Photo| {
        json!({
            "photo_id": photo.id,
            "sha256": data_encoding::HEXLOWER.encode(&*photo.sha256),
            "bytes": photo.bytes,
            "width": photo.width,
            "height": photo.height,
            "thumb_id": photo.thumb_id,
            "thumb_sha256": data_encoding::HEXLOWER.encode(&*photo.thumb_sha256),
            "thumb_bytes": photo.thumb_bytes,
            "taken": photo.taken,
            "lat": photo.place.map(|place| place.lat()),
            "lon": photo.place.map(|place| place.lon()),
            "source": photo.notes.as_ref().and_then(|notes| notes.source).map(PhotoSource::code),
            "masks": photo.notes.as_ref().and_then(|notes| notes.masks),
            "offset_min": photo.notes.as_ref().and_then(|notes| notes.offset_min),
            "stamp_lines": photo.notes.as_ref().and_then(|notes| notes.stamp_lines),
            "caption": photo.notes.as_ref().and_then(|notes| notes.caption.as_deref()),
        })
    };
    photos.iter().map(photo).collect()
}
