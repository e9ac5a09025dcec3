//! Every reference of a tree that is not plain, and every name by which a schema can be meant.
//!
//! Takes: a tree. Gives: [`Found`]. Must not: change the tree, or decide what a reference means.

use std::collections::BTreeMap;

use super::super::walk::{Kind, Object, Step, children};
use super::target::Failure;
use crate::normalise::merge::has_component;
use crate::normalise::neighbours::Neighbours;
use crate::normalise::tree::{Path, as_map, as_text, map_of, text_of};
use crate::source::references::split;
use crate::source::{At, Map, Node, uri};

/// Which key of an object holds the reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Holder {
    /// `$ref`.
    Static,
    /// `$dynamicRef` (2020-12) or `$recursiveRef` (2019-09).
    Dynamic(&'static str),
    /// An entry of `discriminator.mapping`.
    Mapping(String),
    /// `discriminator.defaultMapping`.
    DefaultMapping,
}

/// One use of a reference.
#[derive(Clone, Debug)]
pub(super) struct Use {
    /// The object that has the reference.
    pub(super) path: Path,
    /// Its key.
    pub(super) holder: Holder,
    /// What must be found there.
    pub(super) object: Object,
    /// Where the reference was read.
    pub(super) at: At,
    /// The reference as written.
    pub(super) text: String,
    /// The base URI, from the `$id`s around it; empty for the document's own.
    pub(super) base: String,
    /// How many segments of `path` lead to the outermost schema around it.
    pub(super) scope: usize,
}

/// A schema that has a name of its own.
#[derive(Clone, Debug)]
pub(super) struct Named {
    /// Where it is.
    pub(super) path: Path,
    /// Where it was read: a copy of it is the same schema.
    at: At,
    /// Whether another schema has the same name, so that it means neither (JSON Schema 2020-12 core, section 8.2).
    pub(super) is_ambiguous: bool,
}

impl Named {
    /// What the name means; an error where that is not known.
    pub(super) fn only(&self) -> Result<Path, Failure> {
        if self.is_ambiguous {
            return Err(Failure::Ambiguous);
        }
        Ok(self.path.clone())
    }
}

/// What there is in a tree.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// References that are not `#/components/<section>/<name>` as 3.0 has them.
    pub(super) uses: Vec<Use>,
    /// Schemas by absolute `$id`.
    pub(super) ids: BTreeMap<String, Named>,
    /// Schemas by base and anchor.
    pub(super) anchors: BTreeMap<(String, String), Named>,
    /// Schemas by dynamic anchor, of the whole document.
    pub(super) dynamic: BTreeMap<String, Vec<Path>>,
    /// How often a component schema is used.
    pub(super) counts: BTreeMap<String, u32>,
}

/// Collects from the part of a tree at a path.
pub(super) fn collect(
    (root, files): (&Node, &Neighbours),
    here: &Node,
    kind: Kind,
    path: &[String],
    found: &mut Found,
) {
    let path = path.iter().map(|key| Step::Key(key)).collect();
    let mut collector = Collector {
        root,
        files,
        path,
        found,
    };
    collector.visit(here, kind, "", None);
}

struct Collector<'a> {
    root: &'a Node,
    files: &'a Neighbours,
    path: Vec<Step<'a>>,
    found: &'a mut Found,
}

impl<'a> Collector<'a> {
    fn visit(&mut self, node: &'a Node, kind: Kind, base: &str, scope: Option<usize>) {
        let mut inner = None;
        let mut scope = scope;
        if let (Some(object), Some(map)) = (kind.object(), as_map(node)) {
            if object == Object::Schema {
                scope = scope.or(Some(self.path.len()));
                inner = self.identity(map, node, base);
                self.schema_references(map, inner.as_deref().unwrap_or(base), scope);
            } else if object != Object::PathItem {
                self.reference(map, object, "", scope);
            }
        }
        let base = inner.as_deref().unwrap_or(base);
        for (step, child, kind) in children(node, kind) {
            self.path.push(step);
            self.visit(child, kind, base, scope);
            self.path.pop();
        }
    }

    /// Registers `$id` and anchors. Gives the base URI inside, when it changes.
    fn identity(&mut self, map: &Map, node: &Node, base: &str) -> Option<String> {
        let mut inner = None;
        if let Some(id) = text_of(map, "$id") {
            let (id, anchor) = split(id);
            if !anchor.is_empty() {
                self.anchor(base, anchor, node);
            }
            if !id.is_empty() {
                let id = uri::resolve(base, id);
                let named = self.named(node, self.found.ids.get(&id));
                self.found.ids.insert(id.clone(), named);
                inner = Some(id);
            }
        }
        let base = inner.as_deref().unwrap_or(base);
        if let Some(anchor) = text_of(map, "$anchor") {
            self.anchor(base, anchor, node);
        }
        if let Some(anchor) = text_of(map, "$dynamicAnchor") {
            self.anchor(base, anchor, node);
            let path = self.owned_path();
            let all = self.found.dynamic.entry(anchor.to_owned()).or_default();
            all.push(path);
        }
        inner
    }

    fn anchor(&mut self, base: &str, anchor: &str, node: &Node) {
        let key = (base.to_owned(), anchor.to_owned());
        let named = self.named(node, self.found.anchors.get(&key));
        self.found.anchors.insert(key, named);
    }

    /// A schema under its name, which another schema may have already. Two that are written alike are the same to everybody.
    fn named(&self, node: &Node, known: Option<&Named>) -> Named {
        let Some(known) = known.cloned() else {
            return Named {
                path: self.owned_path(),
                at: node.at,
                is_ambiguous: false,
            };
        };
        let is_same = known.at == node.at || self.files.find(self.root, &known.path) == Some(node);
        Named {
            is_ambiguous: known.is_ambiguous || !is_same,
            ..known
        }
    }

    fn schema_references(&mut self, map: &Map, base: &str, scope: Option<usize>) {
        self.reference(map, Object::Schema, base, scope);
        for keyword in ["$dynamicRef", "$recursiveRef"] {
            if let Some(node) = map.get(keyword)
                && let Some(text) = as_text(node)
            {
                self.add(Holder::Dynamic(keyword), text, node.at, base, scope);
            }
        }
        let mapping = map_of(map, "discriminator").and_then(|it| map_of(it, "mapping"));
        for (key, node) in mapping.into_iter().flatten() {
            if let Some(text) = as_text(node)
                && !self.is_plain(text, node.at, "schemas")
            {
                self.add(Holder::Mapping(key.to_string()), text, node.at, base, scope);
            }
        }
        let default = map_of(map, "discriminator").and_then(|it| it.get("defaultMapping"));
        if let Some(node) = default
            && let Some(text) = as_text(node)
            && !self.is_plain(text, node.at, "schemas")
        {
            self.add(Holder::DefaultMapping, text, node.at, base, scope);
        }
    }

    fn reference(&mut self, map: &Map, object: Object, base: &str, scope: Option<usize>) {
        let Some(node) = map.get("$ref") else { return };
        let (Some(text), Some(section)) = (as_text(node), object.section()) else {
            return;
        };
        if base.is_empty() && self.is_plain(text, node.at, section) {
            if object == Object::Schema {
                self.count(text);
            }
            return;
        }
        let scope = scope.unwrap_or(self.path.len());
        let entry = Use {
            path: self.owned_path(),
            holder: Holder::Static,
            object,
            at: node.at,
            text: text.to_owned(),
            base: base.to_owned(),
            scope,
        };
        self.found.uses.push(entry);
    }

    fn add(&mut self, holder: Holder, text: &str, at: At, base: &str, scope: Option<usize>) {
        let entry = Use {
            path: self.owned_path(),
            holder,
            object: Object::Schema,
            at,
            text: text.to_owned(),
            base: base.to_owned(),
            scope: scope.unwrap_or(self.path.len()),
        };
        self.found.uses.push(entry);
    }

    /// Whether a reference is already what it has to become. In another file the same words mean something else.
    fn is_plain(&self, text: &str, at: At, section: &str) -> bool {
        name_in(text, section).is_some_and(|name| {
            !name.contains(['/', '~', '%'])
                && has_component(self.root, section, name)
                && !self.files.is_in_file(at)
        })
    }

    fn count(&mut self, text: &str) {
        if let Some(name) = name_in(text, "schemas") {
            *self.found.counts.entry(name.to_owned()).or_default() += 1;
        }
    }

    fn owned_path(&self) -> Path {
        self.path
            .iter()
            .map(|step| match step {
                Step::Key(key) => (*key).to_owned(),
                Step::Index(index) => index.to_string(),
            })
            .collect()
    }
}

/// The name in `#/components/<section>/<name>`, as written.
pub(super) fn name_in<'a>(text: &'a str, section: &str) -> Option<&'a str> {
    text.strip_prefix("#/components/")?
        .strip_prefix(section)?
        .strip_prefix('/')
}
