//! Room 4: what a document means: `spec::Api` becomes `model::Api`.
//!
//! Takes: [`spec::Api`] and the maintainer's names. Gives: [`model::Api`].
//! Must not: know casing, keywords of Rust, or tokens.

mod audit;
mod auth;
mod bodies;
mod carried;
mod demands;
mod docs;
mod enumerations;
mod forms;
mod globals;
mod headers;
mod heirs;
mod limits;
mod loops;
mod media;
mod numbers;
mod offers;
mod operations;
mod page;
mod paging;
mod parameters;
mod paths;
mod patterns;
mod polling;
mod records;
mod renames;
mod representations;
mod responses;
mod rules;
mod scalars;
mod schemas;
mod servers;
mod sides;
mod streams;
mod templates;
mod unions;
mod views;
mod written;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::diagnostics::{Code, Diagnostics};
use crate::model::{self, Arena, Header, Type, TypeDef};
use crate::settings::ApiSettings;
use crate::source::At;
use crate::spec::{self, SchemaId};

use forms::Forms;
use heirs::Bases;
use renames::Renaming;
use views::View;

/// Interprets a document.
#[must_use]
pub fn interpret(
    api: &spec::Api,
    settings: &ApiSettings,
    diagnostics: &mut Diagnostics,
) -> model::Api {
    let mut interpreter = Interpreter {
        spec: api,
        settings,
        renaming: Renaming::new(&settings.rename),
        diagnostics,
        headers: Vec::new(),
        undeclared_schemes: BTreeSet::new(),
        types: Arena::default(),
        by_schema: BTreeMap::new(),
        forms: Forms::of(api),
        bases: Bases::default(),
        views: BTreeMap::new(),
        both: BTreeMap::new(),
        viewing: BTreeSet::new(),
        making: BTreeSet::new(),
        joined: BTreeMap::new(),
        limits: BTreeSet::new(),
        merged: 0,
    };
    interpreter.find_bases();
    interpreter.components();
    let schemes = auth::schemes(&mut interpreter);
    let (groups, mut operations) = operations::operations(&mut interpreter, &schemes);
    written::as_json(&mut interpreter, &mut operations);
    let mut globals = globals::lift(&mut interpreter, &mut operations);
    loops::cut(&mut interpreter);
    let mut types_by_schema = interpreter.types_by_schema();
    interpreter.forget_schemas();
    sides::split(
        &mut interpreter,
        &mut operations,
        &mut globals,
        &mut types_by_schema,
    );
    bodies::flatten(&interpreter, &mut operations);
    paging::find(&mut interpreter, &mut operations);
    polling::find(&mut interpreter, &mut operations);
    audit::audit(
        &api.operations,
        &operations,
        &interpreter.headers,
        interpreter.diagnostics,
    );
    let about = docs::about(&api.info, settings);
    let servers = servers::servers(&api.servers, interpreter.diagnostics);
    interpreter.renaming.report_unused(interpreter.diagnostics);
    interpreter.types.shrink_to_fit();
    model::Api {
        about,
        servers,
        schemes,
        globals,
        headers: interpreter.headers,
        types: interpreter.types,
        groups,
        operations,
        formats: scalars::formats(settings).cloned().collect(),
        schemas: types_by_schema,
    }
}

/// What is known while a document is interpreted.
struct Interpreter<'a> {
    spec: &'a spec::Api,
    settings: &'a ApiSettings,
    renaming: Renaming<'a>,
    diagnostics: &'a mut Diagnostics,
    /// Security schemes that are needed and not declared, each reported once.
    undeclared_schemes: BTreeSet<String>,
    /// Headers of answers seen so far.
    headers: Vec<Header>,
    /// Definitions made so far.
    types: Arena<TypeDef>,
    /// What each schema has become, so that a schema used twice is one type.
    by_schema: BTreeMap<SchemaId, Type>,
    /// Which schemas describe nothing but forms.
    forms: Forms,
    /// Which schemas stand for what extends them.
    bases: Bases,
    /// Schemas with their `allOf` merged, so that a part used by many is merged once.
    views: BTreeMap<SchemaId, Rc<View>>,
    /// What was made of two schemas that describe one value.
    both: BTreeMap<(SchemaId, SchemaId), SchemaId>,
    /// Schemas whose view is being made; meeting one again is a loop.
    viewing: BTreeSet<SchemaId>,
    /// Schemas without a name whose type is being made; meeting one again is a loop, too.
    making: BTreeSet<SchemaId>,
    /// What several schemas at once have become; nothing yet for those whose type is being made.
    joined: BTreeMap<Vec<SchemaId>, Option<Type>>,
    /// Keywords that were found to have no effect; each is reported once.
    limits: BTreeSet<&'static str>,
    /// How much all `allOf` add up to so far.
    merged: usize,
}

impl Interpreter<'_> {
    /// What each schema has become where it is used: with `null`, if that is one of its values.
    fn types_by_schema(&mut self) -> Vec<(At, Type)> {
        let known = self.by_schema.keys().copied();
        let known: Vec<SchemaId> = known.filter(|it| !self.spec.schemas.is_made(*it)).collect();
        let uses = known.into_iter().map(|id| {
            let at = self.spec.schemas.get(id).at;
            (at, self.type_of(id, &[]))
        });
        uses.collect()
    }

    /// Drops what is known of schemas, each of which has its type.
    fn forget_schemas(&mut self) {
        self.by_schema.clear();
        self.bases = Bases::default();
        self.views.clear();
        self.both.clear();
        self.joined.clear();
    }

    fn note(&mut self, code: Code, at: At, message: impl Into<String>, help: impl Into<String>) {
        self.diagnostics.push(code, at, message, help);
    }
}
