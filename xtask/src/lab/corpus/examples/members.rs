//! The members of an example of which its schema says nothing: a client may read over them. And those that only one side writes.
//!
//! Takes: a value, and a schema in the tree that it was read from. Gives: JSON Pointers. Must not: use a room of the generator. What it
//! does not know, such as a schema in another file, counts as saying something.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json};

/// How many references and parts of schemas are followed, one within the other.
const DEEPEST: usize = 100;

/// JSON Pointers of members of a value, at any depth.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Members {
    /// Those of which the schema says nothing.
    pub(super) undeclared: Vec<String>,
    /// Those that only the server writes.
    pub(super) read_only: Vec<String>,
    /// Those that only the client writes.
    pub(super) write_only: Vec<String>,
}

/// What a schema of this document says of the members of a value.
pub(super) fn members(value: &Json, schema: &Json, document: &Json) -> Members {
    let mut said = Said {
        document,
        members: BTreeSet::new(),
        found: Members::default(),
    };
    said.of(schema, value, "", DEEPEST);
    let mut undeclared = Vec::new();
    pointers(value, "", &mut undeclared);
    undeclared.retain(|it| !said.members.contains(it));
    Members {
        undeclared,
        ..said.found
    }
}

/// The JSON Pointer of a member (RFC 6901).
pub(super) fn member(object: &str, key: &str) -> String {
    let key = key.replace('~', "~0").replace('/', "~1");
    format!("{object}/{key}")
}

/// The members of which something is said.
struct Said<'a> {
    document: &'a Json,
    members: BTreeSet<String>,
    found: Members,
}

impl Said<'_> {
    fn of(&mut self, schema: &Json, value: &Json, place: &str, left: usize) {
        let Some(left) = left.checked_sub(1) else {
            return pointers_into(&mut self.members, value, place);
        };
        if let Some(reference) = schema.get("$ref").and_then(Json::as_str) {
            let document = self.document;
            match reference
                .strip_prefix('#')
                .and_then(|it| document.pointer(it))
            {
                Some(target) => self.of(target, value, place, left),
                None => pointers_into(&mut self.members, value, place),
            }
        }
        for parts in ["allOf", "anyOf", "oneOf"] {
            for part in schema
                .get(parts)
                .and_then(Json::as_array)
                .into_iter()
                .flatten()
            {
                self.of(part, value, place, left);
            }
        }
        match value {
            Json::Object(object) => self.members_of(schema, object, place, left),
            Json::Array(items) => self.items_of(schema, items, place, left),
            _ => {}
        }
    }

    fn members_of(&mut self, schema: &Json, object: &Map<String, Json>, place: &str, left: usize) {
        let others = ["additionalProperties", "patternProperties"];
        let mut others = others.iter().filter_map(|it| schema.get(it));
        let others = others.find(|it| **it != Json::Bool(false));
        for (key, value) in object {
            let own = schema.get("properties").and_then(|it| it.get(key));
            let place = member(place, key);
            if let Some(schema) = own.or(others) {
                self.of(schema, value, &place, left);
                for (keyword, found) in [
                    ("readOnly", &mut self.found.read_only),
                    ("writeOnly", &mut self.found.write_only),
                ] {
                    if has(self.document, schema, keyword, left) {
                        found.push(place.clone());
                    }
                }
                self.members.insert(place);
            }
        }
    }

    fn items_of(&mut self, schema: &Json, items: &[Json], place: &str, left: usize) {
        for (number, value) in items.iter().enumerate() {
            let place = format!("{place}/{number}");
            let first = schema.get("prefixItems").and_then(|it| it.get(number));
            if let Some(schema) = first.or_else(|| schema.get("items")) {
                self.of(schema, value, &place, left);
            }
        }
    }
}

/// Whether a schema says this of its values, itself or by the one that it refers to.
fn has(document: &Json, schema: &Json, keyword: &str, left: usize) -> bool {
    let target = || {
        let reference = schema.get("$ref")?.as_str()?.strip_prefix('#')?;
        document.pointer(reference).filter(|_| left > 0)
    };
    schema.get(keyword) == Some(&Json::Bool(true))
        || target().is_some_and(|it| has(document, it, keyword, left - 1))
}

fn pointers_into(members: &mut BTreeSet<String>, value: &Json, place: &str) {
    let mut all = Vec::new();
    pointers(value, place, &mut all);
    members.extend(all);
}

/// Every member of every object in a value.
fn pointers(value: &Json, place: &str, found: &mut Vec<String>) {
    match value {
        Json::Object(object) => {
            for (key, inner) in object {
                let place = member(place, key);
                pointers(inner, &place, found);
                found.push(place);
            }
        }
        Json::Array(items) => {
            for (number, inner) in items.iter().enumerate() {
                pointers(inner, &format!("{place}/{number}"), found);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn members_of_which_a_schema_says_nothing() {
        let document = json!({"schemas": {"A": {"type": "object", "properties": {"c": {}}}}});
        let check = |schema: Json, value: Json, expected: &[&str]| {
            assert_eq!(
                super::members(&value, &schema, &document).undeclared,
                expected,
                "{schema} {value}"
            );
        };
        let a = json!({"$ref": "#/schemas/A"});
        let record = json!({"properties": {"a": {}, "l": {"items": a}}});
        check(record.clone(), json!({"a": 1}), &[]);
        check(record.clone(), json!({"a": 1, "b/c": 2}), &["/b~1c"]);
        let value = json!({"l": [{"c": 1}, {"c": 1, "d": {"e": 2}}]});
        check(record, value, &["/l/1/d/e", "/l/1/d"]);
        let open = json!({"properties": {"a": {}}, "additionalProperties": a});
        check(open, json!({"a": 1, "b": {"c": 1, "d": 2}}), &["/b/d"]);
        let closed = json!({"properties": {"a": {}}, "additionalProperties": false});
        check(closed, json!({"a": 1, "b": 2}), &["/b"]);
        let parts = json!({"allOf": [a, {"anyOf": [{"properties": {"a": {}}}]}]});
        check(parts, json!({"a": 1, "b": 2, "c": 3}), &["/b"]);
        check(
            json!({"$ref": "other.yaml#/A"}),
            json!({"b": {"c": 1}}),
            &[],
        );
        check(json!({}), json!({"b": 1}), &["/b"]);
    }

    #[test]
    fn members_that_only_one_side_writes() {
        let document = json!({"schemas": {"Id": {"readOnly": true}}});
        let inner = json!({"properties": {"c": {"writeOnly": true}}});
        let schema = json!({"properties": {"id": {"$ref": "#/schemas/Id"}, "l": {"items": inner}, "d": {"readOnly": false}}});
        let value = json!({"id": 1, "l": [{"c": 2}], "d": 3});
        let expected = Members {
            read_only: vec!["/id".to_owned()],
            write_only: vec!["/l/0/c".to_owned()],
            ..Members::default()
        };
        assert_eq!(super::members(&value, &schema, &document), expected);
    }
}
