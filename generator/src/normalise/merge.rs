//! Several documents about one API become one.
//!
//! Takes: documents that passed the gate. Gives: the first of them, with the components, operations and tags of the others.
//! Must not: decide between two definitions: a contradiction is an error at both places.
//!
//! `info`, `servers` and `security` of the first document win. Where a later document says something else about servers or security, its
//! operations say it themselves from then on.

use crate::diagnostics::{Code, Diagnostics};
use crate::source::{At, Map, Node, Text, Value};

use super::tree::{as_list, as_map, as_map_mut, map_of, node, set, take, text_of};

/// The keys of a path item that hold operations.
pub(super) const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// Where 3.2 keeps operations of other methods, by method.
const OTHER_METHODS: &str = "additionalOperations";

/// What a path item says for all its operations.
const SHARED: [&str; 2] = ["parameters", "servers"];

/// Merges documents, in their order. Gives `None` when there are none.
pub(super) fn merge(documents: Vec<Node>, diagnostics: &mut Diagnostics) -> Option<Node> {
    let mut documents = documents.into_iter();
    let mut first = documents.next()?;
    for mut later in documents {
        let at = later.at;
        let (Some(target), Some(source)) = (as_map_mut(&mut first), as_map_mut(&mut later)) else {
            continue;
        };
        add(target, source, at, diagnostics);
    }
    Some(first)
}

fn add(target: &mut Map, source: &mut Map, at: At, diagnostics: &mut Diagnostics) {
    keep_servers(target, source);
    keep_security(target, source, at);
    for (key, value) in std::mem::take(source) {
        match key.as_str() {
            "openapi" | "servers" | "security" => {}
            "info" => keep_info(target, value),
            "tags" => add_tags(target, value),
            "components" => add_components(target, value, diagnostics),
            "paths" => add_paths(target, value, diagnostics),
            "webhooks" => add_webhooks(target, value, diagnostics),
            _ => add_other(target, key, value, diagnostics),
        }
    }
}

/// Servers that differ from the first document's move to the operations. A document without servers follows the first.
fn keep_servers(target: &Map, source: &mut Map) {
    let Some(servers) = take(source, "servers") else {
        return;
    };
    if target.get("servers") != Some(&servers) {
        each_operation(source, |item_says, operation| {
            if !item_says("servers") && !operation.contains_key("servers") {
                operation.insert("servers".to_owned(), servers.clone());
            }
        });
    }
}

/// Security that differs from the first document's moves to the operations; none at all is said as `[]`.
fn keep_security(target: &Map, source: &mut Map, at: At) {
    let own = take(source, "security");
    if target.get("security") == own.as_ref() {
        return;
    }
    let security = own.unwrap_or_else(|| node(at, Value::List(Vec::new())));
    each_operation(source, |_, operation| {
        if !operation.contains_key("security") {
            operation.insert("security".to_owned(), security.clone());
        }
    });
}

/// Calls `change` for each operation of a document, with a test for what its path item says.
fn each_operation(document: &mut Map, mut change: impl FnMut(&dyn Fn(&str) -> bool, &mut Map)) {
    let Some(paths) = document.get_mut("paths").and_then(as_map_mut) else {
        return;
    };
    for item in paths.values_mut().filter_map(as_map_mut) {
        let said: Vec<&str> = SHARED
            .into_iter()
            .filter(|key| item.contains_key(*key))
            .collect();
        for operation in operations(item) {
            change(&|key| said.contains(&key), operation);
        }
    }
}

/// The operations of a path item.
fn operations(item: &mut Map) -> impl Iterator<Item = &mut Map> {
    item.iter_mut().flat_map(|(key, value)| -> Vec<&mut Map> {
        let Some(map) = as_map_mut(value) else {
            return Vec::new();
        };
        match key.as_str() {
            OTHER_METHODS => map.values_mut().filter_map(as_map_mut).collect(),
            key if is_method(key) => vec![map],
            _ => Vec::new(),
        }
    })
}

/// Whether a key of a path item holds an operation; `query` is of 3.2.
fn is_method(key: &str) -> bool {
    METHODS.contains(&key) || key == "query"
}

/// The `info` of later documents is kept aside.
fn keep_info(target: &mut Map, info: Node) {
    if target.get("info") == Some(&info) {
        return;
    }
    let at = info.at;
    let kept = target
        .entry("x-merged-info".to_owned())
        .or_insert_with(|| node(at, Value::List(Vec::new())));
    if let Value::List(list) = &mut kept.value {
        list.push(info);
    }
}

/// Tags are one by name; the first description wins.
fn add_tags(target: &mut Map, tags: Node) {
    let at = tags.at;
    let Value::List(tags) = tags.value else {
        return;
    };
    let known = target
        .entry("tags".to_owned())
        .or_insert_with(|| node(at, Value::List(Vec::new())));
    let Value::List(known) = &mut known.value else {
        return;
    };
    for tag in tags {
        let name = as_map(&tag).and_then(|tag| text_of(tag, "name"));
        let is_known = known
            .iter()
            .any(|it| as_map(it).and_then(|it| text_of(it, "name")) == name);
        if !is_known {
            known.push(tag);
        }
    }
}

/// Components of every kind: equal ones are one, different ones under one name are an error.
fn add_components(target: &mut Map, components: Node, diagnostics: &mut Diagnostics) {
    let at = components.at;
    let Value::Map(components) = components.value else {
        return;
    };
    let known = target
        .entry("components".to_owned())
        .or_insert_with(|| node(at, Value::Map(Map::new())));
    let Some(known) = as_map_mut(known) else {
        return;
    };
    for (kind, section) in components {
        let Some(own) = known.get_mut(&kind) else {
            known.insert(kind, section);
            continue;
        };
        if let (Some(own), Value::Map(section)) = (as_map_mut(own), section.value) {
            add_section(own, section, &kind, diagnostics);
        }
    }
}

fn add_section(own: &mut Map, section: Map, kind: &str, diagnostics: &mut Diagnostics) {
    for (name, component) in section {
        match own.get(&name) {
            None => {
                own.insert(name, component);
            }
            Some(known) if *known == component => {}
            Some(known) => conflict(
                Code::ConflictingComponents,
                [known.at, component.at],
                &format!("`components.{kind}.{name}` is defined twice, and differently"),
                "Rename one of them, or correct one with an overlay so that both are the same.",
                diagnostics,
            ),
        }
    }
}

fn add_paths(target: &mut Map, paths: Node, diagnostics: &mut Diagnostics) {
    let at = paths.at;
    let Value::Map(paths) = paths.value else {
        return;
    };
    let known = target
        .entry("paths".to_owned())
        .or_insert_with(|| node(at, Value::Map(Map::new())));
    let Some(known) = as_map_mut(known) else {
        return;
    };
    for (path, mut item) in paths {
        let Some(own) = known.get_mut(&path) else {
            known.insert(path, item);
            continue;
        };
        if let (Some(own), Some(item)) = (as_map_mut(own), as_map_mut(&mut item)) {
            add_item(own, item, &path, diagnostics);
        }
    }
}

/// Unites the operations of one path. What either path item said for all its operations is handed to them when the two differ.
fn add_item(own: &mut Map, item: &mut Map, path: &str, diagnostics: &mut Diagnostics) {
    if SHARED.iter().any(|key| own.get(*key) != item.get(*key)) {
        hand_down(own);
        hand_down(item);
    }
    add_operations(own, std::mem::take(item), path, diagnostics);
}

fn add_operations(own: &mut Map, item: Map, path: &str, diagnostics: &mut Diagnostics) {
    for (key, value) in item {
        match own.get_mut(&key) {
            None => {
                own.insert(key, value);
            }
            Some(known) if key == OTHER_METHODS => {
                if let (Some(known), Value::Map(others)) = (as_map_mut(known), value.value) {
                    add_other_methods(known, others, path, diagnostics);
                }
            }
            Some(known) if is_method(&key) || key == "$ref" => {
                twice([known.at, value.at], &key.to_uppercase(), path, diagnostics);
            }
            Some(known) if *known == value => {}
            Some(_) => ignored(&key, value.at, diagnostics),
        }
    }
}

fn add_other_methods(own: &mut Map, others: Map, path: &str, diagnostics: &mut Diagnostics) {
    for (method, operation) in others {
        match own.get(&method) {
            None => {
                own.insert(method, operation);
            }
            Some(known) => twice([known.at, operation.at], &method, path, diagnostics),
        }
    }
}

fn twice(places: [At; 2], method: &str, path: &str, diagnostics: &mut Diagnostics) {
    conflict(
        Code::ConflictingOperations,
        places,
        &format!("`{method} {path}` is defined twice"),
        "Leave one of them out, for instance with an overlay.",
        diagnostics,
    );
}

fn hand_down(item: &mut Map) {
    let parameters = take(item, "parameters");
    let servers = take(item, "servers");
    for operation in operations(item) {
        if let Some(servers) = &servers
            && !operation.contains_key("servers")
        {
            operation.insert("servers".to_owned(), servers.clone());
        }
        if let Some(shared) = parameters.as_ref().and_then(as_list) {
            inherit_parameters(operation, shared);
        }
    }
}

/// Adds the parameters of the path item that the operation does not override.
fn inherit_parameters(operation: &mut Map, shared: &[Node]) {
    let own = operation
        .get("parameters")
        .and_then(as_list)
        .unwrap_or_default();
    let mut all: Vec<Node> = shared
        .iter()
        .filter(|it| !own.iter().any(|own| is_same_parameter(own, it)))
        .cloned()
        .collect();
    let Some(at) = all.first().map(|node| node.at) else {
        return;
    };
    all.extend_from_slice(own);
    set(operation, "parameters", at, Value::List(all));
}

fn is_same_parameter(a: &Node, b: &Node) -> bool {
    let key = |node| {
        let map = as_map(node)?;
        text_of(map, "$ref").map_or_else(
            || Some((text_of(map, "name")?, text_of(map, "in")?)),
            |reference| Some((reference, "$ref")),
        )
    };
    key(a).is_some_and(|a| Some(a) == key(b))
}

fn add_webhooks(target: &mut Map, webhooks: Node, diagnostics: &mut Diagnostics) {
    let Value::Map(section) = webhooks.value else {
        return;
    };
    let known = target
        .entry("webhooks".to_owned())
        .or_insert_with(|| node(webhooks.at, Value::Map(Map::new())));
    let Some(known) = as_map_mut(known) else {
        return;
    };
    for (name, item) in section {
        match known.get(&name) {
            None => {
                known.insert(name, item);
            }
            Some(own) if *own == item => {}
            Some(own) => conflict(
                Code::ConflictingOperations,
                [own.at, item.at],
                &format!("the webhook `{name}` is defined twice, and differently"),
                "Leave one of them out, for instance with an overlay.",
                diagnostics,
            ),
        }
    }
}

/// Other keys are adopted when the first document does not have them.
fn add_other(target: &mut Map, key: Text, value: Node, diagnostics: &mut Diagnostics) {
    match target.get(key.as_str()) {
        None => {
            target.insert(key, value);
        }
        Some(known) if *known == value => {}
        Some(_) => ignored(&key, value.at, diagnostics),
    }
}

fn ignored(key: &str, at: At, diagnostics: &mut Diagnostics) {
    diagnostics.push(
        Code::UnknownKeyword,
        at,
        format!("`{key}` is ignored here: an earlier document says something else"),
        "Say it in one document only.",
    );
}

fn conflict(
    code: Code,
    [first, second]: [At; 2],
    message: &str,
    help: &str,
    diagnostics: &mut Diagnostics,
) {
    diagnostics.push_pair(code, (second, first), message, help);
}

/// Whether a document has components of a kind under a name.
pub(super) fn has_component(root: &Node, kind: &str, name: &str) -> bool {
    as_map(root)
        .and_then(|root| map_of(root, "components"))
        .and_then(|components| map_of(components, kind))
        .is_some_and(|section| section.contains_key(name))
}
