//! What is referred to and is no component: it gets a name, and what is no part of the tree is copied into it.
//!
//! Takes: paths of such objects. Gives: [`Moves`], and components with the copies. Must not: rewrite references.
//!
//! What stands inside of a copy is the same thing as its original: a reference to either leads to one component.

use std::collections::{BTreeMap, BTreeSet};

use super::super::walk::{self, Kind, Object};
use super::super::{Context, inline};
use super::collect::{Found, collect};
use super::names;
use crate::normalise::merge::has_component;
use crate::normalise::neighbours::is_in_file;
use crate::normalise::tree::{
    Path, as_map_mut, at_path, escape, find_mut, node, object, set, text,
};
use crate::source::{At, Map, Node, Value};

/// Objects that take a place in `components`, by kind and by the place that references mean.
#[derive(Default)]
pub(super) struct Moves {
    pub(super) by_place: BTreeMap<(Object, Path), Move>,
    /// Names that are given, beside those of components.
    names: BTreeSet<(Object, String)>,
    /// The component of each copy, by the place of its original.
    copies: BTreeMap<Path, (Object, String)>,
}

/// An object on its way to `components`.
pub(super) struct Move {
    pub(super) name: String,
    /// Where it is taken out of the tree; a copy is where it belongs already.
    pub(super) from: Option<Path>,
}

/// Objects that are new to [`Moves`].
pub(super) type Asked = BTreeMap<(Object, Path), Wish>;

/// What is known of such an object.
pub(super) struct Wish {
    /// Whether it stands where no object was expected, so that it is copied.
    pub(super) is_data: bool,
    /// The component whose place it takes.
    pub(super) name: Option<String>,
}

/// Names objects, and copies those that are data, outer ones first.
pub(super) fn plan(
    root: &mut Node,
    mut asked: Asked,
    found: &mut Found,
    moves: &mut Moves,
    context: &mut Context<'_>,
) {
    name(root, &mut asked, moves);
    let mut asked: Vec<_> = asked.into_iter().collect();
    asked.sort_by_key(|((_, path), _)| path.len());
    for ((object, path), wish) in asked {
        let (Some(section), Some(name)) = (object.section(), wish.name) else {
            continue;
        };
        let mut from = Some(path.clone());
        if wish.is_data {
            from = within_copy(root, object, &path, moves);
            if from.is_none()
                && let Some(mut copy) = copy_of(root, object, &path, moves, context)
            {
                if !has_component(root, section, &name) {
                    keep_name(&mut copy, &path, &name);
                }
                insert(root, section, &name, copy);
                moves.copies.insert(path.clone(), (object, name.clone()));
                let place = component(section, &name);
                if let Some(copy) = at_path(root, &place) {
                    let all = (&*root, context.files);
                    collect(all, copy, Kind::One(object), &place, found);
                    keep_identities(&place, &path, found);
                }
            }
        }
        moves.names.insert((object, name.clone()));
        moves.by_place.insert((object, path), Move { name, from });
    }
}

/// Gives a name to each that has none.
fn name(root: &Node, asked: &mut Asked, moves: &Moves) {
    let mut nameless: BTreeMap<Object, BTreeSet<Path>> = BTreeMap::new();
    for ((object, path), _) in asked.iter().filter(|(_, it)| it.name.is_none()) {
        nameless.entry(*object).or_default().insert(path.clone());
    }
    for (object, paths) in nameless {
        let names = names::name_all(&paths, |name| {
            let is_component = object
                .section()
                .is_some_and(|it| has_component(root, it, name));
            is_component || moves.names.contains(&(object, name.to_owned()))
        });
        for (path, name) in names {
            if let Some(wish) = asked.get_mut(&(object, path)) {
                wish.name = Some(name);
            }
        }
    }
}

/// The place inside of a copy that is the same as a place inside of the original.
fn within_copy(root: &Node, object: Object, path: &[String], moves: &Moves) -> Option<Path> {
    let (outer, (kind, name)) = (0..path.len())
        .rev()
        .find_map(|length| moves.copies.get_key_value(path.get(..length)?))?;
    let mut place = component(kind.section()?, name);
    place.extend(path.iter().skip(outer.len()).cloned());
    let (_, found) = walk::find(root, &place)?;
    (found.object() == Some(object)).then_some(place)
}

/// A copy of what is used as an object and stands where none was expected.
fn copy_of(
    root: &Node,
    object: Object,
    path: &[String],
    moves: &Moves,
    context: &mut Context<'_>,
) -> Option<Node> {
    let mut copy = context.files.find(root, path)?.clone();
    if is_in_file(path)
        && object == Object::Schema
        && let Some(map) = as_map_mut(&mut copy)
    {
        // Each of them is found in the file when something refers to it.
        map.shift_remove("$defs");
        map.shift_remove("definitions");
    }
    let kind = Kind::One(object);
    link_inner_copies(&mut copy, kind, path, root.at, moves);
    inline::inside(&mut copy, kind, root, context.files, context.diagnostics);
    walk::each_mut(&mut copy, kind, &mut |object, _, node| {
        context.prepare(object, node);
    });
    Some(copy)
}

/// What extends another schema is told from others by its name. If that changes, it says what it was.
fn keep_name(schema: &mut Node, path: &[String], name: &str) {
    let at = schema.at;
    if let (Some(old), Some(map)) = (path.last(), as_map_mut(schema))
        && path.len() > 2
        && old != name
        && (map.contains_key("allOf") || map.contains_key("discriminator"))
    {
        set(map, "x-schema-name", at, Value::Text(old.into()));
    }
}

/// What an `$id` names is looked up where it was read: the copy lacks the definitions of the original.
fn keep_identities(copy: &[String], original: &[String], found: &mut Found) {
    for named in found.ids.values_mut() {
        if let Some(rest) = named.path.strip_prefix(copy) {
            named.path = [original, rest].concat();
        }
    }
}

/// Parts that were copied before give way to references, which stand in the document at a place.
fn link_inner_copies(copy: &mut Node, kind: Kind, path: &[String], at: At, moves: &Moves) {
    for (inner, (object, name)) in moves.copies.range(path.to_vec()..) {
        let Some(rest) = inner.strip_prefix(path) else {
            break;
        };
        let found = rest.iter().fold(kind, |kind, key| kind.step(key)).object();
        if found == Some(*object)
            && let Some(section) = object.section()
            && let Some(place) = find_mut(copy, rest)
        {
            *place = link(section, name, at);
        }
    }
}

fn component(section: &str, name: &str) -> Path {
    ["components", section, name].map(ToOwned::to_owned).into()
}

/// The reference to a component.
pub(super) fn reference(section: &str, name: &str) -> String {
    format!("#/components/{section}/{}", escape(name))
}

/// An object that is nothing but a reference to a component.
pub(in crate::normalise::dialect) fn link(section: &str, name: &str, at: At) -> Node {
    object(at, "$ref", text(at, reference(section, name)))
}

/// Puts an object into a section of `components`, which is made if need be.
pub(in crate::normalise::dialect) fn insert(
    root: &mut Node,
    section: &str,
    name: &str,
    object: Node,
) {
    let at = object.at;
    let mut here = root;
    for key in ["components", section] {
        let Some(map) = as_map_mut(here) else { return };
        here = map
            .entry(key.to_owned())
            .or_insert_with(|| node(at, Value::Map(Map::new())));
    }
    if let Some(map) = as_map_mut(here) {
        map.insert(name.to_owned(), object);
    }
}
