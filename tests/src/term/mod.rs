//! A term 学期 of a synthetic district, carried out by the real client and the real server, and counted twice: by the
//! server's reports and by a pencil ([`count`]). Clocks are set wrong, fixes are mocked or in another coordinate system,
//! and phones come back after days; neither count may differ by one.

mod almanac;
pub mod cheat;
mod compare;
mod count;
mod desk;
mod district;
mod office;
mod plan;
mod play;
pub mod red;
pub mod shares;

use domain::day::Day;

use self::count::{Book, Known};
pub use self::{
    compare::Compared,
    count::Tally,
    desk::Desk,
    district::School,
    plan::{Act, Deed, Fix, Planner, Shift},
    play::Stage,
    shares::Shares,
};
pub use crate::sim::{Broken, Template};

/// How long and how wide.
#[derive(Clone, Copy, Debug)]
pub struct Term {
    /// The seed.
    pub seed: u64,
    /// Schools, by the order in which they take part.
    pub schools: usize,
    /// Days, from 2 September 2026.
    pub days: i32,
}

/// The last school's phone comes after so many days.
const JOINS_AFTER: i32 = 2;

/// Lets a term happen and compares both counts.
///
/// # Errors
/// [`Broken`] when the term itself fails; differences of the counts are in the answer.
pub async fn run(term: Term, template: &Template) -> Result<(Compared, Shares), Broken> {
    // The last school gets its phone some days after the others.
    let mut stage = Stage::set(term.seed, (term.schools - 1, 1), template).await?;
    let mut planner = Planner::of(term.seed ^ 0x7e43);
    let first = Day::of(stage.now()).plus(1);
    let days: Vec<Day> = first.to(first.plus(term.days - 1)).collect();
    for day in &days {
        let deeds = planner.day(&stage.schools, &stage.stations, *day);
        stage.play(*day, deeds).await?;
        if *day == first.plus(JOINS_AFTER) {
            stage.join(day.plus(1)).await?;
        }
    }
    stage.settle().await?;
    let decided = office::decide(&stage, &days).await?;
    let known = Known { stations: &stage.stations, deeds: &stage.done, decided: &decided };
    let books: Vec<(&School, Book)> =
        stage.schools.iter().map(|school| (school, Book::of(school, &days, known))).collect();
    let mut compared = Compared { deeds: stage.done.len(), ..Compared::default() };
    let (node, span) = (stage.site.node()?, format!("first={}&last={}", days[0], days[days.len() - 1]));
    let desk = Desk::sign_in(node, "city01").await?;
    for (school, book) in &books {
        let path = format!("school={}&{span}", school.code);
        compare::shifts(&mut compared, book, &desk.get(node, &format!("/api/shifts?{path}")).await?);
        let patrol = desk.get(node, &format!("/api/patrol?{path}")).await?;
        compare::points(&mut compared, book, &patrol);
        compare::rounds(&mut compared, &stage, book, &patrol);
        compare::walks(&mut compared, school, book, &desk.get(node, &format!("/api/escorts?{path}")).await?);
        compare::burden(&mut compared, school, book, &desk.get(node, &format!("/api/burden?{path}")).await?);
        compare::report(&mut compared, school, book, &desk.get(node, &format!("/api/reports/duty?{path}")).await?);
    }
    let asked = std::time::Instant::now();
    let report = desk.get(node, &format!("/api/reports/duty?{span}")).await?;
    compared.report_ms = asked.elapsed().as_millis();
    compare::city(&mut compared, &books, &report);
    stage.site.node()?.verify().await?;
    Ok((compared, stage.shares))
}
