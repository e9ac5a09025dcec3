//! The program that calls a client: a function a call, through the types that users have.
//!
//! Takes: how a client is called, and values. Gives: the text of a crate. Must not: send anything itself.

use std::fmt::Write as _;

use generator::code::Name;
use generator::emit;
use generator::source::At;
use generator::{CallUsage, Making, Usage, Wanted};
use serde_json::Value as Json;

use super::values::Values;

/// The names of the crates.
pub(crate) const PACKAGE: &str = "conformance-driver";
pub(crate) const CLIENT: &str = "conformance-client";

/// What stands in the driver's `Cargo.toml`. It is a workspace of its own, wherever it lies.
pub(crate) const MANIFEST: &str = r#"[package]
name = "conformance-driver"
version = "0.1.0"
edition = "2024"

[workspace]
exclude = ["client"]

[dependencies]
conformance-client = { path = "client" }
http = "1"
serde_json = "1"
tokio = { version = "1", default-features = false, features = ["net", "rt", "time"] }
"#;

/// What is the same in every driver.
const HEAD: &str = include_str!("driver.txt");

/// A driver.
pub(crate) struct Program {
    /// Operations of the client.
    pub(crate) operations: usize,
    /// The calls by their numbers in the driver's output: the pointer of each operation.
    pub(crate) calls: Vec<String>,
    /// Their operations.
    pub(crate) places: Vec<At>,
    /// Calls that cannot be made, and why.
    pub(crate) uncallable: Vec<(String, String)>,
    pub(crate) text: String,
}

impl Program {
    pub(crate) fn new(usage: &Usage, values: &mut Values<'_>) -> Self {
        let mut program = Self {
            operations: usage.calls.len(),
            calls: Vec::new(),
            places: Vec::new(),
            uncallable: Vec::new(),
            text: HEAD.to_owned(),
        };
        let mut runs = String::new();
        for call in &usage.calls {
            let pointer = values.called(call.at);
            match function(call, values, program.calls.len()) {
                Ok(function) => {
                    program.text.push_str(&function);
                    program.runs(call, values, &mut runs);
                    program.calls.push(pointer);
                    program.places.push(call.at);
                }
                Err(reason) => program.uncallable.push((pointer, reason)),
            }
        }
        let client = client(usage, values);
        let _ = write!(
            program.text,
            "\nfn client(url: &str) -> Result<Client, Box<dyn std::error::Error>> {{\n    {client}\n}}\n\n\
             async fn calls(client: &Client) {{\n{runs}}}\n"
        );
        program
    }

    /// One with everything, one with little, and one for each status that the operation documents.
    fn runs(&self, call: &CallUsage, values: &Values<'_>, runs: &mut String) {
        let number = self.calls.len();
        let mut run = |name: &str, full: bool, status: Option<u16>| {
            let _ = writeln!(
                runs,
                "    show({number}, {name:?}, Box::pin(call_{number}(client, {full}, options({status:?}))).await);"
            );
        };
        run("with everything", true, None);
        if !call.setters.is_empty() {
            run("with little", false, None);
        }
        for status in values.statuses(call.at) {
            run(&status.to_string(), true, Some(status));
        }
    }
}

/// The function of a call.
fn function(call: &CallUsage, values: &mut Values<'_>, number: usize) -> Result<String, String> {
    let body = call.body.as_ref();
    let body = body.map(|(at, media_type)| values.of_body(*at, media_type));
    let mut arguments = Vec::new();
    for wanted in &call.arguments {
        let name = wanted.key.as_deref().unwrap_or_else(|| wanted.name.bare());
        let value = value(wanted, body.as_ref(), values);
        arguments.push(value.map_err(|reason| format!("`{name}`: {reason}"))?);
    }
    let setters = call.setters.iter().filter_map(|wanted| {
        let value = value(wanted, body.as_ref(), values).ok()?;
        Some(format!(
            "        call = call.{}({value});\n",
            wanted.name.as_str()
        ))
    });
    let setters: String = setters.collect();
    let (method, send) = (call.method.as_str(), call.send);
    let arguments = arguments.join(", ");
    let seen = if call.streams { "streamed" } else { "whole" };
    Ok(format!(
        "\nasync fn call_{number}(client: &Client, full: bool, options: CallOptions) -> Result<Seen, String> {{\n    \
         let mut call = client.{method}({arguments});\n    \
         if full {{\n{setters}    }}\n    \
         {seen}(call.options(options).{send}().await)\n}}\n"
    ))
}

/// The expression of a value.
fn value(
    wanted: &Wanted,
    body: Option<&Result<Json, String>>,
    values: &mut Values<'_>,
) -> Result<String, String> {
    if wanted.making == Making::Nothing {
        return Err("it holds files, and is no argument of its own".to_owned());
    }
    let found = match (&wanted.key, body) {
        (None, Some(body)) if wanted.name == Name::ours("body") => body.clone(),
        (Some(key), Some(Ok(body))) if body.get(key).is_some() => Ok(body[key].clone()),
        _ => values.of(wanted.at),
    };
    let is_bytes = matches!(wanted.making, Making::Bytes);
    let json = match found {
        Err(_) if is_bytes => Json::from("text"),
        found => found?,
    };
    Ok(expression(&wanted.making, &json))
}

fn expression(making: &Making, json: &Json) -> String {
    let text = json
        .as_str()
        .map_or_else(|| json.to_string(), str::to_owned);
    match making {
        Making::Json(ty) => format!("json::<{}>({:?})?", emit::ty(ty), json.to_string()),
        Making::Text => format!("{text:?}"),
        Making::Bytes => format!("{text:?}.as_bytes().to_vec()"),
        Making::Pairs | Making::Parts => {
            let members = json.as_object().into_iter().flatten();
            let pairs = members
                .map(|(name, value)| format!("({name:?}, {})", expression(&Making::Text, value)));
            format!(
                "[{}].into_iter().collect()",
                pairs.collect::<Vec<_>>().join(", ")
            )
        }
        Making::Nothing => "unreachable!()".to_owned(),
    }
}

/// The expression of the client.
fn client(usage: &Usage, values: &mut Values<'_>) -> String {
    let mut text = "Ok(Client::builder().base_url(url)".to_owned();
    for (name, is_basic) in &usage.credentials {
        let name = name.as_str();
        let credential = if *is_basic {
            "(\"user\", \"password\")"
        } else {
            "(\"credential\")"
        };
        text.extend([".", name, credential]);
    }
    for wanted in &usage.globals {
        let value = value(wanted, None, values);
        let value = value.unwrap_or_else(|_| "json(\"null\")?".to_owned());
        let _ = write!(text, ".{}({value})", wanted.name.as_str());
    }
    text + ".build()?)"
}

#[cfg(test)]
mod tests {
    use super::*;
    use generator::code::{Known, Type};
    use serde_json::json;

    #[test]
    fn values_are_written_as_rust() {
        let check = |making, value, expected| assert_eq!(expression(&making, &value), expected);
        check(
            Making::Json(Type::Known(Known::String)),
            json!("a\"b"),
            r#"json::<String>("\"a\\\"b\"")?"#,
        );
        check(Making::Text, json!(1), r#""1""#);
        check(Making::Bytes, json!("a"), r#""a".as_bytes().to_vec()"#);
        check(
            Making::Pairs,
            json!({"a": 1}),
            r#"[("a", "1")].into_iter().collect()"#,
        );
    }
}
