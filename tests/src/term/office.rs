//! What stations decide after the term: shifts that nobody held get a reason, or are said not to have been wanted; some that
//! closed by themselves are closed by whoever answers for them.

use std::collections::BTreeMap;

use domain::{day::Day, duty_shift::ShiftDecision};
use http::Method;
use serde_json::json;

use super::{
    Broken, Desk, Shift, Stage,
    count::{Book, Known},
    district::{STATIONS, station_of},
};

/// Of a school at most so many of each.
const EACH: usize = 3;

/// Decides; which shift got which decision.
pub(super) async fn decide(stage: &Stage, days: &[Day]) -> Result<BTreeMap<Shift, ShiftDecision>, Broken> {
    let (node, nothing) = (stage.site.node()?, BTreeMap::new());
    let mut desks = Vec::new();
    for n in 1..=STATIONS.len() {
        desks.push(Desk::sign_in(node, &format!("station{n:02}")).await?);
    }
    let mut decided = BTreeMap::new();
    for school in &stage.schools {
        let known = Known { stations: &stage.stations, deeds: &stage.done, decided: &nothing };
        let book = Book::of(school, days, known);
        let of = |state: &'static str, skip: usize| {
            let those = book.shifts.iter().filter(move |(_, it)| it.state == state);
            those.map(|(shift, _)| *shift).skip(skip).step_by(2).take(EACH)
        };
        let excused = of("missed", 0).map(|it| (it, ShiftDecision::Excuse));
        let cancelled = of("missed", 1).take(1).map(|it| (it, ShiftDecision::Cancel));
        let closed = of("auto_closed", 0).map(|it| (it, ShiftDecision::Close));
        for (shift, decision) in excused.chain(cancelled).chain(closed) {
            let path = format!("/api/shifts/{}/{}/{}/decision", shift.post, shift.window, shift.day);
            let wish = json!({ "decision": decision, "reason": "已核实", "leader": "副所长" });
            desks[station_of(&school.code)].ask(node, Method::POST, &path, &wish).await?;
            decided.insert(shift, decision);
        }
    }
    Ok(decided)
}
