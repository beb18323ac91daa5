//! What one more anchor or arrival can change of a record's time, whatever else is known of its boot. The server looks
//! again only at records that this allows.

use domain::{
    ids::BootId,
    time::{Anchor, BEGINNING, Bound, Evidence, Side, TimeBlock, UtcMs, correct_by},
};
use proptest::prelude::*;
use uuid::Uuid;

const BOOT: BootId = BootId(Uuid::nil());
const NOW: i64 = 1_790_000_000_000;
/// A boot of five months.
const BOOT_MS: u64 = 150 * 24 * 3_600_000;

fn block() -> impl Strategy<Value = TimeBlock> {
    let satellite = prop::option::of((NOW - 9_000_000..NOW, 0..BOOT_MS));
    (0..BOOT_MS, NOW - 90_000_000..NOW + 90_000_000, satellite).prop_map(|(boot_ms, wall, satellite)| TimeBlock {
        wall: UtcMs(wall),
        tz_min: 480,
        boot_id: BOOT,
        boot_ms,
        estimate: None,
        estimate_err_ms: None,
        gnss: satellite.map(|(at, _)| UtcMs(at)),
        gnss_boot_ms: satellite.map(|(_, boot_ms)| boot_ms),
        flags: None,
    })
}

/// The server's time when the boot clock showed so much, give or take what honest and dishonest phones are off.
fn shown(boot_ms: u64, off_ms: i64) -> UtcMs {
    UtcMs(NOW - i64::try_from(BOOT_MS - boot_ms).expect("fits") + off_ms)
}

fn anchor() -> impl Strategy<Value = Anchor> {
    let off = prop_oneof![4 => -500_i64..500, 1 => -90_000_000_i64..90_000_000];
    (0..BOOT_MS, off, 1_u32..40_000).prop_map(|(boot_ms, off, err_ms)| Anchor {
        boot_id: BOOT,
        boot_ms,
        server: shown(boot_ms, off),
        err_ms,
    })
}

fn arrival() -> impl Strategy<Value = Bound> {
    let off = prop_oneof![4 => 0_i64..200_000, 1 => -90_000_000_i64..90_000_000];
    (0..BOOT_MS, off).prop_map(|(boot_ms, off)| Bound {
        boot_id: BOOT,
        boot_ms,
        side: Side::NotAfter,
        at: shown(boot_ms, off),
    })
}

proptest! {
    #[test]
    fn an_anchor_that_is_wider_than_what_told_a_record_changes_nothing(
        block in block(),
        mut anchors in prop::collection::vec(anchor(), 1..6),
        bounds in prop::collection::vec(arrival(), 0..6),
    ) {
        let new = anchors.pop().expect("at least one");
        let known = |anchors: &[Anchor]| correct_by(&block, &Evidence {
            anchors,
            bounds: &bounds,
            between: None,
            since: BEGINNING,
            received: UtcMs(NOW + 1_000),
        });
        let before = known(&anchors);
        anchors.push(new);
        anchors.sort_by_key(|it| it.boot_ms);
        let (after, err) = (known(&anchors), new.at(block.boot_ms).1);
        if before.anchor_err_ms.is_some_and(|told| told < err) {
            prop_assert_eq!(after, before);
        }
        prop_assert!(after.anchor_err_ms <= before.anchor_err_ms || before.anchor_err_ms.is_none());
    }

    #[test]
    fn an_arrival_after_the_latest_possible_moment_of_a_record_changes_nothing(
        block in block(),
        anchors in prop::collection::vec(anchor(), 0..6),
        mut bounds in prop::collection::vec(arrival(), 1..6),
    ) {
        let new = bounds.pop().expect("at least one");
        let known = |bounds: &[Bound]| correct_by(&block, &Evidence {
            anchors: &anchors,
            bounds,
            between: None,
            since: BEGINNING,
            received: UtcMs(NOW + 1_000),
        });
        let before = known(&bounds);
        bounds.push(new);
        if before.time.hi <= new.at(block.boot_ms) {
            prop_assert_eq!(known(&bounds), before);
        }
    }
}
