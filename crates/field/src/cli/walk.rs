//! What is walked, on the command line: `escort`, `review`, `patrol start|finish|void`.

use domain::{Problem, escort::Handed, ids::SchoolId};
use field::{
    Error, Home, day_review, escort, patrol_run, points,
    views::{EscortForm, MissedPoint, ReviewForm, RunPlan, RunSaved},
};
use serde_json::json;

use super::{
    args::walk::{EscortArgs, FinishArgs, PatrolVerb, ReviewArgs, StartArgs, VoidArgs},
    duty::{headcount, situation},
    output::Output,
    work::{act_as, saved},
};

pub(crate) fn escort(home: &Home, args: EscortArgs, out: Output) -> Result<(), Error> {
    let school_id = school(home, &args.school)?;
    let worker = act_as(home, &args.who)?;
    let form = EscortForm {
        school_id,
        route_id: args.route,
        out: args.out,
        handed: args.handed.into_iter().map(|(stop, count)| Handed { stop, count }).collect(),
        returned: args.returned,
        reason: args.reason,
        situation: situation(&args.said),
        note: args.said.text,
        weather: args.weather,
    };
    saved(&escort::save(home, worker, &form, None)?, out);
    Ok(())
}

pub(crate) fn review(home: &Home, args: ReviewArgs, out: Output) -> Result<(), Error> {
    let school_id = school(home, &args.school)?;
    let worker = act_as(home, &args.who)?;
    let day = day_review::page(home, school_id, args.day)?.day;
    let form = ReviewForm { school_id, day, situation: situation(&args.said), text: args.said.text, effort: None };
    saved(&day_review::review(home, worker, &form)?, out);
    Ok(())
}

pub(crate) fn patrol(home: &Home, verb: PatrolVerb, out: Output) -> Result<(), Error> {
    match verb {
        PatrolVerb::Start(args) => start(home, args, out),
        PatrolVerb::Finish(args) => finish(home, args, out),
        PatrolVerb::Void(VoidArgs { who, text }) => {
            run_saved(&patrol_run::void(home, act_as(home, &who)?, &text)?, out);
            Ok(())
        }
    }
}

fn start(home: &Home, args: StartArgs, out: Output) -> Result<(), Error> {
    let point_ids = args.point.iter().map(|it| points::find(home, it)).collect::<Result<_, _>>()?;
    let worker = act_as(home, &args.who)?;
    let plan = RunPlan {
        route_id: args.route,
        kind: args.kind,
        method: args.method,
        point_ids,
        party: headcount(args.heads),
        note: args.text,
        effort: None,
    };
    run_saved(&patrol_run::start(home, worker, &plan)?, out);
    Ok(())
}

fn finish(home: &Home, args: FinishArgs, out: Output) -> Result<(), Error> {
    let missed = args.missed.iter().map(|(point, reason)| {
        let point_id = points::find(home, point)?;
        Ok::<_, Error>(MissedPoint { point_id, reason: *reason })
    });
    let missed: Vec<MissedPoint> = missed.collect::<Result<_, _>>()?;
    run_saved(&patrol_run::finish(home, act_as(home, &args.who)?, &missed, (&args.text, None))?, out);
    Ok(())
}

fn run_saved(run: &RunSaved, out: Output) {
    let RunSaved { saved, run_id } = run;
    out.give(&json!({ "record_id": saved.record_id, "seq": saved.seq, "run_id": run_id }), |lang| {
        format!("{} {}", lang.pick("已保存，序号", "Saved, number"), saved.seq)
    });
}

fn school(home: &Home, code: &str) -> Result<SchoolId, Error> {
    let school = escort::school_by_code(home, code)?;
    school.ok_or_else(|| Problem::new("unknown-school").into())
}
