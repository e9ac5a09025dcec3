//! Objects: keys by pattern, keys that are described, and conditions between properties.
//!
//! Takes: object schemas of 3.1. Gives: `properties` and `additionalProperties`, and side keys for the rest.
//! Must not: forbid a key that the schema allows, other than by what a rule says.

use super::arrays::is_anything;
use super::keywords::constrains;
use super::unknown;
use super::{Context, NOT_ENFORCED, truth};
use crate::diagnostics::Code;
use crate::normalise::tree::{
    as_list, as_map, as_map_mut, is_true, node, rename, set, take, text, text_of,
};
use crate::source::{At, Map, Node, Value};

/// How many schemas of one object are compared with each other.
const COMPARED: usize = 200;

/// Draft 3 wrote `required: true` on the property itself, and some authors still do.
pub(super) fn required(map: &mut Map, _at: At, context: &mut Context<'_>) {
    if map
        .get("required")
        .is_some_and(|node| as_list(node).is_none())
    {
        unknown::aside(map, "required", "a schema", context);
    }
}

/// Values of a map that are objects, of which nothing more is said, are what Java's and Microsoft's tools write for any value.
pub(super) fn values_of_any_type(map: &mut Map, _at: At, context: &mut Context<'_>) {
    let Some(values) = map.get_mut("additionalProperties") else {
        return;
    };
    let at = values.at;
    let Some(values) = as_map_mut(values) else {
        return;
    };
    let says_more = |key: &str| key != "type" && (constrains(key) || key == "$ref");
    let is_said = text_of(values, "type") == Some("object") && !is_true(values, "x-inferred-type");
    if !is_said || values.keys().any(|it| says_more(it)) {
        return;
    }
    values.shift_remove("type");
    context.diagnostics.push(
        Code::AnyJson,
        at,
        "the values of this map are objects of which nothing is said, as some tools write for any value: any JSON is read",
        "nothing is to be done; where they are objects, say so by an `additionalProperties` of theirs",
    );
}

/// What is said about the keys of a map.
pub(super) fn property_names(map: &mut Map, _at: At, _context: &mut Context<'_>) {
    let Some(mut names) = take(map, "propertyNames") else {
        return;
    };
    truth(&mut names);
    map.insert("x-key-schema".to_owned(), names);
}

/// Keys by pattern become additional keys.
pub(super) fn patterns(map: &mut Map, _at: At, context: &mut Context<'_>) {
    let Some(patterns) = map.get("patternProperties") else {
        return;
    };
    let place = patterns.at;
    let Some(Value::Map(patterns)) = take(map, "patternProperties").map(|node| node.value) else {
        return;
    };
    if patterns.is_empty() {
        return;
    }
    let Patterns {
        allowed,
        forbidden,
        mut schemas,
    } = Patterns::of(patterns, context);
    let said = with_others(map, &mut schemas, place, context);
    if let Some(others) = any_of(schemas, place, context) {
        map.insert("additionalProperties".to_owned(), others);
    }
    for (patterns, said) in [(allowed, said), (forbidden, Some(FORBIDS))] {
        if let Some((side, message, help)) = said.filter(|_| !patterns.is_empty()) {
            set(map, side, place, Value::List(patterns));
            let said = format!("{message} (first seen here)");
            context.once(Code::KeywordNotEnforced, message, place, said, help);
        }
    }
}

/// Adds what further keys are that match no pattern; what to say of the patterns.
fn with_others(
    map: &mut Map,
    schemas: &mut Vec<Node>,
    place: At,
    context: &mut Context<'_>,
) -> Option<Said> {
    let others = map.get("additionalProperties").cloned();
    let Some(others) = others.filter(|it| it.value != Value::Bool(false)) else {
        return Some(GIVES_TYPES);
    };
    let is_known = schemas.contains(&others);
    if is_known {
        context.merged.push(others.at);
    }
    if is_known && schemas.len() == 1 {
        // Whatever the keys are called, the values are the same.
        return None;
    }
    if others.value == Value::Bool(true) || is_anything(&others) {
        let unused = Value::List(std::mem::take(schemas));
        set(map, "x-pattern-schemas", place, unused);
        return Some(STAYS_JSON);
    }
    if !is_known {
        schemas.push(others);
    }
    Some(GIVES_TYPES_WITH_OTHERS)
}

/// A side key for patterns, what becomes of them, and what follows from it.
type Said = (&'static str, &'static str, &'static str);

const GIVES_TYPES: Said = (
    "x-key-patterns",
    "`patternProperties` gives further keys their type, and no key is checked",
    "Keys that match no pattern are accepted, and values of any pattern; the server still checks them.",
);
const GIVES_TYPES_WITH_OTHERS: Said = (
    "x-key-patterns-beside",
    "`patternProperties` and `additionalProperties` give further keys one type together, and no key is checked",
    "Values of any pattern are accepted for every further key; the server still checks them.",
);
const STAYS_JSON: Said = (
    "x-key-patterns-beside",
    "`patternProperties` is kept as documentation, because `additionalProperties` allows anything: further keys are kept as JSON",
    "Take `additionalProperties` out by an overlay, if all further keys match a pattern.",
);
const FORBIDS: Said = (
    "x-key-patterns-forbidden",
    "`patternProperties` forbids keys, which is kept as documentation and not enforced",
    "Keys that it forbids are accepted; the server still checks them.",
);

/// Patterns of keys.
#[derive(Default)]
struct Patterns {
    allowed: Vec<Node>,
    /// Those whose keys must not be there.
    forbidden: Vec<Node>,
    /// The different schemas of those that are allowed.
    schemas: Vec<Node>,
}

impl Patterns {
    fn of(patterns: Map, context: &mut Context<'_>) -> Self {
        let mut found = Self::default();
        for (pattern, schema) in patterns {
            let pattern = text(schema.at, pattern);
            if as_map(&schema).is_some_and(|it| is_true(it, "x-never")) {
                found.forbidden.push(pattern);
                context.merged.push(schema.at);
                continue;
            }
            found.allowed.push(pattern);
            if found.schemas.len() < COMPARED && found.schemas.contains(&schema) {
                context.merged.push(schema.at);
            } else {
                found.schemas.push(schema);
            }
        }
        found
    }
}

/// One of several schemas, if there are any.
fn any_of(mut branches: Vec<Node>, at: At, context: &mut Context<'_>) -> Option<Node> {
    if branches.len() < 2 {
        return branches.pop();
    }
    let mut map = Map::new();
    set(&mut map, "anyOf", at, Value::List(branches));
    let mut union = node(at, Value::Map(map));
    context.lower_schema(&mut union);
    Some(union)
}

/// `unevaluatedProperties` is `additionalProperties` where nothing is merged. Elsewhere it is kept aside, for what the parts leave open.
pub(super) fn unevaluated(map: &mut Map, _at: At, _context: &mut Context<'_>) {
    let keywords = ["allOf", "anyOf", "oneOf", "additionalProperties"];
    let is_composed = keywords.iter().any(|key| map.contains_key(*key));
    let name = if is_composed {
        "x-unevaluated-properties"
    } else {
        "additionalProperties"
    };
    if map.contains_key("unevaluatedProperties") {
        rename(map, "unevaluatedProperties", name);
    }
}

/// Conditions between properties are documentation. What they describe that nothing else does is there all the same.
pub(super) fn conditions(map: &mut Map, _at: At, context: &mut Context<'_>) {
    for (keyword, side) in [
        ("dependentRequired", "x-dependent-required"),
        ("dependentSchemas", "x-dependent-schemas"),
        ("dependencies", "x-dependencies"),
        ("if", "x-if"),
        ("then", "x-then"),
        ("else", "x-else"),
    ] {
        let Some(node) = map.get(keyword) else {
            continue;
        };
        let (at, describes) = (node.at, describes_members(keyword, node));
        rename(map, keyword, side);
        if describes {
            let message = format!(
                "`{keyword}` is not enforced: what nothing else describes is an optional field, and the rest is documentation (first seen here)"
            );
            let about = format!("members of {keyword}");
            context.once(Code::KeywordNotEnforced, &about, at, message, NOT_ENFORCED);
        } else {
            context.not_enforced(keyword, at);
        }
    }
}

/// Whether what holds under a condition describes members.
fn describes_members(keyword: &str, node: &Node) -> bool {
    let Some(map) = as_map(node) else {
        return false;
    };
    if keyword.starts_with("depend") {
        return map.values().any(|it| describes_members("then", it));
    }
    ["properties", "$ref", "allOf"]
        .iter()
        .any(|key| map.contains_key(*key))
}
