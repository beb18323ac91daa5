//! How the command line reaches a server that holds the folder: one line of JSON there, one line back.
//!
//! A Unix socket that only the owner may open; where there is none (or the path is too long for one), a port on
//! this machine with a secret in a file that only the owner may read.

use std::{fs, io, path::PathBuf};

use domain::policy::PictureRules;
use serde::{Deserialize, Serialize};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
};

use crate::{
    Error, backup,
    bundle::{self, Imported},
    demo,
    device_state::{self, Decided, Wish},
    enroll::{self, Belongs, GivenCode},
    error::Result,
    folder::Folder,
    lists,
    live::Tag,
    point_sheet, policy, random, roots,
    state::Shared,
    tag_sheet::Size,
    tags,
    taken::{self, Taken},
};

/// What the command line asks for.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Order {
    /// A code for phones.
    Enroll { belongs: Belongs, uses: u32 },
    /// The demo district.
    Demo,
    /// The office's word about a phone.
    Device(Wish),
    /// A backup begins.
    BackupBegin,
    /// The backup of this number is finished.
    BackupFinished(i64),
    /// A signed root, now.
    Root,
    /// A rescue bundle, at an absolute path of this machine.
    ImportBundle { file: PathBuf },
    /// What an office asks of pictures.
    Policy { belongs: Belongs, wish: policy::Wish },
    /// Phones that do not have all lists begin them anew.
    RenewLists { belongs: Belongs },
    /// Tags as a PDF, at an absolute path of this machine.
    Tags { belongs: Belongs, size: Size, file: PathBuf },
    /// Something is taken out, and why.
    Taken { taken: Taken, why: String },
    /// Points from a sheet, at an absolute path of this machine.
    ImportPoints { file: PathBuf, apply: bool },
}

/// What it is told.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Reply {
    /// The code.
    Code(GivenCode),
    /// Sign-in names of the demo district.
    Demo(demo::Loaded),
    /// What the phone is now.
    Device(Decided),
    /// The number of the backup.
    Backup(i64),
    /// How many streams gained by it.
    Gained(u64),
    /// The number of the root.
    Root(u64),
    /// What a bundle brought.
    Imported(Imported),
    /// What the office asks of pictures now.
    Policy(PictureRules),
    /// How many lists there are.
    Renewed(u64),
    /// How many tags were drawn.
    Tags(usize),
    /// It is written down.
    Noted,
    /// What a sheet of points does, or would do.
    Points(point_sheet::Imported),
    /// Why not.
    Refused(String),
}

impl Reply {
    /// What to tell the person when the reply was not the one asked for.
    pub(crate) fn into_refusal(self) -> Error {
        match self {
            Self::Refused(sentence) => Error::Refused(sentence),
            Self::Code(_)
            | Self::Demo(_)
            | Self::Device(_)
            | Self::Policy(_)
            | Self::Renewed(_)
            | Self::Tags(_)
            | Self::Points(_)
            | Self::Noted
            | Self::Backup(_)
            | Self::Gained(_)
            | Self::Root(_)
            | Self::Imported(_) => Error::refused("the running server answered something else"),
        }
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct Address {
    port: u16,
    secret: String,
}

/// The longest path a Unix socket may have on the systems we know.
const SOCKET_PATH_MAX: usize = 100;

fn takes_socket(folder: &Folder) -> bool {
    cfg!(unix) && folder.control_socket().as_os_str().len() <= SOCKET_PATH_MAX
}

/// Listens for orders until the server stops.
pub(crate) async fn listen(folder: &Folder, state: Shared, stopping: watch::Receiver<bool>) -> Result<JoinHandle<()>> {
    // What a server that was killed left behind; the lock says that none runs now.
    for old in [folder.control_socket(), folder.control_address()] {
        let _absent = fs::remove_file(old);
    }
    #[cfg(unix)]
    if takes_socket(folder) {
        return listen_socket(folder, state, stopping);
    }
    listen_port(folder, state, stopping).await
}

#[cfg(unix)]
fn listen_socket(folder: &Folder, state: Shared, mut stopping: watch::Receiver<bool>) -> Result<JoinHandle<()>> {
    let path = folder.control_socket();
    let what = || format!("cannot listen on {}", path.display());
    let listener = tokio::net::UnixListener::bind(&path).map_err(Error::io(what()))?;
    fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).map_err(Error::io(what()))?;
    Ok(tokio::spawn(async move {
        loop {
            tokio::select! {
                Ok((stream, _)) = listener.accept() => {
                    tokio::spawn(answer(state.clone(), stream, None));
                }
                _ = stopping.wait_for(|stop| *stop) => break,
            }
        }
        let _absent = fs::remove_file(path);
    }))
}

async fn listen_port(folder: &Folder, state: Shared, mut stopping: watch::Receiver<bool>) -> Result<JoinHandle<()>> {
    let path = folder.control_address();
    let what = || format!("cannot listen for orders in {}", path.display());
    let listener = TcpListener::bind("127.0.0.1:0").await.map_err(Error::io(what()))?;
    let port = listener.local_addr().map_err(Error::io(what()))?.port();
    let address = Address { port, secret: data_encoding::HEXLOWER.encode(&random::bytes::<32>()) };
    write_private(&path, &serde_json::to_vec(&address).unwrap_or_default()).map_err(Error::io(what()))?;
    Ok(tokio::spawn(async move {
        loop {
            tokio::select! {
                Ok((stream, _)) = listener.accept() => {
                    tokio::spawn(answer(state.clone(), stream, Some(address.secret.clone())));
                }
                _ = stopping.wait_for(|stop| *stop) => break,
            }
        }
        let _absent = fs::remove_file(path);
    }))
}

fn write_private(path: &std::path::Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    io::Write::write_all(&mut options.open(path)?, bytes)
}

async fn answer<S: AsyncRead + AsyncWrite + Unpin>(state: Shared, stream: S, secret: Option<String>) {
    let mut stream = BufReader::new(stream);
    let mut line = String::new();
    if let Some(secret) = secret {
        let known = stream.read_line(&mut line).await.is_ok();
        if !known || !bool::from(subtle::ConstantTimeEq::ct_eq(line.trim().as_bytes(), secret.as_bytes())) {
            return;
        }
        line.clear();
    }
    let reply = match stream.read_line(&mut line).await.ok().and_then(|_| serde_json::from_str(&line).ok()) {
        Some(order) => carry_out(&state, order).await.unwrap_or_else(|error| Reply::Refused(error.to_string())),
        None => Reply::Refused("this order is not known to the running server; are both of one version?".into()),
    };
    let mut text = serde_json::to_string(&reply).unwrap_or_default();
    text.push('\n');
    let _gone = stream.write_all(text.as_bytes()).await;
    let _gone = stream.flush().await;
}

async fn carry_out(state: &Shared, order: Order) -> Result<Reply> {
    match order {
        Order::Enroll { belongs, uses } => Ok(Reply::Code(enroll::give_code(&state.db, &belongs, uses).await?)),
        Order::Demo => {
            let loaded = demo::load(&state.db).await?;
            state.live.changed([Tag::Duty, Tag::CheckIns, Tag::Devices]);
            Ok(Reply::Demo(loaded))
        }
        Order::Device(wish) => {
            let decided = device_state::wish(&state.db, &wish).await?;
            state.live.changed([Tag::Devices]);
            Ok(Reply::Device(decided))
        }
        Order::Root => Ok(Reply::Root(roots::take(&state.folder, &state.db, &state.identity).await?.no)),
        Order::BackupBegin => Ok(Reply::Backup(backup::begin(&state.db).await?)),
        Order::BackupFinished(mark) => Ok(Reply::Gained(backup::finish(&state.db, mark).await?)),
        Order::ImportBundle { file } => Ok(Reply::Imported(bundle::import(state, &file).await?)),
        Order::Tags { belongs, size, file } => {
            Ok(Reply::Tags(tags::to_file(&state.db, state.identity.key(), &belongs, (size, &file)).await?))
        }
        Order::ImportPoints { file, apply } => {
            let bytes = fs::read(&file).map_err(Error::io(format!("cannot read {}", file.display())))?;
            Ok(Reply::Points(point_sheet::import_all(&state.db, &bytes, apply).await?))
        }
        Order::Policy { belongs, wish } => Ok(Reply::Policy(policy::change(&state.db, &belongs, &wish).await?)),
        Order::Taken { taken, why } => {
            taken::note(&state.db, &taken, &why).await?;
            Ok(Reply::Noted)
        }
        Order::RenewLists { belongs } => Ok(Reply::Renewed(lists::renew(&state.db, &belongs).await?)),
    }
}

/// Gives an order to the server that holds the folder.
pub(crate) async fn ask(folder: &Folder, order: &Order) -> Result<Reply> {
    let unreachable = || {
        Error::refused(format!(
            "the huxiao-server that uses {} does not answer; wait until it has started, or stop it",
            folder.path().display()
        ))
    };
    let text = serde_json::to_string(order).unwrap_or_default() + "\n";
    #[cfg(unix)]
    if takes_socket(folder) {
        let stream = tokio::net::UnixStream::connect(folder.control_socket()).await.map_err(|_| unreachable())?;
        return converse(stream, &text).await.ok_or_else(unreachable);
    }
    let address: Address = fs::read(folder.control_address())
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .ok_or_else(unreachable)?;
    let stream = TcpStream::connect(("127.0.0.1", address.port)).await.map_err(|_| unreachable())?;
    converse(stream, &format!("{}\n{text}", address.secret)).await.ok_or_else(unreachable)
}

async fn converse<S: AsyncRead + AsyncWrite + Unpin>(stream: S, text: &str) -> Option<Reply> {
    let mut stream = BufReader::new(stream);
    stream.write_all(text.as_bytes()).await.ok()?;
    stream.flush().await.ok()?;
    let mut line = String::new();
    stream.read_line(&mut line).await.ok()?;
    serde_json::from_str(&line).ok()
}
