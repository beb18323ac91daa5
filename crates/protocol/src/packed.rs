//! zstd, as bodies and bundles carry it: unpacked under a cap, so that a few bytes never become a full memory.

use std::io::Read as _;

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
