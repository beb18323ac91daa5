//! Keeps published rosters two weeks ahead: at start, after every midnight, and when days changed for many schools.

use std::time::Duration;

use domain::day::Day;
use tokio::sync::watch;

use super::{SchoolRoster, publish};
use crate::{clock, db::Database, error::Result, live::Tag, state::Shared, tables::roster_plans};

/// Between two looks at the date.
const GLANCE: Duration = Duration::from_secs(10 * 60);

/// Keeps them until the server stops.
pub(crate) async fn run(state: Shared, mut stopping: watch::Receiver<bool>) {
    let mut done_for = None;
    loop {
        let today = Day::of(clock::now());
        if done_for != Some(today) {
            match all(&state.db, today).await {
                Ok(0) => done_for = Some(today),
                Ok(weeks) => {
                    tracing::info!(weeks, "rosters were told to phones");
                    state.live.changed([Tag::Rosters]);
                    done_for = Some(today);
                }
                Err(error) => {
                    state.metrics.fault();
                    tracing::error!(%error, "rosters were not kept ahead; it is tried again");
                }
            }
        }
        tokio::select! {
            () = tokio::time::sleep(GLANCE) => {}
            () = state.days_changed.notified() => done_for = None,
            _ = stopping.wait_for(|stop| *stop) => return,
        }
    }
}

/// Brings every school's phones to what its rosters say for this day; how many weeks were told anew. Schools are looked at
/// without holding the writer, and written one by one.
pub(crate) async fn all(db: &Database, today: Day) -> Result<usize> {
    let schools = roster_plans::published_schools(&mut *db.snapshot().await?).await?;
    let mut told = 0;
    for school in schools {
        let mut conn = db.snapshot().await?;
        let Some(roster) = SchoolRoster::of(&mut conn, school, today).await? else { continue };
        let current = publish::Outdated::look(&mut conn, &roster, today).await?.is_empty();
        drop(conn);
        if current {
            continue;
        }
        let mut tx = db.begin().await?;
        if let Some(roster) = SchoolRoster::of(&mut tx, school, today).await? {
            told += publish::weeks(&mut tx, &roster, today).await?;
        }
        tx.commit().await?;
    }
    Ok(told)
}
