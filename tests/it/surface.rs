//! The public surface of each API as a page, so that a change of it is a few lines for a reviewer.
//!
//! After a change that is meant: `INSTA_UPDATE=always cargo test -p tests surface`, then review the difference.

use std::fs;
use std::path::Path;

use syn::spanned::Spanned;
use syn::{Attribute, Fields, ImplItem, Item, Visibility};

use crate::support::root;

#[test]
fn each_module_has_the_surface_of_its_snapshot() {
    let sources = root().join("generated-client/src");
    let mut modules: Vec<String> = fs::read_dir(&sources)
        .expect("the client has sources")
        .map(|it| it.expect("readable"))
        .filter(|it| it.path().is_dir() && it.file_name() != "runtime")
        .map(|it| it.file_name().into_string().expect("names are text"))
        .collect();
    modules.sort();
    assert!(!modules.is_empty(), "the client has modules");
    for module in modules {
        let page = surface(&sources.join(&module));
        let mut settings = insta::Settings::clone_current();
        settings.set_omit_expression(true);
        settings.set_prepend_module_to_snapshot(false);
        settings.set_snapshot_path(root().join("tests/snapshots"));
        settings.bind(|| insta::assert_snapshot!(format!("surface_{module}"), page));
    }
}

/// One line for each public item, file by file. What only implements the runtime's traits is left out.
fn surface(folder: &Path) -> String {
    let mut paths: Vec<_> = fs::read_dir(folder)
        .expect("a folder")
        .map(|it| it.expect("readable").path())
        .filter(|it| !it.ends_with("wire.rs"))
        .collect();
    paths.sort();
    let mut page = String::new();
    for path in paths {
        let text = fs::read_to_string(&path).expect("text");
        let file = syn::parse_file(&text).expect("Rust");
        let lines: Vec<String> = file.items.iter().flat_map(item).collect();
        if lines.is_empty() {
            continue;
        }
        let name = path
            .file_name()
            .expect("a file")
            .to_string_lossy()
            .into_owned();
        page.extend(["# ", &name, "\n", &lines.join("\n"), "\n\n"]);
    }
    page
}

fn item(item: &Item) -> Vec<String> {
    match item {
        Item::Struct(it) if is_public(&it.vis) => {
            let mut lines = vec![format!(
                "struct {}{}{}",
                it.ident,
                written(&it.generics),
                derives(&it.attrs)
            )];
            lines.extend(fields(&it.fields));
            lines
        }
        Item::Enum(it) if is_public(&it.vis) => {
            let mut lines = vec![format!("enum {}{}", it.ident, derives(&it.attrs))];
            lines.extend(it.variants.iter().map(|it| {
                let fields = match &it.fields {
                    Fields::Unit => String::new(),
                    fields => written(fields),
                };
                format!("    {}{fields}", it.ident)
            }));
            lines
        }
        Item::Type(it) if is_public(&it.vis) => {
            vec![format!("type {} = {}", it.ident, written(&it.ty))]
        }
        Item::Impl(it) => implementation(it),
        Item::Mod(it) if is_public(&it.vis) => vec![format!("mod {}", it.ident)],
        Item::Use(it) if is_public(&it.vis) => vec![format!("use {}", written(&it.tree))],
        _ => Vec::new(),
    }
}

fn implementation(block: &syn::ItemImpl) -> Vec<String> {
    let of = written(&block.self_ty);
    if let Some((path, _)) = &block.trait_ {
        return vec![format!("impl {} for {of}", written(path))];
    }
    block
        .items
        .iter()
        .filter_map(|it| match it {
            ImplItem::Fn(it) if is_public(&it.vis) => Some(format!(
                "{of}::{}",
                written(&it.sig).trim_start_matches("fn ")
            )),
            _ => None,
        })
        .collect()
}

fn fields(fields: &Fields) -> Vec<String> {
    fields
        .iter()
        .filter(|it| is_public(&it.vis))
        .map(|it| {
            let name = it.ident.as_ref().map(|it| format!("{it}: "));
            format!("    {}{}", name.unwrap_or_default(), written(&it.ty))
        })
        .collect()
}

/// ` (Clone, Debug)`
fn derives(attributes: &[Attribute]) -> String {
    attributes
        .iter()
        .filter(|it| it.path().is_ident("derive"))
        .filter_map(|it| match &it.meta {
            syn::Meta::List(list) => Some(format!(" ({})", one_line(&list.tokens.to_string()))),
            _ => None,
        })
        .collect()
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// As it stands in the source, on one line.
fn written(node: &impl Spanned) -> String {
    one_line(&node.span().source_text().unwrap_or_default())
}

fn one_line(text: &str) -> String {
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace("( ", "(")
        .replace(", )", ")")
        .replace(" )", ")")
        .replace(" ,", ",")
}
