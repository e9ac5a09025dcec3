//! What the sample becomes.

use super::sample::{Sample, sample};
use super::{Known, library, lower};
use crate::code::{self, Doc, File, Head, Item};
use crate::settings::Settings;
use proc_macro2::TokenStream;
use std::iter::once;

fn settings(workspace: bool) -> Settings {
    Settings {
        package: "sample-client".into(),
        workspace,
        whole_runtime: false,
        manifest: if workspace {
            "[dev-dependencies]\ndivan = \"0.1\"\n".into()
        } else {
            String::new()
        },
        command: "`cargo xtask codegen`".into(),
        apis: Vec::new(),
    }
}

fn text(file: &File) -> String {
    let items = file.items.iter().map(crate::emit::item);
    let tokens: TokenStream = once(crate::emit::head(file)).chain(items).collect();
    let parsed = syn::parse2(tokens.clone()).unwrap_or_else(|error| {
        panic!("{}: {error}\n{tokens}", file.path);
    });
    let mut page = crate::format::Page::new("// A file.");
    page.add(crate::format::part(parsed));
    page.text()
}

fn known(it: &Sample) -> Known<'_> {
    Known {
        api: &it.api,
        facts: &it.facts,
        names: &it.names,
        settings: &it.settings,
    }
}

fn crate_of(it: &Sample, workspace: bool) -> (code::Module, code::Crate) {
    let module = lower(&it.api, &it.facts, &it.names, &it.settings);
    let root = library(
        &settings(workspace),
        &[known(it)],
        std::slice::from_ref(&module),
    );
    (module, root)
}

fn page(module: &code::Module, name: &str) -> File {
    let suffix = format!("/{name}.rs");
    let page = module.files.iter().find(|it| it.path.ends_with(&suffix));
    page.unwrap_or_else(|| panic!("no {name}")).clone()
}

/// The items of a page for which `pick` is true, without anything around them.
fn items(module: &code::Module, name: &str, pick: fn(&Item) -> bool) -> String {
    let mut page = page(module, name);
    page.head = Head::Doc(Doc::default());
    page.imports.clear();
    page.items.retain(pick);
    text(&page)
}

#[test]
fn every_file_is_rust_and_uses_what_it_imports() {
    for module in [Some("batch_cep"), None] {
        let (module, root) = crate_of(&sample(module), true);
        for file in module.files.iter().chain([&root.library]) {
            let text = text(file);
            let body = text
                .split_once("\nuse ")
                .map_or(text.as_str(), |(_, rest)| rest);
            for name in file.imports.iter().flat_map(|it| &it.names) {
                let words = body.split(|it: char| !it.is_alphanumeric() && it != '_');
                let uses = words.filter(|it| *it == name.as_str()).count();
                assert!(uses > 1, "{}: {} is not used", file.path, name.as_str());
            }
        }
    }
}

#[test]
fn a_call_is_a_method_a_constant_and_a_builder() {
    let (module, _) = crate_of(&sample(Some("batch_cep")), true);
    let call = items(&module, "audiences", |_| true);
    assert_eq!(call, include_str!("tests/call.txt"));
}

#[test]
fn a_record_has_fields_a_constructor_and_setters() {
    let (module, _) = crate_of(&sample(Some("batch_cep")), true);
    let record = items(
        &module,
        "types",
        |it| matches!(it, Item::Record(it) if it.name.as_str() == "RemoveAudienceBody"),
    );
    assert_eq!(record, include_str!("tests/record.txt"));
}

#[test]
fn json_is_read_without_trying() {
    let (module, _) = crate_of(&sample(Some("batch_cep")), true);
    let wanted = |ty: &code::Type| match ty {
        code::Type::Generated(_, name) => {
            ["Pet", "RemoveAudienceBody", "Single", "Level", "Empty"].contains(&name.as_str())
        }
        _ => false,
    };
    let mut page = page(&module, "wire");
    page.head = Head::Doc(Doc::default());
    page.imports.clear();
    page.items.retain(|it| match it {
        Item::RecordWire(it) => wanted(&it.ty),
        Item::EnumerationWire(it) => wanted(&it.ty),
        Item::UnionWire(it) => wanted(&it.ty),
        Item::AnswersWire(it) => !it.cases.is_empty(),
        Item::ParameterWire(it) => matches!(it.form, code::ParameterForm::Pairs(_)),
        _ => false,
    });
    assert_eq!(text(&page), include_str!("tests/wire.txt"));
}

#[test]
fn a_manifest_inherits_or_stands_alone() {
    let it = sample(Some("batch_cep"));
    let alone = crate_of(&it, false).1.manifest;
    let member = crate_of(&it, true).1.manifest;
    assert_eq!(alone, include_str!("tests/alone.toml"));
    assert_eq!(member, include_str!("tests/member.toml"));
    for text in [alone, member] {
        text.parse::<toml::Table>().unwrap();
    }
}

#[test]
fn text_of_the_document_stays_text() {
    const EVIL: &str = "a\"; }\n]\nx = 1 ``` <script> [`Client`] */ \u{202e} \\ {}";
    let mut it = sample(Some("batch_cep"));
    it.api.about.title = EVIL.into();
    it.api.about.doc.text = Some(EVIL.into());
    it.api.schemes[0].name = EVIL.into();
    it.api.groups[0].name = EVIL.into();
    it.api.globals[0].wire = EVIL.into();
    for operation in &mut it.api.operations {
        operation.id = EVIL.into();
        operation.path.template = EVIL.into();
        operation.provenance = Some(EVIL.into());
        operation.doc.title = Some(EVIL.into());
        operation.doc.facts = vec![EVIL.into()];
    }
    let (module, root) = crate_of(&it, false);
    for file in &module.files {
        for line in text(file).lines() {
            let line = line.trim_start();
            assert!(
                !line.starts_with("x = 1") && !line.starts_with("<script>"),
                "{line}"
            );
        }
    }
    let manifest: toml::Table = root.manifest.parse().unwrap();
    assert!(!manifest.contains_key("x"));
    let beside_code = root.readme.replace("`<script>`", "");
    assert!(!beside_code.contains("<script>"), "{}", root.readme);
}

#[test]
fn large_variants_are_boxed() {
    let (module, _) = crate_of(&sample(Some("batch_cep")), true);
    let union = items(
        &module,
        "types",
        |it| matches!(it, Item::Union(it) if it.name.as_str() == "Pet"),
    );
    let expected = r"// A file.

/// Described at `#/components/schemas/Pet`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Pet {
    /// `petType` is `cat` or `kitty`.
    Cat(Box<Cat>),
    /// `petType` is `wide`.
    Wide(Box<Wide>),
    /// A list.
    Labels(Labels),
    /// A list.
    Names(Vec<String>),
    /// An integer.
    Count(i64),
    /// Any JSON.
    Any(Raw),
    /// Any JSON.
    Also(Raw),
    /// A kind that this version does not know, as it came.
    Unknown(Raw),
}
";
    assert_eq!(union, expected);
}
