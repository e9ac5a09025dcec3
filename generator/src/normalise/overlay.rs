//! Overlays: corrections of a document, kept apart from it ("Overlay Specification" 1.0.0, and what 1.1.0 shares with it).
//!
//! Takes: a tree and an overlay that was read. Gives: the tree with the actions applied, one after the other.
//! Must not: know what the tree is about. What an overlay brings keeps its place in the overlay.

use serde_json_path::{JsonPath, PathElement};

use crate::diagnostics::{Code, Diagnostics, quote};
use crate::source::{At, MAX_DEPTH, MAX_NODES, Map, Node, Value};

/// Applies an overlay.
///
/// A malformed overlay changes nothing, and all that is wrong with it is reported. An action that cannot be carried out, or
/// that matches nothing, is an error, and the actions after it are tried all the same.
pub fn apply(target: &mut Node, overlay: &Node, diagnostics: &mut Diagnostics) {
    let mut check = Check {
        diagnostics,
        is_sound: true,
    };
    let (edition, actions) = check.overlay(overlay);
    if !check.is_sound {
        return;
    }
    let mut tree = Tree {
        edition,
        mirror: mirror(target),
        root: target,
        room: MAX_NODES,
    };
    for action in actions {
        tree.act(&action, diagnostics);
    }
}

/// The editions differ in what an update does to an array.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Edition {
    V1_0,
    V1_1,
}

/// One action, checked.
struct Action<'a> {
    at: At,
    path: JsonPath,
    written: &'a str,
    change: Change<'a>,
}

enum Change<'a> {
    Update(&'a Node),
    Remove,
}

/// Reads an overlay, and reports every part that is not as it must be.
struct Check<'a> {
    diagnostics: &'a mut Diagnostics,
    is_sound: bool,
}

impl Check<'_> {
    fn bad(&mut self, at: At, message: impl Into<String>, help: &str) {
        self.is_sound = false;
        self.diagnostics.push(Code::BadOverlay, at, message, help);
    }

    fn overlay<'a>(&mut self, overlay: &'a Node) -> (Edition, Vec<Action<'a>>) {
        let Value::Map(map) = &overlay.value else {
            let help = "write `overlay`, `info` and `actions` at its root";
            self.bad(overlay.at, "an overlay is an object", help);
            return (Edition::V1_0, Vec::new());
        };
        self.keys(map, &["overlay", "info", "extends", "actions"]);
        let edition = self.edition(overlay.at, map);
        self.info(overlay.at, map);
        if let Some(extends) = map.get("extends")
            && !matches!(extends.value, Value::Text(_))
        {
            let help = "write the URI of the document that it is for";
            self.bad(extends.at, "`extends` is not a text", help);
        }
        (edition, self.actions(overlay.at, map))
    }

    fn actions<'a>(&mut self, root: At, map: &'a Map) -> Vec<Action<'a>> {
        let found = map.get("actions");
        match found.map(|node| &node.value) {
            Some(Value::List(actions)) if !actions.is_empty() => {
                actions.iter().filter_map(|it| self.action(it)).collect()
            }
            _ => {
                let at = found.map_or(root, |it| it.at);
                let help = "write a list with at least one action under `actions`";
                self.bad(at, "the overlay has no list of actions", help);
                Vec::new()
            }
        }
    }

    fn edition(&mut self, root: At, map: &Map) -> Edition {
        let found = map.get("overlay");
        match found.map(|it| &it.value) {
            Some(Value::Text(text)) if text.starts_with("1.0.") => return Edition::V1_0,
            Some(Value::Text(text)) if text.starts_with("1.1.") => return Edition::V1_1,
            _ => {}
        }
        self.bad(
            found.map_or(root, |it| it.at),
            "the overlay does not name a version that is read",
            "write `overlay: 1.0.0`",
        );
        Edition::V1_0
    }

    fn info(&mut self, root: At, map: &Map) {
        let Some(info) = map.get("info") else {
            let help = "write `info` with a `title` and a `version`";
            self.bad(root, "the overlay has no `info`", help);
            return;
        };
        let Value::Map(entries) = &info.value else {
            let help = "write `info` with a `title` and a `version`";
            self.bad(info.at, "`info` is not an object", help);
            return;
        };
        self.keys(entries, &["title", "version", "description"]);
        for key in ["title", "version"] {
            if !matches!(entries.get(key).map(|it| &it.value), Some(Value::Text(_))) {
                let at = entries.get(key).map_or(info.at, |it| it.at);
                let message = format!("`info` has no text under `{key}`");
                self.bad(
                    at,
                    message,
                    "write a text; in YAML, a version is put into quotes",
                );
            }
        }
    }

    fn action<'a>(&mut self, node: &'a Node) -> Option<Action<'a>> {
        let Value::Map(map) = &node.value else {
            let help = "write `target` and either `update` or `remove`";
            self.bad(node.at, "an action is an object", help);
            return None;
        };
        self.keys(map, &["target", "description", "update", "remove", "copy"]);
        if let Some(copy) = map.get("copy") {
            let help = "write out what is copied under `update`";
            self.bad(copy.at, "`copy` of overlays 1.1 is not supported", help);
        }
        let target = self.target(node.at, map);
        let change = self.change(node.at, map)?;
        let (written, path) = target?;
        Some(Action {
            at: map.get("target")?.at,
            path,
            written,
            change,
        })
    }

    fn target<'a>(&mut self, action: At, map: &'a Map) -> Option<(&'a str, JsonPath)> {
        let help = "write a JSONPath (RFC 9535), such as `$.paths['/pets'].get`";
        let Some(target) = map.get("target") else {
            self.bad(action, "the action has no `target`", help);
            return None;
        };
        let Value::Text(written) = &target.value else {
            self.bad(target.at, "`target` is not a text", help);
            return None;
        };
        if brackets(written) > MAX_BRACKETS {
            let message = format!("{} is nested too deeply", quote(written));
            self.bad(target.at, message, "write a simpler path");
            return None;
        }
        match JsonPath::parse(written) {
            Ok(path) => Some((written, path)),
            Err(error) => {
                let message = format!("{} is not a JSONPath: {error}", quote(written));
                self.bad(target.at, message, help);
                None
            }
        }
    }

    fn change<'a>(&mut self, action: At, map: &'a Map) -> Option<Change<'a>> {
        let remove = match map.get("remove").map(|it| (it.at, &it.value)) {
            None => false,
            Some((_, Value::Bool(remove))) => *remove,
            Some((at, _)) => {
                self.bad(
                    at,
                    "`remove` is neither true nor false",
                    "write `remove: true`",
                );
                return None;
            }
        };
        // "If remove is true, update has no effect": section 4.4.3.
        if remove {
            return Some(Change::Remove);
        }
        if let Some(update) = map.get("update") {
            return Some(Change::Update(update));
        }
        if !map.contains_key("copy") {
            let help = "write `update` with the new content, or `remove: true`";
            self.bad(action, "the action does nothing", help);
        }
        None
    }

    fn keys(&mut self, map: &Map, known: &[&str]) {
        for (key, node) in map {
            if !key.starts_with("x-") && !known.contains(&key.as_str()) {
                let help = format!("remove it; known here are {}", known.join(", "));
                let message = format!("{} is no part of an overlay", quote(key));
                self.bad(node.at, message, &help);
            }
        }
    }
}

/// How deeply brackets of a path may be nested: the library reads them by recursion.
const MAX_BRACKETS: usize = 8;

fn brackets(path: &str) -> usize {
    let (mut depth, mut most) = (0_usize, 0);
    for character in path.chars() {
        match character {
            '[' | '(' => depth += 1,
            ']' | ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        most = most.max(depth);
    }
    most
}

/// A step from a node to one of its children.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Key(String),
    Item(usize),
}

/// The target, and its image in the vocabulary of the path library, kept in step.
struct Tree<'a> {
    edition: Edition,
    root: &'a mut Node,
    mirror: serde_json::Value,
    /// How many values overlays may still bring.
    room: u32,
}

impl Tree<'_> {
    fn act(&mut self, action: &Action<'_>, diagnostics: &mut Diagnostics) {
        let places = places(&action.path, &self.mirror);
        if places.is_empty() {
            diagnostics.push(
                Code::OverlayMatchesNothing,
                action.at,
                format!("{} matches nothing in the document", quote(action.written)),
                "the document may have been corrected: remove the action, or write the new path",
            );
        }
        match action.change {
            Change::Update(update) => self.update_all(&places, update, action.at, diagnostics),
            Change::Remove => self.remove_all(places, action.at, diagnostics),
        }
    }

    fn update_all(
        &mut self,
        places: &[Vec<Step>],
        update: &Node,
        at: At,
        diagnostics: &mut Diagnostics,
    ) {
        let (count, depth) = size(update);
        for place in places {
            let room = self.room.checked_sub(count);
            let (Some(room), true) = (room, place.len() + depth <= MAX_DEPTH) else {
                diagnostics.push(
                    Code::TooLarge,
                    at,
                    "this action makes the document larger or deeper than any real one",
                    "let the target match fewer places",
                );
                return;
            };
            self.room = room;
            let (Some(node), Some(image)) = (
                node_mut(self.root, place),
                image_mut(&mut self.mirror, place),
            ) else {
                continue;
            };
            self.edition.update(node, update, diagnostics);
            *image = mirror(node);
        }
    }

    /// Removes the deepest first and items from the end, so that the places that are left stay true.
    fn remove_all(&mut self, mut places: Vec<Vec<Step>>, at: At, diagnostics: &mut Diagnostics) {
        places.sort_by(|a, b| (b.len(), b).cmp(&(a.len(), a)));
        for place in places {
            let Some((last, parent)) = place.split_last() else {
                diagnostics.push(
                    Code::BadOverlay,
                    at,
                    "the root of the document cannot be removed",
                    "let the target match a part of the document",
                );
                continue;
            };
            remove(node_mut(self.root, parent), last);
            remove_image(image_mut(&mut self.mirror, parent), last);
        }
    }
}

impl Edition {
    /// Section 4.4.3.1: objects merge, arrays take the whole update as one more item, and nothing else can be a target.
    fn update(self, node: &mut Node, update: &Node, diagnostics: &mut Diagnostics) {
        match (&mut node.value, &update.value) {
            (Value::Map(map), Value::Map(update)) => merge(map, update, diagnostics),
            (Value::List(_), Value::List(_)) if self == Self::V1_1 => diagnostics.push(
                Code::BadOverlay,
                update.at,
                "updating an array with an array is not supported as overlays 1.1 define it",
                "write `overlay: 1.0.0`, and one action for each item that is added",
            ),
            (Value::List(items), _) => items.push(update.clone()),
            (value, update_value) => diagnostics.push(
                Code::BadOverlay,
                update.at,
                format!(
                    "{} in the document cannot be updated with {}",
                    kind(value),
                    kind(update_value)
                ),
                "let the target match the object around it, and write the key in the update",
            ),
        }
    }
}

/// Objects merge key by key, arrays are put one after the other, and single values are replaced.
fn merge(map: &mut Map, update: &Map, diagnostics: &mut Diagnostics) {
    for (key, new) in update {
        let Some(old) = map.get_mut(key) else {
            map.insert(key.clone(), new.clone());
            continue;
        };
        match (&mut old.value, &new.value) {
            (Value::Map(old), Value::Map(new)) => merge(old, new, diagnostics),
            (Value::List(old), Value::List(new)) => old.extend(new.iter().cloned()),
            (old_value, new_value) if is_single(old_value) && is_single(new_value) => {
                *old = new.clone();
            }
            (old_value, new_value) => diagnostics.push(
                Code::BadOverlay,
                new.at,
                format!(
                    "{} is {} in the document, which cannot be merged with {}",
                    quote(key),
                    kind(old_value),
                    kind(new_value)
                ),
                "remove it with an action of its own before, then write it anew",
            ),
        }
    }
}

fn is_single(value: &Value) -> bool {
    !matches!(value, Value::Map(_) | Value::List(_))
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Map(_) => "an object",
        Value::List(_) => "an array",
        _ => "a single value",
    }
}

/// How many values a tree has, and how many levels of objects and arrays.
fn size(node: &Node) -> (u32, usize) {
    let children: Vec<(u32, usize)> = match &node.value {
        Value::Map(map) => map.values().map(size).collect(),
        Value::List(items) => items.iter().map(size).collect(),
        _ => return (1, 0),
    };
    let count = |sum: u32, (count, _): &(u32, usize)| sum.saturating_add(*count);
    let depth = children.iter().map(|(_, depth)| *depth).max();
    (
        children.iter().fold(1, count),
        depth.unwrap_or_default() + 1,
    )
}

/// The places that a path selects, each once, in the order of the document's image.
fn places(path: &JsonPath, mirror: &serde_json::Value) -> Vec<Vec<Step>> {
    let located = path.query_located(mirror).dedup();
    let step = |element: &PathElement<'_>| match *element {
        PathElement::Name(name) => Step::Key(name.to_owned()),
        PathElement::Index(item) => Step::Item(item),
    };
    located
        .locations()
        .map(|place| place.iter().map(step).collect())
        .collect()
}

fn node_mut<'a>(mut node: &'a mut Node, place: &[Step]) -> Option<&'a mut Node> {
    for step in place {
        node = match (&mut node.value, step) {
            (Value::Map(map), Step::Key(key)) => map.get_mut(key)?,
            (Value::List(items), Step::Item(item)) => items.get_mut(*item)?,
            _ => return None,
        };
    }
    Some(node)
}

fn image_mut<'a>(
    mut image: &'a mut serde_json::Value,
    place: &[Step],
) -> Option<&'a mut serde_json::Value> {
    for step in place {
        image = match step {
            Step::Key(key) => image.get_mut(key)?,
            Step::Item(item) => image.get_mut(*item)?,
        };
    }
    Some(image)
}

fn remove(parent: Option<&mut Node>, step: &Step) {
    match (parent.map(|it| &mut it.value), step) {
        (Some(Value::Map(map)), Step::Key(key)) => {
            map.shift_remove(key);
        }
        (Some(Value::List(items)), Step::Item(item)) if *item < items.len() => {
            items.remove(*item);
        }
        _ => {}
    }
}

fn remove_image(parent: Option<&mut serde_json::Value>, step: &Step) {
    match (parent, step) {
        (Some(serde_json::Value::Object(map)), Step::Key(key)) => {
            map.remove(key);
        }
        (Some(serde_json::Value::Array(items)), Step::Item(item)) if *item < items.len() => {
            items.remove(*item);
        }
        _ => {}
    }
}

/// The image of a tree in which paths are looked up. Integers beyond 64 bits are rounded there, and there only.
fn mirror(node: &Node) -> serde_json::Value {
    match &node.value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(value) => (*value).into(),
        Value::Integer(value) => integer(*value),
        Value::Float(value) => (*value).into(),
        Value::Text(text) => text.as_str().into(),
        Value::List(items) => items.iter().map(mirror).collect(),
        Value::Map(map) => map
            .iter()
            .map(|(key, node)| (key.clone(), mirror(node)))
            .collect(),
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a path compares such integers as JSON does, as floats"
)]
fn integer(value: i128) -> serde_json::Value {
    let small = i64::try_from(value).map(Into::into);
    small
        .or_else(|_| u64::try_from(value).map(Into::into))
        .unwrap_or_else(|_| (value as f64).into())
}
