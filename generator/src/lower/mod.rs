//! Room 7: the model becomes Rust.
//!
//! Takes: the model of an API, its facts, its names, and the settings. Gives: [`code`], with every decision taken.
//! Must not: build tokens, or know `OpenAPI`'s syntax.

mod aliases;
mod client;
mod docs;
mod enumerations;
mod failures;
mod headers;
mod imports;
mod library;
mod lints;
mod locals;
mod manifest;
mod operations;
mod paging;
mod parameters;
mod pieces;
mod polling;
mod prose;
mod readme;
mod records;
mod requests;
mod rules;
#[cfg(test)]
mod sample;
mod sides;
mod sizes;
#[cfg(test)]
mod tests;
mod types;
mod unions;
mod usage;

use crate::analyse::Facts;
use crate::code::{self, Item, Name};
use crate::model::{self, Shape, TypeId};
use crate::names::{Names, OperationNames, TypeNames};
use crate::settings::ApiSettings;

pub use library::library;
pub use usage::{CallUsage, Making, RecordUsage, Usage, Wanted, usage};

/// An API with everything that is known of it.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// What it offers.
    pub api: &'a model::Api,
    /// What no single definition shows.
    pub facts: &'a Facts,
    /// What everything is called.
    pub names: &'a Names,
    /// What the maintainer chose.
    pub settings: &'a ApiSettings,
}

/// The module of an API.
#[must_use]
pub fn lower(
    api: &model::Api,
    facts: &Facts,
    names: &Names,
    settings: &ApiSettings,
) -> code::Module {
    let context = Context::of(api, facts, names, settings);
    let mut files = vec![file(
        &context,
        "client",
        vec![format!("The client of {}.", context.title())],
        client::client(&context),
    )];
    files.extend(operations::groups(&context));
    files.extend(optional_file(
        &context,
        "types",
        "What is sent and received. Enumerations are made with `from`, and give their value with `as_str` or `as_i64`.",
        types_page(&context),
    ));
    files.extend(optional_file(
        &context,
        "errors",
        "The documented failures of each call.",
        failures::errors(&context),
    ));
    files.extend(optional_file(
        &context,
        "responses",
        "The answers of calls that have several.",
        failures::responses(&context),
    ));
    files.extend(optional_file(
        &context,
        "headers",
        "Headers of answers. An answer and an error give them by their method `header`.",
        headers::headers(&context),
    ));
    files.extend(optional_file(
        &context,
        "wire",
        "How types are read and written.",
        wire_page(&context),
    ));
    let declarations = library::declarations(&context, &files);
    let declarations = match &settings.module {
        None => declarations,
        Some(module) => {
            files.insert(0, root(&context, module, declarations));
            Vec::new()
        }
    };
    code::Module {
        origin: settings.origin.clone(),
        declarations,
        files,
    }
}

/// The types of each of [`model::Api::schemas`] that are received and sent, as code outside of the module of types names them.
#[must_use]
pub fn uses(known: Known<'_>) -> Vec<[code::Type; 2]> {
    let context = Context::of(known.api, known.facts, known.names, known.settings);
    let named = |ty: &model::Type| context.ty(ty, types::Scope::Outside);
    let schemas = known.api.schemas.iter();
    schemas
        .map(|(_, ty)| [named(ty), named(&sides::sent(known.api, ty))])
        .collect()
}

/// What every function of this room looks at.
pub(crate) struct Context<'a> {
    api: &'a model::Api,
    facts: &'a Facts,
    names: &'a Names,
    settings: &'a ApiSettings,
    sizes: sizes::Sizes,
}

impl<'a> Context<'a> {
    fn of(
        api: &'a model::Api,
        facts: &'a Facts,
        names: &'a Names,
        settings: &'a ApiSettings,
    ) -> Self {
        let mut context = Self {
            api,
            facts,
            names,
            settings,
            sizes: sizes::Sizes::default(),
        };
        context.sizes = sizes::Sizes::of(&context);
        context
    }

    fn type_names(&self, id: TypeId) -> Option<&'a TypeNames> {
        self.names.types.get(id.0 as usize)
    }

    /// Definitions with their names, in order.
    fn definitions(&self) -> impl Iterator<Item = (TypeId, &'a model::TypeDef, &'a TypeNames)> {
        self.api
            .types
            .iter()
            .zip(&self.names.types)
            .map(|((id, def), names)| (id, def, names))
    }

    /// Operations with their names, in order.
    fn operations(&self) -> impl Iterator<Item = (&'a model::Operation, &'a OperationNames)> {
        self.api.operations.iter().zip(&self.names.operations)
    }

    /// The title of the API, harmless, without a full stop.
    fn title(&self) -> String {
        let title = self
            .settings
            .title
            .as_deref()
            .unwrap_or(&self.api.about.title);
        if title.trim().is_empty() {
            return "the API".to_owned();
        }
        let sentence = docs::sentence(title);
        sentence.strip_suffix('.').unwrap_or(&sentence).to_owned()
    }
}

/// The page of the module itself.
fn root(context: &Context<'_>, module: &str, declarations: Vec<Item>) -> code::File {
    let mut blocks = vec![vec![format!("{}.", context.title())]];
    blocks.extend(prose::head(&context.api.about.doc));
    code::File {
        path: format!("src/{module}/mod.rs"),
        head: code::Head::Doc(prose::join(blocks)),
        imports: Vec::new(),
        items: declarations,
    }
}

fn optional_file(
    context: &Context<'_>,
    name: &str,
    about: &str,
    items: Vec<Item>,
) -> Option<code::File> {
    (!items.is_empty()).then(|| file(context, name, vec![about.to_owned()], items))
}

fn file(context: &Context<'_>, name: &str, about: Vec<String>, items: Vec<Item>) -> code::File {
    let path = match &context.settings.module {
        Some(module) => format!("src/{module}/{name}.rs"),
        None => format!("src/{name}.rs"),
    };
    code::File {
        path,
        head: code::Head::Doc(code::Doc(about)),
        imports: imports::of(&items),
        items,
    }
}

fn types_page(context: &Context<'_>) -> Vec<Item> {
    context
        .definitions()
        .map(|(id, def, names)| match &def.shape {
            Shape::Record(record) => Item::Record(records::page(context, id, def, names, record)),
            Shape::Enumeration(it) => Item::Enumeration(enumerations::page(def, names, it)),
            Shape::Union(union) => Item::Union(unions::page(context, id, def, names, union)),
            Shape::Alias(ty) => Item::Alias(aliases::page(context, def, names, ty)),
        })
        .collect()
}

fn wire_page(context: &Context<'_>) -> Vec<Item> {
    let parameters = parameters::reachable(context);
    let mut items = Vec::new();
    for (id, def, names) in context.definitions() {
        match &def.shape {
            Shape::Alias(_) => continue,
            Shape::Record(it) => {
                items.push(Item::RecordWire(records::wire(context, id, names, it)));
            }
            Shape::Enumeration(it) => {
                items.push(Item::EnumerationWire(enumerations::wire(
                    context, id, names, it,
                )));
            }
            Shape::Union(it) => items.push(Item::UnionWire(unions::wire(context, id, names, it))),
        }
        items.extend(sides::wire(context, id, def).map(Item::InputWire));
        if parameters.contains(&id) {
            items.extend(parameters::wire(context, id, def, names).map(Item::ParameterWire));
        }
    }
    items.extend(failures::wires(context));
    items.extend(rules::tables(context));
    items
}

/// Members of a definition with their names and positions.
fn members<'m, T>(
    items: &'m [T],
    names: &'m TypeNames,
) -> impl Iterator<Item = (usize, &'m T, Name)> {
    items
        .iter()
        .zip(&names.members)
        .zip(0..)
        .map(|((item, name), index)| (index, item, Name::from(name)))
}

/// What is said of a definition without prose.
fn undescribed(def: &model::TypeDef) -> String {
    let place = def.place.clone();
    let place = place.unwrap_or_else(|| format!("#{}", def.origin.pointer.trim_start_matches('#')));
    format!("Described at {}.", prose::code_span(&place))
}
