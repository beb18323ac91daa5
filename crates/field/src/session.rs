//! Who has the phone in hand: name tiles, sign-in by tile and PIN without a network, switching in two taps.
//!
//! A session is two records, opened and closed; all that is recorded between them carries its name. Someone else who
//! signs in closes the session before, in the same commit.

use domain::{
    ids::{SessionId, StaffId, UnitId},
    session::{CloseReason, SessionClose, SessionOpen, SignInMethod},
    staff::StaffMember,
};
use protocol::Body;
use store::{Tx, entities, pins, session};
use uuid::Uuid;

use crate::{
    Error, Home, Tag, Worker,
    home::{Moment, identity},
    lists, pin,
    views::Person,
    worker,
};

const TAGS: &[Tag] = &[Tag::Session, Tag::Duty, Tag::Points, Tag::Records, Tag::Sync];

/// Everybody who may use this phone; those of its own school or station first, then by kind and name.
///
/// # Errors
/// `not-enrolled`.
pub fn people(home: &Home) -> Result<Vec<Person>, Error> {
    home.read(|tx| {
        let place = identity(tx)?.place.clone();
        let names = Names::read(tx)?;
        let pins = pins::owners(tx)?;
        let mut people: Vec<Person> =
            names.staff.iter().map(|member| names.person(member, pins.contains(&member.id))).collect();
        people.sort_by(|a, b| {
            let rank = |p: &Person| (p.place != place, p.kind);
            rank(a).cmp(&rank(b)).then_with(|| a.name.cmp(&b.name))
        });
        Ok(people)
    })
}

/// Signs somebody in by tile, and by PIN where that person has one. Whoever was signed in is signed out by it.
///
/// # Errors
/// `unknown-staff`, `wrong-pin`, `pin-locked`.
pub fn sign_in(home: &Home, staff_id: StaffId, pin: Option<&str>) -> Result<Worker, Error> {
    let method =
        if home.read(|tx| Ok(pins::get(tx, staff_id)?))?.is_some() { SignInMethod::Pin } else { SignInMethod::Tile };
    take_over(home, staff_id, pin, method)
}

/// The same for a person named on the command line; whoever is signed in already goes on in the same session.
///
/// # Errors
/// As [`sign_in`].
pub fn act_as(home: &Home, staff_id: StaffId, pin: Option<&str>) -> Result<Worker, Error> {
    take_over(home, staff_id, pin, SignInMethod::CommandLine)
}

fn take_over(home: &Home, staff_id: StaffId, pin: Option<&str>, method: SignInMethod) -> Result<Worker, Error> {
    home.read(|tx| {
        identity(tx)?;
        lists::member(tx, staff_id)
    })?;
    pin::check(home, staff_id, pin)?;
    if let Some(worker) = home.read(worker::signed_in)?.filter(|worker| worker.staff_id == staff_id) {
        return Ok(worker);
    }
    home.write(TAGS, |tx, moment| {
        close(tx, moment, CloseReason::Switched)?;
        let worker = Worker { staff_id, session_id: SessionId(Uuid::now_v7()) };
        moment.append(tx, worker, Body::SessionOpen(SessionOpen { method }))?;
        let since = moment.reading().wall;
        session::put(tx, &session::Current { staff_id, session_id: worker.session_id, since })?;
        Ok(worker)
    })
}

/// Signs out; no fault when nobody was signed in.
///
/// # Errors
/// Only those of the database.
pub fn sign_out(home: &Home) -> Result<(), Error> {
    home.write(TAGS, |tx, moment| close(tx, moment, CloseReason::SignedOut))
}

fn close(tx: &Tx<'_>, moment: &Moment<'_>, reason: CloseReason) -> Result<(), Error> {
    if let Some(current) = session::get(tx)? {
        let worker = Worker { staff_id: current.staff_id, session_id: current.session_id };
        moment.append(tx, worker, Body::SessionClose(SessionClose { reason }))?;
        session::clear(tx)?;
    }
    Ok(())
}

/// Who is signed in, or the refusal `not-signed-in`.
///
/// # Errors
/// `not-signed-in`.
pub fn worker(home: &Home) -> Result<Worker, Error> {
    home.read(worker::current)
}

/// The tile of who is signed in.
pub(crate) fn me(tx: &Tx<'_>) -> Result<Option<Person>, Error> {
    let Some(worker) = worker::signed_in(tx)? else { return Ok(None) };
    let names = Names::read(tx)?;
    let has_pin = pins::get(tx, worker.staff_id)?.is_some();
    Ok(names.staff.iter().find(|m| m.id == worker.staff_id).map(|member| names.person(member, has_pin)))
}

/// The names of people and of where they belong.
pub(crate) struct Names {
    staff: Vec<StaffMember>,
    units: Vec<(UnitId, String)>,
}

impl Names {
    pub(crate) fn read(tx: &Tx<'_>) -> Result<Self, Error> {
        let schools = entities::schools(tx)?.into_iter().map(|it| (it.id.into(), it.name));
        let agencies = entities::agencies(tx)?.into_iter().map(|it| (it.id.into(), it.name));
        Ok(Self { staff: entities::staff(tx)?, units: schools.chain(agencies).collect() })
    }

    /// Everybody this phone knows, by name.
    pub(crate) fn all(&self) -> impl Iterator<Item = &StaffMember> {
        self.staff.iter()
    }

    pub(crate) fn member(&self, id: StaffId) -> Option<&StaffMember> {
        self.staff.iter().find(|member| member.id == id)
    }

    /// The name of a school or agency, or nothing for one this phone does not know.
    pub(crate) fn unit(&self, id: UnitId) -> &str {
        self.units.iter().find(|(unit, _)| *unit == id).map_or("", |(_, name)| name)
    }

    /// The person's name, or nothing for somebody who is no longer on the list.
    pub(crate) fn name(&self, id: StaffId) -> &str {
        self.member(id).map_or("", |member| &member.name)
    }

    fn person(&self, member: &StaffMember, has_pin: bool) -> Person {
        let unit = self.units.iter().find(|(id, _)| *id == member.unit);
        Person {
            id: member.id,
            name: member.name.clone(),
            kind: member.kind,
            post: member.post.clone(),
            place: unit.map(|(_, name)| name.clone()).unwrap_or_default(),
            has_pin,
        }
    }
}
