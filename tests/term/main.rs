//! A short term of three schools, counted twice, as CI runs it. `HUXIAO_TERM=schools,days,seed` makes it as long and as
//! wide as wanted: `HUXIAO_TERM=12,150,1` is a whole term of two towns.

use tests::term::{
    Template, Term,
    red::{self, Plot},
    run,
};

fn asked() -> Term {
    let asked = std::env::var("HUXIAO_TERM").unwrap_or_default();
    let mut figures = asked.split(',').map(str::trim);
    let mut next = |else_: u64| figures.next().and_then(|it| it.parse().ok()).unwrap_or(else_);
    let (schools, days, seed) = (next(3), next(12), next(1));
    Term { seed, schools: usize::try_from(schools).unwrap_or(3), days: i32::try_from(days).unwrap_or(12) }
}

#[test]
fn the_reports_of_a_term_are_those_of_a_count_by_hand() {
    let term = asked();
    println!("{term:?}");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let compared = runtime.block_on(async {
        let template = Template::made().await.expect("the server starts");
        run(term, &template).await.expect("the term is carried out")
    });
    server::clock::by_hand(None);
    let differences = &compared.differences;
    assert!(
        differences.is_empty(),
        "{} differences, such as {:#?}",
        differences.len(),
        &differences[..differences.len().min(12)]
    );
    println!("{compared:?}");
    let everything = compared.late > 0 && compared.gaps > 0 && compared.unrecorded > 0;
    assert!(compared.shifts > 50 && everything, "the term has everything in it");
}

/// Two weeks of ten schools, one way of feigning at each. `HUXIAO_TERM` makes them longer and wider.
#[test]
fn feigned_rounds_come_before_the_reviewer_and_honest_ones_hardly_do() {
    let Term { seed, schools, days } = asked();
    let plot = Plot { seed, schools: schools.max(10), days: days.max(14) };
    println!("{plot:?}");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let found = runtime.block_on(async {
        let template = Template::made().await.expect("the server starts");
        red::run(plot, &template).await.expect("the weeks are carried out")
    });
    server::clock::by_hand(None);
    println!("{found:?}");
    println!(
        "of 10000 records of honest people {} came before the reviewer; {} with odd fixes and too little proof counted",
        found.honest_per_myriad(),
        found.all_honest_per_myriad()
    );
    assert!(found.found_permille() >= 950, "{} of 1000 were found: {:?}", found.found_permille(), found.ways);
    assert!(found.honest_per_myriad() < 100, "{} of 10000 honest ones: {:?}", found.honest_per_myriad(), found.reasons);
}

/// Longer than a look goes back, at one school.
#[test]
fn what_was_found_in_autumn_is_before_the_reviewer_in_winter() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let found = runtime.block_on(async {
        let template = Template::made().await.expect("the server starts");
        red::run(Plot { seed: 1, schools: 1, days: 75 }, &template).await.expect("the weeks are carried out")
    });
    server::clock::by_hand(None);
    assert!(found.found_permille() >= 950, "{} of 1000 were found: {:?}", found.found_permille(), found.ways);
}
