//! Which comparisons of a phone's boot clock with the server's are believed and kept.
//!
//! The phone's own anchors are narrow (half a round trip) but are its word; each exchange gives the server a wide
//! one of its own. A phone's anchor that contradicts what the server sees now is not kept. Rule:
//! sync-and-reliability §2.11.

use domain::{
    ids::DeviceId,
    time::{Anchor, TimeBlock, UtcMs},
};

use crate::{db::Conn, error::Result, tables};

/// Half-width of an anchor that rests on the moment of receipt alone.
pub(crate) const SERVER_ONLY_ERR_MS: u32 = 30_000;
/// A request may have been this long on a slow way before it arrived.
const ON_THE_WAY_MS: i64 = 5 * 60_000;
/// Within so much boot time one anchor is enough, unless the new one is clearly narrower.
const NEAR_MS: u64 = 3_600_000;

/// Whether a phone's anchor agrees with the server's clock now, given the phone's clocks as it sent the request.
pub(crate) fn plausible(anchor: &Anchor, sent: &TimeBlock, received: UtcMs) -> bool {
    if anchor.boot_id != sent.boot_id || anchor.boot_ms > sent.boot_ms {
        return false;
    }
    let (sent_at, err) = anchor.at(sent.boot_ms);
    let late = received.since(sent_at);
    late >= -i64::from(err) && late <= ON_THE_WAY_MS + i64::from(err)
}

/// Keeps an anchor if it tells more than those known; `true` when times of this boot are to be computed anew.
pub(crate) async fn learn(conn: &mut Conn, device: DeviceId, anchor: &Anchor) -> Result<bool> {
    let known = tables::anchors::of_boot(conn, device, anchor.boot_id).await?;
    if !tells_more(anchor, &known) {
        return Ok(false);
    }
    tables::anchors::insert(conn, device, anchor).await?;
    Ok(true)
}

fn tells_more(anchor: &Anchor, known: &[Anchor]) -> bool {
    let near = known.iter().filter(|k| k.boot_ms.abs_diff(anchor.boot_ms) <= NEAR_MS);
    let best = near.map(|k| k.at(anchor.boot_ms).1).min();
    best.is_none_or(|best| anchor.err_ms < best / 2)
}

#[cfg(test)]
mod tests {
    use domain::ids::BootId;
    use uuid::Uuid;

    use super::*;

    fn anchor(boot_ms: u64, server: i64, err_ms: u32) -> Anchor {
        Anchor { boot_id: BootId(Uuid::nil()), boot_ms, server: UtcMs(server), err_ms }
    }

    fn sent(boot_ms: u64) -> TimeBlock {
        TimeBlock {
            wall: UtcMs(0),
            tz_min: 480,
            boot_id: BootId(Uuid::nil()),
            boot_ms,
            estimate: None,
            estimate_err_ms: None,
            gnss: None,
            gnss_boot_ms: None,
            flags: None,
        }
    }

    #[test]
    fn an_anchor_that_contradicts_the_server_is_not_believed() {
        let now = UtcMs(1_000_000_000);
        assert!(plausible(&anchor(10_000, 1_000_000_000 - 60_000, 200), &sent(70_000), now));
        assert!(
            plausible(&anchor(10_000, 1_000_000_000 - 90_000, 200), &sent(70_000), now),
            "half a minute on the way"
        );
        assert!(!plausible(&anchor(10_000, 1_000_000_000 + 60_000, 200), &sent(70_000), now), "it lies ahead");
        assert!(!plausible(&anchor(10_000, 1_000_000_000 - 3_600_000, 200), &sent(70_000), now), "an hour behind");
        assert!(!plausible(&anchor(80_000, 1_000_000_000, 200), &sent(70_000), now), "it was not yet");
    }

    #[test]
    fn of_anchors_close_together_only_a_clearly_narrower_one_is_kept() {
        let known = [anchor(0, 0, 30_000)];
        assert!(tells_more(&anchor(1_000, 1_000, 400), &known));
        assert!(!tells_more(&anchor(1_000, 1_000, 30_000), &known));
        assert!(tells_more(&anchor(2 * NEAR_MS, 0, 30_000), &known), "hours later even a wide one is news");
    }
}
