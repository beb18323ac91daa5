//! The outline of a JPEG file: its segments and scans, found without trusting any length it gives.
//!
//! Cameras write huge, broken and nested metadata; editing tools cut it wrongly. A segment of metadata whose stated length
//! does not lead to another marker is stepped into instead of over, and pictures nested in metadata are passed by.

/// One part of the file between two markers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Piece<'a> {
    /// Second byte of the marker, for instance `0xDA` for a scan.
    pub(crate) marker: u8,
    /// Content after the length.
    pub(crate) body: &'a [u8],
    /// All of it as it stands in the file: marker, length, content, and a scan's entropy-coded bytes.
    pub(crate) raw: &'a [u8],
    /// For a scan, the entropy-coded bytes that follow the header, up to the next marker.
    pub(crate) entropy: &'a [u8],
}

pub(crate) const SOI: u8 = 0xD8;
pub(crate) const EOI: u8 = 0xD9;
pub(crate) const SOS: u8 = 0xDA;
pub(crate) const APP0: u8 = 0xE0;
pub(crate) const APP14: u8 = 0xEE;

/// All pieces of the first picture in the file, in order, and where it ended: behind its end marker, if it has one.
pub(crate) fn outline(bytes: &[u8]) -> (Vec<Piece<'_>>, Option<usize>) {
    let mut found = Vec::new();
    let mut nested = 0_usize;
    let mut at = 2;
    while let Some((marker, after)) = next_marker(bytes, at) {
        at = after;
        match marker {
            SOI => nested += 1,
            EOI if nested == 0 => return (found, Some(at)),
            EOI => nested -= 1,
            0x01 | 0xD0..=0xD7 => {}
            _ => {
                let Some(body) = body(bytes, marker, after) else { continue };
                at = after + 2 + body.len();
                let entropy = if marker == SOS { entropy(bytes, at) } else { &[] };
                at += entropy.len();
                if nested == 0 {
                    found.push(Piece { marker, body, entropy, raw: &bytes[after - 2..at] });
                }
            }
        }
    }
    (found, None)
}

/// The next marker at or after `at`, and the place behind it. Fill bytes and stray bytes are skipped.
fn next_marker(bytes: &[u8], mut at: usize) -> Option<(u8, usize)> {
    loop {
        at += find_ff(bytes.get(at..)?)?;
        while bytes.get(at) == Some(&0xFF) {
            at += 1;
        }
        match bytes.get(at)? {
            0 => at += 1,
            &marker => return Some((marker, at + 1)),
        }
    }
}

/// The content of a segment, or nothing when its length cannot be true.
fn body(bytes: &[u8], marker: u8, at: usize) -> Option<&[u8]> {
    let length = usize::from(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]));
    let body = bytes.get(at + 2..at + length.max(2))?;
    let is_metadata = matches!(marker, 0xE0..=0xEF | 0xFE);
    let leads_on = bytes.get(at + length).is_none_or(|&byte| byte == 0xFF);
    (length >= 2 && (leads_on || !is_metadata)).then_some(body)
}

/// Where the first byte 0xFF is. A photo is megabytes of entropy-coded bytes, so eight are looked at together.
fn find_ff(bytes: &[u8]) -> Option<usize> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let (eights, _) = bytes.as_chunks::<8>();
    // A byte is 0xFF when its complement is zero; the subtraction borrows out of zero bytes only.
    let has_ff = |eight: &[u8; 8]| {
        let zero_if_ff = !u64::from_ne_bytes(*eight);
        zero_if_ff.wrapping_sub(ONES) & !zero_if_ff & (ONES << 7) != 0
    };
    let start = eights.iter().position(has_ff).unwrap_or(eights.len()) * 8;
    Some(start + bytes[start..].iter().position(|&byte| byte == 0xFF)?)
}

/// Entropy-coded bytes from `start` up to the next marker that is no restart marker.
fn entropy(bytes: &[u8], start: usize) -> &[u8] {
    let mut at = start;
    while let Some(step) = bytes.get(at..).and_then(find_ff) {
        at += step;
        match bytes.get(at + 1) {
            Some(0 | 0xD0..=0xD7) => at += 2,
            Some(0xFF) => at += 1,
            Some(_) => return &bytes[start..at],
            None => break,
        }
    }
    bytes.get(start..).unwrap_or_default()
}

/// The TIFF bytes of each Exif block.
pub(crate) fn exif_blocks(pieces: &[Piece]) -> Vec<Vec<u8>> {
    pieces
        .iter()
        .filter(|piece| piece.marker == 0xE1)
        .filter_map(|piece| piece.body.strip_prefix(b"Exif\0"))
        .filter_map(|rest| rest.get(1..))
        .map(<[u8]>::to_vec)
        .collect()
}

/// The colour profile, put together from its numbered parts; nothing when a part is missing.
pub(crate) fn icc_profile(pieces: &[Piece]) -> Option<Vec<u8>> {
    let mut parts: Vec<(u8, u8, &[u8])> = pieces
        .iter()
        .filter(|piece| piece.marker == 0xE2)
        .filter_map(|piece| piece.body.strip_prefix(b"ICC_PROFILE\0"))
        .filter_map(|rest| Some((*rest.first()?, *rest.get(1)?, rest.get(2..)?)))
        .collect();
    parts.sort_by_key(|&(number, ..)| number);
    let whole = !parts.is_empty()
        && parts
            .iter()
            .zip(1_usize..)
            .all(|(&(number, of, _), n)| usize::from(number) == n && usize::from(of) == parts.len());
    whole.then(|| parts.iter().flat_map(|&(.., bytes)| bytes).copied().collect())
}

/// Whether a JPEG file carries anything beyond the picture: Exif, XMP, profiles, comments, other pictures, or bytes after
/// its end. The plain JFIF header and Adobe's colour marker say nothing about anyone and do not count.
pub fn jpeg_has_metadata(bytes: &[u8]) -> bool {
    let (pieces, end) = outline(bytes);
    let telling = |piece: &Piece| match piece.marker {
        APP0 => !piece.body.starts_with(b"JFIF\0") || piece.body.len() > 14,
        APP14 => !piece.body.starts_with(b"Adobe"),
        0xE1..=0xED | 0xEF | 0xFE => true,
        _ => false,
    };
    end.is_some_and(|end| end < bytes.len()) || pieces.iter().any(telling)
}
