//! A part of the operations: what is not wanted is left out, with everything that only it needs.
//!
//! Takes: a lowered tree, where each reference is `#/components/…`. Gives: a smaller one. Must not: call that a loss.

use std::collections::BTreeSet;

use super::merge::METHODS;
use super::tree::{as_map, as_map_mut, as_text, each, is_true, list_of, text_of};
use super::{Canonical, unused};
use crate::diagnostics::place::quote;
use crate::diagnostics::{Code, Diagnostics, Severity};
use crate::settings::{Criteria, Selection, fits, nearest};
use crate::source::{At, Map, Node, Text};

/// Where 3.2 keeps operations of other methods, once lowered.
const OTHER_METHODS: &str = "x-additional-operations";

/// What is known of an operation.
struct Operation {
    path: String,
    method: String,
    id: Option<String>,
    tags: Vec<String>,
    /// Extensions that are `true` of it or of its path.
    extensions: Vec<String>,
}

/// Leaves out the operations that are not selected, components that nothing is left to use, and what was found in either.
///
/// A word of the selection that no operation has is an error, and so is a selection that leaves nothing. Where everything is selected, the
/// components go that nothing uses but operations that the document itself leaves out.
pub fn select(canonical: &mut Canonical, selection: &Selection, diagnostics: &mut Diagnostics) {
    let mut left_out = Places::default();
    if selection.is_everything() {
        unused::drop_what_left(&mut canonical.root, &mut |it| left_out.add(it));
    } else {
        choose(canonical, selection, &mut left_out, diagnostics);
        unused::drop(&mut canonical.root, &mut |it| left_out.add(it));
    }
    if !left_out.0.is_empty() {
        forget(canonical, &left_out, diagnostics);
    }
}

/// Leaves out operations.
fn choose(
    canonical: &mut Canonical,
    selection: &Selection,
    left_out: &mut Places,
    diagnostics: &mut Diagnostics,
) {
    let mut all = Vec::new();
    let mut is_empty = true;
    retain(&mut canonical.root, |operation, node| {
        let is_kept = is_selected(&operation, selection);
        if is_kept {
            is_empty = false;
        } else {
            left_out.add(node);
        }
        all.push(operation);
        is_kept
    });
    for (criteria, section) in [(&selection.only, "only"), (&selection.except, "except")] {
        report_unknown(criteria, section, &all, diagnostics);
    }
    if is_empty {
        let help = "select by fewer words, or correct them";
        let message = "the selection leaves no operation";
        diagnostics.push(Code::UnusedSetting, None, message, help);
    }
}

/// Leaves out what was found in what is gone; errors stay.
fn forget(canonical: &Canonical, left_out: &Places, diagnostics: &mut Diagnostics) {
    let mut kept = BTreeSet::new();
    each(&canonical.root, &mut |node| {
        kept.insert(node.at);
    });
    diagnostics.retain(|it| {
        let is_gone = |at: At| !kept.contains(&at) && left_out.has(at);
        it.code.severity() == Severity::Error || !it.at.is_some_and(is_gone)
    });
}

/// Stretches of documents, as first and last node of each.
#[derive(Default)]
struct Places(Vec<(At, At)>);

impl Places {
    /// Adds what a node spans in the document of its own; the parts of it may have come from others.
    fn add(&mut self, node: &Node) {
        let (mut first, mut last) = (node.at, node.at);
        each(node, &mut |it| {
            if it.at.document == node.at.document {
                first = first.min(it.at);
                last = last.max(it.at);
            }
        });
        self.0.push((first, last));
    }

    fn has(&self, at: At) -> bool {
        self.0
            .iter()
            .any(|(first, last)| (*first..=*last).contains(&at))
    }
}

/// Keeps the operations that pass a test.
fn retain(root: &mut Node, mut keep: impl FnMut(Operation, &Node) -> bool) {
    let paths = as_map_mut(root).and_then(|it| it.get_mut("paths"));
    let Some(paths) = paths.and_then(as_map_mut) else {
        return;
    };
    for (path, item) in paths {
        let Some(item) = as_map_mut(item) else {
            continue;
        };
        let shared: Vec<String> = marks(item).collect();
        let mut keep = |method: &str, it: &Node| keep(Operation::of(path, method, it, &shared), it);
        item.retain(|method, it| !METHODS.contains(&method.as_str()) || keep(method, it));
        if let Some(others) = item.get_mut(OTHER_METHODS).and_then(as_map_mut) {
            others.retain(|method, it| keep(method, it));
        }
    }
}

impl Operation {
    fn of(path: &str, method: &str, node: &Node, shared: &[String]) -> Self {
        let map = as_map(node);
        let tags = map.and_then(|it| list_of(it, "tags"));
        Self {
            path: path.to_owned(),
            method: method.to_owned(),
            id: map
                .and_then(|it| text_of(it, "operationId"))
                .map(ToOwned::to_owned),
            tags: tags
                .into_iter()
                .flatten()
                .filter_map(as_text)
                .map(ToOwned::to_owned)
                .collect(),
            extensions: map
                .into_iter()
                .flat_map(marks)
                .chain(shared.iter().cloned())
                .collect(),
        }
    }
}

/// The extensions that are `true` of an object.
fn marks(map: &Map) -> impl Iterator<Item = String> + '_ {
    let is_mark = |key: &&Text| key.starts_with("x-") && is_true(map, key);
    map.keys().filter(is_mark).map(Text::to_string)
}

/// A kind of word: what it is called, the words that were said, what an operation has of it, and whether that is what a word means.
type Kind = (
    &'static str,
    fn(&Criteria) -> &[String],
    fn(&Operation) -> Vec<&str>,
    fn(&str, &str) -> bool,
);

const KINDS: [Kind; 5] = [
    (
        "tags",
        |it| &it.tags,
        |it| it.tags.iter().map(String::as_str).collect(),
        |word, it| word == it,
    ),
    ("paths", |it| &it.paths, |it| vec![&it.path], fits),
    (
        "operations",
        |it| &it.operations,
        |it| it.id.as_deref().into_iter().collect(),
        |word, it| word == it,
    ),
    (
        "methods",
        |it| &it.methods,
        |it| vec![&it.method],
        |word, it| word.eq_ignore_ascii_case(it),
    ),
    (
        "extensions",
        |it| &it.extensions,
        |it| it.extensions.iter().map(String::as_str).collect(),
        |word, it| word == it,
    ),
];

fn is_selected(operation: &Operation, selection: &Selection) -> bool {
    let has_any = |(_, words, own, means): &Kind, criteria: &Criteria| {
        let own = own(operation);
        words(criteria)
            .iter()
            .any(|word| own.iter().any(|it| means(word, it)))
    };
    KINDS.iter().all(|kind| {
        let only = kind.1(&selection.only).is_empty() || has_any(kind, &selection.only);
        only && !has_any(kind, &selection.except)
    })
}

/// Words that no operation has are mistakes.
fn report_unknown(
    criteria: &Criteria,
    section: &str,
    all: &[Operation],
    diagnostics: &mut Diagnostics,
) {
    for (what, words, own, means) in KINDS {
        let known: BTreeSet<&str> = all.iter().flat_map(own).collect();
        for word in words(criteria) {
            if known.iter().any(|it| means(word, it)) {
                continue;
            }
            let known: Vec<&str> = known.iter().copied().collect();
            let help = match nearest(word, &known) {
                Some(near) => format!("did you mean {}?", quote(near)),
                None => "remove the word, or correct its spelling".to_owned(),
            };
            diagnostics.push(
                Code::UnusedSetting,
                None,
                format!(
                    "{} of the {what} under `{section}` fits no operation",
                    quote(word)
                ),
                help,
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{codes, show, tree};
    use super::super::tree::map_of;
    use super::*;

    const DOCUMENT: &str = r##"{"openapi": "3.0.3", "security": [{"all": []}],
        "paths": {
            "/pets": {"get": {"operationId": "listPets", "tags": ["pets"], "a": {"$ref": "#/components/schemas/Pet"}},
                "post": {"operationId": "addPet", "tags": ["pets", "write"], "security": [{"own": []}], "a": {"$ref": "#/components/requestBodies/Pet"}}},
            "/toys/{id}": {"x-internal": true, "delete": {"tags": ["write"]}, "x-additional-operations": {"COPY": {"operationId": "copyToy"}}}},
        "components": {
            "schemas": {"Pet": {"discriminator": {"propertyName": "k"}}, "Cat": {"allOf": [{"$ref": "#/components/schemas/Pet"}]},
                "Loop": {"a": {"$ref": "#/components/schemas/Loop"}}, "New": {}},
            "requestBodies": {"Pet": {"a": {"$ref": "#/components/schemas/New"}}},
            "securitySchemes": {"all": {}, "own": {}}}}"##;

    /// The operations and components that are left, and what is found.
    fn check(only: Criteria, except: Criteria, left: &[&str], found: &[&str]) {
        let mut canonical = Canonical {
            root: tree(DOCUMENT),
        };
        let mut diagnostics = Diagnostics::new();
        let selection = Selection { only, except };
        select(&mut canonical, &selection, &mut diagnostics);
        let mut given = Vec::new();
        retain(&mut canonical.root, |it, _| {
            given.push(format!("{} {}", it.method, it.path));
            true
        });
        let components = map_of(as_map(&canonical.root).unwrap(), "components").unwrap();
        for (section, all) in components {
            let names = as_map(all).unwrap().keys();
            given.extend(names.map(|name| format!("{section}/{name}")));
        }
        assert_eq!(given, left, "{}", show(&canonical.root));
        assert_eq!(codes(diagnostics), found, "{selection:?}");
    }

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|it| (*it).to_owned()).collect()
    }

    #[test]
    fn operations_and_what_they_need() {
        let none = Criteria::default;
        let list = [
            "get /pets",
            "schemas/Cat",
            "schemas/Pet",
            "securitySchemes/all",
        ];
        check(
            Criteria {
                tags: words(&["pets"]),
                methods: words(&["GET"]),
                ..none()
            },
            none(),
            &list,
            &[],
        );
        check(
            Criteria {
                operations: words(&["listPets"]),
                ..none()
            },
            none(),
            &list,
            &[],
        );
        check(
            Criteria {
                paths: words(&["/pets"]),
                ..none()
            },
            Criteria {
                tags: words(&["write"]),
                ..none()
            },
            &list,
            &[],
        );
        check(
            Criteria {
                methods: words(&["copy", "post"]),
                ..none()
            },
            none(),
            &[
                "post /pets",
                "COPY /toys/{id}",
                "requestBodies/Pet",
                "schemas/New",
                "securitySchemes/all",
                "securitySchemes/own",
            ],
            &[],
        );
        check(
            none(),
            Criteria {
                paths: words(&["/pets**"]),
                methods: words(&["copy"]),
                ..none()
            },
            &["delete /toys/{id}", "securitySchemes/all"],
            &[],
        );
    }

    #[test]
    fn operations_by_their_marks() {
        let marked = |key: &str| Criteria {
            extensions: words(&[key]),
            ..Criteria::default()
        };
        check(
            marked("x-internal"),
            Criteria::default(),
            &[
                "delete /toys/{id}",
                "COPY /toys/{id}",
                "securitySchemes/all",
            ],
            &[],
        );
        check(
            Criteria {
                methods: words(&["get", "delete", "copy"]),
                ..Criteria::default()
            },
            marked("x-internal"),
            &[
                "get /pets",
                "schemas/Cat",
                "schemas/Pet",
                "securitySchemes/all",
            ],
            &[],
        );
        check(
            Criteria::default(),
            Criteria {
                methods: words(&["post", "copy", "delete"]),
                ..marked("x-internals")
            },
            &[
                "get /pets",
                "schemas/Cat",
                "schemas/Pet",
                "securitySchemes/all",
            ],
            &["unused-setting"],
        );
    }

    /// What the document leaves out itself takes along what only it uses, and what nothing uses stays.
    #[test]
    fn operations_that_are_not_for_clients() {
        let reference = |name: &str| format!(r##"{{"$ref": "#/components/schemas/{name}"}}"##);
        let (own, inner, shared, kept) = (
            reference("Own"),
            reference("Inner"),
            reference("Shared"),
            reference("Kept"),
        );
        let root = tree(&format!(
            r#"{{"openapi": "3.0.3", "paths": {{"/a": {{"get": {{"a": {shared}}}}}}},
                "x-left-out": [{{"a": {own}, "b": {shared}, "c": {kept}}}],
                "components": {{"schemas": {{"Own": {{"a": {inner}}}, "Inner": {{}}, "Shared": {{}}, "Unused": {{"a": {kept}}}, "Kept": {{}}}}}}}}"#
        ));
        let mut canonical = Canonical { root };
        select(
            &mut canonical,
            &Selection::default(),
            &mut Diagnostics::new(),
        );
        let root = as_map(&canonical.root).unwrap();
        let schemas = map_of(map_of(root, "components").unwrap(), "schemas").unwrap();
        let names: Vec<&Text> = schemas.keys().collect();
        assert_eq!(names, ["Kept", "Shared", "Unused"]);
        assert!(!root.contains_key("x-left-out"));
    }

    #[test]
    fn words_that_fit_nothing_are_errors() {
        let none = Criteria::default;
        check(
            Criteria {
                tags: words(&["pet"]),
                ..none()
            },
            Criteria {
                operations: words(&["none"]),
                ..none()
            },
            &["securitySchemes/all"],
            &["unused-setting"; 3],
        );
    }
}
