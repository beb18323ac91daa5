//! Windows as they were: a shift is judged by the window of its day, also when the office changed it or took it away
//! since.

use std::collections::BTreeMap;

use domain::{
    day::Day,
    duty_window::{DutyWindow, WindowTerms},
    ids::{UnitId, WindowId},
};

use crate::{
    db::Conn,
    error::Result,
    sql::{Columns as _, Id as _, from_json, json},
    tables::windows,
};

/// A window is changed or taken away today: keeps what it was until yesterday.
pub(crate) async fn keep(conn: &mut Conn, before: &DutyWindow, today: Day) -> Result<()> {
    insert(conn, before, Some(before), today).await
}

/// A window is made today: there was none until yesterday.
pub(crate) async fn begin(conn: &mut Conn, window: &DutyWindow, today: Day) -> Result<()> {
    insert(conn, window, None, today).await
}

async fn insert(conn: &mut Conn, window: &DutyWindow, held: Option<&DutyWindow>, today: Day) -> Result<()> {
    // Changed a second time on one day it has been kept already.
    sqlx::query(
        "INSERT INTO window_editions (window_id, until_day, school_id, held) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (window_id, until_day) DO NOTHING",
    )
    .bind(window.id.store())
    .bind(i64::from(today.plus(-1).0))
    .bind(window.school_id.store())
    .bind(held.map(json))
    .execute(conn)
    .await?;
    Ok(())
}

/// The windows of the schools a unit looks over, as they are and as they were: each with the days on which it was held so.
/// Several may have one id, never for one day.
pub(crate) async fn all(conn: &mut Conn, unit: UnitId) -> Result<Vec<DutyWindow>> {
    let current = windows::list(conn, unit).await?;
    let rows = sqlx::query(
        "SELECT * FROM window_editions \
         WHERE school_id IN (SELECT school_id FROM jurisdictions WHERE unit_id = $1) ORDER BY window_id, until_day",
    )
    .bind(unit.store())
    .fetch_all(conn)
    .await?;
    // Since when what comes next holds.
    let mut since: BTreeMap<WindowId, Day> = BTreeMap::new();
    let mut all = Vec::with_capacity(current.len() + rows.len());
    for row in &rows {
        let until = Day(row.num("until_day")?);
        let from = since.insert(row.id("window_id")?, until.plus(1));
        if let Some(held) = row.opt_text("held")? {
            all.extend(within(from_json(&held)?, from, Some(until)));
        }
    }
    for window in current {
        let from = since.get(&window.id).copied();
        all.extend(within(window, from, None));
    }
    all.sort_by_key(|it| (it.school_id, it.start_min));
    Ok(all)
}

/// A window held on these days only; nothing when there are none.
fn within(mut window: DutyWindow, first: Option<Day>, last: Option<Day>) -> Option<DutyWindow> {
    let terms = window.terms.unwrap_or_default();
    let from = terms.from.max(first);
    let to = [terms.to, last].into_iter().flatten().min();
    window.terms = Some(WindowTerms { from, to, ..terms });
    (from.zip(to).is_none_or(|(from, to)| from <= to)).then_some(window)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{duty_window::WindowKind, ids::SchoolId};
    use uuid::Uuid;

    #[test]
    fn a_window_is_held_within_its_own_days_and_those_of_its_edition() {
        let day = |text: &str| Day::parse(text).expect("reads");
        let held = |terms: Option<WindowTerms>, first: Option<&str>, last: Option<&str>| {
            let window = DutyWindow {
                id: WindowId(Uuid::nil()),
                school_id: SchoolId(Uuid::nil()),
                kind: WindowKind::In,
                start_min: 440,
                end_min: 500,
                weekdays: 0b1_1111,
                arrive_before_min: 20,
                leave_after_min: 20,
                terms,
            };
            within(window, first.map(day), last.map(day)).map(|it| {
                let terms = it.terms.unwrap_or_default();
                (terms.from, terms.to)
            })
        };
        let summer =
            WindowTerms { from: Some(day("2026-05-01")), to: Some(day("2026-06-30")), ..WindowTerms::default() };
        assert_eq!(held(None, None, None), Some((None, None)));
        assert_eq!(held(None, Some("2026-09-01"), None), Some((Some(day("2026-09-01")), None)));
        assert_eq!(
            held(Some(summer.clone()), None, Some("2026-05-31")),
            Some((Some(day("2026-05-01")), Some(day("2026-05-31"))))
        );
        assert_eq!(held(Some(summer), Some("2026-09-01"), None), None, "it was over before");
    }
}
