//! Commands of the laboratory in a build without it: the same command, in an optimised build that has it.
//!
//! Takes: the rest of a command line. Gives: the exit code of the other build. Must not: know the commands.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

#[derive(Debug, clap::Args)]
#[command(disable_help_flag = true)]
pub(crate) struct Arguments {
    /// See `--help` of the command.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    rest: Vec<OsString>,
}

/// Builds the laboratory if need be, and runs the command there.
pub(crate) fn run(root: &Path, name: &str, arguments: &Arguments) -> u8 {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args([
        "run",
        "--release",
        "--quiet",
        "--package",
        "xtask",
        "--features",
        "lab",
    ]);
    command.arg("--manifest-path").arg(root.join("Cargo.toml"));
    command.args(["--", name]).args(&arguments.rest);
    let status = command.status().map(|it| it.code());
    let code = status.ok().flatten();
    code.and_then(|it| u8::try_from(it).ok()).unwrap_or(2)
}
