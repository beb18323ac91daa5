//! What the office changes of must-patrol points. Each change, what phones are told of it and who made it stand in one
//! transaction, so that no phone walks to a point that the office does not know.

use domain::{
    ids::{PointId, SchoolId},
    patrol_point::{PatrolPoint, PointKind},
    point_no::DIGITS_MIN,
    point_wish::{PointState, PointWish},
    position::{Place, Position},
    presence::ProofLevel,
    time::UtcMs,
};
use protocol::{Body, Entity, EntityKind, Record};

use crate::{
    audit::Entry,
    db::Conn,
    error::Result,
    feed, ingest,
    project::JudgedPlace,
    random,
    tables::{
        audit_log::{self, Action},
        counters, patrol_routes, place_editions, point_editions,
        points::{self, KeptPoint},
        tags::{self, Form},
    },
};

/// Who changes something, and when.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Author<'a> {
    pub(crate) account: &'a str,
    pub(crate) at: UtcMs,
}

impl Author<'_> {
    /// Writes down what was done.
    pub(crate) async fn note(&self, conn: &mut Conn, action: Action, subject: String) -> Result<()> {
        let entry = Entry { at: self.at, account: self.account.to_owned(), action, subject };
        audit_log::insert(conn, &[entry]).await
    }
}

/// Makes a point at a school and tells its phones.
pub(crate) async fn create(
    conn: &mut Conn,
    school_id: SchoolId,
    wish: PointWish,
    author: Author<'_>,
) -> Result<PointId> {
    // Held until the commit, so that two new points never get one number.
    counters::hold(conn, counters::POINT_NO).await?;
    let number = points::highest_no(conn).await? + 1;
    let mut point = PatrolPoint {
        id: PointId(random::id()),
        point_no: format!("{number:0DIGITS_MIN$}"),
        school_id,
        name: String::new(),
        kind: PointKind::CampusGate,
        place: wish.place,
        radius_m: 0,
        per_day: 0,
        min_proof: ProofLevel::C,
        frequency: None,
        responsible: None,
        tag_serial: Some(1),
        made: Some(author.at),
        asked_since: None,
    };
    wish.put_on(&mut point);
    points::insert(conn, std::slice::from_ref(&point)).await?;
    let kept = KeptPoint { point: point.clone(), state: PointState::Active, tag_serial: 1, live_serial: 1 };
    point_editions::begin(conn, &kept, author.at).await?;
    author.note(conn, Action::Point, format!("{} made: {}", point.point_no, told(&point))).await?;
    let id = point.id;
    feed::publish(conn, school_id.into(), &[Entity::Point(point)]).await?;
    Ok(id)
}

/// Changes a point and tells phones, if anything is other than it was.
pub(crate) async fn change(conn: &mut Conn, before: &KeptPoint, wish: PointWish, author: Author<'_>) -> Result<()> {
    let mut kept = before.clone();
    wish.put_on(&mut kept.point);
    if kept == *before {
        return Ok(());
    }
    let judged = |it: &KeptPoint| JudgedPlace { place: it.point.place, radius_m: it.point.radius_m };
    if judged(before) != judged(&kept) {
        place_editions::keep(conn, before.point.id, judged(before), author.at).await?;
    }
    point_editions::change(conn, before, &mut kept, author.at).await?;
    points::update(conn, &kept).await?;
    author.note(conn, Action::Point, format!("{} changed: {}", kept.point.point_no, told(&kept.point))).await?;
    if kept.state == PointState::Active {
        feed::publish(conn, kept.point.school_id.into(), &[Entity::Point(kept.given())]).await?;
    }
    Ok(())
}

/// Pauses, retires or takes up a point again. Phones forget one that nobody is sent to, and routes pass it over.
pub(crate) async fn set_state(
    conn: &mut Conn,
    before: &KeptPoint,
    state: PointState,
    (reason, author): (&str, Author<'_>),
) -> Result<()> {
    if before.state == state {
        return Ok(());
    }
    let mut kept = KeptPoint { state, ..before.clone() };
    point_editions::change(conn, before, &mut kept, author.at).await?;
    points::update(conn, &kept).await?;
    let subject = format!("{} {}: {reason}", kept.point.point_no, crate::sql::word(&state));
    author.note(conn, Action::Point, subject).await?;
    let school = kept.point.school_id.into();
    match state {
        PointState::Active => feed::publish(conn, school, &[Entity::Point(kept.given())]).await?,
        PointState::Paused | PointState::Retired => {
            feed::withdraw(conn, school, &[(EntityKind::Point, *kept.point.id.as_bytes())]).await?;
        }
    }
    for route in patrol_routes::along(conn, kept.point.id).await? {
        let Some(route) = patrol_routes::given(conn, route).await? else { continue };
        feed::publish(conn, route.unit_id, &[Entity::PatrolRoute(route)]).await?;
    }
    Ok(())
}

/// Retires the print or the live key that a point has, with a reason, and begins the next; phones learn of a print.
pub(crate) async fn rotate(
    conn: &mut Conn,
    before: &KeptPoint,
    form: Form,
    (reason, author): (&str, Author<'_>),
) -> Result<()> {
    let mut kept = before.clone();
    let serial = match form {
        Form::Print => &mut kept.tag_serial,
        Form::Live => &mut kept.live_serial,
    };
    let retired = *serial;
    *serial += 1;
    tags::rotate(conn, (kept.point.id, form, retired), (author.at, author.account), reason).await?;
    points::update(conn, &kept).await?;
    let subject = format!("{} {} {retired} retired: {reason}", kept.point.point_no, crate::sql::word(&form));
    author.note(conn, Action::Tag, subject).await?;
    if form == Form::Print && kept.state == PointState::Active {
        feed::publish(conn, kept.point.school_id.into(), &[Entity::Point(kept.given())]).await?;
    }
    Ok(())
}

/// Where a visit was, as its record says, and whether the worker said that the point is there 现场标定.
pub(crate) fn position_in(record: &[u8]) -> Option<(Position, bool)> {
    let body = ingest::readable(|| Record::decode(record).ok()?.read_body().ok()).flatten()?;
    match body {
        Body::CheckIn(visit) => {
            let places = visit.detail.is_some_and(|detail| detail.places_point == Some(true));
            visit.position.map(|position| (position, places))
        }
        _ => None,
    }
}

/// How far a place is from where a point is.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a distance on Earth fits")]
pub(crate) fn meters(point: &PatrolPoint, place: Place) -> u32 {
    point.place.distance_m(place).round() as u32
}

/// A point in a line of the audit log.
fn told(point: &PatrolPoint) -> String {
    let (lat, lon) = (point.place.lat(), point.place.lon());
    let rhythm = point.frequency.as_ref().and_then(|rule| serde_json::to_string(rule).ok());
    let rhythm = rhythm.unwrap_or_else(|| format!("{} a day", point.per_day));
    format!("{} at {lat:.7},{lon:.7} within {} m, {rhythm}", point.name, point.radius_m)
}
