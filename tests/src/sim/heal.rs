//! The second half of a run: faults stop, and within fifteen minutes everything has come right, by the timers that
//! the phones' engines armed and nothing else.

use std::collections::BTreeMap;

use domain::photo::Digest;
use field::sync::Wake;
use protocol::{EntityKind, sha256};
use server::Belongs;
use store::entities;

use super::{Broken, Held, Ledger, Phone, Site, check, held::object, run::World};

const BOUND_MS: i64 = 15 * 60_000;

/// Ends the faults and waits for the world to come right.
///
/// # Errors
/// What did not.
pub(super) async fn heal(world: &mut World) -> Result<(), Broken> {
    world.trace.note("faults stop");
    world.wire.calm();
    if !world.site.is_up() {
        world.site.start().await?;
    }
    for index in 0..world.phones.len() {
        if world.phones[index].stream()?.is_none() {
            world.enroll(index).await?;
        }
        // The system tells an app that the network is back.
        world.sync(index, Wake::Foreground).await?;
    }
    let bound = world.time.now().0 + BOUND_MS;
    loop {
        world.project().await?;
        let mut waiting = waiting(world)?;
        if waiting.is_none() {
            waiting = told_apart(world).await?;
        }
        if waiting.is_none() {
            break;
        }
        let next = (0..world.phones.len()).min_by_key(|index| world.phones[*index].rings_at);
        let index = next.ok_or_else(|| Broken::new("run", "no phones"))?;
        let rings_at = world.phones[index].rings_at.unwrap_or(i64::MAX);
        if rings_at > bound {
            let what = waiting.unwrap_or_default();
            return Err(Broken::new("I17", format!("fifteen minutes after the faults stopped, {what}")));
        }
        world.time.pass(u64::try_from(rings_at - world.time.now().0).unwrap_or(0));
        world.sync(index, Wake::Timer).await?;
    }
    end(&world.phones, &world.site, &world.ledger).await?;
    same_as_a_new_phone(world).await
}

/// Copied phones that have nothing to send learn of each other when they ask once more. What waits after that.
async fn told_apart(world: &mut World) -> Result<Option<String>, Broken> {
    for index in 0..world.phones.len() {
        if world.phones[index].has_twin {
            world.sync(index, Wake::Manual).await?;
        }
    }
    // One that learned of its twin has written again what the server lacked.
    world.project().await?;
    waiting(world)
}

/// What still waits on some phone.
fn waiting(world: &World) -> Result<Option<String>, Broken> {
    for phone in &world.phones {
        if phone.astray {
            return Ok(Some(format!("phone {} has not spoken to the server since one was put back", phone.index)));
        }
        let (records, photos, lost) = phone.waiting()?;
        if records + photos > 0 {
            return Ok(Some(format!("{records} records and {photos} pictures wait on phone {}", phone.index)));
        }
        Broken::unless(lost == 0, "I6", || format!("{lost} pictures are lost on phone {}", phone.index))?;
        if !phone.can_work() {
            return Ok(Some(format!("phone {} has not pulled what it works with", phone.index)));
        }
    }
    Ok(None)
}

/// Everything that must hold once nothing waits and all is projected.
///
/// # Errors
/// The first invariant that does not hold.
pub async fn end(phones: &[Phone], site: &Site, ledger: &Ledger) -> Result<(), Broken> {
    check::phones(phones, ledger)?;
    let held = Held::read(site.folder())?;
    check::server(phones, &held, ledger, &mut check::Memory::default())?;
    check::marks(phones.iter(), &held)?;
    check::pictures(&held, site.folder())?;
    check::times(&held, ledger)?;
    delivered_once(site, ledger, &held)?;
    accounted(&held)?;
    let verified = site.node()?.verify().await;
    verified.map(drop).map_err(|error| Broken::new("I13", error.to_string()))
}

/// I1, I3, I10: each promise is on the server, projected once, with its pictures.
fn delivered_once(site: &Site, ledger: &Ledger, held: &Held) -> Result<(), Broken> {
    let mut projected = BTreeMap::<_, u32>::new();
    held.projected.iter().for_each(|it| *projected.entry(it.record_id).or_default() += 1);
    for (id, promise) in ledger.all().filter(|(_, it)| !it.given_up) {
        let name = promise.name;
        let stored = held.records().filter(|it| it.record_id == *id).count();
        Broken::unless(stored > 0, "I1", || format!("record {name} is not on the server"))?;
        let times = projected.get(id).copied().unwrap_or(0);
        Broken::unless(times == 1, "I3", || format!("record {name} is projected {times} times"))?;
        for (file, digest) in &promise.files {
            let there = object(site.folder(), digest).is_some_and(|it| sha256(&[&it]) == *digest);
            let counted =
                held.uploads.get(file.as_bytes()).is_some_and(|(known, place)| place.stored && known == digest);
            Broken::unless(there && counted, "I10", || format!("a picture of record {name} is not on the server"))?;
        }
    }
    Ok(())
}

/// I14: what was received is projected, or listed as not understood.
fn accounted(held: &Held) -> Result<(), Broken> {
    let understood: std::collections::BTreeSet<_> =
        held.records().filter(|it| it.status == "ok").map(|it| it.record_id).collect();
    Broken::unless(understood.len() == held.projected.len(), "I14", || {
        format!("{} records are understood and {} are projected", understood.len(), held.projected.len())
    })
}

/// I7, I8, I9, I16: what a phone has pulled over all this is what a new phone of its school is given now.
async fn same_as_a_new_phone(world: &mut World) -> Result<(), Broken> {
    let mut given = BTreeMap::new();
    for index in 0..world.phones.len() {
        let school = world.phones[index].school;
        if !given.contains_key(school) {
            let code = world.site.node()?.enroll_code(&Belongs::School(school.to_owned()), 1).await?;
            let line = world.wire.line(90 + index);
            let mut new = Phone::new(90 + index, world.root.path(), line, &world.time, &mut world.chance)?;
            new.enroll(&code.code).await?;
            let _pulled = new.sync(Wake::Manual, &world.time).await;
            given.insert(school, known(&new)?);
        }
        let own = known(&world.phones[index])?;
        Broken::unless(own == given[school], "I8", || {
            format!("phone {index} knows {} things and a new one is given {}", own.len(), given[school].len())
        })?;
    }
    Ok(())
}

/// Everything of the office's that a phone knows, as digests by kind and id.
fn known(phone: &Phone) -> Result<BTreeMap<(u16, Vec<u8>), Digest>, Broken> {
    use EntityKind::{Agency, Point, Post, School, Staff, Window};
    let mut known = BTreeMap::new();
    for kind in [School, Agency, Staff, Post, Window, Point] {
        for entity in phone.home().store().read(|tx| entities::list(tx, kind))? {
            known.insert((kind.number(), entity.id().to_vec()), sha256(&[&entity.encode()]));
        }
    }
    Ok(known)
}
