//! The keys a server signs with, one after the other, and how a phone that was away for months follows from one to the
//! next: the key before vouches for the new one, and the new one owns to the key before.
//!
//! What was signed by an earlier key goes on being worth something: a tag hangs for years, and nodes that were not
//! started anew yet sign with the key before. So a phone knows all of them, and believes answers of the newest and of the
//! one directly before it.

use data_encoding::BASE64URL_NOPAD;
use minicbor::{Decode, Encode};

use crate::{KeyId, ProtocolError, PublicKey, Signature, SigningKey, Tag, from_cbor, to_cbor};

/// Header of a request: the newest key of the server that the phone knows, by its short name. It also says that the phone
/// compares answers with the requests they are to ([`crate::answer`]).
pub const KNOWN_KEY: &str = "huxiao-server-key";
/// What stands there while it knows none.
pub const NO_KEY: &str = "0000000000000000";
/// Header of an answer: [`KeyChange`]s, for a phone that does not know the newest key.
pub const KEY_CHANGES: &str = "huxiao-server-keys";
/// More keys than this no server had.
pub const KEYS_MAX: usize = 16;

/// One key took the place of another.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct KeyChange {
    /// The key that signed until then.
    #[n(0)]
    pub before: PublicKey,
    /// The key that signs since.
    #[n(1)]
    pub after: PublicKey,
    /// By the key before: it vouches for the new one.
    #[n(2)]
    pub by_before: Signature,
    /// By the new key: what the one before signed stays valid.
    #[n(3)]
    pub by_after: Signature,
}

impl KeyChange {
    /// Signs that `after` takes the place of `before`.
    #[must_use]
    pub fn sign(before: &SigningKey, after: &SigningKey) -> Self {
        let (old, new) = (before.public(), after.public());
        let statement = statement(&old, &new);
        Self { before: old, after: new, by_before: before.sign(&statement), by_after: after.sign(&statement) }
    }

    /// Verifies that both keys say so.
    ///
    /// # Errors
    /// [`ProtocolError::BadSignature`].
    pub fn verify(&self) -> Result<(), ProtocolError> {
        let statement = statement(&self.before, &self.after);
        self.before.verify(&statement, &self.by_before)?;
        self.after.verify(&statement, &self.by_after)
    }

    /// The value of the header [`KEY_CHANGES`].
    #[must_use]
    pub fn header(changes: &[Self]) -> String {
        BASE64URL_NOPAD.encode(&to_cbor(&changes))
    }

    /// Reads that value.
    ///
    /// # Errors
    /// [`ProtocolError::BadForm`] and those of CBOR.
    pub fn read(header: &str) -> Result<Vec<Self>, ProtocolError> {
        let bad = ProtocolError::BadForm("changes of the server's key");
        let Ok(bytes) = BASE64URL_NOPAD.decode(header.trim().as_bytes()) else { return Err(bad) };
        let changes: Vec<Self> = from_cbor(&bytes)?;
        if changes.len() < KEYS_MAX { Ok(changes) } else { Err(bad) }
    }
}

fn statement(before: &PublicKey, after: &PublicKey) -> Vec<u8> {
    to_cbor(&("huxiao-server-key-1", before, after))
}

/// All keys of a server that somebody knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerKeys {
    newest: PublicKey,
    earlier: Vec<PublicKey>,
}

impl ServerKeys {
    /// The newest, and those before it, the latest of them first.
    #[must_use]
    pub fn of(newest: PublicKey, earlier: Vec<PublicKey>) -> Self {
        Self { newest, earlier }
    }

    /// The key that signs now.
    #[must_use]
    pub fn newest(&self) -> &PublicKey {
        &self.newest
    }

    /// Those before it, the latest of them first.
    #[must_use]
    pub fn earlier(&self) -> &[PublicKey] {
        &self.earlier
    }

    /// Every key, the newest first.
    pub fn all(&self) -> impl Iterator<Item = &PublicKey> {
        std::iter::once(&self.newest).chain(&self.earlier)
    }

    /// The key of this name, of all there ever were.
    #[must_use]
    pub fn find(&self, id: KeyId) -> Option<&PublicKey> {
        self.all().find(|key| key.id() == id)
    }

    /// The keys whose answers and receipts are believed: the newest, and the one directly before it.
    pub fn believed(&self) -> impl Iterator<Item = &PublicKey> {
        self.all().take(2)
    }

    /// The believed key of this name.
    #[must_use]
    pub fn believes(&self, id: KeyId) -> Option<&PublicKey> {
        self.believed().find(|key| key.id() == id)
    }

    /// Whether one of the keys signed a tag: it may hang since long before the newest.
    #[must_use]
    pub fn signed(&self, tag: &Tag) -> bool {
        self.all().any(|key| tag.is_from(key))
    }

    /// Follows the changes as far as they lead on from what is known: on to keys that a believed one vouches for, and back
    /// to those that a known one owns to. Whether anything was learnt.
    pub fn learn(&mut self, changes: &[KeyChange]) -> bool {
        let mut learnt = false;
        while let Some(change) = changes.iter().find(|change| self.leads_on(change)) {
            if self.believed().any(|key| *key == change.before) {
                self.go_on(change);
            } else {
                let place = self.all().position(|key| *key == change.after).unwrap_or(0);
                self.earlier.insert(place, change.before);
            }
            learnt = true;
        }
        learnt
    }

    fn leads_on(&self, change: &KeyChange) -> bool {
        let knows = |wanted: &PublicKey| self.all().any(|key| key == wanted);
        let onward = self.believed().any(|key| *key == change.before) && !knows(&change.after);
        let back = knows(&change.after) && !knows(&change.before);
        (onward || back) && self.earlier.len() + 1 < KEYS_MAX && change.verify().is_ok()
    }

    /// The key before is then the one directly before, also where a server was put back to it and began another.
    fn go_on(&mut self, change: &KeyChange) {
        let newest = std::mem::replace(&mut self.newest, change.after);
        self.earlier.insert(0, newest);
        self.earlier.retain(|key| *key != change.before);
        self.earlier.insert(0, change.before);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(seed: u8) -> SigningKey {
        SigningKey::from_seed(&[seed; 32])
    }

    fn publics(seeds: &[u8]) -> Vec<PublicKey> {
        seeds.iter().map(|seed| key(*seed).public()).collect()
    }

    fn known(seeds: &[u8]) -> ServerKeys {
        let keys = publics(seeds);
        ServerKeys::of(keys[0], keys[1..].to_vec())
    }

    fn change(before: u8, after: u8) -> KeyChange {
        KeyChange::sign(&key(before), &key(after))
    }

    #[test]
    fn who_was_away_for_two_changes_follows_both_in_whatever_order_they_are_told() {
        let told = KeyChange::header(&[change(2, 3), change(1, 2)]);
        let mut keys = known(&[1]);
        assert!(keys.learn(&KeyChange::read(&told).expect("reads")));
        assert_eq!(keys, known(&[3, 2, 1]));
        assert!(keys.believes(key(2).public().id()).is_some(), "nodes that were not started anew yet sign with it");
        assert!(keys.believes(key(1).public().id()).is_none() && keys.find(key(1).public().id()).is_some());
        assert!(!keys.learn(&[change(1, 2), change(2, 3)]), "nothing new");
    }

    #[test]
    fn who_joined_later_learns_what_hung_before() {
        let mut keys = known(&[3]);
        assert!(keys.learn(&[change(1, 2), change(2, 3)]));
        assert_eq!(keys, known(&[3, 2, 1]));
        let tag = Tag::sign(&key(1), domain::ids::PointId(uuid::Uuid::from_u128(7)), 1);
        assert!(keys.signed(&tag) && !known(&[3]).signed(&tag));
    }

    #[test]
    fn a_server_that_was_put_back_to_the_key_before_leads_on_from_there() {
        let mut keys = known(&[2, 1]);
        assert!(keys.learn(&[change(1, 5)]));
        assert_eq!(keys, known(&[5, 1, 2]));
    }

    #[test]
    fn nobody_else_names_a_key_of_the_server() {
        let mut forged = change(1, 9);
        forged.by_before = key(9).sign(b"anything");
        let mut unowned = change(1, 9);
        unowned.by_after = forged.by_before;
        for changes in [vec![forged], vec![unowned], vec![change(8, 9)], vec![change(7, 8), change(8, 9)]] {
            let mut keys = known(&[1]);
            assert!(!keys.learn(&changes));
            assert_eq!(keys, known(&[1]));
        }
        let mut keys = known(&[3, 2, 1]);
        assert!(!keys.learn(&[change(1, 9)]), "a key of long ago vouches for nobody any more");
    }
}
