//! The log of who looked at what 查看日志: every view and copy of a picture, every look at a person's own record, every sign-in
//! and what was decided. Whoever answers for the accounts of an office reads theirs; nobody changes it.

use std::collections::HashMap;

use axum::{
    Json,
    extract::{Query, State},
};
use domain::{
    day::Day,
    ids::{RecordId, StaffId, UnitId},
    time::UtcMs,
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::photos::read_digest;
use crate::{
    db::Conn,
    enroll::place_name,
    problem::ApiProblem,
    scope::Viewer,
    state::Shared,
    tables::{
        attachments,
        audit_list::{self, Filter, Whose},
        events, photos, staff,
    },
    views::audit::{AuditList, AuditRow},
};

/// Which entries.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct AuditQuestion {
    /// Only of this action, such as `photo_view`.
    action: Option<String>,
    /// Only of this day, `2026-11-23`.
    day: Option<String>,
    /// Only before this moment, in milliseconds.
    before: Option<i64>,
}

/// Entries of one page.
const ROWS: usize = 100;

/// Who looked at what, by the accounts I answer for.
#[utoipa::path(get, path = "/api/audit", params(AuditQuestion),
    responses((status = 200, body = AuditList), (status = 400, body = ApiProblem), (status = 403, body = ApiProblem)))]
pub(crate) async fn list(
    State(state): State<Shared>,
    viewer: Viewer,
    Query(asked): Query<AuditQuestion>,
) -> Result<Json<AuditList>, ApiProblem> {
    let role = viewer.account.role;
    if !role.may_read_audit() {
        return Err(ApiProblem::forbidden());
    }
    let whose = match (viewer.sees_all(), role.answers_for_schools()) {
        (true, _) => Whose::All,
        (false, true) => Whose::UnitAndSchools(viewer.unit()),
        (false, false) => Whose::Unit(viewer.unit()),
    };
    let day = match asked.day.as_deref().filter(|text| !text.is_empty()) {
        Some(text) => Some(Day::parse(text).ok_or_else(ApiProblem::bad_question)?),
        None => None,
    };
    let (from, to) = day.map_or((UtcMs(0), UtcMs(i64::MAX)), |day| (day.at(0), day.plus(1).at(0)));
    let to = asked.before.map_or(to, |before| to.min(UtcMs(before)));
    let filter = Filter { whose, action: asked.action.unwrap_or_default(), from, to };
    let mut conn = state.db.snapshot().await?;
    let (mut rows, next) = audit_list::page(&mut conn, &filter, ROWS).await?;
    name(&mut conn, &viewer, &mut rows).await?;
    Ok(Json(AuditList { rows, next }))
}

/// Says what the subjects are, as far as the reader may know it.
async fn name(conn: &mut Conn, viewer: &Viewer, rows: &mut [AuditRow]) -> Result<(), ApiProblem> {
    let mut pictures: HashMap<String, Option<RecordId>> = HashMap::new();
    for row in rows {
        if row.action.starts_with("photo_") {
            if !pictures.contains_key(&row.subject) {
                let record = record_of(conn, viewer, &row.subject).await?;
                pictures.insert(row.subject.clone(), record);
            }
            row.record_id = pictures.get(&row.subject).copied().flatten();
            continue;
        }
        // What earlier builds wrote down begins with the id alone.
        let first = row.subject.split_whitespace().next().unwrap_or_default();
        let record = row.told.as_ref().and_then(|it| it.args.get("record").map(String::as_str));
        match row.action.as_str() {
            "person_view" => row.about = person(conn, first).await?,
            "staff_leave" if row.told.is_none() => {
                let who = person(conn, first).await?;
                row.about = format!("{who}{}", row.subject.trim_start_matches(first));
            }
            "calendar_change" if row.told.is_none() => {
                if let Ok(unit) = first.parse::<UnitId>() {
                    row.about = place_name(conn, unit).await?;
                }
            }
            "record_ruled" | "roster_ruling" | "point" => {
                row.record_id = seen(conn, viewer, record.unwrap_or(first)).await?;
            }
            _ => {}
        }
    }
    Ok(())
}

async fn person(conn: &mut Conn, id: &str) -> Result<String, ApiProblem> {
    let Ok(id) = id.parse::<StaffId>() else { return Ok(String::new()) };
    Ok(staff::get(conn, id).await?.map(|it| it.name).unwrap_or_default())
}

/// The record of this id, if there is one and the reader may see it.
async fn seen(conn: &mut Conn, viewer: &Viewer, id: &str) -> Result<Option<RecordId>, ApiProblem> {
    let Ok(id) = id.parse::<RecordId>() else { return Ok(None) };
    let Some(event) = events::get(conn, id).await? else { return Ok(None) };
    let may = viewer.sees(conn, event.school_id, event.device_id).await?;
    Ok(may.then_some(event.record_id))
}

/// A record with this picture, or beside which it stands or stood, that the reader may see.
async fn record_of(conn: &mut Conn, viewer: &Viewer, subject: &str) -> Result<Option<RecordId>, ApiProblem> {
    // At the command line a word of why stands behind it.
    let digest = subject.split_whitespace().next().unwrap_or_default();
    let Some(digest) = read_digest(digest) else { return Ok(None) };
    for named in photos::by_digest(conn, &digest).await? {
        let Some(event) = events::get(conn, named.photo.record_id).await? else { continue };
        if viewer.sees(conn, event.school_id, event.device_id).await? {
            return Ok(Some(event.record_id));
        }
    }
    for shown in attachments::by_digest(conn, &digest).await? {
        let Some(event) = events::get(conn, shown.attachment.record_id).await? else { continue };
        if viewer.sees(conn, event.school_id, event.device_id).await? {
            return Ok(Some(event.record_id));
        }
    }
    Ok(None)
}
