//! A duty on the command line: `duty on|off|note|roll-call|hand-over|close`.

use domain::duty_note::{Absence, Headcount, Situation};
use field::{
    Error, Home,
    duty::{self, When},
    duty_note,
    photo::Scene,
    views::{CloseForm, Coming, HandOverForm, Leaving, LogForm, RollCallForm},
};

use super::{
    args::duty::{CloseArgs, DutyVerb, HandOverArgs, Heads, NoteArgs, OffArgs, OnArgs, RollCallArgs, Said},
    output::Output,
    work::{act_as, pictures, saved},
};

pub(crate) fn run(home: &Home, verb: DutyVerb, out: Output) -> Result<(), Error> {
    match verb {
        DutyVerb::On(args) => on(home, args, out),
        DutyVerb::Off(args) => off(home, args, out),
        DutyVerb::Note(args) => note(home, args, out),
        DutyVerb::RollCall(args) => roll_call(home, args, out),
        DutyVerb::HandOver(args) => hand_over(home, args, out),
        DutyVerb::Close(args) => close(home, args, out),
    }
}

fn on(home: &Home, args: OnArgs, out: Output) -> Result<(), Error> {
    let worker = act_as(home, &args.at.who)?;
    let photo_ids = pictures(home, &Scene::Post(args.at.post), &args.photo)?;
    let coming = Coming { staff_ids: args.people, photo_ids, ..Coming::default() };
    saved(&duty::come(home, worker, args.at.post, When::from(args.stated), &coming)?, out);
    Ok(())
}

fn off(home: &Home, args: OffArgs, out: Output) -> Result<(), Error> {
    let worker = act_as(home, &args.at.who)?;
    let leaving = Leaving { staff_ids: args.people, early: args.early, ..Leaving::default() };
    saved(&duty::leave(home, worker, args.at.post, When::from(args.stated), &leaving)?, out);
    Ok(())
}

fn note(home: &Home, args: NoteArgs, out: Output) -> Result<(), Error> {
    let worker = act_as(home, &args.at.who)?;
    let form = LogForm {
        post_id: args.at.post,
        category: args.category,
        situation: situation(&args.said),
        text: args.said.text,
        handed_to: args.handed_to,
        photo_ids: pictures(home, &Scene::Post(args.at.post), &args.photo)?,
        effort: None,
    };
    saved(&duty_note::log(home, worker, &form)?, out);
    Ok(())
}

fn roll_call(home: &Home, args: RollCallArgs, out: Output) -> Result<(), Error> {
    let worker = act_as(home, &args.at.who)?;
    let form = RollCallForm {
        present: args.present,
        absent: args.absent.into_iter().map(|(staff_id, reason)| Absence { staff_id, reason }).collect(),
        headcount: headcount(args.heads),
        vehicles: args.vehicles,
        gear: args.gear,
        weather: args.weather,
    };
    saved(&duty_note::roll_call(home, worker, args.at.post, &form, None)?, out);
    Ok(())
}

fn hand_over(home: &Home, args: HandOverArgs, out: Output) -> Result<(), Error> {
    let worker = act_as(home, &args.at.who)?;
    let form = HandOverForm {
        post_id: args.at.post,
        to_id: args.to,
        situation: situation(&args.said),
        text: args.said.text,
        photo_ids: Vec::new(),
        effort: None,
    };
    saved(&duty_note::hand_over(home, worker, &form)?, out);
    Ok(())
}

fn close(home: &Home, args: CloseArgs, out: Output) -> Result<(), Error> {
    let worker = act_as(home, &args.at.who)?;
    let form = CloseForm {
        post_id: args.at.post,
        situation: situation(&args.said),
        text: args.said.text,
        photo_ids: Vec::new(),
        effort: None,
    };
    saved(&duty_note::close(home, worker, &form)?, out);
    Ok(())
}

pub(crate) fn situation(said: &Said) -> Situation {
    if said.abnormal { Situation::Abnormal } else { Situation::Normal }
}

pub(crate) fn headcount(heads: Heads) -> Headcount {
    let Heads { volunteers, parents, militia, village, others } = heads;
    Headcount { volunteers, parents, militia, village, others }
}
