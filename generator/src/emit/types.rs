//! The types that users see.

use proc_macro2::TokenStream;
use quote::quote;

use super::attributes;
use super::leaves::{self, ident, word};
use crate::code::{
    Alias, Answers, Constructor, Enumeration, Field, Header, Record, Setter, Union, Variant,
};

/// A struct, its constructor and its setters.
pub(super) fn record(it: &Record) -> TokenStream {
    let attributes = attributes(&it.doc, &it.lints);
    let name = ident(&it.name);
    let fields = it.fields.iter().map(field);
    let default = it.default.then(|| quote!(, Default));
    let methods = methods(it);
    quote! {
        #attributes
        #[derive(Clone, Debug #default, PartialEq)]
        #[non_exhaustive]
        pub struct #name {
            #(#fields),*
        }
        #methods
    }
}

fn field(it: &Field) -> TokenStream {
    let attributes = attributes(&it.doc, &it.lints);
    let name = ident(&it.name);
    let ty = leaves::ty(&it.ty);
    quote!(#attributes pub #name: #ty)
}

fn methods(it: &Record) -> Option<TokenStream> {
    if it.constructor.is_none() && it.setters.is_empty() {
        return None;
    }
    let name = ident(&it.name);
    let constructor = it.constructor.as_ref().map(constructor);
    let setters = it.setters.iter().map(setter);
    let is_default = it.constructor.as_ref().is_some_and(|it| it.is_default);
    let default = is_default.then(|| {
        quote! {
            impl Default for #name {
                fn default() -> Self {
                    Self::new()
                }
            }
        }
    });
    Some(quote! {
        impl #name {
            #constructor
            #(#setters)*
        }
        #default
    })
}

fn constructor(it: &Constructor) -> TokenStream {
    let attributes = attributes(&it.doc, &it.lints);
    let arguments = it.arguments.iter().map(leaves::argument);
    let fields = it
        .fields
        .iter()
        .map(|(name, init)| leaves::field_value(name, init));
    quote! {
        #attributes
        #[must_use]
        pub fn new(#(#arguments),*) -> Self {
            Self { #(#fields),* }
        }
    }
}

/// A method that takes `self`, sets one field and returns it.
pub(super) fn setter(it: &Setter) -> TokenStream {
    let attributes = attributes(&it.doc, &it.lints);
    let must_use = it.must_use.then(|| quote!(#[must_use]));
    let name = ident(&it.name);
    let argument = leaves::argument(&it.argument);
    let target = it.target.iter().map(ident);
    let value = leaves::passed(&it.value);
    quote! {
        #attributes
        #must_use
        pub fn #name(mut self, #argument) -> Self {
            self #(.#target)* = #value;
            self
        }
    }
}

/// An enum of values.
pub(super) fn enumeration(it: &Enumeration) -> TokenStream {
    let docs = leaves::docs(&it.doc);
    let name = ident(&it.name);
    let variants = it.variants.iter().map(variant);
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants),*
        }
    }
}

/// An enum of types.
pub(super) fn union(it: &Union) -> TokenStream {
    let docs = leaves::docs(&it.doc);
    let name = ident(&it.name);
    let variants = it.variants.iter().map(variant);
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants),*
        }
    }
}

/// An enum of documented answers.
pub(super) fn answers(it: &Answers) -> TokenStream {
    let docs = leaves::docs(&it.doc);
    let name = ident(&it.name);
    let variants = it.variants.iter().map(variant);
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants),*
        }
    }
}

fn variant(it: &Variant) -> TokenStream {
    let attributes = attributes(&it.doc, &it.lints);
    let name = ident(&it.name);
    let content = it.ty.as_ref().map(|it| {
        let ty = leaves::ty(it);
        quote!((#ty))
    });
    quote!(#attributes #name #content)
}

/// Another name for a type.
pub(super) fn alias(it: &Alias) -> TokenStream {
    let attributes = attributes(&it.doc, &it.lints);
    let name = ident(&it.name);
    let ty = leaves::ty(&it.ty);
    quote!(#attributes pub type #name = #ty;)
}

/// A header of answers.
pub(super) fn header(it: &Header) -> TokenStream {
    let docs = leaves::docs(&it.doc);
    let (name, form) = (ident(&it.name), word(it.form));
    let (ty, wire) = (leaves::ty(&it.ty), &it.wire);
    quote!(#docs pub const #name: Header<#ty> = Header::#form(#wire);)
}
