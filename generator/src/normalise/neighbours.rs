//! What the documents of an API are called, and the files that they refer to.
//!
//! Takes: documents and files, by label. Gives: what a reference names, and the nodes of files by path. Must not: change a document.
//!
//! A path into a file begins with `FILE` and the label of the file; every other path is one into the merged document.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::audit::Places;
use super::dialect::{Failure, Moved};
use super::from_swagger;
use super::tree::{Path, as_map, as_text, at_path, parse_pointer, text_of};
use super::versions::Versions;
use crate::diagnostics::Diagnostics;
use crate::source::references::{Base, Place, decode, split};
use crate::source::{At, Node, Value, uri};

/// The first segment of paths into files. No document has such a key at its root.
pub(super) const FILE: &str = "\u{0}file";

/// The files that documents may refer to.
#[derive(Clone, Debug, Default)]
pub struct Neighbours {
    /// By the index of the document.
    bases: BTreeMap<u16, Base>,
    /// The first document, which is also what overlays refer from.
    first: Option<u16>,
    known: BTreeMap<String, Known>,
    /// Documents, and schemas inside of files, by what they call themselves.
    by_uri: BTreeMap<String, Path>,
    /// Schemas inside of files, by the path of the file and anchor.
    anchors: BTreeMap<(Path, String), Path>,
    /// Where the parts of documents of Swagger 2.0 have gone.
    moved: BTreeMap<String, Moved>,
}

/// What is known under a label.
#[derive(Clone, Debug)]
enum Known {
    /// It is part of the merged document.
    Merged,
    /// It is a file.
    File(File),
    /// Why it is not at hand.
    Absent(String),
}

/// A file that may be referred to.
#[derive(Clone, Debug)]
struct File {
    root: Node,
    /// What is wrong with it, which matters only if it is used.
    found: Diagnostics,
}

/// Why a document is not at hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NotAtHand {
    /// It is a file outside of the folder.
    Outside,
    /// It is on a network, or has an absolute path.
    Elsewhere,
    /// It is in the folder, and was not read: label and reason.
    Absent(String, String),
}

impl Neighbours {
    /// Adds a document that is to be merged.
    pub fn add_document(&mut self, label: &str, root: &Node) {
        self.first.get_or_insert(root.at.document);
        self.add(Base::new(label, root), root.at, &Path::new(), Known::Merged);
    }

    /// Adds a file that documents may refer to, and what was found when it was read.
    pub fn add_file(&mut self, label: &str, root: Node, found: Diagnostics) {
        let home = in_file(label);
        let base = Base::new(label, &root);
        let uri = base.uri.clone().unwrap_or_default();
        self.index(&root, &uri, &mut home.clone(), &home);
        self.add(base, root.at, &home, Known::File(File { root, found }));
    }

    /// Says why a file is not at hand, in words that follow its name.
    pub fn add_absent(&mut self, label: &str, reason: &str) {
        let absent = Known::Absent(reason.to_owned());
        self.known.entry(label.to_owned()).or_insert(absent);
    }

    fn add(&mut self, base: Base, at: At, home: &Path, known: Known) {
        if let Some(uri) = base.uri.clone() {
            self.by_uri.entry(uri).or_insert(home.clone());
        }
        self.known.insert(base.label.clone(), known);
        self.bases.insert(at.document, base);
    }

    /// Finds identifiers and anchors below a node. What is a schema is not known yet, so that data may be among them.
    fn index(&mut self, node: &Node, base: &str, path: &mut Path, home: &Path) {
        let mut base = Cow::Borrowed(base);
        if let Some(map) = as_map(node) {
            let id = text_of(map, "$id").map(|id| split(id).0);
            if let Some(id) = id.filter(|it| !it.is_empty()) {
                base = Cow::Owned(uri::resolve(&base, id));
                self.by_uri.entry(base.to_string()).or_insert(path.clone());
            }
            for anchor in ["$anchor", "$dynamicAnchor"] {
                if let Some(anchor) = text_of(map, anchor) {
                    let key = (home.clone(), anchor.to_owned());
                    self.anchors.entry(key).or_insert(path.clone());
                }
            }
        }
        let mut visit = |segment: String, child: &Node| {
            path.push(segment);
            self.index(child, &base, path, home);
            path.pop();
        };
        match &node.value {
            Value::Map(map) => map.iter().for_each(|(key, it)| visit(key.to_string(), it)),
            Value::List(list) => {
                let items = list.iter().enumerate();
                items.for_each(|(index, it)| visit(index.to_string(), it));
            }
            _ => {}
        }
    }

    /// The schema of an anchor in the file that a path leads into.
    pub(super) fn anchor(&self, path: &[String], anchor: &str) -> Option<Path> {
        let home = path.get(..2).filter(|_| is_in_file(path))?;
        let key = (home.to_vec(), anchor.to_owned());
        self.anchors.get(&key).cloned()
    }

    /// Says which version each file is written for, and converts those of Swagger 2.0.
    pub(super) fn convert(&mut self, versions: &mut Versions) {
        let mut converted = Vec::new();
        for (label, known) in &self.known {
            let Known::File(file) = known else { continue };
            versions.add_file(&file.root);
            let mut file = file.clone();
            if let Some(moved) = from_swagger(&mut file.root, self, &mut file.found) {
                converted.push((label.clone(), file, moved));
            }
        }
        for (label, file, moved) in converted {
            self.add_moved(file.root.at, Some(moved));
            self.known.insert(label, Known::File(file));
        }
    }

    /// Remembers where the parts of a document have gone, if they have.
    pub(super) fn add_moved(&mut self, document: At, moved: Option<Moved>) {
        if let Some(moved) = moved
            && let Some(base) = self.bases.get(&document.document)
        {
            self.moved.insert(base.label.clone(), moved);
        }
    }

    /// Reports what is wrong with files of which something is in a tree.
    pub(super) fn report(self, places: &Places, diagnostics: &mut Diagnostics) {
        for known in self.known.into_values() {
            if let Known::File(file) = known
                && places.has_document(file.root.at.document)
            {
                diagnostics.append(file.found);
            }
        }
    }

    /// Whether there is no file to refer to.
    pub(super) fn is_empty(&self) -> bool {
        !self.known.values().any(|it| matches!(it, Known::File(_)))
    }

    /// The path of the document in which a node was read.
    pub(super) fn home(&self, at: At) -> Path {
        match self
            .base(at)
            .and_then(|it| self.known.get_key_value(&it.label))
        {
            Some((label, Known::File(_))) => in_file(label),
            _ => Path::new(),
        }
    }

    /// Whether a node was read in a file that is no part of the merged document.
    pub(super) fn is_in_file(&self, at: At) -> bool {
        !self.is_empty() && !self.home(at).is_empty()
    }

    /// The path of the document that a reference names, which stands at a node.
    pub(super) fn named_by(&self, reference: &str, at: At) -> Result<Path, NotAtHand> {
        let document = split(reference).0;
        if document.is_empty() {
            return Ok(self.home(at));
        }
        if let Some(path) = self.by_uri.get(document) {
            return Ok(path.clone());
        }
        let place = self
            .base(at)
            .map_or(Place::Elsewhere, |it| it.place(reference));
        match place {
            Place::Here => Ok(self.home(at)),
            Place::File(label) => self.path_of(&label),
            Place::Outside => Err(NotAtHand::Outside),
            Place::Elsewhere => Err(NotAtHand::Elsewhere),
        }
    }

    fn path_of(&self, label: &str) -> Result<Path, NotAtHand> {
        let absent = |reason: &str| {
            let reason = reason.to_owned();
            Err(NotAtHand::Absent(label.to_owned(), reason))
        };
        match self.known.get(label) {
            Some(Known::Merged) => Ok(Path::new()),
            Some(Known::File(_)) => Ok(in_file(label)),
            Some(Known::Absent(reason)) => absent(reason),
            None => absent("is not among the files at hand"),
        }
    }

    /// What a reference leads to: the first thing that is there, of what it may mean.
    pub(super) fn lead<'a>(
        &'a self,
        root: &'a Node,
        reference: &Node,
    ) -> Result<(Path, &'a Node), Failure> {
        let text = as_text(reference).unwrap_or_default();
        let start = self
            .named_by(text, reference.at)
            .map_err(Failure::Foreign)?;
        let found = self
            .pointers(&start, split(text).1)
            .into_iter()
            .find_map(|path| Some((path.clone(), self.find(root, &path)?)));
        found.ok_or(Failure::Missing)
    }

    /// The paths that a fragment may mean, from the document at a path.
    pub(super) fn pointers(&self, start: &[String], fragment: &str) -> Vec<Path> {
        let decoded = decode(fragment);
        let mut paths: Vec<Path> = Vec::new();
        // `#/` is the empty key by RFC 6901, and the whole document to those who write it.
        let whole = (decoded == "/").then_some("");
        for pointer in [decoded.as_str(), fragment].into_iter().chain(whole) {
            let Some(pointer) = parse_pointer(pointer) else {
                continue;
            };
            // Swagger 2.0 keeps things elsewhere than what it becomes.
            let moved = self.moved(start, &pointer);
            for end in [moved, Some(pointer)].into_iter().flatten() {
                let path = [start, end.as_slice()].concat();
                if !paths.contains(&path) {
                    paths.push(path);
                }
            }
        }
        paths
    }

    /// What references at a node are relative to. Nodes of overlays follow the first document.
    fn base(&self, at: At) -> Option<&Base> {
        self.bases
            .get(&at.document)
            .or_else(|| self.bases.get(&self.first?))
    }

    /// Where a path leads since its document was converted.
    fn moved(&self, start: &[String], pointer: &[String]) -> Option<Path> {
        let label = match start {
            [file, label] if file == FILE => label,
            _ => &self.bases.get(&self.first?)?.label,
        };
        self.moved.get(label)?.place_of(pointer)
    }

    /// The node at a path, of the merged document or of a file.
    pub(super) fn find<'a>(&'a self, root: &'a Node, path: &[String]) -> Option<&'a Node> {
        let (start, rest) = match path {
            [file, label, rest @ ..] if file == FILE => (self.root_of(label)?, rest),
            _ => (root, path),
        };
        at_path(start, rest)
    }

    fn root_of(&self, label: &str) -> Option<&Node> {
        match self.known.get(label)? {
            Known::File(file) => Some(&file.root),
            _ => None,
        }
    }
}

/// The path of a file.
fn in_file(label: &str) -> Path {
    vec![FILE.to_owned(), label.to_owned()]
}

/// Whether a path leads into a file.
pub(super) fn is_in_file(path: &[String]) -> bool {
    path.first().is_some_and(|it| it == FILE)
}
