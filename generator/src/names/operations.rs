//! Names of operations, of their parameters, and of what sets the client up.
//!
//! Takes: the operations, groups, globals and schemes of a model. Gives: [`OperationNames`] and lists of identifiers.
//! Must not: name types, whose fields it takes as they are.

use std::collections::BTreeSet;

use super::scope::{Contender, contender, hinted, settle};
use super::words::{self, Case};
use super::{Ident, OperationNames, TypeNames, reserved, status};
use crate::diagnostics::Diagnostics;
use crate::model::{
    Api, Body, Global, Group, Header, Input, Operation, Place, Scalar, Scheme, Success, Type,
    Variable,
};

/// Setters of the client's builder: globals, credentials, and variables of the servers, all in one scope.
pub(super) struct Settings {
    pub(super) globals: Vec<Ident>,
    pub(super) credentials: Vec<Ident>,
    pub(super) variables: Vec<Ident>,
}

/// Names of the setters of the client's builder.
pub(super) fn settings(api: &Api, diagnostics: &mut Diagnostics) -> Settings {
    let contenders: Vec<Contender> = (api.globals.iter().map(global))
        .chain(api.schemes.iter().map(scheme))
        .chain(api.variables().into_iter().map(variable))
        .map(|it| it.avoiding(reserved::for_setting))
        .collect();
    let mut names = settle("setting", &contenders, &BTreeSet::new(), diagnostics).into_iter();
    Settings {
        globals: names.by_ref().take(api.globals.len()).collect(),
        credentials: names.by_ref().take(api.schemes.len()).collect(),
        variables: names.collect(),
    }
}

/// Modules of the groups.
pub(super) fn groups(api: &Api, diagnostics: &mut Diagnostics) -> Vec<Ident> {
    let module = |group: &Group| {
        let name = group.name.as_str();
        let spelling = if name.is_empty() { "operations" } else { name };
        let contender = contender(Case::Snake, spelling, name).at(group.at);
        let contender = if name.is_empty() {
            contender.modest().only(&["without_tag"])
        } else {
            contender
        };
        contender.avoiding(reserved::for_module)
    };
    let contenders: Vec<Contender> = api.groups.iter().map(module).collect();
    settle("module", &contenders, &BTreeSet::new(), diagnostics)
}

/// Constants of the headers of answers. A header is told from another of its name by its type.
pub(super) fn headers(api: &Api, diagnostics: &mut Diagnostics) -> Vec<Ident> {
    let contenders: Vec<Contender> = api.headers.iter().map(|it| header(api, it)).collect();
    let names = settle("header", &contenders, &BTreeSet::new(), diagnostics);
    let constant = |it: Ident| Ident(bare(&it).to_ascii_uppercase());
    names.into_iter().map(constant).collect()
}

fn header(api: &Api, header: &Header) -> Contender {
    let wire = header.wire.to_ascii_lowercase();
    let kind = match &header.ty {
        _ if header.json => "json",
        Type::Scalar(Scalar::Boolean) => "boolean",
        Type::Scalar(Scalar::Text | Scalar::Secret | Scalar::Formatted(_)) => "text",
        Type::Scalar(_) => "number",
        Type::List(_) => "list",
        _ => "value",
    };
    let key = format!("{wire} {kind} {}", shape(api, &header.ty));
    contender(Case::Snake, &wire, key)
        .only(&[kind])
        .at(header.at)
}

/// What tells a type from any other, whatever the order of the document.
fn shape(api: &Api, ty: &Type) -> String {
    match ty {
        Type::Named(id) => {
            let definition = api.types.get(*id);
            definition.map_or_else(String::new, |it| it.origin.pointer.clone())
        }
        Type::List(inner) => format!("list {}", shape(api, inner)),
        Type::Tuple(items) => {
            let items: Vec<String> = items.iter().map(|it| shape(api, it)).collect();
            format!("tuple {}", items.join(" "))
        }
        Type::Map(inner) => format!("map {}", shape(api, inner)),
        Type::Nullable(inner) => format!("nullable {}", shape(api, inner)),
        Type::Scalar(Scalar::Formatted(index)) => {
            let format = api.formats.get(usize::from(*index));
            format!("text {}", format.map_or("", String::as_str))
        }
        Type::Scalar(_) | Type::Json => format!("{ty:?}"),
    }
}

/// Names of all operations. Methods are unique over the whole client, and so is what is called after them.
pub(super) fn assign(
    api: &Api,
    types: &[TypeNames],
    globals: &[Ident],
    diagnostics: &mut Diagnostics,
) -> Vec<OperationNames> {
    let none = BTreeSet::new();
    let contenders: Vec<Contender> = api.operations.iter().map(method).collect();
    let methods = settle("operation", &contenders, &none, diagnostics);
    let stems: Vec<Contender> = (api.operations.iter().zip(&methods))
        .map(|(operation, method)| stem(operation, method))
        .collect();
    let calls = settle("call", &stems, &none, diagnostics);
    let mut others = others(api, &methods, &calls, diagnostics).into_iter();
    let named = api.operations.iter().zip(methods).zip(calls);
    named
        .map(|((operation, method), call)| {
            let mut own = OperationNames {
                constant: constant(&method),
                error: Ident(format!("{}Error", call.as_str())),
                response: Ident(format!("{}Response", call.as_str())),
                successes: match &operation.outcome.success {
                    Success::Several(answers) => status::answers(answers, diagnostics),
                    Success::Empty
                    | Success::Redirect
                    | Success::Streamed
                    | Success::One { .. } => Vec::new(),
                },
                failures: status::answers(&operation.outcome.failures, diagnostics),
                inputs: inputs(
                    operation,
                    operation.body.as_ref(),
                    types,
                    globals,
                    diagnostics,
                ),
                method,
                call,
                others: Vec::new(),
            };
            let bodies = operation.others.iter().zip(others.by_ref());
            own.others = bodies
                .map(|(body, (method, call))| OperationNames {
                    constant: constant(&method),
                    inputs: inputs(operation, Some(body), types, globals, diagnostics),
                    method,
                    call,
                    ..own.clone()
                })
                .collect();
            own
        })
        .collect()
}

fn constant(method: &Ident) -> Ident {
    Ident(bare(method).to_ascii_uppercase())
}

/// Methods and calls that send other bodies, in order: `create_message_multipart` beside `create_message`. They give way to every
/// operation's own.
fn others(
    api: &Api,
    methods: &[Ident],
    calls: &[Ident],
    diagnostics: &mut Diagnostics,
) -> Vec<(Ident, Ident)> {
    let bodies = || {
        let operations = api.operations.iter().zip(methods);
        operations.flat_map(|(operation, method)| {
            let bodies = operation.others.iter();
            bodies.map(move |body| (operation, method, body))
        })
    };
    let taken = |names: &[Ident]| names.iter().map(|it| bare(it).to_owned()).collect();
    let contenders: Vec<Contender> = bodies()
        .map(|(operation, method, body)| {
            let key = format!(
                "{} {} {}",
                operation.method, operation.path.template, body.media_type
            );
            hinted(Case::Snake, &[bare(method), body.word.as_str()], key)
                .ours()
                .at(body.at)
                .renamed(body.renamed.as_deref())
                .avoiding(reserved::for_method)
        })
        .collect();
    let names = settle("operation", &contenders, &taken(methods), diagnostics);
    let stems: Vec<Contender> = bodies()
        .zip(&names)
        .map(|((operation, ..), name)| stem(operation, name))
        .collect();
    let stems = settle("call", &stems, &taken(calls), diagnostics);
    names.into_iter().zip(stems).collect()
}

/// An operation is told from others of the same id by method and path: `list_get_users_by_id`.
fn method(operation: &Operation) -> Contender {
    let template = &operation.path.template;
    let key = format!("{} {template}", operation.method);
    let contender = contender(Case::Snake, &operation.id, key);
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"/{}".contains(&b);
    let contender = if template.bytes().all(plain) {
        let path = template.replace('{', "by/");
        contender.or_else(&words::words(&format!("{}/{path}", operation.method)).join("_"))
    } else {
        contender
    };
    contender
        .at(operation.at)
        .called(operation.called.as_deref())
        .renamed(operation.renamed.as_deref())
        .avoiding(reserved::for_method)
}

/// The call is called after the method: `RemoveAudience` after `remove_audience`.
fn stem(operation: &Operation, method: &Ident) -> Contender {
    let name = bare(method);
    hinted(Case::Pascal, &[name], name)
        .ours()
        .at(operation.at)
        .avoiding(reserved::for_call)
}

/// Names of the parameters of one operation. Fields of a flattened body and values that the client holds have
/// their names already, and parameters give way to them.
fn inputs(
    operation: &Operation,
    body: Option<&Body>,
    types: &[TypeNames],
    globals: &[Ident],
    diagnostics: &mut Diagnostics,
) -> Vec<Ident> {
    let mut taken: BTreeSet<String> = reserved::CALL.iter().map(|&it| it.to_owned()).collect();
    if operation.paging.is_some() {
        taken.extend(reserved::PAGED.iter().map(|&it| it.to_owned()));
    }
    if operation.polling.is_some() || operation.follows {
        taken.extend(reserved::POLLED.iter().map(|&it| it.to_owned()));
    }
    taken.extend(flat_fields(body, types));
    let mut names: Vec<Option<Ident>> = Vec::with_capacity(operation.inputs.len());
    for input in &operation.inputs {
        let global = input.global.and_then(|index| globals.get(index));
        names.push(
            global
                .filter(|it| taken.insert(bare(it).to_owned()))
                .cloned(),
        );
    }
    let open = operation.inputs.iter().zip(&names);
    let contenders: Vec<Contender> = open
        .filter(|(_, name)| name.is_none())
        .map(|(input, _)| parameter(input))
        .collect();
    let mut settled = settle("parameter", &contenders, &taken, diagnostics).into_iter();
    let given = names.into_iter();
    given
        .filter_map(|name| name.or_else(|| settled.next()))
        .collect()
}

fn flat_fields<'a>(
    body: Option<&'a Body>,
    types: &'a [TypeNames],
) -> impl Iterator<Item = String> + 'a {
    let id = body
        .filter(|body| body.flatten)
        .and_then(|body| match body.ty() {
            Some(Type::Named(id)) => Some(id.0 as usize),
            _ => None,
        });
    let names = id.and_then(|id| types.get(id));
    let fields = names.into_iter().flat_map(|names| &names.members);
    fields.map(|field| bare(field).to_owned())
}

/// Only a parameter of the path has a claim; others say where they are sent: `id_query`, `user_id_query_camel`.
/// Names of headers do not tell capitals from small letters, so `User-Id` is the plain spelling there.
fn parameter(input: &Input) -> Contender {
    let words = words::words(&input.wire);
    let plain = match input.place {
        Place::Header => words.join("-").eq_ignore_ascii_case(&input.wire),
        Place::Path | Place::Query | Place::QueryString | Place::Cookie => {
            words.join("_") == input.wire
        }
    };
    let place = match input.place {
        Place::Path => "path",
        Place::Query | Place::QueryString => "query",
        Place::Header => "header",
        Place::Cookie => "cookie",
    };
    let suffix = match words::style(&words, &input.wire) {
        _ if plain => Some(place.to_owned()),
        Some(style) => Some(format!("{place}_{style}")),
        None => sign(&input.wire).map(str::to_owned),
    };
    let key = format!("{place} {}", input.wire);
    let contender = contender(Case::Snake, &input.wire, key);
    let contender = match suffix {
        Some(suffix) => contender.only(&[&suffix]),
        // Only signs tell such spellings from others: `DateSent<`.
        None => contender,
    };
    let contender = match input.place {
        Place::Path => contender,
        Place::Query | Place::QueryString | Place::Header | Place::Cookie => contender.modest(),
    };
    contender
        .at(input.at)
        .called(input.called.as_deref())
        .renamed(input.renamed.as_deref())
        .avoiding(reserved::for_input)
}

/// What the sign at the end of a spelling says: `DateSent<` is what `DateSent` is to be less than.
fn sign(spelling: &str) -> Option<&'static str> {
    const SIGNS: [(&str, &str); 6] = [
        ("[]", "list"),
        ("<=", "at_most"),
        (">=", "at_least"),
        ("<", "less"),
        (">", "greater"),
        ("!", "not"),
    ];
    SIGNS.iter().find_map(|(sign, word)| {
        let stem = spelling.strip_suffix(sign)?;
        words::style(&words::words(stem), stem).map(|_| *word)
    })
}

/// `X-Batch-Project` is `batch_project`: the `X-` says nothing.
fn global(global: &Global) -> Contender {
    let plain = global
        .wire
        .get(..2)
        .filter(|it| it.eq_ignore_ascii_case("x-"));
    let spelling = match (plain, global.wire.get(2..)) {
        (Some(_), Some(rest)) if !rest.is_empty() => rest,
        _ => global.wire.as_str(),
    };
    let words = words::words(spelling);
    let header = words.join("-").eq_ignore_ascii_case(spelling);
    let suffix: &[&str] = if header { &["value"] } else { &[] };
    contender(Case::Snake, spelling, format!("global {}", global.wire))
        .modest()
        .only(suffix)
        .renamed(global.renamed.as_deref())
}

/// Keys of `components/securitySchemes` are unique, so a credential has the claim to its own spelling.
fn scheme(scheme: &Scheme) -> Contender {
    contender(
        Case::Snake,
        &scheme.name,
        format!("credential {}", scheme.name),
    )
    .at(scheme.at)
    .renamed(scheme.renamed.as_deref())
}

fn variable(variable: &Variable) -> Contender {
    let key = format!("variable {}", variable.name);
    let contender = contender(Case::Snake, &variable.name, key).modest();
    if words::words(&variable.name).join("_") == variable.name {
        contender.only(&["variable"])
    } else {
        contender.only(&[])
    }
}

/// Text without `r#`.
fn bare(ident: &Ident) -> &str {
    ident.as_str().strip_prefix("r#").unwrap_or(ident.as_str())
}
