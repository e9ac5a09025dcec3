//! The program that calls a client: a function for each call, through the types that users have.
//!
//! After what is the same in every driver (`driver.txt`), it reads like this:
//!
//! ```ignore
//! async fn call_0(client: &Client, full: bool, options: CallOptions) -> Result<Seen, String> {
//!     let mut call = client.list_pets(json::<i64>("1")?);
//!     if full {
//!         call = call.limit(json::<i32>("20")?);
//!     }
//!     whole(call.options(options).send().await)
//! }
//!
//! fn client(url: &str) -> Result<Client, Box<dyn std::error::Error>> {
//!     Ok(Client::builder().base_url(url).api_key("credential").build()?)
//! }
//!
//! async fn calls(client: &Client) {
//!     show(0, "with everything", Box::pin(call_0(client, true, options(None))).await);
//!     show(0, "with little", Box::pin(call_0(client, false, options(None))).await);
//!     show(0, "404", Box::pin(call_0(client, true, options(Some(404)))).await);
//! }
//! ```
//!
//! Takes: how a client is called, and values. Gives: the text of a crate. Must not: send anything itself.

use std::fmt::Write as _;

use generator::code::Name;
use generator::emit;
use generator::source::At;
use generator::{CallUsage, Making, RecordUsage, Usage, Wanted};
use serde_json::Value as Json;

use super::report::Sent;
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
    /// The calls, in the order of their numbers in the driver's output.
    pub(crate) calls: Vec<Call>,
    /// Calls that cannot be made, and why.
    pub(crate) uncallable: Vec<(String, String)>,
    pub(crate) text: String,
}

/// A call with all that is given to it.
pub(crate) struct Call {
    /// The operation.
    pub(crate) at: At,
    /// Its pointer.
    pointer: String,
    /// The media type of its body; empty where it has none.
    media_type: String,
    /// The method of the client.
    method: String,
    /// The method that sends.
    send: &'static str,
    /// Expressions of what the method needs.
    arguments: Vec<String>,
    /// Names and expressions of what may be set beside.
    setters: Vec<(String, String)>,
    /// What reads the answer: `whole` or `streamed`.
    reader: &'static str,
    /// The statuses that the operation documents.
    statuses: Vec<u16>,
}

impl Program {
    pub(crate) fn new(usage: &Usage, values: &mut Values<'_>) -> Self {
        let (mut calls, mut uncallable) = (Vec::new(), Vec::new());
        for call in &usage.calls {
            match Call::of(call, values) {
                Ok(call) => calls.push(call),
                Err(reason) => uncallable.push((values.called(call.at), reason)),
            }
        }
        let mut text = HEAD.to_owned();
        let mut runs = String::new();
        for (number, call) in calls.iter().enumerate() {
            text.push_str(&call.function(number));
            runs.push_str(&call.runs(number));
        }
        let client = client(usage, values);
        let _ = write!(
            text,
            r"
fn client(url: &str) -> Result<Client, Box<dyn std::error::Error>> {{
    {client}
}}

async fn calls(client: &Client) {{
{runs}}}
"
        );
        Self {
            operations: usage.calls.len(),
            calls,
            uncallable,
            text,
        }
    }
}

impl Call {
    /// # Errors
    ///
    /// Which argument has no value, and why. What may be set and has none is not set.
    fn of(call: &CallUsage, values: &mut Values<'_>) -> Result<Self, String> {
        let body = call.body.as_ref();
        let media_type = body.map(|(_, media_type)| media_type.clone());
        let body = body.map(|(at, media_type)| values.of_body(*at, media_type));
        let mut arguments = Vec::new();
        for wanted in &call.arguments {
            let name = wanted.key.as_deref().unwrap_or_else(|| wanted.name.bare());
            let value = value(wanted, body.as_ref(), values);
            arguments.push(value.map_err(|reason| format!("`{name}`: {reason}"))?);
        }
        let setters = call.setters.iter().filter_map(|wanted| {
            let value = value(wanted, body.as_ref(), values).ok()?;
            Some((wanted.name.as_str().to_owned(), value))
        });
        let setters = setters.collect();
        Ok(Self {
            at: call.at,
            pointer: values.called(call.at),
            media_type: media_type.unwrap_or_default(),
            method: call.method.as_str().to_owned(),
            send: call.send,
            arguments,
            setters,
            reader: if call.streams { "streamed" } else { "whole" },
            statuses: values.statuses(call.at),
        })
    }

    /// What is told of it when its answers are judged.
    pub(crate) fn sent(&self) -> Sent<'_> {
        Sent {
            pointer: &self.pointer,
            media_type: &self.media_type,
        }
    }

    /// The function that makes it.
    fn function(&self, number: usize) -> String {
        let Self {
            method,
            send,
            reader,
            ..
        } = self;
        let arguments = self.arguments.join(", ");
        let mut setters = String::new();
        for (name, value) in &self.setters {
            let _ = writeln!(setters, "        call = call.{name}({value});");
        }
        format!(
            r"
async fn call_{number}(client: &Client, full: bool, options: CallOptions) -> Result<Seen, String> {{
    let mut call = client.{method}({arguments});
    if full {{
{setters}    }}
    {reader}(call.options(options).{send}().await)
}}
"
        )
    }

    /// One run with everything, one with little, and one for each status that the operation documents.
    fn runs(&self, number: usize) -> String {
        let mut runs = vec![("with everything".to_owned(), true, None)];
        if !self.setters.is_empty() {
            runs.push(("with little".to_owned(), false, None));
        }
        let statuses = self.statuses.iter();
        runs.extend(statuses.map(|it| (it.to_string(), true, Some(it))));
        let mut text = String::new();
        for (name, full, status) in runs {
            let call = format!("call_{number}(client, {full}, options({status:?}))");
            let _ = writeln!(
                text,
                "    show({number}, {name:?}, Box::pin({call}).await);"
            );
        }
        text
    }
}

/// The expression of a value.
fn value(
    wanted: &Wanted,
    body: Option<&Result<Json, String>>,
    values: &mut Values<'_>,
) -> Result<String, String> {
    match &wanted.making {
        Making::Nothing => return Err("it holds files deeper than in its members".to_owned()),
        Making::Record(usage) => return record(usage, body, values),
        _ => {}
    }
    let found = match (&wanted.key, body) {
        (None, Some(body)) if wanted.name == Name::ours("body") => body.clone(),
        (Some(key), Some(Ok(body))) if body.get(key).is_some() => Ok(body[key].clone()),
        _ => values.of(wanted.at),
    };
    let is_bytes = matches!(wanted.making, Making::Bytes | Making::Files);
    let json = match found {
        Err(_) if is_bytes => Json::from("text"),
        found => found?,
    };
    Ok(expression(&wanted.making, &json))
}

/// The expression of a record with all that can be set.
fn record(
    usage: &RecordUsage,
    body: Option<&Result<Json, String>>,
    values: &mut Values<'_>,
) -> Result<String, String> {
    let arguments = usage.arguments.iter();
    let arguments = arguments.map(|it| value(it, body, values));
    let arguments = arguments.collect::<Result<Vec<_>, _>>()?.join(", ");
    let new = if arguments.is_empty() {
        "default"
    } else {
        "new"
    };
    let mut text = format!("{}::{new}({arguments})", emit::ty(&usage.ty));
    for wanted in &usage.setters {
        if let Ok(value) = value(wanted, body, values) {
            let _ = write!(text, ".{}({value})", wanted.name.as_str());
        }
    }
    Ok(text)
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
        Making::Files => format!("vec![{text:?}.as_bytes().to_vec().into()]"),
        Making::Record(_) | Making::Nothing => "unreachable!()".to_owned(),
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
