//! What cargo says of a written crate. All crates share the builds of their dependencies, and a lock file.
//!
//! Takes: a crate's folder. Gives: [`Checked`]. Must not: know who wrote the crate.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde::Deserialize;

use super::examples;
use super::record::{Checked, Step};
use crate::lab::process::{self, End, Ended, Limits, Memory};

/// What cargo and the compiler may take.
const LIMITS: Limits = Limits {
    time: Duration::from_secs(10 * 60),
    memory: Memory::Refused(4 << 30),
};

/// The compiler that cargo uses, by its own words.
pub(crate) fn compiler() -> String {
    let compiler = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(compiler).arg("-vV").output();
    output.map_or_else(
        |it| it.to_string(),
        |it| String::from_utf8_lossy(&it.stdout).into_owned(),
    )
}

/// Where crates are built: the results of one are gone when the next one comes, dependencies stay.
pub(crate) struct Bench {
    /// The target directory.
    pub(crate) target: PathBuf,
    /// The lock file of all crates of one tool.
    pub(crate) lock: PathBuf,
}

impl Bench {
    /// Does one step. What was built before, the dependencies apart, is built again, so that its time is known.
    pub(crate) fn check(&self, folder: &Path, step: Step) -> io::Result<Checked> {
        let package = package(folder)?;
        let mut ended = self.built(folder, step, &package)?;
        let wants_network =
            |it: &Ended| it.stderr.contains("--offline") || it.stderr.contains("offline mode");
        if ended.end != End::Exit(0) && wants_network(&ended) {
            self.fetch(folder)?;
            ended = self.built(folder, step, &package)?;
        }
        if messages(&ended.stdout).any(|it| it.is_new_dependency(folder)) {
            ended = self.built(folder, step, &package)?;
        }
        let mut checked = judged(folder, step, &ended);
        if step == Step::Examples {
            checked.examples = Some(examples::outcome(folder, &ended.stdout)?);
        }
        Ok(checked)
    }

    fn built(&self, folder: &Path, step: Step, package: &str) -> io::Result<Ended> {
        self.forget(package)?;
        if self.lock.exists() {
            fs::copy(&self.lock, folder.join("Cargo.lock"))?;
        }
        let mut command = self.cargo(folder);
        command.args(match step {
            Step::Check => &["check"][..],
            Step::Clippy => &["clippy"],
            Step::Doc => &["doc", "--no-deps"],
            Step::Examples => &["test", "--test", examples::TEST],
        });
        command.args(["--offline", "--message-format=json"]);
        if step == Step::Examples {
            command.args(["--", "--nocapture"]);
        }
        let ended = process::run(&command, LIMITS)?;
        if folder.join("Cargo.lock").exists() {
            fs::copy(folder.join("Cargo.lock"), &self.lock)?;
        }
        Ok(ended)
    }

    /// Brings dependencies that no crate before had.
    fn fetch(&self, folder: &Path) -> io::Result<()> {
        let mut command = self.cargo(folder);
        process::run(command.arg("fetch"), LIMITS).map(|_| ())
    }

    fn cargo(&self, folder: &Path) -> Command {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command.current_dir(folder);
        command.env("CARGO_TARGET_DIR", &self.target);
        command.env("CARGO_INCREMENTAL", "0");
        command
    }

    /// Removes what was built of a package.
    fn forget(&self, package: &str) -> io::Result<()> {
        let library = package.replace('-', "_");
        for folder in [".fingerprint", "deps"] {
            let Ok(entries) = fs::read_dir(self.target.join("debug").join(folder)) else {
                continue;
            };
            for entry in entries {
                let path = entry?.path();
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                let name = name.strip_prefix("lib").unwrap_or(&name);
                let stem = name.rsplit_once('-').map_or(name, |(stem, _)| stem);
                if stem != package && stem != library {
                    continue;
                }
                if path.is_dir() {
                    fs::remove_dir_all(&path)?;
                } else {
                    fs::remove_file(&path)?;
                }
            }
        }
        Ok(())
    }
}

/// The name in a manifest.
fn package(folder: &Path) -> io::Result<String> {
    let manifest = fs::read_to_string(folder.join("Cargo.toml"))?;
    let mut names = manifest
        .lines()
        .filter_map(|it| it.strip_prefix("name")?.trim_start().strip_prefix('='));
    Ok(names
        .next()
        .unwrap_or_default()
        .trim()
        .trim_matches('"')
        .to_owned())
}

fn judged(folder: &Path, step: Step, ended: &Ended) -> Checked {
    let found: Vec<Found> = messages(&ended.stdout)
        .filter_map(|it| it.about(folder))
        .collect();
    let count = |level: &str| {
        found
            .iter()
            .filter(|it| it.level.starts_with(level))
            .count()
    };
    let first = |level: &str| {
        found
            .iter()
            .find(|it| it.level.starts_with(level))
            .map(Found::line)
    };
    let passed = ended.end == End::Exit(0);
    let reason = || match ended.end {
        End::TimedOut => "took too long".to_owned(),
        End::TooMuchMemory => "took too much memory".to_owned(),
        _ => cargo_error(&ended.stderr),
    };
    let first = if passed {
        first("warning")
    } else {
        first("error").or_else(|| Some(reason()))
    };
    Checked {
        step,
        passed,
        seconds: ended.seconds,
        peak: ended.peak,
        errors: count("error"),
        warnings: count("warning"),
        first,
        examples: None,
    }
}

/// What cargo itself complains about, with its causes, in one line.
fn cargo_error(stderr: &str) -> String {
    let lines = stderr.lines().skip_while(|it| !it.starts_with("error"));
    let lines: Vec<&str> = lines
        .map(str::trim)
        .filter(|it| !it.is_empty())
        .take(6)
        .collect();
    lines.join(" ")
}

/// A line of `--message-format=json`.
#[derive(Deserialize)]
struct Message {
    reason: String,
    #[serde(default)]
    manifest_path: PathBuf,
    #[serde(default)]
    fresh: bool,
    #[serde(rename = "message")]
    found: Option<Found>,
}

/// What the compiler has to say.
#[derive(Deserialize)]
struct Found {
    level: String,
    message: String,
    code: Option<FoundCode>,
    #[serde(default)]
    spans: Vec<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
struct FoundCode {
    code: String,
}

impl Message {
    /// What is said of the crate itself, without the sums at the end.
    fn about(self, folder: &Path) -> Option<Found> {
        let own = self.manifest_path.starts_with(folder);
        self.found
            .filter(|it| own && (it.code.is_some() || !it.spans.is_empty()))
    }

    fn is_new_dependency(&self, folder: &Path) -> bool {
        self.reason == "compiler-artifact" && !self.fresh && !self.manifest_path.starts_with(folder)
    }
}

impl Found {
    fn line(&self) -> String {
        let code = self.code.as_ref().map_or("", |it| it.code.as_str());
        let message = self.message.lines().next().unwrap_or_default();
        format!("{code} {message}").trim().to_owned()
    }
}

fn messages(stdout: &str) -> impl Iterator<Item = Message> {
    stdout
        .lines()
        .filter_map(|it| serde_json::from_str(it).ok())
}

/// The texts of the files of Rust below a folder.
pub(crate) fn written(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let paths = entries.filter_map(|it| Some(it.ok()?.path()));
    let texts = paths.flat_map(|path| match path.is_dir() {
        true => written(&path),
        false if path.extension().is_some_and(|it| it == "rs") => {
            vec![fs::read_to_string(&path).unwrap_or_default()]
        }
        false => Vec::new(),
    });
    texts.collect()
}
