//! The laboratory: commands that measure what the generator makes of documents, and take crates that it does not need.
//!
//! Takes: a command line. Gives: an exit code. Must not: be needed for `cargo xtask codegen`.

mod conformance;
mod corpus;
mod process;

use std::path::Path;

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Calls every operation of documents against Prism, a mock server that judges requests by the same document.
    Conformance(conformance::Arguments),
    /// Generates and compiles a client for every document of folders, and says what failed or was lost.
    Corpus(corpus::Arguments),
    /// One document of `corpus`.
    #[command(hide = true)]
    CorpusGenerate(corpus::measure::Arguments),
    /// The examples of one document of `corpus`.
    #[command(hide = true)]
    CorpusExamples(corpus::examples::Arguments),
}

/// Runs a command, and gives its exit code.
pub(crate) fn run(root: &Path, command: &Command) -> u8 {
    match command {
        Command::Conformance(arguments) => conformance::run(root, arguments),
        Command::Corpus(arguments) => corpus::run(root, arguments),
        Command::CorpusGenerate(arguments) => corpus::measure::run(arguments),
        Command::CorpusExamples(arguments) => corpus::examples::run(arguments),
    }
}
