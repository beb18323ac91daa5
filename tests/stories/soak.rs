//! A bad day with real programs: phones and server killed by SIGKILL at random moments, behind a network that does
//! everything wrong. `cargo xtask soak` lives through longer ones.

use std::time::Duration;

use tests::soak::{self, Plan};

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|it| it.parse().ok())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_of_kills_loses_doubles_and_reorders_nothing() {
    let kills = setting("HUXIAO_KILLS");
    let plan = Plan {
        seed: setting("HUXIAO_SEED").unwrap_or(20_261_123),
        kills: kills.unwrap_or(60),
        most: if kills.is_some() { Duration::MAX } else { Duration::from_secs(60) },
        phones: 3,
    };
    println!("seed {}: HUXIAO_SEED={} lives through the same plan again", plan.seed, plan.seed);
    let report = soak::run(plan).await;
    println!("{report}");
    assert!(report.violations.is_empty(), "{report}");
    assert!(report.phone_kills > 0 && report.server_kills > 0 && report.said > 0, "{report}");
}
