//! What is of several unions at once, or of a union and of the type that stands beside it.
//!
//! Takes: branches. Gives: fewer of them, or what two of them have in common. Must not: tell them apart.

use super::branches::{Branch, Kind};
use super::constants;
use crate::diagnostics::Code;
use crate::interpret::Interpreter;
use crate::interpret::views::{Alternatives, View};

/// How many combinations of the branches of several unions are written out.
const MOST_COMBINATIONS: usize = 24;

/// What is a branch of each list. `None`: too many combinations.
pub(super) fn combined(
    interpreter: &mut Interpreter<'_>,
    view: &View,
    lists: Vec<Vec<Branch>>,
) -> Option<Vec<Branch>> {
    let mut lists = lists.into_iter();
    let mut all = lists.next().unwrap_or_default();
    for list in lists {
        let pairs = list
            .iter()
            .flat_map(|second| all.iter().map(move |first| (first, second)));
        let pairs: Vec<_> = pairs
            .filter(|(first, second)| first.kind.common(second.kind).is_some())
            .collect();
        if pairs.len() > MOST_COMBINATIONS {
            return None;
        }
        let mut common = Vec::new();
        for (first, second) in pairs {
            common.extend(both(interpreter, view, first, second));
        }
        if common.is_empty() {
            say_that_unions_conflict(interpreter, view, &all, &list);
        } else {
            all = common;
        }
    }
    Some(all)
}

/// What is both, if anything can be.
fn both(
    interpreter: &mut Interpreter<'_>,
    view: &View,
    first: &Branch,
    second: &Branch,
) -> Option<Branch> {
    match (first.kind, second.kind) {
        _ if first.id == second.id => Some(first.clone()),
        (_, Kind::Any) => Some(first.clone()),
        (Kind::Any, _) => Some(second.clone()),
        (Kind::Object, _) => {
            let alike = agree(interpreter, first, second);
            alike.then(|| objects(interpreter, first, second))
        }
        _ => {
            let id = interpreter.at_once(view.at, first.id, second.id)?;
            if let Some(whole) = [first, second].into_iter().find(|it| it.id == id) {
                return Some(whole.clone());
            }
            let view = interpreter.view(id);
            Some(Branch {
                name: first.name.clone(),
                ..Branch::new(interpreter, id, view)
            })
        }
    }
}

/// Whether each property that lists values in both has a value that is in both lists.
fn agree(interpreter: &mut Interpreter<'_>, first: &Branch, second: &Branch) -> bool {
    let tags = first.tags.iter().map(|it| &it.property);
    let properties: Vec<&String> = first.view.properties.keys().chain(tags).collect();
    properties.into_iter().all(|property| {
        let one = constants::of(interpreter, first, property);
        let other = constants::of(interpreter, second, property);
        one.is_empty() || other.is_empty() || one.iter().any(|it| other.contains(it))
    })
}

fn objects(interpreter: &mut Interpreter<'_>, first: &Branch, second: &Branch) -> Branch {
    let mut both = second.with(interpreter, &first.view);
    both.name = format!("{} {}", first.name, second.name);
    both.component = None;
    both.within.extend(first.within.iter().cloned());
    for tag in &first.tags {
        let values = tag.values.iter();
        let values = match second.tagged(&tag.property) {
            Some(others) => values.filter(|it| others.contains(it)).cloned().collect(),
            None => values.cloned().collect(),
        };
        both.add_tag(&tag.property, values);
    }
    both
}

/// The branches that are of the type that another part says; all where none is. A type that stands right beside the branches is mostly
/// meant for some of them.
pub(super) fn of_kind(view: &View, branches: Vec<Branch>) -> Vec<Branch> {
    let by_another = |it: &Alternatives| it.listed_by != view.typed_by;
    let Some(kind) = Kind::said(view).filter(|_| view.unions.iter().all(by_another)) else {
        return branches;
    };
    let meant: Vec<Branch> = branches
        .iter()
        .filter_map(|it| {
            let common = it.kind.common(kind)?;
            Some(if common == it.kind || kind == Kind::Object {
                it.clone()
            } else {
                narrowed(it, view)
            })
        })
        .collect();
    if meant.is_empty() { branches } else { meant }
}

/// A branch that is of the type that a view says.
fn narrowed(branch: &Branch, view: &View) -> Branch {
    let mut narrow = View::clone(&branch.view);
    narrow.kind.clone_from(&view.kind);
    narrow.format.clone_from(&view.format);
    branch.said_by(narrow)
}

fn say_that_unions_conflict(
    interpreter: &mut Interpreter<'_>,
    view: &View,
    one: &[Branch],
    other: &[Branch],
) {
    let place = |branches: &[Branch]| {
        let schemas = branches
            .iter()
            .map(|it| interpreter.spec.schemas.get(it.id));
        let places = schemas.map(|it| format!("`{}`", it.pointer.escape_debug()));
        places.collect::<Vec<_>>().join(", ")
    };
    let message = format!(
        "nothing is one of {} and one of {} at once; the first union is used",
        place(one),
        place(other)
    );
    interpreter.note(
        Code::ConflictingAllOf,
        view.at,
        message,
        "correct one of them, or correct it with an overlay",
    );
}
