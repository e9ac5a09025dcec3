//! The rooms in their order.
//!
//! Takes: documents and settings. Gives: a crate and the findings. Must not: decide anything itself.

mod print;

use std::thread;

use crate::analyse::{Facts, analyse};
use crate::code;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::files::{Files, runtime};
use crate::interpret::interpret;
use crate::lower::{self, Known};
use crate::names::{self, Names};
use crate::normalise::neighbours::Neighbours;
use crate::normalise::normalise;
use crate::normalise::selection::select;
use crate::normalise::unread::drop_examples;
use crate::settings::{ApiSettings, Settings};
use crate::source::document::Sources;
use crate::source::{self, At, Node};
use crate::{ApiInput, Called, Generation, Input, Labelled, emit, format, model, spec};

/// Room for the rooms, in bytes. Documents nest and refer deeply; most of it is never touched.
const STACK: usize = 256 << 20;

/// Makes a crate from documents: no file, clock or environment is read, and the same input gives the same bytes.
///
/// A crate is made whenever there is no error among the findings; what had to be left out is one of them.
#[must_use]
pub fn generate(input: &Input, settings: &Settings) -> Generation {
    with_room(|| rooms(input, settings))
}

/// Rooms 1 to 6 alone: what is known of the APIs, what was found, and the documents.
pub(crate) fn understand<'a>(
    input: &Input,
    settings: &'a Settings,
) -> (Vec<Interpreted<'a>>, Vec<Diagnostic>, Sources) {
    with_room(|| {
        let mut diagnostics = Diagnostics::new();
        let mut sources = Sources::new();
        let interpreted = apis(input, settings, &mut sources, &mut diagnostics);
        (interpreted, diagnostics.sorted(), sources)
    })
}

/// What a schema has become, as the crate's own code names it: `Vec<types::Audience>`.
#[derive(Clone, Debug)]
pub struct TypeOfSchema {
    /// The schema.
    pub at: At,
    /// The type of what is received.
    pub received: String,
    /// The type of what is sent; mostly the same.
    pub sent: String,
}

/// What each schema of the documents has become.
///
/// For those who try a client with data of their own. References are followed to where they lead.
#[must_use]
pub fn types(input: &Input, settings: &Settings) -> Vec<TypeOfSchema> {
    let (interpreted, ..) = understand(input, settings);
    let of = |it: &Interpreted<'_>| {
        let places = it.model.schemas.iter().map(|(at, _)| *at);
        let types = places.zip(lower::uses(it.known()));
        let types = types.map(|(at, uses)| {
            let [received, sent] = uses.map(|it| emit::ty(&it).to_string());
            TypeOfSchema { at, received, sent }
        });
        types.collect::<Vec<_>>()
    };
    interpreted.iter().flat_map(of).collect()
}

/// How the crate is called, an API each: for those who write programs that try it.
#[must_use]
pub fn usage(input: &Input, settings: &Settings) -> Vec<lower::Usage> {
    let (interpreted, ..) = understand(input, settings);
    let known = interpreted.iter().map(Interpreted::known);
    known.map(lower::usage).collect()
}

/// Works on a stack that is deep enough for documents.
fn with_room<T: Send>(work: impl Fn() -> T + Send + Sync) -> T {
    thread::scope(|scope| {
        let deep = thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, &work);
        match deep.map(thread::ScopedJoinHandle::join) {
            Ok(Ok(done)) => done,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            // No thread is to be had: most documents do with the stack at hand.
            Err(_) => work(),
        }
    })
}

fn rooms(input: &Input, settings: &Settings) -> Generation {
    let mut diagnostics = Diagnostics::new();
    let mut sources = Sources::new();
    let interpreted = apis(input, settings, &mut sources, &mut diagnostics);
    let mut files = Files::new();
    let models = || interpreted.iter().map(|it| &it.model);
    let operations = models().flat_map(|it| &it.operations);
    let operations = operations.map(called).collect();
    let untyped = models().flat_map(model::Api::untyped).collect();
    if !diagnostics.has_errors() {
        write(interpreted, settings, &mut files, &mut diagnostics);
    }
    if diagnostics.has_errors() {
        files = Files::new();
    }
    Generation {
        files,
        operations,
        untyped,
        diagnostics: diagnostics.sorted(),
        sources,
    }
}

fn called(operation: &model::Operation) -> Called {
    Called {
        at: operation.at,
        path: operation.path.written.clone(),
    }
}

/// What is known of an API before it becomes Rust.
pub(crate) struct Interpreted<'a> {
    pub(crate) model: model::Api,
    facts: Facts,
    pub(crate) names: Names,
    pub(crate) settings: &'a ApiSettings,
}

impl Interpreted<'_> {
    fn known(&self) -> Known<'_> {
        Known {
            api: &self.model,
            facts: &self.facts,
            names: &self.names,
            settings: self.settings,
        }
    }
}

fn apis<'a>(
    input: &Input,
    settings: &'a Settings,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Vec<Interpreted<'a>> {
    let each = input.apis.iter().zip(&settings.apis);
    each.filter_map(|(input, settings)| api(input, settings, sources, diagnostics))
        .collect()
}

/// Rooms 1 to 6.
fn api<'a>(
    input: &ApiInput,
    settings: &'a ApiSettings,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Interpreted<'a>> {
    let mut files = Neighbours::default();
    let mut read = |labelled: &[Labelled], diagnostics: &mut Diagnostics| -> Vec<Node> {
        labelled
            .iter()
            .filter_map(|it| document(it, false, sources, diagnostics))
            .collect()
    };
    let documents = read(&input.documents, diagnostics);
    let first = documents.first().map(|it| it.at.document);
    let overlays = read(&input.overlays, diagnostics);
    if documents.len() < input.documents.len() || overlays.len() < input.overlays.len() {
        return None;
    }
    for (labelled, root) in input.documents.iter().zip(&documents) {
        files.add_document(&labelled.label, root);
    }
    add_files(input, &mut files, sources);
    // Each state of a large document takes many times its size: none is kept when the next one is there.
    let mut found = Diagnostics::new();
    let canonical = normalise(documents, &overlays, files, &mut found).map(|mut canonical| {
        select(&mut canonical, &settings.selection, &mut found);
        drop_examples(&mut canonical);
        canonical
    });
    diagnostics.append(found);
    let canonical = canonical?;
    let api = spec::read(&canonical, diagnostics);
    drop(canonical);
    let mut model = interpret(&api, settings, diagnostics);
    drop(api);
    for definition in model.types.iter_mut() {
        definition.place = Some(place(definition.origin.at, first, sources));
    }
    let facts = analyse(&model);
    let names = names::assign(&model, diagnostics);
    Some(Interpreted {
        model,
        facts,
        names,
        settings,
    })
}

/// Where a schema was read: a JSON Pointer, after the name of the document if it is not the first one.
fn place(at: At, first: Option<u16>, sources: &Sources) -> String {
    let document = sources.get(at.document);
    let label = document.filter(|_| Some(at.document) != first);
    let label = label.map_or("", |it| &*it.label);
    format!("{label}#{}", sources.pointer(at))
}

/// The files that documents refer to. One that cannot be read is a loss where something refers to it, and no more.
fn add_files(input: &ApiInput, files: &mut Neighbours, sources: &mut Sources) {
    for absent in &input.absent {
        files.add_absent(&absent.label, &absent.reason);
    }
    for labelled in &input.referenced {
        let mut found = Diagnostics::new();
        match document(labelled, true, sources, &mut found) {
            Some(root) => files.add_file(&labelled.label, root, found),
            None => files.add_absent(&labelled.label, &reason(found)),
        }
    }
}

/// Why a file cannot be read.
fn reason(found: Diagnostics) -> String {
    let first = found.sorted().into_iter().next();
    first.map_or_else(
        || "cannot be read".to_owned(),
        |it| match it.place {
            Some(place) => format!("cannot be read: {} (line {})", it.message, place.line),
            None => format!("cannot be read: {}", it.message),
        },
    )
}

fn document(
    Labelled { label, content }: &Labelled,
    is_part: bool,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Node> {
    let number = u16::try_from(sources.iter().count()).ok()?;
    let document = if is_part {
        source::read_part(label, content, number, diagnostics)
    } else {
        source::read(label, content, number, diagnostics)
    };
    Some(sources.add(document?))
}

/// Rooms 7 to 10. What is known goes when it is Rust, and each item when it is text.
fn write(
    apis: Vec<Interpreted<'_>>,
    settings: &Settings,
    files: &mut Files,
    diagnostics: &mut Diagnostics,
) {
    let known: Vec<Known<'_>> = apis.iter().map(Interpreted::known).collect();
    let modules: Vec<code::Module> = known
        .iter()
        .map(|it| lower::lower(it.api, it.facts, it.names, it.settings))
        .collect();
    let root = lower::library(settings, &known, &modules);
    let header = format::header(&settings.command, &common(&apis));
    drop(apis);
    print(&header, root.library, files, diagnostics);
    for module in modules {
        let header = format::header(&settings.command, &module.origin);
        for file in module.files {
            print(&header, file, files, diagnostics);
        }
    }
    put("Cargo.toml", root.manifest, files, diagnostics);
    put("README.md", root.readme, files, diagnostics);
    for (path, text) in runtime(root.pieces.as_ref()) {
        put(&format!("src/runtime/{path}"), text, files, diagnostics);
    }
}

/// What the sources of all APIs have in common: their folder, or the source itself where there is one.
fn common(apis: &[Interpreted<'_>]) -> String {
    let mut origins = apis.iter().map(|it| it.settings.origin.split('/'));
    let mut common: Vec<&str> = origins.next().map(Iterator::collect).unwrap_or_default();
    for origin in origins {
        let shared = common
            .iter()
            .zip(origin)
            .take_while(|(a, b)| *a == b)
            .count();
        common.truncate(shared);
    }
    common.join("/")
}

fn print(header: &str, file: code::File, files: &mut Files, diagnostics: &mut Diagnostics) {
    let path = file.path.clone();
    match print::file(header, file) {
        Ok(text) => put(&path, text, files, diagnostics),
        Err(error) => internal(&format!("`{path}` is not Rust: {error}"), diagnostics),
    }
}

fn put(path: &str, text: String, files: &mut Files, diagnostics: &mut Diagnostics) {
    if let Err(error) = files.insert(path, text) {
        internal(&error.to_string(), diagnostics);
    }
}

/// What cannot be, if the rooms keep their promises: reported like any other finding, so that nothing is written.
fn internal(message: &str, diagnostics: &mut Diagnostics) {
    diagnostics.push(
        Code::Internal,
        None,
        message,
        "this is a defect of the generator; please report it with the document",
    );
}
