//! What truly happens on a day at schools' gates and points: the plan is the truth that phones record and the pencil counts.
//! It knows nothing of records, servers or reports.

mod duty;
mod officer;
mod rounds;
mod walks;

use std::collections::BTreeMap;

use domain::{
    day::Day,
    duty_note::{AbsenceReason, Headcount, Situation},
    escort::{Handed, RemainingReason},
    ids::{PointId, PostId, RouteId, StaffId, WindowId},
    patrol_route::{MissReason, PatrolKind, PatrolMethod},
    time::UtcMs,
};

use super::{
    district::{School, Station},
    shares::{MOCKED_PERCENT, NO_FIX_PERCENT, SHIFTED_PERCENT},
};
use crate::sim::Chance;

const MINUTE: i64 = 60_000;

/// Something somebody does.
#[derive(Clone, Debug, PartialEq)]
pub struct Deed {
    /// True time.
    pub at: UtcMs,
    /// The phone.
    pub phone: usize,
    /// Index of the school it is about; of a station's round the first one.
    pub school: usize,
    /// Who has the phone in hand.
    pub who: StaffId,
    /// The window it is meant for, and the day on which that begins.
    pub shift: Option<Shift>,
    /// Taps and milliseconds it cost, where the phone counted them.
    pub cost: Option<(u16, u32)>,
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

/// What somebody does. Posts are those of the deed's shift.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// 到岗, for these people; the one with the phone is among them.
    Come {
        /// Who.
        people: Vec<StaffId>,
        /// What the phone says about where it is.
        fix: Fix,
    },
    /// 离岗
    Leave {
        /// Who.
        people: Vec<StaffId>,
        /// Why before the end.
        early: Option<AbsenceReason>,
        /// What the phone says about where it is.
        fix: Fix,
    },
    /// 点名
    Call {
        /// Who is there.
        present: Vec<StaffId>,
        /// Others, counted.
        headcount: Headcount,
    },
    /// 记事
    Log(Situation),
    /// 交接
    HandOver(Situation),
    /// 收岗, by whoever may.
    Close(Situation),
    /// 到点打卡
    Visit {
        /// Which point.
        point: PointId,
        /// The tag there was read.
        tag: bool,
        /// What the phone says about where it is.
        fix: Fix,
    },
    /// A visit that was tapped by mistake, and is taken back.
    Mistaken {
        /// Which point.
        point: PointId,
    },
    /// 去不了
    CouldNot {
        /// Which point.
        point: PointId,
        /// Why.
        miss: MissReason,
    },
    /// 巡逻开始
    Start(Round),
    /// 巡逻结束: why each point that was not reached was not, as far as it was not said before.
    Finish {
        /// Points with reasons.
        missed: Vec<(PointId, MissReason)>,
    },
    /// 误开
    Void,
    /// 护导单
    Sheet(Walk),
    /// One that was saved by mistake, and is taken back.
    SheetMistaken(Walk),
    /// 总值审阅, of the day of the deed.
    Sign(Situation),
}

/// A round that begins.
#[derive(Clone, Debug, PartialEq)]
pub struct Round {
    /// Its number in the plan.
    pub number: usize,
    /// Along which route; nothing: by points of one's own choice.
    pub route: Option<RouteId>,
    /// What it is.
    pub kind: PatrolKind,
    /// How.
    pub method: PatrolMethod,
    /// Where to.
    pub points: Vec<PointId>,
    /// Who comes along, counted.
    pub party: Headcount,
}

/// A walk of an escort team.
#[derive(Clone, Debug, PartialEq)]
pub struct Walk {
    /// Along which way; nothing: one that is in no list.
    pub route: Option<RouteId>,
    /// Heads that went out.
    pub out: u16,
    /// Heads handed over.
    pub handed: Vec<Handed>,
    /// Heads brought back.
    pub returned: u16,
    /// Why some remain.
    pub reason: Option<RemainingReason>,
    /// How it was.
    pub situation: Situation,
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

/// Lays days out, one after the other; what lasts longer than a day stands in here.
#[derive(Debug)]
pub struct Planner {
    chance: Chance,
    /// Until when each person is taken, at a gate or on a round.
    busy: BTreeMap<StaffId, i64>,
    /// Until when a round that somebody left open is still theirs.
    open: BTreeMap<StaffId, i64>,
    rounds: usize,
}

impl Planner {
    /// The plan of a seed.
    #[must_use]
    pub fn of(seed: u64) -> Self {
        Self { chance: Chance::of(seed), busy: BTreeMap::new(), open: BTreeMap::new(), rounds: 0 }
    }

    /// Everything that happens on a day, in the order of time.
    #[must_use]
    pub fn day(&mut self, schools: &[School], stations: &[Station], day: Day) -> Vec<Deed> {
        let mut deeds = Vec::new();
        for school in schools {
            self.gates(school, day, &mut deeds);
            self.points(school, day, &mut deeds);
            self.rounds(school, day, &mut deeds);
            self.walks(school, day, &mut deeds);
        }
        for (index, station) in stations.iter().enumerate() {
            self.officer((index, station), schools, day, &mut deeds);
        }
        deeds.sort_by_key(|deed| deed.at);
        self.keep_apart(schools, &mut deeds);
        deeds
    }

    /// Nothing is counted on an edge: clocks are known to seconds, and doubt helps the worker, which a pencil knows nothing
    /// of. Visits within two minutes of where a demand begins or ends, of the ten minutes that make two visits one, or of
    /// the end of the day that a forgotten round lasts, are not made; on a round that has its reason.
    fn keep_apart(&self, schools: &[School], deeds: &mut Vec<Deed>) {
        let mut made: BTreeMap<PointId, Vec<i64>> = BTreeMap::new();
        let mut left_out: Vec<(StaffId, PointId)> = Vec::new();
        deeds.retain_mut(|deed| {
            if let Act::Finish { missed } = &mut deed.act {
                let mine = left_out.iter().filter(|(who, _)| *who == deed.who);
                missed.extend(mine.map(|(_, point)| (*point, MissReason::CalledAway)));
            }
            let near = |edge: i64| (deed.at.0 - edge).abs() < 150_000;
            let lasts = self.open.get(&deed.who).is_some_and(|until| near(*until));
            let Act::Visit { point, .. } = &deed.act else { return !lasts || deed.shift.is_some() };
            let at = schools.iter().find_map(|it| Some((it, it.point(*point)?)));
            let on_an_edge =
                at.is_some_and(|(school, point)| school.edges(point, Day::of(deed.at)).into_iter().any(near));
            let before = made.entry(*point).or_default();
            let is_apart = before.iter().all(|it| !(500_000..700_000).contains(&(deed.at.0 - it)));
            let kept = !on_an_edge && is_apart && !lasts;
            if kept {
                before.push(deed.at.0);
            } else {
                left_out.push((deed.who, *point));
            }
            kept
        });
    }

    fn fix(&mut self) -> Fix {
        let chance = &mut self.chance;
        if chance.percent(NO_FIX_PERCENT) {
            return Fix::None;
        }
        match chance.below(100) {
            it if it < MOCKED_PERCENT => Fix::Mock,
            it if it < MOCKED_PERCENT + SHIFTED_PERCENT => Fix::Shifted,
            _ => Fix::Good,
        }
    }

    fn cost(&mut self) -> Option<(u16, u32)> {
        let counted = self.chance.percent(80);
        let (taps, ms) = (self.chance.between(1, 9), self.chance.between(900, 40_000));
        counted.then(|| (u16::try_from(taps).unwrap_or(1), u32::try_from(ms).unwrap_or(0)))
    }

    fn situation(&mut self, abnormal_percent: u64) -> Situation {
        if self.chance.percent(abnormal_percent) { Situation::Abnormal } else { Situation::Normal }
    }

    /// So many minutes and some seconds, in milliseconds.
    fn minutes(&mut self, from: u64, to: u64) -> i64 {
        let seconds = self.chance.between(from * 60, to.max(from) * 60 + 30);
        i64::try_from(seconds * 1_000).unwrap_or(0)
    }

    fn is_free(&self, who: StaffId, from: i64) -> bool {
        self.busy.get(&who).is_none_or(|until| *until < from)
    }
}
