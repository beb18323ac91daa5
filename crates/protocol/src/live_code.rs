//! The live code 动态码 on a screen at the gate: it changes every thirty seconds, and shows where and when it was read.
//!
//! Text `HX2.` and Base32 (RFC 4648, no padding) of point id, step and ten bytes of HMAC-SHA-256 under the point's live
//! key. A step is thirty seconds of the server's time. The key is derived from a secret of the server, so the server
//! keeps none of them and a page that was given one goes on without network. A phone that reads a code cannot judge it,
//! and so cannot forge one: only the server can, also days later.

use data_encoding::BASE32_NOPAD;
use domain::{ids::PointId, time::UtcMs};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

const PREFIX: &str = "HX2.";
/// Bytes of the code that are checked: ten of thirty-two, as RFC 4226 shortens, but longer, because nobody types it.
const MAC_BYTES: usize = 10;

/// Milliseconds a code is shown.
pub const STEP_MS: i64 = 30_000;

/// The secret a screen needs to show the codes of one point.
#[derive(Clone, PartialEq, Eq)]
pub struct LiveKey([u8; 32]);

impl LiveKey {
    /// The key of a point under the server's secret. Raising `serial` makes every earlier key worthless.
    #[must_use]
    pub fn derive(secret: &[u8; 32], point_id: PointId, serial: u32) -> Self {
        let mut mac = keyed(secret);
        mac.update(b"huxiao-live-key-1");
        mac.update(point_id.as_bytes());
        mac.update(&serial.to_be_bytes());
        Self(mac.finalize().into_bytes().into())
    }

    /// As a screen was given it.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// For the page that shows it.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The code of the point at a moment.
    #[must_use]
    pub fn code_at(&self, point_id: PointId, now: UtcMs) -> LiveCode {
        let step = step_of(now);
        LiveCode { point_id, step, mac: self.mac(point_id, step) }
    }

    /// Whether a code was made with this key.
    #[must_use]
    pub fn made(&self, code: &LiveCode) -> bool {
        let mut mac = keyed(&self.0);
        mac.update(&statement(code.point_id, code.step));
        mac.verify_truncated_left(&code.mac).is_ok()
    }

    fn mac(&self, point_id: PointId, step: u32) -> [u8; MAC_BYTES] {
        let mut mac = keyed(&self.0);
        mac.update(&statement(point_id, step));
        let whole: [u8; 32] = mac.finalize().into_bytes().into();
        let mut short = [0; MAC_BYTES];
        short.copy_from_slice(&whole[..MAC_BYTES]);
        short
    }
}

impl std::fmt::Debug for LiveKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LiveKey(..)")
    }
}

/// A code as it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LiveCode {
    /// Of which point.
    pub point_id: PointId,
    /// Which thirty seconds since 1970.
    pub step: u32,
    mac: [u8; MAC_BYTES],
}

impl LiveCode {
    /// The moments at which the screen showed it, by the screen's clock.
    #[must_use]
    pub fn shown(&self) -> (UtcMs, UtcMs) {
        let from = UtcMs(i64::from(self.step) * STEP_MS);
        (from, from.plus(STEP_MS - 1))
    }

    /// The text in the QR code.
    #[must_use]
    pub fn text(&self) -> String {
        let mut bytes = Vec::with_capacity(16 + 4 + MAC_BYTES);
        bytes.extend_from_slice(self.point_id.as_bytes());
        bytes.extend_from_slice(&self.step.to_be_bytes());
        bytes.extend_from_slice(&self.mac);
        format!("{PREFIX}{}", BASE32_NOPAD.encode(&bytes))
    }

    /// Reads the text of a QR code; `None` when it is no live code.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let bytes = BASE32_NOPAD.decode(text.trim().strip_prefix(PREFIX)?.as_bytes()).ok()?;
        let (id, rest) = bytes.split_at_checked(16)?;
        let (step, mac) = rest.split_at_checked(4)?;
        Some(Self {
            point_id: PointId::from_slice(id)?,
            step: u32::from_be_bytes(step.try_into().ok()?),
            mac: mac.try_into().ok()?,
        })
    }
}

fn step_of(now: UtcMs) -> u32 {
    u32::try_from(now.0.div_euclid(STEP_MS)).unwrap_or_default()
}

fn statement(point_id: PointId, step: u32) -> [u8; 20] {
    let mut bytes = [0; 20];
    bytes[..16].copy_from_slice(point_id.as_bytes());
    bytes[16..].copy_from_slice(&step.to_be_bytes());
    bytes
}

fn keyed(secret: &[u8; 32]) -> Hmac<Sha256> {
    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
    Hmac::new_from_slice(secret).expect("any length is a key")
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    /// Made by another program: HMAC-SHA-256 in Python's standard library.
    #[test]
    fn a_code_is_known_by_its_own_key_alone_and_says_when_it_was_shown() {
        let point = PointId(Uuid::from_u128(0x9017));
        let key = LiveKey::derive(&[3; 32], point, 1);
        let now = UtcMs(1_795_390_261_234);
        let code = key.code_at(point, now);
        assert_eq!(LiveCode::read(&code.text()), Some(code));
        assert!(key.made(&code));
        assert!(code.shown().0 <= now && now <= code.shown().1);
        assert!(!LiveKey::derive(&[3; 32], point, 2).made(&code), "a later serial");
        assert!(!LiveKey::derive(&[4; 32], point, 1).made(&code), "another server");
        let moved = LiveCode { point_id: PointId(Uuid::from_u128(0x9018)), ..code };
        assert!(!key.made(&moved), "another point");
        let later = LiveCode { step: code.step + 1, ..code };
        assert!(!key.made(&later), "another time");
        assert_eq!(code.text(), GOLDEN);
        for text in ["", "HX2.", "HX1.AAAA", "HX2.!!!!", &code.text()[..20]] {
            assert_eq!(LiveCode::read(text), None, "{text}");
        }
    }

    const GOLDEN: &str = "HX2.AAAAAAAAAAAAAAAAAAAAAAEQC4BZCLWG3RMNLIZASOYLXNZ7";
}
