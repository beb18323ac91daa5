//! One deed, by the verbs a worker has.

use domain::{
    Problem,
    check_in::VisitResult,
    crs::Crs,
    duty_note::{LogCategory, Situation},
    ids::{PostId, RecordId, StaffId},
    patrol_route::MissReason,
    position::Place,
};
use field::{
    Home, Worker,
    check_in::{self, CouldNot, Visit},
    correction, day_review,
    duty::{self, When},
    duty_note, escort, patrol_run, session, shift,
    views::{
        CloseForm, Coming, Correction, Effort, EscortForm, HandOverForm, Leaving, LogForm, MissedPoint, Position,
        ReviewForm, RollCallForm, RunPlan,
    },
};

use super::Stage;
use crate::term::{
    Broken,
    plan::{Act, Deed, Fix, Round, Walk},
};

/// What is written where words are asked for.
const WORDS: &str = "已处置";

impl Stage {
    /// Does it; the record that the screen calls saved.
    pub(super) fn act(&mut self, deed: &Deed) -> Result<RecordId, Broken> {
        let near = [self.chance.between(0, 9_000), self.chance.between(0, 9_000)];
        let home = self.phones[deed.phone].home();
        // Whoever has the phone in hand already taps on.
        let worker = if self.hands[deed.phone] == Some(deed.who) {
            session::worker(home)?
        } else {
            session::sign_in(home, deed.who, None)?
        };
        self.hands[deed.phone] = Some(deed.who);
        if let Act::Come { fix, .. } | Act::Leave { fix, .. } | Act::Visit { fix, .. } = &deed.act {
            self.shares.fixes.0 += 1;
            self.shares.fixes.1 += u32::from(*fix == Fix::Mock);
            self.shares.fixes.2 += u32::from(*fix == Fix::Shifted);
            self.shares.fixes.3 += u32::from(*fix == Fix::None);
        }
        match &deed.act {
            Act::Start(round) => {
                let begun = patrol_run::start(home, worker, &run_plan(round, effort(deed)))?;
                self.runs.insert(round.number, begun.run_id);
                Ok(begun.saved.record_id)
            }
            Act::Close(situation) => {
                let (record, closer) = close(home, worker, deed, *situation)?;
                self.hands[deed.phone] = Some(closer);
                Ok(record)
            }
            _ => self.tap(home, worker, deed, near),
        }
    }

    fn tap(&self, home: &Home, worker: Worker, deed: &Deed, near: [u64; 2]) -> Result<RecordId, Broken> {
        let effort = effort(deed);
        let at_gate = |fix: Fix| position(self.schools[deed.school].gate_place(post(deed)), fix, near);
        let others = |people: &[StaffId]| (people != [deed.who]).then(|| people.to_vec());
        let saved = match &deed.act {
            Act::Come { people, fix } => {
                let coming = Coming { staff_ids: others(people), position: at_gate(*fix), effort, ..Coming::default() };
                duty::come(home, worker, post(deed), When::Now, &coming)?
            }
            Act::Leave { people, early, fix } => {
                let leaving = Leaving { staff_ids: others(people), position: at_gate(*fix), early: *early, effort };
                duty::leave(home, worker, post(deed), When::Now, &leaving)?
            }
            Act::Call { present, headcount } => {
                let form = RollCallForm { present: present.clone(), headcount: *headcount, ..RollCallForm::default() };
                duty_note::roll_call(home, worker, post(deed), &form, effort)?
            }
            Act::Log(situation) => duty_note::log(home, worker, &log_form(deed, *situation))?,
            Act::HandOver(situation) => {
                let (post_id, situation, photo_ids) = (post(deed), *situation, Vec::new());
                let form = HandOverForm { post_id, to_id: None, situation, text: WORDS.into(), photo_ids, effort };
                duty_note::hand_over(home, worker, &form)?
            }
            Act::Finish { missed } => {
                let missed: Vec<MissedPoint> = missed
                    .iter()
                    .map(|(point_id, reason): &(_, MissReason)| MissedPoint { point_id: *point_id, reason: *reason })
                    .collect();
                patrol_run::finish(home, worker, &missed, ("", effort))?.saved
            }
            Act::Void => patrol_run::void(home, worker, "点错了")?.saved,
            Act::Sheet(walk) => escort::save(home, worker, &self.form(deed, walk), effort)?,
            Act::SheetMistaken(walk) => {
                let saved = escort::save(home, worker, &self.form(deed, walk), effort)?;
                taken_back(home, worker, saved.record_id)?
            }
            Act::Sign(situation) => {
                let school_id = self.schools[deed.school].id;
                let (day, situation) = (domain::day::Day::of(deed.at), *situation);
                day_review::review(home, worker, &ReviewForm { school_id, day, situation, text: WORDS.into(), effort })?
            }
            Act::Visit { .. } | Act::Mistaken { .. } | Act::CouldNot { .. } => {
                return self.visit(home, worker, deed, near);
            }
            Act::Start(_) | Act::Close(_) => return Err(Broken::new("run", "done already")),
        };
        Ok(saved.record_id)
    }

    fn visit(&self, home: &Home, worker: Worker, deed: &Deed, near: [u64; 2]) -> Result<RecordId, Broken> {
        let effort = effort(deed);
        let saved = match &deed.act {
            Act::Visit { point, tag, fix } => {
                let there = self.schools.iter().find_map(|it| it.point(*point));
                let there = there.ok_or_else(|| Broken::new("run", "a point of no school of the plan"))?;
                let tag_text = tag.then(|| there.tag.clone());
                // Each camera frame is another file.
                let frame = || format!("{} {}", there.tag, deed.at.0);
                let tag_image = tag.then(|| domain::photo::hex(&field::scan::digest_of(frame().as_bytes())));
                let position = position(there.place, *fix, near);
                let visit = Visit { position, tag_text, tag_image, effort, ..Visit::of(*point, VisitResult::Normal) };
                check_in::record(home, worker, visit)?.saved
            }
            Act::Mistaken { point } => {
                let visit = Visit { effort, ..Visit::of(*point, VisitResult::Normal) };
                let saved = check_in::record(home, worker, visit)?.saved;
                taken_back(home, worker, saved.record_id)?
            }
            Act::CouldNot { point, miss } => {
                let said = CouldNot { point_id: *point, miss: *miss, note: String::new(), effort };
                check_in::could_not(home, worker, said)?.saved
            }
            _ => return Err(Broken::new("run", "no visit")),
        };
        Ok(saved.record_id)
    }

    fn form(&self, deed: &Deed, walk: &Walk) -> EscortForm {
        EscortForm {
            school_id: self.schools[deed.school].id,
            route_id: walk.route,
            out: walk.out,
            handed: walk.handed.clone(),
            returned: walk.returned,
            reason: walk.reason,
            situation: walk.situation,
            note: String::new(),
            weather: None,
        }
    }
}

fn effort(deed: &Deed) -> Option<Effort> {
    deed.cost.map(|(taps, open_ms)| Effort { taps, open_ms })
}

fn post(deed: &Deed) -> PostId {
    deed.shift.expect("what is done at a gate has a window").post
}

fn log_form(deed: &Deed, situation: Situation) -> LogForm {
    LogForm {
        post_id: post(deed),
        category: LogCategory::Traffic,
        situation,
        text: String::new(),
        handed_to: String::new(),
        photo_ids: Vec::new(),
        effort: effort(deed),
    }
}

fn run_plan(round: &Round, effort: Option<Effort>) -> RunPlan {
    RunPlan {
        route_id: round.route,
        kind: round.kind,
        method: round.method,
        point_ids: if round.route.is_some() { Vec::new() } else { round.points.clone() },
        party: round.party,
        note: String::new(),
        effort,
    }
}

fn taken_back(home: &Home, worker: Worker, record: RecordId) -> Result<field::views::Saved, Broken> {
    Ok(correction::correct(home, worker, (record, None), &Correction::Void, "点错了")?)
}

/// Closes a duty: where the roster's lead is there, nobody else may, and the phone is handed over.
fn close(home: &Home, worker: Worker, deed: &Deed, situation: Situation) -> Result<(RecordId, StaffId), Broken> {
    let effort = effort(deed);
    let form = CloseForm { post_id: post(deed), situation, text: WORDS.into(), photo_ids: Vec::new(), effort };
    match duty_note::close(home, worker, &form) {
        Ok(saved) => Ok((saved.record_id, deed.who)),
        Err(field::Error::Refused(Problem { code, .. })) if code == "lead-closes" => {
            let team = shift::now(home, post(deed))?.team;
            let lead = team.iter().find(|it| it.lead).map(|it| it.staff_id);
            let lead = lead.ok_or_else(|| Broken::new("run", "a lead who closes, and none in the team"))?;
            let worker = session::sign_in(home, lead, None)?;
            Ok((duty_note::close(home, worker, &form)?.record_id, lead))
        }
        Err(error) => Err(error.into()),
    }
}

/// A fix as phones give them: some meters from the point, and never twice the same to the last digit.
fn position(place: Place, fix: Fix, near: [u64; 2]) -> Option<Position> {
    if fix == Fix::None {
        return None;
    }
    let shift = |e7: i32, by: u64| e7 + i32::try_from(by).unwrap_or(0) / 10 - 450;
    let place = Place { lat_e7: shift(place.lat_e7, near[0]), lon_e7: shift(place.lon_e7, near[1]) };
    let place = if fix == Fix::Shifted { Crs::Gcj02.from_wgs84(place) } else { place };
    Some(Position { mock: fix == Fix::Mock, ..crate::phone::position(place.lat(), place.lon()) })
}
