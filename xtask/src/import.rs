//! `cargo xtask import`: the OpenAPI documents embedded in a Markdown page become files of `specs/`.
//!
//! Takes: a page. Gives: each document byte for byte, and a record of where it came from. Must not: change a byte.

use generator::Generation;
use generator::command::{self, Strictness};
use generator::diagnostics::Diagnostics;
use generator::diagnostics::render::Notes;
use generator::disk::{self, Error, sha256};
use generator::source::markdown::{Block, embedded};
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The page.
    page: PathBuf,
    /// Where the document goes, such as `specs/batch-cep/remove.json`. A second one in the page goes to `remove-2.json`, and so on;
    /// one that is written in YAML ends in `.yaml`.
    #[arg(long, value_name = "FILE")]
    into: PathBuf,
    /// Where the page came from, for the record; its file name otherwise.
    #[arg(long, value_name = "URL")]
    source: Option<String>,
    /// Overwrites files that no import wrote, or that were edited since.
    #[arg(long)]
    force: bool,
}

/// Imports, and gives the exit code.
pub(crate) fn run(root: &Path, arguments: &Arguments) -> u8 {
    let done = import(root, arguments);
    done.unwrap_or_else(|error| command::fail(&error))
}

fn import(root: &Path, arguments: &Arguments) -> Result<u8, Error> {
    let into = root.join(&arguments.into);
    let (Some(folder), Some(file)) = (into.parent(), into.file_name()) else {
        command::complain("`--into` names a folder; name a file in it");
        return Ok(2);
    };
    if !into.starts_with(root.join("specs")) || into.iter().any(|it| it == "..") {
        command::complain("`--into` names a file below `specs/`");
        return Ok(2);
    }
    let bytes = disk::read(&arguments.page)?;
    let page = String::from_utf8_lossy(&bytes);
    let name = arguments.page.file_name().unwrap_or_default();
    let name = name.to_string_lossy();
    let mut diagnostics = Diagnostics::new();
    let blocks = embedded(&name, &page, &mut diagnostics);
    let found = Generation {
        diagnostics: diagnostics.sorted(),
        ..Generation::default()
    };
    let code = command::report(&found, Strictness::Lenient, Notes::Few);
    if code != 0 {
        return Ok(code);
    }
    if blocks.is_empty() {
        command::complain("no code block of the page is an OpenAPI document");
        return Ok(2);
    }
    let record_path = folder.join("SOURCES.toml");
    let mut record = read_if_there(&record_path)?;
    let files: Vec<String> = names(&file.to_string_lossy(), &blocks).collect();
    let foreign = foreign(folder, &files, &blocks, &record)?;
    if !arguments.force && !foreign.is_empty() {
        command::complain(format_args!(
            "not written by an import, or edited since: {}\nNothing was written. Choose another name, or run again with `--force`.",
            foreign.join(", ")
        ));
        return Ok(3);
    }
    for (block, file) in blocks.iter().zip(files) {
        let recorded_source = field(&record, &file, "source");
        let source = arguments.source.as_deref().or(recorded_source);
        let source = source.unwrap_or(&name).to_owned();
        let changed = disk::refresh(&folder.join(&file), &block.text)?;
        let entry = entry(&file, &source, &sha256(&bytes), block);
        record = recorded(&record, &entry);
        let what = if changed { "written" } else { "unchanged" };
        command::say(format_args!(
            "{file}: {what}, from line {} of the page",
            block.first_line
        ));
    }
    disk::refresh(&record_path, &record)?;
    Ok(0)
}

fn read_if_there(path: &Path) -> Result<String, Error> {
    if !path.exists() {
        return Ok(String::new());
    }
    let bytes = disk::read(path)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The files that are there with another content than an import left in them.
fn foreign(
    folder: &Path,
    files: &[String],
    blocks: &[Block],
    record: &str,
) -> Result<Vec<String>, Error> {
    let mut foreign = Vec::new();
    for (file, block) in files.iter().zip(blocks) {
        let path = folder.join(file);
        if path.exists() {
            let bytes = disk::read(&path)?;
            let ours = field(record, file, "sha256") == Some(&sha256(&bytes));
            if !ours && bytes != block.text.as_bytes() {
                foreign.push(file.clone());
            }
        }
    }
    Ok(foreign)
}

/// `remove.json`, `remove-2.json`, `remove-3.yaml` …: the extension is that of the syntax.
fn names(first: &str, blocks: &[Block]) -> impl Iterator<Item = String> {
    let stem = match first.rsplit_once('.') {
        Some((stem, _)) => stem.to_owned(),
        None => first.to_owned(),
    };
    (1..).zip(blocks).map(move |(number, block)| {
        let is_json = block.text.trim_start().starts_with('{');
        let extension = if is_json { "json" } else { "yaml" };
        match number {
            1 => format!("{stem}.{extension}"),
            _ => format!("{stem}-{number}.{extension}"),
        }
    })
}

/// What the record says of a file, without its quotes; escapes are left as they are.
fn field<'r>(record: &'r str, file: &str, key: &str) -> Option<&'r str> {
    let head = format!("[{}]", quoted(file));
    let table = record.lines().skip_while(|it| *it != head).skip(1);
    table
        .take_while(|it| !it.starts_with('['))
        .find_map(|it| it.strip_prefix(key)?.strip_prefix(" = ")?.strip_prefix('"'))
        .and_then(|it| it.strip_suffix('"'))
}

/// The table of one document.
fn entry(file: &str, source: &str, page: &str, block: &Block) -> String {
    format!(
        "[{}]\nsource = {}\nsource_sha256 = \"{page}\"\nfirst_line = {}\nsha256 = \"{}\"\n",
        quoted(file),
        quoted(source),
        block.first_line,
        sha256(block.text.as_bytes())
    )
}

/// Text as a basic string of TOML.
fn quoted(text: &str) -> String {
    let mut result = String::from("\"");
    for it in text.chars() {
        match it {
            '"' | '\\' => result.extend(['\\', it]),
            it if it.is_control() => result.extend(format!("\\u{:04X}", u32::from(it)).chars()),
            it => result.push(it),
        }
    }
    result.push('"');
    result
}

/// The record with a table added, or put in the place of the one with the same name.
fn recorded(record: &str, entry: &str) -> String {
    let name = entry.lines().next().unwrap_or_default();
    let mut tables: Vec<String> = Vec::new();
    for line in record.lines() {
        if line.starts_with('[') || tables.is_empty() {
            tables.push(String::new());
        }
        if let Some(table) = tables.last_mut() {
            table.push_str(line);
            table.push('\n');
        }
    }
    match tables.iter_mut().find(|it| it.lines().next() == Some(name)) {
        Some(table) => entry.clone_into(table),
        None => tables.push(entry.to_owned()),
    }
    let tables: Vec<&str> = tables.iter().map(|it| it.trim_end()).collect();
    format!("{}\n", tables.join("\n\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_document_of_a_page_has_a_name() {
        let blocks = ["{}", "openapi: 3.1.0", " {}"].map(|text| Block {
            text: text.to_owned(),
            first_line: 1,
        });
        let three = |first| names(first, &blocks).collect::<Vec<_>>();
        assert_eq!(three("a.b.json"), ["a.b.json", "a.b-2.yaml", "a.b-3.json"]);
        assert_eq!(three("a"), ["a.json", "a-2.yaml", "a-3.json"]);
    }

    #[test]
    fn the_record_says_what_an_import_left() {
        let block = Block {
            text: "{}".to_owned(),
            first_line: 7,
        };
        let one = entry("a.json", "https://x/y", "00", &block);
        let record = recorded(&one, &entry("b.json", "page.md", "00", &block));
        assert_eq!(field(&record, "a.json", "source"), Some("https://x/y"));
        assert_eq!(
            field(&record, "b.json", "sha256"),
            Some(sha256(b"{}").as_str())
        );
        assert_eq!(field(&record, "c.json", "sha256"), None);
    }

    #[test]
    fn the_record_has_one_table_for_each_document() {
        let block = |text: &str| Block {
            text: text.to_owned(),
            first_line: 7,
        };
        let one = entry("a.json", "https://x/\"y\"", "00", &block("{}"));
        let two = entry("b.json", "page.md", "00", &block("{}"));
        let record = recorded(&recorded("# Kept.\n", &one), &two);
        assert_eq!(record, format!("# Kept.\n\n{one}\n{two}"));
        assert!(one.contains(r#"source = "https://x/\"y\"""#), "{one}");
        let newer = entry("a.json", "page.md", "11", &block("[]"));
        assert_eq!(
            recorded(&record, &newer),
            format!("# Kept.\n\n{newer}\n{two}")
        );
        assert_eq!(recorded(&record, &two), record);
    }
}
