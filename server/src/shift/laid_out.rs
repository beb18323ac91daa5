//! What happened at one post over a span of days, laid out so that each of its shifts finds what is its own without
//! looking at all of it: a report over a term judges hundreds of shifts of a post.

use std::collections::HashMap;

use domain::{
    duty_shift::{Around, Stay},
    duty_window::GRACE_MIN,
    ids::WindowId,
    occurrence::Occurrence,
    time::UtcMs,
};

use crate::tables::duty_notes::Noted;

/// Windows that something may belong to begin and end so near to it; a night is shorter.
const REACH_MS: i64 = 36 * 3_600_000;
const GRACE_MS: i64 = GRACE_MIN as i64 * 60_000;

/// Stays and notes of a post, and the windows around them.
pub(super) struct LaidOut<'a, 'l> {
    around: Around<'a, 'l>,
    /// In the order in which they began.
    stays: Vec<Stay>,
    /// The latest moment to which any stay up to this one lasts.
    until: Vec<UtcMs>,
    notes: HashMap<(WindowId, UtcMs), Vec<&'l Noted>>,
}

impl<'a, 'l> LaidOut<'a, 'l> {
    /// Of these stays, which are in the order in which they began, as the windows are.
    pub(super) fn of(stays: Vec<Stay>, notes: Option<&'l Vec<Noted>>, around: Around<'a, 'l>) -> Self {
        let mut latest = UtcMs(i64::MIN);
        let until = stays.iter().map(|stay| {
            latest = latest.max(stay.until());
            latest
        });
        let until = until.collect();
        let mut of_windows: HashMap<(WindowId, UtcMs), Vec<&Noted>> = HashMap::new();
        for note in notes.into_iter().flatten() {
            if let Some(it) = near(around, note.at, note.at).noted_for(note.at, note.note.window) {
                of_windows.entry((it.window.id, it.start)).or_default().push(note);
            }
        }
        Self { around, stays, until, notes: of_windows }
    }

    /// The stays that belong to a shift; to one that is called off only those that were begun for it, because somebody had not
    /// heard of that.
    pub(super) fn stays(&self, at: &Occurrence<'_>, called_off: bool, now: UtcMs) -> Vec<Stay> {
        let around = near(self.around, at.start, at.end);
        let lasting = self.until.partition_point(|until| *until <= at.start);
        let began = self.stays.partition_point(|stay| stay.on.time.best < at.start.plus(-GRACE_MS));
        let last = self.stays.partition_point(|stay| stay.on.time.best <= at.end.plus(GRACE_MS));
        let first = lasting.min(began).min(last);
        let candidates = self.stays.get(first..last).unwrap_or_default();
        let takes = |stay: &&Stay| if called_off { stay.is_for(at, around) } else { stay.belongs(at, around, now) };
        candidates.iter().filter(takes).cloned().collect()
    }

    /// The notes that belong to it.
    pub(super) fn notes(&self, at: &Occurrence<'_>) -> Vec<&'l Noted> {
        self.notes.get(&(at.window.id, at.start)).cloned().unwrap_or_default()
    }
}

/// Those of the windows that something between these moments could belong to.
pub(super) fn near<'a, 'l>(around: Around<'a, 'l>, first: UtcMs, last: UtcMs) -> Around<'a, 'l> {
    let near = |all: &'a [Occurrence<'l>]| {
        let from = all.partition_point(|it| it.start < first.plus(-REACH_MS));
        let to = all.partition_point(|it| it.start <= last.plus(REACH_MS));
        &all[from..to]
    };
    Around { held: near(around.held), called_off: near(around.called_off) }
}
