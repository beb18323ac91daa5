//! Who the server is to phones: its signing key, the name in request signatures, the life of its storage.
//!
//! Made once, at the first start; the key to rescue bundles is derived from the signing key, so that a backup of one
//! file holds both. Key and database belong together: receipts that phones hold were signed by the
//! key, so a folder that has lost it is refused instead of being given a new one.
//!
//! A key may be followed by another (`huxiao-server rotate-key`): the file then holds both, the newest first. The newest
//! signs; each vouches for the next, which is how phones follow; what was sealed to an earlier one can still be opened.

use domain::defect::{self, Defect};
use hmac::{Hmac, KeyInit as _, Mac as _};
use minicbor::bytes::ByteArray;
use protocol::{
    Cursor, KeyChange, KeyId, OrganizationSecret, PublicKey, ServerEpoch, ServerKeys, SigningKey, VouchedKey,
    server_keys::KEYS_MAX, tus,
};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::{
    Error, clock,
    db::{Conn, Database},
    error::Result,
    folder::{Folder, Seed, signing_key},
    random,
    tables::{epochs, settings},
};

const KEY_ID: &str = "server_key";
const PUBLIC_KEY: &str = "server_public_key";
/// Those before it, the latest first, with spaces between.
const EARLIER_KEYS: &str = "server_earlier_keys";
const AUDIENCE: &str = "audience";
const EPOCH: &str = "epoch";
const ORGANIZATION: &str = "organization";
const LIVE_SECRET: &str = "live_secret";
const DEFAULT_ORGANIZATION: &str = "福清市护校安园行动办公室";

/// Who the server is.
#[derive(Debug)]
pub(crate) struct Identity {
    pub(crate) audience: String,
    pub(crate) organization: String,
    pub(crate) epoch: ServerEpoch,
    newest: Keys,
    /// The keys before it, the latest first.
    earlier: Vec<Keys>,
    /// What leads phones from the keys before to the newest.
    changes: Option<String>,
}

/// What is made of one seed.
#[derive(Debug)]
struct Keys {
    signing: SigningKey,
    /// Opens rescue bundles.
    organization: OrganizationSecret,
    /// Seals cursors.
    cursor: Zeroizing<[u8; 32]>,
}

impl Keys {
    fn of(seed: &Seed) -> Self {
        Self {
            signing: signing_key(seed),
            organization: OrganizationSecret::from_seed(&Zeroizing::new(keyed(seed, b"huxiao-organization-key-1"))),
            cursor: Zeroizing::new(keyed(seed, b"huxiao-cursor-key-1")),
        }
    }

    fn id(&self) -> String {
        self.signing.public().id().to_string()
    }
}

impl Identity {
    /// Reads the identity, and makes it at the first start.
    pub(crate) async fn open(folder: &Folder, db: &Database) -> Result<Self> {
        let mut tx = db.begin().await?;
        let known = settings::get(&mut tx, KEY_ID).await?;
        let seeds = match (folder.read_keys()?, &known) {
            (Some(seeds), _) => seeds,
            (None, None) => vec![folder.create_key()?],
            (None, Some(_)) => {
                return Err(Error::refused(format!(
                    "server.key is missing from {}; the receipts that phones hold were signed by it, so put it back from your backup",
                    folder.path().display()
                )));
            }
        };
        let mut keys = seeds.iter().map(Keys::of);
        let newest = keys.next().ok_or_else(|| Error::broken("server.key holds no key"))?;
        let earlier: Vec<Keys> = keys.collect();
        match known {
            Some(known) if known == newest.id() => {}
            // It was rotated since, here or on another node, or the database is of before that.
            Some(known) if earlier.iter().any(|keys| keys.id() == known) => {
                keep_public(&mut tx, &newest, &earlier).await?;
            }
            Some(_) => {
                return Err(Error::refused(format!(
                    "server.key in {} does not belong to this database; put back the key that was backed up with it, or the one of the node on which it was rotated",
                    folder.path().display()
                )));
            }
            None => {
                if !settings::claim(&mut tx, KEY_ID, &newest.id()).await? {
                    return Err(Error::refused(format!(
                        "another node gave this database its key at this moment; copy its server.key to {} and start again",
                        folder.path().display()
                    )));
                }
                keep_public(&mut tx, &newest, &earlier).await?;
                settings::put(&mut tx, AUDIENCE, &format!("huxiao-{}", newest.id())).await?;
                raise_epoch(&mut tx, 0).await?;
                settings::put(&mut tx, ORGANIZATION, DEFAULT_ORGANIZATION).await?;
            }
        }
        // Databases from before live codes get it at their next start.
        settings::claim(&mut tx, LIVE_SECRET, &data_encoding::HEXLOWER.encode(&random::bytes::<32>())).await?;
        let identity = Self::read(&mut tx, newest, earlier).await?;
        tx.commit().await?;
        Ok(identity)
    }

    async fn read(conn: &mut Conn, newest: Keys, earlier: Vec<Keys>) -> Result<Self> {
        let epoch = settings::get(conn, EPOCH).await?.unwrap_or_default();
        let all: Vec<&SigningKey> = std::iter::once(&newest).chain(&earlier).map(|keys| &keys.signing).collect();
        let changes: Vec<KeyChange> = all.windows(2).map(|pair| KeyChange::sign(pair[1], pair[0])).collect();
        Ok(Self {
            audience: settings::get(conn, AUDIENCE).await?.unwrap_or_default(),
            organization: settings::get(conn, ORGANIZATION).await?.unwrap_or_else(|| DEFAULT_ORGANIZATION.to_owned()),
            epoch: tus::read_epoch(&epoch).ok_or_else(|| Error::broken(format!("{epoch:?} is no epoch")))?,
            changes: (!changes.is_empty()).then(|| KeyChange::header(&changes)),
            newest,
            earlier,
        })
    }

    fn all(&self) -> impl Iterator<Item = &Keys> {
        std::iter::once(&self.newest).chain(&self.earlier)
    }

    /// The key that signs.
    pub(crate) fn key(&self) -> &SigningKey {
        &self.newest.signing
    }

    /// The key that signs for a phone. One that does not say which key it knows is of the releases before a key could be
    /// followed by another: it knows the first, and could not follow.
    pub(crate) fn key_for(&self, says_key: bool) -> &SigningKey {
        let first = self.all().last().unwrap_or(&self.newest);
        if says_key { self.key() } else { &first.signing }
    }

    /// What leads a phone on that knows this key, when it is not the newest.
    pub(crate) fn changes_after(&self, known: KeyId) -> Option<&str> {
        self.changes.as_deref().filter(|_| known != self.key().public().id())
    }

    /// What a phone encrypts its rescue bundles to, with the word of the key that signs for it.
    pub(crate) fn organization_key(&self, says_key: bool) -> VouchedKey {
        VouchedKey::sign(self.key_for(says_key), self.newest.organization.public())
    }

    /// What opens a bundle that was sealed to this key of the organization.
    pub(crate) fn organization_secret(&self, sealed_to: KeyId) -> &OrganizationSecret {
        let made_for = self.all().map(|keys| &keys.organization).find(|it| it.public().id() == sealed_to);
        made_for.unwrap_or(&self.newest.organization)
    }

    /// The bytes of a cursor for a phone.
    pub(crate) fn seal_cursor(&self, cursor: &Cursor) -> Vec<u8> {
        cursor.seal(&self.newest.cursor)
    }

    /// A cursor that a phone gives back, perhaps from before the key was rotated.
    pub(crate) fn open_cursor(&self, bytes: &[u8]) -> Option<Cursor> {
        self.all().find_map(|keys| Cursor::open(&keys.cursor, bytes))
    }
}

/// Notes the public halves, for whoever verifies without the file.
async fn keep_public(conn: &mut Conn, newest: &Keys, earlier: &[Keys]) -> Result<()> {
    let hex = |keys: &Keys| data_encoding::HEXLOWER.encode(&*keys.signing.public().0);
    let earlier: Vec<String> = earlier.iter().map(hex).collect();
    settings::put(conn, KEY_ID, &newest.id()).await?;
    settings::put(conn, PUBLIC_KEY, &hex(newest)).await?;
    settings::put(conn, EARLIER_KEYS, &earlier.join(" ")).await
}

/// Makes a key that signs from now on; the ones before stay in the file. No server may run on the folder.
pub(crate) async fn rotate(folder: &Folder, db: &Database) -> Result<Identity> {
    let before = Identity::open(folder, db).await?;
    if before.all().count() >= KEYS_MAX {
        return Err(Error::refused(format!("the key was rotated {} times; more is not possible", KEYS_MAX - 1)));
    }
    folder.add_key(&Zeroizing::new(random::bytes()))?;
    Identity::open(folder, db).await
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

/// The public halves, as the database remembers them: verbs that only read need no private key.
pub(crate) async fn public_keys(conn: &mut Conn) -> Result<Option<ServerKeys>> {
    let Some(newest) = settings::get(conn, PUBLIC_KEY).await?.as_deref().and_then(read_public) else { return Ok(None) };
    let earlier = settings::get(conn, EARLIER_KEYS).await?.unwrap_or_default();
    Ok(Some(ServerKeys::of(newest, earlier.split_whitespace().filter_map(read_public).collect())))
}

fn read_public(hex: &str) -> Option<PublicKey> {
    let bytes = data_encoding::HEXLOWER.decode(hex.as_bytes()).ok()?;
    Some(PublicKey(ByteArray::from(<[u8; 32]>::try_from(bytes).ok()?)))
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
