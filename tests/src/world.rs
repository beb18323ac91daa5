//! The world of a story: a real server with the demo district in a folder of its own, and the network before it.

use std::{net::SocketAddr, path::Path};

use server::{Belongs, Running, ServeOptions};
use tempfile::TempDir;

use crate::{Network, Office, Phone, programs};

/// The first school under the demo district's first station (`station01`).
pub const SCHOOL: &str = "2135810001";
/// That station.
pub const STATION: &str = "350181510000";

/// A server and the network before it.
#[derive(Debug)]
pub struct World {
    dir: TempDir,
    server: Option<Running>,
    /// What phones reach the server through.
    pub network: Network,
}

impl World {
    /// A fresh server with the demo district.
    pub async fn new() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let server = server::start(ServeOptions::local(dir.path())).await.expect("the server starts");
        server.load_demo().await.expect("the district loads");
        let network = Network::to(server.addr).await;
        Self { dir, server: Some(server), network }
    }

    /// The server's data folder.
    #[must_use]
    pub fn data(&self) -> &Path {
        self.dir.path()
    }

    /// Where the server really listens, beside the network.
    #[must_use]
    pub fn server_addr(&self) -> SocketAddr {
        self.running().addr
    }

    fn running(&self) -> &Running {
        self.server.as_ref().expect("the story has not stopped the server")
    }

    /// A code for one phone of the school.
    pub async fn code(&self) -> String {
        self.code_for(&Belongs::School(SCHOOL.to_owned()), 1).await
    }

    /// A code.
    pub async fn code_for(&self, belongs: &Belongs, uses: u32) -> String {
        self.running().enroll_code(belongs, uses).await.expect("a code is given").code
    }

    /// A phone of the school, enrolled, that has pulled everything it is given.
    pub async fn phone(&self) -> Phone {
        let phone = Phone::new();
        phone.enroll(&self.network.url(), &self.code().await).await.expect("the phone enrolls");
        phone.deliver().await;
        phone
    }

    /// Somebody at the office, signed in.
    pub async fn office(&self, name: &str) -> Office {
        Office::sign_in(self.server_addr(), name).await
    }

    /// Stops the server as an operator does.
    pub async fn stop_server(&mut self) {
        if let Some(server) = self.server.take() {
            server.stop().await;
        }
    }

    /// Begins a new life of its storage, as an operator does after putting back a backup. The server must not run.
    pub async fn raise_epoch(&self) {
        server::raise_epoch(&ServeOptions::local(self.dir.path())).await.expect("a new life");
    }

    /// Has it sign with a new key from now on, as an operator does. The server must not run.
    pub async fn rotate_key(&self) {
        server::rotate_key(&ServeOptions::local(self.dir.path())).await.expect("a new key");
    }

    /// Starts it again on the same folder; phones find it through the same network.
    pub async fn start_server(&mut self) {
        let server = server::start(ServeOptions::local(self.dir.path())).await.expect("the server starts again");
        self.network.moved(server.addr);
        self.server = Some(server);
    }

    /// Ends the story: the server stops, and everything it stored must pass its own verification.
    pub async fn end(mut self) {
        self.stop_server().await;
        programs::verify(self.data());
    }
}
