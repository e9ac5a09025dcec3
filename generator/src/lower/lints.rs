//! Lints that fire at an item because the API is as it is.
//!
//! Takes: code nouns. Gives: attributes, only where they are needed. Must not: silence what could be written better.

use crate::code::{Argument, Known, Lint, Name, Statuses, Type, Wrapper};

/// Lints of a function with these arguments, `self` not counted.
pub(super) fn arguments(arguments: &[Argument], has_self: bool) -> Vec<Lint> {
    let mut lints = Vec::new();
    if arguments.len() + usize::from(has_self) > 7 {
        lints.push(expect("too_many_arguments", "the API requires all of them"));
    }
    let bools = arguments.iter().filter(|it| is_bool(&it.ty)).count();
    if bools > 3 {
        lints.push(expect(
            "fn_params_excessive_bools",
            "the API requires all of them",
        ));
    }
    lints.extend(types_of_arguments(arguments));
    lints.extend(placeholders(arguments.iter().map(|it| &it.name)));
    lints
}

/// Lints of a function whose arguments have these names: Clippy takes some for what was forgotten.
pub(super) fn placeholders<'n>(mut names: impl Iterator<Item = &'n Name>) -> Option<Lint> {
    let is_placeholder = names.any(|it| ["foo", "baz", "quux"].contains(&it.bare()));
    is_placeholder.then(|| expect("disallowed_names", "it is named as the API names it"))
}

/// Lints of a struct with private fields of these types, one of which is too much nested or says something in its keys only.
pub(super) fn complex_fields<'t>(types: impl Iterator<Item = &'t Type>) -> Vec<Lint> {
    let types: Vec<&Type> = types.collect();
    let mut lints = keys_only(types.iter().copied());
    let is_complex = types.into_iter().any(is_complex);
    lints.extend(is_complex.then(|| expect(COMPLEX, NESTED)));
    lints
}

/// Lints of a place that names these types. Clippy would have a set for a map whose values take no room.
pub(super) fn keys_only<'t>(types: impl IntoIterator<Item = &'t Type>) -> Vec<Lint> {
    fn has_keys_only(of: &Type) -> bool {
        match of {
            Type::Wrapped(Wrapper::Keys, _) => true,
            Type::Wrapped(_, inner) => has_keys_only(inner),
            Type::Tuple(items) => items.iter().any(has_keys_only),
            _ => false,
        }
    }
    if types.into_iter().any(has_keys_only) {
        vec![expect("zero_sized_map_values", "it is a map in the API")]
    } else {
        Vec::new()
    }
}

fn types_of_arguments(arguments: &[Argument]) -> Vec<Lint> {
    let mut lints = keys_only(arguments.iter().map(|it| &it.ty));
    lints.extend(complex_argument(arguments));
    lints
}

fn complex_argument(arguments: &[Argument]) -> Option<Lint> {
    let complex = |into| {
        arguments
            .iter()
            .any(|it| it.into == into && is_complex(&it.ty))
    };
    if complex(false) {
        Some(expect(COMPLEX, NESTED))
    } else if complex(true) {
        Some(allow(COMPLEX, NESTED))
    } else {
        None
    }
}

/// Lints of a struct with fields of these types.
pub(super) fn fields<'t>(types: impl Iterator<Item = &'t Type>) -> Vec<Lint> {
    if types.filter(|it| is_bool(it)).count() > 3 {
        vec![expect(
            "struct_excessive_bools",
            "the API describes them one by one",
        )]
    } else {
        Vec::new()
    }
}

/// Lints of a struct with private fields of these names.
pub(super) fn private_fields(of: &Name, fields: &[&Name]) -> Vec<Lint> {
    let fields: Vec<Vec<&str>> = fields
        .iter()
        .map(|it| it.bare().split('_').collect())
        .collect();
    let own = snake(of.bare());
    let own: Vec<&str> = own.split('_').collect();
    let affix = |pick: fn(&Vec<&str>) -> Option<String>| {
        let first = fields.first().and_then(pick);
        first.is_some() && fields.iter().all(|it| pick(it) == first)
    };
    let repeats = fields
        .iter()
        .any(|it| it.starts_with(&own) || it.len() > own.len() && it.ends_with(&own));
    let shared = affix(|it| it.first().map(|it| (*it).to_owned()))
        || affix(|it| it.last().map(|it| (*it).to_owned()));
    if fields.len() > 2 && (repeats || shared) {
        vec![allow(
            "struct_field_names",
            "the names are those of the API",
        )]
    } else {
        Vec::new()
    }
}

/// Lints of a function whose body has at least and at most so many lines.
pub(super) fn lines(least: usize, most: usize) -> Vec<Lint> {
    if most <= 100 {
        return Vec::new();
    }
    vec![Lint {
        name: "too_many_lines",
        reason: "one line for each part of a large object",
        certain: least > 100,
    }]
}

/// Lines of a statement that has so many characters of the document's, and stays on one line up to a limit.
pub(super) fn wrapped(characters: usize, limit: usize) -> usize {
    if characters < limit { 1 } else { 5 }
}

/// Lints of a place that names this type.
pub(super) fn complexity(of: &Type) -> Vec<Lint> {
    complex_fields(std::iter::once(of))
}

/// Lints of a function that looks for these statuses in order. Clippy minds a status before a range that it bounds.
pub(super) fn statuses(cases: &[Statuses]) -> Vec<Lint> {
    let bounds = |status: u16| {
        cases.iter().any(|it| match it {
            Statuses::One(_) | Statuses::All => false,
            Statuses::Range(first, last) => [*first, *last].contains(&status),
        })
    };
    let overlap = cases
        .iter()
        .any(|it| matches!(it, Statuses::One(status) if bounds(*status)));
    if overlap {
        vec![allow(
            "match_overlapping_arm",
            "a status has precedence over the range that it is in",
        )]
    } else {
        Vec::new()
    }
}

/// Lints of a function that returns `Result<Response<T>, Error<E>>`.
pub(super) fn returned(output: &Type, error: &Type) -> Vec<Lint> {
    let mut lints = keys_only([output, error]);
    if 10 + 20 + score(output, 3) + 20 + score(error, 3) > 250 {
        lints.push(allow(COMPLEX, NESTED));
    }
    lints
}

/// Lints of a method of this name that takes `self` and one argument: names of operators look like their traits.
pub(super) fn setter(name: &Name, argument: &Argument) -> Vec<Lint> {
    const OPERATORS: [&str; 10] = [
        "add", "bitand", "bitor", "bitxor", "div", "mul", "rem", "shl", "shr", "sub",
    ];
    let operator = OPERATORS
        .contains(&name.bare())
        .then(|| expect("should_implement_trait", "it is named as the API names it"));
    operator
        .into_iter()
        .chain(types_of_arguments(std::slice::from_ref(argument)))
        .chain(placeholders(std::iter::once(&argument.name)))
        .collect()
}

const COMPLEX: &str = "type_complexity";
const NESTED: &str = "the document nests it like this";

fn is_complex(of: &Type) -> bool {
    score(of, 1) > 250
}

/// What may fire, and does not certainly.
fn allow(name: &'static str, reason: &'static str) -> Lint {
    Lint {
        name,
        reason,
        certain: false,
    }
}

/// What certainly fires.
fn expect(name: &'static str, reason: &'static str) -> Lint {
    Lint {
        name,
        reason,
        certain: true,
    }
}

fn is_bool(ty: &Type) -> bool {
    *ty == Type::Known(Known::Bool)
}

/// Clippy's measure: ten for each type, times its depth.
fn score(of: &Type, depth: usize) -> usize {
    match of {
        Type::Wrapped(Wrapper::Map | Wrapper::Keys, inner) => {
            10 * depth + 10 * (depth + 1) + score(inner, depth + 1)
        }
        Type::Tuple(items) => {
            let items = items.iter().map(|it| score(it, depth + 1));
            10 * depth + items.sum::<usize>()
        }
        Type::Wrapped(_, inner) => 10 * depth + score(inner, depth + 1),
        Type::Foreign(path) => 10 * depth + 10 * (depth + 1) * path.matches('<').count(),
        _ => 10 * depth,
    }
}

/// `RemoveAudience` → `remove_audience`, as Clippy splits words.
fn snake(text: &str) -> String {
    let mut snake = String::new();
    for character in text.chars() {
        if character.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(character.to_lowercase());
    }
    snake
}
