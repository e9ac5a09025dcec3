//! References where the thing itself has to stand: path items, and whole sections, maps, lists and operations, which `OpenAPI` does not
//! let be references but which are written so all the same.
//!
//! Takes: a tree. Gives: the same with what they lead to in their place. Must not: inline without end.
//!
//! Those inside callbacks keep their reference: a client does not call them.

use std::collections::BTreeSet;

use super::references::Failure;
use super::walk::{self, Kind, Object, Step};
use crate::diagnostics::place::quote;
use crate::diagnostics::{Code, Diagnostics};
use crate::normalise::neighbours::{Neighbours, is_in_file};
use crate::normalise::tree::{
    Path, as_map, as_text, at_path, child, escape, find_mut, mark, object, size_within, text,
    text_of,
};
use crate::source::{Map, Node, Value};

/// How many nodes everything that is put in place may have together.
const BUDGET: usize = 2_000_000;

/// How often what was put in place may bring further references.
const ROUNDS: usize = 32;

/// Parts of a document without objects of their own.
const PARTS: [&str; 4] = ["info", "servers", "tags", "security"];

/// Puts everything in place in a document.
pub(in crate::normalise) fn everything(
    root: &mut Node,
    files: &Neighbours,
    diagnostics: &mut Diagnostics,
) {
    Inliner::new(files, diagnostics).run(root, Kind::One(Object::Document), None);
}

/// Puts everything in place in an object that refers to a document and is not in it.
pub(super) fn inside(
    object: &mut Node,
    kind: Kind,
    root: &Node,
    files: &Neighbours,
    diagnostics: &mut Diagnostics,
) {
    Inliner::new(files, diagnostics).run(object, kind, Some(root));
}

struct Inliner<'a> {
    files: &'a Neighbours,
    diagnostics: &'a mut Diagnostics,
    budget: usize,
}

impl<'a> Inliner<'a> {
    fn new(files: &'a Neighbours, diagnostics: &'a mut Diagnostics) -> Self {
        Self {
            files,
            diagnostics,
            budget: BUDGET,
        }
    }

    /// Goes over a tree until nothing is left: what was put in place may bring further references.
    fn run(&mut self, tree: &mut Node, kind: Kind, root: Option<&Node>) {
        let mut rounds = ROUNDS;
        loop {
            let mut places = Vec::new();
            collect(tree, kind, &mut Vec::new(), &mut places);
            if places.is_empty() {
                return;
            }
            if rounds == 0 {
                self.budget = 0;
            }
            rounds = rounds.saturating_sub(1);
            let mut wholes = Vec::new();
            for (path, kind) in places {
                let root = root.unwrap_or(tree);
                let whole = at_path(tree, &path).and_then(|it| self.whole(it, root, kind));
                wholes.extend(whole.map(|it| (path, it)));
            }
            for (path, whole) in wholes {
                if let Some(place) = find_mut(tree, &path) {
                    place.value = whole;
                }
            }
        }
    }

    /// A reference from a file to a media type that the document shares, as the document itself writes it.
    fn shared_media_type(&self, place: &Node, root: &Node) -> Option<Value> {
        let (path, _) = self.files.lead(root, as_map(place)?.get("$ref")?).ok()?;
        let [components, section, name] = path.as_slice() else {
            return None;
        };
        let is_shared = components == "components" && section == "mediaTypes";
        let pointer = format!("#/components/mediaTypes/{}", escape(name));
        is_shared.then(|| object(root.at, "$ref", text(root.at, pointer)).value)
    }

    /// What a reference becomes: what it leads to in the end, and what stands beside it, which wins.
    fn whole(&mut self, place: &Node, root: &Node, kind: Kind) -> Option<Value> {
        if kind == Kind::One(Object::MediaType)
            && let Some(shared) = self.shared_media_type(place, root)
        {
            return Some(shared);
        }
        let mut whole = as_map(place)?.clone();
        let mut seen = BTreeSet::new();
        while text_of(&whole, "$ref").is_some()
            && let Some(reference) = whole.shift_remove("$ref")
        {
            let from = as_text(&reference).unwrap_or_default();
            match self.target(root, &reference, kind, &mut seen) {
                Ok(Value::Map(target)) => {
                    self.add(&mut whole, target);
                    if kind == Kind::One(Object::PathItem) {
                        let from = text(reference.at, from);
                        whole.insert("x-inlined-from".to_owned(), from);
                    }
                }
                Ok(list) => return Some(list.clone()),
                Err(failure) => {
                    let (code, what, help) = failure.finding();
                    let message = format!("{} {what}", quote(from));
                    self.diagnostics.push(code, reference.at, message, help);
                    mark(&mut whole, "x-unresolved", reference.at);
                }
            }
        }
        Some(Value::Map(whole))
    }

    fn add(&mut self, whole: &mut Map, target: &Map) {
        for (key, value) in target {
            let Some(own) = whole.get(key) else {
                whole.insert(key.clone(), value.clone());
                continue;
            };
            if own != value {
                self.diagnostics.push(
                    Code::KeywordNotEnforced,
                    own.at,
                    format!(
                        "{} is also in what `$ref` leads to; the one here is used",
                        quote(key)
                    ),
                    "Say it in one place: OpenAPI leaves open which of the two counts.",
                );
            }
        }
    }

    /// One step: an object, or a list where one is expected.
    fn target<'t>(
        &mut self,
        root: &'t Node,
        reference: &Node,
        kind: Kind,
        seen: &mut BTreeSet<Path>,
    ) -> Result<&'t Value, Failure>
    where
        'a: 't,
    {
        let (path, node) = self.files.lead(root, reference)?;
        if !seen.insert(path.clone()) {
            return Err(Failure::Loop);
        }
        let is_list = matches!(node.value, Value::List(_));
        let fits = matches!(node.value, Value::Map(_)) || is_list && may_be_list(kind);
        if !fits || !is_of_kind(root, &path, kind) {
            return Err(Failure::WrongKind);
        }
        let size = size_within(node, self.budget).ok_or(Failure::Loop)?;
        self.budget -= size;
        Ok(&node.value)
    }
}

fn may_be_list(kind: Kind) -> bool {
    matches!(kind, Kind::ListOf(_) | Kind::Data)
}

/// Whether what stands at a path may stand at a place of a kind. What is in no known place may be anything.
fn is_of_kind(root: &Node, path: &[String], kind: Kind) -> bool {
    if is_in_file(path) {
        return true;
    }
    walk::find(root, path).is_some_and(|(_, found)| found == Kind::Data || found == kind)
}

/// Every reference that has to be put in place, with what has to stand there.
fn collect(node: &Node, kind: Kind, path: &mut Path, places: &mut Vec<(Path, Kind)>) {
    if let Some(map) = as_map(node)
        && has_place(map, kind)
    {
        places.push((path.clone(), kind));
        return;
    }
    let parts = PARTS.iter().filter(|_| kind == Kind::One(Object::Document));
    for part in parts {
        if let Some(map) = child(node, part).and_then(as_map)
            && has_place(map, Kind::Data)
        {
            places.push((vec![(*part).to_owned()], Kind::Data));
        }
    }
    for (step, inner, kind) in walk::children(node, kind) {
        if matches!(kind, Kind::MapOf(Object::Callback)) || is_shared(step, kind) {
            continue;
        }
        path.push(match step {
            Step::Key(key) => key.to_owned(),
            Step::Index(index) => index.to_string(),
        });
        collect(inner, kind, path, places);
        path.pop();
    }
}

/// Path items of `components` are put where they are used.
fn is_shared(step: Step<'_>, kind: Kind) -> bool {
    kind == Kind::MapOf(Object::PathItem) && matches!(step, Step::Key("pathItems"))
}

/// Whether an object is a reference, and no component can take the place of what it leads to.
fn has_place(map: &Map, kind: Kind) -> bool {
    let Some(reference) = text_of(map, "$ref") else {
        return false;
    };
    match kind {
        // One schema where a list of them belongs is a schema.
        Kind::ListOf(Object::Schema) | Kind::SchemaOrTruth => false,
        Kind::MapOf(_) | Kind::ListOf(_) | Kind::Data => true,
        Kind::One(Object::MediaType) => !reference.starts_with("#/components/mediaTypes/"),
        Kind::One(object) => {
            object.section().is_none() && !matches!(object, Object::Document | Object::Schema)
        }
    }
}
