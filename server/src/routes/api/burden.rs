//! The burden meter 负担: what the office's rules cost those who record, in taps, seconds and pictures. It is about rules
//! and kinds of record, summed over schools; nothing here can be asked about a person or a single school day.

use axum::{
    Json,
    extract::{Query, State},
};

use domain::policy::PictureRules;

use super::{
    picture_rules,
    span::{self, SpanQuestion},
};
use crate::{
    clock,
    problem::ApiProblem,
    scope::Viewer,
    shift::Ledger,
    state::Shared,
    tables::{efforts, policies},
    views::burden::{Burden, BurdenRow},
};

/// What one entry of a kind feeds: nobody writes the same down twice.
fn feeds(kind: &str) -> Vec<String> {
    let ledgers: &[&str] = match kind {
        "duty_on" | "duty_off" => &["board", "duty_history", "attendance", "coverage", "duty_report"],
        "roll_call" => &["duty_history", "attendance", "headcount", "duty_report"],
        "log" => &["duty_history", "abnormal", "duty_report"],
        "hand_over" => &["duty_history", "duty_report"],
        "close" => &["board", "duty_history", "duty_report"],
        "check_in" => &["board", "patrol_history", "coverage", "duty_report"],
        "patrol_run" => &["patrol_history"],
        "escort_sheet" => &["escort_day", "duty_report"],
        "day_review" => &["escort_day", "duty_report"],
        "hazard_report" => &["board", "hazards"],
        _ => &["evidence"],
    };
    ledgers.iter().map(|it| (*it).to_owned()).collect()
}

/// What people record of a shift.
const SHIFT: [&str; 6] = ["duty_on", "duty_off", "roll_call", "log", "hand_over", "close"];

/// What recording cost at my schools.
#[utoipa::path(get, path = "/api/burden", params(SpanQuestion),
    responses((status = 200, body = Burden), (status = 400, body = ApiProblem), (status = 404, body = ApiProblem)))]
pub(crate) async fn read(
    State(state): State<Shared>,
    viewer: Viewer,
    Query(asked): Query<SpanQuestion>,
) -> Result<Json<Burden>, ApiProblem> {
    let mut conn = state.db.snapshot().await?;
    let one_school = asked.school.as_deref().is_some_and(|it| !it.trim().is_empty());
    let asked = span::read(&mut conn, &viewer, &asked, clock::now()).await?;
    let (from, to) = (asked.first.at(0), asked.last.at(1440));
    let sums = efforts::sums(&mut conn, asked.unit, from, to).await?;
    let told = |it: BurdenRow| BurdenRow { feeds: feeds(&it.kind), of_shift: SHIFT.contains(&it.kind.as_str()), ..it };
    let mut rows: Vec<BurdenRow> = sums.into_iter().map(told).collect();
    rows.sort_by_key(|row| std::cmp::Reverse((row.seconds, row.records)));
    let ledger = Ledger::read(&mut conn, asked.unit, (asked.first, asked.last), clock::now()).await?;
    let asks = efforts::asks(&mut conn, asked.unit).await?;
    let pictures = policies::get(&mut conn, asked.unit).await?;
    let said = policies::of_schools(&mut conn, asked.unit).await?;
    let unsaid = usize::try_from(asks.schools).unwrap_or_default().saturating_sub(said.len());
    let all = said.into_iter().chain(std::iter::repeat_n(PictureRules::default(), unsaid));
    Ok(Json(Burden {
        first: asked.first,
        last: asked.last,
        schools: asks.schools,
        shifts: i64::try_from(ledger.all(asked.first, asked.last).filter(|held| !held.stays.is_empty()).count())
            .unwrap_or(i64::MAX),
        rows,
        pictures,
        otherwise: i64::try_from(all.filter(|it| *it != pictures).count()).unwrap_or(i64::MAX),
        // A station or town that a larger office looks at is asked through its schools, one by one.
        may_rule: picture_rules::may_rule(&viewer, asked.unit) && (one_school || asked.unit == viewer.unit()),
        points_b: asks.points_b,
        points_a: asks.points_a,
        points: asks.points,
    }))
}
