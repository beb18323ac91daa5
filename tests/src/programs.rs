//! The two programs as an office runs them, in processes of their own that a story may kill.
//!
//! They are built before the stories run (`cargo xtask test` does; by hand: `cargo build -p server -p field`).

use std::{
    io::{BufRead, BufReader, Read},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

use serde_json::Value;

/// The path of a built program: beside the folder the tests themselves were built into.
#[must_use]
pub fn program(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("a test is a program");
    let folder = test.parent().and_then(Path::parent).expect("target/debug/deps").to_owned();
    let path = folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(path.exists(), "{} is not built: cargo build -p server -p field", path.display());
    path
}

/// A program with its arguments, quiet about logs.
#[must_use]
pub fn command(name: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program(name));
    command.args(arguments).env_remove("HUXIAO_HOME").env("LANG", "en_US.UTF-8").stdin(Stdio::null());
    command
}

/// Runs a program to its end.
#[must_use]
pub fn run(name: &str, arguments: &[&str]) -> Output {
    command(name, arguments).output().expect("the program starts")
}

/// Runs a program that must succeed, and reads the JSON object it prints.
pub fn json(name: &str, arguments: &[&str]) -> Value {
    let output = run(name, arguments);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name} {arguments:?}: {complaint}");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{name} {arguments:?}: {error}"))
}

/// Everything stored in a data folder must pass the server's own verification.
pub fn verify(data: &Path) {
    let output = run("huxiao-server", &["verify", "--data", &data.display().to_string()]);
    let said = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "verify finds a difference: {}", String::from_utf8_lossy(&said));
}

/// `huxiao-server serve` in a process of its own. Dropping it kills it as SIGKILL does.
#[derive(Debug)]
pub struct Served {
    process: Child,
    /// Where it listens.
    pub addr: SocketAddr,
}

impl Served {
    /// Serves a folder on a free port.
    #[must_use]
    pub fn start(data: &Path) -> Self {
        let data = data.display().to_string();
        Self::spawn(command("huxiao-server", &["serve", "--data", &data, "--listen", "127.0.0.1:0"]))
    }

    /// Serves a folder on a disk that is full as soon as a file has so many bytes. No file system of its own is needed:
    /// the system refuses to write on, and the server, which is deaf to that signal, gets the error.
    #[must_use]
    pub fn on_small_disk(data: &Path, bytes: u64) -> Self {
        let mut serve = Command::new("sh");
        serve.args(["-c", "trap '' XFSZ; exec prlimit --fsize=$0:unlimited -- \"$@\"", &bytes.to_string()]);
        serve.arg(program("huxiao-server")).arg("serve").arg("--data").arg(data).args(["--listen", "127.0.0.1:0"]);
        serve.stdin(Stdio::null());
        Self::spawn(serve)
    }

    /// The disk has space again.
    pub fn enlarge_disk(&self) {
        let pid = self.process.id().to_string();
        let done = Command::new("prlimit").args(["--fsize=unlimited:unlimited", "--pid", &pid]).status();
        assert!(done.is_ok_and(|status| status.success()), "the limit is lifted");
    }

    fn spawn(mut serve: Command) -> Self {
        let mut process = serve.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the server starts");
        let mut said = BufReader::new(process.stdout.take().expect("piped"));
        let mut line = String::new();
        said.read_line(&mut line).expect("the server says where it listens");
        let addr = line.split("http://").nth(1).unwrap_or_default().trim().trim_end_matches('/');
        let addr = addr.split_whitespace().next().unwrap_or_default();
        let addr = addr.parse().unwrap_or_else(|_| panic!("no address in {line:?}"));
        // What it says later is read and dropped, so that it never waits for a reader.
        std::thread::spawn(move || said.read_to_end(&mut Vec::new()));
        Self { process, addr }
    }

    /// Stops it for a while, as a machine that swaps or a laptop whose lid closes does; whether that was possible.
    #[cfg(unix)]
    pub fn pause(&mut self, time: std::time::Duration) -> bool {
        use rustix::process::{Pid, Signal, kill_process};
        let pid = Pid::from_child(&self.process);
        let stopped = kill_process(pid, Signal::STOP).is_ok();
        std::thread::sleep(time);
        stopped && kill_process(pid, Signal::CONT).is_ok()
    }

    /// Ends it without a word of warning.
    pub fn kill(&mut self) {
        let _it_may_have_ended = self.process.kill();
        let _it_may_have_ended = self.process.wait();
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.kill();
    }
}
