//! An office says what it asks of pictures; every phone of it is handed that at its next contact.

use domain::{
    ids::UnitId,
    policy::{PictureRules, Policy, StayDays},
};
use protocol::Entity;
use serde::{Deserialize, Serialize};

use crate::{
    db::{Conn, Database},
    enroll::{Belongs, find_unit},
    error::Result,
    feed,
    tables::policies,
};

/// What is asked for at the command line; what is not named stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Wish {
    pub(crate) gallery: Option<bool>,
    pub(crate) mask_step: Option<bool>,
    pub(crate) stamp: Option<bool>,
    pub(crate) stays: Option<StayDays>,
}

impl Wish {
    fn on(&self, held: PictureRules) -> PictureRules {
        PictureRules {
            gallery: self.gallery.unwrap_or(held.gallery),
            mask_step: self.mask_step.unwrap_or(held.mask_step),
            stamp: self.stamp.unwrap_or(held.stamp),
            stays: self.stays.unwrap_or(held.stays),
        }
    }
}

/// Changes what a school or station asks of pictures, at the command line; what it asks now.
///
/// # Errors
/// There is no such school or station.
pub(crate) async fn change(db: &Database, belongs: &Belongs, wish: &Wish) -> Result<PictureRules> {
    let mut tx = db.begin().await?;
    let unit_id = find_unit(&mut tx, belongs).await?;
    let pictures = wish.on(policies::get(&mut tx, unit_id).await?);
    ask(&mut tx, &[unit_id], pictures).await?;
    tx.commit().await?;
    Ok(pictures)
}

/// Asks this of the pictures of some offices, and tells the phones of those who asked something else before.
pub(crate) async fn ask(conn: &mut Conn, units: &[UnitId], pictures: PictureRules) -> Result<()> {
    for unit_id in units.iter().copied() {
        if policies::get(conn, unit_id).await? == pictures {
            continue;
        }
        let policy = Policy { unit_id, pictures };
        policies::put(conn, &policy).await?;
        feed::publish(conn, unit_id, &[Entity::Policy(policy)]).await?;
    }
    Ok(())
}
