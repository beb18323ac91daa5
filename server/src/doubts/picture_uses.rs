//! Pictures that were used before, on whichever phone of a school: the digests of what a phone's records were made with
//! are kept beside them, and compared with those of others. A phone whose picture another one has used now is looked
//! through again.

use std::collections::HashSet;

use domain::{
    ids::{DeviceId, RecordId},
    plausibility::{PictureUse, Pictured, Trace},
};

use crate::{
    clock,
    db::Database,
    error::Result,
    tables::{doubts, picture_uses},
};

/// What other records were made with pictures of this phone.
pub(super) async fn compare(
    db: &Database,
    device: DeviceId,
    (history, seen): (&[Trace], &HashSet<RecordId>),
) -> Result<Vec<PictureUse>> {
    let uses: Vec<PictureUse> = history.iter().flat_map(Trace::pictures).collect();
    let known = picture_uses::of_device(&mut *db.glance().await?, device).await?;
    let new = without(&uses, &known);
    // What was voided since is no use of it any more; what lies too far back still is.
    let mut gone = without(&known, &uses);
    gone.retain(|it| seen.contains(&it.record_id));
    if !new.is_empty() || !gone.is_empty() {
        let mut tx = db.begin().await?;
        picture_uses::insert(&mut tx, device, &new).await?;
        let changed: Vec<PictureUse> = new.iter().chain(&gone).copied().collect();
        let others = picture_uses::other_devices(&mut tx, device, &changed).await?;
        picture_uses::remove(&mut tx, &gone).await?;
        let now = clock::now();
        doubts::queue(&mut tx, &others.into_iter().map(|other| (other, now)).collect::<Vec<_>>()).await?;
        tx.commit().await?;
    }
    if uses.is_empty() {
        return Ok(Vec::new());
    }
    let others = picture_uses::of_others(&mut *db.glance().await?, device).await?;
    Ok(others.into_iter().filter(|it| !seen.contains(&it.record_id)).collect())
}

/// Those of `some` that are not among `others`.
fn without(some: &[PictureUse], others: &[PictureUse]) -> Vec<PictureUse> {
    let key = |it: &PictureUse| -> (Pictured, [u8; 32], RecordId) { (it.of, *it.digest, it.record_id) };
    let others: HashSet<_> = others.iter().map(key).collect();
    some.iter().filter(|it| !others.contains(&key(it))).copied().collect()
}
