//! Who the server is to phones: its signing key, the name in request signatures, the life of its storage.
//!
//! Made once, at the first start; the key to rescue bundles is derived from the signing key, so that a backup of one
//! file holds both. Key and database belong together: receipts that phones hold were signed by the
//! key, so a folder that has lost it is refused instead of being given a new one.

use domain::defect::{self, Defect};
use hmac::{Hmac, KeyInit as _, Mac as _};
use minicbor::bytes::ByteArray;
use protocol::{OrganizationSecret, PublicKey, ServerEpoch, SigningKey, VouchedKey, tus};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::{
    Error, clock,
    db::{Conn, Database},
    error::Result,
    folder::{Folder, signing_key},
    random,
    tables::{epochs, settings},
};

const KEY_ID: &str = "server_key";
const PUBLIC_KEY: &str = "server_public_key";
const AUDIENCE: &str = "audience";
const EPOCH: &str = "epoch";
const ORGANIZATION: &str = "organization";
const LIVE_SECRET: &str = "live_secret";
const DEFAULT_ORGANIZATION: &str = "福清市护校安园行动办公室";

/// Who the server is.
#[derive(Debug)]
pub(crate) struct Identity {
    pub(crate) key: SigningKey,
    pub(crate) audience: String,
    pub(crate) organization: String,
    pub(crate) epoch: ServerEpoch,
    /// Opens rescue bundles.
    pub(crate) organization_secret: OrganizationSecret,
    /// What phones encrypt them to.
    pub(crate) organization_key: VouchedKey,
    cursor_key: Zeroizing<[u8; 32]>,
}

impl Identity {
    /// Reads the identity, and makes it at the first start.
    pub(crate) async fn open(folder: &Folder, db: &Database) -> Result<Self> {
        let mut tx = db.begin().await?;
        let known = settings::get(&mut tx, KEY_ID).await?;
        let seed = match (folder.read_key()?, &known) {
            (Some(seed), _) => seed,
            (None, None) => folder.create_key()?,
            (None, Some(_)) => {
                return Err(Error::refused(format!(
                    "server.key is missing from {}; the receipts that phones hold were signed by it, so put it back from your backup",
                    folder.path().display()
                )));
            }
        };
        let key = signing_key(&seed);
        let key_id = key.public().id().to_string();
        if known.as_ref().is_some_and(|known| *known != key_id) {
            return Err(Error::refused(format!(
                "server.key in {} does not belong to this database; put back the key that was backed up with it",
                folder.path().display()
            )));
        }
        if known.is_none() {
            if !settings::claim(&mut tx, KEY_ID, &key_id).await? {
                return Err(Error::refused(format!(
                    "another node gave this database its key at this moment; copy its server.key to {} and start again",
                    folder.path().display()
                )));
            }
            let public = data_encoding::HEXLOWER.encode(&*key.public().0);
            settings::put(&mut tx, PUBLIC_KEY, &public).await?;
            settings::put(&mut tx, AUDIENCE, &format!("huxiao-{key_id}")).await?;
            raise_epoch(&mut tx, 0).await?;
            settings::put(&mut tx, ORGANIZATION, DEFAULT_ORGANIZATION).await?;
        }
        // Databases from before live codes get it at their next start.
        settings::claim(&mut tx, LIVE_SECRET, &data_encoding::HEXLOWER.encode(&random::bytes::<32>())).await?;
        let identity = Self::read(&mut tx, &seed, key).await?;
        tx.commit().await?;
        Ok(identity)
    }

    async fn read(conn: &mut Conn, seed: &Zeroizing<[u8; 32]>, key: SigningKey) -> Result<Self> {
        let epoch = settings::get(conn, EPOCH).await?.unwrap_or_default();
        let organization_secret =
            OrganizationSecret::from_seed(&Zeroizing::new(keyed(seed, b"huxiao-organization-key-1")));
        Ok(Self {
            organization_key: VouchedKey::sign(&key, organization_secret.public()),
            organization_secret,
            audience: settings::get(conn, AUDIENCE).await?.unwrap_or_default(),
            organization: settings::get(conn, ORGANIZATION).await?.unwrap_or_else(|| DEFAULT_ORGANIZATION.to_owned()),
            epoch: tus::read_epoch(&epoch).ok_or_else(|| Error::broken(format!("{epoch:?} is no epoch")))?,
            cursor_key: Zeroizing::new(keyed(seed, b"huxiao-cursor-key-1")),
            key,
        })
    }

    /// What cursors are sealed with.
    pub(crate) fn cursor_key(&self) -> &[u8; 32] {
        &self.cursor_key
    }
}

/// Lives of the storage are numbered by the hour in which they begin, counted from this one (2026 began).
const FIRST_HOUR: i64 = 490_896;
const HOUR_MS: i64 = 3_600_000;
/// More than a revision has room for never comes.
const HOUR_MOST: i64 = 0x7F_FFFF;

/// Begins the next life of the storage, because commits may have been lost: its number is higher than the last one's
/// and than `noted`, its tag is new, and how far each scope's feed reaches now is kept as the floor of this life.
///
/// The first is number 1. Later ones are no lower than the hour they begin in: an old backup that is put back knows
/// nothing of the lives that were begun since, and phones leave alone whom they have seen a later life of.
pub(crate) async fn raise_epoch(conn: &mut Conn, noted: u32) -> Result<ServerEpoch> {
    let last = settings::get(conn, EPOCH).await?;
    let last = last.as_deref().and_then(tus::read_epoch).map_or(0, |epoch| epoch.number);
    let next = last.max(noted) + 1;
    let hour = (clock::now().0 / HOUR_MS - FIRST_HOUR).clamp(0, HOUR_MOST);
    let number = if last == 0 { next } else { next.max(u32::try_from(hour).unwrap_or(0)) };
    let epoch = ServerEpoch { number, tag: ByteArray::from(random::bytes::<8>()) };
    let text = tus::epoch(&epoch);
    if epoch.number == 1 || !defect::has(Defect::EpochKept) {
        settings::put(conn, EPOCH, &text).await?;
    }
    epochs::begin(conn, epoch, clock::now()).await?;
    Ok(epoch)
}

/// Number of the life the storage is in.
pub(crate) async fn epoch_number(conn: &mut Conn) -> Result<u32> {
    let epoch = settings::get(conn, EPOCH).await?;
    Ok(epoch.as_deref().and_then(tus::read_epoch).map_or(0, |epoch| epoch.number))
}

/// The public half, as the database remembers it: verbs that only read need no private key.
pub(crate) async fn public_key(conn: &mut Conn) -> Result<Option<PublicKey>> {
    let Some(hex) = settings::get(conn, PUBLIC_KEY).await? else { return Ok(None) };
    let bytes = data_encoding::HEXLOWER.decode(hex.as_bytes()).ok().and_then(|b| <[u8; 32]>::try_from(b).ok());
    Ok(bytes.map(|bytes| PublicKey(ByteArray::from(bytes))))
}

/// What keys of live codes are made from. It lies in the database, so that every node and every backup has it, and what
/// was scanned can be judged anew at any time; nothing before the first start.
pub(crate) async fn live_secret(conn: &mut Conn) -> Result<Option<Zeroizing<[u8; 32]>>> {
    let Some(hex) = settings::get(conn, LIVE_SECRET).await? else { return Ok(None) };
    let hex = Zeroizing::new(hex);
    let bytes = data_encoding::HEXLOWER.decode(hex.as_bytes()).ok().and_then(|b| <[u8; 32]>::try_from(b).ok());
    bytes
        .map(|bytes| Some(Zeroizing::new(bytes)))
        .ok_or_else(|| Error::broken("the secret of live codes does not read"))
}

fn keyed(key: &[u8; 32], message: &[u8]) -> [u8; 32] {
    #[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length");
    mac.update(message);
    mac.finalize().into_bytes().into()
}
