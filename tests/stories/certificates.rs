//! HTTPS, and the time: a certificate is good for some years, and a phone whose battery was empty wakes in another one.
//! The real programs, over real TLS before the real server, with an authority of their own.

use std::{
    net::SocketAddr,
    path::Path,
    process::Output,
    sync::{Arc, Mutex},
};

use domain::time::UtcMs;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::{ServerConfig, crypto::aws_lc_rs, pki_types::PrivateKeyDer};
use serde_json::Value;
use tests::{World, programs, world::SCHOOL};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

const YEAR_MS: i64 = 31_556_952_000;

fn this_year() -> i32 {
    i32::try_from(1970 + server::clock::now().0 / YEAR_MS).expect("small")
}

/// An authority that the programs are told to trust.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

impl Authority {
    fn new() -> Self {
        let (mut told, key) = (CertificateParams::default(), KeyPair::generate().expect("a key"));
        told.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let pem = told.self_signed(&key).expect("signs itself").pem();
        Self { issuer: Issuer::new(told, key), pem }
    }

    /// A certificate that is good from the first day of one year to that of another, counted from this one.
    fn vouches(&self, from: i32, to: i32) -> Arc<ServerConfig> {
        let mut told = CertificateParams::new(vec!["127.0.0.1".to_owned()]).expect("an address");
        told.not_before = date_time_ymd(this_year() + from, 1, 1);
        told.not_after = date_time_ymd(this_year() + to, 1, 1);
        let key = KeyPair::generate().expect("a key");
        let certificate = told.signed_by(&key, &self.issuer).expect("vouches");
        let key = PrivateKeyDer::try_from(key.serialize_der()).expect("a key");
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
        let config = config.with_safe_default_protocol_versions().expect("versions").with_no_client_auth();
        Arc::new(config.with_single_cert(vec![certificate.der().clone()], key).expect("they fit"))
    }
}

/// What stands before the server and speaks TLS.
struct Front {
    addr: SocketAddr,
    shown: Arc<Mutex<Arc<ServerConfig>>>,
}

impl Front {
    async fn before(server: SocketAddr, shows: Arc<ServerConfig>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let front = Self { addr: listener.local_addr().expect("bound"), shown: Arc::new(Mutex::new(shows)) };
        let shown = front.shown.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let acceptor = TlsAcceptor::from(shown.lock().expect("sound").clone());
                tokio::spawn(async move {
                    let mut inside = TcpStream::connect(server).await.expect("the server listens");
                    if let Ok(mut outside) = acceptor.accept(stream).await {
                        let _either_may_hang_up = tokio::io::copy_bidirectional(&mut outside, &mut inside).await;
                    }
                });
            }
        });
        front
    }

    fn shows(&self, certificate: Arc<ServerConfig>) {
        *self.shown.lock().expect("sound") = certificate;
    }
}

/// A phone as its program: a folder, and whom it trusts.
struct Phone {
    home: tempfile::TempDir,
}

impl Phone {
    fn new(authority: &Authority) -> Self {
        let home = tempfile::tempdir().expect("a folder");
        std::fs::write(home.path().join("authority.pem"), &authority.pem).expect("written");
        Self { home }
    }

    async fn runs(&self, verb: &[&str]) -> Output {
        let (folder, trusted) = (text(self.home.path()), text(&self.home.path().join("authority.pem")));
        let mut command = programs::command("huxiao-field", &[&["--home", &folder], verb].concat());
        command.env("SSL_CERT_FILE", trusted).env_remove("SSL_CERT_DIR");
        // The server answers on this thread, so the wait must not stand in its way.
        tokio::task::spawn_blocking(move || command.output()).await.expect("ends").expect("the program runs")
    }

    async fn tells(&self, verb: &[&str]) -> Value {
        let output = self.runs(verb).await;
        assert!(output.status.success(), "{verb:?}: {}", complaint(&output));
        serde_json::from_slice(&output.stdout).expect("JSON")
    }

    async fn status(&self) -> Value {
        self.tells(&["status", "--json"]).await
    }
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

fn complaint(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

// On one thread, so that the server's clock can be held by hand.
#[tokio::test]
async fn a_phone_with_a_wrong_clock_says_so_and_one_that_fell_behind_still_delivers() {
    let world = World::new().await;
    let authority = Authority::new();
    let good = authority.vouches(-1, 4);
    let front = Front::before(world.server_addr(), good.clone()).await;
    let phone = Phone::new(&authority);
    let url = format!("https://{}", front.addr);
    phone.tells(&["enroll", "--server", &url, "--code", &world.code().await, "--json"]).await;
    let staff = phone.tells(&["staff", "--json"]).await;
    let who = staff["staff"][0]["id"].as_str().expect("somebody").to_owned();
    let hazard =
        ["hazard", "--school", SCHOOL, "--staff", &who, "--category", "FIR", "--text", "消防通道堵塞", "--json"];
    phone.tells(&hazard).await;
    let waits = phone.status().await["pending_records"].clone();
    assert_ne!(waits, 0);

    let (over, of_next_year) = (authority.vouches(-3, -1), authority.vouches(1, 4));
    for untimely in [over.clone(), of_next_year.clone()] {
        front.shows(untimely);
        let failed = phone.runs(&["sync", "--once", "--json"]).await;
        assert_eq!(failed.status.code(), Some(1));
        assert!(complaint(&failed).contains("clock"), "{}", complaint(&failed));
        let status = phone.status().await;
        assert_eq!((&status["last_failure"], &status["pending_records"]), (&"clock-or-certificate".into(), &waits));
    }

    // In truth it is two years later, and the phone's clock stayed behind. The server's receipt says so.
    server::clock::by_hand(Some(UtcMs(server::clock::now().0 + 2 * YEAR_MS)));
    front.shows(good);
    assert_eq!(phone.tells(&["sync", "--once", "--json"]).await["pending_records"], 0);
    phone.tells(&hazard).await;
    front.shows(of_next_year);
    assert_eq!(
        phone.tells(&["sync", "--once", "--json"]).await["pending_records"],
        0,
        "judged by what the server signed"
    );
    front.shows(over);
    let failed = phone.runs(&["sync", "--once", "--json"]).await;
    assert_eq!(failed.status.code(), Some(1), "what is over stays over");
    server::clock::by_hand(None);
}

#[tokio::test]
async fn a_stranger_with_a_certificate_of_his_own_is_nobody() {
    let world = World::new().await;
    let (ours, strange) = (Authority::new(), Authority::new());
    let front = Front::before(world.server_addr(), strange.vouches(1, 4)).await;
    let phone = Phone::new(&ours);
    let url = format!("https://{}", front.addr);
    for (from, to) in [(-1, 4), (1, 4)] {
        front.shows(strange.vouches(from, to));
        let refused = phone.runs(&["enroll", "--server", &url, "--code", &world.code().await]).await;
        assert_eq!(refused.status.code(), Some(1));
        assert!(complaint(&refused).contains("cannot be reached"), "{}", complaint(&refused));
    }
}
