//! What else a school's day has, lived by the demo phones: a roll-call and what was noted, a run along the points with one
//! that could not be reached, the escort home and the review of the day, a leave that somebody asks for, and points ticked off
//! without a proof, so that the reviewer finds something on the desk.

use serde_json::Value;

use crate::{
    fault::{Done, Fault},
    school_day::{Phone, text},
};

/// The team at the gate says who is there, what happened, and closes.
///
/// # Errors
/// With the client's own words.
pub(crate) fn gate(lead: &Phone<'_>, school: &str, late: &[&str]) -> Done {
    let post = text(&lead.of_school("duties", school, 0)?, "post_id");
    let at = ["--post", &post, "--staff", lead.staff()];
    let absent: Vec<String> = late.iter().map(|id| format!("{id}=on_the_way")).collect();
    let mut call = vec!["duty", "roll-call"];
    call.extend(at);
    call.extend(["--present", lead.staff(), "--volunteers", "2", "--parents", "6", "--vehicles", "1"]);
    call.extend(["--gear", "67", "--weather", "fine", "--json"]);
    if !absent.is_empty() {
        call.push("--absent");
        call.extend(absent.iter().map(String::as_str));
    }
    lead.act("点名", &call)?;
    let noted =
        ["--category", "traffic", "--abnormal", "--text", "校门口三轮车占道，已劝离", "--handed-to", "交警中队"];
    lead.act("记事", &[&["duty", "note"], &at[..], &noted[..], &["--json"]].concat())?;
    lead.act(
        "收岗",
        &[&["duty", "close"], &at[..], &["--abnormal", "--text", "早高峰拥堵，其余正常", "--json"]].concat(),
    )
}

/// A run along three points: two are reached, one could not be.
///
/// # Errors
/// With the client's own words.
pub(crate) fn run(guard: &Phone<'_>, school: &str) -> Done {
    let number = |nth| Ok::<_, Fault>(text(&guard.of_school("points", school, nth)?, "point_no"));
    let points = [number(0)?, number(1)?, number(3)?];
    let planned: Vec<&str> = points.iter().map(String::as_str).collect();
    let who = ["--staff", guard.staff()];
    let start = [&["patrol", "start"], &who[..], &["--json", "--volunteers", "1", "--point"], &planned[..]].concat();
    guard.act("开始巡逻", &start)?;
    guard.check_in(school, 0, &["--note", "校门口已清场"])?;
    guard.check_in(school, 1, &[])?;
    let missed = format!("{}=road_closed", points[2]);
    let finish = ["--missed", &missed, "--text", "路口施工围挡", "--json"];
    guard.act("结束巡逻", &[&["patrol", "finish"], &who[..], &finish[..]].concat())
}

/// The escort home and its review.
///
/// # Errors
/// With the client's own words.
pub(crate) fn escort(lead: &Phone<'_>, head: &Phone<'_>, school: &str) -> Done {
    let routes = lead.field(&["routes", "--json"])?;
    let routes: Vec<&Value> = routes["escort"].as_array().into_iter().flatten().collect();
    let route = routes.first().map(|route| text(route, "id"));
    let mut sheet = vec!["escort", "--school", school, "--staff", lead.staff(), "--out", "42", "--returned", "2"];
    if let Some(route) = &route {
        sheet.extend(["--route", route]);
    }
    let stops: Vec<String> = routes
        .first()
        .and_then(|route| route["stops"].as_array())
        .into_iter()
        .flatten()
        .filter_map(|stop| stop.as_str().map(str::to_owned))
        .collect();
    let handed = match stops.as_slice() {
        [first, second, ..] => [format!("{first}=25"), format!("{second}=15")],
        _ => ["公交站=25".to_owned(), "菜市场路口=15".to_owned()],
    };
    sheet.extend(["--handed", &handed[0], &handed[1], "--text", "两名学生家长未到，已带回值班室", "--json"]);
    lead.act("护导单", &sheet)?;
    let review =
        ["review", "--school", school, "--staff", head.staff(), "--text", "平安，回校学生已由家长接走", "--json"];
    head.act("总值审阅", &review)
}

/// Points ticked off by the worker's word alone, as when the position is switched off: that is less than they ask for.
///
/// # Errors
/// With the client's own words.
pub(crate) fn unproven(guard: &Phone<'_>, school: &str) -> Done {
    [0, 1, 3].into_iter().try_for_each(|nth| {
        let point = text(&guard.of_school("points", school, nth)?, "id");
        let who = ["--point", &point, "--staff", guard.staff(), "--json"];
        guard.act("打卡 without a position", &[&["check-in"], &who[..]].concat())
    })
}

/// Somebody asks the office to be relieved of the next turn.
///
/// # Errors
/// With the client's own words.
pub(crate) fn ask(worker: &Phone<'_>) -> Done {
    let roster = worker.field(&["roster", "--staff", worker.staff(), "--json"])?;
    let mut mine = roster["mine"].as_array().into_iter().flatten().filter(|turn| turn["phase"] == "next");
    let Some(turn) = mine.find(|turn| turn["called_off"].is_null() && turn["request"].is_null()) else { return Ok(()) };
    let [post, day, window] = ["post_id", "day", "window_id"].map(|name| text(turn, name));
    let which = ["--post", &post, "--day", &day, "--window", &window];
    let why = ["--reason", "family", "--json"];
    worker.act("请假", &[&["request", "--staff", worker.staff()], &which[..], &why[..]].concat())
}
