//! Parameters: those that are bodies or parts of a form are told from the others, which get a schema and a style.
//!
//! Takes: parameters of 2.0. Gives: parameters of 3.0, and [`Sorted`] with what belongs into the body. Must not: make bodies of it.

use super::super::keywords::is_in_3_0;
use super::media::shared_schema;
use super::{Context, bodies, place_of, resolve};
use crate::diagnostics::Code;
use crate::normalise::tree::{node, object, rename, set, text, text_of};
use crate::source::{At, Map, Node, Value};

/// What is sent in the body of an operation.
#[derive(Clone, Debug, Default)]
pub(super) struct Sorted {
    /// `in: body`.
    pub(super) body: Option<Sent>,
    /// `in: formData`.
    pub(super) form: Vec<Sent>,
}

/// A parameter that is sent in the body.
#[derive(Clone, Debug)]
pub(super) struct Sent {
    /// Where it is used.
    pub(super) at: At,
    /// Its index among the parameters, where it is the operation's own.
    pub(super) index: usize,
    /// What it says.
    pub(super) map: Map,
    /// The reference that is used, if it is shared.
    pub(super) shared: Option<Node>,
}

impl Sorted {
    /// These, and of the path item what is not said again.
    pub(super) fn or(mut self, item: &Self) -> Self {
        let inherits = self.body.is_none();
        if inherits && self.form.is_empty() {
            self.body.clone_from(&item.body);
        }
        if inherits {
            let name = |it: &Sent| text_of(&it.map, "name").map(ToOwned::to_owned);
            let own: Vec<_> = self.form.iter().map(name).collect();
            let others = item.form.iter().filter(|it| !own.contains(&name(it)));
            self.form.extend(others.cloned());
        }
        self
    }
}

/// What becomes of the parameters that operations share.
#[derive(Debug, Default)]
pub(super) struct Components {
    /// Neither bodies nor parts of forms.
    pub(super) parameters: Map,
    /// Bodies.
    pub(super) bodies: Map,
    /// Parts of forms, which 3.0 does not share: each operation has its own.
    pub(super) form: Map,
}

/// Sorts the parameters that operations share.
pub(super) fn components(all: &Map, context: &mut Context<'_>) -> Components {
    let mut sorted = Components::default();
    for (name, parameter) in all {
        let resolved = resolve(context.old, parameter).map(|(map, _)| map);
        let section = match resolved.map(place_of) {
            Some("body") => {
                let body = bodies::component(name, parameter, context);
                sorted.bodies.insert(name.clone(), body);
                "requestBodies"
            }
            Some("formData") => {
                sorted.form.insert(name.clone(), parameter.clone());
                continue;
            }
            _ => {
                let converted = convert(parameter.clone(), context);
                sorted.parameters.insert(name.clone(), converted);
                "parameters"
            }
        };
        context
            .moved
            .add(&["parameters", name], &["components", section, name]);
    }
    sorted
}

/// Takes what is sent in the body out of the parameters of an operation or a path item, and converts the others.
pub(super) fn sort(map: &mut Map, place: &[&str], context: &mut Context<'_>) -> Sorted {
    let mut sorted = Sorted::default();
    let Some(Value::List(all)) = map.get_mut("parameters").map(|it| &mut it.value) else {
        return sorted;
    };
    let mut kept: Vec<Node> = Vec::new();
    for (index, parameter) in std::mem::take(all).into_iter().enumerate() {
        match sent(&parameter, index, context) {
            Some(sent) if place_of(&sent.map) == "formData" => sorted.form.push(sent),
            Some(sent) if sorted.body.is_some() => context.note(
                Code::UnsupportedParameter,
                sent.at,
                "an operation has one body; this one is left out",
                "Leave one of them out, or correct it with an overlay.",
            ),
            Some(sent) => sorted.body = Some(sent),
            None => {
                if index != kept.len() {
                    let (old, new) = (index.to_string(), kept.len().to_string());
                    let of = |index| [place, &["parameters", index]].concat();
                    context.moved.add(&of(&old), &of(&new));
                }
                kept.push(convert(parameter, context));
            }
        }
    }
    if kept.is_empty() && (sorted.body.is_some() || !sorted.form.is_empty()) {
        map.shift_remove("parameters");
    } else {
        *all = kept;
    }
    sorted
}

/// A parameter that is sent in the body, if it is one. What is shared keeps its schema where it is.
fn sent(parameter: &Node, index: usize, context: &mut Context<'_>) -> Option<Sent> {
    let (found, place) = resolve(context.old, parameter)?;
    if !matches!(place_of(found), "body" | "formData") {
        return None;
    }
    let mut map = context.copy_without_schema(found);
    if let Some(schema) = found.get("schema") {
        let schema = if place.is_empty() {
            context.copy(schema)
        } else {
            shared_schema(schema, &place)
        };
        map.insert("schema".to_owned(), schema);
    }
    Some(Sent {
        at: parameter.at,
        index,
        map,
        shared: (!place.is_empty()).then(|| parameter.clone()),
    })
}

/// Converts one parameter, unless it is a reference.
fn convert(mut parameter: Node, context: &mut Context<'_>) -> Node {
    let at = parameter.at;
    if let Value::Map(map) = &mut parameter.value
        && !map.contains_key("$ref")
        && !map.contains_key("schema")
    {
        let old = std::mem::take(map);
        let place = place_of(&old).to_owned();
        *map = with_schema(old, &place, at, context);
    }
    parameter
}

/// Puts what a parameter or a header says of its type into a schema. `place` is where it goes: `path`, `query`, `header`.
pub(super) fn with_schema(old: Map, place: &str, at: At, context: &mut Context<'_>) -> Map {
    let style = style(&old, place, at, context);
    let (mut map, mut schema) = split(old);
    if !map.contains_key("example") {
        rename(&mut map, "x-example", "example");
    }
    match style {
        Style::Default => {}
        Style::Named(name, explode) => {
            if let Some(name) = name {
                map.insert("style".to_owned(), text(at, name));
            }
            set(&mut map, "explode", at, Value::Bool(explode));
        }
        Style::Unknown => schema = as_written(schema, at),
    }
    if !schema.is_empty() {
        let at = schema.get("type").map_or(at, |it| it.at);
        map.insert("schema".to_owned(), node(at, Value::Map(schema)));
    }
    map
}

/// What a parameter says of itself, and what it says of its value.
pub(super) fn split(old: Map) -> (Map, Map) {
    let (mut map, mut schema) = (Map::new(), Map::new());
    for (key, mut value) in old {
        if is_of_value(&key) {
            if key == "items" {
                without_format(&mut value);
            }
            schema.insert(key, value);
        } else if key != "collectionFormat" {
            map.insert(key, value);
        }
    }
    (map, schema)
}

fn is_of_value(key: &str) -> bool {
    let is_of_parameter = matches!(
        key,
        "description" | "required" | "deprecated" | "example" | "$ref" | "externalDocs"
    );
    is_in_3_0(key) && !is_of_parameter
        || key.starts_with("x-enum")
        || matches!(key, "x-nullable" | "x-ms-enum" | "x-extensible-enum")
}

/// Lists in lists have their own `collectionFormat`, which [`style`] has seen.
fn without_format(items: &mut Node) {
    if let Value::Map(map) = &mut items.value {
        map.shift_remove("collectionFormat");
        if let Some(inner) = map.get_mut("items") {
            without_format(inner);
        }
    }
}

/// How a list is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// As 3.0 does it unasked.
    Default,
    /// `style`, where it is not the usual one, and `explode`.
    Named(Option<&'static str>, bool),
    /// In a way that 3.0 cannot say.
    Unknown,
}

/// How the lists of a parameter are written (2.0, Parameter Object, `collectionFormat`).
pub(super) fn style(map: &Map, place: &str, at: At, context: &mut Context<'_>) -> Style {
    if text_of(map, "type") != Some("array") {
        return Style::Default;
    }
    let format = text_of(map, "collectionFormat").unwrap_or("csv");
    let in_url = !matches!(place, "path" | "header");
    let style = match format {
        "csv" if in_url => Style::Named(None, false),
        "csv" => Style::Default,
        "multi" if in_url => Style::Named(None, true),
        "ssv" if in_url => Style::Named(Some("spaceDelimited"), false),
        "pipes" if in_url => Style::Named(Some("pipeDelimited"), false),
        "ssv" | "pipes" | "tsv" => Style::Unknown,
        _ => {
            let place = map.get("collectionFormat").map_or(at, |it| it.at);
            let message = format!(
                "`{}` is not possible here; values are joined with commas",
                format.escape_debug()
            );
            let help = "Use `csv`, `ssv` or `pipes`, or `multi` in a query or a form.";
            context.note(Code::UnknownKeyword, place, message, help);
            if in_url {
                Style::Named(None, false)
            } else {
                Style::Default
            }
        }
    };
    let is_nested = map
        .get("items")
        .and_then(crate::normalise::tree::as_map)
        .is_some_and(|it| text_of(it, "type") == Some("array"));
    if style == Style::Unknown || is_nested {
        context.note(
            Code::UnsupportedParameter,
            at,
            format!(
                "lists that are joined as here (`{}`{}) are not written for the caller: the parameter is text",
                format.escape_debug(),
                if is_nested { ", lists in a list" } else { "" }
            ),
            "Give the values joined already, or describe them otherwise by an overlay.",
        );
        return Style::Unknown;
    }
    style
}

/// Text in place of a list, which is kept aside.
pub(super) fn as_written(schema: Map, at: At) -> Map {
    let mut whole = Map::new();
    set(&mut whole, "type", at, Value::Text("string".into()));
    whole.insert("x-written-as".to_owned(), node(at, Value::Map(schema)));
    whole
}

/// A schema with the prose of its parameter.
pub(super) fn described(map: &Map, mut schema: Map) -> Map {
    for key in ["description", "example", "deprecated"] {
        if let Some(value) = map.get(key) {
            schema.insert(key.to_owned(), value.clone());
        }
    }
    schema
}

/// `encoding` of one property of a form whose lists are not written as 3.0 does it unasked.
pub(super) fn encoding(style: Style, at: At) -> Option<Node> {
    let Style::Named(name, false) = style else {
        return None;
    };
    let mut encoding = object(at, "style", text(at, name.unwrap_or("form")));
    if let Value::Map(map) = &mut encoding.value {
        set(map, "explode", at, Value::Bool(false));
    }
    Some(encoding)
}
