//! Writes a client for one OpenAPI document.
//!
//! Takes: a command line. Gives: a crate on the disk, and an exit code. Must not: know how a client is made.

#![deny(clippy::print_stdout, clippy::print_stderr)]

use clap::Parser;
use generator::command::{self, Options, Strictness};
use generator::diagnostics::render::Notes;
use generator::disk::{self, Tree};
use generator::explain::explain;
use generator::settings::{Criteria, Format, Selection, Settings};
use generator::{Input, generate};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Writes a typed, documented Rust client for an OpenAPI document.
///
/// Exit codes: 0 done, or nothing to do; 1 `--check` found a difference; 2 bad input, or a loss with `--strict`; 3 files in the way that were edited by hand or are
/// not generated.
#[derive(Debug, Parser)]
#[command(version, verbatim_doc_comment)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
struct Arguments {
    /// The document: OpenAPI 3.0 to 3.2 or Swagger 2.0, JSON or YAML.
    #[arg(long, value_name = "FILE")]
    spec: PathBuf,
    /// The folder of the crate.
    #[arg(long, value_name = "DIR", required_unless_present = "explain")]
    out: Option<PathBuf>,
    /// The folder that the document may refer to; its own folder otherwise. Nothing outside of it is read.
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    /// The package name of the crate; the name of its folder otherwise.
    #[arg(long, value_name = "CRATE")]
    name: Option<String>,
    /// An overlay to apply to the document; several are applied in their order.
    #[arg(long, value_name = "FILE")]
    overlay: Vec<PathBuf>,
    #[command(flatten)]
    types: Types,
    #[command(flatten)]
    only: Only,
    #[command(flatten)]
    except: Except,
    /// Take no loss: write nothing, and exit with 2, when an operation is left out, a type is widened, or an overlay matches nothing.
    #[arg(long)]
    strict: bool,
    /// Print every note, not only the first five of a kind.
    #[arg(long)]
    notes: bool,
    /// Compare with what is there, and write nothing.
    #[arg(long, conflicts_with = "force")]
    check: bool,
    /// Overwrite files that were edited by hand, or that somebody else wrote where generated ones belong.
    #[arg(long)]
    force: bool,
    /// Write nothing, and tell where a type, member, operation or parameter comes from, and why it has its name and shape.
    #[arg(long, value_name = "NAME", conflicts_with_all = ["check", "force"])]
    explain: Option<String>,
}

/// What types are made of.
#[derive(Debug, clap::Args)]
struct Types {
    /// What stands for the values of a `format`, such as `date-time=jiff`, `int32=i64` or `money=my-types@1.2::Money`; can be given
    /// several times. Without it, text stays text.
    #[arg(long, value_name = "FORMAT=TYPE", value_parser = format_and_type)]
    format: Vec<(String, Format)>,
    /// Let types be checked against lengths, ranges, counts and simple patterns, with `runtime::Validate`.
    #[arg(long)]
    validate: bool,
}

/// What an operation must have to be in the client, one of each kind that is given.
#[derive(Debug, clap::Args)]
struct Only {
    /// Only operations with this tag. Like the next nine, this can be given several times, and a word that fits nothing is an error.
    #[arg(long, value_name = "TAG")]
    tag: Vec<String>,
    /// Only operations of this path; `*` stands for anything within a segment, `**` for anything.
    #[arg(long, value_name = "GLOB")]
    path: Vec<String>,
    /// Only the operation with this `operationId`.
    #[arg(long, value_name = "ID")]
    operation: Vec<String>,
    /// Only operations of this method.
    #[arg(long, value_name = "METHOD")]
    method: Vec<String>,
    /// Only operations of which, or of whose path, this extension is true, such as `x-public`.
    #[arg(long, value_name = "KEY")]
    extension: Vec<String>,
}

/// What it must not have.
#[derive(Debug, clap::Args)]
struct Except {
    /// No operation with this tag.
    #[arg(id = "except-tag", long = "except-tag", value_name = "TAG")]
    tag: Vec<String>,
    /// No operation of this path.
    #[arg(id = "except-path", long = "except-path", value_name = "GLOB")]
    path: Vec<String>,
    /// Not the operation with this `operationId`.
    #[arg(id = "except-operation", long = "except-operation", value_name = "ID")]
    operation: Vec<String>,
    /// No operation of this method.
    #[arg(id = "except-method", long = "except-method", value_name = "METHOD")]
    method: Vec<String>,
    /// No operation of which, or of whose path, this extension is true, such as `x-internal`.
    #[arg(id = "except-extension", long = "except-extension", value_name = "KEY")]
    extension: Vec<String>,
}

fn main() -> ExitCode {
    ExitCode::from(run(&Arguments::parse()))
}

fn run(arguments: &Arguments) -> u8 {
    let file = arguments.spec.file_name().unwrap_or_default();
    let mut settings = match Settings::single(&package(arguments), &file.to_string_lossy()) {
        Ok(settings) => settings,
        Err(reason) => {
            command::complain(format_args!("{reason}; give one with `--name`"));
            return 2;
        }
    };
    for api in &mut settings.apis {
        api.selection = selection(&arguments.only, &arguments.except);
        api.validate = arguments.types.validate;
        api.formats = arguments.types.format.iter().cloned().collect();
    }
    let Arguments { spec, overlay, .. } = arguments;
    let loaded = match &arguments.root {
        Some(root) => disk::load_below(root, spec, overlay),
        None => disk::load(spec, overlay),
    };
    let input = match loaded {
        Ok(api) => Input { apis: vec![api] },
        Err(error) => return command::fail(&error),
    };
    if let Some(name) = &arguments.explain {
        return command::explain(&explain(&input, &settings, name), name);
    }
    let mut generation = generate(&input, &settings);
    let strictness = if arguments.strict {
        Strictness::Strict
    } else {
        Strictness::Lenient
    };
    let code = command::report(&generation, strictness, Notes::of(arguments.notes));
    if code != 0 {
        return code;
    }
    let tree = Tree::new(std::mem::take(&mut generation.files), input.labelled());
    let options = Options {
        check: arguments.check,
        force: arguments.force,
        remedy: "the same command without `--check`",
    };
    let out = arguments.out.as_deref().unwrap_or(Path::new("."));
    command::deliver(&generation, out, &tree, &options)
}

fn selection(only: &Only, except: &Except) -> Selection {
    Selection {
        only: Criteria {
            tags: only.tag.clone(),
            paths: only.path.clone(),
            operations: only.operation.clone(),
            methods: only.method.clone(),
            extensions: only.extension.clone(),
        },
        except: Criteria {
            tags: except.tag.clone(),
            paths: except.path.clone(),
            operations: except.operation.clone(),
            methods: except.method.clone(),
            extensions: except.extension.clone(),
        },
    }
}

fn format_and_type(text: &str) -> Result<(String, Format), String> {
    let (format, word) = text
        .split_once('=')
        .ok_or_else(|| "write FORMAT=TYPE, such as `date-time=jiff`".to_owned())?;
    let chosen = Format::of(format, word)?;
    if let Format::Type(it) = &chosen
        && let Some(package) = &it.package
        && package.version.is_none()
    {
        let name = &package.name;
        return Err(format!("say which version of `{name}`: `{name}@1.2::…`"));
    }
    Ok((format.to_owned(), chosen))
}

/// The name that was given, or that of the crate's folder.
fn package(arguments: &Arguments) -> String {
    let folder = match &arguments.out {
        Some(out) => out.file_name().unwrap_or_default().to_string_lossy(),
        // Nothing is written, so that any name will do.
        None => "client".into(),
    };
    arguments.name.clone().unwrap_or(folder.into_owned())
}
