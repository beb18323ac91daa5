//! What happens at a gate in a window: people come, are called, note something, hand over, close, and go.

use domain::{
    day::Day,
    duty_note::{AbsenceReason, Headcount},
    duty_window::WindowKind,
    ids::StaffId,
    staff::StaffKind,
    time::UtcMs,
};

use super::{Act, Deed, MINUTE, Planner, Shift};
use crate::term::{
    almanac::Held,
    district::{Gate, School},
};

/// How a team behaves in one window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mood {
    /// Everybody comes by himself.
    Ordinary,
    /// The lead records everybody on one phone.
    Together,
    /// The lead calls everybody when the window has begun.
    Called,
    /// Nobody comes.
    Nobody,
}

/// One window at one gate.
struct Scene<'s> {
    school: &'s School,
    shift: Shift,
    start: i64,
    end: i64,
    /// Minutes by which one comes early at most: nobody comes while what they come for is not the nearest beginning.
    earliest: u64,
}

impl Scene<'_> {
    fn deed(&self, plan: &mut Planner, at: i64, who: StaffId, act: Act) -> Deed {
        let (phone, school) = (self.school.phone, self.school.index);
        Deed { at: UtcMs(at), phone, school, who, shift: Some(self.shift), cost: plan.cost(), act }
    }
}

impl Planner {
    /// All gates of a school on a day.
    pub(super) fn gates(&mut self, school: &School, day: Day, deeds: &mut Vec<Deed>) {
        let held = school.held_on(day);
        for window in &held {
            for gate in &school.gates {
                let shift = Shift { day, post: gate.post, window: window.window.id };
                let (start, end) = (window.start.0, window.end.0);
                let scene = Scene { school, shift, start, end, earliest: earliest(window, &held) };
                let mood = match self.chance.below(100) {
                    0..3 => Mood::Nobody,
                    3..25 => Mood::Together,
                    25..33 => Mood::Called,
                    _ => Mood::Ordinary,
                };
                let team = self.team(school, gate, window);
                match mood {
                    Mood::Nobody => {}
                    _ if team.is_empty() => {}
                    Mood::Together | Mood::Called => self.led(&scene, &team, mood, deeds),
                    Mood::Ordinary => self.each(&scene, &team, deeds),
                }
            }
        }
    }

    /// Guards and teachers as the post needs them, as far as they are free; at night the guards alone. Now and then the
    /// safety officer stands in for a teacher.
    fn team(&mut self, school: &School, gate: &Gate, window: &Held<'_>) -> Vec<StaffId> {
        let from = window.start.0 - 50 * MINUTE;
        let mut team = Vec::new();
        for (kind, count) in &gate.need {
            let pool = match kind {
                StaffKind::Guard => &school.guards,
                StaffKind::Teacher if window.window.kind != WindowKind::Night => &school.teachers,
                // Officers have phones of their own.
                _ => continue,
            };
            let first = self.chance.index(pool.len());
            let turned = pool.iter().cycle().skip(first).take(pool.len());
            let mut free: Vec<StaffId> = turned.copied().filter(|it| self.is_free(*it, from)).collect();
            if *kind == StaffKind::Teacher && self.chance.percent(5) && self.is_free(school.safety, from) {
                free.insert(0, school.safety);
            }
            free.truncate(usize::from(*count));
            team.extend(free);
        }
        team.iter().for_each(|who| self.taken(*who, window.end.0 + 16 * MINUTE));
        team
    }

    fn taken(&mut self, who: StaffId, until: i64) {
        let known = self.busy.entry(who).or_insert(until);
        *known = until.max(*known);
    }

    /// The lead has the phone from the first to the last.
    fn led(&mut self, scene: &Scene<'_>, team: &[StaffId], mood: Mood, deeds: &mut Vec<Deed>) {
        let (lead, people) = (team[0], team.to_vec());
        let mut done: Vec<(i64, Act)> = Vec::new();
        if mood == Mood::Together {
            let came = scene.start - self.minutes(21, scene.earliest);
            done.push((came, Act::Come { people: people.clone(), fix: self.fix() }));
        }
        if mood == Mood::Called || self.chance.percent(40) {
            let at = scene.start + self.minutes(2, 8);
            done.push((at, Act::Call { present: people.clone(), headcount: self.headcount() }));
            if self.chance.percent(20) {
                let at = at + self.minutes(3, 6);
                done.push((at, Act::Call { present: people.clone(), headcount: self.headcount() }));
            }
        }
        if self.chance.percent(20) {
            done.push((scene.start + self.minutes(15, 18), Act::Log(self.situation(30))));
        }
        if self.chance.percent(10) {
            done.push((scene.end - self.minutes(0, 3), Act::HandOver(self.situation(10))));
        }
        if self.chance.percent(60) {
            done.push((scene.end + self.minutes(1, 4), Act::Close(self.situation(10))));
        }
        done.push((scene.end + self.minutes(5, 15), Act::Leave { people, early: None, fix: self.fix() }));
        for (at, act) in done {
            deeds.push(scene.deed(self, at, lead, act));
        }
    }

    /// Everybody taps by himself: in time or late, to the end or not, or forgets to leave.
    fn each(&mut self, scene: &Scene<'_>, team: &[StaffId], deeds: &mut Vec<Deed>) {
        for (place, who) in team.iter().enumerate() {
            let came = match self.chance.below(100) {
                0..4 => continue,
                // Well after the minute that is due, so that no doubt about a clock makes it that minute.
                4..12 => scene.start - self.minutes(0, 16),
                _ => scene.start - self.minutes(21, scene.earliest),
            };
            let come = Act::Come { people: vec![*who], fix: self.fix() };
            deeds.push(scene.deed(self, came, *who, come));
            if place == 0 && self.chance.percent(10) {
                let log = Act::Log(self.situation(30));
                let at = scene.start + self.minutes(2, 8);
                deeds.push(scene.deed(self, at, *who, log));
            }
            let (left, early) = match self.chance.below(100) {
                // Forgets it: the shift closes itself.
                0..8 => continue,
                8..11 => {
                    let reasons = [None, Some(AbsenceReason::Sick), Some(AbsenceReason::Duty)];
                    (scene.end - self.minutes(10, 20), *self.chance.of_these(&reasons))
                }
                _ => (scene.end + self.minutes(0, 15), None),
            };
            let leave = Act::Leave { people: vec![*who], early, fix: self.fix() };
            deeds.push(scene.deed(self, left, *who, leave));
        }
    }

    fn headcount(&mut self) -> Headcount {
        let mut some = |to: u64| u16::try_from(self.chance.below(to)).unwrap_or(0);
        Headcount { volunteers: some(5), parents: some(7), militia: some(2), village: some(2), others: some(2) }
    }
}

/// Between the beginning of what began last and the hour at which one is due, the nearer one is what somebody comes for.
fn earliest(window: &Held<'_>, held: &[Held<'_>]) -> u64 {
    let before = held.iter().filter(|it| it.start < window.start).map(|it| it.start.0).max();
    let due = window.start.0 - 20 * MINUTE;
    let half = before.map_or(45, |before| 20 + (due - before) / 2 / MINUTE - 1);
    u64::try_from(half.clamp(21, 45)).unwrap_or(21)
}
