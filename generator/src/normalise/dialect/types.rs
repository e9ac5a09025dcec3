//! `type`: lists of types, and schemas that leave it out.
//!
//! Takes: schemas. Gives: schemas with one `type`, or a union of such. Must not: give a keyword to a branch that it does not constrain.

use super::const_enum::type_of;
use super::keywords::{Subject, is_composition, subject};
use super::nulls::make_null_only;
use super::{Context, all_of, unknown};
use crate::normalise::tree::{list_of, mark, node, rename, set, text, text_of};
use crate::source::{At, Map, Node, Text, Value};

/// A list of types: `null` becomes `nullable`, one type stands alone, several become the branches of a `oneOf`.
pub(super) fn lists(map: &mut Map, at: At, context: &mut Context<'_>) {
    let Some(Value::List(list)) = map.get("type").map(|node| &node.value) else {
        return;
    };
    let Some((mut names, is_nullable)) = read(list) else {
        unknown::aside(map, "type", "a schema", context);
        return;
    };
    if is_nullable {
        mark(map, "nullable", at);
    }
    if names.iter().any(|it| it.is("number")) {
        names.retain(|it| !it.is("integer"));
    }
    match names.as_slice() {
        [] if is_nullable => make_null_only(map, at),
        [] => unknown::aside(map, "type", "a schema", context),
        [only] => {
            map.insert("type".to_owned(), text(only.at, &only.name));
        }
        all if is_anything(map, all) => rename(map, "type", "x-types"),
        _ => split(map, names, at, context),
    }
}

/// One entry of a list of types.
struct Name {
    name: String,
    at: At,
}

impl Name {
    fn is(&self, name: &str) -> bool {
        self.name == name
    }
}

/// The types of a list, and whether `null` is among them. YAML authors also write it without quotes.
fn read(list: &[Node]) -> Option<(Vec<Name>, bool)> {
    let mut names: Vec<Name> = Vec::new();
    let mut is_nullable = false;
    for entry in list {
        match &entry.value {
            Value::Null => is_nullable = true,
            Value::Text(name) if name == "null" => is_nullable = true,
            Value::Text(name) if names.iter().any(|it| it.is(name)) => {}
            Value::Text(name) => names.push(Name {
                name: name.to_string(),
                at: entry.at,
            }),
            _ => return None,
        }
    }
    Some((names, is_nullable))
}

/// Whether all types are listed and nothing is said about any of them.
fn is_anything(map: &Map, names: &[Name]) -> bool {
    ["string", "number", "boolean", "array", "object"]
        .iter()
        .all(|name| names.iter().any(|it| it.is(name)))
        && !map
            .keys()
            .any(|key| subject(key).is_some() || key == "enum" || key == "format")
}

/// Makes one branch for each type, each with the keywords that constrain it. Annotations stay on the union.
fn split(map: &mut Map, mut names: Vec<Name>, at: At, context: &mut Context<'_>) {
    let values: Option<Vec<Node>> = list_of(map, "enum").map(<[Node]>::to_vec);
    let has_value = |name: &Name| {
        let mut values = values.iter().flatten();
        values.any(|value| is_of_type(value, &name.name))
    };
    if values.is_some() && names.iter().any(has_value) {
        names.retain(has_value);
        if let [only] = names.as_slice() {
            map.insert("type".to_owned(), text(only.at, &only.name));
            return;
        }
        map.shift_remove("enum");
    }
    map.shift_remove("type");
    mark_number_or_string(map, &names, at);
    let is_const = map.shift_remove("x-const");
    let mut branches = Vec::new();
    for name in &names {
        let mut branch = Map::new();
        branch.insert("type".to_owned(), text(name.at, &name.name));
        partition(map, &mut branch, name, &names);
        let own = values.iter().flatten();
        let own: Vec<Node> = own
            .filter(|it| is_of_type(it, &name.name))
            .cloned()
            .collect();
        if let (Some(first), false) = (own.first(), map.contains_key("enum")) {
            set(&mut branch, "enum", first.at, Value::List(own));
            branch.extend(is_const.clone().map(|it| ("x-const".to_owned(), it)));
        }
        let mut branch = node(name.at, Value::Map(branch));
        context.lower_schema(&mut branch);
        branches.push(branch);
    }
    set_inapplicable_aside(map);
    add_union(map, branches, at);
}

/// Moves what constrains one type from the union to the branch.
fn partition(map: &mut Map, branch: &mut Map, name: &Name, names: &[Name]) {
    let keys: Vec<Text> = map
        .keys()
        .filter(|key| subject(key).is_some_and(|it| it.covers(&name.name)))
        .cloned()
        .collect();
    let format = text_of(map, "format").map(is_numeric_format);
    let takes_format = format.is_some_and(|is_numeric| {
        let wanted = if is_numeric {
            Subject::Number
        } else {
            Subject::Text
        };
        wanted.covers(&name.name) || !names.iter().any(|it| wanted.covers(&it.name))
    });
    let format = takes_format.then(|| Text::new_static("format"));
    for key in keys.into_iter().chain(format) {
        if let Some((key, value)) = map.shift_remove_entry(&key) {
            branch.insert(key, value);
        }
    }
}

/// A keyword that constrains none of the types has no effect.
fn set_inapplicable_aside(map: &mut Map) {
    let keys: Vec<Text> = map
        .keys()
        .filter(|key| subject(key).is_some())
        .cloned()
        .collect();
    for key in keys {
        rename(map, &key, &format!("x-inapplicable-{key}"));
    }
}

fn add_union(map: &mut Map, branches: Vec<Node>, at: At) {
    if !map.contains_key("oneOf") {
        set(map, "oneOf", at, Value::List(branches));
        return;
    }
    let mut union = Map::new();
    set(&mut union, "oneOf", at, Value::List(branches));
    let union = node(at, Value::Map(union));
    if let Some(Value::List(members)) = map.get_mut("allOf").map(|node| &mut node.value) {
        members.push(union);
    } else {
        all_of(map, vec![union], at);
    }
}

/// `[integer, string]` with the format of a number or a pattern is a number that some servers write as text.
fn mark_number_or_string(map: &mut Map, names: &[Name], at: At) {
    let [a, b] = names else { return };
    let number = |it: &Name| Subject::Number.covers(&it.name);
    let are_both = (number(a) && b.is("string")) || (number(b) && a.is("string"));
    let is_said =
        map.contains_key("pattern") || text_of(map, "format").is_some_and(is_numeric_format);
    if are_both && is_said {
        mark(map, "x-number-or-string", at);
    }
}

fn is_of_type(value: &Node, name: &str) -> bool {
    type_of(value).is_some_and(|it| it == name || (it == "integer" && name == "number"))
}

fn is_numeric_format(format: &str) -> bool {
    is_integer_format(format) || matches!(format, "float" | "double" | "decimal" | "number")
}

fn is_integer_format(format: &str) -> bool {
    let bits = format
        .strip_prefix("uint")
        .or_else(|| format.strip_prefix("int"));
    bits.is_some_and(|bits| bits.bytes().all(|it| it.is_ascii_digit()))
}

/// A schema without `type` whose keywords constrain values of one type only is meant to be of that type.
pub(super) fn infer(map: &mut Map, at: At, _context: &mut Context<'_>) {
    let is_said = map.keys().any(|key| {
        is_composition(key)
            || matches!(
                key.as_str(),
                "type" | "$ref" | "x-null-only" | "x-unresolved" | "x-types"
            )
    });
    if is_said {
        return;
    }
    if let Some(name) = of_values(map).or_else(|| of_keywords(map)) {
        set(map, "type", at, Value::Text(name.into()));
        mark(map, "x-inferred-type", at);
    }
}

/// The one type that all values of an enumeration have.
fn of_values(map: &Map) -> Option<&'static str> {
    let values = list_of(map, "enum")?;
    let first = type_of(values.first()?)?;
    if values.iter().all(|value| type_of(value) == Some(first)) {
        return Some(first);
    }
    let are_numbers = values.iter().all(|value| is_of_type(value, "number"));
    are_numbers.then_some("number")
}

/// The one type that all keywords constrain. `required` alone is often a condition on an object that is described elsewhere.
fn of_keywords(map: &Map) -> Option<&'static str> {
    let mut subjects = map
        .keys()
        .filter(|key| *key != "required" && *key != "enum")
        .filter_map(|key| subject(key));
    let first = subjects.next()?;
    if map.contains_key("enum") || subjects.any(|other| other != first) {
        return None;
    }
    Some(match first {
        Subject::Text => "string",
        Subject::Number if text_of(map, "format").is_some_and(is_integer_format) => "integer",
        Subject::Number => "number",
        Subject::Array => "array",
        Subject::Object => "object",
    })
}
