//! The way on for phones that did not believe a page. One that takes away more than half of what a phone has is held back
//! there and reported, because it may be a mistake of the office; if it is none, somebody says so here, and the phones that
//! have not taken it begin their lists anew.

use crate::{
    db::Database,
    enroll::{Belongs, find_unit},
    error::Result,
    tables::scopes,
};

/// Has the phones of a school or station that do not have all of its lists begin them anew; how many lists that are.
///
/// # Errors
/// There is no such school or station.
pub(crate) async fn renew(db: &Database, belongs: &Belongs) -> Result<u64> {
    let mut tx = db.begin().await?;
    let unit = find_unit(&mut tx, belongs).await?;
    let mut raised = 0;
    for scope in scopes::of_unit(&mut tx, unit).await? {
        scopes::raise_floor(&mut tx, scope.id).await?;
        raised += 1;
    }
    tx.commit().await?;
    Ok(raised)
}
