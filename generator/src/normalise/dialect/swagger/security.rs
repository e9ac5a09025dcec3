//! `securityDefinitions`.
//!
//! Takes: security schemes of 2.0. Gives: those of 3.0. Must not: know how a credential is sent.

use super::Context;
use crate::diagnostics::Code;
use crate::normalise::tree::{as_map_mut, node, object, rename, set, text, text_of};
use crate::source::{At, Map, Node, Value};

/// Converts all schemes. `apiKey` is the same in both.
pub(super) fn convert(schemes: &mut Map, context: &mut Context<'_>) {
    for scheme in schemes.values_mut() {
        let at = scheme.at;
        let Some(map) = as_map_mut(scheme) else {
            continue;
        };
        match text_of(map, "type") {
            Some("basic") => {
                let at = map.get("type").map_or(at, |it| it.at);
                set(map, "type", at, Value::Text("http".into()));
                map.insert("scheme".to_owned(), text(at, "basic"));
            }
            Some("oauth2") => oauth2(map, at, context),
            _ => {}
        }
    }
}

/// A flow is one of four objects in 3.0, and a word in 2.0.
fn oauth2(map: &mut Map, at: At, context: &mut Context<'_>) {
    if map.contains_key("flows") {
        return;
    }
    let flow = text_of(map, "flow").and_then(|flow| match flow {
        "implicit" => Some(("implicit", ["authorizationUrl"].as_slice())),
        "password" => Some(("password", &["tokenUrl"])),
        "application" => Some(("clientCredentials", &["tokenUrl"])),
        "accessCode" => Some(("authorizationCode", &["authorizationUrl", "tokenUrl"])),
        _ => None,
    });
    let flow = flow.filter(|(_, urls)| urls.iter().all(|it| text_of(map, it).is_some()));
    let flows = if let Some((name, _)) = flow {
        map.shift_remove("flow");
        object(at, name, details(map, at))
    } else {
        context.note(
            Code::UnknownKeyword,
            at,
            "how a token is got by this scheme is not understood",
            "Give it a `flow` of Swagger 2.0, and the URLs of that flow.",
        );
        rename(map, "flow", "x-flow");
        node(at, Value::Map(Map::new()))
    };
    for key in ["authorizationUrl", "tokenUrl", "scopes"] {
        rename(map, key, &format!("x-{key}"));
    }
    map.insert("flows".to_owned(), flows);
}

/// The URLs and scopes of the one flow.
fn details(map: &mut Map, at: At) -> Node {
    let mut flow = Map::new();
    for key in ["authorizationUrl", "tokenUrl", "scopes"] {
        if let Some((key, value)) = map.shift_remove_entry(key) {
            flow.insert(key, value);
        }
    }
    let scopes = flow
        .entry("scopes".to_owned())
        .or_insert_with(|| node(at, Value::Map(Map::new())));
    if let Value::Map(scopes) = &mut scopes.value {
        scopes.retain(|name, _| !name.starts_with("x-"));
    }
    node(at, Value::Map(flow))
}
