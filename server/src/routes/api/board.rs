//! The board of a day: every post and point of my schools, what stands needs first.

use axum::{
    Json,
    extract::{Query, State},
};
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{board, clock, problem::ApiProblem, scope::Viewer, sql, state::Shared, views::board::Board};

/// Which day, which window, which schools.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct BoardQuestion {
    /// `YYYY-MM-DD`; today without it.
    date: Option<String>,
    /// Kind of window; the one that matters now without it.
    window: Option<String>,
    /// Text that school, town, post or point contain; narrows the lists, not the figures.
    q: Option<String>,
}

/// The board of my schools.
#[utoipa::path(get, path = "/api/board", params(BoardQuestion), responses((status = 200, body = Board)))]
pub(crate) async fn read(
    State(state): State<Shared>,
    viewer: Viewer,
    Query(asked): Query<BoardQuestion>,
) -> Result<Json<Board>, ApiProblem> {
    let given = |text: Option<String>| text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
    let now = clock::now();
    let date = match given(asked.date) {
        Some(text) => NaiveDate::parse_from_str(&text, "%Y-%m-%d").map_err(|_| ApiProblem::bad_question())?,
        None => now.business_date(),
    };
    let window = match given(asked.window) {
        Some(word) => Some(sql::from_word(&word).map_err(|_| ApiProblem::bad_question())?),
        None => None,
    };
    let question = board::Question { date, window, text: given(asked.q), now };
    let mut conn = state.db.snapshot().await?;
    Ok(Json(board::read(&mut conn, viewer.unit(), &question).await?))
}
