//! Files that are no evidence: each gets one clear error, quickly and in little memory, and nothing panics.

use std::time::Duration;

use photos::{Limits, PhotoError, prepare, qr};

use crate::files::{claim_size, frame_header, with_segments};
use crate::scene::Picture;

fn refused(file: &[u8]) -> PhotoError {
    let error = prepare(file, &Limits::default()).unwrap_err();
    assert_eq!(qr::read(file).unwrap_err().code(), error.code(), "both readers see the same file");
    error
}

#[test]
fn files_that_are_no_pictures_say_so() {
    assert_eq!(refused(b""), PhotoError::Empty);
    assert_eq!(refused(b"").code(), "image-empty");
    for file in
        [b"Dear guard, see photo attached.".as_slice(), b"%PDF-1.7", b"\0", b"PK\x03\x04", b"BM or not BM", &[0; 5000]]
    {
        assert_eq!(refused(file), PhotoError::NotAnImage);
    }
    let error = refused(b"<svg xmlns='http://www.w3.org/2000/svg'/>");
    assert_eq!(error.code(), "not-an-image");
}

#[test]
fn formats_that_cannot_be_read_are_named() {
    let heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\0\0";
    let heif = b"\0\0\0\x18ftypmif1\0\0\0\0miafheix\0\0\0\0";
    let avif = b"\0\0\0\x1Cftypavif\0\0\0\0mif1avifmiaf\0\0\0\0";
    for (file, kind) in [
        (heic.as_slice(), "HEIC"),
        (heif, "HEIC"),
        (avif, "AVIF"),
        (b"II*\0\x08\0\0\0", "TIFF"),
        (b"8BPS\0\x01", "Photoshop"),
    ] {
        let error = refused(file);
        assert_eq!(error, PhotoError::Unsupported { kind });
        assert_eq!(error.code(), "image-kind-unread");
        assert!(error.to_string().contains(kind) && error.to_string().contains("JPEG"));
    }
    assert_eq!(refused(b"\0\0\0\x18ftypisom\0\0\0\0isomavc1"), PhotoError::NotAnImage);
}

#[test]
fn a_photo_cut_short_anywhere_is_broken_and_not_half_gray() {
    let picture = Picture::usual(400, 300);
    let progressive = picture.jpeg_with(|encoder| encoder.set_progressive(true));
    let restarting = picture.jpeg_with(|encoder| encoder.set_restart_interval(7));
    for (name, file) in [
        ("baseline", picture.jpeg()),
        ("progressive", progressive),
        ("restarting", restarting),
        ("png", picture.png()),
        ("webp", picture.webp()),
        ("gif", picture.gif()),
        ("large png", Picture::usual(3300, 60).png()),
    ] {
        let last = file.len() - 12;
        for cut in (20..last).step_by(last / 97).chain([last]) {
            let error = prepare(&file[..cut], &Limits::default()).expect_err(name);
            assert!(matches!(error, PhotoError::Broken { .. }), "{name} cut at {cut}: {error}");
        }
    }
}

/// A PNG film: the picture, and the same once more as the second frame.
fn film(picture: &Picture) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, picture.width, picture.height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_animated(2, 0).unwrap();
    let mut writer = encoder.write_header().unwrap();
    for _ in 0..2 {
        writer.write_image_data(&picture.rgb).unwrap();
    }
    writer.finish().unwrap();
    file
}

#[test]
fn a_cut_file_is_said_to_be_cut_in_the_same_words_in_every_format() {
    let (small, large) = (Picture::usual(400, 300), Picture::usual(3300, 60));
    let half = |file: Vec<u8>| file[..file.len() / 2 + 9].to_vec();
    let without_end = |file: Vec<u8>| file[..file.len() - 12].to_vec();
    for (name, file) in [
        ("small PNG without its end", without_end(small.png())),
        ("large PNG without its end", without_end(large.png())),
        ("PNG", half(large.png())),
        ("film of PNG", half(film(&small))),
        ("film of GIF", half(small.gif())),
        ("WebP", half(small.webp())),
        ("JPEG", half(small.jpeg())),
    ] {
        let error = prepare(&file, &Limits::default()).expect_err(name);
        assert_eq!(error, PhotoError::Broken { reason: "the file ends too early".into() }, "{name}");
    }
    for (name, file) in [
        ("film of PNG", film(&small)),
        ("GIF without its last byte", {
            let mut gif = small.gif();
            gif.pop();
            gif
        }),
    ] {
        prepare(&file, &Limits::default()).unwrap_or_else(|error| panic!("{name} lost nothing: {error}"));
    }
}

#[test]
fn an_end_marker_put_behind_a_cut_photo_deceives_nobody() {
    let picture = Picture::usual(400, 300);
    for file in [picture.jpeg(), picture.jpeg_with(|encoder| encoder.set_progressive(true))] {
        for cut in (file.len() / 2..file.len() - 24).step_by(211) {
            let mended = [&file[..cut], &[0xFF, 0xD9]].concat();
            let error = prepare(&mended, &Limits::default()).expect_err("cut");
            assert_eq!(error.code(), "image-broken", "cut at {cut}: {error}");
        }
    }
}

#[test]
fn a_progressive_photo_that_lost_its_last_scans_is_broken() {
    let file = Picture::usual(400, 300).jpeg_with(|encoder| encoder.set_progressive(true));
    let last_scan = file.windows(2).rposition(|pair| pair == [0xFF, 0xDA]).unwrap();
    let cut_clean = [&file[..last_scan], &[0xFF, 0xD9]].concat();
    assert_eq!(refused(&cut_clean).code(), "image-broken");
}

#[test]
fn a_header_that_claims_too_much_is_refused_before_decoding() {
    let file = Picture::usual(64, 48).jpeg();
    let error = refused(&claim_size(&file, 65_000, 65_000));
    assert_eq!(error, PhotoError::TooLarge { what: "pixels", max: 80_000_000 });
    assert_eq!(error.code(), "image-too-large");
    assert_eq!(refused(&claim_size(&file, 8000, 8000)).code(), "image-broken");
    assert_eq!(refused(&claim_size(&file, 128, 96)).code(), "image-broken");
    assert_eq!(refused(&claim_size(&file, 0, 48)).code(), "image-broken");
    assert_eq!(refused(&claim_size(&file, 64, 0)).code(), "image-broken");
}

#[test]
fn bombs_of_every_format_are_refused_by_their_header() {
    let picture = Picture::usual(64, 48);
    let mut gif = picture.gif();
    gif[6..10].copy_from_slice(&[0xFF; 4]);
    let mut png = picture.png();
    png[16..24].copy_from_slice(&[0, 0, 0xEA, 0x60, 0, 0, 0xEA, 0x60]);
    let checksum = crc32(&png[12..29]).to_be_bytes();
    png[29..33].copy_from_slice(&checksum);
    let mut webp = picture.webp();
    // Lossless WebP: fourteen bits each of width and height, less one, behind the signature byte.
    let at = webp.windows(4).position(|name| name == b"VP8L").unwrap() + 9;
    webp[at..at + 4].copy_from_slice(&[0xFE, 0xBF, 0xFF, 0x0F]);
    for (name, file) in [("gif", gif), ("png", png), ("webp", webp)] {
        assert_eq!(refused(&file).code(), "image-too-large", "{name}");
    }
}

#[test]
fn a_file_of_too_many_bytes_or_scans_is_refused() {
    let limits = Limits { max_bytes: 1000, ..Limits::default() };
    let file = Picture::usual(64, 48).jpeg();
    assert_eq!(prepare(&file, &limits).unwrap_err(), PhotoError::TooLarge { what: "bytes", max: 1000 });
    let scan = file.windows(2).position(|pair| pair == [0xFF, 0xDA]).unwrap();
    let many = [&file[..file.len() - 2], &file[scan..file.len() - 2].repeat(200), &[0xFF, 0xD9]].concat();
    assert!(matches!(refused(&many), PhotoError::TooLarge { what: "scans", .. }));
}

#[test]
fn a_file_that_takes_too_long_is_stopped_in_every_format() {
    let limits = Limits { max_time: Duration::ZERO, ..Limits::default() };
    let (picture, long) = (Picture::usual(400, 300), Picture::usual(3300, 40));
    let progressive = long.jpeg_with(|encoder| encoder.set_progressive(true));
    for file in [picture.jpeg(), long.jpeg(), progressive, picture.png(), picture.webp(), picture.gif()] {
        let error = prepare(&file, &limits).unwrap_err();
        assert_eq!(error, PhotoError::TooLarge { what: "seconds of work", max: 0 });
        assert_eq!(error.code(), "image-too-large");
    }
}

#[test]
fn rare_kinds_of_jpeg_are_named_and_empty_shells_are_broken() {
    let file = Picture::usual(64, 48).jpeg();
    let at = frame_header(&file);
    let with = |offset: usize, byte: u8| {
        let mut file = file.clone();
        file[at + offset] = byte;
        file
    };
    for (file, kind) in
        [(with(1, 0xC3), "lossless JPEG"), (with(1, 0xC9), "arithmetic JPEG"), (with(4, 12), "12-bit JPEG")]
    {
        assert_eq!(refused(&file), PhotoError::Unsupported { kind });
    }
    for shell in [
        b"\xFF\xD8".as_slice(),
        b"\xFF\xD8\xFF\xD9",
        b"\xFF\xD8\xFF",
        &with_segments(b"\xFF\xD8\xFF\xD9", &[(0xE1, vec![0; 500])]),
    ] {
        assert_eq!(refused(shell).code(), "image-broken");
    }
}

#[test]
fn an_odd_kind_of_jpeg_is_not_told_to_become_a_jpeg() {
    let file = Picture::usual(64, 48).jpeg();
    let at = frame_header(&file);
    let length = usize::from(u16::from_be_bytes([file[at + 2], file[at + 3]]));
    let twice = [&file[..at], &file[at..at + 2 + length], &file[at..]].concat();
    let error = refused(&twice);
    assert_eq!(error, PhotoError::Unsupported { kind: "hierarchical JPEG" });
    assert!(error.to_string().contains("save it again") && !error.to_string().contains("set the camera"), "{error}");
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 })
    })
}
