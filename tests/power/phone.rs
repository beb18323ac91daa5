//! The phone: at work without a network, and while it sends.

use field::sync::Wake;
use tests::sim::{Broken, Deed, disk::Boundary};

use super::{LOSSES, Stage, loss, on_one_thread};

/// A short shift: records of several kinds, two people, pictures.
const SHIFT: [Deed; 6] = [Deed::CheckIn, Deed::Hazard(2), Deed::Switch, Deed::DutyOn, Deed::CheckIn, Deed::DutyOff];

#[test]
fn what_a_phone_called_saved_survives_a_cut_anywhere() {
    let places = on_one_thread(async {
        let stage = Stage::set(&[]).await?;
        let mut place = 1;
        while shift_is_cut(&stage, place)? {
            place += 1;
        }
        Ok(place)
    });
    println!("crash points: {}", (places - 1) * LOSSES);
    assert!(places > 60, "the shift has only {places} writes and flushes");
}

/// The shift with a cut at this place, with each loss. Whether the place was reached.
fn shift_is_cut(stage: &Stage, place: u64) -> Result<bool, Broken> {
    for number in 0..LOSSES {
        let mut copy = stage.copy()?;
        copy.phone.disk().cut_at(Some(Boundary::Any(place)));
        if copy.phone.start().is_ok() {
            for deed in SHIFT {
                if copy.phone.act(deed, &mut copy.chance).is_err() {
                    break;
                }
                copy.phone.note_saved(&mut copy.ledger, &copy.time)?;
            }
        }
        if !copy.phone.disk().is_cut() {
            return Ok(false);
        }
        copy.phone.after(&loss(number, place))?;
        copy.phone.note_saved(&mut copy.ledger, &copy.time)?;
        whole(&copy)?;
        copy.phone.act(Deed::CheckIn, &mut copy.chance)?;
        copy.phone.note_saved(&mut copy.ledger, &copy.time)?;
        whole(&copy)?;
    }
    Ok(true)
}

/// Everything that was called saved is there with its pictures, in one chain without a gap.
fn whole(copy: &super::Copy) -> Result<(), Broken> {
    let phone = &copy.phone;
    for (id, promise) in copy.ledger.all() {
        if phone.bytes_of(*id)?.as_ref() != Some(&promise.bytes) {
            return Err(Broken::new("I1", format!("record {} is not as it was saved", promise.name)));
        }
        for (_, digest) in &promise.files {
            if phone.home().vault().get(**digest).is_err() {
                return Err(Broken::new("I1", format!("a picture of record {} is not whole", promise.name)));
            }
        }
    }
    let stream = phone.stream()?.ok_or_else(|| Broken::new("I1", "the stream is gone"))?;
    let records = phone.home().store().read(|tx| store::records::batch(tx, 1, usize::MAX >> 1, usize::MAX))?;
    let mut hash = stream.genesis;
    for (seq, record) in (1..).zip(&records) {
        hash = protocol::chain::next(&hash, &record.bytes);
        if record.seq != seq || record.hash != hash {
            return Err(Broken::new("I4", format!("the chain breaks at record {seq}")));
        }
    }
    if stream.head != hash || stream.last_seq() != records.len() as u64 {
        return Err(Broken::new("I4", "the stream's end is not the end of its records"));
    }
    Ok(())
}

#[test]
fn a_phone_that_is_cut_off_while_it_sends_goes_on_from_what_it_has() {
    let points = on_one_thread(async {
        let stage = Stage::set(&[Deed::CheckIn, Deed::Hazard(1), Deed::DutyOn]).await?;
        let mut place = 1;
        while sync_is_cut(&stage, place).await? {
            place += 1;
        }
        Ok((place - 1) * LOSSES)
    });
    println!("crash points: {points}");
    assert!(points > 100, "a sync has only {points} writes and flushes");
}

/// A sync with a cut at this place of the phone's disk, with each loss. Whether the place was reached.
async fn sync_is_cut(stage: &Stage, place: u64) -> Result<bool, Broken> {
    for number in 0..LOSSES {
        let mut copy = stage.copy()?;
        copy.site.start().await?;
        copy.phone.disk().cut_at(Some(Boundary::Any(place)));
        if copy.phone.start().is_ok() {
            copy.phone.note_saved(&mut copy.ledger, &copy.time)?;
            let _report = copy.phone.sync(Wake::Manual, &copy.time).await;
        }
        if !copy.phone.disk().is_cut() {
            return Ok(false);
        }
        copy.phone.after(&loss(number, place))?;
        copy.phone.note_saved(&mut copy.ledger, &copy.time)?;
        copy.comes_right().await?;
    }
    Ok(true)
}
