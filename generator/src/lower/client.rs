//! The client and its builder.
//!
//! Takes: what is set once. Gives: the items of `client.rs`. Must not: know any operation.

use super::types::Slot;
use super::{Context, docs, lints, prose, requests};
use crate::code::{
    self, Api, Client, CredentialSetter, Doc, GlobalField, Item, Lint, Name, Scheme, Setter, Taken,
    VariableSetter,
};
use crate::model::{self, Credential, Global};
use crate::names;

/// The items of `client.rs`.
pub(super) fn client(context: &Context<'_>) -> Vec<Item> {
    let globals: Vec<GlobalField> = context
        .api
        .globals
        .iter()
        .zip(&context.names.globals)
        .map(|(it, name)| global(context, it, Name::from(name)))
        .collect();
    let names: Vec<&Name> = globals.iter().map(|it| &it.setter.name).collect();
    vec![Item::Client(Box::new(Client {
        doc: prose::join(vec![
            vec![format!("Client of {}.", context.title())],
            vec!["Cheap to clone; clones share connections and settings.".to_owned()],
            vec!["Calls of the built-in HTTP client run inside of a tokio runtime, and panic elsewhere.".to_owned()],
        ]),
        globals_lints: lints::private_fields(&Name::ours("Globals"), &names),
        globals,
        credentials: credentials(context),
        base_url: base_url_doc(context),
        variables: variables(context),
        api: api(context),
        idle: context.api.operations.is_empty(),
    }))]
}

fn global(context: &Context<'_>, global: &Global, name: Name) -> GlobalField {
    let ty = context.parameter(&global.ty, global.secret);
    let textual = context.is_textual(context.without_null(&global.ty).0);
    let slot = Slot::of_call(ty.clone(), textual, false);
    let doc = prose::doc(&global.doc, || {
        format!(
            "{}, which every call sends.",
            prose::code_span(&global.wire)
        )
    });
    GlobalField {
        doc: doc.clone(),
        label: name.bare().to_owned(),
        ty,
        setter: Setter {
            doc,
            lints: lints::setter(&name, &slot.argument(&name)),
            must_use: false,
            argument: slot.argument(&name),
            target: vec![name.clone()],
            value: slot.passed(&name),
            name,
        },
    }
}

fn credentials(context: &Context<'_>) -> Vec<CredentialSetter> {
    let schemes = context.api.schemes.iter().zip(&context.names.credentials);
    schemes
        .map(|(scheme, name)| CredentialSetter {
            doc: credential_doc(scheme),
            lints: match scheme.place {
                // It takes a user and a password.
                Credential::Basic => Vec::new(),
                _ => placeholder(name),
            },
            name: Name::from(name),
            scheme: scheme.name.clone(),
            takes: match scheme.place {
                Credential::Basic => Taken::Basic,
                Credential::Bearer => Taken::Token,
                Credential::Header(_) | Credential::Query(_) | Credential::Cookie(_) => {
                    Taken::Secret
                }
            },
        })
        .collect()
}

/// Lints of a setter of this name.
fn placeholder(name: &names::Ident) -> Vec<Lint> {
    let argument = Name::from(name);
    lints::placeholders(std::iter::once(&argument))
        .into_iter()
        .collect()
}

fn credential_doc(scheme: &model::Scheme) -> Doc {
    let place = match &scheme.place {
        Credential::Bearer => {
            "Sent as `Authorization: Bearer …`: a token, or what fetches it, such as `ClientCredentials`.".to_owned()
        }
        Credential::Basic => "Sent as `Authorization: Basic …`.".to_owned(),
        Credential::Header(name) => format!("Sent as the header {}.", prose::code_span(name)),
        Credential::Query(name) => format!("Sent in the query as {}.", prose::code_span(name)),
        Credential::Cookie(name) => format!("Sent as the cookie {}.", prose::code_span(name)),
    };
    let mut blocks = prose::head(&scheme.doc);
    blocks.push(vec![place]);
    blocks.extend(prose::tail(&scheme.doc));
    prose::join(blocks)
}

/// The first server is the one that calls go to; the others are there to choose from.
fn base_url_doc(context: &Context<'_>) -> Doc {
    let servers = &context.api.servers;
    let mut about = vec!["Sends calls to this URL instead of the documented server.".to_owned()];
    if (servers.default.as_ref()).is_some_and(model::Server::is_plain) {
        about.push(
            "That one is not encrypted, and is refused unless `plain_http` allows it.".to_owned(),
        );
    }
    if servers.default.is_none() {
        about = vec!["Sends calls to this URL. It has to be given.".to_owned()];
        if servers.base_path.is_some() {
            let url = prose::code_span(&requests::example_url(servers));
            about.push(format!("It ends with the path of the API: {url}."));
        }
    }
    let mut blocks = vec![about];
    let item = |it: &model::Server| {
        let about = it.doc.text.as_deref().map(docs::sentence);
        let line = format!(
            "* {} {}",
            prose::code_span(&it.url),
            about.unwrap_or_default()
        );
        line.trim_end().to_owned()
    };
    let others: Vec<String> = (servers.others.iter())
        .filter(|it| it.url.starts_with("https:"))
        .map(item)
        .collect();
    if !others.is_empty() {
        let about = match servers.default {
            Some(_) => "The document has other servers too:",
            None => "The document has these servers:",
        };
        blocks.push(vec![about.to_owned()]);
        blocks.push(others);
    }
    prose::join(blocks)
}

fn variables(context: &Context<'_>) -> Vec<VariableSetter> {
    let variables = context.api.variables().into_iter();
    variables
        .zip(&context.names.variables)
        .map(|(variable, name)| VariableSetter {
            doc: variable_doc(variable),
            lints: placeholder(name),
            name: Name::from(name),
            variable: variable.name.clone(),
        })
        .collect()
}

fn variable_doc(variable: &model::Variable) -> Doc {
    let mut blocks = prose::head(&variable.doc);
    blocks.push(vec![format!(
        "{} in the server's URL; {} unless set.",
        prose::code_span(&variable.name),
        prose::code_span(&variable.default)
    )]);
    if !variable.values.is_empty() {
        let values: Vec<String> = variable
            .values
            .iter()
            .map(|it| prose::code_span(it))
            .collect();
        blocks.push(vec![format!("Documented values: {}.", values.join(", "))]);
    }
    blocks.extend(prose::tail(&variable.doc));
    prose::join(blocks)
}

fn api(context: &Context<'_>) -> Api {
    let schemes = context.api.schemes.iter().map(|it| {
        let (place, key) = match &it.place {
            Credential::Bearer => ("Bearer", None),
            Credential::Basic => ("Basic", None),
            Credential::Header(name) => ("Header", Some(name.clone())),
            Credential::Query(name) => ("Query", Some(name.clone())),
            Credential::Cookie(name) => ("Cookie", Some(name.clone())),
        };
        Scheme {
            name: it.name.clone(),
            place,
            key,
        }
    });
    // Without a default, the client asks for a base URL and has no use for the others.
    let servers = &context.api.servers;
    Api {
        name: context
            .settings
            .module
            .clone()
            .unwrap_or_else(|| "client".to_owned()),
        servers: (servers.default.iter())
            .flat_map(|default| std::iter::once(default).chain(&servers.others))
            .map(requests::server)
            .collect::<Vec<code::Server>>(),
        schemes: schemes.collect(),
    }
}
