//! Passwords of the office: Argon2id, with the parameters that stand in each stored hash.

use argon2::{
    Argon2,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};

use crate::{Error, error::Result};

/// Hashes a password under a fresh salt.
pub(crate) fn hash_password(password: &str) -> Result<String> {
    let hash = Argon2::default().hash_password(password.as_bytes());
    hash.map(|hash| hash.to_string()).map_err(|e| Error::refused(format!("the password could not be hashed: {e}")))
}

/// Whether a password is the one that was hashed.
pub(crate) fn password_is(password: &str, stored: &str) -> bool {
    PasswordHash::new(stored).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

/// A hash of the same cost that no password has: checking against it hides which names exist.
pub(crate) const NOBODYS_HASH: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_known_by_its_hash_alone() {
        let stored = hash_password("huxiao-demo").expect("hashed");
        assert!(stored.starts_with("$argon2id$") && !stored.contains("huxiao"));
        assert!(password_is("huxiao-demo", &stored) && !password_is("huxiao-dem0", &stored));
        assert!(PasswordHash::new(NOBODYS_HASH).is_ok() && !password_is("", NOBODYS_HASH));
    }
}
