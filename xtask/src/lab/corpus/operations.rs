//! The operations that a document describes, counted without the rooms that interpret it, and those that a crate lacks.
//!
//! Takes: trees as they were read, and what was generated. Gives: [`Operation`]s, and why each one that is left out is.
//! Must not: skip what the generator skips. Whatever looks like an operation is one.

use std::collections::BTreeMap;

use generator::diagnostics::{Code, Diagnostic};
use generator::source::document::Document;
use generator::source::{At, Map, Node};
use generator::{Called, Generation};

use super::tree::{chain, map, reference};

/// The methods of path items, `OpenAPI` 3.2 section 4.8.9 and before.
const METHODS: &[&str] = &[
    "get", "put", "post", "delete", "options", "head", "patch", "trace", "query",
];

/// An entry of `paths` that is an operation or is meant to be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Operation {
    /// In capitals; `*` for whatever a path item has that cannot be read.
    pub(super) method: String,
    /// The key of `paths`.
    pub(super) path: String,
    pub(super) at: At,
    state: State,
    /// Where a finding stands that says that it is left out.
    places: Vec<At>,
}

/// What there is to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// An object.
    Whole,
    /// Something else than an object.
    Misshapen,
    /// A path item that refers to nothing.
    Nowhere,
    /// The key stands there once more, which hides this one; the place is that of the one that is read.
    Hidden,
}

impl Operation {
    /// Findings at the place of an operation that mean that there is no call for it.
    fn left_out_by(&self) -> &'static [Code] {
        match self.state {
            State::Whole => &[
                Code::OperationLeftOut,
                Code::BadPath,
                Code::UnsupportedMethod,
                Code::NotForClients,
            ],
            State::Misshapen => &[Code::Malformed],
            State::Nowhere => &[
                Code::BrokenReference,
                Code::ForeignReference,
                Code::ReferenceLoop,
            ],
            State::Hidden => &[Code::DuplicateKey],
        }
    }

    /// The finding that says that it is left out.
    fn finding<'g>(&self, generation: &'g Generation) -> Option<&'g Diagnostic> {
        let codes = self.left_out_by();
        let mut found = generation.diagnostics.iter();
        found.find(|it| {
            let here = it.at.is_some_and(|at| self.places.contains(&at));
            here && codes.contains(&it.code)
        })
    }

    /// What a call of it is known by: two paths may share the operations of one path item.
    fn key(&self) -> (At, String) {
        (self.at, sent(&self.path).to_owned())
    }
}

/// A path as it is sent: what follows `#` never is, and a leading `/` is understood.
fn sent(path: &str) -> &str {
    let path = path.split('#').next().unwrap_or(path);
    path.strip_prefix('/').unwrap_or(path)
}

/// Every operation below `paths` of the first document, in its order. `hidden` has the places of keys that stand there twice.
pub(super) fn operations(sources: &[Document], hidden: &[At]) -> Vec<Operation> {
    let mut found = Vec::new();
    let Some(document) = sources.first() else {
        return found;
    };
    let paths = map(&document.root).and_then(|it| map(it.get("paths")?));
    for (path, node) in paths.into_iter().flatten() {
        if path.starts_with("x-") {
            continue;
        }
        if hidden.contains(&node.at) {
            found.push(operation("*", path, node.at, State::Hidden));
        }
        in_path_item(document, path, node, sources, &mut found);
    }
    let again = found.iter().filter(|it| hidden.contains(&it.at));
    let again = again.filter(|it| it.state != State::Hidden);
    let again: Vec<Operation> = again
        .map(|it| operation(&it.method, &it.path, it.at, State::Hidden))
        .collect();
    found.extend(again);
    found
}

/// The operations of a path item, and of what it refers to: its own ones come first, as they have precedence.
fn in_path_item(
    document: &Document,
    path: &str,
    node: &Node,
    sources: &[Document],
    found: &mut Vec<Operation>,
) {
    let mut own = map(node).map(in_object).unwrap_or_default();
    if reference(node).is_some() {
        match chain(document, node, sources) {
            Ok((_, item)) => {
                let others = map(item).map(in_object).unwrap_or_default();
                let others = others
                    .into_iter()
                    .filter(|(method, _)| own.iter().all(|(it, _)| it != method));
                let others: Vec<_> = others.collect();
                own.extend(others);
            }
            Err(way) => {
                let references = way.iter().filter_map(|it| map(it)?.get("$ref"));
                let places = references.map(|it| it.at).collect();
                found.push(Operation {
                    places,
                    ..operation("*", path, node.at, State::Nowhere)
                });
            }
        }
    }
    found.extend(own.into_iter().map(|(method, it)| {
        let state = match map(it) {
            Some(_) => State::Whole,
            None => State::Misshapen,
        };
        let mut operation = operation(&method, path, it.at, state);
        // What is not for clients is said of all operations of a path at once.
        operation.places.push(node.at);
        operation
    }));
}

/// Methods and what stands under them.
fn in_object(item: &Map) -> Vec<(String, &Node)> {
    let is_method = |key: &str| METHODS.contains(&key.to_ascii_lowercase().as_str());
    let is_described = |it: &Node| {
        map(it).is_some_and(|it| it.contains_key("responses") || it.contains_key("operationId"))
    };
    let own = item
        .iter()
        .filter(|(key, node)| is_method(key) || (!key.starts_with("x-") && is_described(node)));
    let own = own.map(|(key, node)| (key.to_ascii_uppercase(), node));
    let more = item.get("additionalOperations").and_then(map);
    let more = more.into_iter().flatten();
    own.chain(more.map(|(key, node)| (key.to_string(), node)))
        .collect()
}

fn operation(method: &str, path: &str, at: At, state: State) -> Operation {
    Operation {
        method: method.to_owned(),
        path: path.to_owned(),
        at,
        state,
        places: vec![at],
    }
}

/// The difference between a document and its crate, by identity.
#[derive(Default)]
pub(super) struct Difference<'a> {
    /// Operations without a call, with the finding that says so.
    pub(super) absent: Vec<(&'a Operation, Option<&'a Diagnostic>)>,
    /// Calls without an operation.
    pub(super) surplus: Vec<&'a Called>,
}

/// Compares operations with calls.
pub(super) fn difference<'a>(
    operations: &'a [Operation],
    generation: &'a Generation,
) -> Difference<'a> {
    let mut calls: BTreeMap<(At, String), Vec<&Called>> = BTreeMap::new();
    for call in &generation.operations {
        let key = (call.at, sent(&call.path).to_owned());
        calls.entry(key).or_default().push(call);
    }
    let mut difference = Difference::default();
    for operation in operations {
        let call = calls.get_mut(&operation.key()).and_then(Vec::pop);
        if call.is_none() {
            let finding = operation.finding(generation);
            difference.absent.push((operation, finding));
        }
    }
    difference.surplus = calls.into_values().flatten().collect();
    difference
}

#[cfg(test)]
mod tests {
    use super::super::tree::tests::sources;
    use super::*;
    use crate::lab::corpus::tree::read_again;
    use generator::settings::Settings;
    use generator::{ApiInput, Input, Labelled, generate};

    /// Method, path and pointer of each operation of a document that may refer to `items.yaml`.
    fn check(main: &str, expected: &[&str]) {
        let items = "b: {post: {}}";
        let sources = sources(&[("main.yaml", main), ("items.yaml", items)]);
        let found = operations(&read_again(&sources), &[]);
        let found: Vec<String> = found
            .iter()
            .map(|it| format!("{} {} {}", it.method, it.path, sources.pointer(it.at)))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn operations_are_counted_wherever_they_stand() {
        check(
            "
swagger: '2.0'
paths:
  /a: {get: {}, parameters: [], summary: x, x-get: {}}
  b: {$ref: 'items.yaml#/b', delete: {}}
  /c: {$ref: '#/x/c'}
  /d: {$ref: '#/x/c'}
  x-e: {get: {}}
x: {c: {put: {}}}
",
            &[
                "GET /a /paths/~1a/get",
                "DELETE b /paths/b/delete",
                "POST b /b/post",
                "PUT /c /x/c/put",
                "PUT /d /x/c/put",
            ],
        );
    }

    #[test]
    fn what_is_meant_as_an_operation_is_counted() {
        check(
            r#"{"openapi": "3.2.0", "paths": {
                "/a": {"GET": {}, "query": {}, "additionalOperations": {"COPY": {}}},
                "/b": {"get": null, "put": []},
                "/c": {"$ref": "nowhere.yaml"}}}"#,
            &[
                "GET /a /paths/~1a/GET",
                "QUERY /a /paths/~1a/query",
                "COPY /a /paths/~1a/additionalOperations/COPY",
                "GET /b /paths/~1b/get",
                "PUT /b /paths/~1b/put",
                "* /c /paths/~1c",
            ],
        );
    }

    /// Each operation that a crate lacks, with the code of the finding that explains it.
    fn absent(paths: &str) -> Vec<String> {
        let text = format!("openapi: 3.1.0\ninfo: {{title: t, version: v}}\npaths:\n{paths}");
        let document = Labelled {
            label: "main.yaml".to_owned(),
            content: text.into(),
        };
        let documents = vec![document];
        let input = ApiInput {
            documents,
            ..ApiInput::default()
        };
        let settings = Settings::single("c", "main.yaml").expect("settings");
        let generation = generate(&Input { apis: vec![input] }, &settings);
        let found = generation.diagnostics.iter();
        let hidden = found.filter(|it| it.code == Code::DuplicateKey);
        let hidden: Vec<At> = hidden.filter_map(|it| it.at).collect();
        let operations = operations(&read_again(&generation.sources), &hidden);
        let difference = difference(&operations, &generation);
        assert!(difference.surplus.is_empty(), "{:?}", difference.surplus);
        let absent = difference.absent.iter().map(|(operation, finding)| {
            let code = finding.map_or("unexplained", |it| it.code.name());
            format!("{} {}: {code}", operation.method, operation.path)
        });
        absent.collect()
    }

    #[test]
    fn each_absent_operation_is_explained_by_a_finding_that_means_it() {
        // A type that is lost inside an operation is no reason for its absence.
        let lossy = "responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/nowhere'}}}}}";
        for (paths, expected) in [
            (
                format!("  /a: {{get: {{{lossy}}}, put: {{}}, GET: {{}}}}"),
                &["GET /a: unsupported-method"][..],
            ),
            (
                "  /a: {get: {parameters: [{name: p, in: nowhere}]}}".to_owned(),
                &["GET /a: operation-left-out"],
            ),
            (
                "  '/{': {get: {}}\n  a: {get: {}}\n  a#b: {get: {}}".to_owned(),
                &["GET /{: bad-path"],
            ),
            (
                "  /a: {get: null, put: text}".to_owned(),
                &["GET /a: malformed", "PUT /a: malformed"],
            ),
            (
                "  /a: {x-fern-ignore: true, get: {}}\n  /b: {put: {x-fern-ignore: true}}"
                    .to_owned(),
                &["GET /a: not-for-clients", "PUT /b: not-for-clients"],
            ),
            (
                "  /a: {$ref: '#/nowhere'}\n  /b: {$ref: 'https://example.com'}".to_owned(),
                &["* /a: broken-reference", "* /b: foreign-reference"],
            ),
            (
                "  /a: {get: {}}\n  /a: {put: {}, put: {}}".to_owned(),
                &["PUT /a: duplicate-key"],
            ),
            (
                "  /a: {get: {}, parameters: [a]}\n  /a: {get: {}, parameters: []}".to_owned(),
                &["* /a: duplicate-key"],
            ),
            (
                "  /a: {$ref: '#/x'}\n  /{: {$ref: '#/x'}\nx: {get: {}}".to_owned(),
                &["GET /{: bad-path"],
            ),
        ] {
            assert_eq!(absent(&paths), expected, "{paths}");
        }
    }
}
