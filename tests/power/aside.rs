//! The phone: while a damaged database is put aside and what is readable of it taken over.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use domain::ids::RecordId;
use tests::sim::{Broken, Deed, disk::Boundary};

use super::{Copy, LOSSES, Stage, loss, on_one_thread};

const PAGE: usize = 4096;
const DEEDS: [Deed; 4] = [Deed::CheckIn, Deed::Hazard(2), Deed::DutyOn, Deed::CheckIn];

/// What a phone holds: its workers' records, and what waits.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Holds {
    records: BTreeSet<RecordId>,
    pictures: u64,
    lost: u64,
}

impl Holds {
    fn of(copy: &Copy) -> Result<Self, Broken> {
        let store = copy.phone.home().store();
        let rows = store.read(|tx| store::records::page(tx, None, &[], usize::MAX >> 1))?;
        let (_, pictures, lost) = copy.phone.waiting()?;
        // What the phone notes about itself is noted anew.
        let records = rows.iter().filter(|row| row.actor.is_some()).map(|row| row.record_id).collect();
        Ok(Self { records, pictures, lost })
    }
}

fn damage(folder: &Path, page: usize) -> Result<(), Broken> {
    let file = folder.join("huxiao.db");
    let mut bytes = fs::read(&file)?;
    bytes[page * PAGE..(page + 1) * PAGE].fill(0x5a);
    fs::write(&file, bytes)?;
    Ok(fs::write(folder.join("huxiao.db-doubt"), b"")?)
}

/// A stage whose phone has a damaged page that takes no record along, and what its phone held before.
async fn damaged() -> Result<(Stage, Holds), Broken> {
    let mut stage = Stage::set(&DEEDS).await?;
    let whole: PathBuf = stage.phone.clone();
    let pages = usize::try_from(fs::metadata(whole.join("huxiao.db"))?.len()).unwrap_or(0) / PAGE;
    let mut copy = stage.copy()?;
    copy.phone.start()?;
    let before = Holds::of(&copy)?;
    for page in 1..pages {
        let folder = stage.root.path().join(format!("damaged-{page}"));
        tests::sim::disk::copy_folder(&whole, &folder)?;
        damage(&folder, page)?;
        stage.phone = folder;
        let mut copy = stage.copy()?;
        copy.phone.start()?;
        if copy.phone.home().told().is_some() && copy.phone.can_work() && Holds::of(&copy)? == before {
            return Ok((stage, before));
        }
    }
    Err(Broken::new("F4", "no page can be damaged without losing a record"))
}

#[test]
fn putting_a_damaged_database_aside_may_be_cut_off_anywhere() {
    let points = on_one_thread(async {
        let (stage, before) = damaged().await?;
        let (mut place, mut cuts) = (1, 0);
        while is_cut(&stage, &before, place).await? {
            cuts += LOSSES;
            // What is moved comes first, and is cut at each place; of the many writes of the taking over, each third is.
            place += if place < 40 { 1 } else { 3 };
        }
        Ok(cuts)
    });
    println!("crash points: {points}");
    assert!(points > 60, "putting aside has only {points} writes and flushes");
}

/// The start with a cut at this place, with each loss. Whether the place was reached.
async fn is_cut(stage: &Stage, before: &Holds, place: u64) -> Result<bool, Broken> {
    for number in 0..LOSSES {
        let mut copy = stage.copy()?;
        copy.phone.disk().cut_at(Some(Boundary::Any(place)));
        let _cut_off = copy.phone.start();
        if !copy.phone.disk().is_cut() {
            return Ok(false);
        }
        copy.phone.after(&loss(number, place))?;
        let after = Holds::of(&copy)?;
        if after != *before {
            return Err(Broken::new("F4", format!("cut {place}.{number}: {before:?} became {after:?}")));
        }
        if place % 15 == 1 {
            copy.site.start().await?;
            copy.phone.note_saved(&mut copy.ledger, &copy.time)?;
            copy.comes_right().await?;
        }
    }
    Ok(true)
}
