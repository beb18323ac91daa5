//! Randomness from the operating system, for keys, codes and ids the server gives out.

use domain::ids::DeviceId;
use uuid::Uuid;

/// `N` random bytes.
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    #[expect(
        clippy::expect_used,
        reason = "without the system's randomness no key may be made; every supported system has it"
    )]
    getrandom::fill(&mut bytes).expect("the operating system gives randomness");
    bytes
}

/// A new id whose first bits are the time, so that rows made together lie together.
pub(crate) fn id() -> Uuid {
    let now = crate::clock::now().0.unsigned_abs();
    uuid::Builder::from_unix_timestamp_millis(now, &bytes::<10>()).into_uuid()
}

/// A new device.
pub(crate) fn device_id() -> DeviceId {
    DeviceId(id())
}

/// A number from 0 to 1, for pauses that shall differ.
pub(crate) fn fraction() -> f64 {
    f64::from(u32::from_le_bytes(bytes())) / f64::from(u32::MAX)
}
