//! The dialect: what the other versions can say, in the words of 3.0 and `x-` side keys.
//!
//! Takes: a merged tree. Gives: the same tree, lowered. Must not: look into data, or drop anything without a side key or a finding.
//!
//! Each rule is a small function over one kind of object, and [`RULES`] is their order. Objects are visited from the inside out, so a rule
//! finds the parts of its object already lowered. Rules leave alone what is already in the dialect: lowering twice changes nothing.
//!
//! What they do, by number; their tests are called `rule_01_…` to `rule_36_…`:
//!
//! 1. Versions are told by their beginning.
//! 2. Dialects of schemas other than those of 3.1 are said, and read as 2020-12.
//! 3. Without `paths` there are none; webhooks are kept aside.
//! 4. `info` has a summary in its description, and a version that is text.
//! 5. Path items of `components` stand where they are used.
//! 6. So does what else a path item refers to; what stands beside the reference is right.
//! 7. Operations without `responses` have none, responses without a description an empty one.
//! 8. What stands beside references to other things than schemas is kept aside.
//! 9. Mutual TLS is no scheme that a request shows.
//! 10. What only 3.2 says goes into side keys: methods, whole queries, items of streams, shared media types.
//! 11. `true` allows everything as a schema, `false` nothing.
//! 12. Annotations beside a `$ref`, or in another part of its `allOf`, leave it the type that it is; constraints become another part.
//! 13. Definitions inside schemas, and whatever a pointer leads to, become components.
//! 14. Identifiers and anchors have done their work when references are resolved.
//! 15. Comments are kept aside.
//! 16. A constant is a list of one value.
//! 17. A list of types is one type that may be null, or a union.
//! 18. `null` among the values makes a schema nullable.
//! 19. So does a branch for `null`; what is left of the union keeps its name.
//! 20. `nullable` beside a reference counts.
//! 21. Exclusive bounds are truths beside inclusive ones.
//! 22. A schema has one example; all of them are kept aside.
//! 23. Lists with a schema for each place are tuples, or lists of any of these.
//! 24. `contains` is documentation.
//! 25. Properties by pattern are additional ones.
//! 26. The names of properties have a schema aside.
//! 27. `unevaluatedProperties` are additional ones; those of a schema with parts or branches are kept aside.
//! 28. Conditions are documentation; their schemas are kept aside.
//! 29. The encoding and media type of a text is its format.
//! 30. What has no schema where files are sent is a file.
//! 31. A type that is left out is told by the other keywords.
//! 32. Mappings of discriminators lead to components.
//! 33. Who must send a required property is not decided here.
//! 34. Defaults that their schema forbids are ignored.
//! 35. Keywords that nobody knows are kept aside.
//! 36. Nothing goes missing unsaid (`audit`).

mod arrays;
mod bodies;
mod const_enum;
mod content;
mod contradictions;
mod conventions;
mod documents;
mod identity;
mod inline;
mod keywords;
mod lenient;
mod nulls;
mod numbers;
mod objects;
mod old_bodies;
mod openapi_3_2;
mod patterns;
mod references;
mod shapes;
mod siblings;
mod styles;
mod swagger;
#[cfg(test)]
mod tests;
mod types;
mod unknown;
mod unresolved;
pub(super) mod walk;

use std::collections::{BTreeMap, BTreeSet};

use super::merge::METHODS;
use super::neighbours::Neighbours;
use super::tree::{as_map, as_map_mut, is_true, map_of, mark, object, text_of};
use super::versions::{Version, Versions};
use crate::diagnostics::{Code, Diagnostics};
use crate::source::{At, Map, Node, Value};
pub(super) use conventions::further_paths;
pub(super) use inline::everything as inline;
pub(super) use references::Failure;
pub(super) use shapes::sections;
pub(super) use swagger::{Moved, convert as from_swagger};
use walk::{Kind, Object};

/// A rule: which objects it is about, and what it does to one.
type Rule = (Object, fn(&mut Map, At, &mut Context<'_>));

/// Rules that come before references are resolved, because they say where schemas are.
const EARLY_RULES: &[Rule] = &[
    (Object::Schema, unknown::empty_in_schema),
    (Object::Parameter, unknown::empty),
    (Object::Header, unknown::empty),
    (Object::Encoding, unknown::empty),
    (Object::MediaType, unknown::empty),
    (Object::RequestBody, unknown::empty),
    (Object::Response, unknown::empty),
    (Object::Operation, unknown::empty),
    (Object::PathItem, unknown::empty_in_path_item),
    (Object::Components, unknown::empty),
    (Object::Document, unknown::empty),
    (Object::Schema, lenient::in_schema),
    (Object::Schema, arrays::alternatives),
    (Object::Schema, arrays::values_of_items),
    (Object::Parameter, lenient::in_parameter),
    (Object::Header, lenient::in_parameter),
    (Object::RequestBody, bodies::in_body),
    (Object::Response, bodies::in_body),
    (Object::Operation, lenient::in_operation),
    (Object::PathItem, lenient::in_operation),
    (Object::Document, lenient::in_document),
    (Object::Document, documents::components),
    (Object::Components, documents::sections),
    (Object::Schema, siblings::not_text),
    (Object::Parameter, siblings::not_text),
    (Object::Header, siblings::not_text),
    (Object::RequestBody, siblings::not_text),
    (Object::Response, siblings::not_text),
    (Object::SecurityScheme, siblings::not_text),
    (Object::Parameter, documents::parameter_schema),
    (Object::Header, documents::parameter_schema),
    (Object::Operation, old_bodies::of_parameters),
    (Object::Response, old_bodies::of_answer),
];

/// All other rules, in the order in which they are applied to an object.
const RULES: &[Rule] = &[
    // What stands beside a reference.
    (Object::Schema, siblings::of_schema),
    (Object::Parameter, siblings::of_other),
    (Object::Header, siblings::of_other),
    (Object::RequestBody, siblings::of_other),
    (Object::Response, siblings::of_other),
    (Object::Callback, siblings::of_other),
    (Object::Link, siblings::of_other),
    (Object::SecurityScheme, siblings::of_other),
    // What only 3.2 says.
    (Object::Schema, openapi_3_2::discriminator),
    (Object::MediaType, openapi_3_2::media_type),
    (Object::MediaType, openapi_3_2::examples),
    (Object::Parameter, openapi_3_2::examples),
    (Object::Header, openapi_3_2::examples),
    (Object::Parameter, openapi_3_2::query_string),
    (Object::Parameter, openapi_3_2::cookie_style),
    (Object::Parameter, styles::of_parameter),
    (Object::Header, styles::of_header),
    (Object::Response, openapi_3_2::summary),
    (Object::SecurityScheme, openapi_3_2::security_scheme),
    (Object::Operation, openapi_3_2::server_names),
    (Object::PathItem, openapi_3_2::server_names),
    (Object::PathItem, openapi_3_2::methods),
    (Object::Components, openapi_3_2::media_types),
    (Object::Document, openapi_3_2::server_names),
    (Object::Document, openapi_3_2::tags),
    (Object::Document, openapi_3_2::own_address),
    // Texts that YAML reads as something else.
    (Object::Schema, documents::texts),
    (Object::Parameter, documents::texts),
    (Object::Header, documents::texts),
    (Object::RequestBody, documents::texts),
    (Object::Response, documents::texts),
    (Object::Operation, documents::texts),
    (Object::PathItem, documents::texts),
    // What schemas are called.
    (Object::Schema, identity::names),
    (Object::Schema, identity::dialect),
    (Object::Schema, identity::definitions),
    (Object::Schema, identity::comments),
    // What vendors' tools say of them.
    (Object::Schema, conventions::in_schema),
    (Object::Schema, conventions::values::extensible),
    (Object::Schema, conventions::values::described),
    (Object::Parameter, conventions::in_parameter),
    (Object::MediaType, conventions::in_media_type),
    (Object::Operation, conventions::in_operation),
    (Object::Operation, conventions::paging::in_operation),
    (Object::Document, conventions::in_document),
    // Which values they have.
    (Object::Schema, contradictions::values),
    (Object::Schema, const_enum::constant),
    (Object::Schema, nulls::in_enumeration),
    (Object::Schema, types::lists),
    (Object::Schema, nulls::only),
    (Object::Schema, nulls::branches),
    (Object::Schema, nulls::nullable_branches),
    (Object::Schema, content::media_type_alone),
    (Object::Schema, types::infer),
    (Object::Schema, numbers::exclusive_minimum),
    (Object::Schema, numbers::exclusive_maximum),
    (Object::Schema, numbers::counts),
    (Object::Schema, arrays::draft_4),
    (Object::Schema, arrays::unevaluated),
    (Object::Schema, arrays::prefix),
    (Object::Schema, arrays::contains),
    (Object::Schema, objects::required),
    (Object::Schema, objects::property_names),
    (Object::Schema, objects::unevaluated),
    (Object::Schema, objects::values_of_any_type),
    (Object::Schema, objects::patterns),
    (Object::Schema, objects::conditions),
    (Object::Schema, content::json_text),
    (Object::Schema, content::encoding),
    (Object::Schema, content::media_type),
    (Object::Schema, documents::schema_examples),
    (Object::Schema, unknown::in_schema),
    // What depends on all keywords that are left.
    (Object::Schema, siblings::silent_parts),
    (Object::Schema, siblings::wrapped_reference),
    (Object::Schema, types::infer),
    (Object::Schema, arrays::items),
    (Object::Schema, contradictions::limits),
    (Object::Schema, contradictions::values_of_type),
    (Object::Schema, contradictions::default),
    (Object::Schema, patterns::pattern),
    // The objects around them.
    (Object::Parameter, unknown::in_parameter),
    (Object::Header, unknown::in_header),
    (Object::Encoding, unknown::in_encoding),
    (Object::MediaType, unknown::in_media_type),
    (Object::RequestBody, content::binary_bodies),
    (Object::RequestBody, unknown::in_request_body),
    (Object::Response, content::binary_bodies),
    (Object::Response, documents::response_description),
    (Object::Response, unknown::in_response),
    (Object::Operation, documents::operation_responses),
    (Object::Operation, documents::callbacks),
    (Object::Operation, documents::servers),
    (Object::Operation, unknown::in_operation),
    (Object::PathItem, documents::servers),
    (Object::PathItem, unknown::in_path_item),
    (Object::Components, documents::mutual_tls),
    (Object::Components, documents::path_item_components),
    (Object::Components, unknown::in_components),
    (Object::Document, documents::version),
    (Object::Document, documents::schema_dialect),
    (Object::Document, documents::info),
    (Object::Document, documents::servers),
    (Object::Document, documents::paths),
    (Object::Document, documents::webhooks),
    (Object::Document, unknown::in_document),
];

/// What rules share.
struct Context<'a> {
    diagnostics: &'a mut Diagnostics,
    versions: &'a Versions,
    /// What references may lead to beside the tree.
    files: &'a Neighbours,
    /// The `type` of each component schema that says exactly one.
    types: BTreeMap<String, String>,
    /// Schemas that are gone because another one says the same.
    merged: Vec<At>,
    /// Findings that are made once for all places.
    noted: BTreeSet<(Code, String)>,
}

/// Lowers a tree in place. Gives the places of schemas that are gone because another one says the same.
pub(super) fn lower(
    root: &mut Node,
    versions: &Versions,
    files: &Neighbours,
    diagnostics: &mut Diagnostics,
) -> Vec<At> {
    inline(root, files, diagnostics);
    openapi_3_2::inline_media_types(root);
    let mut context = Context {
        diagnostics,
        versions,
        files,
        types: BTreeMap::new(),
        merged: Vec::new(),
        noted: BTreeSet::new(),
    };
    let everything = Kind::One(Object::Document);
    lenient::methods(root, &mut context);
    conventions::prepare(root, &mut context);
    walk::each_mut(root, everything, &mut |object, _, node| {
        context.prepare(object, node);
    });
    shapes::everything(root, context.diagnostics);
    let counts = references::resolve(root, &mut context);
    unresolved::settle(root);
    content::multipart(root, &counts, versions);
    context.types = component_types(root);
    walk::each_mut(root, everything, &mut |object, place, node| {
        context.apply(object, place, node);
    });
    references::loops::widen(root, context.diagnostics);
    context.merged
}

fn component_types(root: &Node) -> BTreeMap<String, String> {
    as_map(root)
        .and_then(|root| map_of(root, "components"))
        .and_then(|components| map_of(components, "schemas"))
        .into_iter()
        .flatten()
        .filter_map(|(name, schema)| {
            let schema = as_map(schema).filter(|it| !is_true(it, "x-inferred-type"))?;
            Some((name.to_string(), text_of(schema, "type")?.to_owned()))
        })
        .collect()
}

/// What follows where a keyword is not enforced.
const NOT_ENFORCED: &str = "Values that it forbids are accepted; the server still checks them.";

impl Context<'_> {
    /// Applies the early rules.
    fn prepare(&mut self, object: Object, node: &mut Node) {
        if object == Object::Schema && node.value == Value::Null {
            unknown::empty_schema(node, self);
        }
        if object == Object::Schema {
            lenient::schema(node, self);
        }
        let at = node.at;
        if let Some(map) = as_map_mut(node) {
            self.run(EARLY_RULES, object, map, at);
        }
    }

    /// Applies the other rules. The parts of the object are lowered already.
    fn apply(&mut self, object: Object, place: Kind, node: &mut Node) {
        if object == Object::Schema {
            if place == Kind::SchemaOrTruth && matches!(node.value, Value::Bool(_)) {
                return;
            }
            truth(node);
        }
        let at = node.at;
        if let Some(map) = as_map_mut(node) {
            self.run(RULES, object, map, at);
        }
    }

    fn run(&mut self, rules: &[Rule], object: Object, map: &mut Map, at: At) {
        for (about, rule) in rules {
            if *about == object {
                rule(map, at, self);
            }
        }
    }

    /// Lowers a schema that a rule has made out of lowered parts.
    fn lower_schema(&mut self, schema: &mut Node) {
        self.apply(Object::Schema, Kind::One(Object::Schema), schema);
    }

    /// Whether schemas at a node are those of JSON Schema 2020-12.
    fn is_3_1(&self, at: At) -> bool {
        self.versions.of(at) >= Version::V31
    }

    /// Whether a node was written for 3.2.
    fn is_3_2(&self, at: At) -> bool {
        self.versions.of(at) >= Version::V32
    }

    /// Says once for all places that a keyword is only documentation.
    fn not_enforced(&mut self, keyword: &str, at: At) {
        self.once(
            Code::KeywordNotEnforced,
            keyword,
            at,
            format!("`{keyword}` is kept as documentation and not enforced (first seen here)"),
            NOT_ENFORCED,
        );
    }

    fn once(&mut self, code: Code, about: &str, at: At, message: String, help: &str) {
        if self.noted.insert((code, about.to_owned())) {
            self.diagnostics.push(code, at, message, help);
        }
    }
}

/// A schema that is `true` allows everything; one that is `false`, nothing.
fn truth(node: &mut Node) {
    let mut map = Map::new();
    match node.value {
        Value::Bool(true) => {}
        Value::Bool(false) => never(&mut map, node.at),
        _ => return,
    }
    node.value = Value::Map(map);
}

/// Makes a schema one that nothing satisfies.
fn never(map: &mut Map, at: At) {
    map.insert(
        "not".to_owned(),
        Node {
            at,
            value: Value::Map(Map::new()),
        },
    );
    mark(map, "x-never", at);
}

/// Makes a reference to a component schema, or wraps any schema, as the one member of an `allOf`.
fn all_of(map: &mut Map, members: Vec<Node>, at: At) {
    let list = Node {
        at,
        value: Value::List(members),
    };
    map.insert("allOf".to_owned(), list);
}

/// A reference object.
fn reference(target: Node) -> Node {
    object(target.at, "$ref", target)
}
