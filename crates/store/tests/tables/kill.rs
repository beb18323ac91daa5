//! A process that is killed while it saves: whatever it said was saved is there, and chains.

use std::{
    env,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Command, Stdio},
};

use store::{Store, records};

use crate::phone::{Phone, check_in, key, open_enrolled};

const HOME: &str = "HUXIAO_TEST_KILL_HOME";
const ROUNDS: usize = 12;

#[test]
fn what_was_said_to_be_saved_survives_a_kill() {
    let home = tempfile::tempdir().expect("a folder");
    drop(open_enrolled(home.path()).expect("opens"));
    let mut promised = Vec::new();
    for round in 0..ROUNDS {
        let lines = 1 + round * 7 % 23;
        promised.extend(run_and_kill(home.path(), lines));
        let store = Store::open(home.path(), &key()).expect("opens after a kill");
        for (seq, hash) in &promised {
            let kept = store.read(|tx| records::hash_at(tx, *seq)).expect("reads");
            assert_eq!(kept.map(|it| format!("{:02x?}", *it)).as_ref(), Some(hash), "record {seq}");
        }
        drop(store);
    }
    assert!(promised.len() >= ROUNDS);
    let store = Store::open(home.path(), &key()).expect("opens");
    Phone { store, home }.assert_chains();
}

/// Starts this program again as one that only saves, and kills it after it has promised `lines` records.
fn run_and_kill(home: &Path, lines: usize) -> Vec<(u64, String)> {
    let mut child = Command::new(env::current_exe().expect("this program"))
        .args(["--exact", "kill::saves_until_it_is_killed", "--ignored", "--nocapture", "--test-threads=1"])
        .env(HOME, home)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("starts");
    let output = BufReader::new(child.stdout.take().expect("its output"));
    let mut promises = output.lines().map_while(Result::ok).filter_map(|line| {
        let (seq, hash) = line.strip_prefix("saved ")?.split_once(' ')?;
        Some((seq.parse().ok()?, hash.to_owned()))
    });
    let mut heard: Vec<_> = promises.by_ref().take(lines).collect();
    child.kill().expect("kills");
    child.wait().expect("is dead");
    heard.extend(promises); // what it had still said before it died counts as well
    assert!(heard.len() >= lines, "the child stopped by itself");
    heard
}

#[test]
#[ignore = "the child of the test above; does nothing on its own"]
fn saves_until_it_is_killed() {
    let Some(home) = env::var_os(HOME) else { return };
    let store = Store::open(Path::new(&home), &key()).expect("opens");
    let mut output = std::io::stdout();
    for n in 0.. {
        let saved = store.write(|tx| records::append(tx, check_in(n))).expect("saves");
        writeln!(output, "saved {} {:02x?}", saved.seq, *saved.hash).expect("says so");
        output.flush().expect("says so");
    }
}
