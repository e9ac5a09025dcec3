//! Bodies that a document of 3.x describes as Swagger 2.0 did: as parameters that are `in: body` or `in: formData`, and as the `schema`
//! of an answer.
//!
//! Takes: operations and answers. Gives: a `requestBody` or `content`, where there is none. Must not: follow references to parameters.

use super::Context;
use crate::diagnostics::Code;
use crate::normalise::tree::{
    as_map, as_map_mut, is_true, map_of, node, object, set, text, text_of,
};
use crate::source::{At, Map, Node, Value};

/// Makes a body of the parameters that are none.
pub(super) fn of_parameters(map: &mut Map, _at: At, context: &mut Context<'_>) {
    if map.contains_key("requestBody") {
        return;
    }
    let Some(Value::List(parameters)) = map.get_mut("parameters").map(|it| &mut it.value) else {
        return;
    };
    let place = |it: &Node| {
        let place = as_map(it).and_then(|it| text_of(it, "in"));
        let place = place.map(str::to_ascii_lowercase);
        place.filter(|it| it == "body" || it == "formdata")
    };
    let Some(first) = parameters.iter().find(|it| place(it).is_some()) else {
        return;
    };
    let (at, is_form) = (first.at, place(first).as_deref() == Some("formdata"));
    let mut moved = Vec::new();
    parameters.retain(|it| {
        let is_part = place(it).is_some_and(|it| (it == "formdata") == is_form);
        if is_part {
            moved.push(it.clone());
        }
        !is_part
    });
    let body = if is_form {
        form(moved, at)
    } else {
        moved.into_iter().next().and_then(whole)
    };
    context.once(
        Code::Corrected,
        "a body among the parameters",
        at,
        "a body that is described as a parameter is of Swagger 2.0 (first seen here); it is taken for a `requestBody`".to_owned(),
        "Write it as OpenAPI has it: other tools may read it in another way, or not at all.",
    );
    if let Some(body) = body {
        map.insert("requestBody".to_owned(), body);
    }
}

/// Makes the `schema` of an answer that of its body.
pub(super) fn of_answer(map: &mut Map, _at: At, context: &mut Context<'_>) {
    if map.contains_key("content") || map_of(map, "schema").is_none() {
        return;
    }
    if let Some(schema) = map.shift_remove("schema") {
        let at = schema.at;
        context.once(
            Code::Corrected,
            "a schema of an answer",
            at,
            "the `schema` of an answer is of Swagger 2.0 (first seen here); it is taken for that of JSON".to_owned(),
            "Write it below `content` and a media type.",
        );
        let media_type = object(at, "schema", schema);
        map.insert(
            "content".to_owned(),
            object(at, "application/json", media_type),
        );
    }
}

/// The body that a parameter `in: body` is.
fn whole(mut parameter: Node) -> Option<Node> {
    let at = parameter.at;
    let map = as_map_mut(&mut parameter)?;
    let schema = map.shift_remove("schema");
    let schema = schema.unwrap_or_else(|| node(at, Value::Map(Map::new())));
    map.shift_remove("in");
    map.shift_remove("name");
    let media_type = object(at, "schema", schema);
    map.insert(
        "content".to_owned(),
        object(at, "application/json", media_type),
    );
    Some(parameter)
}

/// The body whose members are parameters `in: formData`.
fn form(parameters: Vec<Node>, at: At) -> Option<Node> {
    let (mut properties, mut required) = (Map::new(), Vec::new());
    let mut media_type = "application/x-www-form-urlencoded";
    for mut parameter in parameters {
        let map = as_map_mut(&mut parameter)?;
        let name = text_of(map, "name")?.to_owned();
        if map_of(map, "schema").and_then(|it| text_of(it, "type")) == Some("file") {
            media_type = "multipart/form-data";
        }
        if is_true(map, "required") {
            required.push(text(at, name.as_str()));
        }
        let description = map.shift_remove("description");
        let mut schema = map
            .shift_remove("schema")
            .unwrap_or_else(|| node(at, Value::Map(Map::new())));
        if let (Some(description), Some(schema)) = (description, as_map_mut(&mut schema)) {
            schema
                .entry("description".to_owned())
                .or_insert(description);
        }
        properties.insert(name, schema);
    }
    let needed = !required.is_empty();
    let mut schema = Map::new();
    set(&mut schema, "type", at, Value::Text("object".into()));
    if needed {
        set(&mut schema, "required", at, Value::List(required));
    }
    set(&mut schema, "properties", at, Value::Map(properties));
    let content = object(
        at,
        media_type,
        object(at, "schema", node(at, Value::Map(schema))),
    );
    let mut body = Map::new();
    set(&mut body, "required", at, Value::Bool(needed));
    body.insert("content".to_owned(), content);
    Some(node(at, Value::Map(body)))
}
