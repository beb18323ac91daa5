//! What happened at one post over a span of days, laid out so that each of its shifts finds what is its own without
//! looking at all of it: a report over a term judges hundreds of shifts of a post.

use std::collections::HashMap;

use domain::{
    day::Day,
    duty_shift::{CLOSES_ITSELF_MS, Stay},
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
    around: &'a [Occurrence<'l>],
    /// In the order in which they began.
    stays: Vec<Stay>,
    /// The latest moment to which any stay up to this one lasts.
    until: Vec<UtcMs>,
    notes: HashMap<(WindowId, UtcMs), Vec<&'l Noted>>,
}

impl<'a, 'l> LaidOut<'a, 'l> {
    /// Of these stays, which are in the order in which they began, as `around` is.
    pub(super) fn of(stays: Vec<Stay>, notes: Option<&'l Vec<Noted>>, around: &'a [Occurrence<'l>]) -> Self {
        let mut latest = UtcMs(i64::MIN);
        let until = stays.iter().map(|stay| {
            latest = latest.max(stay.until());
            latest
        });
        let until = until.collect();
        let mut of_windows: HashMap<(WindowId, UtcMs), Vec<&Noted>> = HashMap::new();
        for note in notes.into_iter().flatten() {
            if let Some(it) = window_of(note, near(around, note.at, note.at)) {
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
pub(super) fn near<'a, 'l>(around: &'a [Occurrence<'l>], first: UtcMs, last: UtcMs) -> &'a [Occurrence<'l>] {
    let from = around.partition_point(|it| it.start < first.plus(-REACH_MS));
    let to = around.partition_point(|it| it.start <= last.plus(REACH_MS));
    &around[from..to]
}

/// A note belongs to the window it was taken for, also when the lead wrote it hours after its end, as phones take it; else
/// to the one it was made in.
fn window_of<'a, 'l>(note: &Noted, around: &'a [Occurrence<'l>]) -> Option<&'a Occurrence<'l>> {
    let nearest = |it: &&Occurrence<'_>| (it.distance_ms(note.at), it.start);
    let today = Day::of(note.at);
    let named = |it: &&Occurrence<'_>| {
        let begun = (today.plus(-1)..=today).contains(&it.day) && it.start.since(note.at) <= GRACE_MS;
        Some(it.window.kind) == note.note.window && begun
    };
    let meant = around.iter().filter(named).min_by_key(nearest);
    let near = around.iter().filter(|it| it.distance_ms(note.at) <= CLOSES_ITSELF_MS);
    meant.or_else(|| near.min_by_key(nearest))
}
