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
    told::{Deed, Told},
};

/// Who changes something, and when.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Author<'a> {
    pub(crate) account: &'a str,
    pub(crate) at: UtcMs,
}

impl Author<'_> {
    /// Writes down what was done.
    pub(crate) async fn note(&self, conn: &mut Conn, action: Action, told: Told) -> Result<()> {
        let subject = told.subject();
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
    author.note(conn, Action::Point, told(Deed::PointMade, &point)).await?;
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
    author.note(conn, Action::Point, told(Deed::PointChanged, &kept.point)).await?;
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
    let said = named(Deed::PointState, &kept.point).with("state", crate::sql::word(&state)).with("reason", reason);
    author.note(conn, Action::Point, said).await?;
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
    let said = named(Deed::TagRotated, &kept.point).with("form", crate::sql::word(&form)).with("serial", retired);
    author.note(conn, Action::Tag, said.with("reason", reason)).await?;
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

/// What was done to a point, in the audit log.
pub(crate) fn named(deed: Deed, point: &PatrolPoint) -> Told {
    Told::of(deed).with("point", point.id).with("no", &point.point_no).with("name", &point.name)
}

/// The same with what the point is now.
fn told(deed: Deed, point: &PatrolPoint) -> Told {
    let (lat, lon) = (point.place.lat(), point.place.lon());
    let told = named(deed, point).with("lat", format!("{lat:.7}")).with("lon", format!("{lon:.7}"));
    let told = told.with("radius", point.radius_m);
    match &point.frequency {
        Some(rule) => told.with("per", crate::sql::word(&rule.per)).with("visits", rule.visits),
        None => told.with("per", "day").with("visits", point.per_day),
    }
}
