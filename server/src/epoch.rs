//! A new life of the storage, begun by an operator on a server that does not run.

use std::path::Path;

use crate::{db::Database, error::Result, folder::Folder, identity};

/// Begins the next life of the storage in `data`, because commits may have been lost: it was put back from a backup,
/// or a standby took over. Phones then send again what it lacks, and mend what they were told since. Its number.
///
/// # Errors
/// [`crate::Error`] when the folder is in use or the database refuses.
pub async fn raise_epoch(data: &Path, database: Option<&str>) -> Result<u32> {
    let folder = Folder::new(data)?;
    let _ours = folder.lock()?;
    let db = Database::open(&folder, database).await?;
    let mut tx = db.begin().await?;
    let epoch = identity::raise_epoch(&mut tx, 0).await?;
    tx.commit().await?;
    db.close().await;
    Ok(epoch.number)
}
