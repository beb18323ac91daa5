//! What happened in a run, by logical names (phone 2, record 17, outcome) and never by random ids or the machine's
//! clock: the same seed writes the same lines, and their hash tells runs apart.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Lines kept for whoever reads about a failure.
const KEPT: usize = 60;

/// The trace; clones write to the same.
#[derive(Clone, Debug)]
pub struct Trace(Arc<Mutex<Lines>>);

#[derive(Debug)]
struct Lines {
    hash: u64,
    count: u64,
    last: VecDeque<String>,
    aloud: bool,
}

impl Trace {
    /// An empty trace; `aloud` prints each line as it comes.
    #[must_use]
    pub fn new(aloud: bool) -> Self {
        Self(Arc::new(Mutex::new(Lines { hash: 0xcbf2_9ce4_8422_2325, count: 0, last: VecDeque::new(), aloud })))
    }

    /// Adds a line.
    pub fn note(&self, line: impl Into<String>) {
        let (line, mut lines) = (line.into(), self.held());
        // FNV-1a: this is a fingerprint among friends.
        for byte in line.bytes().chain([b'\n']) {
            lines.hash = (lines.hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        lines.count += 1;
        if lines.aloud {
            println!("{line}");
        }
        if lines.last.len() == KEPT {
            lines.last.pop_front();
        }
        lines.last.push_back(line);
    }

    /// The fingerprint of all lines.
    #[must_use]
    pub fn hash(&self) -> u64 {
        self.held().hash
    }

    /// How many lines there are.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.held().count
    }

    /// The last lines.
    #[must_use]
    pub fn last(&self) -> Vec<String> {
        self.held().last.iter().cloned().collect()
    }

    fn held(&self) -> MutexGuard<'_, Lines> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
