//! Records whose boot nobody anchored, between records whose time is known.
//!
//! A phone writes its records one after the other. So a record without any clock worth the name was made after the one
//! before it and before the one after it; and within its boot, the boot clock says exactly how long before or after
//! its fellows. A [`Run`] is such a stretch: consecutive records of one line of writing that no anchor reaches.

use std::collections::BTreeMap;

use super::{Bound, Side, TimeBlock, TimeInterval, UtcMs};
use crate::ids::BootId;

/// A known record beside a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Neighbor {
    /// What its wall clock showed.
    pub wall: UtcMs,
    /// Its time.
    pub time: TimeInterval,
}

/// Consecutive records that no anchor reaches, with the known records around them.
#[derive(Clone, Debug, Default)]
pub struct Run {
    bounds: Vec<Bound>,
    /// The nearest known records, as far as there are any.
    pub around: (Option<Neighbor>, Option<Neighbor>),
}

impl Run {
    /// What order proves about the boots of `blocks`, which stand in the order in which they were written.
    #[must_use]
    pub fn new(blocks: &[TimeBlock], around: (Option<Neighbor>, Option<Neighbor>)) -> Self {
        let mut boots = BTreeMap::<BootId, (u64, u64)>::new();
        for block in blocks {
            let span = boots.entry(block.boot_id).or_insert((block.boot_ms, block.boot_ms));
            *span = (span.0.min(block.boot_ms), span.1.max(block.boot_ms));
        }
        let (before, after) = around;
        let mut bounds = Vec::new();
        for (boot_id, (first, last)) in boots {
            if let Some(before) = before {
                bounds.push(Bound { boot_id, boot_ms: first, side: Side::NotBefore, at: before.time.lo });
            }
            if let Some(after) = after {
                bounds.push(Bound { boot_id, boot_ms: last, side: Side::NotAfter, at: after.time.hi });
            }
        }
        Self { bounds, around }
    }

    /// One-sided knowledge of each boot in it.
    #[must_use]
    pub fn bounds(&self) -> &[Bound] {
        &self.bounds
    }

    /// The records on either side, when there is one on both.
    #[must_use]
    pub fn between(&self) -> Option<(Neighbor, Neighbor)> {
        self.around.0.zip(self.around.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{ClockQuality, Evidence, correct, tests::block};

    fn known(lo: i64, hi: i64, wall: i64) -> Option<Neighbor> {
        let time = TimeInterval { lo: UtcMs(lo), best: UtcMs(lo), hi: UtcMs(hi), quality: ClockQuality::A };
        Some(Neighbor { wall: UtcMs(wall), time })
    }

    fn times(blocks: &[TimeBlock], run: &Run) -> Vec<TimeInterval> {
        let evidence = |run: &Run| Evidence {
            anchors: &[],
            bounds: &[],
            between: run.between(),
            since: UtcMs(0),
            received: UtcMs(90_000_000),
        };
        blocks.iter().map(|block| correct(block, &Evidence { bounds: run.bounds(), ..evidence(run) })).collect()
    }

    #[test]
    fn fellows_of_one_boot_narrow_each_other() {
        // Two records an hour apart, somewhere in three hours: each has two hours to lie in.
        let blocks = [block(1, 60_000, 5), block(1, 3_660_000, 3_600_005)];
        let run = Run::new(&blocks, (known(10_000_000, 10_000_000, 0), known(20_800_000, 20_800_000, 10_800_000)));
        let [first, second] = times(&blocks, &run).try_into().expect("two");
        assert_eq!((first.quality, second.quality), (ClockQuality::C, ClockQuality::C));
        assert_eq!((first.lo.0, first.hi.0), (10_000_000, 17_200_180));
        assert_eq!((second.lo.0, second.hi.0), (13_599_820, 20_800_000));
        assert_eq!(first.best.0, 10_000_005);
    }

    #[test]
    fn with_one_neighbor_the_side_it_proves_holds_and_the_quality_is_that_of_the_wall_clock() {
        let blocks = [block(1, 60_000, 5), block(2, 100, 6)];
        let run = Run::new(&blocks, (known(10_000_000, 10_000_400, 0), None));
        for time in times(&blocks, &run) {
            assert_eq!((time.quality, time.lo, time.best), (ClockQuality::D, UtcMs(10_000_000), UtcMs(10_000_000)));
        }
        assert!(Run::new(&blocks, (None, None)).bounds().is_empty());
    }
}
