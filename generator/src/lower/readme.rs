//! `README.md` of the generated crate, which is also its front page in the documentation.
//!
//! Takes: settings and APIs. Gives: its text. Must not: let text of a document through except by `docs` or as a code span.

use super::{Context, Known, docs, manifest, operations, requests};
use crate::code::{self, Type};
use crate::model::{Credential, Operation, Server, Success};
use crate::settings::Settings;

/// The text of the README.
pub(super) fn text(settings: &Settings, apis: &[Known<'_>]) -> String {
    let mut text = format!("# `{}`\n\n", settings.package);
    text.push_str(&titles(apis));
    text.push_str("\n\n");
    for api in apis {
        text.push_str(&section(settings, api));
    }
    text.push_str(&features(apis));
    text.push_str(ABSENT);
    text.push_str(if apis.iter().any(|it| it.settings.validate) {
        "- Checks that nobody asks for: lengths, ranges, counts and simple patterns are checked by `runtime::Validate` alone, other patterns by nobody.\n"
    } else {
        "- Checks of what the API checks itself: lengths, patterns and ranges are documented, not enforced.\n"
    });
    text.push_str(ABSENT_TOO);
    text
}

const ABSENT: &str = "\
## What is not there

";

const ABSENT_TOO: &str = "\
- Callbacks and webhooks, which call you.
- XML: it is text or bytes here.

## When a call fails

What failed and does no harm if it is sent twice is tried again, up to three times within a minute; `Retry` and `CallOptions` change that.
An error says what came back, how often the call was tried, and whether it can have been carried out.
";

fn titles(apis: &[Known<'_>]) -> String {
    let titles: Vec<String> = apis.iter().map(|it| inline(&manifest::title(it))).collect();
    format!("Typed client of {}.", titles.join(" and "))
}

/// A sentence inside of another one.
fn inline(text: &str) -> String {
    let sentence = docs::sentence(text);
    sentence.strip_suffix('.').unwrap_or(&sentence).to_owned()
}

fn features(apis: &[Known<'_>]) -> String {
    let mut text = "## Features\n\n| feature | default | what it adds |\n|--|--|--|\n".to_owned();
    for api in apis {
        if let (Some(feature), Some(module)) = (&api.settings.feature, &api.settings.module) {
            text.extend(["| `", feature, "` | yes | the module `", module, "` |\n"]);
        }
    }
    text.push_str("| `reqwest` | yes | the transport that is used unless another one is given |\n");
    text.push_str("| `blocking` | no | calls without an async runtime: `send().block()` |\n");
    text.push_str(
        "| `tower` | no | a transport over any service of `tower`: `runtime::TowerTransport` |\n",
    );
    text.push_str(
        "| `gzip` | no | answers packed with gzip, which a builder asks for: `gzip()` |\n",
    );
    text.push_str("| `tracing` | no | a span for each call and each attempt, with the names of OpenTelemetry and without values |\n");
    text.push_str("| `serde` | no | `Serialize` and `Deserialize` for all types |\n\n");
    text
}

/// One call of an API.
fn section(settings: &Settings, api: &Known<'_>) -> String {
    let context = Context::of(api.api, api.facts, api.names, api.settings);
    let heading = inline(&manifest::title(api));
    let library = settings.package.replace('-', "_");
    let path = match &api.settings.module {
        Some(module) => format!("{library}::{module}"),
        None => library,
    };
    let Some(lines) = example(&context, &path) else {
        return format!("## {heading}\n\nIts client is `{path}::Client`.\n\n");
    };
    let feature = api
        .settings
        .feature
        .as_ref()
        .map(|it| format!("# #[cfg(feature = \"{it}\")]\n"))
        .unwrap_or_default();
    format!(
        "## {heading}\n\n```rust,no_run\n{feature}# async fn example() -> Result<(), Box<dyn std::error::Error>> {{\n{}\n# Ok(())\n# }}\n```\n\n",
        lines.join("\n")
    )
}

/// The lines of an example: a client, and the first call whose arguments are all plain.
fn example(context: &Context<'_>, path: &str) -> Option<Vec<String>> {
    let mut lines = vec![
        format!("use {path}::Client;"),
        String::new(),
        "let client = Client::builder()".to_owned(),
    ];
    let schemes = context.api.schemes.iter().zip(&context.names.credentials);
    if let Some((scheme, name)) = schemes.into_iter().next() {
        let arguments = if scheme.place == Credential::Basic {
            "\"user\", \"password\""
        } else {
            "\"…\""
        };
        lines.push(format!("    .{}({arguments})", name.as_str()));
    }
    for (global, name) in context.api.globals.iter().zip(&context.names.globals) {
        let ty = context.parameter(&global.ty, global.secret);
        lines.push(format!("    .{}({})", name.as_str(), literal(&ty)?));
    }
    if context.api.servers.default.is_none() {
        let url = requests::example_url(&context.api.servers);
        lines.push(format!("    .base_url(\"{url}\")"));
    }
    if (context.api.servers.default.as_ref()).is_some_and(Server::is_plain) {
        lines.push("    // The server of the document is not encrypted.".to_owned());
        lines.push("    .plain_http(true)".to_owned());
    }
    lines.push("    .build()?;".to_owned());
    lines.push(plain_call(context)?);
    lines.push("println!(\"{answer:?}\");".to_owned());
    Some(lines)
}

fn plain_call(context: &Context<'_>) -> Option<String> {
    let whole = |it: &&Operation| !matches!(it.outcome.success, Success::Streamed);
    let mut operations = context.operations().filter(|(it, _)| whole(it));
    operations.find_map(|(operation, names)| {
        let arguments: Option<Vec<String>> = operations::arguments(context, operation, names)
            .iter()
            .map(|it| literal(&it.ty))
            .collect();
        Some(format!(
            "let answer = client.{}({}).send().await?;",
            names.method.as_str(),
            arguments?.join(", ")
        ))
    })
}

/// A value of a type as people write it, if it is plain.
fn literal(ty: &Type) -> Option<String> {
    Some(match ty {
        Type::Known(known) => match known {
            code::Known::String | code::Known::Secret => "\"…\"".to_owned(),
            code::Known::Bool => "true".to_owned(),
            code::Known::I32 | code::Known::I64 | code::Known::U32 | code::Known::U64 => {
                "1".to_owned()
            }
            code::Known::F64 => "1.0".to_owned(),
            _ => return None,
        },
        _ => return None,
    })
}
