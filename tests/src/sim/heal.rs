//! The second half of a run: faults stop, and within fifteen minutes everything has come right, by the timers that
//! the phones' engines armed and nothing else.

use std::collections::BTreeMap;

use field::sync::Wake;
use protocol::sha256;
use server::Belongs;

use super::{
    Broken, Held, Ledger, Phone, Reading, Site, cache, check, desk, durable,
    held::{StoredRecord, object},
    run::World,
};

const BOUND_MS: i64 = 15 * 60_000;

/// Ends the faults and waits for the world to come right.
///
/// # Errors
/// What did not.
pub(super) async fn heal(world: &mut World) -> Result<(), Broken> {
    world.trace.note("faults stop");
    world.wire.calm();
    world.site.lay_to_rest();
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
    world.check()?;
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
    delivered_once((phones, site), ledger, &held)?;
    durable::check(phones, site.backup())?;
    accounted(&held)?;
    listed(phones, site, &held).await?;
    let verified = site.node()?.verify().await;
    verified.map(drop).map_err(|error| Broken::new("I13", error.to_string()))
}

/// I1, I3, I10: each promise is on the server, projected once, with its pictures.
fn delivered_once((phones, site): (&[Phone], &Site), ledger: &Ledger, held: &Held) -> Result<(), Broken> {
    let mut projected = BTreeMap::<_, u32>::new();
    held.projected.iter().for_each(|it| *projected.entry(it.record_id).or_default() += 1);
    for (id, promise) in ledger.all().filter(|(_, it)| !it.given_up) {
        let name = promise.name;
        if promise.reading == Reading::Unreadable && forked_from(&phones[promise.phone], promise.stream)? {
            // What has no envelope cannot be written again under another stream: it stays where it is, on its phone.
            continue;
        }
        let stored: Vec<&StoredRecord> = held.records().filter(|it| promise.is_kept_by(id, it)).collect();
        Broken::unless(!stored.is_empty(), "I1", || format!("record {name} is not on the server"))?;
        let status = promise.reading.status();
        let read = stored.iter().all(|it| it.status == status);
        Broken::unless(read, "I14", || format!("record {name} is not taken as {:?}", promise.reading))?;
        let (times, due) = (projected.get(id).copied().unwrap_or(0), u32::from(promise.reading == Reading::Understood));
        Broken::unless(times == due, "I3", || format!("record {name} is projected {times} times"))?;
        for (file, digest) in &promise.files {
            let there = object(site.folder(), digest).is_some_and(|it| sha256(&[&it]) == *digest);
            let counted =
                held.uploads.get(file.as_bytes()).is_some_and(|(known, place)| place.stored && known == digest);
            Broken::unless(there && counted, "I10", || format!("a picture of record {name} is not on the server"))?;
        }
    }
    Ok(())
}

/// Whether the phone's history forked since it wrote to this stream.
fn forked_from(phone: &Phone, stream: domain::ids::StreamId) -> Result<bool, Broken> {
    Ok(phone.stream()?.is_none_or(|now| now.stream_id != stream))
}

/// I14: whatever a record is, it keeps no list from being shown, neither on its phone nor at the office, and the office
/// is told of each that is not understood.
async fn listed(phones: &[Phone], site: &Site, held: &Held) -> Result<(), Broken> {
    for phone in phones {
        phone.lists()?;
    }
    let unread = held.records().filter(|it| it.status != "ok").count();
    let told = desk::unread(site.node()?).await?;
    Broken::unless(usize::try_from(told) == Ok(unread), "I14", || {
        format!("the office is told of {told} records that are not understood, and there are {unread}")
    })
}

/// I14: what was received is projected, or listed as not understood.
fn accounted(held: &Held) -> Result<(), Broken> {
    let understood: std::collections::BTreeSet<_> =
        held.records().filter(|it| it.status == "ok").map(|it| it.record_id).collect();
    Broken::unless(understood.len() == held.projected.len(), "I14", || {
        format!("{} records are understood and {} are projected", understood.len(), held.projected.len())
    })
}

/// I8, I16: what a phone has pulled over all this, of every kind and through every scope, is what a new phone of its
/// school is given now; and its points are those that the office's own table sends people to.
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
        // The office may have spoken after the phone last asked.
        world.sync(index, Wake::Manual).await?;
        let phone = &world.phones[index];
        let own = known(phone)?;
        Broken::unless(own == given[school], "I8", || {
            let other = own.iter().find(|(thing, it)| given[school].get(*thing) != Some(*it));
            let other = other.or_else(|| given[school].iter().find(|(thing, _)| !own.contains_key(*thing)));
            let kind = other.map(|((_, kind, _), _)| kind);
            let (has, new) = (own.len(), given[school].len());
            format!(
                "phone {index} knows {has} things and a new one is given {new}; the first that differs is of kind {kind:?}"
            )
        })?;
        let shown = field::points::points(phone.home(), None, None)?;
        let mut shown: Vec<(String, String)> = shown.into_iter().map(|it| (it.point_no, it.name)).collect();
        shown.sort();
        Broken::unless(shown == cache::points_in_use(world.site.folder(), school)?, "I8", || {
            format!("phone {index} shows other points than the office sends its people to")
        })?;
    }
    Ok(())
}

/// Everything of the office's that exists on a phone, by scope, kind and id.
fn known(phone: &Phone) -> Result<BTreeMap<cache::Thing, Vec<u8>>, Broken> {
    let kept = cache::kept(phone)?.into_iter();
    Ok(kept.filter_map(|(thing, (_, payload))| Some((thing, payload?))).collect())
}
