//! `x-ms-parameterized-host`: a host with parameters in it.
//!
//! Takes: a document of 2.0. Gives: a server with variables. Must not: invent a value for a variable.

use super::{resolve, servers};
use crate::normalise::tree::{as_map, is_false, list_of, node, set, text, text_of};
use crate::source::{Map, Node, Value};

/// The server of a document: what it says of schemes does not count here, because the template has one or `https` is meant.
pub(super) fn of_template(map: &Map, said: &Node, root: &Node) -> Option<Node> {
    let at = said.at;
    let said = as_map(said)?;
    let template = text_of(said, "hostTemplate")?.trim_end_matches('/');
    let has_scheme = is_false(said, "useSchemePrefix") || template.contains("://");
    let scheme = if has_scheme { "" } else { "https://" };
    let base = servers::base_path(map).unwrap_or_default();
    let mut server = Map::new();
    server.insert(
        "url".to_owned(),
        text(at, format!("{scheme}{template}{base}")),
    );
    let parameters = list_of(said, "parameters").into_iter().flatten();
    let parameters = parameters.filter_map(|it| resolve(root, it).map(|(map, _)| map));
    let variables: Map = parameters.filter_map(variable).collect();
    if !variables.is_empty() {
        set(&mut server, "variables", at, Value::Map(variables));
    }
    let server = node(at, Value::Map(server));
    Some(node(at, Value::List(vec![server])))
}

/// A parameter of the host that has a value unless the caller says another.
fn variable(parameter: &Map) -> Option<(String, Node)> {
    let name = text_of(parameter, "name")?;
    let values = list_of(parameter, "enum");
    let default = parameter.get("default").or_else(|| values?.first())?;
    let mut variable = Map::new();
    for key in ["enum", "description"] {
        let said = parameter.get(key).cloned();
        variable.extend(said.map(|it| (key.to_owned(), it)));
    }
    variable.insert("default".to_owned(), default.clone());
    Some((name.to_owned(), node(default.at, Value::Map(variable))))
}
