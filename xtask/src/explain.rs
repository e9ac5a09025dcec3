//! `cargo xtask explain NAME`: where something in the client comes from.
//!
//! Takes: the root of the workspace and a name. Gives: an explanation. Must not: write anything.

use generator::command;
use generator::disk::{self, Project};
use generator::explain::explain;
use std::path::Path;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// A type, `Type::member`, an operation, `operation::parameter`, or a JSON Pointer; in Rust's spelling or the document's.
    name: String,
    /// Only in the module of one API, such as `batch_cep`.
    #[arg(long, value_name = "NAME")]
    api: Option<String>,
}

/// Explains, and gives the exit code.
pub(crate) fn run(root: &Path, arguments: &Arguments) -> u8 {
    match disk::project(&root.join("specs"), arguments.api.as_deref()) {
        Ok(Project { settings, input }) => {
            let answer = explain(&input, &settings, &arguments.name);
            command::explain(&answer, &arguments.name)
        }
        Err(error) => command::fail(&error),
    }
}
