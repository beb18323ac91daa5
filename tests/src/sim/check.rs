//! The invariants that hold at every moment of a run, whatever goes wrong (I1–I18 of the project's notes on
//! reliability). Each is checked from the outside: from the run's own ledger, the phones' databases through their
//! reading functions, and the server's database through [`Held`].

use std::collections::{BTreeMap, BTreeSet};

use protocol::{chain, sha256};

use super::{
    Broken, Ledger, Phone, cache,
    held::{Held, Place, StoredStream, object},
};

/// What has to be remembered from one check to the next.
#[derive(Debug, Default)]
pub struct Memory {
    uploads: BTreeMap<[u8; 16], Place>,
    pub(super) caches: cache::Seen,
}

impl Memory {
    /// The server was restored from a backup: what it had may be less than before.
    pub fn forget_server(&mut self) {
        self.uploads.clear();
    }
}

/// Checks phones alone; possible while the server is down.
///
/// # Errors
/// The first invariant that does not hold.
pub fn phones(phones: &[Phone], ledger: &Ledger) -> Result<(), Broken> {
    for (id, promise) in ledger.all().filter(|(_, it)| !it.given_up && !it.left_phone) {
        let held = phones[promise.phone].bytes_of(*id)?;
        // I1, I6: this version keeps every record on its phone, so the phone alone must hold it.
        let same = held.as_ref().is_some_and(|held| same_fact(held, &promise.bytes));
        Broken::unless(same, "I1", || {
            let what = if held.is_some() { "changed on" } else { "missing on" };
            format!("record {} is {what} phone {}", promise.name, promise.phone)
        })?;
    }
    Ok(())
}

/// Whether these are one record: the same bytes, or the same fact carried over to another stream after a fork.
fn same_fact(a: &[u8], b: &[u8]) -> bool {
    let fact = |bytes: &[u8]| {
        let record = protocol::Record::decode(bytes).ok()?;
        let made = (record.actor, record.session, record.time);
        Some((record.record_id, record.kind, record.kind_ver, made, record.refs, record.body))
    };
    a == b || (fact(a).is_some() && fact(a) == fact(b))
}

/// Checks the server, and phones against it.
///
/// # Errors
/// The first invariant that does not hold.
pub fn server(phones: &[Phone], held: &Held, ledger: &Ledger, memory: &mut Memory) -> Result<(), Broken> {
    for stream in &held.streams {
        chained(stream)?;
        sealed(stream)?;
    }
    marks(phones.iter().filter(|phone| !phone.astray && !phone.has_twin), held)?;
    told_once(held)?;
    for record in held.records() {
        if let Some(promise) = ledger.get(&record.record_id) {
            Broken::unless(same_fact(&record.bytes, &promise.bytes), "I1", || {
                format!("record {} is another on the server than when it was saved", promise.name)
            })?;
        }
    }
    offsets(held, memory)
}

/// I3, I4: places are 1 to the head without a gap, and the chain holds from its genesis to the head.
fn chained(stream: &StoredStream) -> Result<(), Broken> {
    let mut hash = stream.genesis;
    for (place, record) in (1..).zip(&stream.records) {
        Broken::unless(record.seq == place, "I3", || format!("place {place} of a stream holds record {}", record.seq))?;
        hash = chain::next(&hash, &record.bytes);
        Broken::unless(hash == record.hash, "I4", || format!("the chain breaks at record {place}"))?;
    }
    let count = stream.records.len() as u64;
    Broken::unless(stream.next_seq == count + 1, "I3", || {
        format!("a stream says it has {} records and has {count}", stream.next_seq - 1)
    })?;
    Broken::unless(stream.head == hash, "I4", || "a stream's head is not the end of its chain".to_owned())
}

/// I5: every stored record lies under a seal that verifies by the phone's key.
fn sealed(stream: &StoredStream) -> Result<(), Broken> {
    let mut covered = BTreeSet::new();
    for seal in &stream.seals {
        let end = usize::try_from(seal.last).ok().and_then(|last| stream.records.get(last.checked_sub(1)?));
        let holds = end.is_some_and(|end| seal.verify(&stream.key, stream.id, &end.hash).is_ok());
        Broken::unless(holds, "I5", || format!("the seal over {}..={} does not verify", seal.first, seal.last))?;
        covered.extend(seal.first..=seal.last);
    }
    let bare = stream.records.iter().find(|record| !covered.contains(&record.seq));
    Broken::unless(bare.is_none(), "I5", || format!("record {:?} has no seal", bare.map(|it| it.seq)))
}

/// I2, I4: no phone believes more to be delivered than the server holds, and both agree where both have something. A
/// phone that was copied or put back by hand may disagree until it has found out; in the end all have.
pub(super) fn marks<'a>(phones: impl Iterator<Item = &'a Phone>, held: &Held) -> Result<(), Broken> {
    for phone in phones {
        let Some(own) = phone.stream()? else { continue };
        let theirs = held.stream(own.stream_id);
        let upto = theirs.map_or(0, |it| it.next_seq - 1);
        Broken::unless(own.acked_upto <= upto, "I2", || {
            format!("phone {} shows {} as delivered and the server holds {upto}", phone.index, own.acked_upto)
        })?;
        Broken::unless(own.durable_upto <= own.acked_upto, "I2", || {
            format!("phone {} is ahead of itself", phone.index)
        })?;
        let ours = phone.home().store().read(|tx| store::records::hash_at(tx, upto))?;
        let agree = theirs.is_none_or(|it| ours == Some(it.head));
        Broken::unless(agree, "I4", || format!("phone {} and the server disagree at record {upto}", phone.index))?;
    }
    Ok(())
}

/// I3: no record is projected twice, and none that is not stored.
fn told_once(held: &Held) -> Result<(), Broken> {
    let stored: BTreeSet<_> = held.records().map(|it| it.record_id).collect();
    let mut told = BTreeSet::new();
    for it in &held.projected {
        Broken::unless(told.insert(it.record_id), "I3", || "a record is projected twice".to_owned())?;
        Broken::unless(stored.contains(&it.record_id), "I14", || "a record is projected and not stored".to_owned())?;
    }
    Ok(())
}

/// I11: within an attempt an upload only grows, attempts only rise, and none is longer than it may be.
fn offsets(held: &Held, memory: &mut Memory) -> Result<(), Broken> {
    for (id, (_, place)) in &held.uploads {
        Broken::unless(place.received <= place.length, "I11", || "an upload is longer than its file".to_owned())?;
        if let Some(before) = memory.uploads.insert(*id, *place) {
            let grows =
                (before.attempt, before.received, before.stored) <= (place.attempt, place.received, place.stored);
            Broken::unless(grows, "I11", || format!("an upload went back from {before:?} to {place:?}"))?;
        }
    }
    Ok(())
}

/// I10: what counts as stored has the bytes of its digest.
///
/// # Errors
/// [`Broken`].
pub fn pictures(held: &Held, folder: &std::path::Path) -> Result<(), Broken> {
    for (digest, place) in held.uploads.values().filter(|(_, place)| place.stored) {
        let bytes = object(folder, digest);
        let right = bytes.is_some_and(|bytes| bytes.len() as u64 == place.length && sha256(&[&bytes]) == *digest);
        Broken::unless(right, "I10", || "a picture counts as stored and is not there".to_owned())?;
    }
    Ok(())
}

/// I15: whatever its quality, the truth lies in the span that the server gives a record.
///
/// # Errors
/// [`Broken`].
pub fn times(held: &Held, ledger: &Ledger) -> Result<(), Broken> {
    for it in &held.projected {
        let Some(promise) = ledger.get(&it.record_id) else { continue };
        let (from, to) = it.span;
        Broken::unless((from..=to).contains(&promise.at.0), "I15", || {
            format!(
                "record {} was {} ms after the begin of its span of {} ms, quality {}",
                promise.name,
                promise.at.0 - from,
                to - from,
                it.quality,
            )
        })?;
    }
    Ok(())
}
