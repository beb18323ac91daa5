//! What is believed and kept of phones' boot clocks.
//!
//! A phone's anchor is narrow (half a round trip) and is its word; one that contradicts what the server sees is not
//! kept. What the server sees by itself is one-sided: by the moment a request arrived, the phone's clock had shown what
//! the request says. How long ago that was nobody knows, so an arrival bounds times from above and nothing else. Any
//! other source that shows the server's time at a phone gives an [`Anchor`] too and goes in by [`learn`].

use domain::{
    ids::DeviceId,
    time::{Anchor, Bound, Side, TimeBlock, UtcMs},
};

use crate::{
    db::Conn,
    error::Result,
    tables::{
        anchors, arrivals,
        retime_queue::{self, News, Waiting},
    },
};

/// A request may have been this long on a slow way before it arrived.
const ON_THE_WAY_MS: i64 = 5 * 60_000;
/// Within so much boot time one anchor is enough, unless the new one is clearly narrower.
const NEAR_MS: u64 = 3_600_000;
/// An arrival is kept if it is earlier by more than this than the ones before it let expect.
const WORTH_KEEPING_MS: i64 = 1_000;

/// What the arrival of a request proves.
pub(crate) fn arrival(sent: &TimeBlock, received: UtcMs) -> Bound {
    Bound { boot_id: sent.boot_id, boot_ms: sent.boot_ms, side: Side::NotAfter, at: received }
}

/// Whether a phone's anchor agrees with the server's clock now, given the phone's clocks as it sent the request.
pub(crate) fn plausible(anchor: &Anchor, sent: &TimeBlock, received: UtcMs) -> bool {
    if anchor.boot_id != sent.boot_id || anchor.boot_ms > sent.boot_ms {
        return false;
    }
    let (sent_at, err) = anchor.at(sent.boot_ms);
    let late = received.since(sent_at);
    late >= -i64::from(err) && late <= ON_THE_WAY_MS + i64::from(err)
}

/// Keeps an anchor if it tells more than those known, which `true` says; then the times of its boot are computed anew.
pub(crate) async fn learn(conn: &mut Conn, device: DeviceId, anchor: &Anchor) -> Result<bool> {
    let near = anchors::near(conn, device, anchor, NEAR_MS).await?;
    if !tells_more(anchor, &near) {
        return Ok(false);
    }
    anchors::insert(conn, device, anchor).await?;
    let (boot, boot_ms) = (anchor.boot_id, anchor.boot_ms);
    retime_queue::mark(conn, &Waiting { device, boot, news: News::Anchor, boot_ms }).await?;
    Ok(true)
}

/// Keeps an arrival if it tells more than those known; then the times of its boot are computed anew.
pub(crate) async fn learn_arrival(conn: &mut Conn, device: DeviceId, arrival: &Bound) -> Result<()> {
    let known = arrivals::of_boot(conn, device, arrival.boot_id).await?;
    let expected = known.iter().map(|bound| bound.at(arrival.boot_ms)).min();
    if expected.is_none_or(|expected| expected.since(arrival.at) > WORTH_KEEPING_MS) {
        arrivals::insert(conn, device, arrival).await?;
        let (boot, boot_ms) = (arrival.boot_id, arrival.boot_ms);
        retime_queue::mark(conn, &Waiting { device, boot, news: News::Arrival, boot_ms }).await?;
    }
    Ok(())
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
