//! Changed golden inputs through every door to the outside (`fuzz/doors.rs`): the quick, deterministic sister of the
//! fuzz targets. `HUXIAO_SEED` chooses another run; `HUXIAO_FUZZ_SEEDS=DIR` writes the unchanged inputs for the targets.

#[path = "../cast/mod.rs"]
mod cast;
#[path = "../../../../fuzz/doors.rs"]
mod doors;
mod golden;
mod mutation;

use std::{fs, panic, path::Path};

use data_encoding::HEXLOWER;
use mutation::Mutation;

/// Changed inputs for each door.
const RUNS: u32 = 10_000;
/// What this process may have taken at its largest: the caps allow 16 MiB for an answer, and little beside.
const MEMORY_MAX_KIB: u64 = 256 * 1024;

fn seed() -> u64 {
    std::env::var("HUXIAO_SEED").ok().and_then(|it| it.parse().ok()).unwrap_or(20_261_123)
}

#[test]
fn no_changed_input_breaks_a_door_or_fills_the_memory() {
    let seed = seed();
    println!("seed {seed}: HUXIAO_SEED={seed} runs the same again");
    for (name, door) in doors::DOORS {
        let inputs = golden::inputs(name);
        let mut mutation = Mutation::new(seed);
        for run in 0..RUNS {
            let input = mutation.of(&inputs);
            let broke = panic::catch_unwind(|| door(&input)).is_err();
            assert!(!broke, "seed {seed}, door {name}, run {run}: {}", HEXLOWER.encode(&input));
        }
    }
    if let Some(kib) = memory_at_its_largest() {
        assert!(kib < MEMORY_MAX_KIB, "seed {seed}: {kib} KiB");
    }
}

#[test]
fn every_golden_input_is_taken_in() {
    for (name, door) in doors::DOORS {
        let inputs = golden::inputs(name);
        assert!(!inputs.is_empty(), "{name} has inputs");
        inputs.iter().for_each(|input| door(input));
        if let Some(folder) = std::env::var_os("HUXIAO_FUZZ_SEEDS") {
            let folder = Path::new(&folder).join(name);
            fs::create_dir_all(&folder).expect("a folder");
            for (number, input) in inputs.iter().enumerate() {
                fs::write(folder.join(format!("golden-{number:02}")), input).expect("written");
            }
        }
    }
    golden::mean_what_they_should();
}

/// What fuzzing once found lies in `tests/found/DOOR/`, and goes through its door for ever.
#[test]
fn what_was_once_found_is_found_no_more() {
    let found = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/found");
    for (name, door) in doors::DOORS {
        let Ok(files) = fs::read_dir(found.join(name)) else { continue };
        for file in files {
            door(&fs::read(file.expect("an entry").path()).expect("reads"));
        }
    }
}

/// The most memory this process ever had, where the system tells it.
fn memory_at_its_largest() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
