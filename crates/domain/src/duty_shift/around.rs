//! Which window an act at a post is for, where several touch.
//!
//! A window that was called off still stands among the others, because somebody may come who has not heard of that. It takes
//! from no window that is held: of two of one kind within the hour, the act is for the one that is held, however much nearer
//! the other would have begun. Two nights touch so on the eve of a return to school: that of the weekday, which the holiday
//! took away, and that of the return. Whoever comes at half past six comes for the one that there is; nobody may be shown as
//! missing from it because the timetable of an ordinary week has another.
//!
//! Where nothing is held of the kind that the phone named, the phone had not heard, and what was called off is what they came
//! for. The gate's team on the day of a storm does not become a night duty that came late or left too early: doubt helps the
//! worker.

use super::GRACE_MS;
use crate::{day::Day, duty_window::WindowKind, occurrence::Occurrence, time::UtcMs};

/// The windows of a school around some moment.
#[derive(Clone, Copy, Debug, Default)]
pub struct Around<'a, 'w> {
    /// Those that are held.
    pub held: &'a [Occurrence<'w>],
    /// Those of the timetable that are not.
    pub called_off: &'a [Occurrence<'w>],
}

impl<'a, 'w> Around<'a, 'w> {
    /// What somebody comes for at `at`, of what is within the hour: as the phone took it, but never what is over while
    /// something else is ahead ([`Occurrence::coming`]).
    #[must_use]
    pub fn comes_for(&self, at: UtcMs, named: Option<WindowKind>) -> Option<&'a Occurrence<'w>> {
        let other = |it: &Occurrence<'_>| Some(it.window.kind) != named;
        self.touching(at, named).min_by_key(|it| (it.end < at, other(it), it.approach_ms(at), it.start))
    }

    /// What the phone took a tap at `at` for, also just after its end; of two of its kind, as of a day and a night, the one
    /// that they came for.
    #[must_use]
    pub fn taken_for(&self, at: UtcMs, named: Option<WindowKind>) -> Option<&'a Occurrence<'w>> {
        let other = |it: &Occurrence<'_>| Some(it.window.kind) != named;
        self.touching(at, named).min_by_key(|it| (other(it), it.end < at, it.approach_ms(at), it.start))
    }

    /// What a note is about: the window it was taken for, also when the lead wrote it hours after its end, as phones take it;
    /// else the one it was made in.
    #[must_use]
    pub fn noted_for(&self, at: UtcMs, named: Option<WindowKind>) -> Option<&'a Occurrence<'w>> {
        let today = Day::of(at);
        let is_meant = |it: &&Occurrence<'_>| {
            let begun = (today.plus(-1)..=today).contains(&it.day) && it.start.since(at) <= GRACE_MS;
            Some(it.window.kind) == named && begun
        };
        let nearest = |it: &&Occurrence<'_>| (it.distance_ms(at), it.start);
        let of = |all: &'a [Occurrence<'w>]| all.iter().filter(is_meant).min_by_key(nearest);
        // Two that touch end within the hour of each other; one of the day before is another matter.
        let meant = match (of(self.held), of(self.called_off)) {
            (Some(held), Some(off)) if off.distance_ms(at) + GRACE_MS < held.distance_ms(at) => Some(off),
            (held, off) => held.or(off),
        };
        meant.or_else(|| self.touching(at, named).min_by_key(nearest))
    }

    /// Those within the hour that an act may be for: what was called off is left out, or is all there is.
    fn touching(&self, at: UtcMs, named: Option<WindowKind>) -> impl Iterator<Item = &'a Occurrence<'w>> {
        let within = |it: &&Occurrence<'_>| it.distance_ms(at) <= GRACE_MS;
        let of_kind = |all: &[Occurrence<'_>]| all.iter().filter(within).any(|it| Some(it.window.kind) == named);
        let unheard = !of_kind(self.held) && of_kind(self.called_off);
        let is_held = !unheard && self.held.iter().any(|it| within(&it));
        let all = if is_held { self.held } else { self.called_off };
        all.iter().filter(move |it| it.distance_ms(at) <= GRACE_MS)
    }
}
