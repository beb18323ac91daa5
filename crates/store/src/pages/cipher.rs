//! Pages as the cipher (SQLCipher 4) keeps them: encrypted by AES-256 in CBC mode with a vector of their own, and sealed by
//! an HMAC over what is encrypted and the page's number.

use aes::{
    Aes256,
    cipher::{BlockCipherDecrypt as _, KeyInit as _},
};
use hmac::{Hmac, Mac as _};
use sha2::Sha512;
use zeroize::Zeroizing;

use crate::StoreKey;

pub(super) const PAGE: usize = 4096;
/// At a page's end: the vector, and the seal.
const RESERVE: usize = VECTOR + SEAL;
const VECTOR: usize = 16;
const SEAL: usize = 64;
pub(super) const SALT: usize = 16;
/// What a page holds.
pub(super) const USABLE: usize = PAGE - RESERVE;

/// The pages of a file, in memory.
pub(super) struct Pages {
    pages: Vec<Option<Vec<u8>>>,
}

impl Pages {
    /// `None` when not one page is whole under this key and salt.
    pub(super) fn of(file: &[u8], salt: &[u8], key: &StoreKey) -> Option<Self> {
        let (cipher, sealing) = (Aes256::new(key.bytes().into()), sealing_key(key.bytes(), salt)?);
        let numbered = (1..).zip(file.chunks_exact(PAGE));
        let pages: Vec<_> = numbered.map(|(number, page)| opened(&cipher, &sealing, number, page)).collect();
        pages.iter().any(Option::is_some).then_some(Self { pages })
    }

    pub(super) fn count(&self) -> u32 {
        u32::try_from(self.pages.len()).unwrap_or(u32::MAX)
    }

    /// A page by its number, which begins at 1; `None` when it is damaged or not there.
    pub(super) fn page(&self, number: u32) -> Option<&[u8]> {
        let index = usize::try_from(number).ok()?.checked_sub(1)?;
        self.pages.get(index)?.as_deref()
    }
}

/// The key of the seals is derived from the page key and the salt, masked, in two rounds of PBKDF2.
fn sealing_key(key: &[u8; 32], salt: &[u8]) -> Option<Zeroizing<[u8; 32]>> {
    let masked: Vec<u8> = salt.iter().map(|byte| byte ^ 0x3a).collect();
    let first = hmac(key, &[&masked, &1_u32.to_be_bytes()])?;
    let second = hmac(key, &[&first])?;
    let mut derived = Zeroizing::new([0; 32]);
    derived.iter_mut().zip(first.iter().zip(&second)).for_each(|(byte, (a, b))| *byte = a ^ b);
    Some(derived)
}

fn hmac(key: &[u8], parts: &[&[u8]]) -> Option<[u8; SEAL]> {
    let mut mac = Hmac::<Sha512>::new_from_slice(key).ok()?;
    parts.iter().for_each(|part| mac.update(part));
    Some(mac.finalize().into_bytes().into())
}

/// The page's bytes, if its seal verifies. The first page begins with the salt, which is not encrypted.
fn opened(cipher: &Aes256, sealing: &[u8; 32], number: u32, page: &[u8]) -> Option<Vec<u8>> {
    let begin = if number == 1 { SALT } else { 0 };
    let (sealed, seal) = page.split_at(PAGE - SEAL);
    let mut mac = Hmac::<Sha512>::new_from_slice(sealing).ok()?;
    mac.update(&sealed[begin..]);
    mac.update(&number.to_le_bytes());
    mac.verify_slice(seal).ok()?;
    let (encrypted, vector) = sealed.split_at(USABLE);
    let mut plain = vec![0; USABLE];
    let mut before: &[u8] = vector;
    for (from, to) in encrypted[begin..].chunks_exact(VECTOR).zip(plain[begin..].chunks_exact_mut(VECTOR)) {
        let mut block: [u8; VECTOR] = from.try_into().ok()?;
        cipher.decrypt_block((&mut block).into());
        to.iter_mut().zip(block.iter().zip(before)).for_each(|(byte, (a, b))| *byte = a ^ b);
        before = from;
    }
    Some(plain)
}
