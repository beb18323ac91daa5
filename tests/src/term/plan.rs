//! What truly happens on a day at a school's gates and points: the plan is the truth that the phones record and the
//! count counts. It knows nothing of records, servers or reports.

use domain::{
    day::Day,
    ids::{PointId, PostId, StaffId, WindowId},
    time::UtcMs,
};

use super::district::{Gate, School};
use crate::sim::Chance;

const MINUTE: i64 = 60_000;

/// Something somebody does.
#[derive(Clone, Debug, PartialEq)]
pub struct Deed {
    /// True time.
    pub at: UtcMs,
    /// Index of the school.
    pub school: usize,
    /// Who has the phone in hand.
    pub who: StaffId,
    /// The window it is meant for, and the day on which that begins.
    pub shift: Option<Shift>,
    /// What.
    pub act: Act,
}

/// A window at a gate on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shift {
    /// The day on which the window begins.
    pub day: Day,
    /// The post.
    pub post: PostId,
    /// The window.
    pub window: WindowId,
}

/// What somebody does.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// 到岗, for these people; the one with the phone is among them or records as lead.
    Come {
        /// At which post.
        post: PostId,
        /// Who.
        people: Vec<StaffId>,
        /// What the phone says about where it is.
        fix: Fix,
    },
    /// 离岗
    Leave {
        /// From which post.
        post: PostId,
        /// Who.
        people: Vec<StaffId>,
        /// What the phone says about where it is.
        fix: Fix,
    },
    /// 到点打卡
    Visit {
        /// Which point.
        point: PointId,
        /// What the phone says about where it is.
        fix: Fix,
    },
    /// A visit that was tapped by mistake, and is taken back a minute later.
    Mistaken {
        /// Which point.
        point: PointId,
    },
    /// 去不了
    CouldNot {
        /// Which point.
        point: PointId,
    },
}

/// What the phone says about where it is. The worker is there in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fix {
    /// A good fix.
    Good,
    /// None, as in a gatehouse of concrete.
    None,
    /// Right, but said to be mocked.
    Mock,
    /// In GCJ-02.
    Shifted,
}

impl Fix {
    /// What phones say: of a hundred two are mocked, one is in GCJ-02, eight have none.
    fn drawn(chance: &mut Chance) -> Self {
        match chance.below(200) {
            0..4 => Self::Mock,
            4..6 => Self::Shifted,
            6..22 => Self::None,
            _ => Self::Good,
        }
    }
}

/// How a team behaves in one window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mood {
    /// Everybody comes by himself.
    Ordinary,
    /// The lead records everybody on one phone.
    Together,
    /// Nobody comes.
    Nobody,
}

/// Everything that happens at a school on a day, in the order of time.
#[must_use]
pub fn day(school: &School, day: Day, chance: &mut Chance) -> Vec<Deed> {
    let mut deeds = Vec::new();
    for window in school.held_on(day) {
        for gate in &school.gates {
            let mood = match chance.below(100) {
                0..3 => Mood::Nobody,
                3..33 => Mood::Together,
                _ => Mood::Ordinary,
            };
            let shift = Shift { day, post: gate.post, window: window.id };
            stand(school, gate, (shift, day.at(window.start_min), day.at(window.end_min)), mood, &mut deeds, chance);
        }
    }
    for point in &school.points {
        walk(school, point.id, point.per_day, day, &mut deeds, chance);
    }
    deeds.sort_by_key(|deed| deed.at);
    deeds
}

/// One window at one gate.
fn stand(
    school: &School,
    gate: &Gate,
    (shift, start, end): (Shift, UtcMs, UtcMs),
    mood: Mood,
    deeds: &mut Vec<Deed>,
    chance: &mut Chance,
) {
    let team = gate.team(school, chance);
    let mut deed = |at: i64, who: StaffId, act: Act| {
        deeds.push(Deed { at: UtcMs(at), school: school.index, who, shift: Some(shift), act });
    };
    match mood {
        Mood::Nobody => {}
        Mood::Together => {
            let lead = team[0];
            let (came, left) = (start.0 - minutes(chance, 21, 40), end.0 + minutes(chance, 0, 15));
            deed(came, lead, Act::Come { post: gate.post, people: team.clone(), fix: Fix::drawn(chance) });
            deed(left, lead, Act::Leave { post: gate.post, people: team, fix: Fix::drawn(chance) });
        }
        Mood::Ordinary => {
            for who in team {
                let came = match chance.below(100) {
                    0..4 => continue,
                    // Not within the half minute after the limit: a phone's clock may be off by seconds after days without
                    // network, and doubt helps the worker, which a pencil knows nothing of.
                    4..12 => start.0 - minutes(chance, 0, 18),
                    _ => start.0 - minutes(chance, 21, 45),
                };
                deed(came, who, Act::Come { post: gate.post, people: vec![who], fix: Fix::drawn(chance) });
                let left = match chance.below(100) {
                    // Forgets it: the shift closes itself.
                    0..8 => continue,
                    8..11 => end.0 - minutes(chance, 10, 20),
                    _ => end.0 + minutes(chance, 0, 15),
                };
                deed(left, who, Act::Leave { post: gate.post, people: vec![who], fix: Fix::drawn(chance) });
            }
        }
    }
}

/// A point's visits of one day: as many as are wanted on most days, fewer on some.
fn walk(school: &School, point: PointId, wanted: u8, day: Day, deeds: &mut Vec<Deed>, chance: &mut Chance) {
    let visits = match chance.below(100) {
        0..8 => i64::from(wanted) - 1,
        8..14 => i64::from(wanted) + 1,
        _ => i64::from(wanted),
    };
    for n in 0..visits.max(0) {
        // Spread from eight to five, each in its own part of the day, so that no two are one.
        let part = 540 / visits;
        let at = day.at(480).0 + (n * part) * MINUTE + minutes(chance, 0, u64::try_from(part - 15).unwrap_or(0));
        let who = school.guards[chance.index(school.guards.len())];
        let act = match chance.below(200) {
            0 => Act::Mistaken { point },
            1..3 => Act::CouldNot { point },
            _ => Act::Visit { point, fix: Fix::drawn(chance) },
        };
        deeds.push(Deed { at: UtcMs(at), school: school.index, who, shift: None, act });
    }
}

/// So many minutes and some seconds, in milliseconds.
fn minutes(chance: &mut Chance, from: u64, to: u64) -> i64 {
    let seconds = chance.between(from * 60, to * 60 + 30);
    i64::try_from(seconds * 1_000).unwrap_or(0)
}
