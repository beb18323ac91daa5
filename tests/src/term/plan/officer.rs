//! The day of an officer with a phone: a gate in the morning, the drive along gates, a gate in the afternoon.

use domain::{
    day::Day,
    duty_note::{AbsenceReason, Headcount},
    duty_window::WindowKind,
    ids::PointId,
    patrol_route::{MissReason, PatrolKind, PatrolMethod},
    time::UtcMs,
};

use super::{Act, Deed, MINUTE, Planner, Round, Shift};
use crate::term::district::{School, Station, station_of};

impl Planner {
    pub(super) fn officer(
        &mut self,
        (index, station): (usize, &Station),
        schools: &[School],
        day: Day,
        deeds: &mut Vec<Deed>,
    ) {
        let mine: Vec<&School> = schools.iter().filter(|it| station_of(&it.code) == index && it.since <= day).collect();
        if mine.is_empty() {
            return;
        }
        if self.chance.percent(80) {
            let school = mine[self.chance.index(mine.len())];
            self.at_a_gate(station, school, &[WindowKind::In], day, deeds);
        }
        if self.chance.percent(50) {
            self.drive(station, &mine, day, deeds);
        }
        if self.chance.percent(80) {
            let school = mine[self.chance.index(mine.len())];
            self.at_a_gate(station, school, &[WindowKind::Out, WindowKind::WeekendOut], day, deeds);
        }
    }

    fn at_a_gate(&mut self, station: &Station, school: &School, kinds: &[WindowKind], day: Day, deeds: &mut Vec<Deed>) {
        let held = school.held_on(day);
        let Some(window) = held.iter().find(|it| kinds.contains(&it.window.kind)) else { return };
        let gate = self.chance.of_these(&school.gates);
        let who = station.officer;
        let (start, end) = (window.start.0, window.end.0);
        if !self.is_free(who, start - 45 * MINUTE) {
            return;
        }
        let shift = Some(Shift { day, post: gate.post, window: window.window.id });
        let came = if self.chance.percent(10) { self.minutes(0, 16) } else { self.minutes(21, 27) };
        let mut done = vec![(start - came, Act::Come { people: vec![who], fix: self.fix() })];
        let leave = |early, fix| Act::Leave { people: vec![who], early, fix };
        match self.chance.below(100) {
            0..6 => {}
            6..12 => {
                let left = end - self.minutes(10, 20);
                done.push((left, leave(Some(AbsenceReason::Duty), self.fix())));
            }
            _ => {
                let left = end + self.minutes(0, 15);
                done.push((left, leave(None, self.fix())));
            }
        }
        self.busy.insert(who, end + 20 * MINUTE);
        for (at, act) in done {
            let cost = self.cost();
            deeds.push(Deed { at: UtcMs(at), phone: station.phone, school: school.index, who, shift, cost, act });
        }
    }

    /// Along the station's route, whose other gates are left out with a reason, or to the gates of these schools.
    fn drive(&mut self, station: &Station, mine: &[&School], day: Day, deeds: &mut Vec<Deed>) {
        let who = station.officer;
        let mut at = day.at(570).0 + self.minutes(0, 20);
        self.rounds += 1;
        let own: Vec<PointId> = mine.iter().filter_map(|it| it.points.first()).map(|it| it.id).collect();
        let along = self.chance.percent(50);
        let points = if along { station.drive.1.clone() } else { own.clone() };
        let round = Round {
            number: self.rounds,
            route: along.then_some(station.drive.0),
            kind: PatrolKind::Grid,
            method: PatrolMethod::Vehicle,
            points: points.clone(),
            party: Headcount::default(),
        };
        let mut done = vec![(at, Act::Start(round))];
        let mut missed = Vec::new();
        for point in points {
            // Where nobody of the plan is at home nobody is disturbed.
            if !own.contains(&point) || self.chance.percent(10) {
                missed.push((point, *self.chance.of_these(&[MissReason::CalledAway, MissReason::RoadClosed])));
                continue;
            }
            at += self.minutes(6, 9);
            done.push((at, Act::Visit { point, tag: self.chance.percent(60), fix: self.fix() }));
        }
        done.push((at + self.minutes(2, 5), Act::Finish { missed }));
        for (at, act) in done {
            let cost = self.cost();
            let school = mine[0].index;
            deeds.push(Deed { at: UtcMs(at), phone: station.phone, school, who, shift: None, cost, act });
        }
    }
}
