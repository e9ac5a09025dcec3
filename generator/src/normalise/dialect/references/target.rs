//! What a reference means.
//!
//! Takes: one use of a reference, and what there is in the tree. Gives: [`Target`], or why there is none. Must not: change the tree.
//!
//! A pointer is looked up in the schema resource that its base names, then in the document, then in the outermost schema around the
//! reference: schemas pasted from a JSON Schema file say `#/$defs/X` and mean themselves.

use super::super::uri;
use super::super::walk::{Kind, Object};
use super::collect::{Found, Holder, Use};
use crate::normalise::merge::has_component;
use crate::normalise::tree::{Path, child, parse_pointer};
use crate::source::{Node, Value};

/// Where a reference leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// To a component of the right section.
    Component(String),
    /// To an object elsewhere in the tree.
    Inside(Path),
    /// To data that is used as an object, for instance under a key that is not of `OpenAPI`.
    Data(Path),
}

/// Why a reference leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// It leaves the documents at hand.
    Foreign,
    /// There is nothing.
    Missing,
    /// There is something else.
    WrongKind,
    /// There are several dynamic anchors of that name.
    Ambiguous,
}

/// Finds what a reference means.
pub(super) fn find(wanted: &Use, root: &Node, found: &Found) -> Result<Target, Failure> {
    if let Holder::Mapping(_) | Holder::DefaultMapping = wanted.holder
        && has_component(root, "schemas", &wanted.text)
    {
        return Ok(Target::Component(wanted.text.clone()));
    }
    if let Holder::Dynamic(_) = wanted.holder
        && let Some(dynamic) = dynamic(wanted, found)
    {
        return dynamic.and_then(|path| look(root, path, wanted.object));
    }
    let (document, fragment) = uri::split(&wanted.text);
    let absolute = uri::resolve(&wanted.base, document);
    let mut failure = Failure::Missing;
    for start in starts(wanted, document, &absolute, found)? {
        for path in paths(&start, &absolute, fragment, found) {
            match look(root, path, wanted.object) {
                Ok(target) => return Ok(target),
                Err(Failure::Missing) => {}
                Err(other) => failure = other,
            }
        }
    }
    Err(failure)
}

/// The dynamic anchor that is meant, if any has the name.
fn dynamic(wanted: &Use, found: &Found) -> Option<Result<Path, Failure>> {
    let (_, anchor) = uri::split(&wanted.text);
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
) -> Result<Vec<Path>, Failure> {
    let mut starts: Vec<Path> = found.ids.get(absolute).cloned().into_iter().collect();
    if document.is_empty() {
        starts.push(Path::new());
        starts.push(wanted.path.iter().take(wanted.scope).cloned().collect());
    }
    if starts.is_empty() {
        let is_word = matches!(wanted.holder, Holder::Mapping(_) | Holder::DefaultMapping)
            && !wanted.text.contains(['/', '.', '#', ':']);
        return Err(if is_word {
            Failure::Missing
        } else {
            Failure::Foreign
        });
    }
    Ok(starts)
}

/// The paths that a fragment may mean.
fn paths(start: &Path, absolute: &str, fragment: &str, found: &Found) -> Vec<Path> {
    let decoded = uri::decode(fragment);
    if decoded.is_empty() || decoded.starts_with('/') {
        let under = |pointer: &str| {
            let mut path = start.clone();
            path.extend(parse_pointer(pointer)?);
            Some(path)
        };
        let mut paths: Vec<Path> = under(&decoded).into_iter().collect();
        if decoded != fragment {
            paths.extend(under(fragment));
        }
        return paths;
    }
    [absolute, ""]
        .iter()
        .filter_map(|base| found.anchors.get(&((*base).to_owned(), decoded.clone())))
        .cloned()
        .collect()
}

/// Looks at a path for an object of one kind.
fn look(root: &Node, path: Path, object: Object) -> Result<Target, Failure> {
    let mut here = root;
    let mut kind = Kind::One(Object::Document);
    for segment in &path {
        let inner = kind.step(segment);
        if inner == Kind::Data && kind != Kind::Data && is_sample(segment) {
            return Err(Failure::WrongKind);
        }
        here = child(here, segment).ok_or(Failure::Missing)?;
        kind = inner;
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
        _ => Err(Failure::WrongKind),
    }
}

/// Whether a key holds values of the API, which are no definitions.
fn is_sample(key: &str) -> bool {
    matches!(key, "example" | "examples" | "default" | "enum" | "const")
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
