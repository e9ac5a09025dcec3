//! The audit: what a document says before it is lowered, and is nowhere afterwards.
//!
//! Takes: a tree before and after. Gives: a finding for each operation, parameter, answer, header, media type, schema and listed value that
//! is gone without one. Must not: change a tree, or know what a rule does.
//!
//! Rules move, copy, wrap and unwrap nodes, but each keeps the place where it was read. So nothing is counted by its name or by where it
//! stands: an object is there if its place is, or that of anything in it, in a side key as well. What carries a schema must be there itself.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use super::dialect::walk::{Kind, Object, children};
use super::tree::{as_list, as_map};
use super::versions::is_swagger;
use crate::diagnostics::{Code, Diagnostics};
use crate::source::{At, Map, Node, Value};

/// The objects of a tree, and what of them must not be lost.
pub(super) struct Audit {
    counted: Vec<Counted>,
    /// Whether the tree is in the words of Swagger 2.0.
    is_swagger: bool,
}

/// An object, a listed value, or a list of objects.
struct Counted {
    /// What is lost with it; `None` where its parts say all.
    what: Option<&'static str>,
    at: At,
    /// The number of the last node that is known to stand in it.
    last: u32,
    /// Whether it is there only if its own place is: its schema may stand elsewhere without it.
    is_alone: bool,
    /// The one that it stands in.
    parent: Option<usize>,
}

impl Counted {
    /// The numbers of the nodes of which any says that it is there.
    fn stands_for(&self) -> RangeInclusive<u32> {
        let last = if self.is_alone {
            self.at.node
        } else {
            self.last
        };
        self.at.node..=last
    }
}

impl Audit {
    /// Counts what must not be lost.
    pub(super) fn of(root: &Node) -> Self {
        Self::counting(root, false)
    }

    /// Counts the same in a document of Swagger 2.0; any other has nothing to be converted.
    pub(super) fn of_swagger(document: &Node) -> Option<Self> {
        let is_swagger = as_map(document).is_some_and(is_swagger);
        is_swagger.then(|| Self::counting(document, true))
    }

    fn counting(root: &Node, is_swagger: bool) -> Self {
        let mut audit = Self {
            counted: Vec::new(),
            is_swagger,
        };
        audit.count(root, Kind::One(Object::Document), None);
        audit
    }

    /// Counts a node and its parts, and gives the number of the last node in it.
    fn count(&mut self, node: &Node, kind: Kind, parent: Option<usize>) -> u32 {
        let index = self.counted.len();
        self.counted.push(Counted {
            what: what(node, kind),
            at: node.at,
            last: node.at.node,
            is_alone: matches!(
                kind.object(),
                Some(Object::Parameter | Object::Header | Object::MediaType)
            ),
            parent,
        });
        let parts = parts(node).map(|it| it.at);
        let parts = parts.filter(|it| it.document == node.at.document);
        let mut last = parts.map(|it| it.node).fold(node.at.node, u32::max);
        let further = self.is_swagger.then(|| old_children(node, kind));
        let known = children(node, kind).map(|(_, child, kind)| (child, kind));
        for (child, kind) in known.chain(further.into_iter().flatten()) {
            let within = self.count(child, kind, Some(index));
            if child.at.document == node.at.document {
                last = last.max(within);
            }
        }
        let is_value = match kind.object() {
            Some(Object::Schema) => true,
            Some(Object::Parameter | Object::Header) => self.is_swagger,
            _ => false,
        };
        if is_value {
            let values = values(node).map(|value| Counted {
                what: Some("value of an enumeration"),
                at: value.at,
                last: value.at.node,
                is_alone: true,
                parent: Some(index),
            });
            self.counted.extend(values);
        }
        if let Some(counted) = self.counted.get_mut(index) {
            counted.last = last;
        }
        last
    }

    /// Reports what is gone and of which nothing else is said, neither of it, nor of what is in it or around it. `merged` says the same as
    /// something that is left.
    pub(super) fn report(&self, left: &Places, merged: Vec<At>, diagnostics: &mut Diagnostics) {
        let gone = self.counted.iter();
        let gone: Vec<(&Counted, &str)> = gone
            .filter_map(|it| Some((it, it.what?)))
            .filter(|(it, _)| !it.stands_for().any(|node| left.has(At { node, ..it.at })))
            .collect();
        if gone.is_empty() {
            return;
        }
        let said: BTreeSet<At> = diagnostics.places().chain(merged).collect();
        for (it, what) in gone {
            if !self.is_explained(it, &said) {
                diagnostics.push(
                    Code::Vanished,
                    it.at,
                    format!("this {what} did not get through"),
                    "this is a defect of the generator; please report it with the document",
                );
            }
        }
    }

    fn is_explained(&self, it: &Counted, said: &BTreeSet<At>) -> bool {
        let last = At {
            node: it.last,
            ..it.at
        };
        let mut around = it.parent.and_then(|it| self.counted.get(it));
        while let Some(outer) = around {
            // The document itself is around everything.
            if outer.parent.is_some() && said.contains(&outer.at) {
                return true;
            }
            around = outer.parent.and_then(|it| self.counted.get(it));
        }
        said.range(it.at..=last).next().is_some()
    }
}

/// What else stands in an object of Swagger 2.0.
fn old_children(node: &Node, kind: Kind) -> impl Iterator<Item = (&Node, Kind)> {
    let further: &[(&str, Kind)] = match kind.object() {
        Some(Object::Document) => &[
            ("definitions", Kind::MapOf(Object::Schema)),
            ("parameters", Kind::MapOf(Object::Parameter)),
            ("responses", Kind::MapOf(Object::Response)),
        ],
        Some(Object::Response) => &[("schema", Kind::One(Object::Schema))],
        Some(Object::Parameter | Object::Header) => &[("items", Kind::One(Object::Schema))],
        _ => &[],
    };
    let map = as_map(node);
    further
        .iter()
        .filter_map(move |(key, kind)| Some((map?.get(*key)?, *kind)))
}

/// What stands in a node.
fn parts(node: &Node) -> Box<dyn Iterator<Item = &Node> + '_> {
    match &node.value {
        Value::Map(map) => Box::new(map.values()),
        Value::List(list) => Box::new(list.iter()),
        _ => Box::new(std::iter::empty()),
    }
}

/// What is lost with a node of some kind.
fn what(node: &Node, kind: Kind) -> Option<&'static str> {
    let map = as_map(node)?;
    if map.contains_key("$ref") {
        return None;
    }
    match kind.object()? {
        Object::MediaType => Some("media type"),
        Object::Header => Some("header"),
        _ if map.is_empty() => None,
        Object::Operation => Some("operation"),
        Object::Parameter => Some("parameter"),
        Object::Response => Some("answer"),
        Object::Schema if !is_only_null(map) => Some("schema"),
        _ => None,
    }
}

/// Whether a schema says no more than that `null` is a value, which rules say in another way.
fn is_only_null(schema: &Map) -> bool {
    let is_null = |key: &str| match schema.get(key).map(|it| &it.value) {
        Some(Value::Text(kind)) => key == "type" && kind == "null",
        Some(Value::Null) => true,
        Some(Value::List(only)) => only.iter().all(|it| match &it.value {
            Value::Null => true,
            Value::Text(kind) => key == "type" && kind == "null",
            _ => false,
        }),
        _ => false,
    };
    let is_branch = |it: &Node| as_map(it).is_some_and(is_only_null);
    let branches = |key: &&str| schema.get(*key).and_then(as_list);
    ["type", "const", "enum"].into_iter().any(is_null)
        || (["anyOf", "oneOf"].iter().find_map(branches))
            .is_some_and(|it| !it.is_empty() && it.iter().all(is_branch))
}

/// The values that a schema lists. `null` is said in another way.
fn values(schema: &Node) -> impl Iterator<Item = &Node> {
    let map = as_map(schema);
    let listed = map.and_then(|it| it.get("enum")).and_then(as_list);
    let only = map.and_then(|it| it.get("const"));
    let all = listed.into_iter().flatten().chain(only);
    all.filter(|it| it.value != Value::Null)
}

/// The places that a tree has, each a bit.
pub(super) struct Places {
    by_document: BTreeMap<u16, Vec<u64>>,
}

impl Places {
    /// The places of a tree.
    pub(super) fn of(root: &Node) -> Self {
        let mut by_document: BTreeMap<u16, Vec<u64>> = BTreeMap::new();
        let mut nodes = vec![root];
        while let Some(node) = nodes.pop() {
            let bits = by_document.entry(node.at.document).or_default();
            let (word, bit) = place(node.at);
            if word >= bits.len() {
                bits.resize(word + 1, 0);
            }
            if let Some(bits) = bits.get_mut(word) {
                *bits |= bit;
            }
            match &node.value {
                Value::List(list) => nodes.extend(list),
                Value::Map(map) => nodes.extend(map.values()),
                _ => {}
            }
        }
        Self { by_document }
    }

    /// Whether a place is among them.
    fn has(&self, at: At) -> bool {
        let (word, bit) = place(at);
        let bits = self.by_document.get(&at.document);
        bits.and_then(|it| it.get(word))
            .is_some_and(|it| it & bit != 0)
    }

    /// Whether any place of a document is.
    pub(super) fn has_document(&self, document: u16) -> bool {
        self.by_document.contains_key(&document)
    }
}

fn place(at: At) -> (usize, u64) {
    ((at.node / 64) as usize, 1 << (at.node % 64))
}

#[cfg(test)]
mod tests {
    use super::super::testing::tree;
    use super::*;

    const DOCUMENT: &str = r##"{"paths": {"~": {"get": {"parameters": [{"name": "p"}], "responses": {"200": {"headers": {"X": {}}, "content": {"a": {}}}}}}},
        "components": {"schemas": {
            "A": {"type": "string", "enum": ["a", null]},
            "B": {"anyOf": [{"type": "integer"}, {"type": "null"}, {}, {"$ref": "#/components/schemas/A"}]}}}}"##;

    /// What is said of a document from which the node at a pointer was taken, with other findings there already.
    fn missing(pointer: &str, said: &[&str], merged: &[&str]) -> Vec<String> {
        let whole = tree(DOCUMENT);
        let at = |pointer: &str| {
            let path: Vec<String> = pointer.split('/').skip(1).map(str::to_owned).collect();
            super::super::tree::at_path(&whole, &path).unwrap().at
        };
        let mut left = whole.clone();
        take_out(&mut left, at(pointer));
        let mut diagnostics = Diagnostics::new();
        for pointer in said {
            diagnostics.push(Code::UnknownKeyword, at(pointer), "", "");
        }
        let merged = merged.iter().map(|it| at(it)).collect();
        Audit::of(&whole).report(&Places::of(&left), merged, &mut diagnostics);
        let found = diagnostics.sorted().into_iter();
        let found = found.filter(|it| it.code == Code::Vanished);
        found.map(|it| it.message).collect()
    }

    fn take_out(node: &mut Node, at: At) {
        match &mut node.value {
            Value::Map(map) => {
                map.retain(|_, it| it.at != at);
                map.values_mut().for_each(|it| take_out(it, at));
            }
            Value::List(list) => {
                list.retain(|it| it.at != at);
                for it in list {
                    take_out(it, at);
                }
            }
            _ => {}
        }
    }

    #[test]
    fn rule_36_what_is_gone_is_said() {
        for (pointer, gone) in [
            (
                "/paths/~",
                &[
                    "this operation did not get through",
                    "this parameter did not get through",
                    "this answer did not get through",
                    "this media type did not get through",
                    "this header did not get through",
                ][..],
            ),
            (
                "/paths/~/get/responses/200",
                &[
                    "this answer did not get through",
                    "this media type did not get through",
                    "this header did not get through",
                ],
            ),
            (
                "/components/schemas/A/enum/0",
                &["this value of an enumeration did not get through"],
            ),
            (
                "/paths/~/get/parameters/0",
                &["this parameter did not get through"],
            ),
            (
                "/paths/~/get/responses/200/headers/X",
                &["this header did not get through"],
            ),
            (
                "/paths/~/get/responses/200/content/a",
                &["this media type did not get through"],
            ),
            ("/components/schemas/A/enum/1", &[]),
            (
                "/components/schemas/B/anyOf/0",
                &["this schema did not get through"],
            ),
            ("/components/schemas/B/anyOf/1", &[]),
            ("/components/schemas/B/anyOf/2", &[]),
            ("/components/schemas/B/anyOf/3", &[]),
        ] {
            assert_eq!(missing(pointer, &[], &[]), gone, "{pointer}");
        }
    }

    /// The words of 2.0 are counted before they are converted.
    #[test]
    fn rule_36_what_conversion_loses_is_said() {
        let whole = tree(
            r#"{"swagger": "2.0", "definitions": {"D": {"type": "string", "enum": ["d"]}},
                "parameters": {"P": {"name": "p", "in": "query", "type": "array", "items": {"type": "string", "enum": ["p"]}}},
                "paths": {"/a": {"get": {"parameters": [{"name": "q", "in": "query", "type": "string", "enum": ["q", "r"]}],
                    "responses": {"200": {"description": "", "schema": {"type": "object"}}}}}}}"#,
        );
        let check = |pointer: &str, gone: &str| {
            let path: Vec<String> = pointer.split('/').skip(1).map(str::to_owned).collect();
            let path: Vec<String> = path.iter().map(|it| it.replace('~', "/")).collect();
            let at = super::super::tree::at_path(&whole, &path).unwrap().at;
            let mut left = whole.clone();
            take_out(&mut left, at);
            let mut diagnostics = Diagnostics::new();
            let audit = Audit::of_swagger(&whole).unwrap();
            audit.report(&Places::of(&left), Vec::new(), &mut diagnostics);
            let found: Vec<_> = diagnostics
                .sorted()
                .into_iter()
                .map(|it| it.message)
                .collect();
            assert_eq!(
                found,
                [format!("this {gone} did not get through")],
                "{pointer}"
            );
        };
        check("/definitions/D/enum/0", "value of an enumeration");
        check("/parameters/P/items/enum/0", "value of an enumeration");
        check(
            "/paths/~a/get/parameters/0/enum/1",
            "value of an enumeration",
        );
        check("/paths/~a/get/responses/200/schema", "schema");
        assert!(Audit::of_swagger(&tree(DOCUMENT)).is_none());
    }

    #[test]
    fn rule_36_what_is_explained_is_not_said_again() {
        let gone = "/components/schemas/B/anyOf/0";
        assert!(missing(gone, &[gone], &[]).is_empty());
        assert!(missing(gone, &["/components/schemas/B"], &[]).is_empty());
        assert!(missing(gone, &[], &[gone]).is_empty());
        assert_eq!(missing(gone, &["/components/schemas/A"], &[]).len(), 1);
    }
}
