//! The review desk 审核台: what does not fit together, each with its evidence; the worker is asked and answers, and
//! somebody decides with a reason. Nobody is punished by it and nobody is ranked.

use axum::{
    Json,
    extract::{Path, Query, State},
    http::StatusCode,
};
use domain::{ids::RecordId, limits::NOTE_CHARS_MAX, photo::PhotoRole, ruling::Verdict};
use protocol::Kind;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    audit::Entry,
    clock, evidence,
    live::Tag,
    problem::ApiProblem,
    project::PhotoRow,
    ruling,
    scope::Viewer,
    sql::plain_text,
    state::Shared,
    tables::{
        audit_log::{self, Action},
        doubts, photos, reviews, rulings,
    },
    told::{Deed, Told},
    views::reviews::{ReviewDoubt, ReviewList, ReviewPhoto, ReviewRow, ReviewWord, RulingWish},
};

/// Which records.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct ReviewsQuestion {
    /// `open`, `asked`, `answered`, `accepted`, `rejected`; all without it.
    pub(crate) show: Option<String>,
    /// Kind of doubt.
    pub(crate) doubt: Option<String>,
    /// Only records with an event number below.
    pub(crate) before: Option<i64>,
}

const PAGE: usize = 50;
const STATES: [&str; 5] = ["open", "asked", "answered", "accepted", "rejected"];

/// Records of my schools that somebody should look at.
#[utoipa::path(get, path = "/api/reviews", params(ReviewsQuestion),
    responses((status = 200, body = ReviewList), (status = 400, body = ApiProblem)))]
pub(crate) async fn list(
    State(state): State<Shared>,
    viewer: Viewer,
    Query(asked): Query<ReviewsQuestion>,
) -> Result<Json<ReviewList>, ApiProblem> {
    if asked.show.as_deref().is_some_and(|show| !show.is_empty() && !STATES.contains(&show)) {
        return Err(ApiProblem::bad_question());
    }
    let mut conn = state.db.snapshot().await?;
    let mut rows = reviews::list(&mut conn, viewer.unit(), &asked, PAGE as i64 + 1).await?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    for row in &mut rows {
        fill(&mut conn, row).await?;
    }
    Ok(Json(ReviewList {
        next: rows.last().filter(|_| more).map(|row| row.no),
        rows,
        counts: reviews::counts(&mut conn, viewer.unit()).await?,
        may_rule: viewer.account.role.may_rule(),
    }))
}

/// Adds what speaks for and against a row.
async fn fill(conn: &mut crate::db::Conn, row: &mut ReviewRow) -> crate::error::Result<()> {
    let found = doubts::of_record(conn, row.record_id).await?.into_iter();
    row.doubts =
        found.map(|it| ReviewDoubt { doubt: it.doubt, others: it.others, meters: it.meters, ms: it.ms }).collect();
    for ruled in rulings::of_record(conn, row.record_id).await? {
        let said = Some(ReviewWord {
            at_ms: ruled.at,
            who: ruled.account,
            text: ruled.note,
            record_id: None,
            photos: Vec::new(),
        });
        match ruled.verdict {
            Verdict::Asked => row.asked = said,
            Verdict::Accepted | Verdict::Rejected => row.decided = said,
        }
    }
    let answers = crate::tables::corrections::answers_about(conn, row.record_id).await?;
    if let Some(it) = answers.into_iter().last() {
        let photos = pictures(conn, it.record_id).await?;
        row.answered =
            Some(ReviewWord { at_ms: it.at, who: it.who, text: it.text, record_id: Some(it.record_id), photos });
    }
    Ok(())
}

/// The pictures of an answer.
async fn pictures(conn: &mut crate::db::Conn, answer: RecordId) -> crate::error::Result<Vec<ReviewPhoto>> {
    let promised = photos::of_record(conn, answer).await?;
    let seen = |place| promised.iter().any(|it| it.photo.place == place && it.stored);
    let pictures = promised.iter().map(|it| &it.photo).filter(|photo| photo.role == PhotoRole::Picture);
    let picture = |photo: &PhotoRow| ReviewPhoto {
        photo_id: photo.photo_id,
        sha256: data_encoding::HEXLOWER.encode(&*photo.sha256),
        seen: seen(photo.place),
    };
    Ok(pictures.map(picture).collect())
}

/// Ask the worker about a record, or decide whether it is believed. The phone it came from is told.
#[utoipa::path(post, path = "/api/records/{record_id}/ruling", request_body = RulingWish,
    params(("record_id" = String, Path)),
    responses((status = 204), (status = 400, body = ApiProblem), (status = 403, body = ApiProblem),
        (status = 404, body = ApiProblem), (status = 409, body = ApiProblem)))]
pub(crate) async fn rule(
    State(state): State<Shared>,
    viewer: Viewer,
    Path(record_id): Path<String>,
    Json(wish): Json<RulingWish>,
) -> Result<StatusCode, ApiProblem> {
    if !viewer.account.role.may_rule() {
        return Err(ApiProblem::new(StatusCode::FORBIDDEN, "forbidden"));
    }
    let note = plain_text(wish.note.trim());
    if note.is_empty() || note.chars().count() > NOTE_CHARS_MAX {
        return Err(ApiProblem::new(StatusCode::BAD_REQUEST, "reason-missing"));
    }
    let record_id: RecordId = record_id.parse().map_err(|_| ApiProblem::not_found())?;
    let mut tx = state.db.begin().await?;
    let found = evidence::find(&mut tx, record_id).await?.ok_or_else(ApiProblem::not_found)?;
    if !viewer.sees(&mut tx, found.school_id, found.device.id).await? {
        return Err(ApiProblem::not_found());
    }
    if found.envelope.kind == Kind::RosterRequest {
        // There the roster is changed with it, by the side whose people it is about.
        return Err(ApiProblem::new(StatusCode::CONFLICT, "decided-with-roster"));
    }
    let (now, account) = (clock::now(), viewer.account.name.clone());
    ruling::say(&mut tx, &found, (wish.verdict, &note), (now, &account)).await?;
    let told = Told::of(Deed::RecordRuled).with("record", record_id).with("verdict", crate::sql::word(&wish.verdict));
    let subject = told.subject();
    audit_log::insert(&mut tx, &[Entry { at: now, account, action: Action::RecordRuled, subject }]).await?;
    tx.commit().await.map_err(crate::Error::from)?;
    state.live.changed([Tag::Reviews, Tag::Duty, Tag::CheckIns]);
    Ok(StatusCode::NO_CONTENT)
}
