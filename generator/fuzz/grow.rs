//! An OpenAPI document that bytes choose: every byte is a choice, so that small changes of the bytes are small changes of it.
//!
//! Takes bytes. Gives a document that is mostly right, with keywords and values in places where they may be wrong.

use serde_json::{Map, Value, json};

/// Names, and texts that are hard to handle.
const TEXTS: &[&str] = &[
    "a",
    "A",
    "b",
    "id",
    "type",
    "self",
    "Option",
    "a b",
    "a-b",
    "1",
    "",
    "é",
    "💥",
    "\u{202e}",
    "\n",
    "\r",
    "\"",
    "\\",
    "{x}",
    "/",
    "~1",
    "```",
    "<b>",
    "[a]",
    "*/",
    "text/plain",
    "application/json",
    "date-time",
    "int32",
    "^a$",
];

const TYPES: &[&str] = &[
    "string", "integer", "number", "boolean", "object", "array", "null", "file",
];

/// What a schema may say.
const KEYWORDS: &[&str] = &[
    "type",
    "properties",
    "required",
    "items",
    "allOf",
    "oneOf",
    "anyOf",
    "not",
    "enum",
    "const",
    "$ref",
    "nullable",
    "additionalProperties",
    "discriminator",
    "description",
    "title",
    "default",
    "format",
    "minimum",
    "maxLength",
    "patternProperties",
    "prefixItems",
    "readOnly",
    "deprecated",
    "$defs",
    "if",
    "then",
    "unevaluatedProperties",
    "example",
];

const STYLES: &[&str] = &[
    "simple",
    "form",
    "label",
    "matrix",
    "spaceDelimited",
    "pipeDelimited",
    "deepObject",
    "cookie",
];

const PLACES: &[&str] = &["path", "query", "header", "cookie"];

const STATUS: &[&str] = &["200", "201", "204", "404", "4XX", "5XX", "default", "302"];

const MEDIA: &[&str] = &[
    "application/json",
    "application/problem+json",
    "text/plain",
    "*/*",
    "application/octet-stream",
    "multipart/form-data",
    "application/x-www-form-urlencoded",
    "text/event-stream",
    "application/xml",
    "application/json; charset=utf-8",
];

const METHODS: &[&str] = &["get", "put", "post", "delete", "patch", "head"];

/// The names of the schemas that are there.
const SCHEMAS: &[&str] = &["A", "B", "a", "Option", "É"];

/// Schemas within schemas.
const DEEPEST: usize = 5;

/// The document that these bytes choose.
pub(crate) fn document(bytes: &[u8]) -> Value {
    let mut choices = Choices { bytes, left: 2_000 };
    let version = choices.of(&["3.1.0", "3.0.3", "3.2.0", "3.1.0"]);
    let schemas: Map<String, Value> = SCHEMAS
        .iter()
        .map(|it| ((*it).to_owned(), choices.schema(0)))
        .collect();
    let mut paths = Map::new();
    for _ in 0..=choices.below(4) {
        let path = format!("/{}/{{x}}", choices.of(TEXTS));
        let mut item = Map::new();
        for _ in 0..=choices.below(2) {
            item.insert(choices.of(METHODS).to_owned(), choices.operation());
        }
        paths.insert(path, Value::Object(item));
    }
    json!({
        "openapi": version,
        "info": {"title": choices.of(TEXTS), "version": "1"},
        "servers": [{"url": "https://example.com"}],
        "paths": paths,
        "components": {"schemas": schemas},
    })
}

struct Choices<'a> {
    bytes: &'a [u8],
    /// How much may still be made.
    left: usize,
}

impl Choices<'_> {
    fn byte(&mut self) -> usize {
        self.left = self.left.saturating_sub(1);
        match self.bytes.split_first() {
            Some((byte, rest)) => {
                self.bytes = rest;
                usize::from(*byte)
            }
            None => 0,
        }
    }

    fn below(&mut self, end: usize) -> usize {
        self.byte() % end
    }

    fn of(&mut self, from: &[&'static str]) -> &'static str {
        let index = self.below(from.len());
        from[index]
    }

    fn flag(&mut self) -> bool {
        self.below(2) == 1
    }

    fn operation(&mut self) -> Value {
        let mut parameters = vec![
            json!({"name": "x", "in": "path", "required": true, "schema": {"type": "string"}}),
        ];
        for _ in 0..self.below(4) {
            parameters.push(self.parameter());
        }
        let mut responses = Map::new();
        for _ in 0..=self.below(3) {
            let mut response = json!({"description": self.of(TEXTS)});
            if self.flag() {
                response["content"] = self.content();
            }
            responses.insert(self.of(STATUS).to_owned(), response);
        }
        let mut operation = json!({"parameters": parameters, "responses": responses});
        if self.flag() {
            operation["requestBody"] = json!({"required": self.flag(), "content": self.content()});
        }
        if self.flag() {
            operation["operationId"] = json!(self.of(TEXTS));
        }
        if self.flag() {
            operation["tags"] = json!([self.of(TEXTS)]);
        }
        operation
    }

    fn parameter(&mut self) -> Value {
        let mut parameter = json!({
            "name": self.of(TEXTS),
            "in": self.of(PLACES),
            "required": self.flag(),
            "schema": self.schema(2),
        });
        if self.flag() {
            parameter["style"] = json!(self.of(STYLES));
            parameter["explode"] = json!(self.flag());
        }
        parameter
    }

    fn content(&mut self) -> Value {
        let mut content = Map::new();
        for _ in 0..=self.below(2) {
            let media = json!({"schema": self.schema(1)});
            content.insert(self.of(MEDIA).to_owned(), media);
        }
        Value::Object(content)
    }

    fn schema(&mut self, depth: usize) -> Value {
        if depth > DEEPEST || self.left == 0 {
            return json!({"$ref": "#/components/schemas/A"});
        }
        let mut schema = Map::new();
        for _ in 0..=self.below(4) {
            let keyword = self.of(KEYWORDS);
            let value = self.keyword(keyword, depth + 1);
            schema.insert(keyword.to_owned(), value);
        }
        Value::Object(schema)
    }

    fn keyword(&mut self, keyword: &str, depth: usize) -> Value {
        match keyword {
            "type" if self.below(4) == 0 => json!([self.of(TYPES), self.of(TYPES)]),
            "type" => json!(self.of(TYPES)),
            "properties" | "patternProperties" | "$defs" => {
                let count = self.below(4);
                let entries = (0..count).map(|_| (self.of(TEXTS).to_owned(), self.schema(depth)));
                Value::Object(entries.collect())
            }
            "required" => json!([self.of(TEXTS), self.of(TEXTS)]),
            "allOf" | "oneOf" | "anyOf" | "prefixItems" => {
                let count = self.below(4);
                Value::Array((0..count).map(|_| self.schema(depth)).collect())
            }
            "items" | "not" | "if" | "then" | "additionalProperties" | "unevaluatedProperties"
                if self.flag() =>
            {
                self.schema(depth)
            }
            "items" | "not" | "additionalProperties" | "unevaluatedProperties" => {
                json!(self.flag())
            }
            "enum" => {
                let count = self.below(5);
                Value::Array((0..count).map(|_| self.scalar()).collect())
            }
            "$ref" => json!(format!("#/components/schemas/{}", self.of(SCHEMAS))),
            "discriminator" => {
                json!({"propertyName": self.of(TEXTS), "mapping": {self.of(TEXTS): self.of(SCHEMAS)}})
            }
            "nullable" | "readOnly" | "deprecated" => json!(self.flag()),
            "description" | "title" | "format" => json!(self.of(TEXTS)),
            _ => self.scalar(),
        }
    }

    fn scalar(&mut self) -> Value {
        match self.below(8) {
            0 => Value::Null,
            1 => json!(self.flag()),
            2 => json!(self.below(256)),
            3 => json!(-1.5e300),
            4 => json!(u64::MAX),
            5 => json!([self.of(TEXTS)]),
            6 => json!({self.of(TEXTS): 1}),
            _ => json!(self.of(TEXTS)),
        }
    }
}
