//! The first two weeks of a term at three schools, counted twice, as CI runs it. `HUXIAO_TERM=schools,days,seed` makes it as
//! long and as wide as wanted: `HUXIAO_TERM=12,150,1` is a whole term of two towns.

use tests::term::{
    Template, Term,
    red::{self, Plot},
    run,
};

fn asked(usual_days: u64) -> Term {
    let asked = std::env::var("HUXIAO_TERM").unwrap_or_default();
    let mut figures = asked.split(',').map(str::trim);
    let mut next = |else_: u64| figures.next().and_then(|it| it.parse().ok()).unwrap_or(else_);
    let (schools, days, seed) = (next(3), next(usual_days), next(1));
    Term { seed, schools: usize::try_from(schools).unwrap_or(3), days: i32::try_from(days).unwrap_or(36) }
}

#[test]
fn the_reports_of_a_term_are_those_of_a_count_by_hand() {
    let term = asked(12);
    println!("{term:?}");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let (compared, shares) = runtime.block_on(async {
        let template = Template::made().await.expect("the server starts");
        run(term, &template).await.expect("the term is carried out")
    });
    server::clock::by_hand(None);
    println!("{shares}");
    let [shifts, points, walks] = &compared.sums;
    println!("{} deeds, {} figures; {shifts:?}; {points:?}; {walks:?}", compared.deeds, compared.figures);
    println!(
        "{} shifts, {} days of points, {} rounds, {} days with walks; the city's report took {} ms",
        compared.shifts, compared.point_days, compared.rounds, compared.walk_days, compared.report_ms
    );
    let differences = &compared.differences;
    assert!(
        differences.is_empty(),
        "{} differences, such as {:#?}",
        differences.len(),
        &differences[..differences.len().min(12)]
    );
    let columns = [
        (
            shifts,
            &["held", "full", "missed", "excused", "cancelled", "unrecorded", "late", "gaps", "closed", "abnormal"][..],
        ),
        (
            points,
            &[
                "met",
                "missed",
                "unrecorded",
                "proof_a",
                "proof_b",
                "proof_c",
                "by_video",
                "unreachable",
                "needs_review",
            ],
        ),
        (walks, &["days", "reviewed", "sheets", "handed", "returned", "remaining"]),
    ];
    for (sums, names) in columns {
        for name in names {
            assert!(sums[name] > 0, "the term has everything in it, and nothing under {name}");
        }
    }
    assert!(compared.shifts > 50 && compared.rounds > 5, "the term has everything in it");
}

/// Two weeks of ten schools, one way of feigning at each. `HUXIAO_TERM` makes them longer and wider.
#[test]
fn feigned_rounds_come_before_the_reviewer_and_honest_ones_hardly_do() {
    let Term { seed, schools, days } = asked(14);
    let plot = Plot { seed, schools: schools.max(10), days: days.max(14) };
    println!("{plot:?}");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let found = runtime.block_on(async {
        let template = Template::made().await.expect("the server starts");
        red::run(plot, &template).await.expect("the weeks are carried out")
    });
    server::clock::by_hand(None);
    println!("{}", found.shares);
    println!("{found:?}");
    println!(
        "of 10000 records of honest people {} came before the reviewer; {} with odd fixes and too little proof counted",
        found.honest_per_myriad(),
        found.all_honest_per_myriad()
    );
    assert!(found.found_permille() >= 950, "{} of 1000 were found: {:?}", found.found_permille(), found.ways);
    for (told, all) in [(found.shifted.1, found.shifted.0), (found.mocked.1, found.mocked.0)] {
        assert!(told * 10 >= all * 9, "an odd fix is told from absence: {found:?}");
    }
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
