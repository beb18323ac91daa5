//! Where picture bytes lie: chunks under `staging/` until they are whole, pictures under their digest for good.
//!
//! But for the server's own notes, a name is never written with other bytes: finished pictures are created once under their SHA-256, chunks under
//! theirs. So a put that is repeated, because its answer was lost, is harmless on every store, also on one that does
//! not honour "only if absent". A folder is flushed before a write counts; an S3-compatible store answers after its own.

#[cfg(all(test, target_os = "linux"))]
mod flushing;
mod names;
mod place;

use std::{path::Path, sync::Arc};

use bytes::Bytes;
use domain::{photo::Digest, time::UtcMs};
use futures_util::{Stream, StreamExt as _, TryStreamExt as _};
use object_store::{
    Error as StoreError, ObjectStore, ObjectStoreExt as _, PutMode, PutOptions, PutPayload, path::Path as Name,
};

use crate::{error::Result, folder::Folder};

pub(crate) use names::{Chunk, StagedChunk};
pub(crate) use place::{Place, check_place};

/// The store.
#[derive(Clone, Debug)]
pub(crate) struct Objects(Arc<dyn ObjectStore>);

/// What was under a name before something was put there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Was {
    Absent,
    There,
}

/// What lies under the digest of a picture.
#[derive(Debug)]
pub(crate) enum Lying {
    /// Bytes of that digest.
    AsSigned(Bytes),
    /// Other bytes, which are nobody's picture.
    Others,
}

impl Lying {
    /// The bytes, if they are the signed ones.
    pub(crate) fn into_signed(self) -> Option<Bytes> {
        match self {
            Self::AsSigned(bytes) => Some(bytes),
            Self::Others => None,
        }
    }
}

/// What lies under `staging/`.
#[derive(Debug)]
pub(crate) struct Staged {
    name: Name,
    /// When it was written, by the store's clock.
    pub(crate) modified: UtcMs,
    /// Which chunk it is, when its name is one of ours.
    pub(crate) chunk: Option<StagedChunk>,
}

impl Objects {
    /// Opens `file:DIR`, `s3://bucket[/prefix]`, or the folder's own store.
    pub(crate) fn open(folder: &Folder, place: Option<&str>) -> Result<Self> {
        place::open(folder, place).map(Self)
    }

    /// Opens a folder, and creates it when it is missing.
    pub(crate) fn at(path: &Path) -> Result<Self> {
        place::open_folder(path).map(Self)
    }

    /// Keeps a chunk of an upload; the same chunk twice is the same.
    pub(crate) async fn put_chunk(&self, chunk: &Chunk<'_>, bytes: Bytes) -> Result<()> {
        self.create(&chunk.name(), bytes).await?;
        Ok(())
    }

    pub(crate) async fn get_chunk(&self, chunk: &Chunk<'_>) -> Result<Option<Bytes>> {
        self.get(&chunk.name()).await
    }

    /// Removes a chunk that is no longer needed.
    pub(crate) async fn drop_chunk(&self, chunk: &Chunk<'_>) -> Result<()> {
        self.delete(&chunk.name()).await
    }

    /// Everything under `staging/`.
    pub(crate) fn staged(&self) -> impl Stream<Item = Result<Staged>> + Unpin {
        let found = self.0.list(Some(&Name::from(names::STAGING)));
        found
            .map_err(crate::Error::from)
            .map_ok(|meta| Staged {
                modified: UtcMs(meta.last_modified.timestamp_millis()),
                chunk: names::read_chunk(&meta.location),
                name: meta.location,
            })
            .boxed()
    }

    pub(crate) async fn drop_staged(&self, staged: &Staged) -> Result<()> {
        self.delete(&staged.name).await
    }

    /// Keeps a whole picture under its digest. It may be there already; one that was damaged since is mended.
    pub(crate) async fn put_photo(&self, sha256: &Digest, bytes: Bytes) -> Result<()> {
        let name = names::photo(sha256);
        let there = self.create(&name, bytes.clone()).await? == Was::There;
        if there && self.get_photo(sha256).await?.and_then(Lying::into_signed).is_none() {
            self.0.put(&name, PutPayload::from_bytes(bytes)).await?;
        }
        Ok(())
    }

    /// What lies under a digest. Its bytes are hashed each time: a disk may have changed them, or somebody.
    pub(crate) async fn get_photo(&self, sha256: &Digest) -> Result<Option<Lying>> {
        let found = self.get(&names::photo(sha256)).await?;
        Ok(found
            .map(|bytes| if protocol::sha256(&[&bytes]) == *sha256 { Lying::AsSigned(bytes) } else { Lying::Others }))
    }

    /// Whether a picture lies there; its bytes are not looked at.
    pub(crate) async fn has_photo(&self, sha256: &Digest) -> Result<bool> {
        match self.0.head(&names::photo(sha256)).await {
            Ok(_) => Ok(true),
            Err(StoreError::NotFound { .. }) => Ok(false),
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

    /// Removes a picture that nothing names any more.
    pub(crate) async fn drop_photo(&self, sha256: &Digest) -> Result<()> {
        self.delete(&names::photo(sha256)).await
    }

    async fn create(&self, name: &Name, bytes: Bytes) -> Result<Was> {
        let length = bytes.len() as u64;
        let options = PutOptions { mode: PutMode::Create, ..PutOptions::default() };
        match self.0.put_opts(name, PutPayload::from_bytes(bytes.clone()), options).await {
            Ok(_) => return Ok(Was::Absent),
            // The store cannot put only what is absent, or somebody else puts the same at this moment.
            Err(StoreError::AlreadyExists { .. } | StoreError::NotImplemented { .. }) => {}
            Err(error) => return Err(error.into()),
        }
        // One that is there has the right bytes, unless a fault of the store cut it short.
        match self.0.head(name).await {
            Ok(meta) if meta.size == length => Ok(Was::There),
            Ok(_) | Err(StoreError::NotFound { .. }) => {
                self.0.put(name, PutPayload::from_bytes(bytes)).await?;
                Ok(Was::Absent)
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn get(&self, name: &Name) -> Result<Option<Bytes>> {
        match self.0.get(name).await {
            Ok(found) => Ok(Some(found.bytes().await?)),
            Err(StoreError::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    async fn delete(&self, name: &Name) -> Result<()> {
        match self.0.delete(name).await {
            Ok(()) | Err(StoreError::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}
