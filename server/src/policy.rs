//! An office says what it asks of pictures; every phone of it is handed that at its next contact.

use domain::policy::{PictureRules, Policy, StayDays};
use protocol::Entity;
use serde::{Deserialize, Serialize};

use crate::{
    db::Database,
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

/// Changes what a school or station asks of pictures and tells its phones; what it asks now.
///
/// # Errors
/// There is no such school or station.
pub(crate) async fn change(db: &Database, belongs: &Belongs, wish: &Wish) -> Result<PictureRules> {
    let mut tx = db.begin().await?;
    let unit_id = find_unit(&mut tx, belongs).await?;
    let held = policies::get(&mut tx, unit_id).await?;
    let pictures = wish.on(held);
    if pictures != held {
        let policy = Policy { unit_id, pictures };
        policies::put(&mut tx, &policy).await?;
        feed::publish(&mut tx, unit_id, &[Entity::Policy(policy)]).await?;
    }
    tx.commit().await?;
    Ok(pictures)
}
