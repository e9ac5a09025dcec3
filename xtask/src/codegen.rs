//! `cargo xtask codegen`: `specs/` becomes `generated-client/`.
//!
//! Takes: the root of the workspace. Gives: the crate and the schema of `codegen.toml`. Must not: know what is in them.

use generator::command::{self, Options, Strictness};
use generator::diagnostics::render::Notes;
use generator::disk::{self, Error, Project, Tree};
use generator::{generate, settings};
use std::path::Path;

/// What to run when something is not up to date.
const REMEDY: &str = "`cargo xtask codegen`";

#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(crate) struct Arguments {
    /// Compare with what is there, and write nothing.
    #[arg(long, conflicts_with = "force")]
    check: bool,
    /// Take no loss: write nothing, and exit with 2, when an operation is left out or a type is widened.
    #[arg(long)]
    strict: bool,
    /// Only the module of one API, such as `batch_cep`; everything else stays as it is.
    #[arg(long, value_name = "NAME")]
    api: Option<String>,
    /// Print every note, not only the first five of a kind.
    #[arg(long)]
    notes: bool,
    /// Overwrite generated files that were edited by hand.
    #[arg(long)]
    force: bool,
}

/// Writes or compares, and gives the exit code.
pub(crate) fn run(root: &Path, arguments: &Arguments) -> u8 {
    let done = codegen(root, arguments);
    done.unwrap_or_else(|error| command::fail(&error))
}

fn codegen(root: &Path, arguments: &Arguments) -> Result<u8, Error> {
    let specs = root.join("specs");
    let Project { settings, input } = disk::project(&specs, arguments.api.as_deref())?;
    let mut generation = generate(&input, &settings);
    let strictness = if arguments.strict {
        Strictness::Strict
    } else {
        Strictness::Overlays
    };
    let code = command::report(&generation, strictness, Notes::of(arguments.notes));
    if code != 0 {
        return Ok(code);
    }
    let files = disk::render(std::mem::take(&mut generation.files))?;
    let mut tree = Tree::new(files, input.labelled());
    if let Some(module) = &arguments.api {
        tree = tree.only(&format!("src/{module}"));
    }
    let options = Options {
        check: arguments.check,
        force: arguments.force,
        remedy: REMEDY,
    };
    let code = command::deliver(&generation, &root.join("generated-client"), &tree, &options);
    Ok(code.max(schema(&specs, arguments.check)?))
}

/// The schema by which editors complete `codegen.toml`.
fn schema(specs: &Path, check: bool) -> Result<u8, Error> {
    let path = specs.join("codegen.schema.json");
    let text = settings::schema();
    if !check {
        disk::refresh(&path, &text)?;
    } else if !disk::is_fresh(&path, &text) {
        command::complain(format_args!(
            "specs/codegen.schema.json is not up to date: run {REMEDY}"
        ));
        return Ok(1);
    }
    Ok(0)
}
