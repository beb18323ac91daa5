//! The simulator as CI runs it: some hundreds of seeds in both modes, and the same seed twice.

use tests::sim::{Mode, Options, Template, run};

/// Steps of a run before the faults stop.
const STEPS: u32 = 40;
/// Seeds of each share; the shares are tests of their own, so that they run side by side.
const SEEDS: u64 = 80;

fn seeds(mode: Mode, from: u64) {
    let template = Template::make().expect("the server starts");
    let options = Options { mode, steps: STEPS, aloud: false };
    let failed: Vec<_> = (from..from + SEEDS).filter_map(|seed| run(seed, &template, options).err()).collect();
    let told: Vec<String> = failed.iter().map(ToString::to_string).collect();
    assert!(failed.is_empty(), "{} of {SEEDS} seeds failed:\n{}", failed.len(), told.join("\n\n"));
}

#[test]
fn seeds_of_the_first_share_end_well() {
    seeds(Mode::Liveness, 1);
}

#[test]
fn seeds_of_the_second_share_end_well() {
    seeds(Mode::Liveness, 1 + SEEDS);
}

#[test]
fn seeds_of_the_third_share_end_well() {
    seeds(Mode::Liveness, 1 + 2 * SEEDS);
}

#[test]
fn seeds_of_the_fourth_share_end_well() {
    seeds(Mode::Liveness, 1 + 3 * SEEDS);
}

#[test]
fn seeds_in_which_faults_never_stop_stay_safe() {
    seeds(Mode::Safety, 1);
}

#[test]
fn the_same_seed_makes_the_same_run() {
    let template = Template::make().expect("the server starts");
    let options = Options { mode: Mode::Liveness, steps: STEPS, aloud: false };
    let hash = |seed| run(seed, &template, options).map(|ended| (ended.trace, ended.lines, ended.records));
    let mut hashes = std::collections::BTreeSet::new();
    for seed in 1000..1012 {
        let (once, again) = (hash(seed).expect("ends well"), hash(seed).expect("ends well"));
        assert_eq!(once, again, "seed {seed}");
        hashes.insert(once.0);
    }
    assert_eq!(hashes.len(), 12, "and another seed makes another");
}
