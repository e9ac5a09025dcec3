//! The generators that are run over a corpus: ours, and peers that are installed.
//!
//! Takes: a document and a folder. Gives: a crate in the folder, and what the tool said. Must not: judge.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use generator::disk::sha256;

use super::documents::Document;
use crate::lab::process::{self, End, Ended, Limits, Memory};

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

    /// What tells one version from another: its own word if it is a peer, and a hash of its program.
    ///
    /// # Errors
    ///
    /// How to install what is not there, or does not run.
    pub(crate) fn version(self) -> Result<String, String> {
        if self == Self::Ours {
            let program = std::env::current_exe();
            return program
                .and_then(|it| hash(&it))
                .map_err(|it| it.to_string());
        }
        let mut command = Command::new(self.program());
        match self {
            // Its `--version` is that of the crate to write.
            Self::Progenitor => command.args(["progenitor", "--help"]),
            Self::OpenapiGenerator => command.arg("version"),
            _ => command.arg("--version"),
        };
        let missing = || {
            format!(
                "{} is not installed: {}",
                self.name(),
                self.how_to_install()
            )
        };
        let said = own_word(&command).ok_or_else(missing)?;
        let version = match self {
            Self::Progenitor => NO_VERSION,
            _ => said.as_str(),
        };
        let program = on_path(self.program()).and_then(|it| hash(&it).ok());
        Ok(format!("{version} {}", program.unwrap_or_default())
            .trim_end()
            .to_owned())
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
        let mut command = self.command(document, folder)?;
        let mut limits = limits;
        if self == Self::OpenapiGenerator
            && let Some(most) = limits.memory.most()
        {
            // A virtual machine takes what it is offered, and reserves more than it uses.
            command.env("JAVA_TOOL_OPTIONS", format!("-Xmx{}m", most >> 20));
            limits.memory = Memory::Judged(most);
        }
        let ended = process::run(&command, limits)?;
        if self == Self::OpenapiToRust {
            make_a_crate(folder)?;
        }
        Ok(ended)
    }

    /// Counts the calls in what a peer wrote: its public asynchronous functions, without those that are no calls.
    pub(crate) fn calls(self, texts: &[String]) -> usize {
        let lines = || texts.iter().flat_map(|it| it.lines().map(str::trim));
        let functions = lines().filter_map(|it| it.strip_prefix("pub async fn "));
        match self {
            // A function for each kind of answer of an operation, and one for each webhook, which no server has. Each
            // names its operation in a line of its documentation.
            Self::OpenapiToRust => {
                let named = lines().filter_map(|it| it.strip_prefix("/// `"));
                let operations = named.filter(|it| it.ends_with('`') && it.contains(" /"));
                let operations = operations.filter(|it| !it.contains("/__webhook__/"));
                operations.collect::<BTreeSet<_>>().len()
            }
            // A function for each operation reads its answer.
            Self::Oas3Gen => functions
                .filter(|it| !it.starts_with("parse_response"))
                .count(),
            _ => functions.count(),
        }
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
                .args([path, &document.folder])
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

/// What a program may take to say its version.
const VERSION: Limits = Limits {
    time: Duration::from_secs(60),
    memory: Memory::Any,
};

/// What is said of a program that does not say its version.
const NO_VERSION: &str = "of unknown version";

/// The last word that a program says, if it runs and ends well: a wrapper is there without what it wraps, too.
fn own_word(command: &Command) -> Option<String> {
    let ended = process::run(command, VERSION).ok()?;
    let ended = Some(ended).filter(|it| it.end == End::Exit(0))?;
    let word = ended.stdout.split_whitespace().last();
    Some(word.unwrap_or(NO_VERSION).to_owned())
}

/// Where a program is that is run by its name.
fn on_path(program: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    let mut paths = std::env::split_paths(&folders).map(|it| it.join(program));
    paths.find(|it| it.is_file())
}

/// The first twelve digits of a file's hash.
fn hash(file: &Path) -> io::Result<String> {
    Ok(sha256(&fs::read(file)?)[..12].to_owned())
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

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser as _;

    #[test]
    fn our_own_program_takes_what_it_is_given() {
        let document = Document {
            path: "specs/a/api.yaml".into(),
            folder: "specs/a".into(),
            name: "a/api.yaml".to_owned(),
            negative: false,
        };
        let command = Tool::Ours.command(&document, Path::new("crates/a"));
        let command = command.expect("a program");
        let words = [command.get_program()]
            .into_iter()
            .chain(command.get_args());
        let parsed = crate::Arguments::try_parse_from(words).map(|it| format!("{:?}", it.command));
        let parsed = parsed.expect("a command line");
        let expected =
            r#"document: "specs/a/api.yaml", folder: "specs/a", crate_folder: "crates/a""#;
        assert!(parsed.contains(expected), "{parsed}");
    }

    #[test]
    fn a_peer_that_does_not_run_is_not_installed() {
        let said = |script: &str| own_word(Command::new("sh").args(["-c", script]));
        assert_eq!(said("echo peer 1.2.3").as_deref(), Some("1.2.3"));
        // So does the wrapper of one that needs Java.
        assert_eq!(said("echo java is missing; exit 1"), None);
        assert_eq!(own_word(&Command::new("/nowhere/peer")), None);
    }

    #[test]
    fn a_call_of_a_peer_is_counted_once() {
        let check = |tool: Tool, text: &str, expected| {
            assert_eq!(tool.calls(&[text.to_owned()]), expected, "{text}");
        };
        let both = "    pub async fn a(&self) {}\n    pub async fn parse_response(r: R) {}";
        check(Tool::Ploidy, both, 2);
        check(Tool::Oas3Gen, both, 1);
        let twice = "/// `GET /a`\npub async fn a() {}\n/// `GET /a`\npub async fn a_text() {}";
        check(Tool::OpenapiToRust, twice, 1);
        let webhook = "/// `POST /__webhook__/a`\npub async fn a() {}\n/// As `A`";
        check(Tool::OpenapiToRust, webhook, 0);
    }
}
