//! What is said about records and turns, on the command line: `correct`, `request`, `answer`, `rulings`, `roster`, `routes`.

use domain::roster::RosterAsk;
use field::{
    Error, Home, answer, correction, escort, patrol_run,
    photo::Scene,
    roster, roster_request, ruling,
    views::{AnswerForm, Correction, RosterTurn, RosterWish},
};
use serde_json::{Value, json};

use super::{
    args::{
        RosterArgs,
        remark::{AnswerArgs, CorrectArgs, RequestArgs},
    },
    output::{Output, table},
    work::{act_as, pictures, saved},
};

pub(crate) fn correct(home: &Home, args: CorrectArgs, out: Output) -> Result<(), Error> {
    let worker = act_as(home, &args.who)?;
    let change = match (args.change.at, args.change.text) {
        (Some(at_ms), _) => Correction::Time { at_ms },
        (None, Some(text)) => Correction::Text { text },
        (None, None) => Correction::Void,
    };
    saved(&correction::correct(home, worker, (args.record, None), &change, &args.reason)?, out);
    Ok(())
}

pub(crate) fn request(home: &Home, args: RequestArgs, out: Output) -> Result<(), Error> {
    let worker = act_as(home, &args.who)?;
    let wish = RosterWish {
        post_id: args.post,
        day: args.day,
        window_id: args.window,
        ask: if args.swap_with.is_some() { RosterAsk::Swap } else { RosterAsk::Leave },
        with_id: args.swap_with,
        reason: args.reason,
        text: args.text,
        effort: None,
    };
    saved(&roster_request::request(home, worker, &wish)?, out);
    Ok(())
}

pub(crate) fn answer(home: &Home, args: AnswerArgs, out: Output) -> Result<(), Error> {
    let worker = act_as(home, &args.who)?;
    let photo_ids = pictures(home, &Scene::Record(args.record), &args.photo)?;
    saved(
        &answer::answer(
            home,
            worker,
            &AnswerForm { record_id: args.record, text: args.text, photo_ids, effort: None },
        )?,
        out,
    );
    Ok(())
}

/// What the office asks or has decided about somebody's records.
pub(crate) fn rulings(home: &Home, args: &RosterArgs, out: Output) -> Result<(), Error> {
    let rows = ruling::of_person(home, args.staff)?;
    let object = |it: &field::views::RulingRow| {
        json!({
            "record_id": it.record_id, "verdict": it.verdict, "reasons": it.reasons, "note": it.note,
            "at_ms": it.at_ms, "open": it.open, "answer": it.answer.as_ref().map(|answer| &answer.text),
        })
    };
    let row = |it: &field::views::RulingRow| vec![it.record_id.to_string(), it.reasons.join(" "), it.note.clone()];
    out.give(&json!({ "rulings": rows.iter().map(object).collect::<Vec<_>>() }), |lang| match rows.len() {
        0 => lang.pick("没有问题，也没有审核意见。", "No questions and no decisions.").to_owned(),
        _ => table(&rows.iter().map(row).collect::<Vec<_>>()),
    });
    Ok(())
}

/// Turns of all posts two weeks ahead, and of one person.
pub(crate) fn roster(home: &Home, args: &RosterArgs, out: Output) -> Result<(), Error> {
    let roster = roster::of_person(home, args.staff)?;
    let posts: Vec<Value> = roster
        .posts
        .iter()
        .map(|it| {
            let turns: Vec<Value> = it.turns.iter().map(turn).collect();
            json!({ "post_id": it.post_id, "post": it.post, "school": it.school, "until": it.until, "turns": turns })
        })
        .collect();
    let mine: Vec<Value> = roster.mine.iter().map(turn).collect();
    out.give(&json!({ "today": roster.today, "mine": mine, "posts": posts }), |lang| {
        let row = |turn: &RosterTurn| {
            let clock = |at: domain::time::UtcMs| at.shanghai().format("%H:%M").to_string();
            let people = turn.people.iter().map(|it| it.name.as_str()).collect::<Vec<_>>().join(" ");
            let times = format!("{}–{}", clock(turn.start_ms), clock(turn.end_ms));
            vec![turn.day.to_string(), turn.kind.label().to_owned(), times, turn.post.clone(), people]
        };
        match roster.mine.len() {
            0 => lang.pick("这两周没有您的班。", "No turns of yours in these two weeks.").to_owned(),
            _ => table(&roster.mine.iter().map(row).collect::<Vec<_>>()),
        }
    });
    Ok(())
}

/// A turn as programs read it.
pub(crate) fn turn(turn: &RosterTurn) -> Value {
    json!({
        "post_id": turn.post_id, "day": turn.day, "window_id": turn.window_id, "window": turn.kind,
        "start_ms": turn.start_ms, "end_ms": turn.end_ms, "arrive_ms": turn.arrive_ms, "phase": turn.phase,
        "staff": turn.people.iter().map(|it| it.staff_id).collect::<Vec<_>>(),
        "open": turn.open.iter().map(|it| json!({ "kind": it.kind, "count": it.count })).collect::<Vec<_>>(),
        "called_off": turn.called_off.as_ref().map(|it| &it.reason),
        "request": turn.request.as_ref().map(|it| json!({ "record_id": it.record_id, "state": it.state })),
    })
}

/// Routes of escorts and patrols.
pub(crate) fn routes(home: &Home, out: Output) -> Result<(), Error> {
    let (escorts, patrols) = (escort::routes(home)?, patrol_run::routes(home)?);
    let escort = |it: &domain::escort::EscortRoute| {
        let stops: Vec<&str> = it.stops.iter().map(|stop| stop.name.as_str()).collect();
        json!({ "id": it.id, "school_id": it.school_id, "name": it.name, "stops": stops })
    };
    let patrol = |it: &domain::patrol_route::PatrolRoute| json!({ "id": it.id, "unit_id": it.unit_id, "name": it.name, "kind": it.kind, "points": it.points });
    let object = json!({
        "escort": escorts.iter().map(escort).collect::<Vec<_>>(),
        "patrol": patrols.iter().map(patrol).collect::<Vec<_>>(),
    });
    out.give(&object, |lang| {
        let rows = escorts.iter().map(|it| vec![it.id.to_string(), it.name.clone()]);
        let rows: Vec<_> = rows.chain(patrols.iter().map(|it| vec![it.id.to_string(), it.name.clone()])).collect();
        match rows.len() {
            0 => lang.pick("还没有路线，请先同步。", "No routes yet; sync first.").to_owned(),
            _ => table(&rows),
        }
    });
    Ok(())
}
