//! The generators that are run over a corpus: ours, and peers that are installed.
//!
//! Takes: a document and a folder. Gives: a crate in the folder, and what the tool said. Must not: judge.

use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;

use generator::disk::sha256;

use super::documents::Document;
use crate::lab::process::{self, Ended, Limits};

/// A generator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Tool {
    /// This project's.
    #[value(skip)]
    Ours,
    /// Oxide's `cargo-progenitor`.
    Progenitor,
    /// `openapi-to-rust`.
    OpenapiToRust,
    /// `oas3-gen`.
    Oas3Gen,
    /// `ploidy`.
    Ploidy,
    /// The target `rust` of `openapi-generator`, with `reqwest`.
    OpenapiGenerator,
}

/// The name of every crate that a peer writes.
const PACKAGE: &str = "peer-client";

impl Tool {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Ours => "generator",
            Self::Progenitor => "progenitor",
            Self::OpenapiToRust => "openapi-to-rust",
            Self::Oas3Gen => "oas3-gen",
            Self::Ploidy => "ploidy",
            Self::OpenapiGenerator => "openapi-generator",
        }
    }

    fn program(self) -> &'static str {
        match self {
            Self::Progenitor => "cargo-progenitor",
            Self::OpenapiGenerator => "openapi-generator-cli",
            other => other.name(),
        }
    }

    fn how_to_install(self) -> String {
        match self {
            Self::OpenapiGenerator => {
                "pip install openapi-generator-cli (it needs Java)".to_owned()
            }
            other => format!("cargo install --locked {}", other.program()),
        }
    }

    /// What tells one version from another: its own word, or a hash of our own program.
    ///
    /// # Errors
    ///
    /// How to install what is not there.
    pub(crate) fn version(self) -> Result<String, String> {
        if self == Self::Ours {
            let program = std::env::current_exe().and_then(fs::read);
            let program = program.map_err(|it| it.to_string())?;
            return Ok(sha256(&program)[..12].to_owned());
        }
        let mut command = Command::new(self.program());
        match self {
            Self::Progenitor => command.args(["progenitor", "--version"]),
            Self::OpenapiGenerator => command.arg("version"),
            _ => command.arg("--version"),
        };
        let missing = |_| {
            format!(
                "{} is not installed: {}",
                self.name(),
                self.how_to_install()
            )
        };
        let output = command.output().map_err(missing)?;
        let text = String::from_utf8_lossy(&output.stdout);
        let version = text
            .split_whitespace()
            .last()
            .unwrap_or("of unknown version");
        Ok(version.to_owned())
    }

    /// Runs it. What it wrote is a crate that cargo can check, if it ended well.
    pub(crate) fn generate(
        self,
        document: &Document,
        folder: &Path,
        limits: Limits,
    ) -> io::Result<Ended> {
        if self != Self::Ours && folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        // A virtual machine takes what it is offered.
        let memory = limits.memory.filter(|_| self != Self::OpenapiGenerator);
        let ended = process::run(
            &self.command(document, folder)?,
            Limits { memory, ..limits },
        )?;
        if self == Self::OpenapiToRust {
            make_a_crate(folder)?;
        }
        Ok(ended)
    }

    fn command(self, document: &Document, folder: &Path) -> io::Result<Command> {
        let path = &document.path;
        let mut command = match self {
            Self::Ours => Command::new(std::env::current_exe()?),
            peer => Command::new(peer.program()),
        };
        match self {
            Self::Ours => command
                .arg("corpus-generate")
                .arg(path)
                .arg(&document.folder)
                .arg(folder),
            Self::Progenitor => command
                .args(["progenitor", "--version", "0.1.0", "--name", PACKAGE])
                .arg("--input")
                .arg(path)
                .arg("--output")
                .arg(folder),
            Self::OpenapiToRust => command
                .arg("generate")
                .arg(path)
                .args(["--module-name", "client", "--output-dir"])
                .arg(folder.join("src/client")),
            Self::Oas3Gen => command
                .args(["generate", "client-mod", "--workspace", "-i"])
                .arg(path)
                .arg("-o")
                .arg(folder),
            Self::Ploidy => command
                .args(["generate", "rust"])
                .arg(path)
                .arg("-o")
                .arg(folder)
                .args(["--name", PACKAGE]),
            Self::OpenapiGenerator => command
                .args([
                    "generate",
                    "--generator-name",
                    "rust",
                    "--library",
                    "reqwest",
                    "--skip-validate-spec",
                ])
                .args(["--package-name", PACKAGE, "--input-spec"])
                .arg(path)
                .arg("--output")
                .arg(folder),
        };
        Ok(command)
    }
}

/// `openapi-to-rust` writes a module and a list of dependencies.
fn make_a_crate(folder: &Path) -> io::Result<()> {
    let Ok(dependencies) = fs::read_to_string(folder.join("src/client/REQUIRED_DEPS.toml")) else {
        return Ok(());
    };
    let head =
        format!("[package]\nname = \"{PACKAGE}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n");
    fs::write(folder.join("Cargo.toml"), head + &dependencies)?;
    fs::write(folder.join("src/lib.rs"), "pub mod client;\n")
}
