//! Runs rustfmt over the Rust files of our own workspace, so that `cargo fmt --check` agrees with them.
//!
//! Takes: files as the pipeline made them. Gives: the same files formatted. Must not: write a file.

use super::error::{Error, printable};
use crate::files::Files;
use std::io::{self, Write};
use std::process::{Command, Output, Stdio};
use std::thread;

/// An empty configuration: what a maintainer keeps at home must not reach the output.
const NO_CONFIGURATION: &str = if cfg!(windows) { "NUL" } else { "/dev/null" };

/// How many rustfmt processes run at once.
const AT_ONCE: usize = 4;

/// Formats each `.rs` file as edition 2024; the other files stay as they are.
///
/// # Errors
///
/// When rustfmt is missing or does not accept a file.
pub fn render(files: Files) -> Result<Files, Error> {
    let (rust, others): (Vec<_>, Vec<_>) = files
        .into_iter()
        .partition(|(path, _)| std::path::Path::new(path).extension() == Some("rs".as_ref()));
    let share = rust.len().div_ceil(AT_ONCE).max(1);
    let formatted: Vec<Result<Vec<String>, Error>> = thread::scope(|scope| {
        let workers = rust.chunks(share).map(|share| {
            scope.spawn(move || {
                share
                    .iter()
                    .map(|(path, text)| rustfmt(path, text))
                    .collect()
            })
        });
        let workers: Vec<_> = workers.collect();
        workers
            .into_iter()
            .map(|it| {
                it.join()
                    .unwrap_or_else(|_| Err(failure("rustfmt could not be run")))
            })
            .collect()
    });
    let texts = formatted.into_iter().collect::<Result<Vec<_>, _>>()?;
    let paths = rust.into_iter().map(|(path, _)| path);
    let mut result = Files::new();
    for (path, text) in paths.zip(texts.into_iter().flatten()).chain(others) {
        let inserted = result.insert(path, text);
        inserted.map_err(|error| failure(error.to_string()))?;
    }
    Ok(result)
}

fn rustfmt(path: &str, text: &str) -> Result<String, Error> {
    let output = run(text).map_err(|error| {
        failure(format!(
            "cannot run rustfmt ({error}); get it with `rustup component add rustfmt`"
        ))
    })?;
    if output.status.success() {
        return String::from_utf8(output.stdout).map_err(|error| failure(error.to_string()));
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(failure(format!(
        "rustfmt does not accept {path}; if it is missing, get it with `rustup component add rustfmt`. It says:\n{}",
        printable(said.trim_end())
    )))
}

fn run(text: &str) -> io::Result<Output> {
    let mut child = Command::new("rustfmt")
        .args(["--edition", "2024", "--config-path", NO_CONFIGURATION])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let input = child.stdin.take();
    thread::scope(|scope| {
        // rustfmt reads everything before it writes, but that is not promised.
        let writing = scope.spawn(move || input.map(|mut it| it.write_all(text.as_bytes())));
        let output = child.wait_with_output();
        // A pipe closed early shows in the exit status.
        let _ = writing.join();
        output
    })
}

fn failure(reason: impl Into<String>) -> Error {
    Error::Rustfmt {
        reason: reason.into(),
    }
}
