//! What the items of a file name from elsewhere.
//!
//! Takes: items. Gives: sorted imports, each used. Must not: guess; each arm stands beside what `emit` writes for the item.

use std::collections::{BTreeMap, BTreeSet};

use crate::code::{
    AnswersKind, Argument, Call, Client, EnumerationWire, Import, Init, Item, KindsWire, Known,
    Name, Next, Output, Paging, ParameterForm, ParameterWire, Part, Read, ReadAs, RecordWire,
    Rules, Server, Setter, ShapeWire, Taken, Type, UnionWire, Values, Variant, Wrapper,
};

const RUNTIME: &[&str] = &["crate", "runtime"];
const PLUMBING: &[&str] = &["crate", "runtime", "plumbing"];
const SHAPES: &[&str] = &["crate", "runtime", "plumbing", "shapes"];
const JSON: &[&str] = &["crate", "runtime", "json"];

/// The imports of a file with these items.
pub(super) fn of(items: &[Item]) -> Vec<Import> {
    let mut uses = Uses::default();
    for item in items {
        uses.item(item);
    }
    let mut imports: Vec<Import> = uses
        .found
        .into_iter()
        .map(|(path, names)| Import {
            path,
            names: names.into_iter().map(Name::ours).collect(),
        })
        .collect();
    imports.sort_by_cached_key(order);
    imports
}

/// The order of rustfmt: what is near first, then by name, with braces after modules.
fn order(import: &Import) -> (u8, Vec<(bool, String)>) {
    let distance = match import.path.first() {
        Some(&"super") => 0,
        Some(&"crate") => 1,
        _ => 2,
    };
    let mut words: Vec<(bool, String)> = import
        .path
        .iter()
        .map(|it| (false, (*it).to_owned()))
        .collect();
    words.push(match import.names.as_slice() {
        [name] => (false, name.as_str().to_owned()),
        _ => (true, String::new()),
    });
    (distance, words)
}

#[derive(Default)]
struct Uses {
    found: BTreeMap<Vec<&'static str>, BTreeSet<&'static str>>,
}

impl Uses {
    fn add(&mut self, path: &[&'static str], names: &[&'static str]) {
        self.found.entry(path.to_vec()).or_default().extend(names);
    }

    fn item(&mut self, item: &Item) {
        match item {
            Item::Module(_) | Item::Reexport(_) | Item::TextType(_) => {}
            Item::Record(it) => {
                it.fields.iter().for_each(|it| self.ty(&it.ty));
                it.setters.iter().for_each(|it| self.setter(it));
                if let Some(it) = &it.constructor {
                    it.arguments.iter().for_each(|it| self.argument(it));
                    it.fields.iter().for_each(|(_, init)| self.init(init));
                }
            }
            Item::Enumeration(it) => self.variants(&it.variants),
            Item::Union(it) => self.variants(&it.variants),
            Item::Alias(it) => self.ty(&it.ty),
            Item::Answers(it) => self.variants(&it.variants),
            Item::Header(it) => {
                self.ty(&it.ty);
                self.add(RUNTIME, &["Header"]);
            }
            Item::Client(it) => self.client(it),
            Item::Call(it) => self.call(it),
            Item::RecordWire(it) => self.record_wire(it),
            Item::InputWire(it) => {
                self.ty(&it.received);
                self.ty(&it.sent);
                self.add(PLUMBING, &["input"]);
            }
            Item::EnumerationWire(it) => self.enumeration_wire(it),
            Item::UnionWire(it) => self.union_wire(it),
            Item::AnswersWire(it) => {
                self.ty(&it.ty);
                self.add(JSON, &["Fault"]);
                self.add(PLUMBING, &["Body"]);
                match it.kind {
                    AnswersKind::Failure => self.add(PLUMBING, &["Failure"]),
                    AnswersKind::Answer => self.add(PLUMBING, &["Answer"]),
                }
            }
            Item::Rules(it) => self.rules(it),
            Item::ParameterWire(it) => self.parameter_wire(it),
        }
    }

    fn ty(&mut self, ty: &Type) {
        match ty {
            Type::Unit | Type::Generated(None, _) | Type::Foreign(_) => {}
            Type::Generated(Some(module), _) => self.add(&["super"], &[module]),
            Type::Known(known) => self.known(*known),
            Type::Tuple(items) => items.iter().for_each(|it| self.ty(it)),
            Type::Wrapped(wrapper, inner) => {
                match wrapper {
                    Wrapper::Map | Wrapper::Keys => {
                        self.add(&["std", "collections"], &["BTreeMap"]);
                    }
                    Wrapper::Field => self.add(RUNTIME, &["Field"]),
                    Wrapper::Option | Wrapper::Vec | Wrapper::Box => {}
                }
                self.ty(inner);
            }
        }
    }

    fn known(&mut self, known: Known) {
        match known {
            Known::Bytes => self.add(PLUMBING, &["Bytes"]),
            Known::Secret => self.add(RUNTIME, &["Secret"]),
            Known::Octets => self.add(RUNTIME, &["Octets"]),
            Known::Part => self.add(RUNTIME, &["Part"]),
            Known::Media => self.add(RUNTIME, &["Media"]),
            Known::FormPairs => self.add(RUNTIME, &["FormPairs"]),
            Known::FormParts => self.add(RUNTIME, &["FormParts"]),
            Known::Raw => self.add(JSON, &["Raw"]),
            Known::UnknownValue => self.add(RUNTIME, &["UnknownValue"]),
            Known::UnknownInteger => self.add(RUNTIME, &["UnknownInteger"]),
            Known::NoBody => self.add(RUNTIME, &["NoBody"]),
            Known::Bool
            | Known::I32
            | Known::I64
            | Known::U32
            | Known::U64
            | Known::F64
            | Known::String => {}
        }
    }

    fn argument(&mut self, argument: &Argument) {
        self.ty(&argument.ty);
    }

    fn setter(&mut self, setter: &Setter) {
        self.argument(&setter.argument);
    }

    fn init(&mut self, init: &Init) {
        match init {
            Init::Absent => self.add(RUNTIME, &["Field"]),
            Init::Empty => self.add(&["std", "collections"], &["BTreeMap"]),
            Init::New(ty, _) | Init::Default(ty) | Init::Variant(ty, _) => self.ty(ty),
            Init::Passed(_) | Init::None | Init::Always(_) | Init::Text(_) => {}
        }
    }

    fn variants(&mut self, variants: &[Variant]) {
        for ty in variants.iter().filter_map(|it| it.ty.as_ref()) {
            self.ty(ty);
        }
    }

    fn client(&mut self, it: &Client) {
        self.add(&["std", "time"], &["Duration"]);
        self.add(
            RUNTIME,
            &["BuildError", "Clock", "Pace", "Retry", "Transport"],
        );
        self.add(PLUMBING, &["Api", "Core", "CoreBuilder"]);
        if !it.globals.is_empty() {
            self.add(&["std", "sync"], &["Arc"]);
        }
        for global in &it.globals {
            self.ty(&global.ty);
            self.setter(&global.setter);
        }
        for credential in &it.credentials {
            self.add(
                RUNTIME,
                match credential.takes {
                    Taken::Secret | Taken::Basic => &["Secret"],
                    Taken::Token => &["AccessToken"],
                },
            );
        }
        it.api.servers.iter().for_each(|it| self.server(it));
        if !it.api.schemes.is_empty() {
            self.add(PLUMBING, &["Place", "Scheme"]);
        }
    }

    fn call(&mut self, it: &Call) {
        self.add(&["super", "client"], &["Client"]);
        self.add(RUNTIME, &["CallOptions", "Error"]);
        for send in &it.sends {
            self.add(RUNTIME, output(&send.output));
            send.output.inner().into_iter().for_each(|it| self.ty(it));
        }
        self.add(PLUMBING, &["Method", "Operation", "Repeat", "Request"]);
        it.arguments.iter().for_each(|it| self.argument(it));
        it.setters.iter().for_each(|it| self.setter(it));
        for field in &it.fields {
            self.ty(&field.ty);
            self.init(&field.init);
        }
        self.ty(&it.error);
        it.paging.iter().for_each(|it| self.paging(it));
        if let Some(it) = &it.polling {
            self.add(RUNTIME, &["Wait", "Waited"]);
            self.add(PLUMBING, &["Core", "Polled", "Polling", "wait"]);
            self.ty(&it.answer);
        }
        if let Some(it) = &it.following {
            self.add(RUNTIME, &["Followed", "Wait"]);
            self.add(PLUMBING, &["Core", "AnswerReader", "Ordered", "follow"]);
            if it.read == ReadAs::Itself {
                self.add(PLUMBING, &["Answer"]);
            }
            self.ty(&it.answer);
        }
        it.operation.server.iter().for_each(|it| self.server(it));
        for part in &it.parts {
            match part {
                Part::Parameter { style: None, .. } => {}
                Part::Parameter { style: Some(_), .. } => self.add(PLUMBING, &["Style"]),
                Part::Body { encodings, .. } => {
                    for encoding in encodings.iter().flatten() {
                        self.add(PLUMBING, &["Encoding"]);
                        if encoding.style.is_some() {
                            self.add(PLUMBING, &["Style"]);
                        }
                    }
                }
            }
        }
    }

    fn paging(&mut self, it: &Paging) {
        self.add(RUNTIME, &["CallOptions", "Items", "Pages"]);
        self.add(PLUMBING, &["Core", "Holds", "Next", "Paged", "Paging"]);
        if let Next::Offset { size: Some(_), .. } = it.next {
            self.add(PLUMBING, &["Size"]);
        }
        self.ty(&it.page);
        self.ty(&it.item);
    }

    fn server(&mut self, it: &Server) {
        self.add(PLUMBING, &["Server"]);
        if !it.variables.is_empty() {
            self.add(PLUMBING, &["Variable"]);
        }
    }

    fn record_wire(&mut self, it: &RecordWire) {
        self.ty(&it.ty);
        let table = if it.is_read {
            "record"
        } else {
            "written_record"
        };
        self.add(PLUMBING, &[table]);
    }

    fn enumeration_wire(&mut self, it: &EnumerationWire) {
        self.ty(&it.ty);
        let table = match it.values {
            Values::Text(_) => "text_enumeration",
            Values::Integer(_) => "integer_enumeration",
        };
        self.add(PLUMBING, &[table]);
    }

    fn union_wire(&mut self, it: &UnionWire) {
        self.ty(&it.ty);
        self.add(PLUMBING, &["union"]);
        if it.is_read {
            self.add(JSON, &["Fault"]);
            self.add(PLUMBING, &["Decode", "Reader"]);
            self.read(&it.read);
        }
        let from = it.variants.iter().filter_map(|it| it.from.as_ref());
        from.for_each(|it| self.ty(it));
    }

    fn read(&mut self, it: &Read) {
        match it {
            Read::Value(_) | Read::Raw(_) => {}
            Read::Kind(arms, rest) => {
                self.add(PLUMBING, &["Kind"]);
                self.reads(arms, rest);
            }
            Read::Items(arms, rest) => self.reads(arms, rest),
            Read::Tag(_, arms, rest) => self.reads(arms, rest),
            Read::Key(_, arms, rest) | Read::OnlyKey(_, arms, rest) => self.reads(arms, rest),
            Read::Shape(shapes, arms, rest) => {
                self.add(PLUMBING, &["Key"]);
                for shape in shapes {
                    self.shape(shape);
                }
                self.reads(arms, rest);
            }
        }
    }

    fn reads<T>(&mut self, arms: &[(Vec<T>, Read)], rest: &Read) {
        for (_, it) in arms {
            self.read(it);
        }
        self.read(rest);
    }

    fn shape(&mut self, shape: &ShapeWire) {
        for key in &shape.keys {
            self.add(SHAPES, &[if key.required { "needs" } else { "knows" }]);
            self.kinds(&key.kinds);
        }
        if let Some(rest) = &shape.rest {
            self.add(SHAPES, &["keeps"]);
            self.kinds(rest);
        }
    }

    fn kinds(&mut self, kinds: &KindsWire) {
        self.add(SHAPES, &kinds.own);
        if !kinds.items.is_empty() {
            self.add(SHAPES, &["list"]);
            self.add(SHAPES, &kinds.items);
        }
    }

    fn rules(&mut self, it: &Rules) {
        self.add(PLUMBING, &["rules"]);
        self.ty(&it.ty);
    }

    fn parameter_wire(&mut self, it: &ParameterWire) {
        self.ty(&it.ty);
        self.add(PLUMBING, &["Parameter", "ParameterValue"]);
        if matches!(it.form, ParameterForm::Pairs(_)) {
            self.add(PLUMBING, &["Pairs"]);
        }
    }
}

fn output(of: &Output) -> &'static [&'static str] {
    match of {
        Output::Response(_) => &["Response"],
        Output::Bytes => &["ByteStream"],
        Output::Events(Some(_)) => &["EventStream"],
        Output::Events(None) => &["Event", "EventStream"],
        Output::Items(_) => &["ItemStream"],
    }
}
