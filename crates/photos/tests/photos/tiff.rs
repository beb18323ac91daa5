//! Exif blocks written by hand, in both byte orders, with whatever a camera may have got wrong.

/// Byte order of the block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    Little,
    Big,
}

/// One field: tag, TIFF type, count, and the bytes of its value in the block's order.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    tag: u16,
    kind: u16,
    count: u32,
    value: Value,
}

#[derive(Debug, Clone)]
enum Value {
    Bytes(Vec<u8>),
    Shorts(Vec<u16>),
    Longs(Vec<u32>),
}

pub(crate) fn text(tag: u16, text: &str) -> Field {
    let bytes = [text.as_bytes(), b"\0"].concat();
    Field { tag, kind: 2, count: bytes.len() as u32, value: Value::Bytes(bytes) }
}

pub(crate) fn short(tag: u16, value: u16) -> Field {
    Field { tag, kind: 3, count: 1, value: Value::Shorts(vec![value]) }
}

pub(crate) fn long(tag: u16, value: u32) -> Field {
    Field { tag, kind: 4, count: 1, value: Value::Longs(vec![value]) }
}

pub(crate) fn rationals(tag: u16, parts: &[(u32, u32)]) -> Field {
    let longs = parts.iter().flat_map(|&(n, d)| [n, d]).collect();
    Field { tag, kind: 5, count: parts.len() as u32, value: Value::Longs(longs) }
}

pub(crate) fn signed_rationals(tag: u16, parts: &[(i32, i32)]) -> Field {
    let longs = parts.iter().flat_map(|&(n, d)| [n as u32, d as u32]).collect();
    Field { tag, kind: 10, count: parts.len() as u32, value: Value::Longs(longs) }
}

/// A block with the fields of its main, camera and position directories.
pub(crate) fn block(order: Order, main: &[Field], camera: &[Field], position: &[Field]) -> Vec<u8> {
    let camera_at = 8 + directory_length(main.len() + 2) + payload_length(main);
    let position_at = camera_at + directory_length(camera.len()) + payload_length(camera);
    let mut main = main.to_vec();
    main.extend([long(0x8769, camera_at as u32), long(0x8825, position_at as u32)]);
    main.sort_by_key(|field| field.tag);
    let mark: &[u8] = if order == Order::Little { b"II*\0\x08\0\0\0" } else { b"MM\0*\0\0\0\x08" };
    let mut bytes = mark.to_vec();
    for fields in [main.as_slice(), camera, position] {
        let directory = directory(order, bytes.len(), fields);
        bytes.extend(directory);
    }
    bytes
}

fn directory_length(fields: usize) -> usize {
    2 + 12 * fields + 4
}

fn payload_length(fields: &[Field]) -> usize {
    fields.iter().map(|field| bytes_of(Order::Big, &field.value).len()).filter(|&length| length > 4).sum()
}

fn directory(order: Order, at: usize, fields: &[Field]) -> Vec<u8> {
    let mut entries = number16(order, fields.len() as u16).to_vec();
    let mut payload = Vec::new();
    for field in fields {
        entries.extend(number16(order, field.tag));
        entries.extend(number16(order, field.kind));
        entries.extend(number32(order, field.count));
        let mut value = bytes_of(order, &field.value);
        if value.len() > 4 {
            let place = at + directory_length(fields.len()) + payload.len();
            payload.append(&mut value);
            value = number32(order, place as u32).to_vec();
        }
        value.resize(4, 0);
        entries.extend(value);
    }
    entries.extend([0; 4]);
    [entries, payload].concat()
}

fn bytes_of(order: Order, value: &Value) -> Vec<u8> {
    match value {
        Value::Bytes(bytes) => bytes.clone(),
        Value::Shorts(shorts) => shorts.iter().flat_map(|&n| number16(order, n)).collect(),
        Value::Longs(longs) => longs.iter().flat_map(|&n| number32(order, n)).collect(),
    }
}

fn number16(order: Order, n: u16) -> [u8; 2] {
    if order == Order::Little { n.to_le_bytes() } else { n.to_be_bytes() }
}

fn number32(order: Order, n: u32) -> [u8; 4] {
    if order == Order::Little { n.to_le_bytes() } else { n.to_be_bytes() }
}
