//! How a union is read: a question for each kind of JSON, and further ones for lists and objects.
//!
//! Takes: the choice of the model. Gives: [`Read`]s, with questions left out that change nothing. Must not: choose.

use crate::code::{KeyWire, KindsWire, Name, Read, ShapeWire};
use crate::lower::Context;
use crate::model::{self, Choice, JsonKind, Kinds, ListChoice, ObjectChoice, ObjectShape, Union};
use crate::names::TypeNames;

/// How a union is read.
pub(super) fn read(context: &Context<'_>, names: &TypeNames, union: &Union) -> Read {
    Reading { names, union }.by_kind(context)
}

struct Reading<'u> {
    names: &'u TypeNames,
    union: &'u Union,
}

impl Reading<'_> {
    fn by_kind(&self, context: &Context<'_>) -> Read {
        let Choice {
            text,
            integer,
            number,
            boolean,
            list,
            object,
        } = &self.union.choice;
        let null = self
            .union
            .variants
            .iter()
            .position(|it| matches!(context.resolved(&it.ty), model::Type::Nullable(_)));
        let cases = vec![
            ("Null", self.branch(null)),
            ("Boolean", self.branch(*boolean)),
            ("Integer", self.branch(integer.or(*number))),
            ("Number", self.branch(*number)),
            ("Text", self.branch(*text)),
            ("List", self.by_items(list)),
            ("Object", self.by_key(object)),
        ];
        let raw = self.raw();
        let arms = merged(cases, &raw);
        if arms.is_empty() {
            raw
        } else {
            Read::Kind(arms, Box::new(raw))
        }
    }

    fn by_items(&self, choice: &ListChoice) -> Read {
        match choice {
            ListChoice::None => self.raw(),
            ListChoice::Only(branch) => self.branch(Some(*branch)),
            ListChoice::Items { cases, empty } => {
                let raw = self.raw();
                let empty = vec![(None, self.branch(Some(*empty)))];
                let cases = cases
                    .iter()
                    .map(|(kind, branch)| (Some(kind_word(*kind)), self.branch(Some(*branch))));
                let arms = merged(empty.into_iter().chain(cases).collect(), &raw);
                Read::Items(arms, Box::new(raw))
            }
        }
    }

    fn by_key(&self, choice: &ObjectChoice) -> Read {
        match choice {
            ObjectChoice::None => self.raw(),
            ObjectChoice::Only(branch) => self.branch(Some(*branch)),
            ObjectChoice::Tag {
                property,
                cases,
                absent,
                otherwise,
            } => {
                let absent = (None, self.by_key(absent));
                let otherwise = self.by_key(otherwise);
                let cases = cases
                    .iter()
                    .map(|(value, it)| (Some(value.clone()), self.by_key(it)))
                    .chain([absent]);
                let arms = merged(cases.collect(), &otherwise);
                if arms.is_empty() {
                    otherwise
                } else {
                    Read::Tag(property.clone(), arms, Box::new(otherwise))
                }
            }
            ObjectChoice::Key {
                cases,
                alone,
                otherwise,
            } => {
                let otherwise = self.by_key(otherwise);
                let keys = cases.iter().map(|(key, _)| key.clone()).collect();
                let arms = self.numbered(cases.iter().map(|(_, branch)| *branch), &otherwise);
                if arms.is_empty() {
                    otherwise
                } else if *alone {
                    Read::OnlyKey(keys, arms, Box::new(otherwise))
                } else {
                    Read::Key(keys, arms, Box::new(otherwise))
                }
            }
            ObjectChoice::Shape(shapes) => {
                let raw = self.raw();
                let arms = self.numbered(shapes.iter().map(|(_, branch)| *branch), &raw);
                let shapes = shapes.iter().map(|(it, _)| shape(it)).collect();
                Read::Shape(shapes, arms, Box::new(raw))
            }
        }
    }

    fn numbered(
        &self,
        branches: impl Iterator<Item = usize>,
        otherwise: &Read,
    ) -> Vec<(Vec<usize>, Read)> {
        let cases = (0..).zip(branches.map(|it| self.branch(Some(it))));
        merged(cases.collect(), otherwise)
    }

    fn branch(&self, branch: Option<usize>) -> Read {
        branch
            .and_then(|it| self.names.members.get(it))
            .map_or_else(|| self.raw(), |it| Read::Value(Name::from(it)))
    }

    fn raw(&self) -> Read {
        Read::Raw(Name::from(&self.names.other))
    }
}

/// Cases with the same end become one arm; those that end like every other value need none.
fn merged<T>(cases: Vec<(T, Read)>, otherwise: &Read) -> Vec<(Vec<T>, Read)> {
    let mut arms: Vec<(Vec<T>, Read)> = Vec::new();
    for (case, read) in cases {
        if read == *otherwise {
            continue;
        }
        match arms.iter_mut().find(|(_, it)| *it == read) {
            Some((cases, _)) => cases.push(case),
            None => arms.push((vec![case], read)),
        }
    }
    arms
}

fn kind_word(kind: JsonKind) -> &'static str {
    match kind {
        JsonKind::Null => "Null",
        JsonKind::Boolean => "Boolean",
        JsonKind::Integer => "Integer",
        JsonKind::Number => "Number",
        JsonKind::Text => "Text",
        JsonKind::List => "List",
        JsonKind::Object => "Object",
    }
}

fn shape(shape: &ObjectShape) -> ShapeWire {
    let key = |it: &model::KeyShape| KeyWire {
        wire: it.wire.clone(),
        required: it.required,
        kinds: kinds(&it.kinds, it.required),
    };
    ShapeWire {
        keys: shape.keys.iter().map(key).collect(),
        rest: shape.rest.as_ref().map(|it| kinds(it, false)),
    }
}

/// The names of the kinds. A `null` only matters where something is required: elsewhere it is as good as absent.
fn kinds(kinds: &Kinds, required: bool) -> KindsWire {
    let all = |it: &std::collections::BTreeSet<JsonKind>| it.len() == JsonKind::ALL.len();
    if all(&kinds.own) && all(&kinds.items) {
        return KindsWire {
            own: vec!["ANY"],
            items: Vec::new(),
        };
    }
    let mut own = words(&kinds.own, required);
    let mut items = Vec::new();
    if kinds.own.contains(&JsonKind::List) {
        if all(&kinds.items) {
            own.push("LIST");
        } else {
            items = words(&kinds.items, true);
            if kinds.items.contains(&JsonKind::List) {
                items.push("LIST");
            }
        }
    }
    KindsWire { own, items }
}

fn words(kinds: &std::collections::BTreeSet<JsonKind>, null: bool) -> Vec<&'static str> {
    kinds
        .iter()
        .filter_map(|it| match it {
            JsonKind::Null => null.then_some("NULL"),
            JsonKind::Boolean => Some("BOOLEAN"),
            JsonKind::Integer if kinds.contains(&JsonKind::Number) => None,
            JsonKind::Integer => Some("INTEGER"),
            JsonKind::Number if kinds.contains(&JsonKind::Integer) => Some("NUMBER"),
            JsonKind::Number => Some("FRACTION"),
            JsonKind::Text => Some("TEXT"),
            JsonKind::Object => Some("OBJECT"),
            JsonKind::List => None,
        })
        .collect()
}

/// At least and at most so many lines: one a pattern, and up to three an arm.
pub(super) fn lines(read: &Read) -> (usize, usize) {
    fn all<T>(arms: &[(Vec<T>, Read)], otherwise: &Read) -> (usize, usize) {
        let (mut least, mut most) = lines(otherwise);
        for (patterns, read) in arms {
            let inner = lines(read);
            least += inner.0;
            most += inner.1 + patterns.len();
        }
        (least + 2, most + 3)
    }
    match read {
        Read::Value(_) | Read::Raw(_) => (1, 3),
        Read::Kind(arms, rest) => all(arms, rest),
        Read::Items(arms, rest) => all(arms, rest),
        Read::Tag(_, arms, rest) => all(arms, rest),
        Read::Key(keys, arms, rest) | Read::OnlyKey(keys, arms, rest) => {
            let (least, most) = all(arms, rest);
            (least, most + keys.len())
        }
        Read::Shape(shapes, arms, rest) => {
            let (least, most) = all(arms, rest);
            let keys: usize = shapes.iter().map(|it| it.keys.len()).sum();
            (
                least + shapes.len() + 2,
                most + 4 * keys + 6 * shapes.len() + 6,
            )
        }
    }
}
