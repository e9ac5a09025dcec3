//! An overlay as it was read becomes its actions, or a list of all that is wrong with it.
//!
//! Takes: a tree. Gives: [`Action`]s that can be tried. Must not: see the document that they are for.

use serde_json_path::JsonPath;

use crate::diagnostics::place::quote;
use crate::diagnostics::{Code, Diagnostics};
use crate::source::{At, Map, Node, Value};

/// The editions differ in what an update does to an array or a single value, and in `copy`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Edition {
    V1_0,
    V1_1,
}

/// One action, checked.
pub(super) struct Action<'a> {
    pub(super) target: Target<'a>,
    pub(super) change: Change<'a>,
}

/// What a path of an overlay selects.
pub(super) struct Target<'a> {
    /// Where the path stands in the overlay.
    pub(super) at: At,
    pub(super) path: JsonPath,
    /// The path as it is written.
    pub(super) written: &'a str,
}

pub(super) enum Change<'a> {
    Update(&'a Node),
    /// Like an update with what stands somewhere else in the document.
    Copy(Target<'a>),
    Remove,
}

/// The actions of an overlay; `None` when anything is wrong with it, all of which is then reported.
pub(super) fn check<'a>(
    overlay: &'a Node,
    diagnostics: &mut Diagnostics,
) -> Option<(Edition, Vec<Action<'a>>)> {
    let mut check = Check {
        diagnostics,
        is_sound: true,
    };
    let checked = check.overlay(overlay);
    check.is_sound.then_some(checked)
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
        self.text(
            map,
            "extends",
            "write the URI of the document that it is for",
        );
        (edition, self.actions(overlay.at, map, edition))
    }

    fn actions<'a>(&mut self, root: At, map: &'a Map, edition: Edition) -> Vec<Action<'a>> {
        let found = map.get("actions");
        match found.map(|node| &node.value) {
            Some(Value::List(actions)) if !actions.is_empty() => {
                let actions = actions.iter();
                actions.filter_map(|it| self.action(it, edition)).collect()
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
        self.text(entries, "description", "write what the overlay is for");
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

    fn action<'a>(&mut self, node: &'a Node, edition: Edition) -> Option<Action<'a>> {
        let Value::Map(map) = &node.value else {
            let help = "write `target` and either `update` or `remove`";
            self.bad(node.at, "an action is an object", help);
            return None;
        };
        self.keys(map, &["target", "description", "update", "remove", "copy"]);
        self.text(map, "description", "write why the document is changed");
        if let Some(copy) = map.get("copy").filter(|_| edition == Edition::V1_0) {
            let help = "write `overlay: 1.1.0`, or what is copied under `update`";
            self.bad(copy.at, "`copy` is of overlays 1.1", help);
        }
        let target = map.get("target");
        if target.is_none() {
            self.bad(node.at, "the action has no `target`", HELP_PATH);
        }
        let target = target.and_then(|it| self.path("target", it));
        let change = self.change(node.at, map)?;
        Some(Action {
            target: target?,
            change,
        })
    }

    fn path<'a>(&mut self, key: &str, node: &'a Node) -> Option<Target<'a>> {
        let Value::Text(written) = &node.value else {
            self.bad(node.at, format!("`{key}` is not a text"), HELP_PATH);
            return None;
        };
        if brackets(written) > MAX_BRACKETS {
            let message = format!("{} is nested too deeply", quote(written));
            self.bad(node.at, message, "write a simpler path");
            return None;
        }
        match JsonPath::parse(written) {
            Ok(path) => Some(Target {
                at: node.at,
                path,
                written,
            }),
            Err(error) => {
                let message = format!("{} is not a JSONPath: {error}", quote(written));
                self.bad(node.at, message, HELP_PATH);
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
        match (map.get("update"), map.get("copy")) {
            (Some(update), None) => Some(Change::Update(update)),
            (None, Some(copy)) => self.path("copy", copy).map(Change::Copy),
            // Each has no effect when the other is there, says the specification: then nothing would happen.
            (Some(_), Some(copy)) => {
                let help = "write two actions";
                self.bad(copy.at, "the action has both `update` and `copy`", help);
                None
            }
            (None, None) => {
                let help = "write `update` with the new content, or `remove: true`";
                self.bad(action, "the action does nothing", help);
                None
            }
        }
    }

    /// Something that may be left out, and is a text otherwise.
    fn text(&mut self, map: &Map, key: &str, help: &str) {
        if let Some(node) = map.get(key)
            && !matches!(node.value, Value::Text(_))
        {
            self.bad(node.at, format!("`{key}` is not a text"), help);
        }
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

const HELP_PATH: &str = "write a JSONPath (RFC 9535), such as `$.paths['/pets'].get`";

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
