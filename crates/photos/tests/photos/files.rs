//! Surgery on JPEG files: segments put in, headers falsified.

/// Puts segments right behind the start of a JPEG file.
pub(crate) fn with_segments(jpeg: &[u8], segments: &[(u8, Vec<u8>)]) -> Vec<u8> {
    let mut file = jpeg[..2].to_vec();
    for (marker, body) in segments {
        file.extend(segment(*marker, body));
    }
    file.extend_from_slice(&jpeg[2..]);
    file
}

pub(crate) fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
    [&[0xFF, marker], length.as_slice(), body].concat()
}

/// The body of a segment that carries Exif.
pub(crate) fn exif_body(tiff: &[u8]) -> Vec<u8> {
    [b"Exif\0\0".as_slice(), tiff].concat()
}

pub(crate) fn with_exif(jpeg: &[u8], tiff: &[u8]) -> Vec<u8> {
    with_segments(jpeg, &[(0xE1, exif_body(tiff))])
}

/// Where the frame header (`SOF`) of a JPEG file begins.
pub(crate) fn frame_header(jpeg: &[u8]) -> usize {
    jpeg.windows(2).position(|pair| pair[0] == 0xFF && matches!(pair[1], 0xC0..=0xC2)).unwrap()
}

/// Writes another size into the frame header.
pub(crate) fn claim_size(jpeg: &[u8], width: u16, height: u16) -> Vec<u8> {
    let mut file = jpeg.to_vec();
    let at = frame_header(jpeg) + 5;
    file[at..at + 2].copy_from_slice(&height.to_be_bytes());
    file[at + 2..at + 4].copy_from_slice(&width.to_be_bytes());
    file
}
