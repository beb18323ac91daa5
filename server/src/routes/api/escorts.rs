//! Escort sheets 护导单 by day, and whether the head of the day has looked at them.

use std::{cmp::Reverse, collections::BTreeMap};

use axum::{
    Json,
    extract::{Query, State},
};
use domain::{day::Day, ids::SchoolId};

use super::span::{self, Asked, SpanQuestion};
use crate::{
    clock,
    db::Conn,
    problem::ApiProblem,
    scope::Viewer,
    state::Shared,
    tables::{
        escort_sheets::{self, Reviewed, Walked},
        schools,
    },
    views::escorts::{DaySignature, EscortDay, EscortList, SheetRow},
};

/// The escort sheets of my schools.
#[utoipa::path(get, path = "/api/escorts", params(SpanQuestion),
    responses((status = 200, body = EscortList), (status = 400, body = ApiProblem), (status = 404, body = ApiProblem)))]
pub(crate) async fn list(
    State(state): State<Shared>,
    viewer: Viewer,
    Query(asked): Query<SpanQuestion>,
) -> Result<Json<EscortList>, ApiProblem> {
    let mut conn = state.db.snapshot().await?;
    let asked = span::read(&mut conn, &viewer, &asked, clock::now()).await?;
    let days = days(&mut conn, &asked).await?;
    Ok(Json(EscortList { first: asked.first, last: asked.last, days }))
}

/// The sheets of a school's day, and the newest review.
type OfDay<'d> = (Vec<&'d Walked>, Option<&'d Reviewed>);

/// The days asked for that have sheets or a review.
pub(crate) async fn days(conn: &mut Conn, asked: &Asked) -> crate::error::Result<Vec<EscortDay>> {
    let walked = escort_sheets::of_span(conn, asked.unit, asked.first.at(0), asked.last.at(1440)).await?;
    let reviewed = escort_sheets::reviews_of_days(conn, asked.unit, asked.first, asked.last).await?;
    let listed = schools::list(conn, Some(asked.unit)).await?;
    let names: BTreeMap<SchoolId, String> = listed.into_iter().map(|it| (it.school.id, it.school.name)).collect();
    let mut days: BTreeMap<(Reverse<Day>, SchoolId), OfDay<'_>> = BTreeMap::new();
    for walk in &walked {
        days.entry((Reverse(Day::of(walk.at)), walk.row.school_id)).or_default().0.push(walk);
    }
    for review in &reviewed {
        days.entry((Reverse(review.row.day), review.row.school_id)).or_default().1 = Some(review);
    }
    let rows = days.into_iter().map(|((day, school_id), (sheets, review))| {
        let sum = |of: &dyn Fn(&Walked) -> u32| sheets.iter().map(|it| of(it)).sum::<u32>();
        EscortDay {
            day: day.0,
            school_id,
            school: names.get(&school_id).cloned().unwrap_or_default(),
            out: sum(&|it| u32::from(it.row.out)),
            handed: sum(&|it| it.row.handed.iter().map(|stop| u32::from(stop.count)).sum()),
            returned: sum(&|it| u32::from(it.row.returned)),
            remaining: sheets.iter().map(|it| it.row.remaining).sum(),
            review: review.map(|it| review_row(it, &sheets)),
            sheets: sheets.into_iter().map(sheet_row).collect(),
        }
    });
    Ok(rows.collect())
}

fn sheet_row(it: &Walked) -> SheetRow {
    SheetRow {
        record_id: it.record_id,
        at_ms: it.at,
        who: it.who.clone(),
        route: it.route.clone(),
        window: it.row.window,
        out: it.row.out,
        handed: it.row.handed.clone(),
        returned: it.row.returned,
        remaining: it.row.remaining,
        remaining_reason: it.row.remaining_reason,
        situation: it.row.situation,
        weather: it.row.weather,
        note: it.row.note.clone(),
        revisions: it.revisions,
    }
}

fn review_row(it: &Reviewed, sheets: &[&Walked]) -> DaySignature {
    let later = sheets.iter().filter(|sheet| sheet.at > it.at).count();
    DaySignature {
        record_id: it.record_id,
        at_ms: it.at,
        who: it.who.clone(),
        situation: it.row.situation,
        text: it.row.text.clone(),
        later: u32::try_from(later).unwrap_or(u32::MAX),
    }
}
