//! The real server in a process of its own, with the demo district, and what the kernel says it used.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use domain::ids::{PointId, StaffId};
use serde_json::Value;

const PROGRAM: &str = env!("CARGO_BIN_EXE_huxiao-server");
/// The kernel counts CPU time in hundredths of a second, on every Linux we know.
const TICKS_PER_S: f64 = 100.0;

/// A server that runs until it is dropped.
pub(crate) struct Served {
    process: Child,
    data: PathBuf,
    database: Vec<String>,
    pub(crate) url: String,
}

impl Served {
    /// Loads the demo district and serves it on a free port.
    pub(crate) fn start(folder: &Path, database: Option<&str>) -> Self {
        let data = folder.join("server");
        let database = database.map(|url| vec!["--database".to_owned(), url.to_owned()]).unwrap_or_default();
        json(command("demo", &data, &database).arg("--json"));
        let mut serve = command("serve", &data, &database);
        serve.args(["--listen", "127.0.0.1:0"]).env("RUST_LOG", "error");
        let mut process = serve.stdout(Stdio::piped()).spawn().expect("the server starts");
        let mut said = BufReader::new(process.stdout.take().expect("piped"));
        let mut line = String::new();
        said.read_line(&mut line).expect("it says where it listens");
        let addr = line.split("http://").nth(1).and_then(|rest| rest.split_whitespace().next()).unwrap_or_default();
        let url = format!("http://{}", addr.trim_end_matches('/'));
        // What it says later is read and dropped, so that it never waits for a reader.
        std::thread::spawn(move || said.read_to_end(&mut Vec::new()));
        Self { process, data, database, url }
    }

    /// Seconds of processor time the process has used so far.
    pub(crate) fn cpu_s(&self) -> f64 {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.process.id())).expect("it runs");
        let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
        // Fields 14 and 15 of the whole line; the state is field 3.
        let ticks = after_name.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<f64>().ok());
        ticks.sum::<f64>() / TICKS_PER_S
    }

    /// Waits until everything that was received is projected.
    pub(crate) async fn projected(&self, http: &reqwest::Client) {
        loop {
            let metrics = http.get(format!("{}/metrics", self.url)).send().await.expect("the server answers");
            let metrics = metrics.text().await.expect("text");
            let figure = |name: &str| {
                let found = metrics.lines().find_map(|line| line.strip_prefix(name));
                found.and_then(|rest| rest.trim().parse::<u64>().ok()).expect("the figure is there")
            };
            if figure("huxiao_records_projected_total ") >= figure("huxiao_records_received_total ") {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// A school with its points and one person.
    pub(crate) fn a_school(&self) -> (String, Vec<PointId>, StaffId) {
        let points = json(self.ask("points").arg("--json"));
        let points = points["points"].as_array().expect("a list");
        let school = points[0]["school_code"].as_str().expect("a code").to_owned();
        let own = points.iter().filter(|point| point["school_code"] == school.as_str());
        let ids = own.map(|point| point["id"].as_str().expect("an id").parse().expect("an id")).collect();
        let staff = json(self.ask("staff").arg("--json"));
        let person = staff["staff"][0]["id"].as_str().expect("an id").parse().expect("an id");
        (school, ids, person)
    }

    /// A code for so many phones of a school.
    pub(crate) fn code(&self, school: &str, uses: usize) -> String {
        let given = json(self.ask("enroll").args(["--json", "--school", school, "--uses", &uses.to_string()]));
        given["code"].as_str().expect("a code").to_owned()
    }

    fn ask(&self, verb: &str) -> Command {
        command(verb, &self.data, &self.database)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _it_may_have_ended = self.process.kill();
        let _it_may_have_ended = self.process.wait();
    }
}

fn command(verb: &str, data: &Path, database: &[String]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.arg(verb).arg("--data").arg(data).args(database).env("LANG", "en_US.UTF-8").stdin(Stdio::null());
    command
}

fn json(command: &mut Command) -> Value {
    let output = command.output().expect("the program starts");
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("one JSON object")
}
