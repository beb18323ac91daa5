//! The burden meter 负担: what the office's rules cost those who record, in taps, seconds and pictures. It is about rules
//! and kinds of record, summed over schools; nothing here can be asked about a person or a single school day.

use axum::{
    Json,
    extract::{Query, State},
};
use domain::{day::Day, policy::PictureRules};
use serde::Serialize;

use super::{
    problem::ApiProblem,
    span::{self, SpanQuestion},
};
use crate::{clock, scope::Viewer, state::Shared, tables::efforts};

/// What records of one kind cost.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct BurdenRow {
    /// Kind of record; notes of duties by what they are.
    pub(crate) kind: String,
    pub(crate) records: i64,
    /// Of those: records whose phone counted.
    pub(crate) counted: i64,
    pub(crate) taps: i64,
    /// Seconds the forms were open.
    pub(crate) seconds: i64,
    pub(crate) photos: i64,
    /// Lists, figures and reports that one entry of it feeds.
    pub(crate) feeds: Vec<String>,
}

/// The meter.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct Burden {
    #[schema(value_type = String)]
    pub(crate) first: Day,
    #[schema(value_type = String)]
    pub(crate) last: Day,
    /// Schools whose records are summed.
    pub(crate) schools: i64,
    pub(crate) rows: Vec<BurdenRow>,
    /// Shifts that were held, so that a cost a shift can be said.
    pub(crate) shifts: i64,
    /// What the office asks of pictures.
    #[schema(value_type = Object)]
    pub(crate) pictures: PictureRules,
    /// Points that ask for more than a worker's word, and for tag and position or picture.
    pub(crate) points_b: i64,
    pub(crate) points_a: i64,
    pub(crate) points: i64,
}

/// What one entry of a kind feeds: nobody writes the same down twice.
fn feeds(kind: &str) -> Vec<String> {
    let ledgers: &[&str] = match kind {
        "duty_on" | "duty_off" => &["board", "duty_history", "attendance", "coverage", "duty_report"],
        "roll_call" => &["duty_history", "attendance", "headcount", "duty_report"],
        "log" => &["duty_history", "abnormal", "duty_report"],
        "hand_over" => &["duty_history", "duty_report"],
        "close" => &["board", "duty_history", "duty_report"],
        "check_in" => &["board", "patrol_history", "coverage", "duty_report"],
        "patrol_run" => &["patrol_history", "duty_report"],
        "escort_sheet" => &["escort_day", "duty_report"],
        "day_review" => &["escort_day", "duty_report"],
        "hazard_report" => &["board", "hazards"],
        _ => &["evidence"],
    };
    ledgers.iter().map(|it| (*it).to_owned()).collect()
}

/// What recording cost at my schools.
#[utoipa::path(get, path = "/api/burden", params(SpanQuestion),
    responses((status = 200, body = Burden), (status = 400, body = ApiProblem), (status = 404, body = ApiProblem)))]
pub(crate) async fn read(
    State(state): State<Shared>,
    viewer: Viewer,
    Query(asked): Query<SpanQuestion>,
) -> Result<Json<Burden>, ApiProblem> {
    let mut conn = state.db.snapshot().await?;
    let asked = span::read(&mut conn, &viewer, &asked, clock::now()).await?;
    let (from, to) = (asked.first.at(0), asked.last.at(1440));
    let sums = efforts::sums(&mut conn, asked.unit, from, to).await?;
    let mut rows: Vec<BurdenRow> = sums.into_iter().map(|it| BurdenRow { feeds: feeds(&it.kind), ..it }).collect();
    rows.sort_by_key(|row| std::cmp::Reverse((row.seconds, row.records)));
    let asks = efforts::asks(&mut conn, asked.unit).await?;
    let policy = crate::tables::policies::get(&mut conn, asked.unit).await?;
    Ok(Json(Burden {
        first: asked.first,
        last: asked.last,
        schools: asks.schools,
        shifts: efforts::shifts_begun(&mut conn, asked.unit, from, to).await?,
        rows,
        pictures: policy,
        points_b: asks.points_b,
        points_a: asks.points_a,
        points: asks.points,
    }))
}
