//! Pictures made from nothing: a plain PNG, and a PNG that shows a QR code.

use qrcode::{Color, QrCode};

/// A gray square; each shade is another file.
pub fn gray(shade: u8) -> Vec<u8> {
    png(400, |_, _| shade)
}

/// A picture of the QR code with this text, as from a good camera.
pub fn of_code(text: &str) -> Vec<u8> {
    const SCALE: usize = 6;
    const MARGIN: usize = 4;
    let code = QrCode::new(text).expect("fits");
    let modules = code.width();
    png((modules + 2 * MARGIN) * SCALE, |x, y| {
        let inside = |at: usize| (at / SCALE).checked_sub(MARGIN).filter(|at| *at < modules);
        match (inside(x), inside(y)) {
            (Some(x), Some(y)) if code[(x, y)] == Color::Dark => 0,
            _ => 255,
        }
    })
}

/// An 8-bit gray PNG with stored (uncompressed) rows.
fn png(side: usize, shade: impl Fn(usize, usize) -> u8) -> Vec<u8> {
    let rows: Vec<u8> =
        (0..side).flat_map(|y| std::iter::once(0).chain((0..side).map(|x| shade(x, y)).collect::<Vec<_>>())).collect();
    let side = u32::try_from(side).expect("small").to_be_bytes();
    let header = [&side[..], &side[..], &[8, 0, 0, 0, 0]].concat();
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    for (name, body) in [(b"IHDR", header), (b"IDAT", stored(&rows)), (b"IEND", Vec::new())] {
        let named = [&name[..], &body].concat();
        file.extend(u32::try_from(body.len()).expect("small").to_be_bytes());
        file.extend(&named);
        file.extend(crc32(&named).to_be_bytes());
    }
    file
}

fn stored(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0x01];
    let chunks = bytes.chunks(0xffff);
    let last = chunks.len() - 1;
    for (index, chunk) in chunks.enumerate() {
        let length = u16::try_from(chunk.len()).expect("at most 0xffff");
        out.push(u8::from(index == last));
        out.extend(length.to_le_bytes());
        out.extend((!length).to_le_bytes());
        out.extend(chunk);
    }
    let (a, b) = bytes.iter().fold((1u32, 0u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    out.extend((b << 16 | a).to_be_bytes());
    out
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc: u32, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 })
    })
}
