//! The key of the database: 32 random bytes that the host keeps in the phone's keystore.

use std::fmt::Write as _;

use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// A raw key, never a passphrase: deriving one would cost a third of a second at each open. Wiped when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct StoreKey([u8; 32]);

impl StoreKey {
    /// From 32 random bytes.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// For whoever looks at single pages.
    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The form SQLCipher takes for a raw key.
    pub(crate) fn pragma(&self) -> Zeroizing<String> {
        // Sized first: growing would leave copies of the key behind.
        let mut text = Zeroizing::new(String::with_capacity(67));
        text.push_str("x'");
        for byte in self.0 {
            // Writing to a String cannot fail.
            let _: std::fmt::Result = write!(text, "{byte:02x}");
        }
        text.push('\'');
        text
    }
}

impl std::fmt::Debug for StoreKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StoreKey(…)")
    }
}
