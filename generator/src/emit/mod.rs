//! Room 8: [`code`] becomes tokens.
//!
//! Takes: `&code::File`, item by item. Gives: tokens. Must not: decide anything, or fail.

mod calls;
mod client;
mod leaves;
mod paging;
mod polling;
mod rules;
mod types;
mod wire;

pub use leaves::ty;

use proc_macro2::TokenStream;
use quote::quote;

use crate::code;
use leaves::{docs, ident, lints};

/// What stands above the items of a file, in the grammar of a whole Rust file.
#[must_use]
pub fn head(file: &code::File) -> TokenStream {
    let head = match &file.head {
        code::Head::Doc(doc) => leaves::inner_docs(doc),
        code::Head::Readme(limit) => {
            let limit = limit.map(|it| it.to_string());
            let limit = limit.map(|it| quote!(#![recursion_limit = #it]));
            quote!(#![doc = include_str!("../README.md")] #limit)
        }
    };
    let imports = file.imports.iter().map(import);
    quote! {
        #head
        #(#imports)*
    }
}

fn import(import: &code::Import) -> TokenStream {
    let path = import.path.iter().map(|it| leaves::path_segment(it));
    let names = import.names.iter().map(ident);
    if let [name] = import.names.as_slice() {
        let name = ident(name);
        quote!(use #(#path::)*#name;)
    } else {
        quote!(use #(#path::)*{#(#names),*};)
    }
}

/// An item: one of Rust, or several that belong together.
#[must_use]
pub fn item(item: &code::Item) -> TokenStream {
    match item {
        code::Item::Module(it) => declaration(it),
        code::Item::Reexport(it) => reexport(it),
        code::Item::Record(it) => types::record(it),
        code::Item::Enumeration(it) => types::enumeration(it),
        code::Item::Union(it) => types::union(it),
        code::Item::Alias(it) => types::alias(it),
        code::Item::Answers(it) => types::answers(it),
        code::Item::Header(it) => types::header(it),
        code::Item::Client(it) => client::client(it),
        code::Item::Call(it) => calls::call(it),
        code::Item::RecordWire(it) => wire::record(it),
        code::Item::InputWire(it) => wire::input(it),
        code::Item::EnumerationWire(it) => wire::enumeration(it),
        code::Item::UnionWire(it) => wire::union(it),
        code::Item::AnswersWire(it) => wire::answers(it),
        code::Item::ParameterWire(it) => wire::parameter(it),
        code::Item::TextType(it) => text_type(it),
        code::Item::Rules(it) => rules::rules(it),
    }
}

fn text_type(it: &code::TextType) -> TokenStream {
    let features = &it.features;
    let feature = match features.as_slice() {
        [] => None,
        [only] => Some(quote!(#[cfg(feature = #only)])),
        _ => Some(quote!(#[cfg(any(#(feature = #features),*))])),
    };
    let (path, what) = (leaves::tokens(&it.path), &it.what);
    let functions = it.functions.map(|(read, write)| {
        let (read, write) = (leaves::tokens(read), leaves::tokens(write));
        quote!(, #read, #write)
    });
    quote!(#feature crate::runtime::plumbing::text_type!(::#path, #what #functions);)
}

fn declaration(it: &code::Declaration) -> TokenStream {
    let lints = lints(&it.lints);
    let name = ident(&it.name);
    let feature = it.feature.as_ref().map(|it| quote!(#[cfg(feature = #it)]));
    let visibility = it.public.then(|| quote!(pub));
    quote!(#feature #lints #visibility mod #name;)
}

fn reexport(it: &code::Reexport) -> TokenStream {
    let module = ident(&it.module);
    let names = it.names.iter().map(ident);
    quote!(pub use #module::{#(#names),*};)
}

/// Documentation and lints of an item, in the order in which they are always written.
fn attributes(doc: &code::Doc, attributes: &[code::Lint]) -> TokenStream {
    let docs = docs(doc);
    let lints = lints(attributes);
    quote!(#docs #lints)
}
