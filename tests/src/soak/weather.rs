//! The weather of a bad day: each phone's link changes for itself, through everything a link can be.

use std::{sync::Arc, sync::atomic::Ordering, time::Duration};

use tokio::time::sleep;

use super::day::Day;
use crate::{Line, Weather, random::Random};

/// Changes it until the day is over.
pub(super) async fn change(day: Arc<Day>, mut random: Random) {
    while !day.is_over() {
        let network = random.of(&day.networks);
        network.set(next(&mut random));
        day.weathers.fetch_add(1, Ordering::Relaxed);
        sleep(Duration::from_millis(100 + random.below(700))).await;
    }
}

fn next(random: &mut Random) -> Weather {
    match random.below(100) {
        0..45 => Weather::Clear,
        45..50 => Weather::Down,
        50..57 => Weather::UploadCutAfter(random.below(60_000)),
        57..64 => Weather::AnswerCutAfter(random.below(1_500)),
        64..69 => Weather::UploadFlipped(random.below(4_000)),
        69..74 => Weather::AnswerFlipped(random.below(1_500)),
        74..80 => Weather::Repeated,
        80..84 => Weather::InPieces(1 + usize::try_from(random.below(200)).unwrap_or(1)),
        84..87 => Weather::Portal,
        87..89 => Weather::PortalRedirect,
        89..92 => Weather::Refusing(*random.of(&[403, 404, 413, 500, 502, 503])),
        92..95 => Weather::Slow(Line::EDGE),
        95..97 => Weather::Slow(Line { bits_per_s: 0, round_trip_ms: 400, lost_per_mille: 0 }),
        _ => Weather::HalfOpen(random.below(8_000)),
    }
}
