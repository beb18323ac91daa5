//! zstd, as bodies and bundles carry it: unpacked under a cap, so that a few bytes never become a full memory.

use std::io::Read as _;

use zstd::{
    bulk::Compressor,
    zstd_safe::{CParameter, Strategy},
};

/// A frame may ask for a window of 8 MiB and no more.
const WINDOW_LOG_MAX: u32 = 23;

/// Why something was not unpacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unpack {
    /// Not zstd, damaged, or cut off.
    #[error("the compressed bytes are damaged")]
    Malformed,
    /// More than the cap.
    #[error("too large when unpacked")]
    TooLarge,
}

/// Packs `bytes`; `None` when that does not make them smaller.
#[must_use]
pub fn pack(bytes: &[u8], level: i32) -> Option<Vec<u8>> {
    zstd::bulk::compress(bytes, level).ok().filter(|packed| packed.len() < bytes.len())
}

/// Packs `bytes` for a slow line; `None` when that does not make them smaller. It takes some ten times as long as
/// [`pack`] at its fast levels.
///
/// A page of changes is short rows with ids in them, each told twice. The parser that weighs what each match costs finds
/// the short ones in between; a match as long as an id with its head is taken at once, and rows repeat so near that
/// small tables find as much as the large ones of zstd's high levels, in a third of the time.
#[must_use]
pub fn pack_closely(bytes: &[u8]) -> Option<Vec<u8>> {
    const ID_WITH_HEAD: u32 = 17;
    let shape = [
        CParameter::Strategy(Strategy::ZSTD_btopt),
        CParameter::MinMatch(3),
        CParameter::TargetLength(ID_WITH_HEAD),
        CParameter::SearchLog(1),
        CParameter::HashLog(12),
        CParameter::ChainLog(12),
    ];
    let mut compressor = Compressor::new(zstd::DEFAULT_COMPRESSION_LEVEL).ok()?;
    shape.into_iter().try_for_each(|parameter| compressor.set_parameter(parameter)).ok()?;
    compressor.compress(bytes).ok().filter(|packed| packed.len() < bytes.len())
}

/// Unpacks to at most `cap` bytes.
///
/// # Errors
/// [`Unpack`].
pub fn unpack(packed: &[u8], cap: usize) -> Result<Vec<u8>, Unpack> {
    let mut decoder = zstd::stream::read::Decoder::new(packed).map_err(|_| Unpack::Malformed)?;
    decoder.window_log_max(WINDOW_LOG_MAX).map_err(|_| Unpack::Malformed)?;
    let mut bytes = Vec::new();
    let limit = (cap as u64).saturating_add(1);
    decoder.take(limit).read_to_end(&mut bytes).map_err(|_| Unpack::Malformed)?;
    if bytes.len() > cap { Err(Unpack::TooLarge) } else { Ok(bytes) }
}
