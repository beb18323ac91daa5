//! A PostgreSQL for tests and benches alone: a cluster in a folder and on a port of its own, gone when the run ends.
//!
//! Nothing is set up before and nothing is left behind: the run makes the cluster, and the system's own cluster, if
//! there is one, is not touched. PostgreSQL refuses to run as root, so for root it runs as the user that the package
//! made. The system ends it with us, however we end (`setpriv --pdeathsig`).

use std::{
    env, fs,
    io::Read as _,
    net::TcpListener,
    os::unix::fs::{DirBuilderExt as _, chown},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio, id},
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, geteuid, kill_process};

use crate::{
    fault::{Done, Fault},
    setup::on_path,
};

/// Where Debian keeps the programs of each version.
const VERSIONS: &str = "/usr/lib/postgresql";
/// How the folders begin; the number of our process follows.
const FOLDER: &str = "huxiao-postgres-";
/// How long it may take to start or to end.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often we look.
const GLANCE: Duration = Duration::from_millis(100);
/// Of every cluster.
const SETTINGS: &[&str] = &["max_connections=300", "listen_addresses=127.0.0.1", "log_min_messages=fatal"];
/// Data that is thrown away need not reach the disk.
const UNFLUSHED: &[&str] = &["fsync=off", "synchronous_commit=off", "full_page_writes=off"];

/// Whether a commit waits for the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flush {
    /// As an office's database does: for figures.
    Always,
    /// For tests.
    Never,
}

/// A cluster that runs.
pub(crate) struct Cluster {
    server: Child,
    folder: PathBuf,
    /// Its address, with the database that others are made from.
    pub(crate) url: String,
}

impl Cluster {
    /// Makes a cluster and waits until it answers.
    ///
    /// # Errors
    /// When PostgreSQL is not installed or does not start; what it said stands above.
    pub(crate) fn start(flush: Flush) -> Done<Self> {
        sweep();
        let programs = programs()?;
        let owner = Owner::find()?;
        let folder = env::temp_dir().join(format!("{FOLDER}{}", id()));
        fs::DirBuilder::new().mode(0o700).create(&folder)?;
        let password = random_hex()?;
        fs::write(folder.join("password"), &password)?;
        owner.give(&folder)?;
        owner.give(&folder.join("password"))?;

        let (data, pwfile) = (folder.join("data"), folder.join("password"));
        let mut initdb = owner.command(&programs.join("initdb"), &folder);
        initdb.args(["--username=huxiao", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"]);
        initdb.arg("--pwfile").arg(pwfile).arg("--pgdata").arg(&data).stdout(Stdio::null());
        if !initdb.status()?.success() {
            return Err(Fault::new("initdb could not make a cluster; its own words are above."));
        }

        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut server = owner.command(&programs.join("postgres"), &folder);
        server.arg("-D").arg(&data).args(["-p", &port.to_string()]).arg("-k").arg(&folder);
        let unflushed = if flush == Flush::Never { UNFLUSHED } else { &[] };
        server.args(SETTINGS.iter().chain(unflushed).flat_map(|setting| ["-c", setting]));
        let server = server.spawn()?;
        let url = format!("postgres://huxiao:{password}@127.0.0.1:{port}/postgres");
        let mut cluster = Self { server, folder, url };
        cluster.wait_ready(&programs, port)?;
        eprintln!("PostgreSQL answers on port {port}, from {}.", cluster.folder.display());
        Ok(cluster)
    }

    fn wait_ready(&mut self, programs: &Path, port: u16) -> Done {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            if self.server.try_wait()?.is_some() {
                return Err(Fault::new("PostgreSQL ended before it was ready; its own words are above."));
            }
            let mut ask = Command::new(programs.join("pg_isready"));
            if ask.args(["-q", "-h", "127.0.0.1", "-p", &port.to_string()]).status()?.success() {
                return Ok(());
            }
            thread::sleep(GLANCE);
        }
        Err(Fault::new("PostgreSQL does not answer; its own words are above."))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let deadline = Instant::now() + PATIENCE;
        // Its word for "end now, and cut off who is still connected".
        let _ended: Result<(), _> = kill_process(Pid::from_child(&self.server), Signal::INT);
        while matches!(self.server.try_wait(), Ok(None)) && Instant::now() < deadline {
            thread::sleep(GLANCE);
        }
        let _ended: Result<(), _> = self.server.kill();
        let _ended: Result<_, _> = self.server.wait();
        let _gone: Result<(), _> = fs::remove_dir_all(&self.folder);
    }
}

/// Whom the cluster belongs to: us, or for root the user of the package.
enum Owner {
    Ourselves,
    User { uid: u32, gid: u32 },
}

impl Owner {
    fn find() -> Done<Self> {
        if !geteuid().is_root() {
            return Ok(Self::Ourselves);
        }
        let known = fs::read_to_string("/etc/passwd")?;
        ["postgres", "nobody"].iter().find_map(|name| user(&known, name)).ok_or_else(|| {
            Fault::new("PostgreSQL does not run as root, and this system has neither a user postgres nor nobody.")
        })
    }

    fn give(&self, path: &Path) -> Done {
        if let Self::User { uid, gid } = *self {
            chown(path, Some(uid), Some(gid))?;
        }
        Ok(())
    }

    /// A program that runs as the owner and ends with us.
    fn command(&self, program: &Path, folder: &Path) -> Command {
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "INT"]);
        if let Self::User { uid, gid } = self {
            command.args(["--clear-groups", "--reuid", &uid.to_string(), "--regid", &gid.to_string()]);
        }
        command.arg("--").arg(program).current_dir(folder).stdin(Stdio::null());
        command
    }
}

/// A line of the list of users: `name:x:uid:gid:…`.
fn user(known: &str, name: &str) -> Option<Owner> {
    let line = known.lines().find(|line| line.split(':').next() == Some(name))?;
    let mut numbers = line.split(':').skip(2).map_while(|field| field.parse().ok());
    Some(Owner::User { uid: numbers.next()?, gid: numbers.next()? })
}

/// The folder of the newest version's programs.
fn programs() -> Done<PathBuf> {
    let installed = fs::read_dir(VERSIONS).into_iter().flatten().flatten().map(|version| version.path());
    let versions = installed.filter(|path| path.join("bin/initdb").exists());
    let newest = versions.max_by_key(|path| path.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok()));
    let elsewhere = || on_path("initdb").and_then(|program| program.parent().map(Path::to_owned));
    newest
        .map(|path| path.join("bin"))
        .or_else(elsewhere)
        .ok_or_else(|| Fault::new("PostgreSQL is needed for this step: install the package postgresql."))
}

/// Removes what runs left behind that were killed.
fn sweep() {
    for left in fs::read_dir(env::temp_dir()).into_iter().flatten().flatten() {
        let name = left.file_name();
        let number = name.to_str().and_then(|name| name.strip_prefix(FOLDER)?.parse::<u32>().ok());
        if number.is_some_and(|number| !Path::new(&format!("/proc/{number}")).exists()) {
            let _not_ours: Result<(), _> = fs::remove_dir_all(left.path());
        }
    }
}

fn random_hex() -> Done<String> {
    let mut bytes = [0_u8; 16];
    fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_answers_and_leaves_nothing_behind() {
        let cluster = Cluster::start(Flush::Never).expect("PostgreSQL starts");
        let folder = cluster.folder.clone();
        assert!(cluster.url.starts_with("postgres://huxiao:") && folder.join("data/PG_VERSION").exists());
        let port = cluster.url.rsplit(':').next().and_then(|rest| rest.split('/').next()).expect("a port").to_owned();
        drop(cluster);
        assert!(!folder.exists());
        assert!(std::net::TcpStream::connect(format!("127.0.0.1:{port}")).is_err(), "nobody listens there now");
    }

    #[test]
    fn users_are_found_by_their_whole_name() {
        let known =
            "root:x:0:0:root:/root:/bin/bash\npostgresx:x:1:1::/:/bin/sh\npostgres:x:101:104:,,,:/var:/bin/bash\n";
        assert!(matches!(user(known, "postgres"), Some(Owner::User { uid: 101, gid: 104 })));
        assert!(user(known, "nobody").is_none());
    }
}
