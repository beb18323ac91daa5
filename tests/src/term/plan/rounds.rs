//! Points that are visited one by one, and rounds: inside, with people of the village, and by video.

use domain::{
    day::Day,
    duty_note::Headcount,
    ids::{PointId, RouteId, StaffId},
    patrol_point::PointKind,
    patrol_route::{MissReason, PatrolKind, PatrolMethod},
    time::UtcMs,
};

use super::{Act, Deed, MINUTE, Planner, Round};
use crate::term::district::{Point, Rule, School};

const DAY: i64 = 1_440 * MINUTE;

impl Planner {
    /// Every point of a school on a day: as often as is wanted on most days, fewer or more on some.
    pub(super) fn points(&mut self, school: &School, day: Day, deeds: &mut Vec<Deed>) {
        for point in &school.points {
            let mut wanted = match &point.rule {
                Rule::Day(visits) => i64::from(*visits),
                Rule::ClassDay(visits, _) if school.walks_rounds_on(day) => i64::from(*visits),
                Rule::ClassDay(..) => 0,
                Rule::Window(_) => i64::try_from(school.held_on(day).len()).unwrap_or(0),
                Rule::Week(_) => 1,
            };
            wanted += match self.chance.below(100) {
                0..8 => -1,
                8..14 => 1,
                _ => 0,
            };
            match &point.rule {
                // Where parts of the day want one each, most go in those.
                Rule::ClassDay(_, bands) if wanted > 0 && !bands.is_empty() => {
                    for (from, to) in bands {
                        if self.chance.percent(85) {
                            self.visit(school, point, (day, i64::from(*from) + 3, i64::from(*to) - 3), deeds);
                        }
                    }
                }
                Rule::Window(_) => {
                    for held in school.held_on(day) {
                        let from = (held.start.0 - day.at(0).0) / MINUTE;
                        if self.chance.percent(85) {
                            self.visit(school, point, (day, from - 16, from + 30), deeds);
                        }
                    }
                }
                _ => {
                    for n in 0..wanted.max(0) {
                        let part = 540 / wanted;
                        self.visit(school, point, (day, 480 + n * part, 480 + (n + 1) * part - 15), deeds);
                    }
                }
            }
        }
    }

    /// One visit, or what becomes of it, between these minutes.
    fn visit(&mut self, school: &School, point: &Point, (day, from, to): (Day, i64, i64), deeds: &mut Vec<Deed>) {
        let at = day.at(0).0 + from * MINUTE + self.minutes(0, u64::try_from(to - from).unwrap_or(0));
        let who = *self.chance.of_these(&school.guards);
        let point = point.id;
        let act = match self.chance.below(200) {
            0 => Act::Mistaken { point },
            1..3 => Act::CouldNot { point, miss: MissReason::Locked },
            _ => Act::Visit { point, tag: self.chance.percent(60), fix: self.fix() },
        };
        self.push(school, (at, who, act), deeds);
    }

    fn push(&mut self, school: &School, (at, who, act): (i64, StaffId, Act), deeds: &mut Vec<Deed>) {
        let (at, cost) = (UtcMs(at), self.cost());
        deeds.push(Deed { at, phone: school.phone, school: school.index, who, shift: None, cost, act });
    }

    /// The rounds of a school on a day.
    pub(super) fn rounds(&mut self, school: &School, day: Day, deeds: &mut Vec<Deed>) {
        let all: Vec<PointId> = school.points.iter().map(|it| it.id).collect();
        let around: Vec<PointId> =
            school.points.iter().filter(|it| it.kind != PointKind::KeyPosition).map(|it| it.id).collect();
        let (foot, nobody) = (PatrolMethod::Foot, Headcount::default());
        if school.walks_rounds_on(day) && self.chance.percent(60) {
            let (route, points) = school.round.clone();
            let who = *self.chance.of_these(&school.guards);
            let what = (Some(route), PatrolKind::Inside, foot, points, nobody);
            self.round(school, (day.at(570).0, who), what, deeds);
        }
        if self.chance.percent(25) {
            let who = *self.chance.of_these(&school.teachers);
            let what = (None, PatrolKind::Video, PatrolMethod::Video, all, nobody);
            self.round(school, (day.at(905).0, who), what, deeds);
        }
        if self.chance.percent(20) {
            let who = *self.chance.of_these(&school.guards);
            let party = Headcount { village: 2, militia: 1, ..nobody };
            let what = (None, PatrolKind::VillageSchool, foot, around, party);
            self.round(school, (day.at(1170).0, who), what, deeds);
        }
    }

    /// One round: finished, left open, or begun by mistake.
    fn round(
        &mut self,
        school: &School,
        (from, who): (i64, StaffId),
        (route, kind, method, points, party): (Option<RouteId>, PatrolKind, PatrolMethod, Vec<PointId>, Headcount),
        deeds: &mut Vec<Deed>,
    ) {
        let mut at = from + self.minutes(0, 10);
        if self.open.get(&who).is_some_and(|until| at < *until + 10 * MINUTE) {
            return;
        }
        self.rounds += 1;
        let round = Round { number: self.rounds, route, kind, method, points: points.clone(), party };
        self.push(school, (at, who, Act::Start(round)), deeds);
        let left_open = self.chance.percent(8);
        if self.chance.percent(4) {
            let at = at + 40_000;
            return self.push(school, (at, who, Act::Void), deeds);
        }
        let mut missed = Vec::new();
        for point in points {
            at += if method == PatrolMethod::Video { self.minutes(0, 1) + 5_000 } else { self.minutes(3, 6) };
            match self.chance.below(100) {
                0..5 => self.push(school, (at, who, Act::CouldNot { point, miss: MissReason::Locked }), deeds),
                5..12 => missed.push((point, MissReason::Weather)),
                _ => {
                    let visit = Act::Visit { point, tag: self.chance.percent(60), fix: self.fix() };
                    self.push(school, (at, who, visit), deeds);
                }
            }
        }
        if left_open {
            self.open.insert(who, deeds.last().map_or(at, |_| from_start(deeds, self.rounds)) + DAY);
        } else {
            let finished = at + self.minutes(2, 4);
            self.push(school, (finished, who, Act::Finish { missed }), deeds);
        }
    }
}

/// When the round of this number began.
fn from_start(deeds: &[Deed], number: usize) -> i64 {
    let began = deeds.iter().rev().find(|it| matches!(&it.act, Act::Start(round) if round.number == number));
    began.map_or(0, |it| it.at.0)
}

impl School {
    /// Moments of a day at which something that a point wants begins or ends.
    pub(super) fn edges(&self, point: &Point, day: Day) -> Vec<i64> {
        let mut edges = vec![day.at(0).0, day.at(1440).0];
        match &point.rule {
            Rule::ClassDay(_, bands) => {
                edges.extend(bands.iter().flat_map(|(from, to)| [day.at(*from).0, day.at(*to).0]));
            }
            Rule::Window(_) => {
                let held = self.held_on(day.plus(-1)).into_iter().chain(self.held_on(day));
                edges.extend(held.flat_map(|it| [it.start.0 - 20 * MINUTE, it.end.0 + 20 * MINUTE]));
            }
            Rule::Day(_) | Rule::Week(_) => {}
        }
        edges
    }
}
