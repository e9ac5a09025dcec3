//! Parameters, bodies, responses and media types, with references to components followed.
//!
//! Takes: canonical nodes. Gives: [`Parameter`], [`RequestBody`], [`Response`]. Must not: interpret schemas.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;

use super::schemas::Reader;
use super::{
    Encoding, Header, MediaType, Parameter, RequestBody, Response, SchemaId, Sent, Status, pointer,
    tree,
};
use crate::diagnostics::{Code, Diagnostics};
use crate::source::{At, Map, Node, Text, Value};

/// How many references in a row are followed; a longer chain is a loop.
const LONGEST_CHAIN: usize = 32;

/// Reads nodes other than schemas.
pub(super) struct Parts<'a, 'd> {
    root: &'a Node,
    pub(super) schemas: Reader<'d>,
    /// Parameters that operations refer to, by pointer: the same few, from nearly all operations.
    shared: BTreeMap<String, Arc<Parameter>>,
}

impl<'a, 'd> Parts<'a, 'd> {
    /// Nothing of the document yet.
    pub(super) fn new(root: &'a Node, diagnostics: &'d mut Diagnostics) -> Self {
        Self {
            root,
            schemas: Reader::new(diagnostics),
            shared: BTreeMap::new(),
        }
    }

    /// A parameter, or `None` when it cannot be read, which is reported.
    pub(super) fn parameter(&mut self, node: &'a Node, pointer: String) -> Option<Arc<Parameter>> {
        let (map, at, pointer) = self.resolve(node, pointer, "parameter")?;
        let mut parameter = match self.shared.get(&pointer) {
            Some(known) => Arc::clone(known),
            None => Arc::new(self.parameter_at(map, at, pointer)?),
        };
        if at != node.at {
            let pointer = parameter.pointer.clone();
            self.shared.insert(pointer, Arc::clone(&parameter));
        }
        if let Some(description) = beside_reference(node, parameter.description.as_deref()) {
            Arc::make_mut(&mut parameter).description = Some(description);
        }
        Some(parameter)
    }

    fn parameter_at(&mut self, map: &'a Map, at: At, pointer: String) -> Option<Parameter> {
        let content = map.get("content").map(|it| &it.value);
        let is_empty = matches!(content, Some(Value::Map(content)) if content.is_empty());
        if is_empty && !map.contains_key("schema") {
            self.schemas.diagnostics.push(
                Code::Corrected,
                at,
                "the `content` of this parameter has no media type; it is text",
                "give it a media type, or a `schema` in its place",
            );
        }
        let (sent, own) = Sent::of(self.without_schema(map, at, "parameter")?);
        Some(Parameter {
            at,
            name: own.name,
            sent,
            explode: own.explode,
            description: own.description,
            required: own.required,
            deprecated: own.deprecated.unwrap_or(false),
            allow_reserved: self.boolean(map, "allowReserved") == Some(true),
            extensions: own.extensions.into(),
            schema: self.schema(map, "schema", &pointer),
            content: self.content(map, &pointer),
            pointer,
        })
    }

    /// A request body, or `None` when it cannot be read, which is reported.
    pub(super) fn body(&mut self, node: &'a Node, pointer: String) -> Option<RequestBody> {
        let (map, at, pointer) = self.resolve(node, pointer, "request body")?;
        let own = tree::without(map, &["content"]);
        let own: openapiv3::RequestBody =
            tree::object(&own, at, "request body", self.schemas.diagnostics)?;
        Some(RequestBody {
            at,
            description: beside_reference(node, own.description.as_deref()).or(own.description),
            required: own.required,
            content: self.content(map, &pointer),
            pointer,
        })
    }

    /// The response of a status key, or `None` when it cannot be read, which is reported.
    pub(super) fn response(
        &mut self,
        key: &str,
        node: &'a Node,
        pointer: String,
    ) -> Option<Response> {
        let status = self.status(key, node.at)?;
        let (map, at, pointer) = self.resolve(node, pointer, "response")?;
        let own = tree::without(map, &["content", "headers", "links"]);
        let own: openapiv3::Response =
            tree::object(&own, at, "response", self.schemas.diagnostics)?;
        Some(Response {
            at,
            status,
            description: beside_reference(node, Some(&own.description)).unwrap_or(own.description),
            extensions: own.extensions.into(),
            content: self.content(map, &pointer),
            headers: self.headers(map, &pointer),
            pointer,
        })
    }

    fn headers(&mut self, map: &'a Map, parent: &str) -> Vec<Header> {
        let Some(Node {
            value: Value::Map(headers),
            ..
        }) = map.get("headers")
        else {
            return Vec::new();
        };
        let parent = pointer::child(parent, "headers");
        let read = |(name, node): (&'a Text, &'a Node)| {
            let pointer = pointer::child(&parent, name);
            let (map, at, pointer) = self.resolve(node, pointer, "header")?;
            let own: openapiv3::Header = self.without_schema(map, at, "header")?;
            Some(Header {
                at,
                name: name.to_string(),
                description: beside_reference(node, own.description.as_deref()).or(own.description),
                required: own.required,
                deprecated: own.deprecated.unwrap_or(false),
                schema: self.schema(map, "schema", &pointer),
                content: self.content(map, &pointer),
            })
        };
        exact(headers.iter().filter_map(read))
    }

    /// What a parameter or a header says beside the schema of its value. Without either keyword it is text; openapiv3 insists on one.
    fn without_schema<T: for<'de> Deserialize<'de>>(
        &mut self,
        map: &Map,
        at: At,
        what: &str,
    ) -> Option<T> {
        let mut own = tree::without(map, &["schema", "content", "example", "examples"]);
        own.insert("schema".to_owned(), empty_object(at));
        tree::object(&own, at, what, self.schemas.diagnostics)
    }

    fn schema(&mut self, map: &'a Map, keyword: &str, parent: &str) -> Option<SchemaId> {
        let node = map.get(keyword)?;
        Some(self.schemas.schema(node, pointer::child(parent, keyword)))
    }

    /// The status that a key means, or `None` when it means none, which is reported.
    fn status(&mut self, key: &str, at: At) -> Option<Status> {
        use serde::de::value::{Error, StrDeserializer};

        if key == "default" {
            return Some(Status::Default);
        }
        let upper = key.to_ascii_uppercase();
        let read = openapiv3::StatusCode::deserialize(StrDeserializer::<Error>::new(&upper));
        if let Ok(code) = read {
            return Some(Status::Code(code));
        }
        self.schemas.diagnostics.push(
            Code::Malformed,
            at,
            format!("`{}` is no status", key.escape_debug()),
            "write a number such as 404, a range such as 4XX, or default",
        );
        None
    }

    fn content(&mut self, map: &'a Map, parent: &str) -> Vec<MediaType> {
        let Some(Node {
            value: Value::Map(content),
            ..
        }) = map.get("content")
        else {
            return Vec::new();
        };
        let parent = pointer::child(parent, "content");
        let read = |(name, node): (&'a Text, &'a Node)| {
            let pointer = pointer::child(&parent, name);
            let (map, at, pointer) = self.resolve(node, pointer, "media type")?;
            Some(MediaType {
                at,
                name: name.to_string(),
                schema: self.schema(map, "schema", &pointer),
                item: self.schema(map, "x-item-schema", &pointer),
                sentinel: self.text(map, "x-sentinel"),
                examples: self.examples(map),
                encodings: self.encodings(map, &pointer),
            })
        };
        exact(content.iter().filter_map(read))
    }

    fn encodings(&mut self, map: &'a Map, parent: &str) -> Vec<(String, Encoding)> {
        let Some(node) = map.get("encoding") else {
            return Vec::new();
        };
        let Value::Map(properties) = &node.value else {
            self.refuse(node.at, "`encoding` must be an object".to_owned());
            return Vec::new();
        };
        let parent = pointer::child(parent, "encoding");
        let mut found = Vec::new();
        for (property, node) in properties {
            let Value::Map(map) = &node.value else {
                self.refuse(node.at, "an encoding must be an object".to_owned());
                continue;
            };
            let encoding = Encoding {
                at: node.at,
                content_type: self.text(map, "contentType"),
                style: self.text(map, "style"),
                explode: self.boolean(map, "explode"),
                allow_reserved: self.boolean(map, "allowReserved") == Some(true),
                headers: self.headers(map, &pointer::child(&parent, property)),
            };
            found.push((property.to_string(), encoding));
        }
        found
    }

    fn text(&mut self, map: &Map, key: &str) -> Option<String> {
        let node = map.get(key)?;
        if let Value::Text(text) = &node.value {
            return Some(text.to_string());
        }
        self.refuse(node.at, format!("`{key}` must be text; it is ignored"));
        None
    }

    fn boolean(&mut self, map: &Map, key: &str) -> Option<bool> {
        let node = map.get(key)?;
        if let Value::Bool(value) = &node.value {
            return Some(*value);
        }
        self.refuse(
            node.at,
            format!("`{key}` must be true or false; it is ignored"),
        );
        None
    }

    fn examples(&mut self, map: &'a Map) -> Vec<(String, Node)> {
        let mut found = Vec::new();
        if let Some(example) = map.get("example") {
            found.push((String::new(), example.clone()));
        }
        if let Some(Node {
            value: Value::Map(named),
            ..
        }) = map.get("examples")
        {
            for (name, node) in named {
                let resolved = self.resolve(node, String::new(), "example");
                if let Some(value) = resolved.and_then(|(map, ..)| map.get("value")) {
                    found.push((name.to_string(), value.clone()));
                }
            }
        }
        found
    }

    /// Follows `$ref`s to the object that they mean.
    pub(super) fn resolve(
        &mut self,
        node: &'a Node,
        pointer: String,
        what: &str,
    ) -> Option<(&'a Map, At, String)> {
        let (mut node, mut pointer) = (node, pointer);
        for _ in 0..LONGEST_CHAIN {
            let Value::Map(map) = &node.value else {
                self.refuse(node.at, format!("a {what} must be an object"));
                return None;
            };
            let Some(Node {
                value: Value::Text(reference),
                at,
            }) = map.get("$ref")
            else {
                return Some((map, node.at, pointer));
            };
            let Some(target) = reference
                .strip_prefix('#')
                .and_then(|it| find(self.root, it))
            else {
                self.refuse(
                    *at,
                    format!(
                        "this {what} refers to `{}`, which is not there",
                        reference.escape_debug()
                    ),
                );
                return None;
            };
            reference.trim_start_matches('#').clone_into(&mut pointer);
            node = target;
        }
        self.schemas.diagnostics.push(
            Code::ReferenceLoop,
            node.at,
            format!("the references of this {what} form a loop"),
            "let one of them be the thing itself",
        );
        None
    }

    fn refuse(&mut self, at: At, message: String) {
        self.schemas.diagnostics.push(
            Code::Malformed,
            at,
            message,
            "correct it, or correct it with an overlay",
        );
    }
}

/// The node at a JSON Pointer.
fn find<'a>(root: &'a Node, pointer: &str) -> Option<&'a Node> {
    let mut node = root;
    for token in pointer::parse(pointer) {
        node = match &node.value {
            Value::Map(map) => map.get(token.as_str())?,
            Value::List(items) => items.get(token.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    Some(node)
}

/// A list without room for more: most lists of a document are short, and there are many.
pub(super) fn exact<T>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut list: Vec<T> = items.collect();
    list.shrink_to_fit();
    list
}

fn empty_object(at: At) -> Node {
    Node {
        at,
        value: Value::Map(Map::new()),
    }
}

/// What a reference says in place of the description of its target (`OpenAPI` 3.1, section 4.8.23). A summary stands before it.
fn beside_reference(node: &Node, own: Option<&str>) -> Option<String> {
    let Value::Map(map) = &node.value else {
        return None;
    };
    let text = |key: &str| match &map.get(key)?.value {
        Value::Text(text) => Some(text.to_string()),
        _ => None,
    };
    let description = text("x-ref-description");
    let Some(summary) = text("x-ref-summary") else {
        return description;
    };
    match description.as_deref().or(own) {
        Some(more) if !more.is_empty() => Some(format!("{summary}\n\n{more}")),
        _ => Some(summary),
    }
}
