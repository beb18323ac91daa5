//! The escort team's walks after dismissals, and the head of the day who signs.

use domain::{
    day::Day,
    duty_note::Situation,
    duty_window::WindowKind,
    escort::{Handed, RemainingReason},
    time::UtcMs,
};

use super::{Act, Deed, Planner, Walk};
use crate::term::district::School;

impl Planner {
    pub(super) fn walks(&mut self, school: &School, day: Day, deeds: &mut Vec<Deed>) {
        let mut walked = false;
        for held in school.held_on(day) {
            if !matches!(held.window.kind, WindowKind::NoonOut | WindowKind::Out | WindowKind::WeekendOut) {
                continue;
            }
            for (route, stops) in &school.walks {
                if !self.chance.percent(60) {
                    continue;
                }
                let mut walk = self.walk(stops);
                walk.route = Some(*route).filter(|_| !self.chance.percent(5));
                let at = held.start.0 + self.minutes(25, 34);
                let who = *self.chance.of_these(&school.teachers);
                let mistaken = self.chance.percent(2);
                walked |= !mistaken;
                let act = if mistaken { Act::SheetMistaken(walk) } else { Act::Sheet(walk) };
                self.sheet(school, at, who, act, deeds);
            }
        }
        if walked && self.chance.percent(75) {
            // Some sign before the last walk is written down.
            let early = self.chance.percent(10);
            let at = day.at(if early { 750 } else { 1200 }).0 + self.minutes(0, 30);
            let act = Act::Sign(self.situation(5));
            self.sheet(school, at, school.safety, act, deeds);
        }
    }

    fn sheet(&mut self, school: &School, at: i64, who: domain::ids::StaffId, act: Act, deeds: &mut Vec<Deed>) {
        let (at, cost) = (UtcMs(at), self.cost());
        deeds.push(Deed { at, phone: school.phone, school: school.index, who, shift: None, cost, act });
    }

    /// Heads out and where they went: now and then some are brought back, some are missing, or one too many was counted.
    fn walk(&mut self, stops: &[String]) -> Walk {
        let mut some = |from: u64, to: u64| u16::try_from(self.chance.between(from, to)).unwrap_or(0);
        let handed: Vec<Handed> = stops.iter().map(|stop| Handed { stop: stop.clone(), count: some(3, 20) }).collect();
        let all: u16 = handed.iter().map(|it| it.count).sum();
        let (returned, left) = (some(1, 3), some(1, 2));
        let returned = if self.chance.percent(15) { returned } else { 0 };
        let situation = self.situation(4);
        let (out, reason) = match self.chance.below(100) {
            0..12 => {
                let reasons =
                    [RemainingReason::CollectedOnTheWay, RemainingReason::Medical, RemainingReason::Searching];
                (all + returned + left, Some(*self.chance.of_these(&reasons)))
            }
            12..15 => (all + returned - 1, Some(RemainingReason::Miscounted)),
            _ => (all + returned, None),
        };
        let situation = if reason.is_some() { Situation::Abnormal } else { situation };
        Walk { route: None, out, handed, returned, reason, situation }
    }
}
