//! Where picture bytes lie: chunks under `staging/` until they are whole, pictures under their digest for good.
//!
//! A name is never written twice with other bytes: finished pictures are created once under their SHA-256, and
//! every write is flushed to the disk before it counts.

use std::{path::Path, sync::Arc};

use bytes::Bytes;
use domain::{ids::PhotoId, photo::Digest};
use object_store::{
    ObjectStore, ObjectStoreExt as _, PutMode, PutOptions, PutPayload, local::LocalFileSystem, path::Path as Name,
};

use crate::{Error, error::Result, folder::Folder};

/// The store.
#[derive(Clone, Debug)]
pub(crate) struct Objects(Arc<dyn ObjectStore>);

impl Objects {
    /// Opens `file:DIR`, or the folder's own store.
    pub(crate) fn open(folder: &Folder, place: Option<&str>) -> Result<Self> {
        let path = match check_place(place)? {
            Some(path) => {
                std::path::absolute(path).map_err(Error::io(format!("cannot use the folder {}", path.display())))?
            }
            None => folder.objects(),
        };
        Self::at(&path)
    }

    /// Opens a folder, and creates it when it is missing.
    pub(crate) fn at(path: &Path) -> Result<Self> {
        std::fs::create_dir_all(path).map_err(Error::io(format!("cannot create the folder {}", path.display())))?;
        let store = LocalFileSystem::new_with_prefix(path)?.with_automatic_cleanup(true).with_fsync(true);
        Ok(Self(Arc::new(store)))
    }

    /// Keeps a chunk of an upload; the same chunk twice is the same.
    pub(crate) async fn put_chunk(&self, chunk: &Chunk<'_>, bytes: Bytes) -> Result<()> {
        self.create(&chunk.name(), bytes).await
    }

    pub(crate) async fn get_chunk(&self, chunk: &Chunk<'_>) -> Result<Option<Bytes>> {
        self.get(&chunk.name()).await
    }

    /// Removes a chunk that is no longer needed.
    pub(crate) async fn drop_chunk(&self, chunk: &Chunk<'_>) -> Result<()> {
        match self.0.delete(&chunk.name()).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Keeps a whole picture under its digest; it may be there already.
    pub(crate) async fn put_photo(&self, sha256: &Digest, bytes: Bytes) -> Result<()> {
        self.create(&photo_name(sha256), bytes).await
    }

    /// The bytes under a digest, as they lie there.
    pub(crate) async fn get_photo(&self, sha256: &Digest) -> Result<Option<Bytes>> {
        self.get(&photo_name(sha256)).await
    }

    /// Whether a picture lies there; its bytes are not looked at.
    pub(crate) async fn has_photo(&self, sha256: &Digest) -> Result<bool> {
        match self.0.head(&photo_name(sha256)).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Writes a note of the server's own, in the place of the one before.
    pub(crate) async fn put_note(&self, name: &str, bytes: Bytes) -> Result<()> {
        self.0.put(&Name::from(name), PutPayload::from_bytes(bytes)).await?;
        Ok(())
    }

    /// Reads such a note.
    pub(crate) async fn get_note(&self, name: &str) -> Result<Option<Bytes>> {
        self.get(&Name::from(name)).await
    }

    async fn create(&self, name: &Name, bytes: Bytes) -> Result<()> {
        let options = PutOptions { mode: PutMode::Create, ..PutOptions::default() };
        match self.0.put_opts(name, PutPayload::from_bytes(bytes), options).await {
            Ok(_) | Err(object_store::Error::AlreadyExists { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    async fn get(&self, name: &Name) -> Result<Option<Bytes>> {
        match self.0.get(name).await {
            Ok(found) => Ok(Some(found.bytes().await?)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

/// Reads the value of `--objects`: the folder it names, if it names one.
pub(crate) fn check_place(place: Option<&str>) -> Result<Option<&Path>> {
    match place {
        None => Ok(None),
        Some(place) if place.starts_with("s3://") => Err(Error::refused(
            "this build of huxiao-server does not have the s3:// photo store; use --objects file:DIR",
        )),
        Some(place) => {
            place.strip_prefix("file:").filter(|path| !path.is_empty()).map(|path| Some(Path::new(path))).ok_or_else(
                || Error::refused(format!("--objects takes file:DIR, and {place:?} does not begin with file:")),
            )
        }
    }
}

/// A chunk of an upload on its way.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Chunk<'a> {
    pub(crate) photo_id: PhotoId,
    pub(crate) attempt: u32,
    pub(crate) start: u64,
    pub(crate) length: u64,
    pub(crate) sha256: &'a Digest,
}

impl Chunk<'_> {
    fn name(&self) -> Name {
        let digest = data_encoding::HEXLOWER.encode(&**self.sha256);
        Name::from(format!("staging/{}.{}/{}-{}-{digest}", self.photo_id, self.attempt, self.start, self.length))
    }
}

/// `sha256/ab/cd/abcd…`: two levels, so that no folder gets too many entries.
fn photo_name(sha256: &Digest) -> Name {
    let hex = data_encoding::HEXLOWER.encode(&**sha256);
    Name::from(format!("sha256/{}/{}/{hex}", &hex[..2], &hex[2..4]))
}
