//! What a record tells beside its time, its words and its pictures: names and figures for a plain table. Code words, not
//! sentences; the page has words for them.

use domain::{
    duty::{DutyOff, DutyOn},
    duty_note::{DutyEntry, Headcount, RollCall},
    escort::EscortSheet,
    ids::StaffId,
    patrol_route::PatrolRun,
    roster::RosterRequest,
};
use protocol::Body;
use serde::Serialize;

use crate::{session::Names, views::Fact};

/// The facts of a body.
pub(super) fn of(body: &Body, names: &Names) -> Vec<Fact> {
    let mut facts = Facts(Vec::new());
    match body {
        Body::DutyOn(DutyOn { window, .. }) | Body::DutyOff(DutyOff { window, detail: None, .. }) => {
            facts.code("window", window.as_ref());
        }
        Body::DutyOff(off) => {
            facts.code("window", off.window.as_ref());
            facts.code("early", off.detail.as_ref().and_then(|detail| detail.early.as_ref()));
        }
        Body::DutyNote(note) => {
            facts.code("window", note.window.as_ref());
            facts.entry(&note.entry, names);
        }
        Body::EscortSheet(sheet) => facts.sheet(sheet),
        Body::CheckIn(visit) => {
            facts.code("result", Some(&visit.result));
            if let Some(detail) = &visit.detail {
                facts.code("method", detail.method.as_ref());
                facts.code("miss", detail.miss.as_ref());
                facts.figure("party", detail.party_size.unwrap_or(0));
                facts.text("code", if detail.live.is_some() { "live" } else { "" });
            }
            facts.text("code", if visit.tag.is_some() { "tag" } else { "" });
        }
        Body::RosterRequest(request) => facts.request(request, names),
        Body::DayReview(review) => {
            facts.text("day", &review.day.to_string());
            facts.code("situation", Some(&review.situation));
        }
        Body::PatrolRun(run) => facts.run(run),
        _ => {}
    }
    facts.0
}

/// Those a lead recorded it for.
pub(super) fn people(body: &Body) -> &[StaffId] {
    let people = match body {
        Body::DutyOn(on) => on.detail.as_ref().and_then(|detail| detail.people.as_deref()),
        Body::DutyOff(off) => off.detail.as_ref().and_then(|detail| detail.people.as_deref()),
        _ => None,
    };
    people.unwrap_or_default()
}

struct Facts(Vec<Fact>);

impl Facts {
    /// Nothing is said of nothing.
    fn text(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.0.push(Fact { name: name.to_owned(), value: value.to_owned() });
        }
    }

    fn figure(&mut self, name: &str, value: impl Into<i64>) {
        let value = value.into();
        if value != 0 {
            self.text(name, &value.to_string());
        }
    }

    /// The code word of a choice, as JSON writes it.
    fn code<T: Serialize>(&mut self, name: &str, value: Option<&T>) {
        let word = value.and_then(|it| serde_json::to_value(it).ok());
        self.text(name, word.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default());
    }

    fn entry(&mut self, entry: &DutyEntry, names: &Names) {
        match entry {
            DutyEntry::Log(log) => {
                self.code("category", Some(&log.category));
                self.code("situation", Some(&log.situation));
                self.text("handed_to", &log.handed_to);
            }
            DutyEntry::RollCall(roll_call) => self.roll_call(roll_call, names),
            DutyEntry::HandOver(hand_over) => {
                self.code("situation", Some(&hand_over.situation));
                self.text("handed_to", hand_over.to.map_or("", |id| names.name(id)));
            }
            DutyEntry::Close(close) => self.code("situation", Some(&close.situation)),
        }
    }

    fn roll_call(&mut self, roll_call: &RollCall, names: &Names) {
        for id in &roll_call.present {
            self.text("present", names.name(*id));
        }
        for absence in &roll_call.absent {
            self.text("absent", names.name(absence.staff_id));
            self.code("absence", Some(&absence.reason));
        }
        self.headcount(roll_call.headcount);
        self.figure("vehicles", roll_call.vehicles);
        self.figure("gear", roll_call.gear.unwrap_or(0));
        self.code("weather", roll_call.weather.as_ref());
    }

    fn headcount(&mut self, heads: Headcount) {
        self.figure("volunteers", heads.volunteers);
        self.figure("parents", heads.parents);
        self.figure("militia", heads.militia);
        self.figure("village", heads.village);
        self.figure("others", heads.others);
    }

    fn sheet(&mut self, sheet: &EscortSheet) {
        self.code("window", sheet.window.as_ref());
        self.figure("out", sheet.out);
        for handed in &sheet.handed {
            self.text("handed", &format!("{} {}", handed.stop, handed.count));
        }
        self.figure("returned", sheet.returned);
        self.figure("remaining", sheet.remaining());
        self.code("remaining_reason", sheet.remaining_reason.as_ref());
        self.code("situation", Some(&sheet.situation));
        self.code("weather", sheet.weather.as_ref());
    }

    fn request(&mut self, request: &RosterRequest, names: &Names) {
        self.text("day", &request.day.to_string());
        self.code("ask", Some(&request.ask));
        self.code("roster_reason", Some(&request.reason));
        self.text("with", request.with.map_or("", |id| names.name(id)));
    }

    fn run(&mut self, run: &PatrolRun) {
        self.code("patrol_kind", Some(&run.kind));
        self.code("method", Some(&run.method));
        self.figure("planned", i64::try_from(run.planned.len()).unwrap_or(i64::MAX));
        self.figure("missed", i64::try_from(run.missed.len()).unwrap_or(i64::MAX));
        self.headcount(run.party);
    }
}
