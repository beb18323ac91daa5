//! Who this phone is: its key (made before it asks to be enrolled) and what the server answered.

use domain::ids::DeviceId;
use protocol::{PublicKey, ServerEpoch, SigningKey};
use rusqlite::params;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::{
    StoreError, Tx,
    columns::{damaged, id, number},
};

/// An enrolled phone.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Identity {
    /// The phone as the server knows it.
    #[zeroize(skip)]
    pub device_id: DeviceId,
    /// A short number for people, such as `0007`.
    #[zeroize(skip)]
    pub device_no: String,
    /// The organization.
    #[zeroize(skip)]
    pub organization: String,
    /// The school or station the phone belongs to.
    #[zeroize(skip)]
    pub place: String,
    /// What request signatures name the server by.
    #[zeroize(skip)]
    pub audience: String,
    /// Where the server is, without a slash at the end.
    #[zeroize(skip)]
    pub server_url: String,
    /// The key that signs receipts and tags.
    #[zeroize(skip)]
    pub server_key: PublicKey,
    /// Life of the server's storage, as last heard of.
    #[zeroize(skip)]
    pub epoch: ServerEpoch,
    /// Goes into the genesis of every stream of this phone.
    #[zeroize(skip)]
    pub nonce: [u8; 16],
    /// The phone's private key. Wiped from memory when dropped.
    pub device_seed: [u8; 32],
}

impl Identity {
    /// The key that signs this phone's requests and seals.
    #[must_use]
    pub fn signing_key(&self) -> SigningKey {
        SigningKey::from_seed(&self.device_seed)
    }
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Identity({} at {})", self.device_no, self.server_url)
    }
}

/// Who the phone is; `None` before it is enrolled.
///
/// # Errors
/// [`StoreError`].
pub fn get(tx: &Tx<'_>) -> Result<Option<Identity>, StoreError> {
    let sql = "SELECT device_id, device_no, organization, place, audience, server_url, server_key, epoch_number,
                      epoch_tag, nonce, seed
               FROM identity JOIN device_key USING (one)";
    tx.one(sql, [], |row| {
        Ok(Identity {
            device_id: id(row, 0, DeviceId::from_slice)?,
            device_no: row.get(1)?,
            organization: row.get(2)?,
            place: row.get(3)?,
            audience: row.get(4)?,
            server_url: row.get(5)?,
            server_key: PublicKey(row.get::<_, [u8; 32]>(6)?.into()),
            epoch: ServerEpoch {
                number: u32::try_from(number(row, 7)?).map_err(|e| damaged(7, e))?,
                tag: row.get::<_, [u8; 8]>(8)?.into(),
            },
            nonce: row.get(9)?,
            device_seed: row.get(10)?,
        })
    })
}

/// Keeps the server's answer.
///
/// # Errors
/// [`StoreError`].
pub fn put(tx: &Tx<'_>, identity: &Identity) -> Result<(), StoreError> {
    let seed = "INSERT INTO device_key (one, seed, ctr) VALUES (1, ?1, 0)
                ON CONFLICT (one) DO UPDATE SET seed = excluded.seed, ctr = iif(seed = excluded.seed, ctr, 0)";
    tx.run(seed, [identity.device_seed])?;
    let sql = "INSERT OR REPLACE INTO identity (one, device_id, device_no, organization, place, audience, server_url,
                                                server_key, epoch_number, epoch_tag, nonce)
               VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    tx.run(
        sql,
        params![
            identity.device_id.as_bytes(),
            identity.device_no,
            identity.organization,
            identity.place,
            identity.audience,
            identity.server_url,
            *identity.server_key.0,
            identity.epoch.number,
            *identity.epoch.tag,
            identity.nonce,
        ],
    )?;
    Ok(())
}

/// The server began a new life of its storage.
///
/// # Errors
/// [`StoreError`].
pub fn set_epoch(tx: &Tx<'_>, epoch: ServerEpoch) -> Result<(), StoreError> {
    tx.run("UPDATE identity SET epoch_number = ?1, epoch_tag = ?2", params![epoch.number, *epoch.tag])?;
    Ok(())
}

/// The phone moved to another address of the same server.
///
/// # Errors
/// [`StoreError`].
pub fn set_server_url(tx: &Tx<'_>, server_url: &str) -> Result<(), StoreError> {
    tx.run("UPDATE identity SET server_url = ?1", [server_url])?;
    Ok(())
}

/// The seed of the phone's key, made and kept at the first call: enrolling again after a lost answer must use the
/// same key, or the one-time code is spent for nothing.
///
/// # Errors
/// [`StoreError`]; also when the system has no randomness to give.
pub fn pending_seed(tx: &Tx<'_>) -> Result<[u8; 32], StoreError> {
    if let Some(seed) = tx.one("SELECT seed FROM device_key", [], |row| row.get(0))? {
        return Ok(seed);
    }
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|error| StoreError::Io(std::io::Error::other(error)))?;
    tx.run("INSERT INTO device_key (one, seed, ctr) VALUES (1, ?1, 0)", [seed])?;
    Ok(seed)
}

/// The next value of the counter that each signed request carries.
///
/// # Errors
/// [`StoreError::NotEnrolled`] without a key.
pub fn next_ctr(tx: &Tx<'_>) -> Result<u64, StoreError> {
    let sql = "UPDATE device_key SET ctr = ctr + 1 RETURNING ctr";
    tx.one(sql, [], |row| number(row, 0))?.ok_or(StoreError::NotEnrolled)
}
