//! The server: while it starts, takes in records and pictures, and projects.

use field::sync::Wake;
use tests::sim::{
    Broken, Deed, Held,
    disk::{Boundary, Trouble},
};

use super::{LOSSES, Stage, loss, on_one_thread};

/// The start of a server rewrites little; these are the places of a start and of everything after it.
#[test]
fn what_a_server_signed_for_survives_a_cut_anywhere() {
    let points = on_one_thread(async {
        let stage = Stage::set(&[Deed::CheckIn, Deed::Hazard(1), Deed::DutyOn]).await?;
        let (mut place, mut points) = (1, 0);
        while is_cut(&stage, place).await? {
            points += 1;
            place += 1;
        }
        Ok(points)
    });
    println!("crash points: {points}");
    assert!(points > 60, "the server's work has only {points} writes and flushes");
}

/// Two exchanges and two projections with a cut at this place. Whether the place was reached.
async fn is_cut(stage: &Stage, place: u64) -> Result<bool, Broken> {
    let mut copy = stage.copy()?;
    copy.phone.start()?;
    copy.phone.note_saved(&mut copy.ledger, &copy.time)?;
    copy.site.disk().cut_at(Some(Boundary::Any(place)));
    if copy.site.start().await.is_ok() {
        let _report = copy.phone.sync(Wake::Manual, &copy.time).await;
        copy.site.project().await?;
        if !copy.site.disk().is_cut() {
            copy.phone.act(Deed::CheckIn, &mut copy.chance)?;
            copy.phone.note_saved(&mut copy.ledger, &copy.time)?;
            let _report = copy.phone.sync(Wake::Manual, &copy.time).await;
            copy.site.project().await?;
        }
    }
    if !copy.site.disk().is_cut() {
        return Ok(false);
    }
    copy.site.after(&loss(place % LOSSES, place)).await?;
    signed_for(&copy)?;
    copy.comes_right().await?;
    Ok(true)
}

/// What the phone has a receipt for is there before anything is sent again.
fn signed_for(copy: &super::Copy) -> Result<(), Broken> {
    let held = Held::read(copy.site.folder())?;
    let own = copy.phone.stream()?.ok_or_else(|| Broken::new("I2", "the phone has no stream"))?;
    let upto = held.stream(own.stream_id).map_or(0, |it| it.next_seq - 1);
    if own.acked_upto > upto {
        return Err(Broken::new("I2", format!("{} were signed for and {upto} are left", own.acked_upto)));
    }
    Ok(())
}

/// The one connection that writes was of no more use after a commit without room, until the server was started again.
#[test]
fn a_server_whose_disk_was_full_goes_on_once_there_is_room() {
    on_one_thread(async {
        let stage = Stage::set(&[Deed::CheckIn, Deed::Hazard(1)]).await?;
        let mut copy = stage.copy()?;
        copy.site.start().await?;
        copy.phone.start()?;
        copy.phone.note_saved(&mut copy.ledger, &copy.time)?;
        copy.site.disk().trouble(Some(Trouble::Full));
        let report = copy.phone.sync(Wake::Manual, &copy.time).await;
        let failure = report.and_then(|it| it.failure).map(|it| it.problem_code().to_owned());
        assert_eq!(failure.as_deref(), Some("server-busy"), "the phone comes again later");
        copy.site.disk().trouble(None);
        copy.comes_right().await
    });
}
