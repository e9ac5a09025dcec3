//! Values for parameters and bodies: the examples of a document first, made ones otherwise.
//!
//! Takes: trees as they were read, and places in them. Gives: JSON that agrees with its schema, or why there is none.
//! Must not: use what the generator makes of schemas.

use std::collections::BTreeMap;

use generator::source::document::Document;
use generator::source::{At, Node, Value};
use jsonschema::{Draft, Registry};
use serde_json::Value as Json;

use super::made::{Frugality, Maker};
use crate::lab::corpus::examples::collect::{self, json};
use crate::lab::corpus::examples::judge::Judge;
use crate::lab::corpus::schemas::visit;
use crate::lab::corpus::tree::{self, map};

/// Values by the places that describe them.
pub(crate) struct Values<'s> {
    sources: &'s [Document],
    /// Every node, with its document.
    nodes: BTreeMap<At, (&'s Document, &'s Node)>,
    judge: Option<Judge<'s>>,
}

impl<'s> Values<'s> {
    pub(crate) fn new(
        sources: &'s [Document],
        registry: Option<&'s (Registry<'static>, Draft)>,
    ) -> Self {
        let mut nodes = BTreeMap::new();
        for document in sources {
            visit(&document.root, |_, _, node| {
                nodes.insert(node.at, (document, node));
            });
        }
        Self {
            sources,
            nodes,
            judge: registry.map(|(registry, draft)| Judge::new(registry, *draft)),
        }
    }

    /// A value of a parameter, or of a property of a body.
    ///
    /// # Errors
    ///
    /// Why there is none.
    pub(crate) fn of(&mut self, at: At) -> Result<Json, String> {
        let (document, holder) = self.node(at)?;
        // A part of a path that no parameter describes stands where its operation does.
        if map(holder).is_some_and(|it| it.contains_key("responses")) {
            return Ok(Json::from("text"));
        }
        self.of_holder(document, holder)
    }

    /// A value of a body of this media type.
    ///
    /// # Errors
    ///
    /// Why there is none.
    pub(crate) fn of_body(&mut self, at: At, media_type: &str) -> Result<Json, String> {
        let (document, body) = self.node(at)?;
        let content = map(body).and_then(|it| map(it.get("content")?));
        // A body of Swagger is a parameter, and media types stand elsewhere.
        let holder = content.map_or(Some(body), |it| {
            let asked = |name: &str| name.split(';').next().map(str::trim) == Some(media_type);
            let found = it.iter().find(|(name, _)| asked(name));
            found.or(it.iter().next()).map(|(_, it)| it)
        });
        self.of_holder(document, holder.ok_or("nothing describes it")?)
    }

    /// The statuses that an operation documents, as numbers.
    pub(crate) fn statuses(&self, operation: At) -> Vec<u16> {
        let node = self.node(operation).ok().map(|(_, node)| node);
        let responses = node.and_then(|it| map(map(it)?.get("responses")?));
        let keys = responses.into_iter().flat_map(|it| it.keys());
        keys.filter_map(|it| it.parse().ok()).collect()
    }

    /// Whether the body of an answer contradicts what the operation documents for this status.
    pub(crate) fn contradicts(&mut self, operation: At, status: u16, body: &str) -> bool {
        let Ok(body) = serde_json::from_str(body) else {
            return false;
        };
        let schema = self.node(operation).ok().and_then(|(document, node)| {
            let responses = map(map(node)?.get("responses")?)?;
            let response = responses
                .get(status.to_string().as_str())
                .or(responses.get("default"))?;
            let (_, response) = tree::found(document, response, self.sources)?;
            let response = map(response)?;
            let content = response.get("content").and_then(map);
            let media_type = content.and_then(|it| map(it.iter().next()?.1));
            Some(media_type.unwrap_or(response).get("schema")?.at)
        });
        let (judge, sources) = (self.judge.as_mut(), self.sources);
        let agrees = schema.and_then(|schema| judge?.agrees(&body, schema, sources));
        agrees == Some(false)
    }

    /// The pointer of an operation.
    pub(crate) fn called(&self, operation: At) -> String {
        let document = self.nodes.get(&operation).map(|(document, _)| *document);
        document.map_or_else(String::new, |it| it.pointer(operation.node))
    }

    fn node(&self, at: At) -> Result<(&'s Document, &'s Node), String> {
        let (document, node) = *self.nodes.get(&at).ok_or("nothing describes it")?;
        let found = tree::found(document, node, self.sources);
        found.ok_or_else(|| "its reference leads nowhere".to_owned())
    }

    /// The first candidate that agrees with the schema.
    fn of_holder(&mut self, document: &'s Document, holder: &'s Node) -> Result<Json, String> {
        let object = map(holder).ok_or("nothing describes it")?;
        if let Some((_, inner)) = object
            .get("content")
            .and_then(map)
            .and_then(|it| it.iter().next())
        {
            return self.of_holder(document, inner);
        }
        let schema = object.get("schema");
        // A parameter of Swagger is its own schema.
        let schema = schema.unwrap_or(holder);
        let mut candidates: Vec<Json> = collect::of_holder(document, object, self.sources)
            .into_iter()
            .map(json)
            .collect();
        let sources = self.sources;
        candidates.extend(Frugality::ALL.into_iter().filter_map(|frugality| {
            let maker = Maker { sources, frugality };
            maker.make(document, schema, 0)
        }));
        if candidates.is_empty() {
            return Err("no value can be made for it".to_owned());
        }
        let agreeing = candidates.into_iter().find(|it| {
            let judged = self
                .judge
                .as_mut()
                .and_then(|judge| judge.agrees(it, schema.at, sources));
            judged != Some(false)
        });
        agreeing.ok_or_else(|| "no value that was made agrees with its schema".to_owned())
    }
}

/// Whether a node says that values are only for answers.
pub(crate) fn is_read_only(node: &Node) -> bool {
    let flag = map(node).and_then(|it| it.get("readOnly"));
    flag.is_some_and(|it| it.value == Value::Bool(true))
}
