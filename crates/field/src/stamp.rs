//! What a stamp says: when and how well that is known, where, which duty, who, and the code by which the picture is found.
//!
//! The words are Chinese whatever language the pages speak: a stamp is read by the office. They are short, because a stamp
//! never takes more than an eighth of the picture.

use domain::{ids::PhotoId, time::UtcMs};
use photos::Stamp;
use protocol::photo_code;
use store::{Tx, entities, session};

use crate::{
    Error, Home, draft, duty,
    home::{Moment, identity},
    roster::Rosters,
    session::Names,
    views::DutyState,
};

const MINUTE_MS: u32 = 60_000;

/// The stamp of a picture taken now for the form with this key.
pub(crate) fn of(tx: &Tx<'_>, home: &Home, key: &str, id: PhotoId) -> Result<Stamp, Error> {
    let moment = &home.moment(tx)?;
    let mut lines = vec![format!("{} {}", clock(moment.now()), certainty(moment))];
    lines.push(place(tx, key)?);
    lines.push(duty_and_name(tx, home, moment)?);
    lines.push(format!("校验码 {}", photo_code(id)));
    Ok(Stamp { lines: lines.into_iter().filter(|line| !line.is_empty()).collect() })
}

/// The post somebody is on duty at, and who that is.
fn duty_and_name(tx: &Tx<'_>, home: &Home, moment: &Moment<'_>) -> Result<String, Error> {
    let Some(open) = session::get(tx)? else { return Ok(String::new()) };
    let name = Names::read(tx)?.name(open.staff_id).to_owned();
    let on =
        duty::list(tx, moment, &Rosters::read(tx, moment, home)?)?.into_iter().find(|it| it.post.me == DutyState::On);
    Ok(on.map_or_else(|| name.clone(), |it| format!("{} {name}", it.post.name)))
}

/// `2026-11-23 07:34:05`, in China's time.
fn clock(at: UtcMs) -> String {
    at.shanghai().format("%Y-%m-%d %H:%M:%S").to_string()
}

/// How well the time is known at this moment.
fn certainty(moment: &Moment<'_>) -> String {
    match moment.err_ms() {
        None => "手机时间，未校准".to_owned(),
        Some(ms) if ms < MINUTE_MS => format!("已校时 ±{}秒", ms.div_ceil(1_000).max(1)),
        Some(ms) => format!("已校时 ±{}分", ms.div_ceil(MINUTE_MS)),
    }
}

/// The school or station, and the point where the form is of one.
fn place(tx: &Tx<'_>, key: &str) -> Result<String, Error> {
    let own = identity(tx)?.place.clone();
    let Some(point_id) = draft::point_of_key(key) else { return Ok(own) };
    let point = entities::points(tx)?.into_iter().find(|point| point.id == point_id);
    let Some(point) = point else { return Ok(own) };
    let school = entities::schools(tx)?.into_iter().find(|school| school.id == point.school_id);
    Ok(format!("{} {}", school.map_or(own, |school| school.name), point.name))
}
