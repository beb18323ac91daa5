//! The demo that `cargo xtask run` starts: its folder, its server, its phones, and what to tell the person.
//!
//! Everything goes through the two programs a real office would use, with the flags that are documented.

use std::{
    env, fs,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    process::{Command, Output},
};

use serde_json::Value;

use crate::fault::{Done, Fault};

/// Accounts worth trying first, of the many that the district has.
const TELL: [&str; 5] = ["station01", "school01", "town01", "edu01", "city01"];
/// The station whose people see what the demo phones do.
const STATION: &str = "350181510000";

/// One demo in its folder.
pub(crate) struct Demo {
    programs: PathBuf,
    data: PathBuf,
    port: u16,
}

/// Where a phone belongs.
pub(crate) enum Belongs {
    /// The school with this code.
    School(String),
    /// The police station with this code.
    Station(&'static str),
}

impl Demo {
    /// The phone that the window is.
    pub(crate) const WINDOW_PHONE: &str = "phone-1";

    /// A demo in this folder, with the programs built in `root`.
    pub(crate) fn new(root: &Path, data: PathBuf, port: u16) -> Self {
        Self { programs: root.join("target/debug"), data, port }
    }

    /// Where the server listens.
    pub(crate) fn address(&self) -> SocketAddr {
        SocketAddr::from((Ipv4Addr::LOCALHOST, self.port))
    }

    /// The folder of a phone.
    pub(crate) fn phone_home(&self, phone: &str) -> PathBuf {
        self.data.join(phone)
    }

    /// Whether an earlier start loaded the district.
    pub(crate) fn is_loaded(&self) -> bool {
        self.accounts_file().exists()
    }

    /// Loads the district, and remembers the names to sign in with.
    ///
    /// # Errors
    /// With the program's own words.
    pub(crate) fn load(&self) -> Done {
        let loaded = self.server_json(&["demo", "--json"])?;
        println!("{} schools loaded.", loaded["schools"]);
        fs::write(self.accounts_file(), loaded.to_string())?;
        Ok(())
    }

    /// The command that serves.
    pub(crate) fn serve(&self) -> Command {
        let mut command = Command::new(self.program("huxiao-server"));
        command.arg("serve").arg("--data").arg(&self.data).arg("--listen").arg(self.address().to_string());
        // A demo is looked at, not operated: only what went wrong is worth a line.
        command.env("RUST_LOG", env::var_os("RUST_LOG").unwrap_or_else(|| "warn".into()));
        command
    }

    /// A school under the demo station.
    ///
    /// # Errors
    /// When the district has none.
    pub(crate) fn first_school(&self) -> Done<Belongs> {
        let station = self.account("station01")?;
        let schools = self.server_json(&["schools", "--json"])?;
        let mut schools = schools["schools"].as_array().into_iter().flatten();
        let code = schools.find(|school| school["station"] == station).and_then(|school| school["code"].as_str());
        let code = code.ok_or_else(|| Fault::new("The demo district has no school under its first station."))?;
        Ok(Belongs::School(code.to_owned()))
    }

    /// The demo station.
    pub(crate) fn station() -> Belongs {
        Belongs::Station(STATION)
    }

    /// Makes a folder a phone of the office, if it is none yet.
    ///
    /// # Errors
    /// With the programs' own words.
    pub(crate) fn enroll_phone(&self, phone: &str, belongs: Belongs) -> Done {
        let status = self.field(phone, &["status", "--json"]);
        if status.is_ok_and(|status| status["enrolled"] == true) {
            println!("{phone} is enrolled.");
            return Ok(());
        }
        let given = match &belongs {
            Belongs::School(code) => self.server_json(&["enroll", "--json", "--school", code])?,
            Belongs::Station(code) => self.server_json(&["enroll", "--json", "--station", code])?,
        };
        let code = given["code"].as_str().unwrap_or_default();
        self.field(phone, &["enroll", "--server", &format!("http://{}", self.address()), "--code", code, "--json"])?;
        println!("{phone} is enrolled.");
        Ok(())
    }

    /// Runs `huxiao-field` on a phone and reads the JSON object it prints.
    ///
    /// # Errors
    /// With the program's own words.
    pub(crate) fn field(&self, phone: &str, arguments: &[&str]) -> Done<Value> {
        let mut command = Command::new(self.program("huxiao-field"));
        command.arg("--home").arg(self.phone_home(phone)).arg("--lang").arg("en").args(arguments);
        read(command.output()?)
    }

    /// Where the dashboard is, and with which names to sign in.
    pub(crate) fn greeting(&self) -> String {
        let accounts = self.accounts().unwrap_or_default();
        let password = accounts["password"].as_str().unwrap_or_default();
        let mut lines = vec![
            format!("Dashboard 工作台:  http://{}", self.address()),
            format!("Sign in 登录:      password 密码 {password}, as one of"),
        ];
        for name in TELL {
            if let Ok(label) = self.account(name) {
                lines.push(format!("                   {name:<10} {label}"));
            }
        }
        lines.join("\n")
    }

    fn account(&self, name: &str) -> Done<String> {
        let accounts = self.accounts()?;
        let mut known = accounts["accounts"].as_array().into_iter().flatten();
        let label = known.find(|account| account["name"] == name).and_then(|account| account["label"].as_str());
        label.map(str::to_owned).ok_or_else(|| Fault::new(format!("The demo district has no account {name}.")))
    }

    fn accounts(&self) -> Done<Value> {
        Ok(serde_json::from_slice(&fs::read(self.accounts_file())?)?)
    }

    fn accounts_file(&self) -> PathBuf {
        self.data.join("demo-accounts.json")
    }

    fn server_json(&self, arguments: &[&str]) -> Done<Value> {
        let mut command = Command::new(self.program("huxiao-server"));
        command.args(arguments).arg("--data").arg(&self.data);
        read(command.output()?)
    }

    fn program(&self, name: &str) -> PathBuf {
        self.programs.join(format!("{name}{}", env::consts::EXE_SUFFIX))
    }
}

fn read(output: Output) -> Done<Value> {
    if !output.status.success() {
        return Err(Fault::new(String::from_utf8_lossy(&output.stderr).trim()));
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}
