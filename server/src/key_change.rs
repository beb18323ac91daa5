//! Rotating the signing key: a new one takes the place of the one before, which vouches for it.
//!
//! Nothing of what the keys before signed is signed anew: receipts on phones, tags at gates and roots keep their
//! signatures, and stay valid by the key of their time.

use crate::{Error, ServeOptions, db::Database, error::Result, folder::Folder, identity, roots};

/// Makes a key that signs from now on, with a root of its own at once; its short name. No server may run on the folder.
///
/// # Errors
/// [`Error`] when the folder is in use or holds no database, or the key file cannot be written.
pub async fn rotate_key(options: &ServeOptions) -> Result<String> {
    let folder = Folder::new(&options.data)?;
    if options.database.is_none() && !folder.database().exists() {
        return Err(Error::NoData(folder.path().to_owned()));
    }
    let _lock = folder.lock()?;
    let db = Database::open(&folder, options.database.as_deref()).await?;
    let rotated = rotate(&folder, &db).await;
    db.close().await;
    rotated
}

async fn rotate(folder: &Folder, db: &Database) -> Result<String> {
    let identity = identity::rotate(folder, db).await?;
    roots::take(folder, db, &identity).await?;
    Ok(identity.key().public().id().to_string())
}
