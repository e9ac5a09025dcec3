//! The maintainer's commands: `cargo xtask --help` lists them.
//!
//! Takes: a command line. Gives: an exit code. Must not: know how a client is made.

#![deny(clippy::print_stdout, clippy::print_stderr)]

mod codegen;
mod explain;
mod import;
#[cfg(feature = "lab")]
mod lab;
#[cfg(not(feature = "lab"))]
mod relaunch;

use clap::{Parser, Subcommand};
use std::path::Path;
use std::process::ExitCode;

/// The maintainer's commands.
///
/// Exit codes: 0 done, or nothing to do; 1 `--check` found a difference; 2 bad input; 3 files in the way that were
/// edited by hand or are not generated.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Writes `generated-client/` from `specs/`.
    Codegen(codegen::Arguments),
    /// Tells where something in `generated-client/` comes from, and why it has its name and shape.
    Explain(explain::Arguments),
    /// Takes the OpenAPI documents out of a Markdown page, byte for byte.
    Import(import::Arguments),
    #[cfg(feature = "lab")]
    #[command(flatten)]
    Lab(lab::Command),
    /// Calls every operation of documents against Prism, a mock server that judges requests by the same document.
    #[cfg(not(feature = "lab"))]
    #[command(disable_help_flag = true)]
    Conformance(relaunch::Arguments),
    /// Generates and compiles a client for every document of folders, and says what failed or was lost.
    #[cfg(not(feature = "lab"))]
    #[command(disable_help_flag = true)]
    Corpus(relaunch::Arguments),
}

fn main() -> ExitCode {
    // The root of the workspace is the folder above this package.
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = package.parent().unwrap_or(package);
    let code = match Arguments::parse().command {
        Command::Codegen(arguments) => codegen::run(root, &arguments),
        Command::Explain(arguments) => explain::run(root, &arguments),
        Command::Import(arguments) => import::run(root, &arguments),
        #[cfg(feature = "lab")]
        Command::Lab(command) => lab::run(root, &command),
        #[cfg(not(feature = "lab"))]
        Command::Conformance(arguments) => relaunch::run(root, "conformance", &arguments),
        #[cfg(not(feature = "lab"))]
        Command::Corpus(arguments) => relaunch::run(root, "corpus", &arguments),
    };
    ExitCode::from(code)
}
