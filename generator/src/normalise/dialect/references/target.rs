//! What a reference means.
//!
//! Takes: one use of a reference, and what there is in the tree and in other files. Gives: [`Target`], or why there is none. Must not:
//! change the tree.
//!
//! A pointer is looked up in the schema resource that its base names, then in the document, then in the outermost schema around the
//! reference: schemas pasted from a JSON Schema file say `#/$defs/X` and mean themselves.

use super::super::walk::{Kind, Object};
use super::collect::{Found, Holder, Named, Use};
use crate::diagnostics::Code;
use crate::diagnostics::place::quote;
use crate::normalise::merge::has_component;
use crate::normalise::neighbours::{Neighbours, NotAtHand, is_in_file};
use crate::normalise::tree::{Path, as_map, as_text, child, map_of};
use crate::source::references::{decode, split};
use crate::source::{Node, Value, uri};

/// How many references in a row are followed from file to file; a longer chain is a loop.
const LONGEST_CHAIN: usize = 32;

/// Where a reference leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// To a component of the right section.
    Component(String),
    /// To an object elsewhere in the tree.
    Inside(Path),
    /// To data that is used as an object: in another file, or under a key that is not of `OpenAPI`.
    Data(Path),
    /// To a file, as the whole of a component, which becomes what is there.
    Itself,
}

/// Why a reference leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::normalise) enum Failure {
    /// It leaves the documents at hand.
    Foreign(NotAtHand),
    /// There is nothing.
    Missing,
    /// There is something else.
    WrongKind,
    /// There is something around what is meant, which has this path.
    Around(Path),
    /// There are several dynamic anchors of that name.
    Ambiguous,
    /// It leads back to itself, through other files.
    Loop,
}

impl Failure {
    /// The finding about a reference: its code, what is said behind the reference, and help.
    pub(in crate::normalise::dialect) fn finding(&self) -> (Code, String, &'static str) {
        let (code, what, help) = match self {
            Self::Foreign(NotAtHand::Absent(label, reason)) => {
                return (
                    Code::ForeignReference,
                    format!("leads to {}, which {reason}", quote(label)),
                    "See to it that the file is there and can be read, or correct the reference.",
                );
            }
            Self::Foreign(NotAtHand::Outside) => (
                Code::ForeignReference,
                "leads out of the folder of the specification",
                "Name a folder that has both files with `--root`, or move the file.",
            ),
            Self::Foreign(NotAtHand::Elsewhere) => (
                Code::ForeignReference,
                "leaves the documents at hand, and no network is asked",
                "Save what it refers to beside this document, and refer to it by a relative path.",
            ),
            Self::Missing => (
                Code::BrokenReference,
                "points to nothing",
                "Correct the reference, or add what it refers to.",
            ),
            Self::WrongKind | Self::Around(_) => (
                Code::BrokenReference,
                "points to something of another kind",
                "Refer to an object of the kind that is expected at this place.",
            ),
            Self::Ambiguous => (
                Code::BrokenReference,
                "may mean several schemas",
                "Use `$ref` to the one that is meant.",
            ),
            Self::Loop => (
                Code::ReferenceLoop,
                "leads back to itself",
                "Let one of the references lead to a definition.",
            ),
        };
        (code, what.to_owned(), help)
    }
}

/// Finds what a reference means. What is nothing but a reference in another file means what that leads to.
pub(super) fn find(
    wanted: &Use,
    root: &Node,
    found: &Found,
    files: &Neighbours,
) -> Result<Target, Failure> {
    let mut next = wanted.clone();
    for _ in 0..LONGEST_CHAIN {
        let target = find_once(&next, root, found, files)?;
        let reference = match &target {
            Target::Data(path) if is_in_file(path) => alias(root, path, files),
            _ => None,
        };
        let Some(reference) = reference else {
            return Ok(target);
        };
        next.holder = Holder::Static;
        next.at = reference.at;
        next.text = as_text(reference).unwrap_or_default().to_owned();
        next.base.clear();
        if let Target::Data(path) = target {
            next.scope = path.len();
            next.path = path;
        }
    }
    Err(Failure::Loop)
}

/// The reference that the object at a path consists of.
fn alias<'a>(root: &'a Node, path: &[String], files: &'a Neighbours) -> Option<&'a Node> {
    let map = as_map(files.find(root, path)?)?;
    let reference = map.get("$ref").filter(|_| map.len() == 1)?;
    as_text(reference).map(|_| reference)
}

fn find_once(
    wanted: &Use,
    root: &Node,
    found: &Found,
    files: &Neighbours,
) -> Result<Target, Failure> {
    // By the letter it is all of the document; who leaves it empty has forgotten the name.
    if wanted.text.trim().is_empty() {
        return Err(Failure::Missing);
    }
    if let Holder::Mapping(_) | Holder::DefaultMapping = wanted.holder
        && let Some(target) = component_of(wanted, root, files)
    {
        return Ok(target);
    }
    if let Holder::Dynamic(_) = wanted.holder
        && let Some(dynamic) = dynamic(wanted, found)
    {
        return dynamic.and_then(|path| look(root, path, wanted.object, files));
    }
    let (document, fragment) = split(&wanted.text);
    let absolute = uri::resolve(&wanted.base, document);
    let mut failure = Failure::Missing;
    for start in starts(wanted, document, &absolute, found, files)? {
        for path in paths(&start, &absolute, fragment, found, files)? {
            match look_through(root, path, wanted.object, files) {
                Ok(target) => return Ok(target),
                Err(Failure::Missing) => {}
                Err(other) => failure = other,
            }
        }
    }
    Err(failure)
}

/// A mapping may be the bare name of a schema of its own document.
fn component_of(wanted: &Use, root: &Node, files: &Neighbours) -> Option<Target> {
    let mut path = files.home(wanted.at);
    if path.is_empty() {
        let is_name = has_component(root, "schemas", &wanted.text);
        return is_name.then(|| Target::Component(wanted.text.clone()));
    }
    path.extend(["components", "schemas", &wanted.text].map(ToOwned::to_owned));
    look(root, path, wanted.object, files).ok()
}

/// The dynamic anchor that is meant, if any has the name.
fn dynamic(wanted: &Use, found: &Found) -> Option<Result<Path, Failure>> {
    let (_, anchor) = split(&wanted.text);
    match found.dynamic.get(anchor)?.as_slice() {
        [path] => Some(Ok(path.clone())),
        _ => Some(Err(Failure::Ambiguous)),
    }
}

/// Where a fragment may start from, best first.
fn starts(
    wanted: &Use,
    document: &str,
    absolute: &str,
    found: &Found,
    files: &Neighbours,
) -> Result<Vec<Path>, Failure> {
    let named = found.ids.get(absolute).map(Named::only).transpose();
    if document.is_empty() {
        // Within schemas that share an `$id`, the document and the schema around the reference are left to look in.
        let mut starts: Vec<Path> = named.ok().flatten().into_iter().collect();
        starts.push(files.home(wanted.at));
        starts.push(wanted.path.iter().take(wanted.scope).cloned().collect());
        return Ok(starts);
    }
    let mut starts: Vec<Path> = named?.into_iter().collect();
    let named = files.named_by(absolute, wanted.at);
    match named.or_else(|_| files.named_by(document, wanted.at)) {
        Ok(start) => starts.push(start),
        Err(_) if !starts.is_empty() => {}
        Err(_) if is_word(wanted) => return Err(Failure::Missing),
        Err(reason) => return Err(Failure::Foreign(reason)),
    }
    Ok(starts)
}

/// Whether a mapping is a name rather than a reference.
fn is_word(wanted: &Use) -> bool {
    matches!(wanted.holder, Holder::Mapping(_) | Holder::DefaultMapping)
        && !wanted.text.contains(['/', '.', '#', ':'])
}

/// The paths that a fragment may mean.
fn paths(
    start: &Path,
    absolute: &str,
    fragment: &str,
    found: &Found,
    files: &Neighbours,
) -> Result<Vec<Path>, Failure> {
    let decoded = decode(fragment);
    if !decoded.is_empty() && !decoded.starts_with('/') {
        if let Some(path) = files.anchor(start, &decoded) {
            return Ok(vec![path]);
        }
        return [absolute, ""]
            .iter()
            .filter_map(|base| found.anchors.get(&((*base).to_owned(), decoded.clone())))
            .map(Named::only)
            .collect();
    }
    Ok(files.pointers(start, fragment))
}

/// Looks at a path for an object of one kind. Where a reference stands on the way, the path goes on in what that leads to.
fn look_through(
    root: &Node,
    mut path: Path,
    object: Object,
    files: &Neighbours,
) -> Result<Target, Failure> {
    for _ in 0..LONGEST_CHAIN {
        match look(root, path.clone(), object, files) {
            Err(Failure::Missing) => path = beyond(root, &path, files).ok_or(Failure::Missing)?,
            found => return found,
        }
    }
    Err(Failure::Loop)
}

/// The path that a path means behind the last reference that stands on it.
fn beyond(root: &Node, path: &[String], files: &Neighbours) -> Option<Path> {
    let on_the_way = (0..path.len())
        .rev()
        .filter_map(|it| path.split_at_checked(it));
    let (reference, rest) = on_the_way.into_iter().find_map(|(before, rest)| {
        let map = as_map(files.find(root, before)?)?;
        Some((map.get("$ref").filter(|it| as_text(it).is_some())?, rest))
    })?;
    let (mut path, _) = files.lead(root, reference).ok()?;
    path.extend(rest.iter().cloned());
    Some(path)
}

/// Looks at a path for an object of one kind.
fn look(root: &Node, path: Path, object: Object, files: &Neighbours) -> Result<Target, Failure> {
    let mut here = root;
    let mut kind = Kind::One(Object::Document);
    if is_in_file(&path) {
        here = files.find(root, &path).ok_or(Failure::Missing)?;
        kind = Kind::Data;
    } else {
        for segment in &path {
            let inner = kind.step(segment);
            if inner == Kind::Data && kind != Kind::Data && is_no_definition(segment) {
                return Err(Failure::WrongKind);
            }
            here = child(here, segment).ok_or(Failure::Missing)?;
            kind = inner;
        }
    }
    let is_object = match here.value {
        Value::Map(_) => true,
        Value::Bool(_) => object == Object::Schema,
        _ => false,
    };
    match kind {
        _ if !is_object => Err(Failure::WrongKind),
        Kind::Data => Ok(Target::Data(path)),
        kind if kind.object() == Some(object) => Ok(component(&path, object).map_or_else(
            || Target::Inside(path.clone()),
            |name| Target::Component(name.to_owned()),
        )),
        kind => Err(match held(here, kind, object) {
            Some(steps) => Failure::Around([path, steps].concat()),
            None => Failure::WrongKind,
        }),
    }
}

/// Where the schema is that an answer, a body or a parameter holds, for who refers to these and means that one.
fn held(node: &Node, kind: Kind, wanted: Object) -> Option<Path> {
    let map = as_map(node).filter(|_| wanted == Object::Schema)?;
    let schema = || vec!["schema".to_owned()];
    match kind.object()? {
        Object::Parameter | Object::Header | Object::MediaType => {
            map.contains_key("schema").then(schema)
        }
        Object::Response | Object::RequestBody => {
            let content = map_of(map, "content")?;
            let (name, media) = content
                .iter()
                .find(|(name, _)| name.contains("json"))
                .or_else(|| content.iter().next())?;
            let has_schema = as_map(media)?.contains_key("schema");
            has_schema.then(|| [vec!["content".to_owned(), name.to_string()], schema()].concat())
        }
        _ => None,
    }
}

/// Whether a key of an object of `OpenAPI` holds values of the API, or says something about the document: neither is a definition.
fn is_no_definition(key: &str) -> bool {
    let values = ["example", "examples", "default", "enum", "const"];
    let about = ["info", "servers", "tags", "security", "externalDocs"];
    values.contains(&key) || about.contains(&key)
}

fn component(path: &[String], object: Object) -> Option<&str> {
    match path {
        [components, section, name]
            if components == "components" && Some(section.as_str()) == object.section() =>
        {
            Some(name)
        }
        _ => None,
    }
}
