//! SIGKILL, the moment after the program said that a record is saved: it is there, and it arrives. Real processes.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::Stdio,
};

use serde_json::Value;
use tests::{
    Network,
    programs::{self, Served},
    world::SCHOOL,
};

/// A served demo district and one phone of it, as programs.
struct Demo {
    _dir: tempfile::TempDir,
    data: String,
    home: String,
    network: Network,
    served: Served,
}

impl Demo {
    async fn new() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let [data, home] = ["server", "phone"].map(|name| dir.path().join(name).display().to_string());
        programs::json("huxiao-server", &["demo", "--data", &data, "--json"]);
        let served = Served::start(Path::new(&data));
        let network = Network::to(served.addr).await;
        let demo = Self { _dir: dir, data, home, network, served };
        let given = programs::json("huxiao-server", &["enroll", "--data", &demo.data, "--school", SCHOOL, "--json"]);
        let code = given["code"].as_str().expect("a code");
        demo.phone(&["enroll", "--server", &demo.network.url(), "--code", code]);
        demo.phone(&["sync"]);
        demo
    }

    fn phone(&self, arguments: &[&str]) -> Value {
        programs::json("huxiao-field", &self.with_home(arguments))
    }

    fn with_home<'a>(&'a self, arguments: &[&'a str]) -> Vec<&'a str> {
        [&["--home", &self.home, "--json"], arguments].concat()
    }

    /// Starts a recording verb and kills it at its first word.
    fn record_and_kill(&self, arguments: &[&str]) -> String {
        let mut command = programs::command("huxiao-field", &self.with_home(arguments));
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("starts");
        let mut said = String::new();
        BufReader::new(process.stdout.take().expect("piped")).read_line(&mut said).expect("it says what it saved");
        process.kill().expect("SIGKILL");
        process.wait().expect("gone");
        let saved: Value = serde_json::from_str(&said).unwrap_or_else(|_| panic!("{arguments:?} said {said:?}"));
        saved["record_id"].as_str().expect("a record").to_owned()
    }

    fn state(&self, record: &str) -> Value {
        let listed = self.phone(&["list"]);
        let mut records = listed["records"].as_array().expect("a list").iter();
        let found = records.find(|it| it["record_id"] == record);
        found.unwrap_or_else(|| panic!("{record} was called saved and is gone"))["state"].clone()
    }

    /// Somebody, and a point to check in at.
    fn someone_somewhere(&self) -> (String, String) {
        let (staff, points) = (self.phone(&["staff"]), self.phone(&["points"]));
        let id = |first: &Value| first["id"].as_str().expect("an id").to_owned();
        (id(&staff["staff"][0]), id(&points["points"][0]))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_called_saved_survives_sigkill_and_arrives() {
    let mut demo = Demo::new().await;
    let (staff, point) = demo.someone_somewhere();
    let saved: Vec<String> = (0..8)
        .map(|_| demo.record_and_kill(&["check-in", "--point", &point, "--staff", &staff, "--note", "巡查正常"]))
        .collect();
    for record in &saved {
        assert_eq!(demo.state(record), "saved");
    }
    demo.phone(&["sync"]);
    for record in &saved {
        assert_eq!(demo.state(record), "delivered");
    }
    demo.served.kill();
    programs::verify(Path::new(&demo.data));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_killed_in_the_middle_of_its_day_has_everything_it_ticked() {
    let mut demo = Demo::new().await;
    let (staff, point) = demo.someone_somewhere();
    let mut saved = Vec::new();
    for round in 0..4 {
        let first = demo.phone(&["check-in", "--point", &point, "--staff", &staff]);
        saved.push(first["record_id"].as_str().expect("a record").to_owned());
        demo.phone(&["sync"]);
        demo.served.kill();
        demo.served = Served::start(Path::new(&demo.data));
        demo.network.moved(demo.served.addr);
        assert_eq!(demo.state(&saved[round]), "delivered");
    }
    demo.served.kill();
    programs::verify(Path::new(&demo.data));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_server_on_one_folder_is_told_so() {
    let demo = Demo::new().await;
    let second = programs::run("huxiao-server", &["serve", "--data", &demo.data, "--listen", "127.0.0.1:0"]);
    assert_eq!(second.status.code(), Some(1));
    assert!(!second.stderr.is_empty(), "with a sentence");
}
