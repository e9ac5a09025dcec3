//! A document, the crate beside it, and the command that makes the one from the other.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// A process that takes longer hangs; the slowest takes a few seconds on a busy machine.
pub(crate) const LONGEST: Duration = Duration::from_secs(300);

/// Kilobytes of addresses that a process on a hostile document may have. A quarter of them is room for stacks, which is not touched.
pub(crate) const MOST_ADDRESSES: u32 = 2_000_000;

pub(crate) fn document(title: &str, schemas: &str) -> String {
    format!(
        "openapi: 3.1.0\ninfo: {{title: {title}, version: '1'}}\nservers: [{{url: https://example.com}}]\npaths:\n  /a:\n    get:\n      operationId: look\n      responses: {{'200': {{description: Done., content: {{application/json: {{schema: {{$ref: '#/components/schemas/A'}}}}}}}}}}\ncomponents:\n  schemas:\n    A: {{type: object, properties: {{id: {{type: string}}}}}}\n{schemas}"
    )
}

/// A folder with a document, and the crate beside it.
pub(crate) struct Place {
    pub(crate) folder: TempDir,
}

impl Place {
    pub(crate) fn new(document: impl AsRef<[u8]>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = Self { folder };
        place.put(document);
        place
    }

    pub(crate) fn put(&self, document: impl AsRef<[u8]>) {
        fs::write(self.folder.path().join("openapi.yaml"), document).unwrap();
    }

    pub(crate) fn root(&self) -> PathBuf {
        self.folder.path().join("client")
    }

    /// The command for this document, run in the folder.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_generator"));
        command.args(["--spec", "openapi.yaml", "--out", "client"]);
        command.current_dir(self.folder.path()).stdin(Stdio::null());
        command
    }

    /// Runs the command, and fails when it does not end.
    pub(crate) fn run(&self) -> Output {
        finish(self.command())
    }

    /// Runs the command with little memory: a document that asks for more ends it at once.
    pub(crate) fn run_in_little_memory(&self) -> Output {
        let mut shell = Command::new("sh");
        let script =
            format!("ulimit -v {MOST_ADDRESSES}; exec \"$0\" --spec openapi.yaml --out client");
        shell.args(["-c", script.as_str(), env!("CARGO_BIN_EXE_generator")]);
        shell.current_dir(self.folder.path()).stdin(Stdio::null());
        finish(shell)
    }

    /// What a user sees of the crate.
    pub(crate) fn content(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut found = BTreeMap::new();
        let mut folders = vec![self.root()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let bytes = fs::read(&path).unwrap();
                    found.insert(path.strip_prefix(self.root()).unwrap().to_owned(), bytes);
                }
            }
        }
        found
    }
}

pub(crate) fn finish(mut command: Command) -> Output {
    let child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let number = child.id().to_string();
    let waiting = thread::spawn(move || child.wait_with_output().unwrap());
    let start = Instant::now();
    while !waiting.is_finished() {
        if start.elapsed() > LONGEST {
            Command::new("kill")
                .args(["-KILL", &number])
                .status()
                .unwrap();
            panic!("it does not end");
        }
        thread::sleep(Duration::from_millis(2));
    }
    waiting.join().unwrap()
}

pub(crate) fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout)
}

/// A text of so many parts.
pub(crate) fn parts(count: u32, part: impl Fn(u32) -> String) -> String {
    (0..count).map(part).collect::<Vec<_>>().concat()
}
