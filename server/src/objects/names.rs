//! Names in the store. They are the same on every kind of store, so that one can be copied to another.

use data_encoding::HEXLOWER;
use domain::{ids::PhotoId, photo::Digest};
use object_store::path::Path as Name;

use crate::tables::upload_chunks::StoredChunk;

/// What chunks lie under.
pub(super) const STAGING: &str = "staging";

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
    /// `staging/{photo}.{attempt}/{start}-{length}-{digest}`
    pub(super) fn name(&self) -> Name {
        let digest = HEXLOWER.encode(&**self.sha256);
        Name::from(format!("{STAGING}/{}.{}/{}-{}-{digest}", self.photo_id, self.attempt, self.start, self.length))
    }
}

/// A chunk as its name in the store tells it.
#[derive(Clone, Debug)]
pub(crate) struct StagedChunk {
    pub(crate) photo_id: PhotoId,
    pub(crate) attempt: u32,
    pub(crate) chunk: StoredChunk,
}

/// Reads the name of a chunk.
pub(super) fn read_chunk(name: &Name) -> Option<StagedChunk> {
    let mut parts = name.parts().skip(1);
    let (upload, chunk) = (parts.next()?, parts.next()?);
    let (photo_id, attempt) = protocol::tus::read_upload_name(upload.as_ref())?;
    let mut fields = chunk.as_ref().split('-');
    let (start, length) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    let sha256 = <[u8; 32]>::try_from(HEXLOWER.decode(fields.next()?.as_bytes()).ok()?).ok()?;
    Some(StagedChunk { photo_id, attempt, chunk: StoredChunk { start, length, sha256: Digest::from(sha256) } })
}

/// `sha256/ab/cd/abcd…`: two levels, so that no folder gets too many entries.
pub(super) fn photo(sha256: &Digest) -> Name {
    let hex = HEXLOWER.encode(&**sha256);
    Name::from(format!("sha256/{}/{}/{hex}", &hex[..2], &hex[2..4]))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_chunk_is_read_back_from_its_name() {
        let (photo_id, sha256) = (PhotoId(Uuid::from_u128(7)), protocol::sha256(&[b"chunk"]));
        let name = Chunk { photo_id, attempt: 3, start: 65_536, length: 5, sha256: &sha256 }.name();
        let read = read_chunk(&name).expect("one of ours");
        assert_eq!((read.photo_id, read.attempt), (photo_id, 3));
        assert_eq!((read.chunk.start, read.chunk.length, read.chunk.sha256), (65_536, 5, sha256));
        assert!(read_chunk(&Name::from("staging/notes.txt")).is_none());
    }
}
