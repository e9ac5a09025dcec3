//! Keywords whose meaning is not in the type: said once for each keyword, where it is met first.
//!
//! Takes: schemas. Gives: findings. Must not: change types.

use super::views::View;
use super::{Interpreter, patterns};
use crate::diagnostics::Code;
use crate::source::At;
use crate::spec::SchemaId;

/// Side keys of the canonical tree, the keyword that they stand for, and what the client does instead.
const LIMITS: &[(&str, &str, &str)] = &[
    ("x-prefix-length", "prefixItems", PREFIX),
    ("x-key-schema", "propertyNames", "keys are not checked"),
    (
        "x-json-string",
        "contentSchema",
        "the JSON inside of the text is not read",
    ),
];

const PREFIX: &str = "it is a list of any of its members";

const ONLY_NULL: &str =
    "nothing but `null` is a value here; it is kept as JSON, which tells it from no value at all";

/// How deep `allOf` and references are followed.
const DEEPEST: usize = 16;

impl Interpreter<'_> {
    /// Reports what a schema says beyond the type that it becomes.
    pub(super) fn say_what_is_not_in_the_type(&mut self, id: SchemaId, view: &View) {
        let schema = self.spec.schemas.get(id);
        let at = schema.at;
        if schema.data.extensions.contains_key("x-never") {
            self.note(
                Code::WidenedToJson,
                at,
                "no value is valid here; whatever comes is kept as JSON",
                "remove the schema, or correct it with an overlay",
            );
        }
        if schema.data.extensions.contains_key("x-null-only") {
            self.note(Code::OnlyNull, at, ONLY_NULL, "nothing is to be done");
        }
        if schema.has_not && !schema.data.extensions.contains_key("x-never") {
            self.limit("not", "what must not be is not checked", id);
        }
        if let Some(pattern) = &schema.own.pattern
            && self.settings.validate
            && patterns::read(pattern).is_none()
        {
            self.once(
                "pattern",
                Code::KeywordNotEnforced,
                at,
                "this `pattern` is more than characters in a row, and `validate` does not check it, nor others like it (first seen here)",
                "check it yourself, where it matters",
            );
        }
        if !view.prefix.is_empty() {
            self.limit("prefixItems", PREFIX, id);
        }
        if schema.has_no_further_items && view.tuple.is_empty() {
            self.limit("unevaluatedItems", "further items are accepted", id);
        }
        for (key, keyword, instead) in LIMITS {
            if schema.data.extensions.contains_key(*key) {
                self.limit(keyword, instead, id);
            }
        }
    }

    /// Reports what a schema demands of a value that is kept as JSON, since it names no type.
    pub(super) fn say_what_json_leaves_open(&mut self, id: SchemaId, view: &View) {
        let extensions = &self.spec.schemas.get(id).data.extensions;
        if extensions.contains_key("x-never") || extensions.contains_key("x-null-only") {
            return;
        }
        if view.kind.as_deref() == Some("null") || view.lists_only_null() {
            self.note(Code::OnlyNull, view.at, ONLY_NULL, "nothing is to be done");
        } else if self.demands_something(id, 0) {
            self.note(
                Code::WidenedToJson,
                view.at,
                "this schema refuses values, but names no type; whatever comes is kept as JSON",
                "give it a type by an overlay, if it has one",
            );
        }
    }

    /// Whether a schema, or a part of it, refuses values without naming a type.
    fn demands_something(&self, id: SchemaId, depth: usize) -> bool {
        let schema = self.spec.schemas.get(id);
        let mut parts = schema.all_of.iter().copied().chain(schema.reference);
        schema.has_not
            || schema.bounds.iter().any(|(name, _)| name != "default")
            || depth < DEEPEST && parts.any(|it| self.demands_something(it, depth + 1))
    }

    fn limit(&mut self, keyword: &'static str, instead: &str, id: SchemaId) {
        let at = self.spec.schemas.get(id).at;
        let message = format!("`{keyword}` is not in the type: {instead} (first seen here)");
        let code = Code::KeywordNotEnforced;
        self.once(keyword, code, at, message, "nothing is to be done");
    }

    /// Says something of a class of things where it is met first.
    pub(super) fn once(
        &mut self,
        class: &'static str,
        code: Code,
        at: At,
        message: impl Into<String>,
        help: &'static str,
    ) {
        if self.limits.insert(class) {
            self.note(code, at, message, help);
        }
    }
}
