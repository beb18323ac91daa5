//! The rescue bundle 救援包: everything the server has not signed for durably, in one file to carry by cable.
//!
//! Sealed by this phone and encrypted to the organization, so the file may lie anywhere. Nothing on the phone changes:
//! it sends the same again when it finds a network, and the server takes each thing once. One batch or picture is in
//! memory at a time, and the file has its name only when it is whole.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use domain::{Problem, limits::PUSH_RECORDS_MAX, photo::PhotoRole, time::TimeBlock};
use photos::vault::VaultError;
use protocol::{
    OrganizationKey, Seal, SigningKey,
    bundle::{ENDING, Opening, Part, Picture, Run, Sealer},
    sync::Push,
};
use store::{
    Tx,
    identity::Identity,
    organization_key, records,
    stream::{self, Stream},
    uploads::{self, Upload},
};

use crate::{
    Error, Home,
    app::VERSION,
    error::refused,
    home::identity,
    views::{BundleContents, BundleSaved},
};

/// Bytes of records in one run: a sync request takes no more.
const RUN_BYTES: usize = 192 * 1024;

/// What an export would hold now.
///
/// # Errors
/// `not-enrolled`.
pub fn contents(home: &Home) -> Result<BundleContents, Error> {
    home.read(|tx| {
        let (_, streams, files) = (identity(tx)?, unsigned(tx)?, uploads::unstored(tx)?);
        let sizes = streams.iter().map(|it| records::bytes_after(tx, it, it.durable_upto));
        Ok(BundleContents {
            records: streams.iter().map(|it| it.last_seq() - it.durable_upto).sum(),
            record_bytes: sizes.sum::<Result<u64, _>>()?,
            photos: pictures(&files),
            photo_bytes: files.iter().map(|it| it.bytes).sum(),
            ready: organization_key::get(tx)?.is_some(),
        })
    })
}

/// A name for the file that tells phones and moments apart: `huxiao-0007-20261123-0731.hxrescue`.
///
/// # Errors
/// `not-enrolled`.
pub fn file_name(home: &Home) -> Result<String, Error> {
    home.read(|tx| {
        let (identity, now) = (identity(tx)?, home.moment(tx)?.now());
        Ok(format!("huxiao-{}-{}.{ENDING}", identity.device_no, now.shanghai().format("%Y%m%d-%H%M%S")))
    })
}

/// Writes the bundle to `file`, which must not exist yet.
///
/// # Errors
/// `not-enrolled`, `rescue-no-key`, `rescue-file-exists`, `rescue-no-room`, `rescue-cannot-write`.
pub fn export(home: &Home, file: &Path) -> Result<BundleSaved, Error> {
    let plan = home.read(|tx| Plan::read(home, tx))?;
    if file.exists() {
        return Err(Problem::new("rescue-file-exists").with("path", file.display()).into());
    }
    let aside = aside(file);
    let written = write(home, &plan, &aside).and_then(|saved| {
        fs::rename(&aside, file).and_then(|()| flush_folder(file)).map_err(|error| unwritable(file, &error))?;
        Ok(BundleSaved { file: file.display().to_string(), ..saved })
    });
    if written.is_err() {
        // Best effort: what stays has another name and is written over by the next export.
        let _gone: io::Result<()> = fs::remove_file(&aside);
    }
    written
}

/// What is to be written, as it stood at one moment.
struct Plan {
    identity: Identity,
    organization: OrganizationKey,
    now: TimeBlock,
    streams: Vec<Stream>,
    files: Vec<Upload>,
}

impl Plan {
    fn read(home: &Home, tx: &Tx<'_>) -> Result<Self, Error> {
        Ok(Self {
            identity: identity(tx)?,
            organization: organization_key::get(tx)?.ok_or_else(|| refused("rescue-no-key"))?,
            now: home.moment(tx)?.block(),
            streams: unsigned(tx)?,
            files: uploads::unstored(tx)?,
        })
    }
}

/// Streams with records that no durable receipt covers, frozen ones included.
fn unsigned(tx: &Tx<'_>) -> Result<Vec<Stream>, Error> {
    Ok(stream::all(tx)?.into_iter().filter(|it| it.last_seq() > it.durable_upto).collect())
}

fn pictures(files: &[Upload]) -> u64 {
    files.iter().filter(|it| it.role == PhotoRole::Picture).count() as u64
}

fn write(home: &Home, plan: &Plan, aside: &Path) -> Result<BundleSaved, Error> {
    let put = |out: &mut BufWriter<File>, bytes: &[u8]| out.write_all(bytes).map_err(|error| unwritable(aside, &error));
    let mut out = BufWriter::new(File::create(aside).map_err(|error| unwritable(aside, &error))?);
    let device = plan.identity.signing_key();
    let opening = Opening { device: device.public(), app_version: VERSION.to_owned(), made_at: plan.now };
    let (mut sealer, begun) = Sealer::begin(&plan.organization, opening, random()?).map_err(internal)?;
    put(&mut out, &begun)?;
    let mut saved = BundleSaved::default();
    for stream in &plan.streams {
        let mut next = stream.durable_upto + 1;
        while let Some(run) = next_run(home, stream, next, &device, plan.now)? {
            next = run.push.seal.last + 1;
            saved.records += run.push.records.len() as u64;
            put(&mut out, &sealer.frame(&Part::Run(run)).map_err(internal)?)?;
        }
    }
    for file in &plan.files {
        let is_picture = u64::from(file.role == PhotoRole::Picture);
        let Some(picture) = picture(home, file)? else {
            saved.photos_missing += is_picture;
            continue;
        };
        saved.photos += is_picture;
        put(&mut out, &sealer.frame(&Part::Picture(picture)).map_err(internal)?)?;
    }
    put(&mut out, &sealer.end(&device).map_err(internal)?)?;
    let written = out.into_inner().map_err(io::IntoInnerError::into_error).and_then(|file| {
        file.sync_all()?;
        Ok(file.metadata()?.len())
    });
    Ok(BundleSaved { bytes: written.map_err(|error| unwritable(aside, &error))?, ..saved })
}

/// The records of a stream from `first` on, as many as one sync request would carry; `None` after the last.
fn next_run(
    home: &Home,
    stream: &Stream,
    first: u64,
    device: &SigningKey,
    now: TimeBlock,
) -> Result<Option<Run>, Error> {
    let batch = home.read(|tx| Ok(records::batch_of(tx, stream, first, PUSH_RECORDS_MAX, RUN_BYTES)?))?;
    let (Some(first), Some(last)) = (batch.first(), batch.last()) else { return Ok(None) };
    let seal = Seal::sign(device, stream.stream_id, first.seq, last.seq, &last.hash, now);
    let push = Push { records: batch.into_iter().map(|it| it.bytes.into()).collect(), seal };
    Ok(Some(Run { stream_id: stream.stream_id, push }))
}

/// The file's bytes; `None` when they are gone from this phone or torn.
fn picture(home: &Home, file: &Upload) -> Result<Option<Picture>, Error> {
    let bytes = match home.vault().get(*file.sha256) {
        Ok(bytes) if bytes.len() as u64 == file.bytes => bytes,
        Ok(_) | Err(VaultError::Missing | VaultError::Torn) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    Ok(Some(Picture {
        photo_id: file.photo_id,
        stream_id: file.stream_id,
        seq: file.seq,
        sha256: file.sha256,
        is_thumb: file.role == PhotoRole::Thumb,
        bytes: bytes.into(),
    }))
}

fn aside(file: &Path) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    file.with_file_name(name)
}

/// A stick may be pulled out right after: the name must be on it, too.
fn flush_folder(file: &Path) -> io::Result<()> {
    let folder = file.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

fn random() -> Result<[u8; 32], Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| Error::Io(io::Error::other(error)))?;
    Ok(bytes)
}

fn unwritable(file: &Path, error: &io::Error) -> Error {
    let full = matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded);
    let problem = if full { Problem::new("rescue-no-room") } else { Problem::new("rescue-cannot-write") };
    problem.with("path", file.display()).with("detail", error).into()
}

/// A frame that cannot be made: no input of ours does that.
fn internal(error: protocol::bundle::BundleError) -> Error {
    Problem::new("internal").with("detail", error).into()
}
