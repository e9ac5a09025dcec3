//! Leaf words: names, types, documentation, lints, arguments and first values.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

use crate::code::{Argument, Doc, Init, Known, Lint, Name, Passed, Step, Type, Wrapper};

/// A name as an identifier.
pub(super) fn ident(name: &Name) -> Ident {
    word(name.as_str())
}

/// A module of a path: `crate` and `super` are allowed here.
pub(super) fn path_segment(text: &str) -> Ident {
    match text {
        "crate" => Ident::new("crate", Span::call_site()),
        "super" => Ident::new("super", Span::call_site()),
        other => word(other),
    }
}

/// A name, or a word of ours, as an identifier.
///
/// Names are safe by construction. Should one not be, the output says so in a place that does not compile,
/// because nothing here can fail.
pub(super) fn word(text: &str) -> Ident {
    let is_plain = text.starts_with(|it: char| it.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|it| it.is_ascii_alphanumeric() || it == b'_');
    // Most are plain. The parser, which knows all others, takes fifty times as long.
    if is_plain {
        return Ident::new(text, Span::call_site());
    }
    syn::parse_str(text)
        .unwrap_or_else(|_| Ident::new("this_is_not_an_identifier", Span::call_site()))
}

/// Rust of ours, or a path that the settings have checked.
pub(super) fn tokens(text: &str) -> TokenStream {
    text.parse().unwrap_or_else(|_| quote!(this_is_not_rust))
}

/// `///` lines: one attribute a line, because several lines in one attribute are printed as a block comment.
pub(super) fn docs(doc: &Doc) -> TokenStream {
    let lines = doc.0.iter().map(|it| doc_line(it));
    quote!(#(#[doc = #lines])*)
}

/// `//!` lines.
pub(super) fn inner_docs(doc: &Doc) -> TokenStream {
    let lines = doc.0.iter().map(|it| doc_line(it));
    quote!(#(#![doc = #lines])*)
}

fn doc_line(line: &str) -> String {
    if line.is_empty() {
        String::new()
    } else {
        format!(" {line}")
    }
}

/// `#[expect(…)]` and `#[allow(…)]`.
pub(super) fn lints(lints: &[Lint]) -> TokenStream {
    let lints = lints.iter().map(|it| {
        let name = word(it.name);
        let reason = it.reason;
        if it.certain {
            quote!(#[expect(clippy::#name, reason = #reason)])
        } else {
            quote!(#[allow(clippy::#name, reason = #reason)])
        }
    });
    quote!(#(#lints)*)
}

/// A type.
#[must_use]
pub fn ty(of: &Type) -> TokenStream {
    match of {
        Type::Unit => quote!(()),
        Type::Known(known) => known_type(*known),
        Type::Generated(None, name) => {
            let name = ident(name);
            quote!(#name)
        }
        Type::Generated(Some(module), name) => {
            let (module, name) = (word(module), ident(name));
            quote!(#module::#name)
        }
        Type::Foreign(path) => tokens(path),
        Type::Tuple(items) => {
            let items = items.iter().map(ty);
            quote!((#(#items),*))
        }
        Type::Wrapped(wrapper, inner) => {
            let inner = ty(inner);
            match wrapper {
                Wrapper::Option => quote!(Option<#inner>),
                Wrapper::Vec => quote!(Vec<#inner>),
                Wrapper::Box => quote!(Box<#inner>),
                Wrapper::Map | Wrapper::Keys => quote!(BTreeMap<String, #inner>),
                Wrapper::Field => quote!(Field<#inner>),
            }
        }
    }
}

fn known_type(known: Known) -> TokenStream {
    match known {
        Known::Bool => quote!(bool),
        Known::I32 => quote!(i32),
        Known::I64 => quote!(i64),
        Known::U32 => quote!(u32),
        Known::U64 => quote!(u64),
        Known::F64 => quote!(f64),
        Known::String => quote!(String),
        Known::Bytes => quote!(Bytes),
        Known::Octets => quote!(Octets),
        Known::Secret => quote!(Secret),
        Known::Part => quote!(Part),
        Known::Media => quote!(Media),
        Known::FormPairs => quote!(FormPairs),
        Known::FormParts => quote!(FormParts),
        Known::Raw => quote!(Raw),
        Known::UnknownValue => quote!(UnknownValue),
        Known::UnknownInteger => quote!(UnknownInteger),
        Known::NoBody => quote!(NoBody),
    }
}

/// `name: Type`
pub(super) fn argument(argument: &Argument) -> TokenStream {
    let name = ident(&argument.name);
    let ty = ty(&argument.ty);
    if argument.into {
        quote!(#name: impl Into<#ty>)
    } else {
        quote!(#name: #ty)
    }
}

/// A value made of an argument.
pub(super) fn passed(passed: &Passed) -> TokenStream {
    let name = ident(&passed.name);
    passed
        .steps
        .iter()
        .fold(quote!(#name), |value, step| match step {
            Step::Into => quote!(#value.into()),
            Step::Box => quote!(Box::new(#value)),
            Step::Some => quote!(Some(#value)),
        })
}

/// `field: value`, or `field` where both are the same.
pub(super) fn field_value(name: &Name, init: &Init) -> TokenStream {
    let field = ident(name);
    match init {
        Init::Passed(it) if it.steps.is_empty() && it.name == *name => quote!(#field),
        Init::Passed(it) => {
            let value = passed(it);
            quote!(#field: #value)
        }
        Init::None => quote!(#field: None),
        Init::Absent => quote!(#field: Field::Absent),
        Init::Empty => quote!(#field: BTreeMap::new()),
        Init::New(of, arguments) => {
            let (of, arguments) = (ty(of), arguments.iter().map(ident));
            quote!(#field: #of::new(#(#arguments),*))
        }
        Init::Default(of) => {
            let of = ty(of);
            quote!(#field: #of::default())
        }
        Init::Always(value) => quote!(#field: #value),
        Init::Text(value) => quote!(#field: #value.to_owned()),
        Init::Variant(of, variant) => {
            let (of, variant) = (ty(of), ident(variant));
            quote!(#field: #of::#variant)
        }
    }
}

/// An integer as people write it: `-1_000_000`.
pub(super) fn integer(value: i64) -> TokenStream {
    let digits = value.unsigned_abs().to_string();
    let length = digits.len();
    let mut text = String::with_capacity(length + length / 3);
    for (index, digit) in digits.chars().enumerate() {
        // Clippy finds four and five digits readable.
        if length > 5 && index > 0 && (length - index).is_multiple_of(3) {
            text.push('_');
        }
        text.push(digit);
    }
    let literal = text
        .parse::<Literal>()
        .unwrap_or_else(|_| Literal::u64_unsuffixed(value.unsigned_abs()));
    if value < 0 {
        quote!(-#literal)
    } else {
        quote!(#literal)
    }
}
