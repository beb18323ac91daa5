//! Long work, told as it happens: each step says what it does, streams what its programs print, and ends with its time.

use std::time::{Duration, Instant};

use crate::fault::Done;

/// The steps of one command.
pub(crate) struct Steps {
    started: Instant,
    finished: Vec<(String, Duration)>,
}

impl Steps {
    /// Starts the clock.
    pub(crate) fn start() -> Self {
        Self { started: Instant::now(), finished: Vec::new() }
    }

    /// Does one step under its name.
    ///
    /// # Errors
    /// What the step returns.
    pub(crate) fn step<T>(&mut self, name: &str, work: impl FnOnce() -> Done<T>) -> Done<T> {
        println!("\n== {name}  ({} so far)", spoken(self.started.elapsed()));
        let started = Instant::now();
        let result = work()?;
        let took = started.elapsed();
        println!("-- {name}: done in {}", spoken(took));
        self.finished.push((name.to_owned(), took));
        Ok(result)
    }

    /// Every step with its time, and the sum.
    pub(crate) fn summary(&self) -> String {
        let mut lines: Vec<String> =
            self.finished.iter().map(|(name, took)| format!("  {:>9}  {name}", spoken(*took))).collect();
        lines.push(format!("  {:>9}  in all", spoken(self.started.elapsed())));
        lines.join("\n")
    }
}

/// A span as people say it: `0.4 s`, `37 s`, `4 min 10 s`.
pub(crate) fn spoken(span: Duration) -> String {
    match span.as_secs() {
        0..10 => format!("{:.1} s", span.as_secs_f64()),
        seconds @ 10..60 => format!("{seconds} s"),
        seconds => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_short_to_read() {
        assert_eq!(spoken(Duration::from_millis(440)), "0.4 s");
        assert_eq!(spoken(Duration::from_secs(37)), "37 s");
        assert_eq!(spoken(Duration::from_secs(250)), "4 min 10 s");
    }
}
