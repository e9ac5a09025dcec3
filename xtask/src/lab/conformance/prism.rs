//! Prism: found or installed, started and stopped.
//!
//! Takes: a folder for it, and a document. Gives: a mock server. Must not: outlive the command.

use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{self, Child, Command, Stdio};
use std::thread;
use std::time::Duration;

/// The package, and the versions that say violations as they are read here.
const PACKAGE: &str = "@stoplight/prism-cli@5";

/// How often it is asked whether it listens, and how long that is apart.
const ASKED: u32 = 600;
const APART: Duration = Duration::from_millis(200);

/// The program.
pub(crate) struct Prism(PathBuf);

impl Prism {
    /// The one on the PATH, or one that is installed in the folder.
    ///
    /// # Errors
    ///
    /// What is missing, and what to do about it.
    pub(crate) fn find(folder: &Path) -> Result<Self, String> {
        if !answers("node") {
            return Err(
                "Prism needs Node, which is not on the PATH: https://nodejs.org".to_owned(),
            );
        }
        if answers("prism") {
            return Ok(Self("prism".into()));
        }
        let folder = folder.join("prism");
        let program = folder.join("node_modules/.bin/prism");
        if !program.exists() {
            fs::create_dir_all(&folder).map_err(|it| it.to_string())?;
            let mut npm = Command::new("npm");
            npm.args(["install", "--no-audit", "--no-fund", "--prefix"]);
            npm.arg(&folder).arg(PACKAGE).stdout(Stdio::null());
            let installed = npm.status().is_ok_and(|it| it.success());
            if !installed || !program.exists() {
                return Err(format!("`npm install {PACKAGE}` failed"));
            }
        }
        Ok(Self(program))
    }
}

fn answers(program: &str) -> bool {
    let mut command = Command::new(program);
    command.arg("--version");
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|it| it.success())
}

/// A server that mocks a document. It ends when this is dropped.
pub(crate) struct Mock {
    process: Child,
    pub(crate) url: String,
}

impl Mock {
    /// Starts it, and waits until it listens.
    ///
    /// # Errors
    ///
    /// It ended, or does not listen in time.
    pub(crate) fn start(prism: &Prism, document: &Path) -> Result<Self, String> {
        // Nothing tells Prism to choose a port and say which.
        let address = free_address().ok_or("no port is free")?;
        let mut command = Command::new(&prism.0);
        command.args(["mock", "--verboseLevel", "silent", "--port"]);
        command.arg(address.port().to_string()).arg(document);
        command.stdin(Stdio::null()).stdout(Stdio::null());
        let process = command.stderr(Stdio::null()).spawn();
        let mut mock = Self {
            process: process.map_err(|it| it.to_string())?,
            url: format!("http://{address}"),
        };
        for _ in 0..ASKED {
            if TcpStream::connect(address).is_ok() {
                return Ok(mock);
            }
            if let Ok(Some(_)) = mock.process.try_wait() {
                return Err("Prism cannot mock it".to_owned());
            }
            thread::sleep(APART);
        }
        Err("Prism does not listen in time".to_owned())
    }
}

/// An address that is free, and that nobody is given while Prism starts: systems choose from higher ports (RFC 6335, section 6; Linux
/// from 32768).
fn free_address() -> Option<SocketAddr> {
    let first = 10_000 + process::id() % 20_000;
    let mut ports = (first..32_768).filter_map(|it| u16::try_from(it).ok());
    ports.find_map(|port| {
        TcpListener::bind(("127.0.0.1", port))
            .ok()?
            .local_addr()
            .ok()
    })
}

impl Drop for Mock {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
