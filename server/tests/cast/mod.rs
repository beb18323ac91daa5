//! The cast of the stories: a real server on a port of its own, phones that speak the real protocol to it, and a
//! clerk in the office with a browser's cookies.
#![allow(dead_code, reason = "each story uses a part of the cast")]

pub mod clerk;
pub mod database;
pub mod phone;

use std::{
    path::{Path, PathBuf},
    process::Output,
};

use server::{Belongs, Running, ServeOptions};
use tempfile::TempDir;

pub use clerk::Clerk;
pub use database::own_database;
pub use phone::Phone;

/// The first school of the demo district, and one under another station.
pub const SCHOOL: &str = "2135810001";
/// A school of 龙田镇.
pub const OTHER_SCHOOL: &str = "2135810290";

/// A server with the demo district.
pub struct World {
    pub dir: TempDir,
    pub server: Running,
    pub http: reqwest::Client,
    pub database: Option<String>,
    objects: Option<String>,
}

/// With `HUXIAO_TEST_OBJECTS=s3://bucket` the same stories are told over a place of their own in that bucket, whose files
/// lie in `HUXIAO_TEST_OBJECTS_FOLDER`.
fn own_objects() -> Option<String> {
    let bucket = std::env::var("HUXIAO_TEST_OBJECTS").ok()?;
    Some(phone::random::<8>().iter().fold(format!("{bucket}/story_"), |name, b| format!("{name}{b:02x}")))
}

impl World {
    /// Starts one.
    pub async fn new() -> Self {
        Self::on(own_database().await).await
    }

    /// Starts one on the embedded database, for stories about its file.
    pub async fn embedded() -> Self {
        Self::on(None).await
    }

    async fn on(database: Option<String>) -> Self {
        let (dir, objects) = (TempDir::new().expect("a folder"), own_objects());
        let server = serve(dir.path(), &database, &objects).await;
        server.load_demo().await.expect("the district loads");
        Self { dir, server, http: reqwest::Client::new(), database, objects }
    }

    /// Stops the server and starts it again on the same folder.
    pub async fn restarted(self) -> Self {
        self.disturbed(async |_| ()).await
    }

    /// Stops the server, changes its database behind its back, and starts it again.
    pub async fn meddled(self, sql: &str) -> Self {
        self.disturbed(async |kept| kept.change(sql).await).await
    }

    /// One whose schools have had phones for years, so that what nobody recorded last week was missed.
    pub async fn of_old() -> Self {
        Self::new().await.meddled("INSERT INTO recordings (unit_id, since) SELECT id, 0 FROM schools").await
    }

    /// Stops the server, lets something happen to what it keeps, and starts it again.
    pub async fn disturbed(self, change: impl AsyncFnOnce(&Kept<'_>)) -> Self {
        let Self { dir, server, http, database, objects } = self;
        server.stop().await;
        change(&Kept { data: dir.path(), database: database.as_deref(), objects: objects.as_deref() }).await;
        let server = serve(dir.path(), &database, &objects).await;
        Self { dir, server, http, database, objects }
    }

    /// What it keeps.
    pub fn kept(&self) -> Kept<'_> {
        Kept { data: self.dir.path(), database: self.database.as_deref(), objects: self.objects.as_deref() }
    }

    /// Stops the server, keeps a copy of its folder, and starts it again.
    pub async fn backed_up(self) -> (Self, TempDir) {
        let backup = TempDir::new().expect("a folder");
        let world = self.disturbed(async |kept| copy_folder(kept.data, backup.path())).await;
        (world, backup)
    }

    /// The folder is lost and its backup put back; with `raised`, a new life of the storage is begun as it should be.
    pub async fn restored(self, backup: TempDir, raised: bool) -> Self {
        let Self { server, http, database, objects, .. } = self;
        server.stop().await;
        if raised {
            server::raise_epoch(&options(backup.path(), &database, &objects)).await.expect("a new life");
        }
        let server = serve(backup.path(), &database, &objects).await;
        Self { dir: backup, server, http, database, objects }
    }

    /// A new life of the storage is begun.
    pub async fn raised(self) -> Self {
        self.disturbed(async |kept| {
            let (database, objects) = (kept.database.map(str::to_owned), kept.objects.map(str::to_owned));
            server::raise_epoch(&options(kept.data, &database, &objects)).await.expect("a new life");
        })
        .await
    }

    /// A code for one phone of a school.
    pub async fn code(&self, school: &str) -> String {
        self.codes(school, 1).await
    }

    /// A code for several.
    pub async fn codes(&self, school: &str, uses: u32) -> String {
        self.server.enroll_code(&Belongs::School(school.into()), uses).await.expect("a code").code
    }

    /// An enrolled phone of the first school.
    pub async fn phone(&self) -> Phone {
        self.phone_of(SCHOOL).await
    }

    /// An enrolled phone of a school.
    pub async fn phone_of(&self, school: &str) -> Phone {
        let code = self.code(school).await;
        let mut phone = Phone::new(&self.server.url, self.http.clone());
        phone.enroll(&code).await.expect("the phone is enrolled");
        phone
    }

    /// Someone in the office, signed in.
    pub async fn clerk(&self, name: &str) -> Clerk {
        Clerk::sign_in(&self.server.url, name, "huxiao-demo").await.expect("the clerk signs in")
    }

    /// Waits for what the projection does after the answer; a story that waits in vain fails by the runner's limit.
    pub async fn until(&self, seen: impl AsyncFn() -> bool) {
        while !seen().await {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }

    /// Runs the program with these arguments alone, on this server's database.
    pub async fn run_as_is(&self, arguments: &[&str]) -> Output {
        let mut arguments: Vec<String> = arguments.iter().map(|&a| a.to_owned()).collect();
        arguments.extend(self.database.iter().flat_map(|url| ["--database".to_owned(), url.clone()]));
        let ran = tokio::task::spawn_blocking(move || {
            std::process::Command::new(env!("CARGO_BIN_EXE_huxiao-server")).args(arguments).output()
        });
        ran.await.expect("it ends").expect("the program runs")
    }

    /// A figure of the server's own.
    pub async fn metric(&self, name: &str) -> i64 {
        let asked = self.http.get(format!("{}/metrics", self.server.url)).send().await.expect("the server answers");
        let text = asked.text().await.expect("figures");
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')?.trim().parse().ok());
        line.unwrap_or(0)
    }

    /// A count in the embedded database, read beside the server.
    pub async fn count(&self, sql: &'static str) -> i64 {
        let url = format!("sqlite:{}?mode=ro", self.dir.path().join("huxiao.sqlite").display());
        let pool = sqlx::SqlitePool::connect(&url).await.expect("the file opens");
        let count = sqlx::query_scalar(sql).fetch_one(&pool).await.expect("a number");
        pool.close().await;
        count
    }

    /// Runs the program on this server's folder.
    pub async fn run(&self, arguments: &[&str]) -> Output {
        let data = self.dir.path().to_owned();
        let mut arguments: Vec<String> = arguments.iter().map(|&a| a.to_owned()).collect();
        arguments.extend(self.database.iter().flat_map(|url| ["--database".to_owned(), url.clone()]));
        arguments.extend(self.objects.iter().flat_map(|place| ["--objects".to_owned(), place.clone()]));
        // The server answers the program on this runtime, so the wait must not stand in its way.
        let ran =
            tokio::task::spawn_blocking(move || run(&data, &arguments.iter().map(String::as_str).collect::<Vec<_>>()));
        ran.await.expect("the program runs")
    }
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if source.is_dir() {
            copy_folder(&source, &target);
        } else if entry.file_type().is_ok_and(|it| it.is_file()) {
            std::fs::copy(&source, &target).expect("copied");
        }
    }
}

async fn serve(data: &Path, database: &Option<String>, objects: &Option<String>) -> Running {
    server::start(options(data, database, objects)).await.expect("the server starts")
}

fn options(data: &Path, database: &Option<String>, objects: &Option<String>) -> ServeOptions {
    ServeOptions { database: database.clone(), objects: objects.clone(), ..ServeOptions::local(data) }
}

/// Changes the embedded database behind the back of a server that does not run.
pub async fn meddle(data: &Path, sql: &str) {
    Kept { data, database: None, objects: None }.change(sql).await;
}

/// Changes a database behind the back of whoever uses it.
pub async fn meddle_at(url: &str, sql: &str) {
    server::install_drivers();
    let pool = sqlx::AnyPool::connect(url).await.expect("the database opens");
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned())).execute(&pool).await.expect("the change is made");
    pool.close().await;
}

/// What a server keeps, as somebody with the run of the machine reaches it.
pub struct Kept<'a> {
    data: &'a Path,
    database: Option<&'a str>,
    objects: Option<&'a str>,
}

impl Kept<'_> {
    /// Has the server sign with a new key from now on.
    pub async fn rotate_key(&self) {
        let options = ServeOptions { database: self.database.map(str::to_owned), ..ServeOptions::local(self.data) };
        server::rotate_key(&options).await.expect("a new key");
    }

    /// Changes the database behind the server's back.
    pub async fn change(&self, sql: &str) {
        let file = format!("sqlite:{}", self.data.join("huxiao.sqlite").display());
        meddle_at(self.database.unwrap_or(&file), sql).await;
    }

    /// The folder in which pictures and chunks lie in the end.
    pub fn objects(&self) -> PathBuf {
        let Some(place) = self.objects else { return self.data.join("objects") };
        let folder = std::env::var("HUXIAO_TEST_OBJECTS_FOLDER").expect("where the bucket's files lie");
        Path::new(&folder).join(place.trim_start_matches("s3://"))
    }
}

/// Runs `huxiao-server VERB --data DIR …`.
pub fn run(data: &Path, arguments: &[&str]) -> Output {
    let (verb, rest) = arguments.split_first().expect("a verb");
    std::process::Command::new(env!("CARGO_BIN_EXE_huxiao-server"))
        .arg(verb)
        .arg("--data")
        .arg(data)
        .args(rest)
        .output()
        .expect("the program runs")
}

/// What it printed.
pub fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// What it complained about.
pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
