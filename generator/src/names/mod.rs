//! Room 6: every identifier of the generated crate, made in one place by scopes.
//!
//! Takes: `&model::Api`. Gives: [`Names`], a side table. Must not: know what anything is for, or build tokens.

mod operations;
mod reserved;
mod scope;
mod status;
#[cfg(test)]
mod tests;
mod types;
mod words;

use crate::diagnostics::Diagnostics;
use crate::model;

/// An identifier that is safe to print: ASCII, not a keyword (or with `r#` where Rust allows it), unique in its scope.
///
/// Only this room can make one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ident(String);

impl Ident {
    /// An identifier for tests of other rooms.
    #[cfg(test)]
    pub(crate) fn for_test(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// Its text, with `r#` where needed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// All identifiers of one API's module. Every list is parallel to the model's.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// By [`model::TypeId`].
    pub types: Vec<TypeNames>,
    /// By index of [`model::Api::operations`].
    pub operations: Vec<OperationNames>,
    /// Module of each group of [`model::Api::groups`].
    pub groups: Vec<Ident>,
    /// Field, builder setter and per-call setter of each of [`model::Api::globals`].
    pub globals: Vec<Ident>,
    /// Constant of each of [`model::Api::headers`].
    pub headers: Vec<Ident>,
    /// Builder setter of each of [`model::Api::schemes`].
    pub credentials: Vec<Ident>,
    /// Builder setter of each of [`model::Api::variables`].
    pub variables: Vec<Ident>,
}

/// Identifiers of a definition.
#[derive(Clone, Debug)]
pub struct TypeNames {
    /// The type.
    pub ident: Ident,
    /// Fields, variants or values, in order.
    pub members: Vec<Ident>,
    /// The field that keeps further keys, or the variant that keeps what is unknown. Used by records with a rest,
    /// unions and enumerations.
    pub other: Ident,
}

/// Identifiers of an operation.
#[derive(Clone, Debug)]
pub struct OperationNames {
    /// The method of the client, such as `remove_audience`.
    pub method: Ident,
    /// The call builder, such as `RemoveAudience`.
    pub call: Ident,
    /// The constant that describes it, such as `REMOVE_AUDIENCE`.
    pub constant: Ident,
    /// The type of its documented failures, such as `RemoveAudienceError`.
    pub error: Ident,
    /// The type of its answers where there are several, such as `RemoveAudienceResponse`.
    pub response: Ident,
    /// Variants of its answers where there are several, in order.
    pub successes: Vec<Ident>,
    /// Variants of its documented failures, in order.
    pub failures: Vec<Ident>,
    /// Arguments or setters of its inputs, in order. Unique together with the fields of a flattened body, which keep
    /// the names that their record gives them, and with `client`, `body`, `options` and `send`.
    pub inputs: Vec<Ident>,
    /// The same for the calls that send other bodies, in order. Their answers are those of the operation.
    pub others: Vec<OperationNames>,
}

/// Makes all identifiers of an API.
///
/// Names are ASCII, at most 100 bytes long before a suffix, and independent of the order of the document. What is
/// spelled with a digit first gets an `n` (`1st` is `n1st` or `N1st`); words that are reserved get a `_`, `Type` or
/// `Call`. Whatever is not merely a matter of casing is a note.
#[must_use]
pub fn assign(api: &model::Api, diagnostics: &mut Diagnostics) -> Names {
    let types = types::assign(api, diagnostics);
    let settings = operations::settings(api, diagnostics);
    Names {
        operations: operations::assign(api, &types, &settings.globals, diagnostics),
        groups: operations::groups(api, diagnostics),
        headers: operations::headers(api, diagnostics),
        types,
        globals: settings.globals,
        credentials: settings.credentials,
        variables: settings.variables,
    }
}

/// The identifier of one of our own words, such as `other`. Never for text of a document: nothing is checked.
#[must_use]
pub fn fixed(name: &'static str) -> Ident {
    reserved::ident(name.to_owned())
}

/// Whether every call has a field or a method of this name.
#[must_use]
pub fn is_of_calls(name: &str) -> bool {
    reserved::CALL.contains(&name)
}

/// Whether a method of this name that takes one argument looks like an operator of `std::ops` to readers and lints
/// (`clippy::should_implement_trait`), as the setter of a field `add` does.
#[must_use]
pub fn is_operator(ident: &Ident) -> bool {
    const OPERATORS: &[&str] = &[
        "add", "bitand", "bitor", "bitxor", "div", "mul", "rem", "shl", "shr", "sub",
    ];
    OPERATORS.contains(&ident.as_str())
}
